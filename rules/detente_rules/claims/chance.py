"""Dice of experiments: strata for searching, the game's own for measuring.

A best reply compares means over many games.  For searching, each draw of each round is stratified over the games (Latin
hypercube: every n-th part of [0, 1) once), which leaves each probability as it is and takes most of the noise out of means.
What is *reported* is always measured with the game's own dice.  Source: McKay, Beckman & Conover 1979.
"""

from __future__ import annotations

from dataclasses import fields, replace
from functools import lru_cache
from math import prod

import numpy as np

from detente_rules import dice
from detente_rules.arrays import FloatArray
from detente_rules.dice import Keys
from detente_rules.world.backend import games_last
from detente_rules.world.draws import Dims, Draws, draw_round, quiet_round

__all__ = ["Numbers", "game_keys", "own_rounds", "quiet_rounds", "strata", "tiled"]

_BELLS = frozenset({"evaluation", "noise_danger"})
_KEPT = 2048
"""Games up to which copies of dice are kept (1 KB a game and round)."""
_EMPTY = frozenset({"noise_capability", "noise_assurance"})


@lru_cache(maxsize=32)
def game_keys(games: int, seed: str = "claims") -> Keys:
    """Keys of so many games; those of fewer games are the first of them."""
    return dice.keys([dice.key_from_seed(f"{seed}/{number}") for number in range(games)])


@lru_cache(maxsize=16)
def own_rounds(games: int, rounds: int, labs: int, nations: int, seed: str = "claims") -> tuple[Draws, ...]:
    """The game's own dice, a `Draws` a round."""
    keys = game_keys(games, seed)
    return tuple(draw_round(keys, now, Dims(labs, nations, observers=False)) for now in range(rounds))


@lru_cache(maxsize=16)
def quiet_rounds(rounds: int, labs: int, nations: int) -> tuple[Draws, ...]:
    """One game in which nothing happens by chance."""
    return (quiet_round(1, Dims(labs, nations, observers=False)),) * rounds


@lru_cache(maxsize=16)
def strata(games: int, rounds: int, labs: int, nations: int) -> tuple[Draws, ...]:
    """Stratified dice, a `Draws` a round."""
    return tuple(_stratified(draws) for draws in own_rounds(games, rounds, labs, nations, "claims/strata"))


def _stratified(draws: Draws) -> Draws:
    changes = {}
    for entry in fields(draws):
        if entry.name in _EMPTY:
            continue
        values = getattr(draws, entry.name)
        ranks = np.argsort(np.argsort(values, axis=0, kind="stable"), axis=0, kind="stable")
        middle = (ranks + 0.5) / values.shape[0]
        changes[entry.name] = games_last(_bell(middle) if entry.name in _BELLS else middle)
    return replace(draws, **changes)


def _bell(part: FloatArray) -> FloatArray:
    """Quantiles of the standard normal, by the logistic approximation (within .02): search dice need no more."""
    out: FloatArray = np.log(part / (1.0 - part)) / 1.702
    return out


def tiled(draws: Draws, times: int) -> Draws:
    """The same games so many times over, one block after the other."""
    if times == 1:
        return draws
    most = max(64, 1 << (times - 1).bit_length())
    games = int(draws.fate.shape[0])
    if games * most > _KEPT:
        return _tiles(draws, times)
    wide = _kept_tiles(draws, most)
    return replace(
        draws, **{entry.name: getattr(wide, entry.name)[: games * times] for entry in fields(draws)}
    )


@lru_cache(maxsize=96)
def _kept_tiles(draws: Draws, times: int) -> Draws:
    """A search asks for the same dice in every sweep, now for more games, now for fewer."""
    return _tiles(draws, times)


def _tiles(draws: Draws, times: int) -> Draws:
    changes = {}
    for entry in fields(draws):
        values = getattr(draws, entry.name)
        changes[entry.name] = games_last(np.tile(values, (times, *(1,) * (values.ndim - 1))))
    return replace(draws, **changes)


class Numbers:
    """Numbers for a search at random, drawn from the game's kind of dice: the same seed gives the same search."""

    def __init__(self, seed: str) -> None:
        self._keys = dice.keys([dice.key_from_seed(f"claims/{seed}")])
        self._draw = 0

    def random(self, shape: tuple[int, ...]) -> FloatArray:
        """Uniform in [0, 1)."""
        self._draw += 1
        flat = dice.uniforms(self._keys, dice.Purpose.BRANCH, self._draw, 1, prod(shape))
        return np.asarray(flat.reshape(shape))

    def normal(self, mean: float, sd: float, shape: tuple[int, ...]) -> FloatArray:
        """Normal, by Box and Muller 1958."""
        far, around = 1.0 - self.random(shape), self.random(shape)
        return np.asarray(mean + sd * np.sqrt(-2.0 * np.log(far)) * np.cos(2.0 * np.pi * around))
