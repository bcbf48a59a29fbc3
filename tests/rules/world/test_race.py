"""The race, the planner, and what lies between: the strategic patterns of the default world (R8.5, R8.7)."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from detente_rules import arrays
from detente_rules.arrays import FloatArray
from detente_rules.world.choices import Choices
from detente_rules.world.draws import Dims, draw_round
from detente_rules.world.exploits import BAR, exploits, lone_uses
from detente_rules.world.params import Params
from detente_rules.world.planner import Plan, planner
from detente_rules.world.profile import play, repeated
from detente_rules.world.race import Race, race
from detente_rules.world.reference import Reference, compute_reference, coordination_index
from detente_rules.world.scores import final_scores
from detente_rules.world.state import WorldState
from detente_rules.world.step import step
from tests.rules.world.worlds import REFERENCE_TREATY, default_world, in_force, keys, small_world

LENGTHS = (5, 7, 12)
CARE = 0.35
"""The common safety share that a planner would set."""


@cache
def the_race(rounds: int) -> Race:
    """Searched once for all tests."""
    return race(default_world(rounds))


@cache
def the_plan(rounds: int) -> Plan:
    """Searched once for all tests."""
    return planner(default_world(rounds))


def constant(params: Params, safety: FloatArray) -> dict[str, FloatArray]:
    """Profiles (B, A) of constant safety shares."""
    return {"safety": np.repeat(safety[:, None, :], params.rounds, axis=1)}


@pytest.mark.parametrize("rounds", LENGTHS)
def test_the_race_is_an_equilibrium_and_the_only_one_found(rounds: int) -> None:
    """Nobody gains .1 G$ by a change of its own; different starts end within 1 % of the way to the planner."""
    run = the_race(rounds)
    assert run.residual < 0.1
    assert run.spread < 0.01 * (the_plan(rounds).welfare - run.welfare)


@pytest.mark.parametrize("rounds", LENGTHS)
def test_safety_in_the_race_is_low_but_not_nothing(rounds: int) -> None:
    """Every lab spends something on safety, none more than a quarter; a planner's common share is a third."""
    safety = the_race(rounds).profile["safety"][0].mean(axis=0)
    assert (safety > 0.02).all()
    assert (safety < 0.25).all()


@pytest.mark.parametrize("rounds", LENGTHS)
def test_the_race_is_a_dilemma(rounds: int) -> None:
    """Each lab races whatever the others do, and every seat is better off where all take care."""
    params, run = default_world(rounds), the_race(rounds)
    everybody = constant(params, np.full((1, 6), CARE))
    careful, raced = play(params, everybody), play(params, run.profile)
    assert (careful.labs > raced.labs).all()
    assert (careful.nations > raced.nations).all()
    assert careful.risk[0] < 0.4 * raced.risk[0]
    for lab in range(6):
        # Among the careful: racing as in the race pays. Among racers: care does not.
        alone = np.full((1, 6), CARE)
        alone[0, lab] = float(run.profile["safety"][0, :, lab].mean())
        assert play(params, constant(params, alone)).labs[0, lab] > careful.labs[0, lab]
        restrained = repeated(run.profile, 1)
        restrained["safety"][0, :, lab] = CARE
        assert play(params, restrained).labs[0, lab] < raced.labs[0, lab]


@pytest.mark.parametrize("rounds", LENGTHS)
def test_one_labs_restraint_does_a_fifth_of_everybodys_at_most(rounds: int) -> None:
    """Two tenths more safety by one lab cost it, and lower world risk by less than a fifth of what all could do."""
    params, run = default_world(rounds), the_race(rounds)
    batch = repeated(run.profile, 8)
    for lab in range(6):
        batch["safety"][1 + lab, :, lab] += 0.2
    batch["safety"][7] += 0.2
    outcome = play(params, batch)
    together = outcome.risk[0] - outcome.risk[7]
    for lab in range(6):
        assert outcome.labs[1 + lab, lab] < outcome.labs[0, lab]
        assert outcome.risk[0] - outcome.risk[1 + lab] < together / 5
    assert together > 0.4 * outcome.risk[0]


@pytest.mark.parametrize("rounds", LENGTHS)
def test_no_single_lever_of_a_single_seat_ends_the_race(rounds: int) -> None:
    """Every lever at every level either costs its owner or leaves four fifths of the risk."""
    params, run = default_world(rounds), the_race(rounds)
    assert exploits(params, run) == ()
    assert any(use.risk < BAR for use in lone_uses(params, run)), "the scan reaches levers that matter"


@pytest.mark.parametrize("rounds", LENGTHS)
def test_no_profile_tried_beats_the_planner(rounds: int) -> None:
    """Three thousand profiles per lab and round, random and around its own."""
    params, plan = default_world(rounds), the_plan(rounds)
    rng = np.random.default_rng(1)
    wild = {name: rng.random((1500, *schedule.shape[1:])) for name, schedule in plan.profile.items()}
    near = {
        name: np.clip(schedule + rng.normal(0, 0.05, (1500, *schedule.shape[1:])), 0, 1)
        for name, schedule in plan.profile.items()
    }
    assert play(params, wild).welfare.max() < plan.welfare
    assert play(params, near).welfare.max() < plan.welfare
    for safety in np.linspace(0, 1, 21):
        assert play(params, constant(params, np.full((1, 6), safety))).welfare[0] < plan.welfare


def expected_scores(
    params: Params, safety: FloatArray, hiding: FloatArray, terms: dict[str, float]
) -> FloatArray:
    """Mean final scores (C, A) of candidates' constant conduct (C, A) under a treaty, over 150 games each."""
    draws_each, count = 150, safety.shape[0]
    games = draws_each * count
    seeds = np.tile(keys(draws_each), count)
    table = in_force(params, games, **terms)
    world, status = WorldState.initial(params, games, None, 2), table[1]
    choices = Choices.neutral(games, 6, 6).having(
        safety=np.repeat(safety, draws_each, axis=0), concealment=np.repeat(hiding, draws_each, axis=0)
    )
    for round_ in range(params.rounds):
        draws = draw_round(seeds, round_, Dims(6, 6, observers=False))
        result = step(params, world, table[0], status, choices, draws, round_)
        world, status = result.world, result.status
    labs, nations = final_scores(params, world)
    both = np.concatenate([labs, nations], axis=1)
    mean: FloatArray = both.reshape(count, draws_each, -1).mean(axis=1)
    return mean


def deviations(floor: float) -> tuple[FloatArray, FloatArray]:
    """All keep the floor; then each lab in turn does less, openly or hidden."""
    safety, hiding = [np.full(6, floor)], [np.zeros(6)]
    for lab in range(6):
        for share, hidden in ((0.05, 0.0), (0.15, 0.0), (0.28, 0.0), (0.05, 0.2), (0.15, 0.4)):
            safety.append(np.where(np.arange(6) == lab, share, floor))
            hiding.append(np.where(np.arange(6) == lab, hidden, 0.0))
    return np.array(safety), np.array(hiding)


@pytest.mark.parametrize("rounds", LENGTHS)
def test_the_reference_treaty_is_kept_and_every_seat_gains(rounds: int) -> None:
    """Verified and enforced, no lab gains by doing less, openly or in hiding; all twelve seats are above the race."""
    params, run = default_world(rounds), the_race(rounds)
    pace = params.pace
    terms = {
        **REFERENCE_TREATY,
        "fixed_cost": 0.8 * pace,
        "body_cost": 2.4 * pace,
        "sharing": 1 - 0.94**pace,
    }
    scores = expected_scores(params, *deviations(0.32), terms)
    for lab in range(6):
        tried = scores[1 + 5 * lab : 6 + 5 * lab, lab]
        assert tried.max() < scores[0, lab], (lab, tried - scores[0, lab])
    raced = play(params, run.profile)
    assert (scores[0, :6] > raced.labs[0]).all()
    assert (scores[0, 6:] > raced.nations[0]).all()
    index = (scores[0].sum() - run.welfare) / (the_plan(rounds).welfare - run.welfare)
    assert index > 0.6


def test_the_same_treaty_unverified_is_broken_by_everybody() -> None:
    """A floor that nobody looks after is not worth keeping for anybody."""
    params = default_world()
    terms = {**REFERENCE_TREATY, "rate": 0.0}
    scores = expected_scores(params, *deviations(0.32), terms)
    for lab in range(6):
        assert scores[1 + 5 * lab : 6 + 5 * lab, lab].max() > scores[0, lab]


def test_the_index_is_nothing_in_the_race_and_one_under_the_planner() -> None:
    """And is not clipped: worse than the race is below nothing.  The reference goes through JSON unchanged."""
    params = small_world(rounds=4)
    reference = compute_reference(params)
    assert coordination_index(reference, reference.w_race) == 0.0
    assert coordination_index(reference, reference.w_coop) == 1.0
    assert coordination_index(reference, reference.w_race - 100.0) < 0.0
    assert reference.risk_coop < reference.risk_race
    back = Reference.from_data(reference.to_data())
    assert arrays.same(back, reference)
    assert back.digest == reference.digest


def test_luck_with_the_hidden_threshold_is_not_coordination() -> None:
    """Racing under a lucky threshold scores more, and its index stays at nothing."""
    params = small_world(rounds=4)
    reference, run = compute_reference(params), race(params)
    lucky = params.base.threshold + 2 * params.base.threshold_spread
    welfare = float(play(params, run.profile, None, lucky).welfare[0])
    assert coordination_index(reference, welfare) > 0.02
    assert coordination_index(reference, welfare, lucky) == pytest.approx(0.0, abs=1e-9)
    assert list(reference.coop_at) == sorted(reference.coop_at)
