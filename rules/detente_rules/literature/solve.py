"""Run a published model by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from detente_rules.literature import bargaining, contest, dsair, inspection, racing, repeated, treaty
from detente_rules.literature.catalogue import checked
from detente_rules.literature.result import Result

__all__ = ["solve"]

_SOLVERS: Final[Mapping[str, Callable[[Mapping[str, Any]], Result]]] = {
    "racing": racing.solve,
    "dsair": dsair.solve,
    "inspection": inspection.solve,
    "treaty": treaty.solve,
    "contest": contest.solve,
    "repeated": repeated.solve,
    "bargaining": bargaining.solve,
}


def solve(name: str, values: Mapping[str, Any]) -> Result:
    """Play a model with its defaults where ``values`` is silent.  Raises `catalogue.BadParameter`."""
    return _SOLVERS[name](checked(name, values))
