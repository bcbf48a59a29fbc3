"""Equilibria of small games from their payoffs alone, and roots of functions that are only known by playing.

Nothing here knows a model: payoffs come in as numbers.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TypeAlias

import numpy as np

from detente_rules.arrays import FloatArray

__all__ = ["Mixed", "crossing", "mixed_two_by_two", "stationary_shares", "value_of_zero_sum"]

Mixed: TypeAlias = tuple[float, float]
"""Probability of the first row, probability of the first column."""

_ROUNDING = 1e-12


def crossing(
    difference: Callable[[float], float], low: float, high: float, precision: float = 1e-13
) -> float | None:
    """Where ``difference`` changes its sign between ``low`` and ``high``; None where it does not.

    False position with the Illinois rule, which hits at once where the function is linear.  A zero at an end counts.
    precision: it ends where the place moves by no more.
    """
    at_low, at_high = difference(low), difference(high)
    for end, value in ((low, at_low), (high, at_high)):
        if value == 0.0:
            return end
    if not at_low * at_high < 0.0:
        return None
    last = math.inf
    for _ in range(200):
        middle = (low * at_high - high * at_low) / (at_high - at_low)
        if not min(low, high) < middle < max(low, high):
            middle = 0.5 * (low + high)
        value = difference(middle)
        if value == 0.0 or abs(middle - last) <= precision:
            return middle
        last = middle
        if value * at_high < 0.0:
            low, at_low = high, at_high
        else:
            at_low *= 0.5
        high, at_high = middle, value
    return last


def mixed_two_by_two(rows: FloatArray, columns: FloatArray) -> Mixed:
    """The equilibrium of a game of two by two: the mixed one where there is one, else one in pure strategies.

    rows, columns: (2, 2) payoffs of the two players, first axis the row player's strategy.  In a mixed equilibrium each
    player's odds leave the other indifferent.  Ties between pure strategies go to the second.
    """
    first_row = _indifferent(columns[0, 0] - columns[0, 1], columns[1, 0] - columns[1, 1])
    first_column = _indifferent(rows[0, 0] - rows[1, 0], rows[0, 1] - rows[1, 1])
    if first_row is not None and first_column is not None:
        return first_row, first_column
    for row in (1, 0):
        for column in (1, 0):
            stays = rows[row, column] >= rows[1 - row, column] - _ROUNDING
            if stays and columns[row, column] >= columns[row, 1 - column] - _ROUNDING:
                return float(row == 0), float(column == 0)
    raise ArithmeticError("a game of two by two has an equilibrium; these payoffs are no numbers")


def _indifferent(if_first: float, if_second: float) -> float | None:
    """Probability of the first strategy that makes the expected difference zero; None where none in [0, 1] does."""
    if if_first == if_second:
        return None
    share = float(if_second / (if_second - if_first))
    if not -_ROUNDING <= share <= 1.0 + _ROUNDING:
        return None
    return min(1.0, max(0.0, share))


def value_of_zero_sum(payoffs: FloatArray) -> float:
    """Value to the row player of a zero-sum game of two by two."""
    sure = float(payoffs.min(axis=1).max())
    if sure >= float(payoffs.max(axis=0).min()) - _ROUNDING:
        return sure
    first_row, first_column = mixed_two_by_two(payoffs, -payoffs)
    rows, columns = (first_row, 1.0 - first_row), (first_column, 1.0 - first_column)
    return sum(rows[i] * columns[j] * float(payoffs[i, j]) for i in range(2) for j in range(2))


def stationary_shares(payoffs: FloatArray, population: int, selection: float) -> tuple[float, float]:
    """Long-run shares of two strategies under pairwise imitation by the Fermi rule with rare mutation.

    payoffs: (2, 2) to the row strategy against the column strategy.  In a population of Z a pair is drawn; one imitates
    the other with probability 1 / (1 + exp(-beta * difference of mean payoffs)), nobody playing against himself.  With rare
    mutation the population is nearly always of one mind, so that the chances of a single mutant to take over decide.
    Source: Traulsen, Nowak & Pacheco 2006; Fudenberg & Imhof 2006.
    """
    first_takes_over = _log_fixation(payoffs, population, selection)
    second_takes_over = _log_fixation(payoffs[::-1, ::-1], population, selection)
    odds = second_takes_over - first_takes_over
    share = 1.0 / (1.0 + math.exp(odds)) if odds < 700.0 else 0.0
    return share, 1.0 - share


def _log_fixation(payoffs: FloatArray, population: int, selection: float) -> float:
    """Log of the chance that one mutant of the first strategy takes a population of the second over.

    From the chain's own ratios: going back against going on with k mutants is exp(-beta * difference of payoffs).
    """
    mutants = np.arange(1, population)
    others = population - 1.0
    mean_mutant = ((mutants - 1) * payoffs[0, 0] + (population - mutants) * payoffs[0, 1]) / others
    mean_other = (mutants * payoffs[1, 0] + (population - mutants - 1) * payoffs[1, 1]) / others
    steps = np.concatenate([[0.0], np.cumsum(-selection * (mean_mutant - mean_other))])
    largest = float(steps.max())
    return -(largest + math.log(float(np.exp(steps - largest).sum())))
