"""Whole games of fixed schedules, many at once: what equilibria and optima are searched on (R8.5).

A profile says what every seat does in every round.  Profiles are played through the game's own `step`, without chance
(`quiet_round`): hazards count as expected survival.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

import numpy as np

from detente_rules.arrays import FloatArray
from detente_rules.treaty.terms import Phase, Status, Terms
from detente_rules.world.choices import Choices
from detente_rules.world.draws import Dims, quiet_round
from detente_rules.world.params import Params
from detente_rules.world.scores import final_scores
from detente_rules.world.state import WorldState
from detente_rules.world.step import step

__all__ = ["Outcome", "Profile", "between_knots", "everybody_shares", "no_treaty", "play", "repeated"]


Profile: TypeAlias = Mapping[str, FloatArray]
"""Schedules of B profiles over R rounds: field of `Choices` → (B, R, …).  What is not named is neutral."""


@dataclass(frozen=True, eq=False, kw_only=True, slots=True)
class Outcome:
    """Final figures of B profiles."""

    labs: FloatArray
    """(B, A) final scores (G$)."""
    nations: FloatArray
    """(B, N) final scores (G$)."""
    risk: FloatArray
    """(B,) cumulated probability of catastrophe."""

    @property
    def welfare(self) -> FloatArray:
        """(B,) W: the sum of all final scores (G$)."""
        total: FloatArray = self.labs.sum(axis=1) + self.nations.sum(axis=1)
        return total


def play(
    params: Params,
    profile: Profile,
    treaty: tuple[Terms, Status] | None = None,
    threshold: float | None = None,
) -> Outcome:
    """Play all profiles to the end.

    treaty: terms and status of one game (G = 1), the same for all profiles, in force from the first round; None: no
    treaty at all.  threshold: doublings; None: the expected one.
    """
    games = next(iter(profile.values())).shape[0]
    terms, status = treaty or no_treaty(params)
    world = WorldState.initial(params, games, None, terms.treaties)
    if threshold is not None:
        world = replace(world, threshold=np.full(games, threshold))
    neutral = Choices.neutral(games, params.labs, params.nations)
    quiet = quiet_round(games, Dims(params.labs, params.nations, observers=False))
    for round_ in range(params.rounds):
        now: dict[str, Any] = {name: schedule[:, round_] for name, schedule in profile.items()}
        result = step(params, world, terms, status, replace(neutral, **now), quiet, round_)
        world, status = result.world, result.status
    labs, nations = final_scores(params, world)
    return Outcome(labs=labs, nations=nations, risk=1.0 - world.survival)


def repeated(profile: Profile, count: int) -> dict[str, FloatArray]:
    """A profile (B = 1) ``count`` times over, as arrays that may be changed."""
    return {name: np.repeat(schedule, count, axis=0) for name, schedule in profile.items()}


def no_treaty(params: Params) -> tuple[Terms, Status]:
    """An empty table with one slot."""
    return (
        Terms.empty(1, params.labs, params.nations, 1),
        Status.empty(1, params.labs, params.nations, 1),
    )


def everybody_shares(params: Params, sharing: float) -> tuple[Terms, Status]:
    """A costless treaty of everybody with everybody that shares safety knowledge, ``sharing`` per round, and no more."""
    row = Terms.row(params.labs, params.nations, 1, exists=True, party=True, sharing=sharing)
    everybody = np.ones((1, 1, params.parties), dtype=np.bool_)
    status = Status.empty(1, params.labs, params.nations, 1)
    bound = replace(
        status,
        phase=np.full((1, 1), int(Phase.IN_FORCE)),
        signed=everybody,
        ratified=everybody,
        member=everybody,
        entered=np.zeros((1, 1), dtype=np.int64),
    )
    return row, bound


def between_knots(knots: FloatArray, rounds: int) -> FloatArray:
    """Values (..., k) at k equally spaced points of the game as a schedule (..., R), linear in between."""
    count = knots.shape[-1]
    if count == 1:
        return np.repeat(knots, rounds, axis=-1)
    place = np.linspace(0.0, count - 1.0, rounds)
    left = np.minimum(place.astype(np.int64), count - 2)
    part = place - left
    schedule: FloatArray = knots[..., left] * (1.0 - part) + knots[..., left + 1] * part
    return schedule
