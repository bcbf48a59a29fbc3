"""The race: what happens where every seat answers the others as best it can, without any treaty (R8.5)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from detente_rules.arrays import FloatArray
from detente_rules.world.params import Params
from detente_rules.world.profile import Profile, between_knots, play

__all__ = ["Race", "race", "raced"]

_SAFETY_KNOTS = 3
_DAMPING = 0.5
"""Part of the way to its best reply that a seat moves at once; simultaneous full replies may circle."""


@dataclass(frozen=True, eq=False, kw_only=True, slots=True)
class Race:
    """A profile in which (nearly) nobody gains by a change of its own."""

    profile: Profile
    """B = 1."""
    welfare: float
    """W_race (G$)."""
    risk: float
    """Cumulated probability of catastrophe."""
    residual: float
    """The most that any one seat could still gain by a tried change of its own (G$)."""
    spread: float
    """Difference between the highest and lowest W of the stated starts (G$); near 0: one equilibrium was found."""


@dataclass(frozen=True, eq=False, slots=True)
class _Plan:
    """Levers of B profiles, each in [0, 1]; ``lab`` (B, A, knots + 2), ``nation`` (B, N, 2)."""

    lab: FloatArray
    nation: FloatArray

    def profile(self, params: Params) -> Profile:
        """Labs: safety at three knots, pace, deployment.  Nations: funding and subsidy, of at most E0 a round."""
        lab, nation, rounds = self.lab, self.nation * params.effort_unit, params.rounds
        return {
            "safety": np.swapaxes(between_knots(lab[..., :_SAFETY_KNOTS], rounds), 1, 2),
            "pace": np.repeat(lab[:, None, :, _SAFETY_KNOTS], rounds, axis=1),
            "deploy": np.repeat(lab[:, None, :, _SAFETY_KNOTS + 1], rounds, axis=1),
            "funding": np.repeat(nation[:, None, :, 0], rounds, axis=1),
            "subsidy": np.repeat(nation[:, None, :, 1, None] * params.home, rounds, axis=1),
        }


def race(params: Params, starts: tuple[float, ...] = (0.05, 0.35), steps: int = 80) -> Race:
    """Damped best response from each start (everybody's safety share), all seats moving at once.

    Each seat tries changes of one lever, or of its whole safety schedule, by a shrinking step, against what the others
    do.  The first start's end is the race; the others show whether it is the only one.
    """
    ends = [_descend(params, start, steps) for start in starts]
    plan = ends[0]
    gains = max(_reply(params, plan, step, 0.0)[1] for step in (0.2, 0.02))
    outcomes = [play(params, end.profile(params)) for end in ends]
    welfare = [float(outcome.welfare[0]) for outcome in outcomes]
    return Race(
        profile=plan.profile(params),
        welfare=welfare[0],
        risk=float(outcomes[0].risk[0]),
        residual=gains,
        spread=max(welfare) - min(welfare),
    )


def raced(params: Params, start: float = 0.05, steps: int = 80) -> Profile:
    """The profile of `race` (B = 1) from one start, without what it brings."""
    return _descend(params, start, steps).profile(params)


def _descend(params: Params, start: float, steps: int) -> _Plan:
    lab = np.ones((params.labs, _SAFETY_KNOTS + 2))
    lab[:, :_SAFETY_KNOTS] = start
    plan = _Plan(lab[None], np.zeros((1, params.nations, 2)))
    size = 0.2
    for _ in range(steps):
        moved, gain = _reply(params, plan, size, _DAMPING)
        plan = moved
        if gain < 2.0 * size:
            size *= 0.6
        if size < 5e-4:
            break
    return plan


def _reply(params: Params, plan: _Plan, size: float, damping: float) -> tuple[_Plan, float]:
    """Everybody's answer to ``plan``, and the largest gain it promised to anybody."""
    deviations = [*_lab_moves(plan.lab[0], size), *_nation_moves(plan.nation[0], size)]
    lab, nation = _repeated(plan.lab, deviations), _repeated(plan.nation, deviations)
    for number, (kind, actor, levers) in enumerate(deviations, start=1):
        (lab if kind == "lab" else nation)[number, actor] = levers
    outcome = play(params, _Plan(lab, nation).profile(params))
    best: dict[tuple[str, int], tuple[float, FloatArray]] = {}
    for number, (kind, actor, levers) in enumerate(deviations, start=1):
        scores = outcome.labs if kind == "lab" else outcome.nations
        gain = float(scores[number, actor] - scores[0, actor])
        if gain > best.get((kind, actor), (1e-9, levers))[0]:
            best[kind, actor] = (gain, levers)
    next_lab, next_nation = plan.lab.copy(), plan.nation.copy()
    for (kind, actor), (_, levers) in best.items():
        target = next_lab if kind == "lab" else next_nation
        target[0, actor] += damping * (levers - target[0, actor])
    return _Plan(next_lab, next_nation), max((gain for gain, _ in best.values()), default=0.0)


_Deviation = tuple[str, int, FloatArray]


def _lab_moves(levers: FloatArray, size: float) -> list[_Deviation]:
    moves: list[_Deviation] = []
    groups = [[lever] for lever in range(levers.shape[1])] + [list(range(_SAFETY_KNOTS))]
    for actor in range(levers.shape[0]):
        for group in groups:
            moves += [("lab", actor, move) for move in _shifted(levers[actor], group, size)]
    return moves


def _nation_moves(levers: FloatArray, size: float) -> list[_Deviation]:
    moves: list[_Deviation] = []
    for actor in range(levers.shape[0]):
        for lever in range(levers.shape[1]):
            moves += [("nation", actor, move) for move in _shifted(levers[actor], [lever], size)]
    return moves


def _shifted(levers: FloatArray, group: list[int], size: float) -> list[FloatArray]:
    """Some levers moved a little or much, and dropped altogether: payoffs are not concave everywhere."""
    # Plain numbers: for five of them the cost of a library's call is what counts.
    here = levers.tolist()
    out: list[list[float]] = []
    for shift in (-size, -0.4 * size, 0.4 * size, size, -1.0):
        moved = here.copy()
        for place in group:
            moved[place] = min(1.0, max(0.0, here[place] + shift))
        if moved != here and moved not in out:
            out.append(moved)
    return [np.array(moved) for moved in out]


def _repeated(levers: FloatArray, deviations: list[_Deviation]) -> FloatArray:
    return np.repeat(levers, len(deviations) + 1, axis=0)
