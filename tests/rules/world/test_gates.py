"""Gates that markets see and everybody keeps: red lines, evaluations, the kill switch (R6.5)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from detente_rules.world.choices import Choices
from detente_rules.world.resolution import Resolution
from detente_rules.world.state import WorldState
from tests.rules.world.worlds import in_force, one_round, small_world

AHEAD = ([[3.0, 1.0]], [[1.0, 1.0]])
"""Capability and assurance of two labs: the first is two doublings ahead of what it understands."""


def played(assurance_said: float | None = None, **clause: Any) -> Resolution:
    """One round under a clause, without noise in any test."""
    params = small_world()
    world = WorldState.initial(params, 1, None, 2)
    world = replace(world, capability=np.array(AHEAD[0]), assurance=np.array(AHEAD[1]))
    choices = Choices.neutral(1, 2, 2).having(
        declared_assurance=np.array(AHEAD[1]) if assurance_said is None else np.full((1, 2), assurance_said)
    )
    return one_round(params, choices, in_force(params, **clause), world)


def test_a_red_line_stops_growth_where_assurance_is_too_far_behind() -> None:
    """S >= K - m: the first lab is two behind, the margin is one."""
    result = played(red_line_margin=1.0, red_line_independent=True)
    assert result.growth[0, 0] == 0.0
    assert result.growth[0, 1] > 0.0


def test_an_evaluation_keeps_a_model_off_the_market() -> None:
    """It grows all the same."""
    result = played(evaluation_margin=1.0, evaluation_independent=True)
    assert result.deployed[0, 0] == 0.0
    assert result.deployed[0, 1] > 0.0
    assert result.growth[0, 0] > 0.0


def test_a_lab_that_tests_itself_reports_what_it_declares() -> None:
    """Whoever says that it understands its models passes; an independent tester is not told."""
    said = played(3.0, red_line_margin=1.0, red_line_independent=False)
    measured = played(3.0, red_line_margin=1.0, red_line_independent=True)
    assert said.growth[0, 0] > 0.0
    assert measured.growth[0, 0] == 0.0


def test_a_kill_switch_takes_a_lab_off_the_market_at_its_danger() -> None:
    """Exactly at the trigger is enough."""
    danger = played().danger[0]
    result = played(kill_trigger=float(danger[0]))
    assert danger[1] < danger[0]
    assert result.deployed[0, 0] == 0.0
    assert result.deployed[0, 1] > 0.0
