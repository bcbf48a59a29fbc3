"""The fan: what a forecast shows of its futures, and the sentence that says it (R8.10)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from detente_rules.arrays import FloatArray, floats
from detente_rules.forecast.futures import Moment
from detente_rules.forecast.known import Known
from detente_rules.ids import SeatId

__all__ = ["LIKELY", "PERCENTILES", "Fan", "fan_of", "span"]

PERCENTILES: Final = (5.0, 17.0, 50.0, 83.0, 95.0)
"""What is kept of a thousand futures."""

LIKELY: Final = (17.0, 83.0)
""""Likely" means two futures in three, as in the IPCC's reports (Mastrandrea et al., 2010)."""


@dataclass(frozen=True, eq=False, slots=True)
class Fan:
    """Percentiles of the futures of one game, seen from one seat.

    rounds: (R,) how many rounds are resolved at each point; the first is now. risk: (percentiles, R) cumulated
    probability of catastrophe. scores: seat → (percentiles, R) its score were the game to end there, in G$; others' as this
    seat reckons them. capability: lab → (percentiles, R) in doublings. exposed: lab → probability that something is
    reported against it at least once. seat: whose forecast it is, None for somebody without a seat.
    """

    seat: SeatId | None
    futures: int
    rounds: tuple[int, ...]
    percentiles: tuple[float, ...]
    risk: FloatArray
    scores: dict[SeatId, FloatArray]
    capability: dict[SeatId, FloatArray]
    exposed: dict[SeatId, float]

    @property
    def score(self) -> FloatArray | None:
        """(percentiles, R) own score, None without a seat."""
        return self.scores[self.seat] if self.seat is not None else None

    @property
    def rivals(self) -> dict[SeatId, FloatArray]:
        """Everybody else's scores."""
        return {seat: band for seat, band in self.scores.items() if seat != self.seat}

    @property
    def headline(self) -> str:
        """The end of the fan in one line: ``likely seat score 54–71, world risk 18–26 %``."""
        risk = f"world risk {span(*self.at(100.0 * self.risk))} %"
        return risk if self.score is None else f"likely seat score {span(*self.at(self.score))}, {risk}"

    def at(self, band: FloatArray, point: int = -1) -> tuple[float, float]:
        """The likely span of a band at one point, the last unless said."""
        low, high = (self.percentiles.index(edge) for edge in LIKELY)
        return float(band[low, point]), float(band[high, point])


def span(low: float, high: float) -> str:
    """Two numbers as a span for people; negative ones with a word between, since two dashes read badly."""
    one, two = round(low), round(high)
    if one == two:
        return str(one).replace("-", "−")
    return f"{one}–{two}" if one >= 0 else f"{one} to {two}".replace("-", "−")


def fan_of(known: Known, moments: Sequence[Moment]) -> Fan:
    """Percentiles over the futures at every moment."""
    futures = len(moments[0].world.survival)
    columns = [
        np.concatenate(
            [(1.0 - moment.world.survival)[:, None], moment.labs, moment.nations, moment.world.capability],
            axis=1,
        ).T
        for moment in moments
    ]
    ranked = np.sort(np.stack(columns), axis=2)
    bands = floats(_percentiles(ranked).transpose(2, 1, 0))
    labs, seats = len(known.labs), known.seats
    met = np.logical_or.reduce([moment.exposed for moment in moments])
    return Fan(
        seat=known.view.seat,
        futures=futures,
        rounds=tuple(moment.rounds for moment in moments),
        percentiles=PERCENTILES,
        risk=floats(bands[:, 0]),
        scores={seat: floats(bands[:, 1 + place]) for place, seat in enumerate(seats)},
        capability={
            lab: floats(bands[:, 1 + len(seats) + place]) for place, lab in enumerate(known.labs[:labs])
        },
        exposed={lab: float(met[:, place].mean()) for place, lab in enumerate(known.labs)},
    )


def _percentiles(ranked: FloatArray) -> FloatArray:
    """Linear between ranks, along the last axis of sorted values."""
    place = np.array(PERCENTILES) / 100.0 * (ranked.shape[2] - 1)
    below = np.floor(place).astype(np.int64)
    above = np.minimum(below + 1, ranked.shape[2] - 1)
    part = place - below
    return np.asarray(ranked[:, :, below] * (1.0 - part) + ranked[:, :, above] * part)
