"""The race: what insiders know of their danger, and whether they say it.

`insiders-know` is refuted where labs that are free to publish their own estimates do so (voluntary unravelling: the safe ones tell, and
silence gives the others away), or where a duty to publish narrows the public's error by less than half.

The game of disclosure.  Danger depends on a hidden threshold, of which a lab's own estimate tells.  Governments set the
floor of a verified treaty for the best of their sum, given what they believe; the public is Bayesian and takes silence for what it
is.  A lab publishes where that pays it, in the floor that follows; where it does not matter it keeps silent.  Whistle-blowers
speak of breaches only (R7.5), so their protection is no road to estimates of danger.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Final

import numpy as np

from detente_rules import dice
from detente_rules.arrays import BoolArray, FloatArray
from detente_rules.claims import chance
from detente_rules.claims.bench import Bench
from detente_rules.claims.claim import Claim, Evidence
from detente_rules.claims.play import Run, Turn, expected
from detente_rules.claims.stats import exact, mean, sampled
from detente_rules.claims.table import Table
from detente_rules.claims.texts import standing
from detente_rules.claims.verification import LEAN
from detente_rules.treaty import clauses as c
from detente_rules.world.choices import Choices
from detente_rules.world.hazard import dangers
from detente_rules.world.state import WorldState

__all__ = ["CLAIMS"]

_FLOORS: Final = (0.2, 0.3, 0.4)
_PLACES: Final = (-1.5, -0.75, 0.0, 0.75, 1.5)
"""Thresholds of equal probability, in standard deviations."""
_MATTERS: Final = 0.05
"""G$ below which a lab keeps silent."""


def _insiders(bench: Bench) -> Evidence:
    labs, nations = _stakes(bench)
    told = _unravelled(labs, nations)
    run = bench.measure(bench.race)
    outside, inside = _errors(bench, run)
    free = inside if told.all() else outside * (1.0 - told.mean()) + inside * told.mean()
    floors = np.argmax(nations, axis=0)
    return Evidence(
        (
            sampled(
                "public error where disclosure is free, over that where it is a duty",
                lambda loose, bound: loose / bound,
                free,
                inside,
                at_least=1.5,
            ),
            exact("share of thresholds at which some lab publishes of its own accord", float(told.mean())),
            mean("public error without disclosure (doublings of danger)", outside),
            mean("error of published estimates", inside),
            exact(
                "difference between the floors that governments set at low and high danger",
                _FLOORS[floors[0]] - _FLOORS[floors[-1]],
            ),
        ),
        "No floor depends on what would be told, so nobody gains by telling and silence gives nobody away."
        if not told.any()
        else f"Labs publish at {told.mean():.0%} of the thresholds.",
    )


def _stakes(bench: Bench) -> tuple[FloatArray, FloatArray]:
    """Scores by floor and threshold: labs (F, K, A), and the sum of nations (F, K)."""
    labs, nations = [], []
    for level in _FLOORS:
        text = standing(bench).having(c.SafetyFloor(level=level, cost=0.8))
        levers = bench.settled(text, free=LEAN)
        found = [
            expected(bench.params, levers, bench.table(text), bench.search_dice, _hidden_at(bench, place))
            for place in _PLACES
        ]
        labs.append(np.array([one[0][0] for one in found]))
        nations.append(np.array([one[1][0].sum() for one in found]))
    return np.array(labs), np.array(nations)


def _hidden_at(bench: Bench, place: float) -> Turn:
    def turn(
        round_: int, world: WorldState, table: Table, choices: Choices
    ) -> tuple[WorldState, Table, Choices]:
        if round_ == 0:
            world = replace(world, threshold=world.threshold + place * bench.calibration.threshold_spread)
        return world, table, choices

    return turn


def _unravelled(labs: FloatArray, nations: FloatArray) -> BoolArray:
    """(K,) whether some lab publishes at each threshold, once nobody would change its mind."""
    told = np.zeros(len(_PLACES), dtype=np.bool_)
    for _ in range(len(_PLACES) + 1):
        silent = ~told if not told.all() else np.ones_like(told)
        unsure = int(np.argmax(nations[:, silent].mean(axis=1)))
        known = np.argmax(nations, axis=0)
        gain = np.array([labs[known[k], k] - labs[unsure, k] for k in range(len(_PLACES))]).max(axis=1)
        after = told | (gain > _MATTERS)
        if (after == told).all():
            break
        told = after
    return told


def _errors(bench: Bench, run: Run) -> tuple[FloatArray, FloatArray]:
    """(G,) mean error of log2 of danger: read from outside (R6.11), and as labs would publish it."""
    capability, assurance = run.series["capability"], run.series["assurance"]
    games, rounds, labs = capability.shape
    base = bench.calibration
    keys = chance.game_keys(games, "claims/outsider")
    noise = dice.normal(dice.bits_at(keys, dice.steps(dice.Purpose.BRANCH, 0, 3, rounds * labs))).T
    noise = noise.reshape(games, 3, rounds, labs)
    expected_at = np.full(games * rounds, base.threshold)
    read = dangers(
        bench.params,
        (capability + base.noise_capability * noise[:, 0]).reshape(-1, labs),
        (assurance + base.noise_assurance * noise[:, 1]).reshape(-1, labs),
        expected_at,
    ).reshape(games, rounds, labs)
    # Danger of a round is that of its start; the series hold states at its end.
    true = run.series["danger"][:, 1:]
    outside: FloatArray = np.abs(np.log2(read[:, :-1] / true)).mean(axis=(1, 2))
    inside: FloatArray = np.abs(base.noise_danger * noise[:, 2] / math.log(2.0)).mean(axis=(1, 2))
    return outside, inside


CLAIMS: Final = (
    Claim(
        "insiders-know",
        "The race",
        "Developers know more of their risk than they say.",
        "free disclosure (best replies of labs, a Bayesian public) against a duty to publish, the same noise",
        _insiders,
    ),
)
