"""Drafts like this one: a grid over what tables argue about — how high the floor, how often one looks, what it costs to be
found, who pays whom (R8.12).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from typing import Final

from detente_rules.ids import SeatId
from detente_rules.treaty.checks import check
from detente_rules.treaty.clauses import CapabilityCap, Clause, Inspection, SafetyFloor, Sanction, Transfer
from detente_rules.treaty.context import Context
from detente_rules.treaty.draft import Draft

__all__ = ["AMOUNTS", "family", "paying"]

FLOORS: Final = (0.12, 0.22, 0.32, 0.42, 0.52)
CAPS: Final = (0.6, 1.0, 1.5)
"""As factors on the draft's own cap on growth."""
RATES: Final = (0.3, 0.6, 0.9)
FINES: Final = (0.2, 0.5, 0.9)
AMOUNTS: Final = (0.5, 1.0, 2.0, 4.0)
"""Transfers, G$ per half-year."""


def family(draft: Draft, context: Context) -> tuple[Draft, ...]:
    """The draft itself, then every combination of levels of the clauses that it has; none that contradicts itself."""
    options = [_levels(clause) for clause in draft.clauses]
    variants = (replace(draft, clauses=clauses) for clauses in product(*options))
    sound = (variant for variant in variants if variant != draft and not check(variant, context))
    return (draft, *sound)


def paying(draft: Draft, payer: SeatId, receiver: SeatId, context: Context) -> Iterator[Draft]:
    """The draft with a transfer between two parties, at every amount; it comes on top of transfers that are there."""
    for amount in AMOUNTS:
        more = Transfer(payers=(payer,), receivers=(receiver,), amount=amount)
        variant = replace(draft, clauses=(*draft.clauses, more))
        if not check(variant, context):
            yield variant


def _levels(clause: Clause) -> tuple[Clause, ...]:
    """A clause at the levels that are argued about; its own is among them."""
    match clause:
        case SafetyFloor():
            return tuple(replace(clause, level=level) for level in _with(FLOORS, clause.level))
        case CapabilityCap() if clause.growth is not None:
            growth = clause.growth
            return tuple(replace(clause, growth=min(3.0, factor * growth)) for factor in CAPS)
        case Inspection():
            return tuple(replace(clause, rate=rate) for rate in _with(RATES, clause.rate))
        case Sanction():
            return tuple(replace(clause, fine=fine) for fine in _with(FINES, clause.fine))
        case _:
            return (clause,)


def _with(levels: tuple[float, ...], own: float) -> tuple[float, ...]:
    """The grid with its point nearest to the draft's own level moved there."""
    nearest = min(levels, key=lambda level: abs(level - own))
    return tuple(own if level == nearest else level for level in levels)
