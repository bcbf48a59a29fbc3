"""The same round of several games, resolved in one call of the step: for whoever plays many games in lockstep (R5.8).

The step gives every game of a batch the same numbers as alone, to the bit, so it makes no difference to a game whether its round
was worked out here or by ``resolve_round``. What is worked out here is remembered beside the frozen arrays that it follows
from, and found there only for the very same terms, world, decisions, round and dice; else nobody misses it.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any, TypeVar, cast

import numpy as np

from detente_rules import arrays
from detente_rules.arrays import Recorded
from detente_rules.decisions import FullDecision
from detente_rules.ids import SeatId
from detente_rules.same import Same
from detente_rules.secret import Secret
from detente_rules.state import GameState
from detente_rules.world.choices import Choices
from detente_rules.world.draws import Dims, draw_round
from detente_rules.world.step import step

T = TypeVar("T")


def foreseen(state: GameState, secret: Secret, decisions: Mapping[SeatId, FullDecision]) -> Recorded | None:
    """The result of this round as it is recorded, where it has been worked out already."""
    found: Recorded | None = state.status.known(_key(state, secret, decisions))
    return found


def _key(state: GameState, secret: Secret, decisions: Mapping[SeatId, FullDecision]) -> Hashable:
    decided = tuple(Same(decision) for decision in decisions.values())
    return ("round", state.round, secret.key(), state.terms, state.world, decided)


def work_ahead(
    rounds: Sequence[tuple[GameState, Mapping[SeatId, FullDecision], Choices]],
) -> None:
    """Resolve the round of each of these games, and let each remember it. All are games of one scenario, in one round.

    rounds: the state as it will be when the last seat has sealed, its decisions in full, and those as arrays of one game.
    Games that hold no secret are left alone.
    """
    mine = [
        (state, secret, said, acts) for state, said, acts in rounds if (secret := state.secret) is not None
    ]
    if len(mine) < 2:
        return
    first = mine[0][0]
    dims, number = Dims(len(first.scenario.labs), len(first.scenario.nations)), first.round - 1
    keys = np.array([secret.key() for _, secret, _, _ in mine], dtype=np.uint64)
    result = step(
        first.params,
        arrays.concatenate([state.world for state, _, _, _ in mine]),
        arrays.concatenate([state.terms for state, _, _, _ in mine]),
        arrays.concatenate([state.status for state, _, _, _ in mine]),
        arrays.concatenate([acts for _, _, _, acts in mine]),
        draw_round(keys, number, dims),
        number,
    )
    data = result.to_data()
    for place, (state, secret, said, _) in enumerate(mine):
        recorded = Recorded(_data_of(data, place), _part(result, place))
        state.status.remember(_key(state, secret, said), lambda one=recorded: one)  # type: ignore[misc]


def _data_of(data: Mapping[str, Any], game: int) -> dict[str, Any]:
    """One game's part of a batch's plain data."""
    return {
        name: _data_of(value, game) if isinstance(value, dict) else [value[game]]
        for name, value in data.items()
    }


def _part(value: T, game: int) -> T:
    """One game of a container, its arrays laid out as if it had been alone."""
    parts: dict[str, Any] = {}
    for name in _names(cast(Any, type(value))):
        part = getattr(value, name)
        if isinstance(part, np.ndarray):
            own = part[game : game + 1].copy()
            own.flags.writeable = False
            parts[name] = own
        else:
            parts[name] = _part(part, game) if is_dataclass(part) else part
    return type(value)(**parts)


@cache
def _names(kind: type) -> tuple[str, ...]:
    return tuple(field.name for field in fields(cast(Any, kind)) if field.init)
