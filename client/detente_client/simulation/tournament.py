"""A tournament of bots: every bot in every seat equally often, on common seeds; ratings with intervals.

Design. A *block* is one seed and as many games as there are bots. In game r of a block, seat s holds bot ``order[(s + r) mod B]``:
a Latin square, so within a block every bot sits in every seat exactly once. ``order`` is shuffled anew for each block by
counter-based dice, so that no bot always meets the same neighbours.

Ratings. Scores are money of very different seats, so a bot is rated by its *percentile*: among the B games of a block, the share of
the others' scores in the same seat that its own beats (ties half), averaged over seats and blocks. Beside it stand Bradley–Terry
strengths (R. A. Bradley and M. E. Terry, "Rank analysis of incomplete block designs", Biometrika 39, 1952), fitted to all such
pairs by minorisation-maximisation (D. R. Hunter, "MM algorithms for generalized Bradley-Terry models", Annals of Statistics 32,
2004), with half a win and half a loss added to each pair so that no strength is infinite; shown on the Elo scale, mean 1500.
Intervals are 95 % percentile bootstraps over blocks, the units that are independent of one another.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from detente_client.simulation.compare import Interval
from detente_client.simulation.rows import Row
from detente_rules import dice
from detente_rules.arrays import FloatArray
from detente_rules.ids import SeatId

RESAMPLES: Final = 400
_ELO: Final = 400.0 / np.log(10.0)
_PRIOR: Final = 0.5
_SWEEPS: Final = 200


@dataclass(frozen=True, slots=True)
class Pairing:
    """One game to play: block, number in it, and who sits where. Its seed is the block's."""

    block: int
    number: int
    seats: Mapping[SeatId, str]


def design(seats: Sequence[SeatId], bots: Sequence[str], blocks: int, seed: str) -> tuple[Pairing, ...]:
    """All games, in order. Balanced: every bot in every seat once a block."""
    out = []
    for block in range(blocks):
        order = _shuffled(bots, f"tournament|{seed}|{block}")
        for number in range(len(bots)):
            held = {seat: order[(place + number) % len(bots)] for place, seat in enumerate(seats)}
            out.append(Pairing(block, number, held))
    return tuple(out)


def _shuffled(bots: Sequence[str], words: str) -> list[str]:
    """By a number each, drawn from the words."""
    key = dice.key_from_seed(words)
    drawn = [dice.uniform(key, dice.Purpose.SEATING, 0, place, 0) for place in range(len(bots))]
    return [bots[place] for place in sorted(range(len(bots)), key=lambda place: drawn[place])]


@dataclass(frozen=True, slots=True)
class Rating:
    """One bot. percentile: [0, 1], half is the middle of the field. elo: Bradley–Terry. by_seat: percentile in each seat."""

    bot: str
    percentile: Interval
    elo: Interval
    games: int
    score: float
    by_seat: Mapping[SeatId, float]


@dataclass(frozen=True, slots=True)
class Result:
    """ratings: best first. beats: bot → bot → share of the pairs that it won (ties half). risk, index: means by who plays nothing."""

    ratings: tuple[Rating, ...]
    beats: Mapping[str, Mapping[str, float]]
    risk: float
    index: float | None
    blocks: int

    def to_data(self) -> dict[str, Any]:
        """As ``tournament --json`` prints it."""
        return {
            "blocks": self.blocks,
            "risk": self.risk,
            "index": self.index,
            "ratings": [
                {
                    "bot": one.bot,
                    "games": one.games,
                    "percentile": one.percentile.to_data(),
                    "elo": one.elo.to_data(),
                    "mean_score": one.score,
                    "seats": dict(one.by_seat),
                }
                for one in self.ratings
            ],
            "beats": {bot: dict(others) for bot, others in self.beats.items()},
        }


def judged(
    seats: Sequence[SeatId], bots: Sequence[str], played: Sequence[tuple[Pairing, Sequence[Row]]]
) -> Result:
    """Rate the bots. played: every game of a ``design`` with its rows."""
    blocks = 1 + max(pairing.block for pairing, _ in played)
    place = {bot: number for number, bot in enumerate(bots)}
    scores: FloatArray = np.full((blocks, len(seats), len(bots)), np.nan)
    for pairing, rows in played:
        earned = {row["seat"]: row["score"] for row in rows}
        for number, seat in enumerate(seats):
            scores[pairing.block, number, place[pairing.seats[seat]]] = earned[seat]
    wins = _wins(scores)
    others = len(bots) - 1
    percentile = wins.sum(axis=3) / others  # (blocks, seats, bots)
    weights = _weights(blocks)
    drawn = weights @ percentile.mean(axis=1)
    pairs = wins.sum(axis=1)  # (blocks, bots, bots)
    whole = pairs.sum(axis=0)
    again = np.stack([_strengths((row[:, None, None] * blocks * pairs).sum(axis=0)) for row in weights])
    elo = _strengths(whole)
    ratings = [
        Rating(
            bot=bot,
            percentile=_interval(float(percentile[:, :, n].mean()), drawn[:, n]),
            elo=_interval(float(elo[n]), again[:, n]),
            games=blocks * len(seats),
            score=float(scores[:, :, n].mean()),
            by_seat={seat: float(percentile[:, s, n].mean()) for s, seat in enumerate(seats)},
        )
        for n, bot in enumerate(bots)
    ]
    met = blocks * len(seats)
    indices = [rows[0]["index"] for _, rows in played]
    return Result(
        ratings=tuple(sorted(ratings, key=lambda one: (-one.percentile.value, one.bot))),
        beats={a: {b: float(whole[place[a], place[b]]) / met for b in bots if b != a} for a in bots},
        risk=float(np.mean([rows[0]["risk"] for _, rows in played])),
        index=None if None in indices else float(np.mean(indices)),
        blocks=blocks,
    )


def _wins(scores: FloatArray) -> FloatArray:
    """(blocks, seats, B, B): 1 where the row's bot scored more than the column's in that seat of that block, ½ for a tie."""
    mine, other = scores[:, :, :, None], scores[:, :, None, :]
    won: FloatArray = (mine > other) + 0.5 * (mine == other)
    won[:, :, np.arange(scores.shape[2]), np.arange(scores.shape[2])] = 0.0
    return won


def _strengths(wins: FloatArray) -> FloatArray:
    """(B,) Bradley–Terry strengths on the Elo scale from wins (B, B); Hunter's MM."""
    count = wins.shape[0]
    wins = wins + _PRIOR * (1.0 - np.eye(count))
    met, won = wins + wins.T, wins.sum(axis=1)
    strength = np.ones(count)
    for _ in range(_SWEEPS):
        fresh = won / (met / (strength[:, None] + strength[None, :])).sum(axis=1)
        fresh = fresh / np.exp(np.log(fresh).mean())
        done = bool(np.abs(fresh - strength).max() < 1e-9)
        strength = fresh
        if done:
            break
    elo: FloatArray = 1500.0 + _ELO * np.log(strength)
    return elo


def _weights(blocks: int) -> FloatArray:
    """(RESAMPLES, blocks) of every resample, rows sum to 1; by the game's own dice, so equal on every machine."""
    keys = dice.keys([dice.key_from_seed(f"tournament/resample/{number}") for number in range(RESAMPLES)])
    picked = (dice.uniforms(keys, dice.Purpose.BRANCH, 0, 1, blocks)[:, 0] * blocks).astype(np.int64)
    weights: FloatArray = np.zeros((RESAMPLES, blocks))
    for row, places in zip(weights, picked, strict=True):
        np.add.at(row, places, 1.0 / blocks)
    return weights


def _interval(value: float, drawn: FloatArray) -> Interval:
    low, high = np.quantile(drawn, [0.025, 0.975])
    return Interval(value, min(float(low), value), max(float(high), value))
