"""A look is a half-year's look, whatever the length of a round: rates a year do not depend on how a game is cut (R6.1, R7.1)."""

from __future__ import annotations

import math

import numpy as np
import pytest

from detente_rules.treaty.instruments import INSTRUMENTS
from detente_rules.world.choices import Choices
from detente_rules.world.looks import in_round, in_round_of
from detente_rules.world.resolution import Resolution
from tests.rules.world.test_verification import within
from tests.rules.world.worlds import in_force, one_round, small_world

GAMES = 20_000
LENGTHS = (12, 7, 5, 24)


def of_a_round(chance: float, rounds: int) -> float:
    """By hand: at least one of 12 / rounds looks."""
    return float(1.0 - (1.0 - chance) ** (12 / rounds))


def looked_at(safety: float, rounds: int, law: float = 0.0, **terms: object) -> Resolution:
    """Two labs with this safety under a treaty with a floor of .4, in a round of a game of so many."""
    params = small_world(rounds=rounds)
    table = in_force(params, GAMES, **{"floor": 0.4, "floor_for": True, "independence": 1.0, **terms})
    return one_round(params, Choices.neutral(GAMES, 2, 2).having(safety=safety, floor=law), table)


def test_a_half_year_s_look_is_left_alone_to_the_last_bit() -> None:
    """At twelve rounds the very array comes back; a number stays the same."""
    chance = np.array([[0.1, 1 / 3, 0.7]])
    assert in_round(chance, 1.0) is chance
    assert in_round_of(0.1, 1.0) == 0.1


@pytest.mark.parametrize("rounds", LENGTHS)
def test_six_years_hold_the_same_chance_however_they_are_cut(rounds: int) -> None:
    """To get through all rounds is to get through twelve half-years."""
    assert (1 - in_round_of(0.3, 12 / rounds)) ** rounds == pytest.approx(0.7**12)


def test_certainty_and_nothing_stay_what_they_are() -> None:
    """More than one is a certainty."""
    assert in_round(np.array([0.0, 1.0, 1.4]), 2.4).tolist() == [0.0, 1.0, 1.0]


@pytest.mark.parametrize("rounds", LENGTHS)
@pytest.mark.parametrize("instrument", ["remote_sensing", "on_site", "resident"])
def test_instruments_find_and_accuse_at_their_stated_rates_a_half_year(instrument: str, rounds: int) -> None:
    """Binomial: q * D * sqrt(v) of violators, q * alpha of innocents, in each half-year of the round."""
    card = INSTRUMENTS[instrument]
    guilty = looked_at(0.1, rounds, rate=0.6, hit=card.hit, false_alarm=card.false_alarm)
    within(guilty.found, of_a_round(0.6 * card.hit * math.sqrt(0.75), rounds))
    innocent = looked_at(0.4, rounds, rate=0.6, hit=card.hit, false_alarm=card.false_alarm)
    within(innocent.accused, of_a_round(0.6 * card.false_alarm, rounds))


@pytest.mark.parametrize("rounds", LENGTHS)
def test_insiders_and_nations_look_every_half_year_too(rounds: int) -> None:
    """Leaks, national inspectors and technical means, right and wrong (R7.4, R7.5)."""
    params = small_world(rounds=rounds)
    table = in_force(params, GAMES, floor=0.4, floor_for=True)
    nobody = np.zeros((GAMES, 2, 2))
    inspect, watch = nobody.copy(), nobody.copy()
    inspect[:, 0, 0], inspect[:, 1, 1], watch[:, 0] = 0.5, 0.5, 0.5
    choices = Choices.neutral(GAMES, 2, 2).having(
        safety=[[0.0, 0.4]], floor=0.2, enforcement=1.0, inspect=inspect, watch=watch
    )
    result = one_round(params, choices, table)
    within(result.leaked[:, 0], of_a_round(0.05, rounds))
    within(result.own_found[:, 0], of_a_round(0.5 * 0.8, rounds))
    within(result.own_accused[:, 1], of_a_round(0.5 * 0.03, rounds))
    within(result.seen[:, 0, 0], of_a_round(0.5 * 0.35, rounds))
    within(result.seen[:, 0, 1], of_a_round(0.5 * 0.02, rounds))


def test_how_well_a_lab_is_verified_is_said_of_a_half_year() -> None:
    """Trust grows by so much a half-year where verified (R6.8): the length of a round is in that rate already."""
    short, long = (looked_at(0.4, rounds, rate=0.5, hit=0.8) for rounds in (5, 12))
    assert short.scrutiny.tolist() == long.scrutiny.tolist()


def test_an_innocent_is_cleared_in_a_half_year_however_long_the_round() -> None:
    """It bears .3 of a sanction of a half-year, so that false alarms cost as much a year in any game (R7.3)."""
    terms = {"rate": 1.0, "hit": 0.8, "false_alarm": 1.0, "fine": 0.5}
    year = looked_at(0.4, 6, **terms)
    half = looked_at(0.4, 12, **terms)
    assert (half.fined / half.revenue)[0, 0] == pytest.approx(0.15)
    assert (year.fined / year.revenue)[0, 0] == pytest.approx(0.075)
