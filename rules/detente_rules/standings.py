"""The Seat medal: how a score compares with those of a thousand games of bots in the same seat (R8.15).

Its own scale for each seat, because seats differ in what can be had from them; so a small nation can win it as well as a
leading lab.  Pure; the distributions are computed once by ``detente scenarios standings`` and travel in the game's header.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from detente_rules.ids import SeatId

__all__ = ["STEPS", "Standings", "standings_of"]

STEPS: Final = 20
"""Parts into which a distribution is cut: its quantiles stand every five per cent, ends included."""


@dataclass(frozen=True, slots=True)
class Standings:
    """What bots made of each seat. Scores in G$.

    games: how many. level, rounds: what they were played at; other games are not compared with them. quantiles: seat →
    scores at 0, 5, … 100 %, rising.
    """

    games: int
    level: str
    rounds: int
    quantiles: dict[SeatId, tuple[float, ...]]

    def percentile(self, seat: SeatId, score: float) -> float:
        """The share of the bots' games, in per cent [0, 100], whose score in this seat was lower; ties count half.

        Raises: KeyError for a seat that is not there.
        """
        marks = self.quantiles[seat]
        low, high = bisect_left(marks, score), bisect_right(marks, score)
        if high > low:  # it lies on a mark, or on several equal ones
            return 100.0 * (low + high - 1) / 2 / STEPS
        if low in {0, len(marks)}:
            return 0.0 if low == 0 else 100.0
        below, above = marks[low - 1], marks[low]
        return 100.0 * (low - 1 + (score - below) / (above - below)) / STEPS

    def to_data(self) -> dict[str, Any]:
        """Plain data for JSON."""
        quantiles = {seat: list(marks) for seat, marks in self.quantiles.items()}
        return {"games": self.games, "level": self.level, "rounds": self.rounds, "quantiles": quantiles}

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Standings:
        """The inverse of ``to_data``."""
        quantiles = {seat: tuple(map(float, marks)) for seat, marks in data["quantiles"].items()}
        return cls(int(data["games"]), str(data["level"]), int(data["rounds"]), quantiles)


def standings_of(scores: Mapping[SeatId, Sequence[float]], level: str, rounds: int) -> Standings:
    """Distributions of the scores of many games, seat by seat.

    Raises: ValueError where seats differ in how many games they have, or there are none.
    """
    (games,) = {len(row) for row in scores.values()}
    if games == 0:
        raise ValueError("no games")
    places = np.linspace(0.0, 100.0, STEPS + 1)
    return Standings(
        games,
        level,
        rounds,
        {
            seat: tuple(round(float(mark), 3) for mark in np.percentile(row, places))
            for seat, row in scores.items()
        },
    )
