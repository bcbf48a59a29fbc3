"""Who buys from whom, and how dangerous it is (R6.6, R6.7)."""

from __future__ import annotations

import math

import numpy as np
import pytest

from detente_rules.arrays import floats, ints
from detente_rules.world import hazard, market
from detente_rules.world.draws import Dims, draw_round, quiet_round
from tests.rules.world.worlds import keys, small_world

ONE = floats([[1.0, 1.0]])
NONE = floats([[0.0, 0.0]])


def test_two_equal_labs_and_buying_from_nobody_share_a_market() -> None:
    """Weights 1, .5 abroad, 1 for nobody: .4, .2 and .4 in the first nation."""
    params = small_world(trust_demand=0.0)
    sales = market.clear(params, NONE, NONE, ONE, params.access, floats([[0.6, 0.6]]))
    assert sales.share[0, 0] == pytest.approx([0.4, 0.2])
    assert sales.share[0, 1] == pytest.approx([0.2, 0.4])
    assert sales.revenue[0] == pytest.approx([0.4 * 36 + 0.2 * 30, 0.2 * 36 + 0.4 * 30])
    assert sales.surplus[0] == pytest.approx([36 * math.log(2.5), 30 * math.log(2.5)])


def test_a_doubling_of_capability_is_worth_e_times_the_customers() -> None:
    """At kappa 1; and safety costs tau of performance."""
    params = small_world(outside=1e-9)
    sales = market.clear(params, floats([[1.0, 0.0]]), NONE, ONE, floats(1.0, (2, 2)), ONE)
    assert sales.share[0, 0, 0] / sales.share[0, 0, 1] == pytest.approx(math.e)
    careful = market.clear(params, NONE, floats([[1.0, 0.0]]), ONE, floats(1.0, (2, 2)), ONE)
    assert careful.share[0, 0, 0] / careful.share[0, 0, 1] == pytest.approx(math.exp(-0.5))


def test_a_very_elastic_market_goes_to_the_best_alone() -> None:
    """And no exponent overflows."""
    params = small_world(elasticity=50.0)
    sales = market.clear(params, floats([[60.0, 59.0]]), NONE, ONE, floats(1.0, (2, 2)), ONE)
    assert sales.share[0, 0] == pytest.approx([1.0, 0.0])
    assert np.isfinite(sales.surplus).all()


def test_nothing_deployed_sells_nothing() -> None:
    """And with nobody on the market everybody buys from nobody."""
    params = small_world()
    sales = market.clear(params, NONE, NONE, NONE, params.access, ONE)
    assert sales.revenue.tolist() == [[0.0, 0.0]]
    assert sales.share.sum() == 0.0
    assert sales.surplus[0] == pytest.approx([0.0, 0.0])


def test_missing_trust_damps_demand() -> None:
    """At no trust .3 of it is gone."""
    params = small_world()
    sales = market.clear(params, NONE, NONE, ONE, params.access, floats([[0.0, 1.0]]))
    assert sales.spending[0] == pytest.approx([36 * 0.7, 30.0])


def test_danger_doubles_with_the_gap_and_falls_behind_the_frontier() -> None:
    """lambda_0 * 2^(1.2 * (K - S) - .5 * behind): the leader 2^1.2 times, the follower 2^-.5 of .011."""
    params = small_world()
    expected = floats([params.base.threshold])
    danger = hazard.dangers(params, floats([[1.0, 0.0]]), NONE, expected)
    assert danger[0] == pytest.approx([0.011 * 2**1.2, 0.011 * 2**-0.5])


def test_a_lower_hidden_threshold_means_more_danger() -> None:
    """Half a doubling of danger for each doubling that it lies lower."""
    params = small_world()
    low = hazard.dangers(params, NONE, NONE, floats([params.base.threshold - 2.0]))
    assert low[0] == pytest.approx([0.022, 0.022])


def test_danger_has_an_upper_end() -> None:
    """u_max, per round of the game's own length."""
    params = small_world(rounds=6)
    danger = hazard.dangers(params, floats([[90.0, 90.0]]), NONE, floats([2.5]))
    assert danger[0].tolist() == [6.0, 6.0]


def test_the_worlds_rate_weighs_deployment_and_the_weakest_link() -> None:
    """.7 * (.5 * .2 + .25 * .1) + .3 * |(.2, .1)| in the 4-norm."""
    params = small_world()
    rate = hazard.world_hazard(params, floats([[0.2, 0.1]]), floats([[0.5, 0.25]]))
    assert rate[0] == pytest.approx(0.7 * 0.125 + 0.3 * (0.2**4 + 0.1**4) ** 0.25)
    additive = small_world(weight_share=0.0, weight_worst=0.0, weight_sum=1.0)
    assert hazard.world_hazard(additive, floats([[0.2, 0.1]]), NONE)[0] == pytest.approx(0.3)
    assert hazard.survived(floats([0.5]), floats([math.log(2)]))[0] == pytest.approx(0.25)


def test_unsafe_products_lose_customers() -> None:
    """A product that is sure to fail keeps .7 of them; a safe one all."""
    params = small_world()
    kept = hazard.reliability(params, floats([[0.0, 1e3]]))
    assert kept[0] == pytest.approx([1.0, 0.7])


def test_incidents_come_at_five_times_the_danger_and_half_become_public() -> None:
    """Over many games, within four standard deviations."""
    params, games = small_world(), 20_000
    draws = draw_round(keys(games), 0, Dims(2, 2))
    danger = floats([[0.05, 0.0]], (games, 2))
    shots = hazard.incidents(params, danger, floats(0.01, (games,)), ints([[-1, -1]]), draws)
    expected = 1 - math.exp(-0.25)
    assert abs(shots.happened[:, 0].mean() - expected) < 4 * math.sqrt(expected * (1 - expected) / games)
    assert not shots.happened[:, 1].any()
    hidden = shots.happened & ~shots.public
    assert abs(hidden[:, 0].sum() / shots.happened[:, 0].sum() - 0.5) < 0.03
    assert not (shots.public & ~shots.happened).any()
    assert abs(shots.fate.mean() - (1 - math.exp(-0.01))) < 4 * math.sqrt(0.01 / games)


def test_a_duty_to_report_makes_incidents_public() -> None:
    """Every one of a lab that has the duty."""
    params, games = small_world(), 500
    draws = draw_round(keys(games), 0, Dims(2, 2))
    shots = hazard.incidents(params, floats(0.2, (games, 2)), floats(0.0, (games,)), ints([[1, -1]]), draws)
    assert (shots.public[:, 0] == shots.happened[:, 0]).all()
    assert (shots.public[:, 1] != shots.happened[:, 1]).any()


def test_quiet_rounds_bring_nothing_by_chance() -> None:
    """What equilibria are computed on."""
    params = small_world()
    shots = hazard.incidents(
        params, floats(3.0, (4, 2)), floats(9.0, (4,)), ints([[-1, -1]]), quiet_round(4, Dims(2, 2))
    )
    assert not shots.happened.any()
    assert not shots.fate.any()
