"""Small worlds to test with: the default one, tiny ones, a treaty, random conduct."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from detente_rules import dice
from detente_rules.arrays import repeat
from detente_rules.dice import Keys
from detente_rules.treaty.terms import Phase, Status, Terms
from detente_rules.world.calibration import Calibration
from detente_rules.world.choices import Choices
from detente_rules.world.draws import Dims, draw_round
from detente_rules.world.params import LabFacts, NationFacts, Params
from detente_rules.world.resolution import Resolution
from detente_rules.world.state import WorldState
from detente_rules.world.step import step

HOMES = (0, 0, 1, 1, 2, 3)
"""Six labs in six nations, two of which have none: the default world."""


def default_world(rounds: int = 12, **numbers: float | tuple[float, ...]) -> Params:
    """The default calibration with some numbers changed."""
    calibration = Calibration().overridden(numbers)
    return Params.scaled(calibration, rounds, labs=LabFacts(homes=HOMES), nations=NationFacts(count=6))


def small_world(
    homes: Sequence[int] = (0, 1), nations: int = 2, rounds: int = 12, **numbers: float | tuple[float, ...]
) -> Params:
    """A world that a hand can work out."""
    calibration = Calibration().overridden(numbers)
    return Params.scaled(calibration, rounds, labs=LabFacts(homes=homes), nations=NationFacts(count=nations))


def keys(games: int) -> Keys:
    """Keys of ``games`` games."""
    return dice.keys([dice.key_from_seed(f"test {number}") for number in range(games)])


def no_treaty(params: Params, games: int = 1, treaties: int = 1) -> tuple[Terms, Status]:
    """An empty table."""
    return (
        Terms.empty(games, params.labs, params.nations, treaties),
        Status.empty(games, params.labs, params.nations, treaties),
    )


def in_force(
    params: Params, games: int = 1, members: Any = None, treaties: Any = 2, **values: Any
) -> tuple[Terms, Status]:
    """One treaty (slot 0) between nations (all by default), in force from the start, in every game.

    members: indices of nations.  treaties: slots.  values: fields of `Terms`.  (Untyped, so that tables of terms fit.)
    """
    row = Terms.row(params.labs, params.nations, treaties, exists=True, party=True, **values)
    terms = Terms.empty(1, params.labs, params.nations, treaties).with_treaty(0, row)
    member = np.zeros((1, treaties, params.parties), dtype=np.bool_)
    nations = range(params.nations) if members is None else members
    member[0, 0, [params.labs + nation for nation in nations]] = True
    phase = np.zeros((1, treaties), dtype=np.int64)
    phase[0, 0] = Phase.IN_FORCE
    entered = np.where(phase == Phase.IN_FORCE, 0, -1)
    empty = Status.empty(1, params.labs, params.nations, treaties)
    status = replace(empty, phase=phase, signed=member, ratified=member, member=member, entered=entered)
    return repeat(terms, games), repeat(status, games)


REFERENCE_TREATY = {
    "floor": 0.32,
    "floor_for": True,
    "rate": 0.7,
    "hit": 0.8,
    "false_alarm": 0.04,
    "independence": 0.9,
    "intrusiveness": 0.7,
    "fine": 0.7,
    "exclusion": 0.65,
    "supervision": True,
    "sharing": 0.06,
    "fixed_cost": 0.8,
    "body_cost": 2.4,
}
"""The reference treaty of the default world, amounts at twelve rounds."""


def random_choices(params: Params, games: int, seed: int) -> Choices:
    """Some conduct of everybody, every lever in use."""
    rng = np.random.default_rng(seed)
    lab, nation, pair = (games, params.labs), (games, params.nations), (games, params.nations, params.labs)

    def now_and_then(shape: tuple[int, ...], most: float) -> np.ndarray:
        return np.asarray(rng.uniform(0, most, shape) * (rng.random(shape) < 0.5))

    return Choices.neutral(games, params.labs, params.nations).having(
        safety=rng.uniform(0, 0.6, lab),
        concealment=now_and_then(lab, 0.6),
        pace=rng.uniform(0.3, 1, lab),
        overshoot=rng.uniform(0, 1, lab),
        deploy=rng.uniform(0.2, 1, lab),
        declared_safety=rng.uniform(0, 1, lab),
        declared_capability=rng.uniform(-1, 5, lab),
        declared_assurance=rng.uniform(-1, 5, lab),
        admit=rng.random(lab) < 0.8,
        floor=now_and_then(nation, 0.4),
        enforcement=rng.uniform(0, 1, nation),
        funding=now_and_then(nation, 3),
        protection=rng.uniform(0, 1, nation),
        inspect=now_and_then(pair, 1),
        watch=now_and_then(pair, 1),
        subsidy=now_and_then(pair, 3) * params.home,
        exclude=now_and_then(pair, 1),
        supply=now_and_then(pair, 1),
    )


def one_round(
    params: Params,
    choices: Choices,
    table: tuple[Terms, Status] | None = None,
    world: WorldState | None = None,
    seeds: Keys | None = None,
    round_: int = 0,
) -> Resolution:
    """One round from the start, with the dice of ``seeds``."""
    games = choices.games
    seeds = keys(games) if seeds is None else seeds
    terms, status = table or no_treaty(params, games)
    start = world or WorldState.initial(params, games, seeds, terms.treaties)
    draws = draw_round(seeds, round_, Dims(params.labs, params.nations))
    return step(params, start, terms, status, choices, draws, round_)


def whole_game(
    params: Params, games: int, table: tuple[Terms, Status] | None = None, conduct: int = 1
) -> list[Resolution]:
    """All rounds of random conduct."""
    seeds = keys(games)
    terms, status = table or no_treaty(params, games)
    world = WorldState.initial(params, games, seeds, terms.treaties)
    results = []
    for round_ in range(params.rounds):
        draws = draw_round(seeds, round_, Dims(params.labs, params.nations))
        choices = random_choices(params, games, conduct + round_)
        results.append(step(params, world, terms, status, choices, draws, round_))
        world, status = results[-1].world, results[-1].status
    return results
