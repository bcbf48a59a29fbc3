"""Intervals and corrections, against numbers a hand can work out."""

from __future__ import annotations

import numpy as np
import pytest

from detente_rules.claims.stats import exact, holm, mean, sampled, share


def test_holm_corrects_step_by_step() -> None:
    """.01 ≤ .05/3, then .02 ≤ .05/2, then .04 ≤ .05; but a step that fails ends it."""
    assert holm({"a": 0.01, "b": 0.02, "c": 0.04}) == {"a": True, "b": True, "c": True}
    assert holm({"a": 0.01, "b": 0.03, "c": 0.04}) == {"a": True, "b": False, "c": False}
    assert holm({}) == {}


def test_where_no_chance_is_involved_the_interval_is_the_value() -> None:
    """And the bar is met or it is not."""
    figure = exact("x", 2.0, at_least=1.0)
    assert (figure.low, figure.high, figure.doubt, figure.met) == (2.0, 2.0, 0.0, True)
    assert exact("x", 2.0, at_most=1.0).doubt == 1.0


def test_the_bootstrap_of_a_mean_is_as_wide_as_its_standard_error() -> None:
    """Of a coin thrown 400 times: .5 ± 1.96 × .025."""
    figure = mean("heads", np.tile([0.0, 1.0], 200))
    assert figure.value == 0.5
    assert figure.high - figure.low == pytest.approx(2 * 1.96 * 0.025, rel=0.15)


def test_paired_columns_lose_their_common_noise() -> None:
    """The difference of two columns that differ by one is one, for certain."""
    noise = np.random.default_rng(1).normal(size=300)
    figure = sampled("d", lambda a, b: a - b, noise + 1.0, noise, at_least=0.9)
    assert figure.low == pytest.approx(1.0)
    assert figure.doubt == 0.0


def test_wilson_stays_between_nothing_and_one() -> None:
    """No hit in ten: 0 to .278."""
    figure = share("hits", 0, 10, at_most=0.3)
    assert (figure.value, figure.low) == (0.0, 0.0)
    assert figure.high == pytest.approx(0.2775, abs=1e-3)


def test_a_figure_has_one_bar() -> None:
    """At least and at most at once is a mistake of whoever wrote the row."""
    with pytest.raises(ValueError, match="one bar"):
        exact("x", 1.0, at_least=0.0, at_most=2.0)
