"""Solvers, the catalogue, and what counts as agreement."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from detente_rules.literature import catalogue
from detente_rules.literature.catalogue import BadParameter, checked
from detente_rules.literature.result import Result, agree
from detente_rules.literature.solvers import (
    crossing,
    mixed_two_by_two,
    stationary_shares,
    value_of_zero_sum,
)


def test_a_crossing_is_found_or_there_is_none() -> None:
    """Linear, curved, at an end, absent."""
    assert crossing(lambda x: 2.0 - 3.0 * x, 0.0, 1.0) == pytest.approx(2 / 3)
    assert crossing(lambda x: x**5 - 0.3, 0.0, 1.0) == pytest.approx(0.3**0.2, abs=1e-9)
    assert crossing(lambda x: x, 0.0, 1.0) == 0.0
    assert crossing(lambda x: x + 1.0, 0.0, 1.0) is None


def test_games_of_two_by_two() -> None:
    """Matching pennies; a dilemma; rock beats all."""
    pennies = np.array([[1.0, -1.0], [-1.0, 1.0]])
    assert mixed_two_by_two(pennies, -pennies) == (0.5, 0.5)
    dilemma = np.array([[3.0, 0.0], [5.0, 1.0]])
    assert mixed_two_by_two(dilemma, dilemma.T) == (0.0, 0.0)
    assert value_of_zero_sum(pennies) == 0.0
    assert value_of_zero_sum(np.array([[2.0, 3.0], [1.0, 9.0]])) == 2.0


def test_stationary_shares_of_two_players_by_hand() -> None:
    """Z = 2: one mutant against one other; the chance is the Fermi rule itself, and the odds are those of one step."""
    payoffs = np.array([[0.0, 1.0], [3.0, 0.0]])
    first, second = stationary_shares(payoffs, 2, 0.5)
    assert first / second == pytest.approx(math.exp(0.5 * (1.0 - 3.0)))


def test_strong_selection_overflows_nothing() -> None:
    """Shares are 0 and 1."""
    assert stationary_shares(np.array([[0.0, 0.0], [900.0, 800.0]]), 100, 50.0) == (0.0, 1.0)


@pytest.mark.parametrize(
    ("name", "values", "field"),
    [
        ("racing", {"teams": 1}, "teams"),
        ("racing", {"enmity": 0.0}, "enmity"),
        ("racing", {"enmity": math.nan}, "enmity"),
        ("racing", {"max_capability": math.inf}, "max_capability"),
        ("racing", {"information": "some"}, "information"),
        ("racing", {"team": 2}, "team"),
        ("dsair", {"speed": 1.0}, "speed"),
        ("dsair", {"population": 1}, "population"),
        ("inspection", {"detected_loss": 2.0}, "detected_loss"),
        ("inspection", {"stages": 0}, "stages"),
        ("treaty", {"minimum": 11}, "minimum"),
        ("contest", {"price": 0.0}, "price"),
        ("repeated", {"detection": 1.1}, "detection"),
        ("bargaining", {"frontier": ((0.0, 0.0),)}, "frontier"),
        ("bargaining", {"frontier": ((0.0, 0.0), (1.0, 1.0))}, "frontier"),
        ("bargaining", {"disagreement": ((0.0, 0.0), (1.0, 1.0))}, "disagreement"),
        ("checkers", {}, "model"),
    ],
)
def test_a_bad_parameter_is_refused_by_name(name: str, values: dict[str, Any], field: str) -> None:
    """Too small, not a number, infinite, unknown, at odds with another."""
    with pytest.raises(BadParameter) as fault:
        checked(name, values)
    assert fault.value.name == field


def test_every_default_is_in_its_range() -> None:
    """A model without parameters plays its defaults."""
    for model in catalogue.MODELS:
        assert checked(model.name, {}).keys() == {parameter.name for parameter in model.parameters}


def test_agreement() -> None:
    """Numbers within the tolerance, None with None, lists of the same length, nothing that is not finite."""
    assert agree(1.0, 1.05, 0.1)
    assert not agree(1.0, 1.2, 0.1)
    assert agree(None, None, 0.0)
    assert not agree(None, 0.0, 1.0)
    assert agree({"a": [1.0, 2.0]}, {"a": [1.0, 2.0]}, 0.0)
    assert not agree([1], [1, 2], 0.0)
    assert not agree(math.nan, 0.0, 1.0)


def test_a_result_holds_where_figures_agree_and_checks_pass() -> None:
    """Finer tolerances count for the figures they name."""
    facts: dict[str, Any] = {"model": "m", "parameters": {}, "tolerance": 0.1}
    near: dict[str, Any] = {"engine": {"x": 1.0}, "published": {"x": 1.05}}
    assert Result(**facts, **near).holds
    assert not Result(**facts, **near, finer={"x": 0.01}).holds
    assert not Result(**facts, **near, checks={"y": (2.0, 1.0)}).holds
