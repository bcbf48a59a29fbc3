"""The numbers of the world and their conversion to a game's rounds (R6.1)."""

from __future__ import annotations

from dataclasses import fields

import numpy as np
import pytest

from detente_rules.world.calibration import BadCalibration, Calibration
from detente_rules.world.params import LabFacts, NationFacts, Params
from tests.rules.world.worlds import default_world, small_world


def test_every_number_has_unit_range_and_source() -> None:
    """One place to look a number up."""
    for entry in fields(Calibration):
        assert set(entry.metadata) == {"unit", "low", "high", "doc", "source"}, entry.name
        assert entry.metadata["unit"]
        assert entry.metadata["doc"]
    Calibration().check()


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"growht": 1.0}, "growht"),
        ({"growth": float("nan")}, "growth"),
        ({"growth": -0.1}, "growth"),
        ({"trust": 1.5}, "trust"),
        ({"demand": 3.0}, "demand"),
        ({"demand": ()}, "demand"),
        ({"growth": (1.0, 2.0)}, "growth"),
    ],
)
def test_a_bad_number_is_refused_by_name(change: dict[str, float], named: str) -> None:
    """Unknown, not finite, out of range, a list for a number and the reverse."""
    with pytest.raises(BadCalibration, match=named):
        Calibration().overridden(change)


def test_a_game_spans_six_years_whatever_its_rounds() -> None:
    """Amounts and rates grow with the length of a round, fractions are compounded, probabilities of a find are not."""
    long, short = default_world(12), default_world(6)
    assert short.growth == pytest.approx(2 * long.growth)
    assert short.demand == pytest.approx(2 * long.demand)
    assert short.invest == pytest.approx(2 * long.invest)
    assert short.effort_unit == pytest.approx(2 * long.effort_unit)
    assert short.danger == pytest.approx(2 * long.danger)
    assert short.danger_most == pytest.approx(2 * long.danger_most)
    assert 1 - short.spill == pytest.approx((1 - long.spill) ** 2)
    assert 1 - short.diffusion == pytest.approx((1 - long.diffusion) ** 2)
    assert short.discount**6 == pytest.approx(long.discount**12)
    assert (long.supervision, short.supervision, default_world(4).supervision) == (2, 1, 1)
    assert long.growth == Calibration().growth


def test_a_seat_that_states_no_figure_has_the_list_s() -> None:
    """In order of seats; after the list's end its last value goes on."""
    params = Params.scaled(
        Calibration(),
        12,
        labs=LabFacts(homes=(0, 0, -1), capability=(None, 0.5, None)),
        nations=NationFacts(count=8, demand=[None] * 7 + [50.0]),
    )
    assert params.capability.tolist() == [0.0, 0.5, -0.1]
    assert params.demand.tolist() == [36.0, 30.0, 14.0, 9.0, 7.0, 4.0, 4.0, 50.0]
    assert params.home[:, 2].sum() == 0, "a lab of no country"
    assert params.access[:, 2].tolist() == [0.5] * 8
    assert params.chips.sum() <= 1.0 + 1e-12


@pytest.mark.parametrize(
    ("homes", "count", "rounds"), [((), 1, 12), ((1,), 1, 12), ((-2,), 1, 12), ((0,), 1, 0)]
)
def test_impossible_seats_are_refused(homes: tuple[int, ...], count: int, rounds: int) -> None:
    """No lab, no such home, no round."""
    with pytest.raises(BadCalibration):
        Params.scaled(Calibration(), rounds, labs=LabFacts(homes=homes), nations=NationFacts(count=count))


def test_a_figure_for_each_seat_or_none() -> None:
    """A list of another length is refused."""
    with pytest.raises(BadCalibration, match="invest"):
        Params.scaled(
            Calibration(), 12, labs=LabFacts(homes=(0,), invest=(1.0, 2.0)), nations=NationFacts(count=1)
        )


def test_worlds_without_nations_exist() -> None:
    """Labs may stand alone, as in one of the literature's models."""
    params = small_world(homes=(-1, -1), nations=0)
    assert (params.labs, params.nations) == (2, 0)
    assert np.isfinite(params.capability).all()
