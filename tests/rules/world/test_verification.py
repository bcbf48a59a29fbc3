"""Who broke what, and who found out: stated rates are the observed ones (R7)."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from detente_rules.arrays import BoolArray
from detente_rules.treaty.instruments import INSTRUMENTS
from detente_rules.world.choices import Choices
from detente_rules.world.resolution import Resolution
from detente_rules.world.verification import floor_breach, hit_probability
from tests.rules.world.worlds import in_force, one_round, small_world

GAMES = 40_000


def within(observed: BoolArray, expected: float) -> None:
    """The share of trues lies in the binomial interval of four standard deviations."""
    spread = math.sqrt(max(expected * (1 - expected), 1e-9) / observed.size)
    assert abs(observed.mean() - expected) <= 4 * spread, (float(observed.mean()), expected)


def inspected(safety: float = 0.1, games: int = GAMES, law: float = 0.0, **terms: object) -> Resolution:
    """Two labs with this safety under a treaty with a floor of .4."""
    params = small_world()
    table = in_force(params, games, **{"floor": 0.4, "floor_for": True, "independence": 1.0, **terms})
    choices = Choices.neutral(games, 2, 2).having(safety=safety, floor=law)
    return one_round(params, choices, table)


def test_the_size_of_a_breach() -> None:
    """(F - sigma) / F; nothing without a floor."""
    sizes = floor_breach(np.array([[0.1, 0.5, 0.0]]), np.array([[0.4, 0.4, 0.0]]))
    assert sizes[0] == pytest.approx([0.75, 0.0, 0.0])


def test_hiding_and_smallness_lower_the_odds() -> None:
    """v^.5 * exp(-4 c) (R7.2)."""
    params = small_world()
    odds = hit_probability(params, np.array([[0.25, 1.0]]), np.array([[0.0, 0.5]]))
    assert odds[0] == pytest.approx([0.5, math.exp(-2.0)])


@pytest.mark.parametrize("instrument", sorted(INSTRUMENTS))
def test_instruments_find_and_accuse_at_their_stated_rates(instrument: str) -> None:
    """They are q * D * sqrt(v) of violators, q * alpha of innocents, over many games."""
    card = INSTRUMENTS[instrument]
    guilty = inspected(0.1, rate=0.6, hit=card.hit, false_alarm=card.false_alarm)
    within(guilty.found, 0.6 * card.hit * math.sqrt(0.75))
    assert not guilty.accused.any()
    innocent = inspected(0.4, rate=0.6, hit=card.hit, false_alarm=card.false_alarm)
    within(innocent.accused, 0.6 * card.false_alarm)
    assert not innocent.found.any()


def test_a_captured_inspectorate_finds_less() -> None:
    """In proportion to its independence, where the home enforces."""
    within(inspected(0.0, rate=1.0, hit=0.8, independence=0.25).found, 0.8 * 0.25)


def test_a_home_that_does_not_enforce_shields_its_labs_from_a_dependent_body() -> None:
    """Of an inspection that is half independent, half remains; of an independent one, all."""
    params, games = small_world(), GAMES
    lax = Choices.neutral(games, 2, 2).having(enforcement=[[0.0, 1.0]])
    for independence, expected in ((0.5, (0.2, 0.4)), (1.0, (0.8, 0.8))):
        table = in_force(
            params, games, floor=0.4, floor_for=True, rate=1.0, hit=0.8, independence=independence
        )
        result = one_round(params, lax, table)
        within(result.found[:, 0], expected[0])
        within(result.found[:, 1], expected[1])


def test_turning_inspectors_away_is_found_out() -> None:
    """Whoever refuses an inspection is reported each time one is due, breach or not."""
    params, games = small_world(), 5_000
    table = in_force(params, games, floor=0.4, floor_for=True, rate=0.5, hit=0.1, independence=1.0)
    shut = Choices.neutral(games, 2, 2).having(safety=0.5, admit=[[False, True]])
    result = one_round(params, shut, table)
    within(result.found[:, 0], 0.5)
    assert not result.found[:, 1].any()


def test_insiders_speak_out_more_where_they_are_protected() -> None:
    """w_0 * (1 + protection) * v, without any inspection (R7.5)."""
    within(inspected(0.1).leaked, 0.05 * 0.75)
    within(inspected(0.1, protection=0.8).leaked, 0.05 * 1.8 * 0.75)
    assert not inspected(0.4, games=500).leaked.any()


def test_national_technical_means_see_at_their_rate_and_sometimes_wrongly() -> None:
    """.35 * effort * sqrt(v) of violators, .02 * effort of innocents; told to the nation that watched alone (R7.4)."""
    params, games = small_world(), GAMES
    table = in_force(params, games, floor=0.4, floor_for=True)
    watch = np.zeros((games, 2, 2))
    watch[:, 0] = 0.5
    choices = Choices.neutral(games, 2, 2).having(safety=[[0.0, 0.4]], watch=watch)
    result = one_round(params, choices, table)
    within(result.seen[:, 0, 0], 0.5 * 0.35)
    within(result.seen[:, 0, 1], 0.5 * 0.02)
    assert not result.seen[:, 1].any()


def test_a_nation_inspects_at_home_as_hard_as_it_enforces() -> None:
    """That is rate * enforcement * .8 * sqrt(v) against its own law; abroad only where the lab admits inspectors."""
    params, games = small_world(), GAMES
    inspect = np.zeros((games, 2, 2))
    inspect[:, 0] = 0.5
    law = Choices.neutral(games, 2, 2).having(
        floor=0.2, inspect=inspect, enforcement=0.6, admit=[[True, False]]
    )
    result = one_round(params, law)
    within(result.own_found[:, 0], 0.5 * 0.6 * 0.8)
    assert not result.own_found[:, 1].any()
    assert not result.found.any()
    assert (result.violation == 0.0).all()
    assert (result.unlawful == 1.0).all()


def test_a_finding_costs_the_fine_the_market_and_supervision() -> None:
    """And a cleared false alarm a part of fine and market, without supervision."""
    params, games = small_world(), 2_000
    terms = {
        "floor": 0.4,
        "floor_for": True,
        "independence": 1.0,
        "fine": 0.5,
        "exclusion": 0.8,
        "supervision": True,
    }
    table = in_force(params, games, rate=0.5, hit=1.0, false_alarm=0.5, **terms)
    result = one_round(params, Choices.neutral(games, 2, 2).having(safety=[[0.0, 0.4]]), table)
    found = result.found[:, 0] & ~result.accused[:, 1]
    assert np.allclose(result.fined[found, 0], 0.5 * result.revenue[found, 0])
    assert (result.world.supervised[found, 0] == params.supervision).all()
    free = ~result.exposed.any(axis=1)
    assert (result.fined[free] == 0).all()
    assert (result.world.supervised[free] == 0).all()
    assert result.revenue[found, 0].mean() < 0.6 * result.revenue[free, 0].mean()
    accused = result.accused[:, 1] & ~result.found[:, 0] & ~result.leaked[:, 0]
    assert np.allclose(result.fined[accused, 1], 0.3 * 0.5 * result.revenue[accused, 1])
    assert (result.world.supervised[accused, 1] == 0).all()
    assert result.revenue[accused, 1].mean() < 0.9 * result.revenue[free, 1].mean()


def test_without_any_consequence_detection_changes_nothing_in_money() -> None:
    """Verification without sanctions and supervision detects, and no more."""
    result = inspected(0.0, games=2_000, rate=1.0, hit=0.9)
    assert result.found.any()
    assert (result.fined[~result.leaked] == 0.0).all()
    assert (result.world.supervised == 0).all()


def test_supervision_lasts_its_rounds_and_binds() -> None:
    """A lab found out once keeps the floor for two rounds whatever it chooses."""
    params = small_world()
    table = in_force(params, 1, floor=0.4, floor_for=True)
    choices = Choices.neutral(1, 2, 2)
    start = one_round(params, choices, table)
    world = replace(start.world, supervised=np.array([[2, 0]]))
    for left in (1, 0):
        result = one_round(params, choices, table, world, round_=2 - left)
        assert result.safety[0].tolist() == [0.4, 0.0]
        assert int(result.world.supervised[0, 0]) == left
        world = result.world
    assert one_round(params, choices, table, world, round_=3).safety[0, 0] == 0.0


def test_concealment_works_and_costs_effort() -> None:
    """With a fifth of effort spent on hiding, detection falls to e^-.8."""
    params, games = small_world(), GAMES
    table = in_force(params, games, floor=0.4, floor_for=True, rate=1.0, hit=0.8, independence=1.0)
    result = one_round(params, Choices.neutral(games, 2, 2).having(concealment=0.2), table)
    within(result.found, 0.8 * math.exp(-0.8))
    open_ = one_round(params, Choices.neutral(1, 2, 2))
    assert result.growth[0, 0] == pytest.approx(0.8 * open_.growth[0, 0])


def test_nobody_is_accused_where_nothing_is_forbidden() -> None:
    """Inspections without a rule find nothing, not even by mistake."""
    params, games = small_world(), 2_000
    choices = Choices.neutral(games, 2, 2).having(inspect=1.0)
    result = one_round(params, choices, in_force(params, games, rate=1.0, hit=1.0, false_alarm=1.0))
    assert not result.exposed.any()


def test_a_leak_about_a_treaty_is_no_breach_of_a_law_that_does_not_exist() -> None:
    """The treaty's fine is due, the domestic one is not."""
    result = inspected(0.0, games=4_000, fine=0.5)
    told = result.leaked
    assert told.any()
    assert np.allclose(result.fined[told], 0.5 * result.revenue[told])
