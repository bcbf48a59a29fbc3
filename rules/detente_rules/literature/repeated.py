"""Trigger strategies under imperfect monitoring: how patient must one be to keep a promise?

**Setting.**  Two labs, round after round for ever; stage payoffs T = 5 (racing against safety), R = 3 (both safe), P = 1 (both
race), S = 0.  Nobody sees conduct; everybody sees one public signal a round, an alarm with probability alpha if both were safe
and d if one raced.  Grim trigger: safe until the first alarm, racing ever after.  Figure: the least discount factor at which
nobody gains by racing once.

**Mapping.**  One market of 18 whose customers want quality (`elasticity` 1) and may buy from nobody (`outside` 1/4); safe is a
safety share of 1, which makes a product a quarter as attractive (`safety_drag` ln 4) and costs 3; racing costs 7
(`safety_price`, `capability_price`).  So both safe sell 6 each, both racing 8 each, and one alone 12 against 3.  A treaty asks
the full share; its inspectors come every round, find a breach with d and accuse with alpha; one roll serves both labs, which
makes one signal of it.  Odds of an alarm are measured on the engine (`bare.odds`).

**Solution.**  Stage payoffs and odds of an alarm are read off the engine; the value of keeping the promise and of breaking it
once follow by recursion; the least discount factor is where they meet, None where they never do.

Source: Green & Porter 1984; Abreu, Pearce & Stacchetti 1990; Mailath & Samuelson 2006, Repeated Games and Reputations, ch. 7.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from detente_rules.arrays import FloatArray
from detente_rules.literature.bare import bare, conduct, odds, one_round, payoffs, quiet, treaty
from detente_rules.literature.result import Result
from detente_rules.literature.solvers import crossing
from detente_rules.world.resolution import Resolution

__all__ = ["TOLERANCE", "published_discount", "solve"]

TOLERANCE: Final = 1e-3
TEMPTATION, REWARD, PUNISHMENT, SUCKER = 5.0, 3.0, 1.0, 0.0
_PATIENT: Final = 1.0 - 1e-6
"""From here on nobody is so patient."""
_PROFILES: Final = ((1.0, 1.0), (0.0, 1.0), (1.0, 0.0), (0.0, 0.0))
"""Safety shares of oneself and the other: both safe, only the other, only oneself, nobody."""


@dataclass(frozen=True, slots=True)
class _Stage:
    """Payoffs of a round, and the odds of an alarm if both are safe or one races."""

    temptation: float
    reward: float
    punishment: float
    sucker: float
    alarm_safe: float
    alarm_raced: float


def solve(parameters: Mapping[str, Any]) -> Result:
    """The least discount factor that sustains mutual safety."""
    stage = _stage(parameters["detection"], parameters["false_alarm"])
    off = max(
        abs(stage.temptation - TEMPTATION),
        abs(stage.reward - REWARD),
        abs(stage.punishment - PUNISHMENT),
        abs(stage.sucker - SUCKER),
    )
    figure = _least_discount(stage)
    published = published_discount(parameters["detection"], parameters["false_alarm"])
    return Result(
        model="repeated",
        parameters=parameters,
        engine={"discount": figure},
        published={"discount": published},
        tolerance=TOLERANCE,
        checks={"stage payoffs less 5, 3, 1, 0": (off, 1e-9)},
        notes=()
        if figure is not None
        else ("alarms tell too little of racing: no discount factor below 1 is enough",),
    )


def _stage(hit: float, false_alarm: float) -> _Stage:
    """All four profiles of a round, under every outcome of the roll."""
    params = bare(
        [0, 0],
        1,
        demand=(18.0,),
        elasticity=1.0,
        outside=0.25,
        safety_drag=math.log(4.0),
        safety_price=3.0,
        capability_price=7.0,
    )
    pact = treaty(params, floor=1.0, floor_for=True, rate=1.0, hit=hit, false_alarm=false_alarm)
    games = len(_PROFILES)
    choices = conduct(params, games, safety=np.array(_PROFILES))

    def play(roll: FloatArray) -> Resolution:
        draws = quiet(params, games, detection=roll[:, None], false_alarm=roll[:, None])
        return one_round(params, choices, pact, draws)

    alarm = odds(lambda roll: np.asarray(play(roll).exposed.any(axis=1)), games)
    told, untold = (payoffs(params, play(roll))[0][:, 0] for roll in (0.5 * alarm, 0.5 + 0.5 * alarm))
    both, alone, exploited, nobody = (alarm * told + (1.0 - alarm) * untold).tolist()
    return _Stage(alone, both, nobody, exploited, float(alarm[0]), float(alarm[1]))


def _least_discount(stage: _Stage) -> float | None:
    def worth_keeping(discount: float) -> float:
        """The value of the promise less that of racing once, from today on."""
        after = stage.punishment / (1.0 - discount)
        calm = 1.0 - stage.alarm_safe
        kept = (stage.reward + discount * stage.alarm_safe * after) / (1.0 - discount * calm)
        raced = stage.alarm_raced
        return kept - (stage.temptation + discount * ((1.0 - raced) * kept + raced * after))

    # Racing for ever must itself be an answer to racing.
    if stage.punishment < stage.sucker:
        return None
    if worth_keeping(0.0) >= 0.0:
        return 0.0
    found = crossing(worth_keeping, 0.0, 1.0 - 1e-9, 1e-12)
    return found if found is not None and found < _PATIENT else None


def published_discount(hit: float, false_alarm: float) -> float | None:
    """(T - R) / ((T - R)(1 - alpha) + (d - alpha)(R - P)); None where that is no discount factor below 1."""
    gain = TEMPTATION - REWARD
    weight = gain * (1.0 - false_alarm) + (hit - false_alarm) * (REWARD - PUNISHMENT)
    return gain / weight if weight > 0.0 and gain / weight < _PATIENT else None
