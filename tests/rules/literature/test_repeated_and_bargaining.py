"""Trigger strategies, and bargaining."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from detente_rules.bargaining.solutions import egalitarian, kalai_smorodinsky, lottery_frontier, nash
from detente_rules.literature.catalogue import BadParameter
from detente_rules.literature.solve import solve


@pytest.mark.parametrize(
    ("hit", "false_alarm", "least"),
    [(1.0, 0.0, 1 / 2), (0.6, 0.05, 2 / 3), (0.9, 0.2, 2 / 3), (0.3, 0.0, 1 / 1.3)],
)
def test_the_least_discount_factor(hit: float, false_alarm: float, least: float) -> None:
    """1 / (1 + d - 2 alpha) at payoffs 5, 3, 1, 0."""
    result = solve("repeated", {"detection": hit, "false_alarm": false_alarm})
    assert result.holds
    assert result.engine["discount"] == pytest.approx(least, abs=1e-9)


@pytest.mark.parametrize(("hit", "false_alarm"), [(0.2, 0.1), (0.0, 0.0), (0.1, 0.3), (1.0, 1.0)])
def test_alarms_that_tell_too_little_sustain_nothing(hit: float, false_alarm: float) -> None:
    """No figure, not a discount factor of 1."""
    result = solve("repeated", {"detection": hit, "false_alarm": false_alarm})
    assert result.holds
    assert result.engine["discount"] is None


def test_the_textbook_frontier() -> None:
    """Nash at the corner, Kalai and Smorodinsky where gains are in proportion."""
    result = solve("bargaining", {})
    assert result.holds
    assert result.engine["nash"] == pytest.approx([0.8, 0.6], abs=1e-12)
    assert result.engine["kalai_smorodinsky"] == pytest.approx([0.68, 0.68], abs=1e-12)
    assert len(result.engine["frontier"]) == 11


@pytest.mark.parametrize(
    "values",
    [
        {"disagreement": ((0.1, 0.5),)},
        {"frontier": ((0.0, 2.0), (1.0, 1.9), (3.0, 0.0)), "grid": 5},
        {"frontier": ((0.0, 1.0), (0.5, 0.2), (1.0, 0.0))},
        {"disagreement": ((-1.0, 0.9),)},
        {"space": "treaties", "grid": 3},
    ],
)
def test_search_along_the_engines_frontier_agrees_with_the_formulae(values: dict[str, Any]) -> None:
    """A dent in a frontier is bridged by lot; a disagreement point may favour one; the game's own treaties."""
    assert solve("bargaining", values).holds


def test_where_disagreement_is_better_there_is_nothing_to_bargain_over() -> None:
    """Refused by the name of the parameter."""
    with pytest.raises(BadParameter, match="disagreement"):
        solve("bargaining", {"disagreement": ((2.0, 2.0),)})


def test_solutions_obey_their_axioms() -> None:
    """Symmetry; scale does not matter to Nash and Kalai-Smorodinsky; what is not chosen does not matter to Nash."""
    none = np.zeros(2)
    fair = lottery_frontier(np.array([[0.0, 1.0], [0.7, 0.7], [1.0, 0.0]]))
    for solution in (nash, kalai_smorodinsky, egalitarian):
        assert solution(fair, none) == pytest.approx([0.7, 0.7])
    stretched = fair * np.array([5.0, 1.0])
    assert nash(stretched, none) == pytest.approx([3.5, 0.7])
    assert kalai_smorodinsky(stretched, none) == pytest.approx([3.5, 0.7])
    same = egalitarian(stretched, none)
    assert same is not None
    assert same[0] == pytest.approx(same[1])
    less = lottery_frontier(np.array([[0.0, 1.0], [0.7, 0.7], [0.8, 0.0]]))
    assert nash(less, none) == pytest.approx([0.7, 0.7])


def test_a_frontier_is_what_nothing_beats() -> None:
    """Dominated points, and those under a straight line between two others, are left out."""
    points = np.array([[0.0, 1.0], [0.2, 0.2], [0.4, 0.5], [0.5, 0.5], [1.0, 0.0], [1.0, -0.5], [-1.0, 1.0]])
    assert lottery_frontier(points).tolist() == [[0.0, 1.0], [0.5, 0.5], [1.0, 0.0]]
