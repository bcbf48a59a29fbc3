"""Many doctrines over the same dice: what they have in common is played once.

A search asks what dozens of doctrines are worth that differ from one another in one lever.  Until they *do* something else, their
games are one game: a safety share of their own below what a treaty asks anyway, hiding where nothing is broken, conduct in the
last years.  So a batch is a tree: it starts as few games, branches where choices differ, and its leaves are as many games as there
are different ones.  No number changes: a game does not depend on which others are played beside it (`world.backend`).
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Any, TypeVar, cast

import numpy as np
from numpy.typing import NDArray

from detente_rules.arrays import IntArray
from detente_rules.claims.chance import tiled
from detente_rules.claims.conduct import Levers, Script
from detente_rules.claims.table import Table
from detente_rules.treaty.obligations import Obligations
from detente_rules.treaty.terms import Phase, Status, Terms
from detente_rules.world.backend import spread, used
from detente_rules.world.choices import Choices
from detente_rules.world.draws import Draws
from detente_rules.world.params import Params
from detente_rules.world.state import WorldState
from detente_rules.world.step import duties, step

__all__ = ["Leaves", "branches", "grown"]

_R = TypeVar("_R")
_Scalar = TypeVar("_Scalar", bound=np.generic)


@dataclass(frozen=True, eq=False, slots=True)
class Leaves:
    """Where the games of B doctrines ended: a world of M blocks of games, and the block of each doctrine, (B,)."""

    world: WorldState
    block: IntArray


def branches(levers: Levers, table: Table) -> bool:
    """Whether `grown` can play them: one text for all, and nobody boasts, on which duties could depend."""
    return table[0].games == 1 and not used(levers.get("boast"))


def grown(params: Params, levers: Levers, table: Table, rounds: tuple[Draws, ...]) -> Leaves:
    """B doctrines over the games of the dice, to the end.

    table: terms of one game, and a status of one game or, doctrine by doctrine, of all B times the games.
    """
    (terms, status), count = table, levers.count
    games = int(rounds[0].fate.shape[0])
    every = list(range(count))
    block = every if status.phase.shape[0] > 1 else [0] * count
    world = WorldState.initial(params, games * (block[-1] + 1), None, terms.treaties)
    script = _spread(levers.script(params), _rows(every, 1).repeat(games))
    others = _words(*(getattr(script.base, name) for name in _OTHERS), each=games)
    for now in range(params.rounds):
        duty = _duty(params, world, terms, status)
        asked = None if duty is None or block == every else _of_duty(duty, _rows(block, games), _ASKED)
        choices = script.under(params, script.base, now, asked or duty)
        does = _words(choices.safety, choices.concealment, each=games)
        leaf, first = _grouped(list(zip(block, others, does, strict=True)))
        parents = [block[place] for place in first]
        if parents != list(range(world.survival.shape[0] // games)):
            rows = _rows(parents, games)
            world, status = _taken(world, rows), _of_status(status, rows)
            duty = None if duty is None else _of_duty(duty, rows)
        if len(first) < count:
            choices = _taken(choices, _rows(first, games))
        choices = replace(choices, declared_capability=world.capability, declared_assurance=world.assurance)
        result = step(params, world, terms, status, choices, tiled(rounds[now], len(first)), now, duty)
        world, status, block = result.world, result.status, leaf
    return Leaves(world, np.array(block))


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
_ASKED = frozenset({"floor", "cap"})
"""What of duties a doctrine looks at."""


def _duty(params: Params, world: WorldState, terms: Terms, status: Status) -> Obligations | None:
    if not (status.phase == Phase.IN_FORCE).any():
        return None
    nobody = Choices.neutral(world.survival.shape[0], params.labs, params.nations)
    return duties(params, world, terms, status, replace(nobody, declared_assurance=world.assurance))


def _words(*arrays: NDArray[Any], each: int) -> list[bytes]:
    """What stands in each block of so many rows, as one word: equal words, equal numbers."""
    count = arrays[0].shape[0] // each
    moving = [array.reshape(count, -1) for array in arrays if any(array.strides)]
    if not moving:
        return [b""] * count
    flat = np.ascontiguousarray(moving[0] if len(moving) == 1 else np.concatenate(moving, axis=1))
    whole, size = flat.tobytes(), flat.shape[1] * flat.itemsize
    return [whole[start : start + size] for start in range(0, len(whole), size)]


def _grouped(words: list[tuple[int, bytes, bytes]]) -> tuple[list[int], list[int]]:
    """The group of each word, and the place of the first word of each group."""
    groups: dict[tuple[int, bytes, bytes], int] = {}
    group: list[int] = []
    first: list[int] = []
    for place, word in enumerate(words):
        number = groups.setdefault(word, len(first))
        if number == len(first):
            first.append(place)
        group.append(number)
    return group, first


def _rows(blocks: list[int], games: int) -> IntArray:
    rows: IntArray = (np.array(blocks)[:, None] * games + np.arange(games)).ravel()
    return rows


def _spread(script: Script, rows: IntArray) -> Script:
    """The script of B doctrines as one of all their games."""
    return Script(
        _taken(script.base, rows),
        tuple(_of(care, rows) for care in script.care),
        (_of(script.keep[0], rows), _of(script.keep[1], rows)),
        _of(script.hide, rows),
        _of(script.boast, rows),
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


def _of_duty(duty: Obligations, rows: IntArray, names: frozenset[str] | None = None) -> Obligations:
    """Some games' duties, or these of them; what is one for all games stays so."""
    arrays = {name: getattr(duty, name) for name in names or _DUTIES}
    changes = {name: _of(array, rows) for name, array in arrays.items() if array.shape[0] > 1}
    return replace(duty, **changes) if changes else duty


_DUTIES = frozenset(entry.name for entry in fields(Obligations))


def _of(values: NDArray[_Scalar], rows: IntArray) -> NDArray[_Scalar]:
    """Some games of an array, side by side in memory."""
    if not any(values.strides):
        return spread(values.flat[0], (len(rows), *values.shape[1:]))
    if values.ndim == 1:
        return values[rows]
    there, back = ((1, 0), (1, 0)) if values.ndim == 2 else ((1, 2, 0), (2, 0, 1))
    return values.transpose(there).take(rows, axis=-1).transpose(back)
