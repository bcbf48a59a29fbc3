"""Safety against performance in a contest."""

from __future__ import annotations

from typing import Any

import pytest

from detente_rules.literature.catalogue import checked
from detente_rules.literature.contest_published import safe_in_equilibrium
from detente_rules.literature.solve import solve


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"scope": "joint"},
        {"n": 5, "damage": 2.0, "theta": 0.2},
        {"n": 3, "scope": "joint", "alpha": 0.8, "beta": 0.3, "price": 0.02},
        {"theta": 0.0, "safety_productivity": 1.0, "performance_productivity": 3.0},
        {"damage": 100.0, "theta": 1.0},
        {"damage": 0.0},
    ],
)
def test_best_replies_end_where_the_first_order_conditions_do(values: dict[str, Any]) -> None:
    """Within a hundredth of the tolerance, in both scopes; without any damage nobody is safe."""
    result = solve("contest", values)
    assert result.holds
    assert result.engine["safe"] == pytest.approx(result.published["safe"], abs=5e-5)


def test_with_theta_nought_the_published_root_can_be_put_back_by_hand() -> None:
    """Two labs, theta 0, alpha 1/2: s = A sqrt(d o (1 - o) / (4 r)), from the first-order condition."""
    (safe,) = safe_in_equilibrium(checked("contest", {"theta": 0.0}))
    odds = safe / (1.0 - safe)
    assert odds == pytest.approx(10.0 * (0.5 * 0.5 * safe * (1.0 - safe) / 0.1) ** 0.5)


def test_several_equilibria_are_told() -> None:
    """Strong trade-offs have a careless and a careful one."""
    result = solve("contest", {"theta": 2.0})
    assert result.holds
    assert "several" in result.notes[0]
