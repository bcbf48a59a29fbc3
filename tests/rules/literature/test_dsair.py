"""Safe and unsafe developers in a race with a finish line."""

from __future__ import annotations

from typing import Any

import pytest

from detente_rules.literature.solve import solve


def race(**values: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """Engine's and paper's figures, found to agree."""
    result = solve("dsair", values)
    assert result.holds, result.to_data()
    return dict(result.engine), dict(result.published)


def test_the_papers_thresholds() -> None:
    """Speed 1.25 without detection; near the limits of a long race for a large prize."""
    engine, _ = race()
    assert engine["risk_dominance"] == pytest.approx(0.7299, abs=5e-5)
    assert engine["welfare"] == pytest.approx(0.2093, abs=5e-5)
    far, _ = race(prize=1e8)
    assert far["risk_dominance"] == pytest.approx(1 - 1 / (3 * 1.25), abs=1e-5)
    assert far["welfare"] == pytest.approx(1 - 1 / 1.25, abs=1e-5)


@pytest.mark.parametrize(
    "values",
    [
        {"detection": 0.3, "risk": 0.2},
        {"detection": 1.0, "speed": 2.0, "rounds": 10.0},
        {"speed": 3.0, "rounds": 10.0, "detection": 0.5},
        {"speed": 7.0, "rounds": 3.0, "detection": 0.25, "risk": 1.0},
        {"rounds": 0.5, "prize": 3.0},
    ],
)
def test_the_payoff_matrix_is_the_papers_also_where_the_last_round_is_a_part_of_one(
    values: dict[str, Any],
) -> None:
    """To 1e-9: every found-out pattern is played, none is drawn."""
    engine, published = race(**values)
    for ours, theirs in zip(engine["payoffs"], published["payoffs"], strict=True):
        assert ours == pytest.approx(theirs, abs=1e-9)


def test_a_threshold_is_nought_where_safe_always_wins_and_none_where_nothing_helps() -> None:
    """No prize and every UNSAFE found out; a cost that nothing makes good."""
    always, _ = race(prize=0.0, detection=1.0, rounds=10.0, cost=0.1)
    assert (always["risk_dominance"], always["welfare"]) == (0.0, 0.0)
    never, _ = race(cost=60.0, rounds=100.0)
    assert (never["risk_dominance"], never["welfare"]) == (None, None)


def test_a_threshold_of_certain_loss_is_one_whatever_rounding_makes_of_it() -> None:
    """All-SAFE earn exactly nothing: 3.12 / 2 - 1.93 + 37 / 100 is zero, and less than zero in floating point."""
    engine, published = race(speed=1.269, detection=0.865, rounds=50.0, prize=37.0, benefit=3.12, cost=1.93)
    assert engine["welfare"] == 1.0
    assert published["welfare"] == pytest.approx(1.0)


def test_shares_under_imitation_follow_the_payoffs() -> None:
    """Even at no selection; SAFE above the threshold of risk dominance, UNSAFE below."""
    small = {"rounds": 20.0, "prize": 100.0, "population": 50}
    even, published = race(**small, risk=0.5, selection=0.0)
    assert even["shares"] == pytest.approx({"safe": 0.5, "unsafe": 0.5})
    edge = published["risk_dominance"]
    above, _ = race(**small, risk=min(1.0, edge + 0.1), selection=0.1)
    below, _ = race(**small, risk=edge - 0.1, selection=0.1)
    assert above["shares"]["safe"] > 0.5 > below["shares"]["safe"]
