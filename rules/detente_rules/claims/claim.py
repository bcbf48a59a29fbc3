"""What a claim is, and what testing it brings: figures with intervals and bars, and a verdict."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

if TYPE_CHECKING:
    from detente_rules.claims.bench import Bench

__all__ = ["LENGTHS", "Claim", "Evidence", "Family", "Figure", "NotYet", "Result", "Robust", "Side"]

LENGTHS = (5, 7, 12)
"""Rounds of the games at which every claim is tested; all span six years."""

Side: TypeAlias = Literal["at least", "at most"]

Family: TypeAlias = Literal[
    "The race",
    "Within and between nations",
    "Verification and enforcement",
    "Orders and blocs",
    "Precedents that worked in part",
    "Fair play",
    "Both goods",
]
"""Rows that are corrected together (Holm)."""


class NotYet(Exception):
    """The claim cannot be computed yet; says why."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One number of a claim's evidence, with its 95 % interval and the bar that was written down before the run."""

    name: str
    value: float
    low: float
    high: float
    bar: float | None = None
    """None: reported only."""
    must: Side | None = None
    doubt: float = 0.0
    """One-sided p value that the true figure is on the wrong side of its bar; 0 or 1 where no chance is involved."""

    @property
    def met(self) -> bool:
        """Whether the value itself is on the right side of its bar."""
        if self.bar is None:
            return True
        return self.value >= self.bar if self.must == "at least" else self.value <= self.bar

    def to_data(self) -> dict[str, Any]:
        """As in ``claims --json``."""
        data = {"value": self.value, "low": _finite(self.low), "high": _finite(self.high), "bar": self.bar}
        return {**data, "must": self.must} if self.must else data


@dataclass(frozen=True, slots=True)
class Evidence:
    """What one run of a claim's test at one length of the game brought. note: the reason found, in a sentence or two."""

    figures: tuple[Figure, ...]
    note: str = ""

    @property
    def met(self) -> bool:
        """Whether every bar is met by the values themselves."""
        return all(figure.met for figure in self.figures)

    @property
    def doubt(self) -> float:
        """All bars must hold at once, so the claim is as doubtful as its most doubtful figure."""
        return max((figure.doubt for figure in self.figures if figure.bar is not None), default=0.0)


@dataclass(frozen=True, slots=True)
class Claim:
    """A row of the table of claims. Bars stand in the test's figures; the module docstring says what would refute it."""

    id: str
    family: Family
    statement: str
    compared: str
    test: Callable[[Bench], Evidence]
    lengths: tuple[int, ...] = LENGTHS
    drawn: bool = True
    """Whether ``--robust`` asks it: a row that plays the shipped scenarios as they are has nothing to draw."""


@dataclass(frozen=True, slots=True)
class Robust:
    """Share of draws of all parameters, each ± 25 %, in which the claim holds."""

    draws: int
    share: float
    missed: tuple[tuple[str, int], ...] = ()
    """Figures that missed their bars, and in how many draws; the most frequent first."""


@dataclass(frozen=True, slots=True)
class Result:
    """A claim's verdict. holds: None where it could not be computed. figures: by name and length of the game."""

    claim: Claim
    holds: bool | None
    figures: tuple[Figure, ...]
    reason: str
    robust: Robust | None = None
    seconds: float = 0.0
    """Processor time of its tests, robust draws left out."""
    doubt: float = field(default=1.0)

    def to_data(self) -> dict[str, Any]:
        """As in ``claims --json``."""
        robust = None if self.robust is None else {"draws": self.robust.draws, "share": self.robust.share}
        return {
            "id": self.claim.id,
            "holds": self.holds,
            "figures": {figure.name: figure.to_data() for figure in self.figures},
            "robust": robust,
            "reason": self.reason,
            "seconds": round(self.seconds, 2),
        }


def _finite(number: float) -> float | None:
    """JSON has no infinity; an open end is null."""
    return number if math.isfinite(number) else None
