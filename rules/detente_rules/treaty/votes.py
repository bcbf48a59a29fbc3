"""What members' votes, and single members with a power of their own, do to a treaty in force (R4.14, R4.18 to R4.22).

Pure functions from status to status over all games at once, like `lifecycle`; whether an act is allowed is not asked here.
What is for one round only (`challenged`, `struck`, `upheld`, `charged`) is taken back by `lifecycle.advance`.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from detente_rules.treaty.conditional import TOLERANCE
from detente_rules.treaty.terms import Status, Terms


def reaches(favour: int, voters: int, share: float, *, more: bool = False) -> bool:
    """Whether so many votes are the share of the voters that is needed, exactly at it included; more: only beyond it."""
    if voters <= 0:
        return False
    needed = share * voters
    return favour > needed + TOLERANCE if more else favour >= needed - TOLERANCE


def strike(terms: Terms, status: Status, slot: int, lab: int, weight: float, revenue: float) -> Status:
    """The treaty's sanction hits a lab in this round: markets close as the clause says, the fine is owed.

    weight: part of the sanction, [0, 1]. revenue: G$ of the round in which the breach was. A second sanction of the same
    treaty in one round adds nothing.
    """
    before = status.struck[:, slot, lab]
    struck, charged = status.struck.copy(), status.charged.copy()
    struck[:, slot, lab] = np.maximum(before, weight)
    fine = np.maximum(0.0, weight - before) * terms.fine[:, slot] * revenue
    charged[:, slot, lab] += fine
    return replace(status, struck=struck, charged=charged)


def uphold(status: Status, slot: int, lab: int, *, broken: bool) -> Status:
    """An accusation counts as a finding. broken: the breach was there."""
    upheld = status.upheld.copy()
    upheld[:, slot, lab] = np.maximum(upheld[:, slot, lab], 2 if broken else 1)
    return replace(status, upheld=upheld)


def charge(status: Status, slot: int, party: int, amount: float | np.ndarray[Any, Any]) -> Status:
    """A party owes an amount in this round (G$)."""
    charged = status.charged.copy()
    charged[:, slot, party] += amount
    return replace(status, charged=charged)


def call(status: Status, slot: int, lab: int) -> Status:
    """Inspectors come to a lab in this round for certain."""
    challenged = status.challenged.copy()
    challenged[:, slot, lab] = True
    return replace(status, challenged=challenged)


def turn_key(status: Status, slot: int, lab: int, *, off: bool = True) -> Status:
    """The holder of the key switches a lab's deployment off wherever its danger passes the trigger, or on again."""
    turned = status.key_turned.copy()
    turned[:, slot, lab] = off
    return replace(status, key_turned=turned)


def revise(terms: Terms, status: Status, slot: int) -> Status:
    """Another text holds from now on, with the same members (R4.19). terms: with the new text in the slot.

    A new duration counts from the entry into force and runs out with this round at the earliest. What the old text
    allowed and the new one does not has no effect any more: reservations, the leader's standards, keys, emergencies.
    """
    duration, age = terms.duration[:, slot], status.age[:, slot]
    left, floors, costs = status.term_left.copy(), status.standard_floor.copy(), status.standard_cost.copy()
    left[:, slot] = np.where(duration > 0, np.maximum(1, duration - age), -1)
    floors[:, slot] = _within(
        floors[:, slot], terms.leader_floor_low[:, slot], terms.leader_floor_high[:, slot]
    )
    costs[:, slot] = _within(costs[:, slot], terms.leader_cost_low[:, slot], terms.leader_cost_high[:, slot])
    reserved, keys, emergency = status.reserved.copy(), status.key_turned.copy(), status.emergency.copy()
    reserved[:, slot] &= (terms.reservation[:, slot] > 0)[:, None]
    keys[:, slot] &= (terms.kill_holder[:, slot] >= 0)[:, None]
    emergency[:, slot] *= np.isfinite(terms.emergency_trigger[:, slot])
    return replace(
        status,
        term_left=left,
        standard_floor=floors,
        standard_cost=costs,
        reserved=reserved,
        key_turned=keys,
        emergency=emergency,
    )


def _within(standard: Any, low: Any, high: Any) -> Any:
    """A leader's standard cut to its new bounds; -1 where it had set none, or may set none now."""
    return np.where((standard >= 0) & (high > 0), np.clip(standard, low, high), -1.0)
