"""Who pays what to whom: costs of compliance, funds, bodies, transfers, dues that members voted (R4.13). G$ per round."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from detente_rules.arrays import BoolArray, FloatArray
from detente_rules.treaty.bound import Bound
from detente_rules.treaty.limits import Places, licensed, places
from detente_rules.treaty.regime import Size
from detente_rules.treaty.terms import Status, Terms
from detente_rules.treaty.use import one, total, uses

MOVING_COST = ("licence", "leader_cost_high")
"""Fields that make the cost of compliance move from round to round."""


@dataclass(frozen=True, eq=False, slots=True)
class Costs:
    """fixed: (G, A) what labs pay for compliance. dues: (G, P) what parties pay for bodies and funds."""

    fixed: FloatArray
    dues: FloatArray


@dataclass(frozen=True, eq=False, slots=True)
class Payers:
    """Who pays, while nobody comes or goes. bodies: (G, P) dues for them. funds: slot → (G, P) part of each in filling it."""

    asks: Places
    bodies: FloatArray
    funds: Mapping[int, FloatArray]


def payers(terms: Terms, who: Bound, size: Size) -> Payers:
    """Bodies and funds are paid by those named who take part; else by member nations, else by member labs."""
    bodies: FloatArray = np.zeros((1, size.labs + size.nations))
    for index, slot in places(terms, who, "body_cost"):
        parts = _parts(terms.body_share[:, slot], who.parties[:, index], size.labs)
        bodies = bodies + terms.body_cost[:, slot, None] * parts
    asks = places(terms, who, "fixed_cost", "leader_cost_high")
    funds = {
        slot: _parts(terms.fund_share[:, slot], who.parties[:, index], size.labs)
        for index, slot in asks
        if slot in uses(terms, "fund")
    }
    return Payers(asks, bodies, funds)


def moves(terms: Terms, who: Bound) -> bool:
    """Whether the cost of compliance changes while nobody comes or goes."""
    return bool(places(terms, who, *MOVING_COST))


def costs(terms: Terms, status: Status, who: Bound, paid_by: Payers, capability: FloatArray) -> Costs:
    """Fixed costs, and who fills the funds and pays the bodies; what a fund pays is taken off the labs."""
    asks = paid_by.asks
    fixed = _paid_once(terms, asks, [_cost(terms, status, who, at, capability) for at in asks])
    own: FloatArray = np.zeros((1, terms.labs))
    dues = paid_by.bodies
    for (_, slot), cost in zip(asks, fixed, strict=True):
        if slot in paid_by.funds:
            from_fund = cost * terms.fund[:, slot, None]
            own = own + (cost - from_fund)
            dues = dues + total(from_fund, 1)[:, None] * paid_by.funds[slot]
        else:
            own = own + cost
    return Costs(own, dues)


def _cost(
    terms: Terms, status: Status, who: Bound, place: tuple[int, int], capability: FloatArray
) -> FloatArray:
    """(G, A) what one treaty asks of the labs it reaches."""
    slot = place[1]
    price = terms.fixed_cost[:, slot]
    if slot in uses(terms, "leader_cost_high"):
        standard = one(status.standard_cost[:, slot])
        price = np.where(standard >= 0.0, standard, price)
    return np.where(licensed(terms, who, place, capability), price[:, None], 0.0)


def _paid_once(terms: Terms, asks: Places, fixed: list[FloatArray]) -> list[FloatArray]:
    """Costs with what two regimes that recognise one another both ask counted once, the dearer."""
    out = list(fixed)
    for later, (_, slot) in enumerate(asks):
        for earlier in range(later):
            before = asks[earlier][1]
            if slot in uses(terms, "recognises") or before in uses(terms, "recognises"):
                mutual = terms.recognises[:, slot, before] | terms.recognises[:, before, slot]
                paid = np.where(mutual[:, None], out[earlier], 0.0)
                out[later] = np.maximum(0.0, out[later] - paid)
    return out


def _parts(share: FloatArray, present: BoolArray, labs: int) -> FloatArray:
    """(G, P) what part each bears, summing to 1; to 0 where nobody takes part."""
    weight: FloatArray = share * present
    nations = present & (np.arange(present.shape[1]) >= labs)
    for fallback in (nations, present):
        none = total(weight, 1)[:, None] == 0.0
        weight = np.where(none, fallback, weight)
    whole = total(weight, 1)[:, None]
    return np.asarray(weight / np.where(whole > 0.0, whole, 1.0))


def transfers(terms: Terms, who: Bound, size: Size) -> FloatArray:
    """(G, P) net transfers received: absent payers pay nothing, and absent receivers' parts go to the others; sum 0."""
    out: FloatArray = np.zeros((1, size.labs + size.nations))
    for index, slot in places(terms, who, "transfer"):
        net, present = terms.transfer[:, slot], who.parties[:, index]
        paid = np.where(present, np.maximum(-net, 0.0), 0.0)
        claim = np.where(present, np.maximum(net, 0.0), 0.0)
        claims = total(claim, 1)[:, None]
        anyone = claims > 0.0
        paid = np.where(anyone, paid, 0.0)
        pot = total(paid, 1)[:, None]
        out = out + (pot * claim / np.where(anyone, claims, 1.0) - paid)
    return out
