"""Bargaining solutions on a set of payoffs of two parties; treaties may be mixed by lot (Nash 1950).

A frontier is a list of points (F, 2) with rising payoff of the first party and falling payoff of the second.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import numpy as np

from detente_rules.arrays import FloatArray

__all__ = ["Infeasible", "egalitarian", "frontier", "kalai_smorodinsky", "nash"]

_ROUNDING = 1e-12


class Infeasible(ValueError):
    """No treaty, nor a lot over treaties, is better than disagreement for both."""


def frontier(payoffs: FloatArray) -> FloatArray:
    """Those of some payoffs (M, 2) that nothing else, nor a lot over others, beats for both: (F, 2) by the first's payoff.

    Points on a straight edge between two others are kept: they are treaties of their own.
    """
    order = np.lexsort((payoffs[:, 1], payoffs[:, 0]))
    scale = 1.0 + float(np.abs(payoffs).max())
    chain: list[FloatArray] = []
    for point in payoffs[order]:
        while chain and chain[-1][0] >= point[0] - _ROUNDING * scale and chain[-1][1] <= point[1]:
            chain.pop()
        while len(chain) > 1 and _turn(chain[-2], chain[-1], point) > _ROUNDING * scale * scale:
            chain.pop()
        if not chain or point[0] > chain[-1][0] + _ROUNDING * scale:
            chain.append(point)
    top = max(
        place
        for place, point in enumerate(chain)
        if point[1] >= max(one[1] for one in chain) - _ROUNDING * scale
    )
    return np.array(chain[top:])


def _turn(one: FloatArray, two: FloatArray, three: FloatArray) -> float:
    """Above 0 where the way from one over two to three turns left: two lies below the line."""
    return float((two[0] - one[0]) * (three[1] - one[1]) - (two[1] - one[1]) * (three[0] - one[0]))


def nash(edge: FloatArray, disagreement: FloatArray) -> FloatArray:
    """The point (2,) of a frontier with the largest product of gains over ``disagreement`` (2,).  Raises `Infeasible`."""
    lawful = _rational(edge, disagreement)
    best: FloatArray = lawful[0]
    for start, end in pairwise(lawful):
        for point in (end, _best_between(start, end, disagreement)):
            if _product(point, disagreement) > _product(best, disagreement) * (1.0 + _ROUNDING):
                best = point
    return best


def _product(point: FloatArray, disagreement: FloatArray) -> float:
    gain = point - disagreement
    return float(gain[0] * gain[1])


def _best_between(start: FloatArray, end: FloatArray, disagreement: FloatArray) -> FloatArray:
    """On one edge the product first rises and then falls: halving where it turns."""

    def rises(part: float) -> float:
        gain, way = start + part * (end - start) - disagreement, end - start
        return float(way[0] * gain[1] + way[1] * gain[0])

    part = _halving(rises)
    return np.asarray(start + part * (end - start))


def kalai_smorodinsky(edge: FloatArray, disagreement: FloatArray) -> FloatArray:
    """The point of a frontier at which both have the same part of the most each could gain.  Raises `Infeasible`."""
    lawful = _rational(edge, disagreement)
    return _proportional(lawful, disagreement, lawful.max(axis=0) - disagreement)


def egalitarian(edge: FloatArray, disagreement: FloatArray) -> FloatArray:
    """The point of a frontier at which both gain the same; else the one at which the least gain is largest."""
    return _proportional(_rational(edge, disagreement), disagreement, np.ones(2))


def _proportional(lawful: FloatArray, disagreement: FloatArray, direction: FloatArray) -> FloatArray:
    """Where gains are in proportion to ``direction``: the first's part rises along the frontier and the second's falls."""

    def behind(point: FloatArray) -> float:
        gain = point - disagreement
        return float(gain[1] * direction[0] - gain[0] * direction[1])

    low: FloatArray = lawful[0]
    high: FloatArray = lawful[-1]
    for start, end in pairwise(lawful):
        if behind(start) >= 0.0 >= behind(end):
            part = _halving(_along(behind, start, end))
            return np.asarray(start + part * (end - start))
    return low if behind(low) < 0.0 else high


def _along(
    function: Callable[[FloatArray], float], start: FloatArray, end: FloatArray
) -> Callable[[float], float]:
    """A function of points as one of the part of the way from ``start`` to ``end``."""
    return lambda part: function(start + part * (end - start))


def _halving(falling: Callable[[float], float]) -> float:
    """Where a function on [0, 1] that falls becomes negative."""
    if falling(0.0) <= 0.0:
        return 0.0
    if falling(1.0) >= 0.0:
        return 1.0
    low, high = 0.0, 1.0
    for _ in range(80):
        middle = 0.5 * (low + high)
        low, high = (middle, high) if falling(middle) > 0.0 else (low, middle)
    return 0.5 * (low + high)


def _rational(edge: FloatArray, disagreement: FloatArray) -> FloatArray:
    """The part of a frontier on which nobody is below disagreement, cut where it crosses."""
    points: list[FloatArray] = []
    for axis, ends in ((0, edge), (1, edge)):
        if float(ends[:, axis].max()) < disagreement[axis]:
            raise Infeasible("disagreement is better for one of them than anything on the frontier")
    for place, point in enumerate(edge):
        if place:
            points += _crossings(edge[place - 1], point, disagreement)
        if (point >= disagreement).all():
            points.append(point)
    if not points:
        raise Infeasible("nothing on the frontier is better than disagreement for both")
    ordered = sorted(points, key=lambda point: (float(point[0]), -float(point[1])))
    return np.array(ordered)


def _crossings(start: FloatArray, end: FloatArray, disagreement: FloatArray) -> list[FloatArray]:
    """Points inside an edge at which one of the two has exactly its disagreement payoff, and the other no less."""
    found = []
    for axis in range(2):
        before, after = start[axis] - disagreement[axis], end[axis] - disagreement[axis]
        if before * after < 0.0:
            point = start + before / (before - after) * (end - start)
            point[axis] = disagreement[axis]
            if point[1 - axis] >= disagreement[1 - axis]:
                found.append(point)
    return found
