"""Balance: what each policy makes of each seat, in mixed company. For each seat and bot the distribution of its scores.

Game by game every seat gets another bot, so that in a whole turn each bot has sat once in each seat; who the others are is drawn
anew every turn. So a figure says how a policy does in a seat at a table of all kinds, not against one of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from detente_client.arena import Setup, play_to_end, seed_of
from detente_rules.bots import NAMES, BotDice, by_name
from detente_rules.ids import SeatId
from detente_rules.scenario import Level

LIGHT: Final = tuple(name for name in NAMES if name not in {"best-responder", "nash"})
"""Bots that answer at once; the two that ask a forecast first would take the evening."""


@dataclass(frozen=True, slots=True)
class Spread:
    """Scores of one bot in one seat, G$. games: how many. low, high: quartiles."""

    games: int
    mean: float
    sd: float
    low: float
    median: float
    high: float

    def to_data(self) -> dict[str, float | int]:
        """As JSON."""
        return {name: getattr(self, name) for name in ("games", "mean", "sd", "low", "median", "high")}


Balance = dict[SeatId, dict[str, Spread]]
"""Seat → bot → its scores."""


def tables(
    seats: Sequence[SeatId], bots: Sequence[str], turns: int, seed: str
) -> Iterator[dict[SeatId, str]]:
    """Who sits where, game by game: ``turns`` × number of bots games; in each turn every bot sits once in every seat."""
    for turn in range(turns):
        orders = {seat: _shuffled(bots, BotDice.of(f"{seed}/{turn}", seat)) for seat in seats}
        for place in range(len(bots)):
            yield {seat: orders[seat][place] for seat in seats}


def balance(
    text: str,
    reference: dict[str, Any] | None,
    seats: Sequence[SeatId],
    bots: Sequence[str],
    turns: int,
    seed: str,
    level: Level | None = None,
    told: Callable[[int], None] = lambda _: None,
) -> Balance:
    """Play them all. told: hears how many games are done."""
    scores: dict[SeatId, dict[str, list[float]]] = {seat: {bot: [] for bot in bots} for seat in seats}
    for number, table in enumerate(tables(seats, bots, turns, seed)):
        setup = Setup(text, reference, {seat: (bot, by_name(bot)) for seat, bot in table.items()}, level)
        end = play_to_end(setup, seed_of(seed, number))
        for seat, bot in table.items():
            scores[seat][bot].append(end.scores[seat])
        told(number + 1)
    return {seat: {bot: _spread(found) for bot, found in row.items()} for seat, row in scores.items()}


def best(found: Mapping[SeatId, Mapping[str, Spread]]) -> dict[SeatId, str]:
    """The bot with the highest mean in each seat."""
    return {seat: max(row, key=lambda bot: row[bot].mean) for seat, row in found.items()}


def _spread(scores: Sequence[float]) -> Spread:
    low, median, high = (float(value) for value in np.percentile(scores, (25, 50, 75)))
    sd = float(np.std(scores, ddof=1)) if len(scores) > 1 else 0.0
    return Spread(len(scores), float(np.mean(scores)), sd, low, median, high)


def _shuffled(bots: Sequence[str], dice: BotDice) -> list[str]:
    keyed = sorted((dice.uniform(0, "order", place), bot) for place, bot in enumerate(bots))
    return [bot for _, bot in keyed]
