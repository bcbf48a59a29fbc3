"""What a set of possible agreements recommends: the frontier, and three classical bargaining solutions (R8.11).

A set of agreements is its utilities, ``points`` (M, n) for M agreements and n players; ``d`` (n,) is what each has without
any. Two players may also agree on a lottery over agreements, so their frontier is the concave line over the points; with
more players the best of the agreements themselves is taken.

Sources: Nash, "The bargaining problem", Econometrica 18 (1950); Kalai & Smorodinsky, "Other solutions to Nash's
bargaining problem", Econometrica 43 (1975); Kalai, "Proportional solutions", Econometrica 45 (1977).
"""

from __future__ import annotations

import itertools
from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

__all__ = [
    "BadPoints",
    "Points",
    "Utility",
    "efficient",
    "egalitarian",
    "ideal",
    "kalai_smorodinsky",
    "lottery_frontier",
    "nash",
    "pareto_frontier",
]

Points: TypeAlias = NDArray[np.float64]
"""(M, n) utilities of M agreements for n players."""

Utility: TypeAlias = NDArray[np.float64]
"""(n,) one utility a player."""

_ROUNDING = 1e-12


class BadPoints(ValueError):
    """A set of agreements that is empty, not finite, or of another number of players than the disagreement point."""


def efficient(points: ArrayLike) -> NDArray[np.bool_]:
    """(M,) agreements that no other improves for somebody without cost to anybody. Raises: BadPoints."""
    array = _points(points)
    no_worse = (array[:, None, :] >= array[None, :, :]).all(axis=2)
    better = no_worse & (array[:, None, :] > array[None, :, :]).any(axis=2)
    return np.asarray(~better.any(axis=0))


def pareto_frontier(points: ArrayLike) -> Points:
    """(M', n) the efficient agreements, each once, from the first player's worst to its best. Raises: BadPoints."""
    array = _points(points)
    return np.unique(array[efficient(array)], axis=0)


def lottery_frontier(points: ArrayLike) -> Points:
    """(F, 2) agreements of two players that no other, nor a lottery over others, improves for both; by the first one's utility.

    Those on a straight edge between two others are kept: they are agreements of their own. Raises: BadPoints.
    """
    frontier = pareto_frontier(points)
    if frontier.shape[1] != 2:
        raise BadPoints(f"expected two players, got {frontier.shape[1]}")
    near = _ROUNDING * (1.0 + float(np.abs(frontier).max()))
    # Of points that differ by rounding alone the first, which is best for the second player, stands for all.
    best = np.flatnonzero(frontier[:, 1] >= frontier[:, 1].max() - near)[-1]
    line: list[Utility] = []
    for point in frontier[best:]:
        if line and point[0] <= line[-1][0] + near:
            continue
        while len(line) > 1 and _turn(line[-2], line[-1], point) > near * (1.0 + abs(float(point[0]))):
            line.pop()
        line.append(point)
    return np.array(line)


def ideal(points: ArrayLike, d: ArrayLike) -> Utility:
    """(n,) the most that each player could have while nobody is worse off than without agreement.

    Where no agreement is worth it to everybody, that is ``d`` itself. Raises: BadPoints.
    """
    array, floor = _checked(points, d)
    rational = _rational(array, floor)
    return floor if rational is None else np.asarray(rational.max(axis=0))


def nash(points: ArrayLike, d: ArrayLike) -> Utility | None:
    """(n,) greatest product of gains over ``d``; None where no agreement is worth it to everybody. Raises: BadPoints."""
    array, floor = _checked(points, d)
    rational = _rational(array, floor)
    if rational is None:
        return None
    candidates = [rational] if rational.shape[1] != 2 else [rational, _product_tops(rational, floor)]
    every = np.concatenate(candidates)
    return _first_best(every, np.prod(np.maximum(every - floor, 0.0), axis=1)[:, None])


def kalai_smorodinsky(points: ArrayLike, d: ArrayLike) -> Utility | None:
    """(n,) everybody gets the same share of the most that it could have gained; None as in `nash`. Raises: BadPoints."""
    array, floor = _checked(points, d)
    rational = _rational(array, floor)
    if rational is None:
        return None
    return _most_equal(rational, floor, rational.max(axis=0) - floor)


def egalitarian(points: ArrayLike, d: ArrayLike) -> Utility | None:
    """(n,) greatest least gain, then greatest of the others; None as in `nash`. Raises: BadPoints."""
    array, floor = _checked(points, d)
    rational = _rational(array, floor)
    return None if rational is None else _most_equal(rational, floor, np.ones_like(floor))


# --- the set from which is chosen ---------------------------------------------------------------------------------------


def _points(points: ArrayLike) -> Points:
    array = np.asarray(points, dtype=np.float64)
    if array.ndim != 2 or not array.size:
        raise BadPoints(f"expected utilities (agreements, players), got the shape {array.shape}")
    if not np.isfinite(array).all():
        raise BadPoints("utilities must be finite")
    return array


def _checked(points: ArrayLike, d: ArrayLike) -> tuple[Points, Utility]:
    array, floor = _points(points), np.asarray(d, dtype=np.float64)
    if floor.shape != array.shape[1:] or not np.isfinite(floor).all():
        raise BadPoints(f"expected a finite disagreement utility for each of {array.shape[1]} players")
    return array, floor


def _rational(points: Points, d: Utility) -> Points | None:
    """Efficient agreements that leave nobody worse off than ``d``; for two players the corners of their frontier."""
    frontier = pareto_frontier(points)
    if frontier.shape[1] == 2:
        frontier = _clipped(_hull(frontier), d)
    kept = frontier[(frontier >= d - _ROUNDING).all(axis=1)]
    return kept if len(kept) else None


def _hull(frontier: Points) -> Points:
    """Corners of the concave line over an efficient set of two players, in order of the first one's utility."""
    corners: list[Utility] = []
    for point in frontier:
        while len(corners) > 1 and _turn(corners[-2], corners[-1], point) >= 0.0:
            corners.pop()
        corners.append(point)
    return np.array(corners)


def _turn(one: Utility, two: Utility, three: Utility) -> float:
    """Positive where the way through three points bends to the left, so that the middle one lies below the line."""
    first, second = two - one, three - one
    return float(first[0] * second[1] - first[1] * second[0])


def _clipped(corners: Points, d: Utility) -> Points:
    """The line with the points added at which it leaves the quadrant above ``d``."""
    out = [corners]
    for start, end in itertools.pairwise(corners):
        for player in (0, 1):
            low, high = sorted((start[player], end[player]))
            if low < d[player] < high:
                part = (d[player] - start[player]) / (end[player] - start[player])
                cut = start + part * (end - start)
                cut[player] = d[player]
                out.append(cut[None])
    every = np.concatenate(out)
    return np.asarray(every[np.lexsort((-every[:, 1], every[:, 0]))])


# --- choosing ------------------------------------------------------------------------------------------------------------


def _product_tops(corners: Points, d: Utility) -> Points:
    """Where the product of gains is greatest within each stretch of the line (two players)."""
    out = [corners[:1]]
    for start, end in itertools.pairwise(corners):
        gain, slope = start - d, end - start
        bend = slope[0] * slope[1]
        if bend < 0.0:
            part = -(gain[0] * slope[1] + gain[1] * slope[0]) / (2.0 * bend)
            out.append((start + float(np.clip(part, 0.0, 1.0)) * slope)[None])
    return np.concatenate(out)


def _most_equal(rational: Points, d: Utility, scale: Utility) -> Utility:
    """Greatest least gain in units of ``scale``, then the greatest second least, and so on.

    Who cannot gain at all (scale 0) has no say. On a line between two corners the least gain is greatest at a
    corner or where both gains are equal.
    """
    counts = scale > _ROUNDING
    if not counts.any():
        return np.asarray(rational[0])
    every = rational
    if rational.shape[1] == 2 and counts.all():
        every = np.concatenate([rational, _equal_points(rational, d, scale)])
    gains = np.sort((every[:, counts] - d[counts]) / scale[counts], axis=1)
    return _first_best(every, gains)


def _equal_points(corners: Points, d: Utility, scale: Utility) -> Points:
    out = [corners[:0]]
    for start, end in itertools.pairwise(corners):
        from_, to = (start - d) / scale, (end - d) / scale
        before, after = from_[0] - from_[1], to[0] - to[1]
        if before * after < 0.0:
            out.append((start + before / (before - after) * (end - start))[None])
    return np.concatenate(out)


def _first_best(points: Points, marks: NDArray[np.float64]) -> Utility:
    """The point of the highest mark, later columns deciding between equals; of equals the first."""
    left = np.arange(len(points))
    for column in marks[left].T:
        best = column[left].max()
        left = left[column[left] >= best - _ROUNDING * max(1.0, abs(best))]
    return np.asarray(points[left[0]])
