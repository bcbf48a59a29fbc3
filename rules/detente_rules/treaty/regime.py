"""What regimes do together: verification, sanctions, markets, shared knowledge, money (R4.13)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from detente_rules.arrays import BoolArray, FloatArray, IntArray
from detente_rules.treaty.bound import Bound
from detente_rules.treaty.conditional import TOLERANCE
from detente_rules.treaty.limits import largest, licensed
from detente_rules.treaty.terms import Status, Terms


@dataclass(frozen=True, eq=False, slots=True)
class Size:
    """Lengths of the axes, and (A,) the labs' homes."""

    games: int
    labs: int
    nations: int
    homes: IntArray

    @property
    def abroad(self) -> BoolArray:
        """(N, A) the nation is not the lab's home."""
        return np.asarray(np.arange(self.nations)[:, None] != self.homes[None, :])


@dataclass(frozen=True, eq=False, slots=True)
class Look:
    """Verification, (G, A) of the regime that sees a lab best; by_treaty: (G, T') rate of each regime."""

    rate: FloatArray
    hit: FloatArray
    false_alarm: FloatArray
    independence: FloatArray
    by_treaty: FloatArray


def verification(terms: Terms, status: Status, who: Bound, capacity: FloatArray | None) -> Look:
    """Rate, D, alpha and iota that each lab meets: those of the regime whose inspectors find most (R7.2).

    A round holds one inspection of a lab; where several regimes may look, the strictest does.
    """
    at = who.slots
    rate = terms.rate[:, at]
    if status.emergency.any():
        rate = np.where(status.emergency[:, at] != 0, np.maximum(rate, terms.emergency_rate[:, at]), rate)
    rate = np.minimum(rate, terms.quota[:, at] / np.maximum(who.labs.sum(axis=2), 1))
    if capacity is not None:
        rate = rate * capacity[:, at]
    if not (at.size and rate.any()):
        zero = np.zeros((terms.games, terms.labs))
        return Look(zero, zero, zero, np.ones_like(zero), rate)
    hit = terms.hit[:, at] * terms.access[:, at]
    best = None
    if at.size > 1:
        strength = (rate * hit)[:, :, None] * terms.independence[:, at] + TOLERANCE * rate[:, :, None]
        best = np.where(who.labs, strength, -1.0).argmax(axis=1)[:, None, :]

    def of_best(values: FloatArray, elsewhere: float) -> FloatArray:
        spread = np.where(who.labs, values, elsewhere)
        if best is None:
            return np.asarray(spread[:, 0])
        return np.asarray(np.take_along_axis(spread, best, axis=1)[:, 0])

    return Look(
        rate=of_best(rate[:, :, None], 0.0),
        hit=of_best(hit[:, :, None], 0.0),
        false_alarm=of_best(terms.false_alarm[:, at, None], 0.0),
        independence=of_best(terms.independence[:, at], 1.0),
        by_treaty=rate,
    )


def observation(terms: Terms, who: Bound, size: Size) -> FloatArray:
    """(G, P, A) factor on the noise with which members (and the labs they bind) see bound labs."""
    out = np.ones((size.games, size.labs + size.nations, size.labs))
    for index, slot in enumerate(who.slots):
        factor = terms.observation[:, slot]
        if (factor == 1.0).all():
            continue
        observers = np.concatenate([who.labs[:, index], who.nations[:, index]], axis=1)
        pair = observers[:, :, None] & who.labs[:, index, None, :]
        out = np.where(pair, np.minimum(out, factor[:, None, None]), out)
    return out


def challenge(terms: Terms, who: Bound, size: Size) -> FloatArray:
    """(G, N, A) most challenge inspections that a member may ask at a bound lab abroad."""
    out = np.zeros((size.games, size.nations, size.labs))
    for index, slot in enumerate(who.slots):
        if not terms.challenge[:, slot].any():
            continue
        ask = who.nations[:, index] & terms.challenge_ask[:, slot, size.labs :]
        pair = ask[:, :, None] & who.labs[:, index, None, :] & size.abroad
        out = np.maximum(out, np.where(pair, terms.challenge[:, slot, None, None], 0.0))
    return out


def carried(terms: Terms, who: Bound, homes: IntArray) -> BoolArray:
    """(G, T', A) whether a sanction against the lab goes through where its clause asks for a vote (R4.14).

    Members vote in their interest: the lab and its home against, all others for; a veto is used by those two alone.
    """
    at, labs = who.slots, who.labs.shape[2]
    share = terms.sanction_vote[:, at, None]
    members = who.parties.sum(axis=2)[:, :, None]
    own = who.parties[:, :, :labs]
    against = own.astype(np.int64) + who.homes_in
    veto = terms.veto[:, at] & who.parties
    vetoed = veto[:, :, :labs]
    if veto.shape[2] > labs:
        vetoed = vetoed | (veto[:, :, labs:][:, :, np.maximum(homes, 0)] & (homes >= 0))
    passed = members - against >= share * members - TOLERANCE
    return np.asarray(who.labs & ((share == 0.0) | (passed & ~vetoed)))


def sanctions(terms: Terms, who: Bound, size: Size) -> dict[str, Any]:
    """What a finding brings: fine and supervision (G, A), closed markets and cut trade (G, N, A)."""
    at = who.slots
    hits = carried(terms, who, size.homes)
    out: dict[str, Any] = {
        "fine": largest(terms.fine, who, hits),
        "supervision": (hits & terms.supervision[:, at, None]).any(axis=1),
    }
    everywhere = np.ones_like(size.abroad)
    fields = (
        ("exclusion", terms.exclusion, everywhere),
        ("sanction_trade", terms.sanction_trade, size.abroad),
    )
    for name, field, reach in fields:
        closed = np.zeros((size.games, size.nations, size.labs))
        for index, slot in enumerate(at):
            if field[:, slot].any():
                pair = who.nations[:, index, :, None] & hits[:, index, None, :] & reach
                closed = np.maximum(closed, np.where(pair, field[:, slot, None, None], 0.0))
        out[name] = closed
    return out


def markets(terms: Terms, who: Bound, size: Size) -> dict[str, Any]:
    """(G, N, A) trade factor, supply withheld and models opened, between members and others, or among members."""
    shape = (size.games, size.nations, size.labs)
    cut, withheld, opened = np.zeros(shape), np.zeros(shape), np.zeros(shape)
    for index, slot in enumerate(who.slots):
        nation, lab = who.nations[:, index, :, None], who.labs[:, index, None, :]
        lab_outside = ~who.inside_labs[:, index, None, :]
        nation_outside = ~who.inside_nations[:, index, :, None]
        home = who.homes_in[:, index, None, :]
        if terms.trade[:, slot].any():
            across = ((nation & lab_outside) | (home & nation_outside)) & size.abroad
            cut = np.maximum(cut, np.where(across, terms.trade[:, slot, None, None], 0.0))
        if terms.supply[:, slot].any():
            denied = nation & lab_outside & size.abroad
            withheld = np.maximum(withheld, np.where(denied, terms.supply[:, slot, None, None], 0.0))
        if terms.model_access[:, slot].any():
            among = nation & lab & size.abroad
            opened = np.maximum(opened, np.where(among, terms.model_access[:, slot, None, None], 0.0))
    return {"trade": 1.0 - cut, "supply": withheld, "model_access": opened}


def sharing(terms: Terms, who: Bound, size: Size) -> FloatArray:
    """(G, A, A) rate at which two labs of one treaty share what they know of safety."""
    out = np.zeros((size.games, size.labs, size.labs))
    others = ~np.eye(size.labs, dtype=np.bool_)
    for index, slot in enumerate(who.slots):
        if terms.sharing[:, slot].any():
            pair = who.labs[:, index, :, None] & who.labs[:, index, None, :] & others
            out = np.maximum(out, np.where(pair, terms.sharing[:, slot, None, None], 0.0))
    return out


def intrusion(terms: Terms, who: Bound, rate: FloatArray) -> FloatArray:
    """(G, N) intrusiveness times rate, added over the regimes that a nation takes part in."""
    depth = terms.intrusiveness[:, who.slots] * rate
    return np.asarray((who.nations * depth[:, :, None]).sum(axis=1))


@dataclass(frozen=True, eq=False, slots=True)
class Costs:
    """fixed: (G, A) what labs pay for compliance. dues, transfer: (G, P). All G$ per round."""

    fixed: FloatArray
    dues: FloatArray
    transfer: FloatArray


def costs(terms: Terms, status: Status, who: Bound, size: Size, capability: FloatArray) -> Costs:
    """Fixed costs, who fills funds and pays bodies, and transfers; what the fund pays is taken off the labs."""
    at, parties = who.slots, size.labs + size.nations
    standard = status.standard_cost[:, at]
    price = np.where(standard >= 0.0, standard, terms.fixed_cost[:, at])[:, :, None]
    reached = licensed(terms, who, capability) & terms.floor_for[:, at] & who.ripe
    fixed = _paid_once(np.where(reached, price, 0.0), terms.recognises[:, at][:, :, at])
    from_fund = fixed * terms.fund[:, at, None]
    dues, transfer = np.zeros((size.games, parties)), np.zeros((size.games, parties))
    for index, slot in enumerate(at):
        present = who.parties[:, index]
        running = present.any(axis=1)
        body = np.where(running, terms.body_cost[:, slot], 0.0)
        dues = dues + _spread(body, terms.body_share[:, slot], present, size.labs)
        dues = dues + _spread(from_fund[:, index].sum(axis=1), terms.fund_share[:, slot], present, size.labs)
        if terms.transfer[:, slot].any():
            transfer = transfer + _transferred(terms.transfer[:, slot], present)
    return Costs((fixed - from_fund).sum(axis=1), dues, transfer)


def _paid_once(fixed: FloatArray, recognises: BoolArray) -> FloatArray:
    """Costs (G, T', A) with what two regimes that recognise one another both ask counted once, the dearer."""
    if not recognises.any():
        return fixed
    out = fixed.copy()
    mutual = recognises | recognises.swapaxes(1, 2)
    for later in range(fixed.shape[1]):
        paid = np.where(mutual[:, later, :later, None], out[:, :later], 0.0).sum(axis=1)
        out[:, later] = np.maximum(0.0, out[:, later] - paid)
    return out


def _spread(amount: FloatArray, share: FloatArray, present: BoolArray, labs: int) -> FloatArray:
    """(G, P) an amount (G,) over the payers named who take part; else over member nations, else over member labs."""
    if not amount.any():
        return np.zeros(present.shape)
    weight = share * present
    nations = present & (np.arange(present.shape[1]) >= labs)
    for fallback in (nations, present):
        none = weight.sum(axis=1, keepdims=True) == 0.0
        weight = np.where(none, fallback, weight)
    whole = weight.sum(axis=1, keepdims=True)
    return np.asarray(amount[:, None] * weight / np.where(whole > 0.0, whole, 1.0))


def _transferred(net: FloatArray, present: BoolArray) -> FloatArray:
    """(G, P) transfers among members: absent payers pay nothing, and absent receivers' parts go to the others."""
    paid = np.where(present, np.maximum(-net, 0.0), 0.0)
    claim = np.where(present, np.maximum(net, 0.0), 0.0)
    claims = claim.sum(axis=1, keepdims=True)
    anyone = claims > 0.0
    paid = np.where(anyone, paid, 0.0)
    pot = paid.sum(axis=1, keepdims=True)
    return np.asarray(pot * claim / np.where(anyone, claims, 1.0) - paid)
