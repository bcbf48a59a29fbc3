"""What all treaties in force demand together, as arrays over labs, nations and parties (R4.13).

Obligations of several treaties combine by the strictest; costs add, except between regimes that recognise one
another. Everything is neutral for whoever no treaty binds.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from detente_rules.arrays import BoolArray, FloatArray, IntArray
from detente_rules.treaty import limits, regime
from detente_rules.treaty.bound import bound
from detente_rules.treaty.terms import Status, Terms


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Obligations:
    """Figures per round. (G, A) and per lab unless said; G games, A labs, N nations, P parties, T slots."""

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
    """Danger at which deployment stops; +inf is none."""
    disclosure: IntArray
    """See terms.Disclosure."""
    incident_report: IntArray
    """Rounds within which an incident must be reported; -1 is no duty."""
    incident_sharing: FloatArray
    open_weights_banned: BoolArray
    weights_security: FloatArray
    rate: FloatArray
    """Probability of a treaty inspection, capacity, quota and emergency included."""
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
    """(G, N, A) most challenge inspections that the nation may ask at the lab."""
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
    """(G, N, A) factor on the lab's access to the nation's market."""
    supply: FloatArray
    """(G, N, A) share of chips and energy that the nation withholds from the lab."""
    sharing: FloatArray
    """(G, A, A) chi added between two labs; symmetric, zero on the diagonal."""
    model_access: FloatArray
    """(G, N, A) share of the obstacle to the nation's market that falls away for the lab."""
    fixed_cost: FloatArray
    """What the lab itself pays for compliance, the fund's part taken off (G$)."""
    dues: FloatArray
    """(G, P) what the party pays for bodies and funds (G$)."""
    transfer: FloatArray
    """(G, P) net transfer received (G$); sums to 0 over parties."""
    intrusiveness: FloatArray
    """(G, N) sum over regimes of intrusiveness times rate: what sovereignty cost grows with."""


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
    games, labs, nations = terms.games, terms.labs, terms.parties - terms.labs
    zero = np.zeros((games, labs))
    who = bound(terms, status, homes)
    lab = limits.Labs(
        capability=zero if capability is None else capability,
        assurance=zero if assurance is None else assurance,
        declared=zero if declared_assurance is None else declared_assurance,
    )
    size = regime.Size(games, labs, nations, homes)
    floor = limits.floor(terms, status, who, lab)
    if domestic_floor is not None:
        home_floor = np.where(homes >= 0, domestic_floor[:, np.maximum(homes, 0)], 0.0)
        floor = np.maximum(floor, home_floor)
    everywhere = np.zeros((games, terms.treaties, labs), dtype=np.bool_)
    everywhere[:, who.slots] = who.labs
    look = regime.verification(terms, status, who, capacity)
    costs = regime.costs(terms, status, who, size, lab.capability)
    cap, coverage = limits.cap(terms, status, who, lab)
    return Obligations(
        bound=everywhere,
        floor=floor,
        cap=cap,
        cap_coverage=coverage,
        deploy_limit=limits.deploy_limit(terms, who, lab),
        **limits.tests(terms, who),
        kill_trigger=limits.least(terms.kill_trigger, who),
        **limits.duties(terms, who, lab),
        rate=look.rate,
        hit=look.hit,
        false_alarm=look.false_alarm,
        independence=look.independence,
        embedded=limits.some(terms.embedded, who),
        findings_public=~limits.every(terms.findings_private, who),
        observation=regime.observation(terms, who, size),
        challenge=regime.challenge(terms, who, size),
        **regime.sanctions(terms, who, size),
        liability=limits.total(terms.liability, who),
        liability_premium=limits.total(terms.liability_premium, who),
        **regime.markets(terms, who, size),
        sharing=regime.sharing(terms, who, size),
        fixed_cost=costs.fixed,
        dues=costs.dues,
        transfer=costs.transfer,
        intrusiveness=regime.intrusion(terms, who, look.by_treaty),
    )
