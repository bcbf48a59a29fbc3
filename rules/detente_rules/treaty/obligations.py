"""What all treaties in force demand together, as arrays over labs, nations and parties (R4.13).

Obligations of several treaties combine by the strictest; costs add, except between regimes that recognise one
another. Everything is neutral for whoever no treaty binds.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from detente_rules.arrays import BoolArray, FloatArray, IntArray
from detente_rules.treaty import limits, money, regime
from detente_rules.treaty.bound import Bound, bound
from detente_rules.treaty.terms import Status, Terms
from detente_rules.treaty.use import (
    anything,
    membership_key,
    sealed,
    shared,
    shared_membership,
    total,
    uses,
)


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Obligations:
    """Figures per round. (G, A) and per lab unless said; G games, A labs, N nations, P parties, T slots.

    What is the same in all games of a batch has a leading axis of 1, which stands for all of them.
    """

    bound: BoolArray
    """(G, T, A) the treaty in the slot binds the lab now."""
    floor: FloatArray
    """Least safety share of effort [0, 1], domestic law included where it was given."""
    cap: FloatArray
    """Most growth (doublings), schedule, merit, level and pause included; 0 is possible, +inf is none."""
    cap_coverage: FloatArray
    """Share of growth that the cap counts; of what exceeds the cap the rest escapes lawfully."""
    deploy_limit: FloatArray
    """Most that a gate lets onto the market, share of capability [0, 1]."""
    evaluation_margin: FloatArray
    evaluation_noise: FloatArray
    evaluation_independent: BoolArray
    red_line_margin: FloatArray
    red_line_noise: FloatArray
    red_line_independent: BoolArray
    kill_trigger: FloatArray
    """Danger at which deployment stops, by itself or because the key was turned; +inf is none."""
    disclosure: IntArray
    """See terms.Disclosure."""
    incident_report: IntArray
    """Rounds within which an incident must be reported; -1 is no duty."""
    incident_sharing: FloatArray
    open_weights_banned: BoolArray
    weights_security: FloatArray
    rate: FloatArray
    """Probability of a treaty inspection in a half-year, capacity, quota and emergency included."""
    hit: FloatArray
    """D of that inspection, access included."""
    false_alarm: FloatArray
    independence: FloatArray
    embedded: BoolArray
    protection: FloatArray
    """Least protection of whistle-blowers [0, 1]."""
    findings_public: BoolArray
    observation: FloatArray
    """(G, P, A) factor on the noise of the party's estimate of the lab."""
    challenge: FloatArray
    """(G, N, A) most inspections of its own a half-year that the nation may make at the lab, admitted there or not."""
    fine: FloatArray
    """On a finding, share of revenue; votes and vetoes already taken into account, here and in what follows."""
    exclusion: FloatArray
    """(G, N, A) on a finding, share of the nation's market closed to the lab; the home's own too, where it is a member."""
    supervision: BoolArray
    sanction_trade: FloatArray
    """(G, N, A) on a finding, cut of trade between the nation and the lab's home."""
    licence_revocable: BoolArray
    liability: FloatArray
    liability_premium: FloatArray
    trade: FloatArray
    """(G, N, A) factor on the lab's access to the nation's market, sanctions that members voted included."""
    supply: FloatArray
    """(G, N, A) share of chips and energy that the nation withholds from the lab."""
    sharing: FloatArray
    """(G, A, A) chi added between two labs; symmetric, zero on the diagonal."""
    pooling: FloatArray
    """(G, A, A) share of a lab's effort (axis 1) that works in the common lab (axis 2)."""
    joint: FloatArray
    """(G, A, A) share of the gap in capability that flows per round between the common lab and its members."""
    model_access: FloatArray
    """(G, N, A) share of the obstacle to the nation's market that falls away for the lab."""
    fixed_cost: FloatArray
    """What the lab itself pays for compliance, the fund's part taken off (G$)."""
    dues: FloatArray
    """(G, P) what the party pays for bodies and funds, and what it was charged by vote (G$)."""
    transfer: FloatArray
    """(G, P) net transfer received (G$); sums to 0 over parties."""
    intrusiveness: FloatArray
    """(G, N) sum over regimes of intrusiveness times rate: what sovereignty cost grows with."""


@dataclass(frozen=True, eq=False, slots=True)
class _Standing:
    """What follows from text and membership alone: it changes only when somebody acts.

    told: fields of `Obligations`. floor, cap: the part that no round changes, and the treaties with another part.
    key: names the membership. costs: None where they move. gates, weights: treaties whose word depends on capability.
    """

    key: bytes | None
    who: Bound
    size: regime.Size
    told: Mapping[str, Any]
    floor: tuple[FloatArray, limits.Places]
    cap: tuple[limits.Cap, limits.Places]
    crews: tuple[regime.Inspectors, ...]
    payers: money.Payers
    costs: money.Costs | None
    gates: limits.Places
    weights: limits.Places


def obligations(
    terms: Terms,
    status: Status,
    homes: IntArray,
    domestic_floor: FloatArray | None = None,
    *,
    capability: FloatArray | None = None,
    assurance: FloatArray | None = None,
    declared_assurance: FloatArray | None = None,
    capacity: FloatArray | None = None,
) -> Obligations:
    """What binds whom in this round.

    homes: (A,) nation index, -1 for none. domestic_floor: (G, N). capability, assurance, declared_assurance:
    (G, A) doublings, zero where not given; licences, levels, gates and merit read them. capacity: (G, T) of the
    bodies, [0, 1], full where not given.
    """
    zero = np.zeros((1, terms.labs))
    lab = limits.Labs(
        capability=zero if capability is None else capability,
        assurance=zero if assurance is None else assurance,
        declared=zero if declared_assurance is None else declared_assurance,
    )
    text = shared(terms)
    known = _standing(text, status, homes)
    who, size = known.who, known.size
    floor = limits.floor(text, status, who, lab, known.floor[1], known.floor[0])
    if domestic_floor is not None:
        home_floor = np.where(homes >= 0, domestic_floor[:, np.maximum(homes, 0)], 0.0)
        floor = np.maximum(floor, home_floor)
    cap, coverage = limits.cap(text, status, who, lab, known.cap[1], known.cap[0])
    look = regime.verification(text, status, known.crews, capacity, size, known.key)
    costs = known.costs or money.costs(text, status, who, known.payers, lab.capability)
    told = dict(known.told)
    left = regime.struck(text, status, who, size)
    if left is not None:
        told["trade"] = told["trade"] * left
    return Obligations(
        **told,
        floor=floor,
        cap=cap,
        cap_coverage=coverage,
        deploy_limit=limits.deploy_limit(text, who, lab, known.gates),
        open_weights_banned=limits.open_weights_banned(text, who, lab, known.weights),
        rate=look.rate,
        hit=look.hit,
        false_alarm=look.false_alarm,
        independence=look.independence,
        intrusiveness=look.intrusion,
        fixed_cost=costs.fixed,
        dues=costs.dues + total(status.charged, 1) if anything(status.charged) else costs.dues,
    )


def conduct(
    terms: Terms, status: Status, homes: IntArray, *, capability: FloatArray, assurance: FloatArray
) -> dict[int, tuple[FloatArray, FloatArray]]:
    """Slot of a treaty in force → floor and cap that it alone asks for, (1, A), of one game and without all the rest.

    For cards, which ask often. The strictest of them are what `obligations` has.
    """
    who, zero = bound(terms, status, homes), np.zeros((1, terms.labs))
    lab = limits.Labs(capability=capability, assurance=assurance, declared=zero)
    free = np.full_like(zero, np.inf), np.ones_like(zero)
    floors = limits.places(terms, who, "floor", *limits.MOVING_FLOOR)
    caps = limits.places(terms, who, "cap", *limits.MOVING_CAP)
    out = {}
    for place in enumerate(who.slots.tolist()):
        floor = limits.floor(terms, status, who, lab, (place,) if place in floors else (), zero)
        cap = limits.cap(terms, status, who, lab, (place,) if place in caps else (), free)[0]
        out[place[1]] = floor, cap
    return out


_BY_STATUS = (
    ("age", ("grace", "phase_down", "pause")),
    ("entered", ("phase_down",)),
    ("standard_floor", ("leader_floor_high",)),
    ("emergency", ("emergency_trigger",)),
)
"""Fields of `Status` that floors and caps follow, beside who is bound, where one of these clauses is there."""


def conduct_key(terms: Terms, status: Status) -> bytes:
    """Equal for equal `conduct` of a game under one text, as long as nothing moves it but the status."""
    names = [name for name, clauses in _BY_STATUS if any(uses(terms, clause) for clause in clauses)]
    parts = ("phase", "member", "suspended", "reserved", *names)
    return b"".join([getattr(status, name).tobytes() for name in parts])


def conduct_moves(terms: Terms) -> bool:
    """Whether `conduct` also follows what labs have: their capability, or what is audited of their assurance."""
    return any(uses(terms, name) for name in ("licence", "merit", "cap_level"))


def _standing(terms: Terms, status: Status, homes: IntArray) -> _Standing:
    """What stands; worked out once for each membership where all games agree."""
    seats = shared_membership(terms, status)
    if terms.games > 1 or seats.phase.shape[0] > 1:
        return _stand(terms, seats, homes, None)
    key = membership_key(terms, seats, homes)
    return terms.remember(key, lambda: _stand(terms, seats, homes, key))


def _stand(terms: Terms, status: Status, homes: IntArray, key: bytes | None) -> _Standing:
    who = bound(terms, status, homes)
    games, labs, nations = who.labs.shape[0], terms.labs, terms.parties - terms.labs
    size = regime.Size(games, labs, nations, homes)
    everywhere = np.zeros((games, terms.treaties, labs), dtype=np.bool_)
    everywhere[:, who.slots] = who.labs
    told = {
        "bound": everywhere,
        **limits.tests(terms, who),
        "kill_trigger": limits.kill_trigger(terms, status, who),
        **limits.duties(terms, who),
        "observation": regime.observation(terms, who, size),
        "challenge": regime.challenge(terms, status, who, size),
        **regime.sanctions(terms, who, size),
        **regime.markets(terms, who, size),
        "sharing": regime.sharing(terms, who, size),
        "pooling": regime.pooling(terms, who, size),
        "joint": regime.joint(terms, who, size),
        "transfer": money.transfers(terms, who, size),
    }
    payers, nothing = sealed(money.payers(terms, who, size)), np.zeros((1, labs))
    costs = None if money.moves(terms, who) else sealed(money.costs(terms, status, who, payers, nothing))
    floor = limits.plain_floor(terms, status, who, (1, labs))
    cap = limits.plain_cap(terms, status, who, (1, labs))
    for array in (*told.values(), floor[0], *cap[0]):
        array.flags.writeable = False
    return _Standing(
        key=key,
        who=who,
        size=size,
        told=told,
        floor=floor,
        cap=cap,
        crews=regime.inspectors(terms, who),
        payers=payers,
        costs=costs,
        gates=limits.places(terms, who, "gate_threshold"),
        weights=limits.places(terms, who, "open_weights"),
    )
