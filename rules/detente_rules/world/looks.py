"""Odds of coming to light: stated for a look, which is a half-year's; a round may hold more of them or less (R7.1)."""

from __future__ import annotations

from detente_rules.arrays import FloatArray, floats
from detente_rules.world.backend import used, xp

__all__ = ["in_round", "in_round_of"]


def in_round(chance: FloatArray, pace: float) -> FloatArray:
    """Probability that something is seen in a round at least once, 1 - (1 - p)^pace.

    chance: p, probability in one half-year (more than 1 is certain), any shape.  pace: half-years a round, `Params.pace`.
    """
    # In a game of half-years nothing is reckoned, so that nothing is rounded.
    if pace == 1.0 or not used(chance):
        return chance
    missed: FloatArray = (1.0 - xp.minimum(chance, 1.0)) ** pace
    return 1.0 - missed


def in_round_of(chance: float, pace: float) -> float:
    """The same of one probability."""
    return float(in_round(floats([chance]), pace)[0])
