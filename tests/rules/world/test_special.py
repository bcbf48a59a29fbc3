"""Options that are off by default, one by one (R6.13)."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from detente_rules.arrays import floats
from detente_rules.world import hazard, market, scores, special
from detente_rules.world.calibration import BadCalibration, Calibration
from detente_rules.world.choices import Choices
from detente_rules.world.draws import Dims, quiet_round
from detente_rules.world.params import Params
from detente_rules.world.resolution import Resolution
from detente_rules.world.state import WorldState
from detente_rules.world.step import step
from tests.rules.world.worlds import in_force, no_treaty, small_world

NONE = floats([[0.0, 0.0]])
ONE = floats([[1.0, 1.0]])
EVERYWHERE = floats(1.0, (2, 2))


def one_step(params: Params, world: WorldState | None = None, **conduct: object) -> Resolution:
    """A round without chance and without a treaty."""
    terms, status = no_treaty(params)
    start = world or WorldState.initial(params, 1, None, 1)
    choices = Choices.neutral(1, params.labs, params.nations).having(**conduct)
    return step(params, start, terms, status, choices, quiet_round(1, Dims(params.labs, params.nations)), 0)


def test_a_switch_is_on_or_off_and_infinity_is_a_number_where_the_range_says_so() -> None:
    """Half a switch is refused, and so is an infinite growth."""
    with pytest.raises(BadCalibration, match="gains_first"):
        Calibration().overridden({"gains_first": 0.5})
    with pytest.raises(BadCalibration, match="growth"):
        Calibration().overridden({"growth": math.inf})
    assert math.isinf(Calibration().overridden({"elasticity": math.inf}).elasticity)


def test_with_an_infinite_elasticity_the_winner_takes_all() -> None:
    """By quality, safety's drag included; equals share; nobody buys from nobody."""
    params = small_world(elasticity=math.inf, safety_drag=1.0)
    sales = market.clear(params, floats([[0.1, 0.2]]), floats([[0.0, 0.3]]), ONE, EVERYWHERE, ONE)
    assert sales.share[0, 0].tolist() == [1.0, 0.0]
    tie = market.clear(params, NONE, NONE, ONE, EVERYWHERE, ONE)
    assert tie.share[0, 0].tolist() == [0.5, 0.5]


def test_customers_drawn_by_pace_split_by_growth() -> None:
    """Shares in proportion to growth where quality counts for nothing."""
    params = small_world(elasticity=0.0, outside=0.0, pace_pull=1.0)
    sales = market.clear(params, floats([[5.0, 0.0]]), NONE, ONE, EVERYWHERE, ONE, floats([[3.0, 1.0]]))
    assert sales.share[0, 0] == pytest.approx([0.75, 0.25])
    assert sales.surplus[0].tolist() == [0.0, 0.0]


def test_without_an_outside_a_market_closed_to_all_sells_nothing() -> None:
    """No division by zero."""
    params = small_world(elasticity=0.0, outside=0.0)
    sales = market.clear(params, NONE, NONE, ONE, floats(0.0, (2, 2)), ONE)
    assert sales.revenue[0].tolist() == [0.0, 0.0]


def test_customers_who_do_not_substitute_are_lost_to_everybody() -> None:
    """Closing a market to one lab gives the other nothing where substitution is 0, and all of it where it is 1."""
    closed = floats([[1.0, 0.0], [1.0, 1.0]])
    for substitution, kept in ((0.0, 0.5), (1.0, 1.0)):
        params = small_world(elasticity=0.0, outside=0.0, substitution=substitution)
        sales = market.clear(params, NONE, NONE, ONE, closed, ONE)
        assert sales.share[0, 0].tolist() == [kept, 0.0]


def test_carelessness_is_danger_in_proportion_to_the_safety_that_is_missing() -> None:
    """Half a safety share, half the danger; none from the careful share on."""
    params = small_world(danger=0.0, carelessness=0.2)
    assert one_step(params, safety=[[0.0, 0.5]]).danger[0] == pytest.approx([0.2, 0.1])
    params = small_world(danger=0.0, carelessness=0.2, careful=0.4)
    assert one_step(params, safety=[[0.2, 0.4]]).danger[0] == pytest.approx([0.1, 0.0])


def test_haste_is_danger_by_odds_of_safety_effort_against_pace() -> None:
    """With u_max = 1 and growth 1 the danger is 1 / (1 + X^h / lambda); no effort, all danger; no growth, none."""
    params = small_world(
        danger=0.0, danger_most=1.0, haste=2.0, haste_pace=1.0, haste_care=0.5,
        growth=4.0, bonus=0.0, growth_returns=0.0, invest=(10.0,), reinvest=0.0,
    )  # fmt: skip
    danger = one_step(params, safety=[[0.25, 0.0]], pace=[[1.0 / 3.0, 1.0]]).danger[0]
    assert danger == pytest.approx([1.0 / (1.0 + 0.5 / 2.0), 1.0])
    assert one_step(params, safety=[[0.0, 0.0]], pace=[[0.0, 0.0]]).danger[0].tolist() == [0.0, 0.0]


def test_a_linear_hazard_is_the_probability_itself() -> None:
    """At most 1."""
    assert hazard.survived(floats([0.5]), floats([0.25]), linear=True)[0] == 0.375
    assert hazard.risk(floats([1.5]), linear=True)[0] == 1.0


def test_dangers_that_strike_each_by_itself_multiply() -> None:
    """1 - (1 - .5)(1 - .2)."""
    params = small_world(weight_share=0.0, weight_worst=0.0, weight_each=1.0)
    assert hazard.world_hazard(params, floats([[0.5, 0.2]]), NONE)[0] == pytest.approx(0.6)


def test_a_breach_found_in_time_does_less_harm() -> None:
    """The nation's inspectors find it for certain, and avert three quarters of it."""
    params = small_world(danger=0.0, carelessness=0.4, own_hit=1.0, found_in_time=0.75)
    terms, status = no_treaty(params)
    choices = Choices.neutral(1, 2, 2).having(floor=0.5, inspect=params.home)
    quiet = quiet_round(1, Dims(2, 2))
    draws = replace(quiet, own_detection=floats([[0.0, 1.0]]))
    result = step(params, WorldState.initial(params, 1, None, 1), terms, status, choices, draws, 0)
    assert result.danger[0] == pytest.approx([0.1, 0.4])


def test_the_race_is_over_within_a_round_where_the_line_is_reached() -> None:
    """Two thirds of a round are played, all growth stops there, and the first has the prize; then nothing happens."""
    params = small_world(
        finish=1.0, finish_prize=9.0, growth=1.5, bonus=0.0, growth_returns=0.0, capability=(0.0, 0.0), reinvest=0.0,
        spill=0.0, danger=0.0, distrust=0.0,
    )  # fmt: skip
    first = one_step(params, safety=[[0.0, 0.5]])
    assert first.world.capability[0] == pytest.approx([1.0, 0.5])
    assert first.lab_gain[0] == pytest.approx(first.revenue[0] * 2 / 3 + [9.0, 0.0])
    second = one_step(params, first.world)
    assert second.lab_gain[0].tolist() == [0.0, 0.0]
    assert second.world.capability[0].tolist() == first.world.capability[0].tolist()


def test_who_arrives_together_shares_the_prize() -> None:
    """Half each."""
    params = small_world(finish=1.0, finish_prize=9.0)
    won = special.prize(params, floats([[1.0, 1.0], [1.0, 0.5], [0.9, 0.5]]), floats([0.5, 0.5, 1.0]))
    assert won.tolist() == [[4.5, 4.5], [9.0, 0.0], [0.0, 0.0]]


def test_effort_has_its_price() -> None:
    """Safety work at 2 and capability work at 3 a G$ of a budget of 10; effort that is not made costs nothing."""
    free: dict[str, Any] = {"reinvest": 0.0, "invest": (10.0,)}
    conduct: dict[str, Any] = {"safety": [[0.25, 0.0]], "pace": [[1.0, 0.5]]}
    paid = one_step(small_world(**free, safety_price=2.0, capability_price=3.0), **conduct)
    unpaid = one_step(small_world(**free), **conduct)
    assert unpaid.lab_gain[0] - paid.lab_gain[0] == pytest.approx([5.0 + 22.5, 15.0])


def test_a_careless_lab_may_lose_what_it_gained() -> None:
    """With probability .4 at no safety at all, by expectation."""
    conduct: dict[str, Any] = {"safety": [[0.0, 0.5]]}
    plain, risky = one_step(small_world(), **conduct), one_step(small_world(setback=0.4), **conduct)
    assert risky.lab_gain[0] == pytest.approx(plain.lab_gain[0] * [0.6, 0.8])


def test_a_wrong_accusation_costs_the_accused_labs_home() -> None:
    """Two G$ for the one that was accused."""
    gains = []
    for cost in (0.0, 2.0):
        params = small_world(own_false_alarm=1.0, wrong_accusation=cost)
        terms, status = no_treaty(params)
        choices = Choices.neutral(1, 2, 2).having(floor=0.1, safety=0.2, inspect=params.home)
        draws = replace(quiet_round(1, Dims(2, 2)), own_detection=floats([[0.0, 1.0]]))
        start = WorldState.initial(params, 1, None, 1)
        gains.append(step(params, start, terms, status, choices, draws, 0).nation_gain[0])
    assert gains[0] - gains[1] == pytest.approx([2.0, 0.0])


def test_gains_are_had_before_the_catastrophe_where_they_come_first() -> None:
    """The score is the round's gain, whole."""
    params = small_world(gains_first=1.0, danger=0.5)
    result = one_step(params)
    assert result.hazard[0] > 0.1
    assert np.array_equal(result.world.lab_score, result.lab_gain)


def test_standing_by_sales_and_enmity_between_labs() -> None:
    """Three quarters of the sales; with an enmity of -1 it does not matter who sells."""
    world = replace(WorldState.initial(small_world(), 1, None, 1), revenue=floats([[3.0, 1.0]]))
    mine: dict[str, Any] = {"standing_by_sales": 1.0, "lab_prize": 8.0, "discount": 1.0}
    assert scores.terminal(small_world(**mine), world)[0][0].tolist() == [6.0, 2.0]
    assert scores.terminal(small_world(**mine, lab_enmity=-1.0), world)[0][0].tolist() == [8.0, 8.0]
    assert scores.terminal(small_world(**mine, lab_enmity=1.0), world)[0][0].tolist() == [4.0, -4.0]


def test_clearing_ones_name_may_cost_more_than_the_sanction_but_no_more_than_the_market() -> None:
    """Access never falls below zero."""
    params = small_world(false_alarm_cost=5.0)
    terms, status = in_force(
        params, floor=0.2, floor_for=True, rate=1.0, hit=1.0, false_alarm=1.0, exclusion=0.5, treaties=1
    )
    choices = Choices.neutral(1, 2, 2).having(safety=0.5)
    draws = replace(quiet_round(1, Dims(2, 2)), false_alarm=NONE)
    result = step(params, WorldState.initial(params, 1, None, 1), terms, status, choices, draws, 0)
    assert result.accused.all()
    assert result.share.sum() == 0.0
