"""Doctrines played through the game's own step, many at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from detente_rules.arrays import FloatArray
from detente_rules.claims.branching import branches, grown
from detente_rules.claims.chance import tiled
from detente_rules.claims.conduct import Levers
from detente_rules.claims.table import Table
from detente_rules.dice import Keys
from detente_rules.world.choices import Choices
from detente_rules.world.draws import Draws
from detente_rules.world.params import Params
from detente_rules.world.resolution import Resolution
from detente_rules.world.scores import final_scores
from detente_rules.world.state import WorldState
from detente_rules.world.step import step

__all__ = ["Run", "Turn", "expected", "played"]

Turn: TypeAlias = Callable[[int, WorldState, Table, Choices], tuple[WorldState, Table, Choices]]
"""What an experiment does at the start of a round (0-based), after everybody has chosen: a shock, an act, a replaced choice."""

_LABS = (
    "safety",
    "concealment",
    "floor",
    "growth",
    "violation",
    "deployed",
    "danger",
    "found",
    "accused",
    "incident",
    "incident_public",
    "fined",
)


_MANY = 200
"""Games from which it pays to look for what doctrines have in common."""


@dataclass(frozen=True, eq=False, slots=True)
class Run:
    """Figures of G games. Series: (G, R, A), (G, R, N) or (G, R) by name."""

    labs: FloatArray
    """(G, A) final scores (G$)."""
    nations: FloatArray
    """(G, N) final scores (G$)."""
    risk: FloatArray
    """(G,) cumulated probability of catastrophe."""
    series: Mapping[str, FloatArray] = field(default_factory=dict)
    table: Table | None = None
    """Where treaties stand at the end."""

    @property
    def welfare(self) -> FloatArray:
        """(G,) sum of all final scores (G$)."""
        total: FloatArray = self.labs.sum(axis=1) + self.nations.sum(axis=1)
        return total

    @property
    def frontier(self) -> FloatArray:
        """(G,) highest capability at the end (doublings)."""
        top: FloatArray = self.series["capability"][:, -1].max(axis=1)
        return top

    @property
    def hhi(self) -> FloatArray:
        """(G,) Herfindahl–Hirschman index of the world's sales in the last round."""
        sales = self.series["deployed"][:, -1]
        whole = np.maximum(sales.sum(axis=1, keepdims=True), 1e-12)
        index: FloatArray = ((sales / whole) ** 2).sum(axis=1)
        return index

    @property
    def seats(self) -> FloatArray:
        """(G, P) final scores, labs first."""
        return np.concatenate([self.labs, self.nations], axis=1)


def expected(
    params: Params, levers: Levers, table: Table, rounds: tuple[Draws, ...], turn: Turn | None = None
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Mean final scores of labs (B, A) and nations (B, N) and risk (B,) of B doctrines over the games of the dice."""
    games = int(rounds[0].fate.shape[0])
    if turn is None and levers.count * games >= _MANY and branches(levers, table):
        leaves = grown(params, levers, table, rounds)
        world, block = leaves.world, leaves.block
    else:
        many = levers.repeated(games) if games > 1 else levers
        world, block = _final(params, many, table, rounds, None, turn, None)[0], np.arange(levers.count)
    labs, nations = final_scores(params, world)

    def middle(values: FloatArray) -> FloatArray:
        mean: FloatArray = values.reshape(-1, games, *values.shape[1:]).mean(axis=1)
        return mean[block]

    return middle(labs), middle(nations), middle(1.0 - world.survival)


def played(
    params: Params,
    levers: Levers,
    table: Table,
    rounds: tuple[Draws, ...],
    keys: Keys,
    turn: Turn | None = None,
) -> Run:
    """One doctrine (B = 1) in all games of the dice, with everything recorded; thresholds are drawn."""
    kept: list[Resolution] = []
    games = int(rounds[0].fate.shape[0])
    many = levers.repeated(games) if levers.count == 1 else levers
    world, end = _final(params, many, table, rounds, keys, turn, kept)
    labs, nations = final_scores(params, world)
    series = {name: _stacked([getattr(one, name) for one in kept]) for name in _LABS}
    for name in ("capability", "assurance", "trust", "revenue", "legitimacy"):
        series[name] = _stacked([getattr(one.world, name) for one in kept])
    series["hazard"] = _stacked([one.hazard for one in kept])
    series["risk"] = _stacked([1.0 - one.world.survival for one in kept])
    series["exposed"] = _stacked([one.exposed for one in kept])
    return Run(labs, nations, 1.0 - world.survival, series, end)


def _stacked(values: Sequence[NDArray[Any]]) -> FloatArray:
    return np.stack([np.asarray(value, dtype=np.float64) for value in values], axis=1)


def _final(
    params: Params,
    levers: Levers,
    table: Table,
    rounds: tuple[Draws, ...],
    keys: Keys | None,
    turn: Turn | None,
    kept: list[Resolution] | None,
) -> tuple[WorldState, Table]:
    games = levers.count
    times = games // int(rounds[0].fate.shape[0])
    world = WorldState.initial(params, games, keys, table[0].treaties)
    script = levers.script(params)
    last: tuple[Draws, Draws] | None = None
    for now in range(params.rounds):
        if last is None or last[0] is not rounds[now]:
            last = (rounds[now], tiled(rounds[now], times))
        choices, duty = script.acts(params, world, *table, now)
        if turn is not None:
            world, table, choices = turn(now, world, table, choices)
            duty = None
        result = step(params, world, *table, choices, last[1], now, duty)
        world, table = result.world, (table[0], result.status)
        if kept is not None:
            kept.append(result)
    return replace(world), table
