"""Textbook formulae of bargaining on a polygon, for the column of published figures.

Independent of `bargaining.solutions`: the frontier by comparing all pairs, each edge by its closed form.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from detente_rules.arrays import FloatArray

__all__ = ["published_solutions"]


def published_solutions(
    points: FloatArray, disagreement: FloatArray, grid: int
) -> dict[str, list[float] | list[list[float]]]:
    """Nash, Kalai-Smorodinsky, egalitarian points and the frontier of a set of payoffs (M, 2).

    grid: where the points are corners of a frontier, so many more at equal steps of the first's payoff; else 0.
    """
    if grid:
        first = np.union1d(np.linspace(points[0, 0], points[-1, 0], grid), points[:, 0])
        points = np.stack([first, np.interp(first, points[:, 0], points[:, 1])], axis=1)
    kept = _efficient(points)
    ideal = _ideal(kept, disagreement)
    return {
        "nash": _nash(kept, disagreement),
        "kalai_smorodinsky": _ray(kept, disagreement, ideal - disagreement),
        "egalitarian": _ray(kept, disagreement, np.ones(2)),
        "frontier": kept.tolist(),
    }


def _efficient(points: FloatArray) -> FloatArray:
    """Points that no convex combination of two others, nor one other, beats for both."""
    _, places = np.unique(np.round(points, 12), axis=0, return_index=True)
    unique = points[places]
    scale = 1e-11 * (1.0 + float(np.abs(unique).max()))
    kept = []
    for point in unique:
        better = unique[(unique >= point - scale).all(axis=1) & (unique > point + scale).any(axis=1)]
        if better.size:
            continue
        left, right = unique[unique[:, 0] < point[0] - scale], unique[unique[:, 0] > point[0] + scale]
        if left.size and right.size:
            part = (point[0] - left[:, None, 0]) / (right[None, :, 0] - left[:, None, 0])
            above = left[:, None, 1] + part * (right[None, :, 1] - left[:, None, 1])
            if (above > point[1] + scale).any():
                continue
        kept.append(point)
    return np.array(kept)


def _ideal(kept: FloatArray, disagreement: FloatArray) -> FloatArray:
    """The most each can have while the other has no less than disagreement."""
    first = _second_at(kept[::-1, ::-1], disagreement[1])
    second = _second_at(kept, disagreement[0])
    return np.array([first, second])


def _second_at(kept: FloatArray, first: float) -> float:
    return float(np.interp(max(first, kept[0, 0]), kept[:, 0], kept[:, 1]))


def _nash(kept: FloatArray, disagreement: FloatArray) -> list[float]:
    """On the line y = a + m x the product of gains is largest at x = (d1 + (d2 - a) / m) / 2, or at the edge's nearer end."""
    best, largest = [float(value) for value in kept[0]], -np.inf
    for start, end in pairwise(kept):
        slope = (end[1] - start[1]) / (end[0] - start[0])
        level = start[1] - slope * start[0]
        at = 0.5 * (disagreement[0] + (disagreement[1] - level) / slope) if slope < 0.0 else end[0]
        at = min(max(at, start[0]), end[0])
        point = [float(at), float(end[1] if at == end[0] else level + slope * at)]
        product = (point[0] - disagreement[0]) * (point[1] - disagreement[1])
        if point[0] >= disagreement[0] and point[1] >= disagreement[1] and product > largest + 1e-12:
            best, largest = point, product
    return best


def _ray(kept: FloatArray, disagreement: FloatArray, direction: FloatArray) -> list[float]:
    """Where the ray from disagreement meets the frontier, edge by edge; else the frontier's end it passes by."""
    for start, end in pairwise(kept):
        across = np.array([[direction[0], start[0] - end[0]], [direction[1], start[1] - end[1]]])
        if abs(np.linalg.det(across)) < 1e-14:
            continue
        _, part = np.linalg.solve(across, start - disagreement)
        if -1e-12 <= part <= 1.0 + 1e-12:
            return [float(value) for value in start + part * (end - start)]
    gain = kept[0] - disagreement
    end = kept[0] if gain[1] * direction[0] < gain[0] * direction[1] else kept[-1]
    return [float(value) for value in end]
