"""Many futures at once through the game's own step (R8.10)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from detente_rules.arrays import BoolArray, FloatArray
from detente_rules.dice import Keys
from detente_rules.forecast.conduct import Plan, spread
from detente_rules.treaty.terms import Status, Terms
from detente_rules.world.draws import Dims, draw_round
from detente_rules.world.params import Params
from detente_rules.world.scores import final_scores
from detente_rules.world.state import WorldState
from detente_rules.world.step import step

__all__ = ["Moment", "unfold"]


@dataclass(frozen=True, eq=False, slots=True)
class Moment:
    """All futures after some rounds. labs, nations: (F, A), (F, N) scores, were this the end (G$)."""

    rounds: int
    """How many rounds of the game are resolved."""
    world: WorldState
    labs: FloatArray
    nations: FloatArray
    exposed: BoolArray
    """(F, A) something was reported against the lab in the last of them."""


def unfold(
    params: Params,
    world: WorldState,
    terms: Terms,
    status: Status,
    plan: Plan,
    keys: Keys,
    first: int,
    rounds: int,
) -> Iterator[Moment]:
    """Play ``rounds`` rounds from ``first`` (from 0) on; yields the start, then every round's end.

    world, keys: F futures. terms, status, plan: of one game for all of them, or one a future.
    """
    dims = Dims(params.labs, params.nations, observers=False)
    base = spread(plan.base, len(keys))
    labs, nations = final_scores(params, world)
    yield Moment(first, world, labs, nations, world.supervised < 0)
    for round_ in range(first, first + rounds):
        choices = plan.choices(params, world, terms, status, base, first=round_ == first)
        result = step(params, world, terms, status, choices, draw_round(keys, round_, dims), round_)
        world, status = result.world, result.status
        labs, nations = final_scores(params, world)
        yield Moment(round_ + 1, world, labs, nations, result.exposed)
