"""How often to look, how often to break the rule."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente_rules.literature.result import Result
from detente_rules.literature.solve import solve


def inspect(**values: Any) -> Result:
    """A game, found to hold."""
    result = solve("inspection", values)
    assert result.holds, result.to_data()
    return result


@pytest.mark.parametrize(
    ("values", "looks", "violates"),
    [({}, 0.4, 0.2857), ({"fine": 2.0, "detection": 0.9, "false_alarm": 0.05}, 0.3738, 0.3228)],
)
def test_the_mixed_equilibrium(values: dict[str, Any], looks: float, violates: float) -> None:
    """Two points of the handbook's formula."""
    engine = inspect(**values).engine
    assert (engine["inspect"], engine["violate"]) == pytest.approx((looks, violates), abs=5e-5)


@pytest.mark.parametrize(
    ("values", "looks", "violates"),
    [
        ({"detection": 0.0}, 0.0, 1.0),
        ({"detection": 0.3}, 1.0, 1.0),
        ({"inspection_cost": 3.0}, 0.0, 1.0),
        ({"false_alarm": 1.0, "false_alarm_cost": 3.0}, 1.0, 1.0),
    ],
)
def test_where_no_odds_leave_both_indifferent_the_equilibrium_is_pure(
    values: dict[str, Any], looks: float, violates: float
) -> None:
    """An inspection that sees nothing, too little, costs too much, or accuses everybody."""
    engine = inspect(**values).engine
    assert (engine["inspect"], engine["violate"]) == (looks, violates)


amounts = st.floats(0.0, 5.0)
odds = st.floats(0.0, 1.0)


@settings(max_examples=40, deadline=None)
@given(
    gain=st.floats(0.01, 5.0),
    fine=amounts,
    cost=amounts,
    loss=st.floats(0.01, 5.0),
    part=odds,
    hit=odds,
    false_alarm=odds,
    borne=amounts,
    owed=amounts,
)
def test_it_holds_at_any_parameters(
    gain: float,
    fine: float,
    cost: float,
    loss: float,
    part: float,
    hit: float,
    false_alarm: float,
    borne: float,
    owed: float,
) -> None:
    """Figures agree, or both kinds of play are worth the same to rounding."""
    result = solve(
        "inspection",
        {
            "gain": gain, "fine": fine, "inspection_cost": cost, "undetected_loss": loss, "detected_loss": part * loss,
            "detection": hit, "false_alarm": false_alarm, "false_alarm_cost": borne, "false_alarm_cost_inspector": owed,
        },
    )  # fmt: skip
    wants = hit * (fine + gain) - false_alarm * borne - gain
    pays = hit * (loss - part * loss) - cost
    on_the_edge = min(abs(wants), abs(pays)) < 1e-6
    assert result.holds or on_the_edge, result.to_data()


@pytest.mark.parametrize(
    ("stages", "inspections", "value"),
    [(2, 1, -1 / 3), (3, 2, -1 / 7), (4, 1, -0.6), (5, 0, -1.0), (3, 3, 0.0), (2, 9, 0.0), (1, 1, 0.0)],
)
def test_dreshers_game_in_stages(stages: int, inspections: int, value: float) -> None:
    """Paths are played round by round; as many inspections as stages leave no room for a violation."""
    result = inspect(stages=stages, inspections=inspections)
    assert result.engine["value"] == pytest.approx(value, abs=1e-9)
