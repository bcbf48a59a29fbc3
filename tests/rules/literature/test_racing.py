"""Racing to the precipice: figures of the paper, at and off its grid, and where its slogans fail."""

from __future__ import annotations

from typing import Any

import pytest

from detente_rules.literature.result import Result
from detente_rules.literature.solve import solve


def race(information: str, most: float, enmity: float = 0.25, teams: int = 2) -> Result:
    """A race, found to hold."""
    values: dict[str, Any] = {
        "teams": teams,
        "max_capability": most,
        "enmity": enmity,
        "information": information,
    }
    result = solve("racing", values)
    assert result.holds, result.to_data()
    return result


def risk(information: str, most: float, enmity: float = 0.25, teams: int = 2) -> float:
    """The engine's figure."""
    return float(race(information, most, enmity, teams).engine["risk"])


@pytest.mark.parametrize(
    ("most", "none", "private", "public"),
    [(0.25, 0.5, 0.8667, 0.6667), (0.5, 0.0, 0.7333, 0.4167), (1.0, 0.0, 0.4667, 0.2292)],
)
def test_the_papers_figures_for_two_teams(most: float, none: float, private: float, public: float) -> None:
    """Enmity .25, the three states of information."""
    figures = [risk(information, most) for information in ("none", "private", "public")]
    assert figures == pytest.approx([none, private, public], abs=2e-4)


@pytest.mark.parametrize(("enmity", "crossover"), [(0.25, 2.1667), (0.5, 1.6667), (0.75, 1.5715)])
def test_public_information_is_the_riskier_one_only_from_a_crossover_on(
    enmity: float, crossover: float
) -> None:
    """Just below it private information is; found from the engine's figures alone."""
    below, above = (
        risk("public", crossover + by, enmity) - risk("private", crossover + by, enmity)
        for by in (-0.01, 0.01)
    )
    assert below < 0.0 < above


@pytest.mark.parametrize("teams", [3, 8])
@pytest.mark.parametrize("information", ["none", "private", "public"])
def test_it_holds_for_more_teams_and_capabilities_at_which_some_are_perfectly_safe(
    information: str, teams: int
) -> None:
    """Equilibrium safety is capped at 1 for the strongest types here."""
    result = race(information, 3.0, 0.4, teams)
    assert result.engine["risk"] == pytest.approx(result.published["risk"], abs=1e-4)


def test_more_teams_are_not_always_more_dangerous() -> None:
    """With little enmity the best of many is better, and safer, than the best of two."""
    assert risk("private", 0.5, 0.05, teams=5) < risk("private", 0.5, 0.05, teams=2)


def test_more_information_is_not_always_more_dangerous() -> None:
    """Knowing everybody's capability is safer here than knowing one's own."""
    assert risk("none", 0.25) < risk("public", 0.25) < risk("private", 0.25)


def test_in_every_draw_disaster_is_what_the_winner_lacks_in_safety() -> None:
    """To the last digits."""
    for information in ("none", "private", "public"):
        worst, most = race(information, 0.7, 0.6, 4).checks["disaster less 1 - s of the winner, in any draw"]
        assert worst <= most == 1e-12
