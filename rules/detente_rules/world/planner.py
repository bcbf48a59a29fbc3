"""The planner: the highest sum of scores that all levers together can reach (R8.5).

It sets every lab's schedule by itself, the public levers, and lets all share safety knowledge as freely as any treaty
may; it needs no inspectors, since it obeys itself.  So no game, whatever its treaties, should come out above it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from detente_rules.arrays import FloatArray
from detente_rules.treaty.terms import Status, Terms
from detente_rules.world.params import Params
from detente_rules.world.profile import Profile, between_knots, everybody_shares, play

__all__ = ["MOST_SHARING", "Plan", "planner", "polished"]

MOST_SHARING = 0.5
"""Highest rate of research sharing that a clause may set, per half-year."""

_KNOTS = 4
_SHIFT = 1e-4


@dataclass(frozen=True, eq=False, kw_only=True, slots=True)
class Plan:
    """The best profile found."""

    profile: Profile
    """B = 1."""
    welfare: float
    """W_coop (G$)."""
    risk: float
    """Cumulated probability of catastrophe."""
    gap: float
    """How far the ends of the other starts stay below it (G$): a measure of how sure the search is."""


@dataclass(frozen=True, slots=True)
class _Shape:
    """How a vector of levers in [0, 1] becomes schedules: ``knots`` per lab for safety and pace, two for the rest."""

    params: Params
    knots: int

    @property
    def size(self) -> int:
        """Number of levers."""
        return self.params.labs * (2 * self.knots + 2) + self.params.nations * 2

    def profile(self, levers: FloatArray) -> Profile:
        """Levers (B, size) as schedules; funding is at most E0 a round, and nobody is subsidised."""
        count, labs, rounds = levers.shape[0], self.params.labs, self.params.rounds
        ends = np.cumsum([labs * self.knots, labs * self.knots, labs * 2])
        safety, pace, deploy, funding = np.split(levers, ends, axis=1)

        def schedule(part: FloatArray, actors: int) -> FloatArray:
            knots = part.reshape(count, actors, part.shape[1] // actors)
            return np.swapaxes(between_knots(knots, rounds), 1, 2)

        nations = self.params.nations
        money = schedule(funding, nations) if nations else np.zeros((count, rounds, 0))
        return {
            "safety": schedule(safety, labs),
            "pace": schedule(pace, labs),
            "deploy": schedule(deploy, labs),
            "funding": money * self.params.effort_unit,
        }


def planner(params: Params, starts: tuple[float, ...] = (0.2, 0.35, 0.5), steps: int = 90) -> Plan:
    """Projected gradient ascent (Adam) from several starts over knots, then over every round of the best.

    starts: everybody's safety share at the start.  Each comes in three kinds, since W has several tops: all at full pace
    and on the market; all but the leader at half pace; all but the leader at work on safety alone.
    """
    shape = _Shape(params, min(_KNOTS, params.rounds))
    kinds = ((1.0, 1.0), (0.5, 1.0), (0.1, 0.0))
    first = [_start(shape, safety, pace, deploy) for safety in starts for pace, deploy in kinds]
    ends, values = _ascend(shape, np.array(first), steps, 0.06)
    order = np.argsort(values)
    best = ends[order[-1]]
    plan = _refine(params, shape, best, max(20, steps // 3))
    outcome = play(params, plan, _sharing(params))
    welfare = float(outcome.welfare[0])
    runner_up = float(values[order[-2]]) if len(values) > 1 else welfare
    return Plan(
        profile=plan,
        welfare=welfare,
        risk=float(outcome.risk[0]),
        gap=max(0.0, float(values[order[-1]]) - runner_up),
    )


def polished(params: Params, plan: Plan, threshold: float, steps: int = 25) -> float:
    """W (G$) of the planner that knows the threshold (doublings): its plan, adapted to it by a few steps more."""
    shape = _Shape(params, params.rounds)
    _, values = _ascend(shape, _levers(shape, plan.profile)[None], steps, 0.03, threshold)
    return float(values[0])


def _start(shape: _Shape, safety: float, pace: float, deploy: float) -> FloatArray:
    """Levers in which the lab ahead runs at full pace with this safety share, and the others as said."""
    labs, knots, lead = shape.params.labs, shape.knots, int(np.argmax(shape.params.capability))
    care, speed, market = (
        np.full((labs, knots), safety),
        np.full((labs, knots), pace),
        np.full((labs, 2), deploy),
    )
    care[np.arange(labs) != lead] = max(safety, 1.0 - pace) if deploy == 0.0 else safety
    speed[lead], market[lead] = 1.0, 1.0
    money = np.zeros(shape.params.nations * 2)
    return np.concatenate([care.reshape(-1), speed.reshape(-1), market.reshape(-1), money])


def _refine(params: Params, shape: _Shape, best: FloatArray, steps: int) -> Profile:
    """Every round by itself, from the schedule that the knots gave."""
    fine = _Shape(params, params.rounds)
    ends, _ = _ascend(fine, _levers(fine, shape.profile(best[None]))[None], steps, 0.02)
    return fine.profile(ends)


def _levers(shape: _Shape, profile: Profile) -> FloatArray:
    """The levers of a profile (B = 1) in a shape of one knot a round; deployment and funding by their ends."""
    ends = [0, -1]
    money = profile["funding"][0, ends].T / shape.params.effort_unit
    parts = [profile["safety"][0].T, profile["pace"][0].T, profile["deploy"][0, ends].T, money]
    return np.concatenate([part.reshape(-1) for part in parts])


def _sharing(params: Params) -> tuple[Terms, Status]:
    return everybody_shares(params, 1.0 - (1.0 - MOST_SHARING) ** params.pace)


def _ascend(
    shape: _Shape, levers: FloatArray, steps: int, rate: float, threshold: float | None = None
) -> tuple[FloatArray, FloatArray]:
    """Adam on W over S vectors of levers (S, size) at once, kept in [0, 1]; returns the best of each and its W.

    Slopes are forward differences, inward at the upper bound; all shifted profiles are played in one batch.
    """
    params, treaty = shape.params, _sharing(shape.params)
    count, size = levers.shape
    mean, square = np.zeros_like(levers), np.zeros_like(levers)
    best, best_value = levers.copy(), np.full(count, -np.inf)
    for step in range(1, steps + 1):
        shift = np.where(levers > 0.5, -_SHIFT, _SHIFT)
        batch = np.repeat(levers[:, None, :], size + 1, axis=1)
        batch[:, np.arange(1, size + 1), np.arange(size)] += shift
        welfare = play(params, shape.profile(batch.reshape(-1, size)), treaty, threshold).welfare
        values = welfare.reshape(count, size + 1)
        better = values[:, 0] > best_value
        best[better], best_value[better] = levers[better], values[better, 0]
        slope = (values[:, 1:] - values[:, :1]) / shift
        mean = 0.8 * mean + 0.2 * slope
        square = 0.98 * square + 0.02 * slope**2
        step_size = rate * (1.0 - 0.9 * step / steps)
        direction = (mean / (1 - 0.8**step)) / (np.sqrt(square / (1 - 0.98**step)) + 1e-9)
        levers = np.clip(levers + step_size * direction, 0.0, 1.0)
    return best, best_value
