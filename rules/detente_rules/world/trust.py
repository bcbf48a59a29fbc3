"""Public trust (R6.8) and the regimes' legitimacy and capacity (R6.10)."""

from __future__ import annotations

from detente_rules.arrays import BoolArray, FloatArray
from detente_rules.treaty.obligations import Obligations
from detente_rules.treaty.terms import Phase, Status, Terms
from detente_rules.world.backend import count, total, used, xp
from detente_rules.world.params import Params

_IN_FORCE = int(Phase.IN_FORCE)
"""As a plain number: asked in every round, and an enumeration looks itself up each time."""

__all__ = ["capacity_now", "esteem", "next_capacity", "next_legitimacy", "next_trust"]


def next_trust(
    params: Params,
    trust: FloatArray,
    share: FloatArray,
    scrutiny: FloatArray,
    exposed: BoolArray,
    rate: FloatArray,
    alarms: BoolArray,
) -> FloatArray:
    """Trust (G, N) after a round.

    It rises as far as what people use is verified and nothing was found, falls with findings against labs they buy from
    (right or wrong: the public cannot tell), with risk and with public incidents.
    share: (G, N, A).  scrutiny, exposed, alarms: (G, A).  rate: (G,) hazard per round.
    """
    base = params.base
    change = (-base.trust_risk * rate)[:, None]
    if used(scrutiny):
        kept = params.trust_gain * scrutiny * ~exposed
        change = change + total(share * kept[:, None, :], 2) * (1.0 - trust)
    if used(exposed):
        change = change - base.trust_loss * total(share * exposed[:, None, :], 2)
    if used(alarms):
        change = change - base.trust_incident * count(alarms, 1)[:, None]
    return xp.minimum(1.0, xp.maximum(0.0, trust + change))


def capacity_now(terms: Terms, status: Status, capacity: FloatArray) -> FloatArray:
    """Capacity (G, T) at work in this round: none outside force, all of it where the clause needs no time."""
    # Overseers who already sit inside development are at work a round earlier.
    early = capacity + terms.embedded / xp.maximum(terms.ramp, 1)
    working = xp.where(terms.ramp <= 0, 1.0, xp.minimum(1.0, early))
    return xp.where(status.phase == _IN_FORCE, working, 0.0)


def next_capacity(terms: Terms, capacity: FloatArray, working: BoolArray) -> FloatArray:
    """Capacity (G, T) after a round in which the regimes of ``working`` built inspectorates; ready after ``ramp`` rounds."""
    grown = capacity + 1.0 / xp.maximum(terms.ramp, 1)
    # Thirds do not sum to one; a whole inspectorate is one.
    return xp.where(working, xp.where(grown > 1.0 - 1e-9, 1.0, grown), capacity)


def next_legitimacy(
    params: Params,
    terms: Terms,
    status: Status,
    obligations: Obligations,
    legitimacy: FloatArray,
    exposed: BoolArray,
) -> FloatArray:
    """Legitimacy (G, T) after a round: drawn towards what the regime's independence, voice and record deserve.

    Voice is the share of the regime's powers in which the bound have a say; record is the share of bound labs without a
    finding; an emergency costs a quarter.
    """
    bound = obligations.bound
    labs = xp.maximum(count(bound, 2), 1)
    independent = total(bound * terms.independence, 2) / labs
    record = 1.0 - count(bound & exposed[:, None, :], 2) / labs
    due = 0.1 + 0.35 * independent + 0.3 * record + 0.25 * terms.voice - 0.25 * (status.emergency != 0)
    moved = legitimacy + params.legitimacy_speed * (xp.minimum(1.0, xp.maximum(0.0, due)) - legitimacy)
    return xp.where(status.phase == _IN_FORCE, moved, legitimacy)


def esteem(params: Params, status: Status, legitimacy: FloatArray) -> FloatArray:
    """Factor (G, N) on what intrusion costs a nation: 1 at legitimacy .5, half as much again at 0, half at 1."""
    member = status.member[:, :, params.labs :]
    members = count(member, 1)
    mean = total(member * legitimacy[:, :, None], 1) / xp.maximum(members, 1)
    return xp.where(members > 0, 1.5 - mean, 1.0)
