"""Bargaining: which of the treaties that both prefer to none?

**Setting.**  Two parties, a set of possible treaties, and what each has without any (the disagreement point).  Nash: the largest
product of gains; Kalai and Smorodinsky: both get the same part of the most they could gain; egalitarian: both gain the same.
Treaties may be mixed by lot, so that the frontier is concave.

**Mapping.**  Two nations with a lab each; both labs without safety are a certain catastrophe (`carelessness`, `weight_sum` 1/2
each, `linear_hazard`).
``frontier``: the treaties asked for lie at equal steps along a given frontier, corners included.  Each is a treaty with a full
floor whose inspectors cost what is left of the surplus, paid in the proportion that leaves both nations the stated payoffs; it is
put into force and played.  Without a treaty the catastrophe costs each nation what makes its payoff that of disagreement.
``treaties``: the game's own treaty space at its default calibration.  The two strongest nations with a lab each, twelve rounds; treaties
with a floor of 0 to 1 and a transfer of -5 to 5 G$ a round, a grid of each; labs do as they must, and without a treaty nothing for
safety.

**Solution.**  On the frontier of the payoffs that the engine returned, by the game's own `bargaining.solutions`, which also say where a
draft on the table lies.

Source: Nash 1950, The bargaining problem; Kalai & Smorodinsky 1975, Other solutions to Nash's bargaining problem; Kalai 1977.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import numpy as np

from detente_rules.arrays import FloatArray
from detente_rules.bargaining.solutions import egalitarian, kalai_smorodinsky, lottery_frontier, nash
from detente_rules.literature.bare import bare, conduct, one_round, payoffs, treaty
from detente_rules.literature.bargaining_published import published_solutions
from detente_rules.literature.catalogue import BadParameter
from detente_rules.literature.result import Result
from detente_rules.world.calibration import Calibration
from detente_rules.world.params import LabFacts, NationFacts, Params
from detente_rules.world.profile import play

__all__ = ["TOLERANCE", "solve"]

TOLERANCE: Final = 1e-9
_MOST: Final = 5.0
"""Largest transfer of the game's own treaty space, G$ a round."""


def solve(parameters: Mapping[str, Any]) -> Result:
    """Frontier and solutions.  Raises `BadParameter` where disagreement leaves nothing to bargain over."""
    own = parameters["space"] == "treaties"
    if own:
        played, without = _own_space(parameters["grid"])
        given = played
        disagreement = (
            without if parameters["disagreement"] is None else np.array(parameters["disagreement"][0])
        )
    else:
        disagreement = np.array((parameters["disagreement"] or ((0.0, 0.0),))[0])
        given = np.array(sorted(parameters["frontier"]), dtype=np.float64)
        played, without = _along(given, disagreement, parameters["grid"])
        disagreement = without
    edge = lottery_frontier(played)
    solutions = {"nash": nash, "kalai_smorodinsky": kalai_smorodinsky, "egalitarian": egalitarian}
    engine: dict[str, Any] = {}
    for name, solution in solutions.items():
        found = solution(edge, disagreement)
        if found is None:
            raise BadParameter("disagreement", "nothing on the frontier is at least as good for both")
        engine[name] = found.tolist()
    engine["frontier"] = edge.tolist()
    return Result(
        model="bargaining",
        parameters=parameters,
        engine=engine,
        published=published_solutions(given, disagreement, 0 if own else parameters["grid"]),
        tolerance=TOLERANCE,
        checks={} if own else {"payoffs less those asked for": (_off(given, played), 1e-9)},
        notes=(f"disagreement at {disagreement[0]:.4g} and {disagreement[1]:.4g}",),
    )


# --- a given frontier -----------------------------------------------------------------------------------------------------


def _asked(corners: FloatArray, grid: int) -> FloatArray:
    """Payoffs (M, 2) at equal steps of the first's, and the corners."""
    first = np.union1d(np.linspace(corners[0, 0], corners[-1, 0], grid), corners[:, 0])
    return np.stack([first, np.interp(first, corners[:, 0], corners[:, 1])], axis=1)


def _off(corners: FloatArray, played: FloatArray) -> float:
    wanted = np.interp(played[:, 0], corners[:, 0], corners[:, 1])
    return float(np.abs(played[:, 1] - wanted).max())


def _along(corners: FloatArray, disagreement: FloatArray, grid: int) -> tuple[FloatArray, FloatArray]:
    """Payoffs (M, 2) of treaties along a frontier, and (2,) without any, each in force in a game of its own."""
    asked = _asked(corners, grid)
    # The zero of each nation's scale: what it would have without a catastrophe and without dues.
    whole = np.maximum(asked.max(axis=0), disagreement)
    params = bare(
        [0, 1], 2, carelessness=1.0, weight_sum=0.5, linear_hazard=1.0, damage=tuple(whole - disagreement)
    )  # fmt: skip
    dues = whole - asked
    cost = dues.sum(axis=1)
    share = np.zeros((asked.shape[0], params.parties))
    share[:, params.labs :] = dues / np.where(cost > 0.0, cost, 1.0)[:, None]
    scores = []
    for amount, part in zip(cost, share, strict=True):
        pact = treaty(params, floor=1.0, floor_for=True, body_cost=amount, body_share=part)
        scores.append(payoffs(params, one_round(params, conduct(params, 1, safety=1.0), pact))[1][0])
    without = payoffs(params, one_round(params, conduct(params, 1)))[1][0]
    return np.array(scores) + whole, without + whole


# --- the game's own treaties ----------------------------------------------------------------------------------------------


def _own_space(grid: int) -> tuple[FloatArray, FloatArray]:
    """Payoffs (M, 2) of two nations and their labs under each floor and transfer, and (2,) without a treaty."""
    params = Params.scaled(Calibration(), 12, labs=LabFacts(homes=(0, 1)), nations=NationFacts(count=2))
    points = []
    for floor in np.linspace(0.0, 1.0, grid):
        for paid in np.linspace(-_MOST, _MOST, grid):
            transfer = np.array([0.0, 0.0, paid, -paid])
            pact = treaty(params, floor=floor, floor_for=True, transfer=transfer)
            points.append(_country(params, floor, pact))
    return np.array(points), _country(params, 0.0, None)


def _country(params: Params, floor: float, pact: Any) -> FloatArray:
    """(2,) final scores of a nation and its lab together, labs at the floor in every round."""
    outcome = play(params, {"safety": np.full((1, params.rounds, params.labs), floor)}, pact)
    return np.asarray(outcome.labs[0] + outcome.nations[0])
