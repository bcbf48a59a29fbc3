"""The inspection game: how often to look, how often to break the rule.

**Setting.**  An inspectee keeps a rule or violates it; an inspector looks or does not.  Violating gains d; found out (an
inspection finds it with D) it costs b instead.  An inspection of somebody who kept the rule accuses with al: f to the accused,
e to the inspector.  An inspection costs k; a violation costs the inspector L undetected and a detected.

In stages (Dresher): n stages, at most m inspections and one violation; to the inspector 1 if caught, -1 if not, 0 if the rule
was kept; to the inspectee the same with the sign changed.

**Mapping.**  One lab, one nation, a national law with a floor; fines and rents only.  Revenue is constant; what the lab gains by
breaking the law is safety effort saved (`safety_price`), what it loses is the law's fine and the gain (`own_fine`), and to be
cleared costs a share of that (`false_alarm_cost`).  The nation inspects by itself (`own_hit` D, `own_false_alarm` al, at
`inspection_cost` k) and pays e for being wrong (`wrong_accusation`).  A violation is a danger (`carelessness`, `linear_hazard`)
of a loss L to the nation, of which a finding averts all but a (`found_in_time`).  `gains_first`: the fine is no less for the
danger.  Odds of a report are measured on the engine
(`bare.odds`); a roll with a report and one without are played, and weighted by them.

**Solution.**  Payoffs of the two by two games are read off the engine and solved (`solvers`); stages by backward induction over
paths that are played round by round.  Where no odds leave both indifferent the equilibrium is pure: violation always, if even
certain inspection does not pay (then looked at if that pays), or if no inspection is worth its cost.

Source: Avenhaus, von Stengel & Zamir 2002, Inspection games, Handbook of Game Theory 3; Dresher 1962, A sampling inspection
problem in arms control agreements, RAND RM-2972.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from math import comb
from typing import Any, Final

import numpy as np

from detente_rules.arrays import BoolArray, FloatArray
from detente_rules.literature.bare import bare, conduct, nobody, odds, one_round, payoffs, quiet, start
from detente_rules.literature.result import Result
from detente_rules.literature.solvers import mixed_two_by_two, value_of_zero_sum
from detente_rules.world.params import Params
from detente_rules.world.resolution import Resolution
from detente_rules.world.step import step

__all__ = ["TOLERANCE", "published_mixed", "published_value", "solve"]

TOLERANCE: Final = 1e-6
_FLOOR: Final = 0.5
"""Safety share that the law asks; any would do."""
_REVENUE: Final = 2.0
"""Revenue, in units of the largest amount at stake, so that fines stay below it."""


def solve(parameters: Mapping[str, Any]) -> Result:
    """The game of one inspection, or the one in stages where ``parameters`` name their number."""
    if parameters["stages"] is not None:
        return _solve_stages(parameters)
    inspector, lab = _matrices(parameters)
    inspect, keep = mixed_two_by_two(inspector, lab)
    odds = np.array([inspect, 1.0 - inspect])[:, None] * np.array([keep, 1.0 - keep])[None, :]
    published = published_mixed(parameters)
    mixed = 0.0 < inspect < 1.0 and 0.0 < keep < 1.0
    return Result(
        model="inspection",
        parameters=parameters,
        engine={"inspect": inspect, "violate": 1.0 - keep, "value": float((odds * inspector).sum())},
        published=published,
        tolerance=TOLERANCE,
        notes=() if mixed else ("no odds leave both indifferent at these parameters: a pure equilibrium",),
    )


def _world(gain: float, fine: float, **numbers: Any) -> Params:
    """A law, a lab that gains ``gain`` by breaking it and loses ``fine`` if found out."""
    revenue = _REVENUE * (gain + fine + numbers.get("false_alarm_cost", 0.0) * (gain + fine))
    return bare(
        [0],
        1,
        demand=(revenue,),
        safety_price=gain / _FLOOR,
        own_fine=(gain + fine) / revenue,
        carelessness=1.0,
        careful=_FLOOR,
        weight_sum=1.0,
        linear_hazard=1.0,
        gains_first=1.0,
        **numbers,
    )


# --- one inspection -------------------------------------------------------------------------------------------------------


def _matrices(parameters: Mapping[str, Any]) -> tuple[FloatArray, FloatArray]:
    """Expected payoffs (2, 2) of inspector and lab: looks or not, keeps the law or violates it."""
    hit, false_alarm = parameters["detection"], parameters["false_alarm"]
    gain, fine = parameters["gain"], parameters["fine"]
    params = _world(
        gain,
        fine,
        own_hit=hit,
        own_false_alarm=false_alarm,
        inspection_cost=parameters["inspection_cost"],
        wrong_accusation=parameters["false_alarm_cost_inspector"],
        false_alarm_cost=parameters["false_alarm_cost"] / (gain + fine),
        damage=(parameters["undetected_loss"],),
        found_in_time=1.0 - parameters["detected_loss"] / parameters["undetected_loss"],
    )
    looks, safety = np.array([1.0, 1.0, 0.0, 0.0]), np.array([_FLOOR, 0.0, _FLOOR, 0.0])
    choices = conduct(params, 4, inspect=looks[:, None, None], safety=safety[:, None], floor=_FLOOR)

    def play(roll: FloatArray) -> Resolution:
        return one_round(params, choices, draws=quiet(params, 4, own_detection=roll[:, None]))

    reported = odds(lambda roll: play(roll).exposed[:, 0], 4)
    # A roll below the odds, and one above them.
    told, untold = payoffs(params, play(0.5 * reported)), payoffs(params, play(0.5 + 0.5 * reported))
    lab, nation = (
        reported * one[:, 0] + (1.0 - reported) * other[:, 0] for one, other in zip(told, untold, strict=True)
    )
    # The zero of both scales: law kept, nobody looks.
    return (nation - nation[2]).reshape(2, 2), (lab - lab[2]).reshape(2, 2)


def published_mixed(parameters: Mapping[str, Any]) -> dict[str, float]:
    """q* = d / (D(b + d) - al f), v* = (k + al e) / (D(L - a) + al e), and the corners where these are no odds."""
    gain, fine, cost = parameters["gain"], parameters["fine"], parameters["inspection_cost"]
    hit, false_alarm = parameters["detection"], parameters["false_alarm"]
    loss, found = parameters["undetected_loss"], parameters["detected_loss"]
    wrong = false_alarm * parameters["false_alarm_cost_inspector"]
    deterrence = hit * (fine + gain) - false_alarm * parameters["false_alarm_cost"]
    worth = hit * (loss - found)
    if gain > deterrence or cost > worth:
        looks = cost < worth
        return {"inspect": float(looks), "violate": 1.0, "value": worth - cost - loss if looks else -loss}
    violate = (cost + wrong) / (worth + wrong) if worth + wrong > 0.0 else 0.0
    return {"inspect": gain / deterrence, "violate": violate, "value": -violate * loss}


# --- in stages ------------------------------------------------------------------------------------------------------------


def _solve_stages(parameters: Mapping[str, Any]) -> Result:
    stages, inspections = parameters["stages"], min(parameters["inspections"], parameters["stages"])
    caught, uncaught, kept = _paths(stages)

    @cache
    def value(left: int, looks: int) -> float:
        """To the inspector, with so many stages and inspections left and no violation yet."""
        if left == 0:
            return kept
        at = stages - left
        not_looking = (value(left - 1, looks), uncaught[at])
        if looks == 0:
            return float(min(not_looking))
        return value_of_zero_sum(np.array([(value(left - 1, looks - 1), caught[at]), not_looking]))

    figure = value(stages, inspections)
    return Result(
        model="inspection",
        parameters=parameters,
        engine={"inspect": None, "violate": None, "value": float(figure) + 0.0},
        published={"inspect": None, "violate": None, "value": published_value(stages, inspections)},
        tolerance=TOLERANCE,
    )


def _paths(stages: int) -> tuple[list[float], list[float], float]:
    """To the inspector: a violation caught, and not caught, in each stage after the law was kept so far; law kept throughout.

    Each path is a game of its own, played to its violation; the inspectee's payoff with the sign changed.
    """
    params = _world(1.0, 1.0, own_hit=1.0)
    look = conduct(params, 1, inspect=1.0, floor=_FLOOR)

    def seen(roll: FloatArray) -> BoolArray:
        return one_round(params, look, draws=quiet(params, 1, own_detection=roll[:, None])).own_found[:, 0]

    chance = float(odds(seen, 1)[0])
    found, missed = (_played_paths(params, stages, roll) for roll in (0.5 * chance, 0.5 + 0.5 * chance))
    expected = chance * found + (1.0 - chance) * missed
    return expected[:-1:2].tolist(), expected[1:-1:2].tolist(), float(expected[-1])


def _played_paths(params: Params, stages: int, roll: float) -> FloatArray:
    """(2 n + 1,) to the inspector, with one roll throughout: violation in each stage, looked at and not; none at all."""
    games = 2 * stages + 1
    violates = np.append(np.repeat(np.arange(stages), 2), -1)
    looked = np.append(np.tile([1.0, 0.0], stages), 0.0)
    world, (terms, status) = start(params, games), nobody(params)
    draws = quiet(params, games, own_detection=roll)
    reached = np.zeros(games)
    for stage in range(stages):
        now = violates == stage
        choices = conduct(
            params,
            games,
            safety=np.where(now, 0.0, _FLOOR)[:, None],
            inspect=np.where(now, looked, 0.0)[:, None, None],
            floor=_FLOOR,
        )
        result = step(params, world, terms, status, choices, draws, stage)
        world, status = result.world, result.status
        scores = payoffs(params, result)[0][:, 0]
        reached = np.where(now, scores - scores[-1], reached)
    return -reached


def published_value(stages: int, inspections: int) -> float:
    """Dresher's -C(n - 1, m) / sum of C(n, i) for i up to m; 0 with as many inspections as stages."""
    return -comb(stages - 1, inspections) / sum(comb(stages, some) for some in range(inspections + 1))
