"""A round as a whole: batches, dice, invariants, the record (R6, R9)."""

from __future__ import annotations

import json
from dataclasses import fields, replace

import numpy as np
import pytest

from detente_rules import arrays
from detente_rules.treaty.terms import Status, Terms
from detente_rules.world.choices import Choices
from detente_rules.world.draws import Dims, Draws, draw_round
from detente_rules.world.invariants import InvariantBroken
from detente_rules.world.params import Params
from detente_rules.world.resolution import Resolution
from detente_rules.world.state import WorldState
from detente_rules.world.step import step
from tests.rules.world import stored_run
from tests.rules.world.worlds import (
    REFERENCE_TREATY,
    default_world,
    in_force,
    keys,
    no_treaty,
    one_round,
    random_choices,
    small_world,
    whole_game,
)

EVERYTHING = {
    **REFERENCE_TREATY,
    "cap": 0.5,
    "cap_coverage": 0.8,
    "gate_threshold": 0.5,
    "gate_assurance": 0.4,
    "evaluation_margin": 1.0,
    "evaluation_noise": 0.3,
    "evaluation_independent": True,
    "red_line_margin": 1.5,
    "kill_trigger": 0.5,
    "incident_report": 1,
    "incident_sharing": 0.05,
    "liability": 1.0,
    "liability_premium": 2.0,
    "trade": 0.6,
    "supply": 0.3,
    "model_access": 0.4,
    "weights_security": 0.5,
    "observation": 0.6,
    "challenge": 0.5,
    "challenge_ask": True,
    "sanction_trade": 0.5,
    "protection": 0.5,
    "ramp": 2,
    "emergency_trigger": 1.0,
    "emergency_floor": 0.4,
    "emergency_sunset": 2,
    "grace": 1,
}
"""One treaty with (nearly) every clause, to switch every process on."""


def tables(params: Params, games: int) -> list[tuple[Terms, Status] | None]:
    """None, the reference treaty, and one with everything among three of six."""
    some = in_force(params, games, members=(0, 1, 2), **EVERYTHING)
    return [None, in_force(params, games, **REFERENCE_TREATY), some]


@pytest.mark.parametrize("table", [0, 1, 2])
def test_a_batch_of_n_games_equals_n_single_games_to_the_last_bit(table: int) -> None:
    """So that a live game, a simulation and a replay are the same game (R6.12)."""
    params, games = default_world(5), 37
    batch = whole_game(params, games, tables(params, games)[table])
    seeds = keys(games)
    for game in (0, 1, 17, 36):
        terms, status = tables(params, 1)[table] or no_treaty(params)
        world = WorldState.initial(params, 1, seeds[game : game + 1], terms.treaties)
        for round_ in range(params.rounds):
            draws = draw_round(seeds[game : game + 1], round_, Dims(6, 6))
            choices = arrays.take(random_choices(params, games, 1 + round_), game)
            alone = step(params, world, terms, status, choices, draws, round_)
            assert arrays.same(alone, arrays.take(batch[round_], game)), (game, round_)
            world, status = alone.world, alone.status


def test_a_large_table_sums_in_one_order_too() -> None:
    """Eleven labs in ten nations: from eight terms on, a library adds a batch in another order than a single game."""
    params = small_world(homes=(*range(10), 0), nations=10, rounds=3)
    games = 33
    together = whole_game(params, games, in_force(params, games, **EVERYTHING))
    seeds = keys(games)
    for game in (0, 32):
        terms, status = in_force(params, 1, **EVERYTHING)
        world = WorldState.initial(params, 1, seeds[game : game + 1], terms.treaties)
        for round_ in range(params.rounds):
            draws = draw_round(seeds[game : game + 1], round_, Dims(11, 10))
            choices = arrays.take(random_choices(params, games, 1 + round_), game)
            alone = step(params, world, terms, status, choices, draws, round_)
            assert arrays.same(alone, arrays.take(together[round_], game)), (game, round_)
            world, status = alone.world, alone.status


def test_games_with_and_without_a_treaty_share_a_batch() -> None:
    """Short cuts for an empty table give the very numbers of the long way."""
    params, games = default_world(), 5
    with_treaty, without = tables(params, 1)[2], in_force(params, 1, **REFERENCE_TREATY)
    assert with_treaty is not None
    nobody = replace(without[1], phase=np.zeros_like(without[1].phase))
    terms = arrays.concatenate([with_treaty[0], without[0]])
    status = arrays.concatenate([with_treaty[1], nobody])
    choices = arrays.take(random_choices(params, games, 3), 0)
    both = one_round(params, arrays.repeat(choices, 2), (terms, status), seeds=keys(2))
    alone = one_round(params, choices, (without[0], nobody), seeds=keys(2)[1:])
    assert arrays.same(arrays.take(both, 1), alone)


def test_draws_do_not_depend_on_when_they_are_made() -> None:
    """Rounds drawn backwards, one game drawn alone, observers left out: the same numbers in the same places."""
    seeds, dims = keys(6), Dims(6, 6)
    forward = [draw_round(seeds, round_, dims) for round_ in range(5)]
    for round_ in reversed(range(5)):
        again = draw_round(seeds[2:3], round_, dims)
        unseen = draw_round(seeds, round_, Dims(6, 6, observers=False))
        for entry in fields(Draws):
            value = getattr(forward[round_], entry.name)
            assert np.array_equal(value[2:3], getattr(again, entry.name)), entry.name
            if not entry.name.startswith("noise_c") and not entry.name.startswith("noise_a"):
                assert np.array_equal(value, getattr(unseen, entry.name)), entry.name


def test_no_two_kinds_of_draws_are_related() -> None:
    """Detection and false alarm, incident and its publicity: no correlation over many games."""
    draws = draw_round(keys(4_000), 3, Dims(6, 6))
    kinds = [
        "detection",
        "false_alarm",
        "own_detection",
        "whistle",
        "incident",
        "incident_seen",
        "evaluation",
        "noise_danger",
    ]
    table = np.array([getattr(draws, kind)[:, 2] for kind in kinds])
    related = np.corrcoef(table) - np.eye(len(kinds))
    assert np.abs(related).max() < 0.07


def test_what_one_lab_does_changes_no_dice() -> None:
    """Common random numbers: another decision, the same rolls, so a counterfactual compares like with like."""
    params = default_world()
    table = in_force(params, 1, **REFERENCE_TREATY)
    cheat = Choices.neutral(1, 6, 6).having(safety=[[0.0, 0.4, 0.0, 0.4, 0.4, 0.4]])
    for seed in range(40):
        first = one_round(params, cheat, table, seeds=keys(seed + 1)[-1:])
        other = cheat.having(safety=[[0.0, 0.4, 0.4, 0.4, 0.4, 0.4]])
        second = one_round(params, other, table, seeds=keys(seed + 1)[-1:])
        assert first.found[0, 0] == second.found[0, 0]


def test_the_result_goes_through_json_bit_for_bit() -> None:
    """What `round_resolved` carries is what the fold gets (R6.2)."""
    params = small_world()
    result = whole_game(
        params, 2, in_force(params, 2, cap=0.4, floor=0.2, floor_for=True, rate=0.5, hit=0.5)
    )[-1]
    back = Resolution.from_data(json.loads(json.dumps(result.to_data(), allow_nan=False)))
    assert arrays.same(back, result)


def test_results_are_read_only() -> None:
    """A frozen record whose arrays can be written to is not frozen."""
    result = whole_game(small_world(rounds=1), 2)[0]
    for part in (result, result.world, result.status):
        for entry in fields(part):
            value = getattr(part, entry.name)
            if isinstance(value, np.ndarray):
                assert not value.flags.writeable, entry.name


def test_random_games_keep_every_invariant() -> None:
    """Three hundred whole games of random conduct under every clause: finite, non-negative, nothing created."""
    params = default_world(6)
    for table in tables(params, 100):
        for result in whole_game(params, 100, table, conduct=50):
            assert (result.share.sum(axis=2) <= 1.0 + 1e-12).all()
            assert (result.world.survival <= 1.0).all()
            assert ((result.world.trust >= 0.0) & (result.world.trust <= 1.0)).all()
            assert (result.growth >= 0.0).all()


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ({"capability": np.array([[np.nan, 0.0]])}, "capability"),
        ({"lab_score": np.array([[np.inf, 0.0]])}, "lab_score"),
        ({"survival": np.array([-0.1])}, "survival"),
    ],
)
def test_an_impossible_world_stops_the_game(change: dict[str, np.ndarray], what: str) -> None:
    """A typed error with the quantity's name, instead of a game that goes on with nonsense."""
    params = small_world()
    world = replace(WorldState.initial(params, 1, None, 1), **change)
    with pytest.raises(InvariantBroken) as broken:
        one_round(params, Choices.neutral(1, 2, 2), None, world)
    assert broken.value.what == what


def test_a_world_without_nations_has_no_market_and_still_turns() -> None:
    """Labs live on investors' money."""
    params = small_world(homes=(-1, -1), nations=0)
    result = one_round(params, Choices.neutral(3, 2, 0))
    assert (result.deployed == 0.0).all()
    assert (result.growth > 0.0).all()


def test_the_hidden_threshold_is_drawn_once_and_stays() -> None:
    """By the game's key; without keys it lies at its expectation."""
    params = default_world()
    world = WorldState.initial(params, 400, keys(400), 1)
    assert abs(world.threshold.mean() - 2.5) < 0.1
    assert abs(world.threshold.std() - 0.5) < 0.05
    assert (WorldState.initial(params, 3, None, 1).threshold == 2.5).all()
    games = whole_game(params, 3)
    assert np.array_equal(games[0].world.threshold, games[-1].world.threshold)


def test_a_stored_whole_run() -> None:
    """One game to nine digits; see `stored_run` for how to write it anew."""
    stored = json.loads(stored_run.FILE.read_text(encoding="utf-8"))
    now = stored_run.figures()
    assert set(now) == set(stored)
    for name, values in now.items():
        assert values == pytest.approx(stored[name], rel=1e-9, abs=1e-9), name
