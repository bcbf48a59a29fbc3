"""Intervals and corrections: paired bootstrap, Wilson, Holm.

Resampling uses the game's own dice, so that a figure is the same on every machine and in every process.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from functools import lru_cache
from statistics import NormalDist

import numpy as np

from detente_rules import dice
from detente_rules.arrays import FloatArray
from detente_rules.claims.claim import Figure, Side

__all__ = ["exact", "holm", "mean", "sampled", "share"]

RESAMPLES = 400
LEVEL = 0.05
_Z = NormalDist().inv_cdf(1.0 - LEVEL / 2.0)


def exact(name: str, value: float, *, at_least: float | None = None, at_most: float | None = None) -> Figure:
    """A figure in which no chance is involved: low = high = value."""
    bar, must = _bar(at_least, at_most)
    bare = Figure(name, float(value), float(value), float(value), bar, must)
    return Figure(name, bare.value, bare.low, bare.high, bar, must, 0.0 if bare.met else 1.0)


def sampled(
    name: str,
    statistic: Callable[..., FloatArray],
    *columns: FloatArray,
    at_least: float | None = None,
    at_most: float | None = None,
) -> Figure:
    """A function of the means of ``columns``, each (G,): one value a game, the same games in the same order (paired).

    statistic: elementwise in the means, so that it takes numbers and arrays of resampled means alike.  The interval
    is the percentile bootstrap over games, the p value normal with the bootstrap's standard error.
    """
    data = np.stack([np.asarray(column, dtype=np.float64) for column in columns], axis=1)
    value = float(statistic(*data.mean(axis=0)))
    again = np.asarray(statistic(*(_weights(data.shape[0]) @ data).T), dtype=np.float64)
    again = np.broadcast_to(again, (RESAMPLES,))
    again = again[np.isfinite(again)]
    if again.size == 0 or not math.isfinite(value):
        return _judged(
            name, 0.0 if not math.isfinite(value) else value, -math.inf, math.inf, math.inf, at_least, at_most
        )
    low, high = np.quantile(again, [LEVEL / 2, 1 - LEVEL / 2])
    return _judged(
        name, value, min(float(low), value), max(float(high), value), float(again.std()), at_least, at_most
    )


def mean(
    name: str, column: FloatArray, *, at_least: float | None = None, at_most: float | None = None
) -> Figure:
    """The mean of one value a game."""
    return sampled(name, lambda middle: middle, column, at_least=at_least, at_most=at_most)


def share(
    name: str, hits: int, of: int, *, at_least: float | None = None, at_most: float | None = None
) -> Figure:
    """A proportion with Wilson's interval."""
    if of == 0:
        return _judged(name, 0.0, 0.0, 1.0, math.inf, at_least, at_most)
    part, z = hits / of, _Z
    middle = (part + z * z / (2 * of)) / (1 + z * z / of)
    half = z * math.sqrt(part * (1 - part) / of + z * z / (4 * of * of)) / (1 + z * z / of)
    bar, _ = _bar(at_least, at_most)
    spread = math.sqrt(bar * (1 - bar) / of) if bar is not None and 0 < bar < 1 else half / z
    low, high = max(0.0, min(part, middle - half)), min(1.0, max(part, middle + half))
    return _judged(name, part, low, high, spread, at_least, at_most)


def holm(doubts: Mapping[str, float], level: float = LEVEL) -> dict[str, bool]:
    """Which of a family's hypotheses stand after Holm's correction: id → p value in, id → holds out."""
    out = dict.fromkeys(doubts, False)
    ordered = sorted(doubts.items(), key=lambda item: (item[1], item[0]))
    for place, (name, doubt) in enumerate(ordered):
        if doubt > level / (len(ordered) - place):
            break
        out[name] = True
    return out


def _judged(
    name: str,
    value: float,
    low: float,
    high: float,
    spread: float,
    at_least: float | None,
    at_most: float | None,
) -> Figure:
    bar, must = _bar(at_least, at_most)
    doubt = 0.0
    if bar is not None:
        above = value - bar if must == "at least" else bar - value
        if spread > 1e-12:
            doubt = 1.0 - NormalDist().cdf(above / spread) if math.isfinite(spread) else 1.0
        else:
            doubt = 0.0 if above >= 0 else 1.0
    return Figure(name, value, low, high, bar, must, doubt)


def _bar(at_least: float | None, at_most: float | None) -> tuple[float | None, Side | None]:
    if at_least is not None and at_most is not None:
        raise ValueError("a figure has one bar")
    if at_least is not None:
        return at_least, "at least"
    return (at_most, "at most") if at_most is not None else (None, None)


@lru_cache(maxsize=8)
def _weights(games: int) -> FloatArray:
    """Weights of the games in every resample, (RESAMPLES, games); rows sum to 1."""
    keys = dice.keys([dice.key_from_seed(f"claims/resample/{number}") for number in range(RESAMPLES)])
    picked = (dice.uniforms(keys, dice.Purpose.BRANCH, 0, 1, games)[:, 0] * games).astype(np.int64)
    weights = np.zeros((RESAMPLES, games))
    for row, places in zip(weights, picked, strict=True):
        np.add.at(row, places, 1.0 / games)
    return weights
