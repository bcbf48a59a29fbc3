"""Variants of conduct and of treaties, each played over the same futures: common ground of everything that compares (R8.10)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, Final, TypeVar, cast

import numpy as np

from detente_rules.arrays import BoolArray, FloatArray, IntArray, concatenate, repeat
from detente_rules.dice import Keys
from detente_rules.forecast.belief import branch_keys, worlds
from detente_rules.forecast.conduct import Plan
from detente_rules.forecast.futures import unfold
from detente_rules.forecast.known import Known, Table
from detente_rules.world.params import Params
from detente_rules.world.state import WorldState

__all__ = ["Outcomes", "Scene", "outcomes", "picked", "scene_of", "stacked"]

_BLOCK: Final = 1536
"""Games that are played at once: enough for long rows, few enough for the cache."""

T = TypeVar("T")


@dataclass(frozen=True, eq=False, slots=True)
class Scene:
    """A present and its futures. world, keys: F of them. first: the next round, from 0. rounds: how far is played."""

    params: Params
    world: WorldState
    keys: Keys
    first: int
    rounds: int

    @property
    def futures(self) -> int:
        """F."""
        return len(self.keys)


@dataclass(frozen=True, eq=False, slots=True)
class Outcomes:
    """Final figures of V variants over F futures."""

    labs: FloatArray
    """(V, F, A) scores (G$)."""
    nations: FloatArray
    """(V, F, N) scores (G$)."""
    risk: FloatArray
    """(V, F) cumulated probability of catastrophe."""
    exposed: BoolArray
    """(V, F, A) something was reported against the lab at least once."""

    @property
    def scores(self) -> FloatArray:
        """(V, F, P) of all parties, labs first."""
        return np.concatenate([self.labs, self.nations], axis=2)


def scene_of(known: Known, table: Table, key: int, futures: int, rounds: int) -> Scene:
    """What a seat believes, as a scene. table: of one game, or the first of several; it tells how far regimes are built."""
    keys = branch_keys(key, futures)
    return Scene(known.params, worlds(known, table, keys), keys, known.next, rounds)


def stacked(plans: list[Plan]) -> Plan:
    """Several plans (leading axis 1 each) as the variants of one."""
    return concatenate(plans) if len(plans) > 1 else plans[0]


def outcomes(scene: Scene, table: Table, plan: Plan) -> Outcomes:
    """Play every variant over the same futures.

    table, plan: leading axis 1 for all variants, or V. Raises: ValueError where both have variants, and not as many.
    """
    tables, plans = table.terms.games, len(plan.keep)
    variants = max(tables, plans)
    if tables not in {1, variants} or plans not in {1, variants}:
        raise ValueError(f"{tables} tables and {plans} plans are not variants of one another")
    at_once = max(1, _BLOCK // scene.futures)
    parts = [
        _block(scene, _some(table, start, at_once), _some(plan, start, at_once))
        for start in range(0, variants, at_once)
    ]
    return Outcomes(
        labs=np.concatenate([part.labs for part in parts]),
        nations=np.concatenate([part.nations for part in parts]),
        risk=np.concatenate([part.risk for part in parts]),
        exposed=np.concatenate([part.exposed for part in parts]),
    )


def picked(table: Table, rows: Sequence[int]) -> Table:
    """The tables of these rows, in this order; a row may come more than once."""
    return _chosen(table, np.array(rows, dtype=np.int64))


def _some(value: T, start: int, count: int) -> T:
    """A stretch of the variants; what all share stays as it is."""
    if isinstance(value, Table):
        if value.terms.games == 1:
            return value
    elif isinstance(value, Plan) and len(value.keep) == 1:
        return value
    return _chosen(value, slice(start, start + count))


def _chosen(value: T, rows: IntArray | slice) -> T:
    changes: dict[str, Any] = {}
    for entry in fields(cast(Any, value)):
        part = getattr(value, entry.name)
        changes[entry.name] = part[rows] if isinstance(part, np.ndarray) else _chosen(part, rows)
    return cast(T, replace(cast(Any, value), **changes))


def _block(scene: Scene, table: Table, plan: Plan) -> Outcomes:
    futures = scene.futures
    count = max(table.terms.games, len(plan.keep))
    terms, status, mine = table.terms, table.status, plan
    world, keys = scene.world, scene.keys
    if table.terms.games > 1:
        terms, status = repeat(terms, futures), repeat(status, futures)
    if len(plan.keep) > 1:
        mine = repeat(plan, futures)
    if count > 1:
        world, keys = concatenate([world] * count), np.tile(keys, count)
    if table.capacity.shape[1] != world.capacity.shape[1]:
        raise ValueError("the scene was made for another number of treaties")
    if table.terms.games > 1:
        world = replace(
            world,
            capacity=np.repeat(table.capacity, futures, axis=0),
            legitimacy=np.repeat(table.legitimacy, futures, axis=0),
        )
    met = np.zeros((count * futures, scene.params.labs), dtype=np.bool_)
    last = None
    for last in unfold(scene.params, world, terms, status, mine, keys, scene.first, scene.rounds):
        met |= last.exposed
    assert last is not None
    return Outcomes(
        labs=last.labs.reshape(count, futures, -1),
        nations=last.nations.reshape(count, futures, -1),
        risk=(1.0 - last.world.survival).reshape(count, futures),
        exposed=met.reshape(count, futures, -1),
    )
