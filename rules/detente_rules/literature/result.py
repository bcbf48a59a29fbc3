"""What playing a published model gives: the engine's figures beside the published ones."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

__all__ = ["Result", "agree"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Result:
    """One run of a model.  ``engine`` and ``published`` have the same keys."""

    model: str
    parameters: Mapping[str, Any]
    engine: Mapping[str, Any]
    """Found from what the game's own functions returned."""
    published: Mapping[str, Any]
    """By the paper's closed form; None where it has no figure."""
    tolerance: float
    """Largest difference that is taken for agreement, unless ``finer`` names a smaller one."""
    finer: Mapping[str, float] = field(default_factory=dict)
    """Tolerances of single figures."""
    checks: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    """What else was looked at: a number, and the most it may be."""
    notes: tuple[str, ...] = ()

    @property
    def holds(self) -> bool:
        """Every figure agrees, and every check passes."""
        figures = all(
            agree(self.engine[name], self.published[name], self.finer.get(name, self.tolerance))
            for name in self.published
        )
        return figures and all(value <= most for value, most in self.checks.values())

    def to_data(self) -> dict[str, Any]:
        """As JSON; the keys are part of the command's interface."""
        return {
            "model": self.model,
            "parameters": dict(self.parameters),
            "engine": dict(self.engine),
            "published": dict(self.published),
            "tolerance": self.tolerance,
            "holds": self.holds,
            "finer": dict(self.finer),
            "checks": {name: {"value": value, "most": most} for name, (value, most) in self.checks.items()},
            "notes": list(self.notes),
        }


def agree(one: Any, other: Any, tolerance: float) -> bool:
    """Whether two figures (numbers, lists or dicts of them, None) differ by at most ``tolerance``."""
    if one is None or other is None:
        return one is other
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return one.keys() == other.keys() and all(agree(one[key], other[key], tolerance) for key in one)
    if isinstance(one, list | tuple) and isinstance(other, list | tuple):
        return len(one) == len(other) and all(agree(a, b, tolerance) for a, b in zip(one, other, strict=True))
    return math.isfinite(one) and abs(one - other) <= tolerance
