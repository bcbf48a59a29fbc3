"""Safety and performance: what a contest between labs leaves of safety.

**Setting.**  n labs buy inputs X_s and X_p at the price r.  Performance p = B X_p^beta; safety s = A X_s^alpha p^-theta; a lab wins
with q_i = p_i / sum of p, and is safe with the probability s / (1 + s).  Payoff q_i - (1 - safe) d - r (X_s + X_p), where safe is
that of the winner (scope ``winner``) or that all are safe, each by itself (``joint``).  Figure: safe in the symmetric
equilibrium.  (The authors' own program lets the prize count only where nothing goes wrong; here it counts in any case.)

**Mapping.**  One round.  A lab has a budget nobody would spend; X_s is its share for safety, X_p what its pace takes of the rest,
which is its growth.  Customers come by pace (`pace_pull` beta), so that shares of the market are q; spending 1.  Both inputs
have the price r (`safety_price`, `capability_price`).  Danger is that of haste: 1 / (1 + s) with `haste` B^theta / A,
`haste_pace` beta theta and `haste_care` alpha, u_max 1.  It counts by deployment (`weight_share`) or strikes in each lab by itself
(`weight_each`), and is the probability itself; the loss is `lab_damage` d, and `gains_first` pays the winner in any case.

**Solution.**  Best replies over the whole plane of inputs, in logarithms, found by search on scores from the engine; everybody
moves towards them until nobody moves; then the point is polished to where no small change of either input pays.  At the end all
other inputs are tried against it once more.

Source: Trager, Emery-Xu, Jensen, Bova, Stafford & Dafoe 2021 to 2023: Jensen, Emery-Xu & Trager 2023, Industrial policy for
advanced AI: compute pricing and the safety tax; Stafford, Trager & Dafoe 2022, Safety not guaranteed.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from detente_rules.arrays import FloatArray
from detente_rules.literature.bare import bare, conduct, one_round, payoffs
from detente_rules.literature.contest_published import safe_in_equilibrium
from detente_rules.literature.result import Result
from detente_rules.world.params import Params

__all__ = ["TOLERANCE", "solve"]

TOLERANCE: Final = 5e-3
_LEAST: Final = 1e-20
"""Inputs below this share of what could pay count as none."""
_BUDGET: Final = 1e4
"""What a lab has (G$); one unit of input is a part of it."""
_NOTHING: Final = 1e-6
"""A gain that is none."""
_TURNS: Final = 12
_DAMPING: Final = (0.5, 0.5, 0.2, 0.2)
"""Parts of the way to the best reply, in so many bouts of so many turns."""
_NEAR: Final = 1.0
"""In logs of inputs."""
_STARTS: Final = (2.0, 5.0, 10.0)
"""Further starts, in logs below the most that could pay."""


@dataclass(frozen=True, eq=False, slots=True)
class _Point:
    """Inputs (log X_s, log X_p) that all use, and what follows."""

    inputs: FloatArray
    safe: float
    gain: float
    """Of the best reply to it."""
    reply: FloatArray
    """Inputs (X_s, X_p) of that reply."""


def solve(parameters: Mapping[str, Any]) -> Result:
    """The symmetric equilibrium, from the payoffs of best replies."""
    params = _world(parameters)
    # Nobody spends more than there is to win and to save.
    most = math.log((1.0 + parameters["damage"]) / parameters["price"])
    box = np.array([most + math.log(_LEAST), most])
    point = _equilibrium(params, box)
    roots = safe_in_equilibrium(parameters)
    published = min(roots, key=lambda root: abs(root - point.safe)) if roots else None
    notes = []
    if len(roots) > 1:
        notes.append("several symmetric equilibria: " + ", ".join(f"{root:.4f}" for root in roots))
    if point.gain > _NOTHING:
        notes.append(
            f"one lab alone gains {point.gain:.2g} by going to inputs {point.reply[0]:.3g} and {point.reply[1]:.3g}: "
            "an equilibrium against small changes only, and none against all was found"
        )
    return Result(
        model="contest",
        parameters=parameters,
        engine={"safe": point.safe},
        published={"safe": published},
        tolerance=TOLERANCE,
        notes=tuple(notes),
    )


# --- through the engine ---------------------------------------------------------------------------------------------------


def _world(parameters: Mapping[str, Any]) -> Params:
    beta, theta, price = parameters["beta"], parameters["theta"], parameters["price"]
    joint = parameters["scope"] == "joint"
    # Twice what anybody would spend on both, in units of input: no choice meets the budget's end.
    enough = 4.0 * (1.0 + parameters["damage"]) / price
    return bare(
        [0] * parameters["n"],
        1,
        growth=1.0,
        invest=(_BUDGET,),
        effort_unit=_BUDGET / enough,
        demand=(1.0,),
        pace_pull=beta,
        safety_price=price * enough / _BUDGET,
        capability_price=price * enough / _BUDGET,
        danger_most=1.0,
        haste=parameters["performance_productivity"] ** theta / parameters["safety_productivity"],
        haste_pace=beta * theta,
        haste_care=parameters["alpha"],
        weight_share=float(not joint),
        weight_each=float(joint),
        linear_hazard=1.0,
        gains_first=1.0,
        lab_damage=parameters["damage"],
    )


def _scores(params: Params, own: FloatArray, others: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Score of the first lab (B,), and probability that all goes well (B,).

    own: (B, 2) its log inputs.  others: (B, 2) or (2,) those of all the rest.
    """
    games = own.shape[0]
    inputs = np.exp(np.broadcast_to(others, (games, 2)))[:, None, :].repeat(params.labs, axis=1)
    inputs[:, 0] = np.exp(own)
    share = inputs * (params.effort_unit / float(params.invest[0]))
    safety = share[:, :, 0]
    choices = conduct(params, games, safety=safety, pace=share[:, :, 1] / (1.0 - safety))
    result = one_round(params, choices)
    return payoffs(params, result)[0][:, 0], result.world.survival


# --- the equilibrium ------------------------------------------------------------------------------------------------------


def _equilibrium(params: Params, box: FloatArray) -> _Point:
    """Where best replies lead; if that is none against large changes, the nearest against small ones."""
    inputs = np.full(2, box[1] - math.log(8.0 * params.labs))
    nearest: FloatArray | None = None
    for damping in _DAMPING:
        inputs = _moved(params, box, inputs, damping)
        near = _polished(params, box, inputs)
        # Far from where best replies lead Newton's method may find a point that they lead away from.
        if near is not None and float(np.abs(near - inputs).max()) < _NEAR:
            point = _at(params, box, near)
            if point.gain <= _NOTHING:
                return point
        nearest = near if near is not None else nearest
    if nearest is None:
        starts = [np.array([box[1] - care, box[1] - pace]) for care in _STARTS for pace in _STARTS]
        found = [near for start in starts if (near := _polished(params, box, start)) is not None]
        without = _polished(params, box, np.array([box[0], inputs[1]]))
        found = found or ([] if without is None else [without])
        nearest = min(found, key=lambda near: float(np.abs(near - inputs).max()), default=inputs)
    return _at(params, box, nearest)


def _at(params: Params, box: FloatArray, inputs: FloatArray) -> _Point:
    score, safe = _scores(params, inputs[None], inputs)
    reply, reached = _best_reply(params, inputs, np.full(2, box[0]), np.full(2, box[1]))
    return _Point(inputs, float(safe[0]), reached - float(score[0]), np.exp(reply))


def _best_reply(
    params: Params, others: FloatArray, low: FloatArray, high: FloatArray
) -> tuple[FloatArray, float]:
    """The inputs (2,) in a box that earn most against ``others``, by finer and finer grids, and their score."""
    best, score = others, -math.inf
    size = 33
    for _ in range(9):
        axes = [np.linspace(low[axis], high[axis], size) for axis in range(2)]
        grid = np.stack(np.meshgrid(*axes, indexing="ij"), axis=-1).reshape(-1, 2)
        values = _scores(params, grid, others)[0]
        place = int(np.argmax(values))
        if values[place] > score:
            best, score = grid[place], float(values[place])
        reach = 2.0 * (high - low) / (size - 1)
        low, high = np.maximum(low, best - reach), np.minimum(high, best + reach)
        size = 11
    return best, score


def _moved(params: Params, box: FloatArray, inputs: FloatArray, damping: float) -> FloatArray:
    """Where some turns lead in which everybody goes a part of the way to its best reply, (2,)."""
    for _ in range(_TURNS):
        reply, _ = _best_reply(params, inputs, np.full(2, box[0]), np.full(2, box[1]))
        change: FloatArray = damping * (reply - inputs)
        inputs = inputs + change
        if float(np.abs(change).max()) < 1e-3:
            break
    return inputs


def _polished(params: Params, box: FloatArray, inputs: FloatArray) -> FloatArray | None:
    """A point (2,) near ``inputs`` at which no small change of either input pays, by Newton's method; None if not found.

    An input at the bottom of the box is none at all, and stays there.
    """
    point = np.clip(inputs, box[0], box[1])
    step = 1e-3 * np.eye(2)
    for _ in range(60):
        free = point > box[0] + 1.0
        slope = np.where(free, _marginal(params, point), 0.0)
        columns = [(_marginal(params, point + one) - _marginal(params, point - one)) / 2e-3 for one in step]
        bend = np.where(free[:, None] & free[None, :], np.stack(columns, axis=1), np.eye(2))
        if not np.isfinite(bend).all() or abs(np.linalg.det(bend)) < 1e-300:
            return None
        change = np.clip(np.linalg.solve(bend, -slope), -0.5, 0.5)
        point = np.clip(point + change, box[0], box[1])
        if float(np.abs(change).max()) < 1e-9:
            return point
    return None


def _marginal(params: Params, point: FloatArray) -> FloatArray:
    """What a relative change of each of one's own inputs brings, (2,), where all use ``point``."""
    step = 1e-4
    own = point + step * np.array([[1, 0], [-1, 0], [0, 1], [0, -1]])
    values = _scores(params, own, point)[0]
    return np.array([values[0] - values[1], values[2] - values[3]]) / (2.0 * step)
