"""The sheet on which `compile` collects what the clauses of one draft say."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import numpy as np

from detente_rules.arrays import BoolArray, FloatArray
from detente_rules.treaty.context import Context
from detente_rules.treaty.draft import Draft


@dataclass(frozen=True, slots=True)
class Text:
    """What the clauses' own functions work on. out: `Terms.row`'s values, collected clause by clause."""

    draft: Draft
    context: Context
    out: dict[str, Any] = field(default_factory=dict)

    def mask(self, seats: Iterable[str]) -> BoolArray:
        """(P,) the seats named."""
        named = frozenset(seats)
        return np.array([seat in named for seat in self.context.seats])

    def lab_mask(self, seats: Iterable[str]) -> BoolArray:
        """(A,) the labs named."""
        return self.mask(seats)[: len(self.context.labs)]

    def index(self, seat: str | None) -> int:
        """Party index, -1 for nobody."""
        return -1 if seat is None else self.context.seats.index(seat)

    def even(self, seats: Iterable[str]) -> FloatArray:
        """(P,) equal shares of the seats named, sums to 1."""
        mask = self.mask(seats).astype(np.float64)
        return mask / max(1.0, float(mask.sum()))

    def compounded(self, fraction: float) -> float:
        """A fraction of what remains per half-year, as a fraction per round."""
        if self.context.scale == 1.0:
            return fraction  # as written, to the last digit
        return float(1.0 - (1.0 - fraction) ** self.context.scale)

    def add_cost(self, cost: float) -> None:
        """Add to the fixed cost of compliance; cost in G$ per half-year."""
        self.out["fixed_cost"] = self.out.get("fixed_cost", 0.0) + cost * self.context.scale

    @property
    def party_nations(self) -> tuple[str, ...]:
        """The parties that are nations, in the order of the text."""
        return tuple(seat for seat in self.draft.parties if seat in self.context.nations)

    @property
    def party_labs(self) -> tuple[str, ...]:
        """The parties that are labs, in the order of the text."""
        return tuple(seat for seat in self.draft.parties if seat in self.context.labs)


Effect: TypeAlias = Callable[[Text, Any], None]
"""Writes one clause (of the kind it is listed under) on the sheet."""
