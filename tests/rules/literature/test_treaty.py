"""Self-enforcing agreements."""

from __future__ import annotations

import math
from typing import Any

import pytest

from detente_rules.literature.result import Result
from detente_rules.literature.solve import solve


def agree(**values: Any) -> Result:
    """Sizes, found to be those of the closed payoffs."""
    result = solve("treaty", values)
    assert result.holds, result.to_data()
    return result


@pytest.mark.parametrize(
    ("cost", "sizes"),
    [(1.5, [0, 2]), (2.5, [0, 1, 3]), (3.5, [0, 1, 2, 4])],
)
def test_stable_sizes_of_ten_countries(cost: float, sizes: list[int]) -> None:
    """Small agreements that do nothing, and the one at ceil(c/b)."""
    assert agree(cost=cost).engine["stable_sizes"] == sizes


@pytest.mark.parametrize("countries", [3, 7, 20, 40])
@pytest.mark.parametrize("ratio", [1.2, 2.0, 2.9])
def test_the_largest_is_the_ratio_rounded_up_whatever_the_number_of_countries(
    countries: int, ratio: float
) -> None:
    """An agreement exactly at the ratio is indifferent, and abates."""
    sizes = agree(countries=countries, benefit=0.7, cost=0.7 * ratio).engine["stable_sizes"]
    assert max(sizes) == math.ceil(ratio)


@pytest.mark.parametrize(
    ("penalty", "cost", "tips"), [(1.0, 0.5, 5.0), (0.3, 0.7, 9.5), (2.0, 2.0, 3.375 + 2.5)]
)
def test_with_trade_measures_there_is_a_tipping_point(penalty: float, cost: float, tips: float) -> None:
    """(c - b + tau N + sigma) / (sigma + tau)."""
    result = agree(trade_penalty=penalty, trade_cost=cost)
    assert result.engine["tipping_point"] == pytest.approx((1.5 + 10 * cost + penalty) / (penalty + cost))
    assert (10 in result.engine["stable_sizes"]) == (result.engine["tipping_point"] <= 10)


def test_trade_measures_and_a_minimum_near_the_tipping_point_make_full_participation_stable() -> None:
    """And without either it is not."""
    assert 10 not in agree().engine["stable_sizes"]
    result = agree(trade_penalty=1.0, trade_cost=0.5, minimum=5)
    assert result.engine["tipping_point"] == pytest.approx(5.0)
    assert 10 in result.engine["stable_sizes"]


def test_with_all_as_the_minimum_all_take_part_and_the_command_says_that_it_is_no_threat() -> None:
    """Everybody is pivotal."""
    result = agree(minimum=10)
    assert 10 in result.engine["stable_sizes"]
    assert "no credible threat" in result.notes[0]
