"""To regulate or not: safe and unsafe developers in a race with a finish line.

**Setting.**  Two developers race W steps.  SAFE moves one step a round at cost c, UNSAFE s > 1 steps; a round's benefit b is
split by speed; an UNSAFE one is found out with probability pfo and gets nothing of that round, the other all; the prize B goes
to the first at W, in halves where they arrive together; UNSAFE loses everything with probability pr.  Payoffs are per round,
the last of which may be a part of one.

**Mapping.**  SAFE is the safety share 1 - 1/s, UNSAFE none; growth is linear in what is left, s steps at full effort.  The line
is `finish` W, the prize `finish_prize` B.  One nation spends b a round; it buys by pace alone (`pace_pull` 1, `elasticity` 0,
nobody outside).  Safety effort has the price that makes SAFE cost c.  A treaty asks the SAFE share of both, its inspectors find a
full breach with pfo (rate 1, D = pfo), and a finding closes the market for the round.  UNSAFE's `setback` is pr; SAFE has none
(`careful` is its share).

Found-out patterns are enumerated: each pair of rolls stands for one pattern and has its probability as weight; the odds of a
finding are measured on the engine (`bare.odds`).  What happens
in a round depends on no earlier pattern, so that a pattern kept through the race has the same mean.

**Solution.**  SAFE is risk-dominant where it earns more against an even mixture; welfare compares all-SAFE with all-UNSAFE.  Both
thresholds of pr are found by playing the race at different pr.  Shares: pairwise Fermi imitation, rare mutation (`solvers`).

Source: Han, Pereira, Santos & Lenaerts 2020, To regulate or not: a social dynamics analysis of an idealised AI race, JAIR 69.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Mapping
from typing import Any, Final

import numpy as np

from detente_rules.arrays import BoolArray, FloatArray
from detente_rules.literature.bare import (
    Table,
    bare,
    conduct,
    nobody,
    odds,
    one_round,
    payoffs,
    quiet,
    start,
    treaty,
)
from detente_rules.literature.result import Result
from detente_rules.literature.solvers import crossing, stationary_shares
from detente_rules.world.params import Params
from detente_rules.world.step import step

__all__ = ["TOLERANCE", "published_matrix", "solve"]

TOLERANCE: Final = 1e-3
_MATRIX: Final = 1e-9
_PAIRS: Final = ((0, 0), (0, 1), (1, 0), (1, 1))
"""SAFE is 0, UNSAFE 1; the row player's strategy first."""


def solve(parameters: Mapping[str, Any]) -> Result:
    """Play the race, find the thresholds, and the shares where population and selection are given."""
    risk = parameters["risk"]
    played: dict[float, FloatArray] = {}

    def at(own_risk: float) -> FloatArray:
        """Each race is played once."""
        if own_risk not in played:
            played[own_risk] = _matrix(parameters, own_risk)
        return played[own_risk]

    matrix = at(risk)
    exact = published_matrix(parameters, risk)
    engine: dict[str, Any] = {
        "risk_dominance": _threshold(lambda own: _edge_of_dominance(at(own))),
        "welfare": _threshold(lambda own: _edge_of_welfare(at(own))),
        "shares": None,
        "payoffs": matrix.tolist(),
    }
    free = published_matrix(parameters, 0.0)
    published: dict[str, Any] = {
        "risk_dominance": _published_threshold(free[0].sum(), free[1].sum()),
        "welfare": _published_threshold(free[0, 0], free[1, 1]),
        "shares": None,
        "payoffs": exact.tolist(),
    }
    if parameters["population"] is not None:
        for figures, payoff in ((engine, matrix), (published, exact)):
            safe, unsafe = stationary_shares(payoff, parameters["population"], parameters["selection"])
            figures["shares"] = {"safe": safe, "unsafe": unsafe}
    notes = (
        f"prize and length large: {1.0 - 1.0 / (3.0 * parameters['speed']):.4f} and {1.0 - 1.0 / parameters['speed']:.4f}",
    )
    return Result(
        model="dsair",
        parameters=parameters,
        engine=engine,
        published=published,
        tolerance=TOLERANCE,
        # Ten thousand in double precision is no finer than this.
        finer={"payoffs": _MATRIX * max(1.0, float(np.abs(exact).max()) / 1e4)},
        notes=notes,
    )


def _world(parameters: Mapping[str, Any], risk: float) -> Params:
    speed = parameters["speed"]
    return bare(
        [0, 0],
        1,
        growth=1.0,
        invest=(speed,),
        finish=float(parameters["rounds"]),
        finish_prize=parameters["prize"],
        demand=(parameters["benefit"],),
        pace_pull=1.0,
        # SAFE spends (1 - 1/s) of a budget of s on safety.
        safety_price=parameters["cost"] / (speed - 1.0),
        careful=1.0 - 1.0 / speed,
        setback=risk,
    )


def _matrix(parameters: Mapping[str, Any], risk: float) -> FloatArray:
    """Payoffs per round (2, 2) of the row strategy against the column strategy, played from start to finish."""
    params = _world(parameters, risk)
    speed, safe = parameters["speed"], 1.0 - 1.0 / parameters["speed"]
    # Inspectors who find nothing need no treaty.
    hit = parameters["detection"]
    duties = {"floor": safe, "floor_for": True, "rate": 1.0, "hit": hit, "exclusion": 1.0}
    table = treaty(params, **duties) if hit else nobody(params)
    found = _found(params, table)
    # A roll in the middle of [0, found) is found out, one in the middle of [found, 1) is not.
    rolls = [(0.5 * found, found), (0.5 * (1.0 + found), 1.0 - found)]
    patterns = [pair for pair in itertools.product(rolls, rolls) if pair[0][1] * pair[1][1] > 0.0]
    safety = np.array([[0.0 if plays else safe for plays in pair] for pair in _PAIRS for _ in patterns])
    uniform = np.array([[one[0], two[0]] for one, two in patterns] * len(_PAIRS))
    weight = np.array([one[1] * two[1] for one, two in patterns])
    games = safety.shape[0]
    choices, draws = conduct(params, games, safety=safety), quiet(params, games, detection=uniform)
    world, (terms, status) = start(params, games), table
    for round_ in range(math.ceil(parameters["rounds"]) + 1):
        result = step(params, world, terms, status, choices, draws, round_)
        world, status = result.world, result.status
        if not result.growth.any():
            break
    else:
        raise ArithmeticError("a race should be over after as many rounds as it has steps")
    length = (world.capability / np.where(safety > 0.0, 1.0, speed)).max(axis=1)
    per_round = (payoffs(params, result)[0][:, 0] / length).reshape(len(_PAIRS), len(patterns))
    return np.asarray((per_round * weight).sum(axis=1).reshape(2, 2))


def _found(params: Params, table: Table) -> float:
    """How likely UNSAFE is found out in a round, measured on the engine."""

    def happens(roll: FloatArray) -> BoolArray:
        draws = quiet(params, 1, detection=roll[:, None])
        return one_round(params, conduct(params, 1), table, draws).found[:, 0]

    return float(odds(happens, 1)[0])


def _edge_of_dominance(matrix: FloatArray) -> float:
    """What SAFE earns more than UNSAFE against an even mixture of both."""
    return float(matrix[0].sum() - matrix[1].sum())


def _edge_of_welfare(matrix: FloatArray) -> float:
    """What all-SAFE earn more than all-UNSAFE."""
    return float(matrix[0, 0] - matrix[1, 1])


def _threshold(edge: Callable[[float], float]) -> float | None:
    """Risk from which SAFE has the edge; 0 where it always has, None where no risk gives it.

    An edge that only certain loss makes even is nought but for rounding: it counts as even.
    """
    if edge(0.0) >= 0.0:
        return 0.0
    return 1.0 if abs(edge(1.0)) <= _MATRIX else crossing(edge, 0.0, 1.0, 1e-6)


def _published_threshold(safe: float, unsafe: float) -> float | None:
    """Risk at which (1 - risk) * unsafe has fallen to safe; 0 where it is never above, None where it never falls so low."""
    if safe >= unsafe:
        return 0.0
    return min(1.0, float(1.0 - safe / unsafe)) if safe >= -_MATRIX else None


def published_matrix(parameters: Mapping[str, Any], risk: float) -> FloatArray:
    """The paper's mean payoffs per round: SAFE and UNSAFE against SAFE and UNSAFE."""
    speed, found = parameters["speed"], parameters["detection"]
    benefit, cost = parameters["benefit"], parameters["cost"]
    per_round = parameters["prize"] / parameters["rounds"]
    kept = 1.0 - risk
    return np.array(
        [
            [
                0.5 * per_round + 0.5 * benefit - cost,
                (1.0 - found) * benefit / (speed + 1.0) + found * benefit - cost,
            ],
            [
                kept * (speed * per_round + (1.0 - found) * speed * benefit / (speed + 1.0)),
                kept * (0.5 * speed * per_round + 0.5 * (1.0 - found * found) * benefit),
            ],
        ]
    )
