"""Many doctrines over the same dice: what they have in common is played once.

A search asks what dozens of doctrines are worth that differ from one another in one lever.  Until they *do* something else, their
games are one game: a safety share of their own below what a treaty asks anyway, hiding where nothing is broken, conduct in the
last years.  So a batch is a tree: it starts as few games, branches where choices differ, and its leaves are as many games as there
are different ones.  No number changes: a game does not depend on which others are played beside it (`world.backend`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, TypeVar, cast

import numpy as np
from numpy.typing import NDArray

from detente_rules.arrays import IntArray
from detente_rules.claims.chance import tiled
from detente_rules.claims.conduct import Levers, Script
from detente_rules.claims.table import Table
from detente_rules.treaty.obligations import Obligations
from detente_rules.treaty.terms import Status
from detente_rules.world.draws import Draws
from detente_rules.world.params import Params
from detente_rules.world.state import WorldState
from detente_rules.world.step import step

__all__ = ["Leaves", "grown"]

_R = TypeVar("_R")
_Scalar = TypeVar("_Scalar", bound=np.generic)


@dataclass(frozen=True, eq=False, slots=True)
class Leaves:
    """Where the games of B doctrines ended: a world of M blocks of games, and the block of each doctrine, (B,)."""

    world: WorldState
    block: IntArray


def grown(params: Params, levers: Levers, table: Table, rounds: tuple[Draws, ...]) -> Leaves:
    """B doctrines over the games of the dice, to the end.

    table: terms of one game, and a status of one game or, doctrine by doctrine, of all B times the games.
    """
    terms, status = table
    games = int(rounds[0].fate.shape[0])
    apart = status.phase.shape[0] > 1
    block = np.arange(levers.count) if apart else np.zeros(levers.count, dtype=np.int64)
    world = WorldState.initial(params, games * (levers.count if apart else 1), None, terms.treaties)
    script = levers.repeated(games).script(params)
    others = _words(*(getattr(script.base, name) for name in _OTHERS), script.boast, each=games)
    parts = (script, list(range(levers.count)))
    for now in range(params.rounds):
        # Doctrines that say the same, of games that were the same so far.
        says = _words(script.care[now], script.kept(params, now), script.hide, each=games)
        child, first = _grouped(list(zip(block.tolist(), others, says, strict=True)))
        world, status = _grafted(world, status, block[first], games)
        if first != parts[1]:
            parts = (script if len(first) == levers.count else _only(script, _rows(first, games), now), first)
        choices, duty = parts[0].acts(params, world, terms, status, now)
        # Of those, the ones that do the same all the same.
        does = _words(choices.safety, choices.concealment, each=games)
        origin = [(int(block[place]), others[place]) for place in first]
        leaf, alone = _grouped([(*one, word) for one, word in zip(origin, does, strict=True)])
        if len(alone) < len(first):
            rows = _rows(alone, games)
            world, status, choices = _taken(world, rows), _of_status(status, rows), _taken(choices, rows)
            duty = None if duty is None else _of_duty(duty, rows)
        dice = tiled(rounds[now], len(alone))
        result = step(params, world, terms, status, choices, dice, now, duty)
        world, status, block = result.world, result.status, leaf[child]
    return Leaves(world, block)


_OTHERS = (
    "pace",
    "deploy",
    "overshoot",
    "enforcement",
    "funding",
    "floor",
    "protection",
    "subsidy",
    "inspect",
)
"""What a doctrine does in every round alike."""


def _words(*arrays: NDArray[Any], each: int) -> list[bytes]:
    """What stands in each block of so many rows, as one word: equal words, equal numbers."""
    moving = [array for array in arrays if any(array.strides)]
    count = arrays[0].shape[0] // each
    if not moving:
        return [b""] * count
    flat = np.concatenate([array.reshape(count, -1) for array in moving], axis=1)
    return [row.tobytes() for row in flat]


def _grouped(words: Sequence[object]) -> tuple[IntArray, list[int]]:
    """The group of each word, and the place of the first word of each group."""
    groups: dict[object, int] = {}
    group = np.empty(len(words), dtype=np.int64)
    first: list[int] = []
    for place, word in enumerate(words):
        number = groups.setdefault(word, len(first))
        if number == len(first):
            first.append(place)
        group[place] = number
    return group, first


def _rows(blocks: Sequence[int] | IntArray, games: int) -> IntArray:
    rows: IntArray = (np.asarray(blocks)[:, None] * games + np.arange(games)).ravel()
    return rows


def _grafted(world: WorldState, status: Status, parents: IntArray, games: int) -> tuple[WorldState, Status]:
    """The blocks that branches start from, one for each."""
    if np.array_equal(parents, np.arange(world.capability.shape[0] // games)):
        return world, status
    rows = _rows(parents, games)
    return _taken(world, rows), _of_status(status, rows)


def _only(script: Script, rows: IntArray, now: int) -> Script:
    """The script of some games, from this round on."""
    return replace(
        script,
        base=_taken(script.base, rows),
        care=(*script.care[:now], *(_of(care, rows) for care in script.care[now:])),
        keep=(_of(script.keep[0], rows), _of(script.keep[1], rows)),
        hide=_of(script.hide, rows),
        boast=_of(script.boast, rows),
    )


def _taken(record: _R, rows: IntArray) -> _R:
    """Some games of a record of arrays of all games."""
    names = [entry.name for entry in fields(cast(Any, record))]
    return type(record)(**{name: _of(getattr(record, name), rows) for name in names})


def _of_status(status: Status, rows: IntArray) -> Status:
    """Some games' status; what is one for all games stays so."""
    arrays = {entry.name: getattr(status, entry.name) for entry in fields(status)}
    changes = {name: _of(array, rows) for name, array in arrays.items() if array.shape[0] > 1}
    return status.having(**changes) if changes else status


def _of_duty(duty: Obligations, rows: IntArray) -> Obligations:
    """Some games' duties; what is one for all games stays so."""
    arrays = {entry.name: getattr(duty, entry.name) for entry in fields(duty)}
    return Obligations(
        **{name: _of(array, rows) if array.shape[0] > 1 else array for name, array in arrays.items()}
    )


def _of(values: NDArray[_Scalar], rows: IntArray) -> NDArray[_Scalar]:
    """Some games of an array, side by side in memory."""
    if not values.strides[0]:
        return np.broadcast_to(values[:1], (len(rows), *values.shape[1:]))
    if values.ndim == 1:
        return values[rows]
    there, back = ((1, 0), (1, 0)) if values.ndim == 2 else ((1, 2, 0), (2, 0, 1))
    return values.transpose(there).take(rows, axis=-1).transpose(back)
