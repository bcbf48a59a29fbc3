"""What regimes do together: verification, sanctions, markets, shared knowledge (R4.13). Money is in `money`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from detente_rules.arrays import BoolArray, FloatArray, IntArray
from detente_rules.treaty.bound import Bound
from detente_rules.treaty.conditional import TOLERANCE
from detente_rules.treaty.limits import largest, places
from detente_rules.treaty.terms import Status, Terms
from detente_rules.treaty.use import anything, one, sealed, total, used, uses


@dataclass(frozen=True, eq=False, slots=True)
class Size:
    """Lengths of the axes, and (A,) the labs' homes. games: 1 where all games are bound alike."""

    games: int
    labs: int
    nations: int
    homes: IntArray

    @property
    def abroad(self) -> BoolArray:
        """(N, A) the nation is not the lab's home."""
        return np.asarray(np.arange(self.nations)[:, None] != self.homes[None, :])


# --- verification ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False, slots=True)
class Inspectors:
    """What one regime's inspection is, whatever the round: (G,) count of bound labs and D; (G, A) what a lab meets of it."""

    slot: int
    members: BoolArray
    labs: BoolArray
    count: IntArray
    reach: FloatArray
    hit: FloatArray
    false_alarm: FloatArray
    independence: FloatArray


@dataclass(frozen=True, eq=False, slots=True)
class Look:
    """Verification, (G, A) of the regime that sees a lab best; intrusion: (G, N) intrusiveness times rate, added up."""

    rate: FloatArray
    hit: FloatArray
    false_alarm: FloatArray
    independence: FloatArray
    intrusion: FloatArray


def inspectors(terms: Terms, who: Bound) -> tuple[Inspectors, ...]:
    """Every regime that may inspect."""
    out = []
    for index, slot in places(terms, who, "rate", "emergency_rate", "challenge"):
        labs = who.labs[:, index]
        reach = terms.hit[:, slot] * terms.access[:, slot]
        out.append(
            Inspectors(
                slot=slot,
                members=who.nations[:, index],
                labs=labs,
                count=np.maximum(labs.sum(axis=1), 1),
                reach=reach,
                hit=np.where(labs, reach[:, None], 0.0),
                false_alarm=np.where(labs, terms.false_alarm[:, slot, None], 0.0),
                independence=np.where(labs, terms.independence[:, slot], 1.0),
            )
        )
    return tuple(out)


def verification(
    terms: Terms,
    status: Status,
    crews: tuple[Inspectors, ...],
    capacity: FloatArray | None,
    size: Size,
    key: bytes | None = None,
) -> Look:
    """Rate, D, alpha and iota that each lab meets: those of the regime whose inspectors find most (R7.2).

    A round holds one inspection of a lab; where several regimes may look, the strictest does. Whoever is called to a lab
    comes for certain, as far as there are inspectors. key: names the membership, for what was worked out before.
    """
    if not crews:
        zero = np.zeros((1, size.labs))
        return Look(zero, zero, zero, np.ones_like(zero), np.zeros((1, size.nations)))
    rates = [_rate(terms, status, crew, capacity) for crew in crews]
    if key is None or any(overall.shape[0] > 1 or met.shape[0] > 1 for overall, met in rates):
        return _best_look(terms, crews, rates, size)
    now = b"".join(array.tobytes() for pair in rates for array in pair)
    return terms.remember((key, now), lambda: sealed(_best_look(terms, crews, rates, size)))


def _best_look(
    terms: Terms, crews: tuple[Inspectors, ...], rates: list[tuple[FloatArray, FloatArray]], size: Size
) -> Look:
    best: tuple[FloatArray, FloatArray, FloatArray, FloatArray] | None = None
    strongest = np.zeros((1, size.labs))
    intrusion: FloatArray = np.zeros((1, size.nations))
    for crew, (overall, rate) in zip(crews, rates, strict=True):
        depth = terms.intrusiveness[:, crew.slot] * overall
        intrusion = intrusion + crew.members * depth[:, None]
        told = (rate, crew.hit, crew.false_alarm, crew.independence)
        if len(crews) == 1:
            return Look(*told, intrusion)
        strength = np.where(
            crew.labs, rate * crew.reach[:, None] * crew.independence + TOLERANCE * rate, -1.0
        )
        if best is None:
            best, strongest = told, strength
            continue
        better = strength > strongest
        best = (
            np.where(better, told[0], best[0]),
            np.where(better, told[1], best[1]),
            np.where(better, told[2], best[2]),
            np.where(better, told[3], best[3]),
        )
        strongest = np.maximum(strength, strongest)
    assert best is not None  # there was a crew
    return Look(*best, intrusion)


def _rate(
    terms: Terms, status: Status, crew: Inspectors, capacity: FloatArray | None
) -> tuple[FloatArray, FloatArray]:
    """A regime's inspection rate, (G,), and as each lab meets it, (G, A)."""
    slot = crew.slot
    rate = terms.rate[:, slot]
    if slot in uses(terms, "emergency_trigger"):
        alarm = one(status.emergency[:, slot]) != 0
        if anything(alarm):
            rate = np.where(alarm, np.maximum(rate, terms.emergency_rate[:, slot]), rate)
    if slot in uses(terms, "quota"):
        rate = np.minimum(rate, terms.quota[:, slot] / crew.count)
    ready = None if capacity is None else one(capacity[:, slot])
    if ready is not None:
        rate = rate * ready
    met = np.where(crew.labs, rate[:, None], 0.0)
    if slot in uses(terms, "challenge"):
        called = one(status.challenged[:, slot])
        if anything(called):
            surely = 1.0 if ready is None else ready[:, None]
            met = np.where(called & crew.labs, surely, met)
    return rate, met


def observation(terms: Terms, who: Bound, size: Size) -> FloatArray:
    """(G, P, A) factor on the noise with which members (and the labs they bind) see bound labs."""
    out = np.ones((1, size.labs + size.nations, size.labs))
    for index, slot in places(terms, who, "observation"):
        factor = terms.observation[:, slot]
        observers = np.concatenate([who.labs[:, index], who.nations[:, index]], axis=1)
        pair = observers[:, :, None] & who.labs[:, index, None, :]
        out = np.where(pair, np.minimum(out, factor[:, None, None]), out)
    return out


def challenge(terms: Terms, status: Status, who: Bound, size: Size) -> FloatArray:
    """(G, N, A) most inspections of its own that a member may make at a bound lab abroad.

    Where members may stop a challenge, only a lab to which inspectors were called must let them in.
    """
    out = np.zeros((1, size.nations, size.labs))
    for index, slot in places(terms, who, "challenge"):
        ask = who.nations[:, index] & terms.challenge_ask[:, slot, size.labs :]
        pair = ask[:, :, None] & who.labs[:, index, None, :] & size.abroad
        if slot in uses(terms, "challenge_stop"):
            free = np.isinf(terms.challenge_stop[:, slot, None])
            pair = pair & (free | status.challenged[:, slot])[:, None, :]
        out = np.maximum(out, np.where(pair, terms.challenge[:, slot, None, None], 0.0))
    return out


# --- sanctions ------------------------------------------------------------------------------------------------------


def carried(terms: Terms, who: Bound, homes: IntArray) -> BoolArray:
    """(G, T', A) whether a sanction against the lab goes through where its clause asks for a vote (R4.14).

    Where nobody sits at the table to vote, members vote in their interest: the lab and its home against, all others for; a
    veto is used by those two alone. Where members vote themselves nothing follows before they have (`Status.struck`).
    """
    at, labs = who.slots, who.labs.shape[2]
    if not used(terms, who.order, "sanction_vote"):
        return who.labs
    share = terms.sanction_vote[:, at, None]
    members = who.parties.sum(axis=2)[:, :, None]
    own = who.parties[:, :, :labs]
    against = own.astype(np.int64) + who.homes_in
    veto = terms.veto[:, at] & who.parties
    vetoed = veto[:, :, :labs]
    if veto.shape[2] > labs:
        vetoed = vetoed | (veto[:, :, labs:][:, :, np.maximum(homes, 0)] & (homes >= 0))
    passed = members - against >= share * members - TOLERANCE
    waits = terms.polled[:, at, None]
    return np.asarray(who.labs & ((share == 0.0) | (passed & ~vetoed & ~waits)))


def sanctions(terms: Terms, who: Bound, size: Size) -> dict[str, Any]:
    """What a finding brings: fine and supervision (G, A), closed markets and cut trade (G, N, A)."""
    at = who.slots
    hits = carried(terms, who, size.homes)
    out: dict[str, Any] = {
        "fine": largest(terms.fine, who, hits),
        "supervision": (hits & terms.supervision[:, at, None]).any(axis=1),
    }
    for name, reach in (("exclusion", np.ones_like(size.abroad)), ("sanction_trade", size.abroad)):
        field = getattr(terms, name)
        closed = np.zeros((1, size.nations, size.labs))
        for index, slot in places(terms, who, name):
            pair = who.nations[:, index, :, None] & hits[:, index, None, :] & reach
            closed = np.maximum(closed, np.where(pair, field[:, slot, None, None], 0.0))
        out[name] = closed
    return out


def struck(terms: Terms, status: Status, who: Bound, size: Size) -> FloatArray | None:
    """(G, N, A) factor that voted sanctions leave of a lab's access to markets in this round; None: nobody is hit.

    A lab whose accusation was upheld, rightly, also loses a licence that can be taken.
    """
    if not (anything(status.struck) or anything(status.upheld)):
        return None
    left: FloatArray = np.ones((1, size.nations, size.labs))
    for index, slot in enumerate(who.slots):
        weight = one(status.struck[:, slot])[:, None, :] * who.nations[:, index, :, None]
        weight = weight * who.labs[:, index, None, :]
        cut = np.maximum(
            terms.exclusion[:, slot, None, None], terms.sanction_trade[:, slot, None, None] * size.abroad
        )
        left = np.minimum(left, 1.0 - weight * cut)
        if slot in uses(terms, "licence_revocable"):
            taken = (one(status.upheld[:, slot]) == 2) & who.labs[:, index] & terms.licence[:, slot, None]
            left = np.where(taken[:, None, :] & terms.licence_revocable[:, slot, None, None], 0.0, left)
    return left


# --- markets and knowledge --------------------------------------------------------------------------------------------


def markets(terms: Terms, who: Bound, size: Size) -> dict[str, Any]:
    """(G, N, A) trade factor, supply withheld and models opened, between members and others, or among members."""
    shape = (1, size.nations, size.labs)
    cut, withheld, opened = np.zeros(shape), np.zeros(shape), np.zeros(shape)
    for index, slot in places(terms, who, "trade", "supply", "model_access"):
        nation, lab = who.nations[:, index, :, None], who.labs[:, index, None, :]
        lab_outside = ~who.inside_labs[:, index, None, :]
        if slot in uses(terms, "trade"):
            nation_outside = ~who.inside_nations[:, index, :, None]
            home = who.homes_in[:, index, None, :]
            across = ((nation & lab_outside) | (home & nation_outside)) & size.abroad
            cut = np.maximum(cut, np.where(across, terms.trade[:, slot, None, None], 0.0))
        if slot in uses(terms, "supply"):
            denied = nation & lab_outside & size.abroad
            withheld = np.maximum(withheld, np.where(denied, terms.supply[:, slot, None, None], 0.0))
        if slot in uses(terms, "model_access"):
            among = nation & lab & size.abroad
            opened = np.maximum(opened, np.where(among, terms.model_access[:, slot, None, None], 0.0))
    return {"trade": 1.0 - cut, "supply": withheld, "model_access": opened}


def sharing(terms: Terms, who: Bound, size: Size) -> FloatArray:
    """(G, A, A) rate at which two labs of one treaty share what they know of safety; a common lab and its members too."""
    out = np.zeros((1, size.labs, size.labs))
    for index, slot in places(terms, who, "sharing"):
        others = ~np.eye(size.labs, dtype=np.bool_)
        pair = who.labs[:, index, :, None] & who.labs[:, index, None, :] & others
        out = np.maximum(out, np.where(pair, terms.sharing[:, slot, None, None], 0.0))
    return np.maximum(out, joint(terms, who, size))


def pooling(terms: Terms, who: Bound, size: Size) -> FloatArray:
    """(G, A, A) share of a lab's effort (axis 1) that works in another, the common lab (axis 2); rows sum to at most 1."""
    given = np.zeros((1, size.labs, size.labs))
    for index, slot in places(terms, who, "joint"):
        given = given + _given(terms, who, size, (index, slot), terms.joint)
    whole = total(given, 2)[:, :, None]
    return given / np.maximum(whole, 1.0)


def joint(terms: Terms, who: Bound, size: Size) -> FloatArray:
    """(G, A, A) share of the gap in capability that flows per round between a common lab and its members; symmetric."""
    out = np.zeros((1, size.labs, size.labs))
    for index, slot in places(terms, who, "joint"):
        one_way = _given(terms, who, size, (index, slot), terms.joint_rate)
        out = np.maximum(out, np.maximum(one_way, one_way.swapaxes(1, 2)))
    return out


def _given(terms: Terms, who: Bound, size: Size, place: tuple[int, int], rate: FloatArray) -> FloatArray:
    """(G, A, A) a member's part in the column of the common lab, where the treaty binds both."""
    index, slot = place
    common = (terms.joint_lab[:, slot, None] == np.arange(size.labs)) & who.labs[:, index]
    return np.where(who.labs[:, index, :, None] & common[:, None, :], rate[:, slot, :, None], 0.0)
