"""R8.15: the Seat medal compares a score with those of bots in the same seat, at the same level and length."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente_rules import library
from detente_rules.bots import Bot
from detente_rules.decide.debrief import debrief_data
from detente_rules.standings import STEPS, Standings, standings_of
from tests.rules.tables import bots_for, lobby, played

scores = st.lists(st.floats(-1e4, 1e4), min_size=1, max_size=60)


def test_a_score_stands_where_it_lies_among_the_bots() -> None:
    """Half-way between two marks is half of the five per cent between them."""
    known = standings_of({"arden": [float(n) for n in range(1001)]}, "basic", 5)
    assert known.games == 1001
    assert known.percentile("arden", 500.0) == 50.0
    assert known.percentile("arden", 525.0) == pytest.approx(52.5)
    assert known.percentile("arden", -1.0) == 0.0
    assert known.percentile("arden", 2000.0) == 100.0


def test_ties_count_half() -> None:
    """Where every bot ends alike, whoever ends alike is in the middle."""
    known = standings_of({"arden": [7.0] * 50}, "basic", 5)
    assert known.percentile("arden", 7.0) == 50.0
    assert known.percentile("arden", 7.1) == 100.0


@given(scores, st.floats(-2e4, 2e4), st.floats(0.0, 1e4))
def test_a_higher_score_never_stands_lower(row: list[float], score: float, more: float) -> None:
    """And every standing is a percentage."""
    known = standings_of({"arden": row}, "basic", 5)
    low, high = known.percentile("arden", score), known.percentile("arden", score + more)
    assert 0.0 <= low <= high <= 100.0
    assert len(known.quantiles["arden"]) == STEPS + 1


def test_it_is_kept_and_read_as_it_was() -> None:
    """Through JSON values."""
    known = standings_of({"arden": [1.0, 2.0], "wren": [0.5, 0.25]}, "full", 12)
    assert Standings.from_data(known.to_data()) == known


def test_another_length_or_level_is_not_compared() -> None:
    """The debrief then says nothing rather than something wrong."""
    first = lobby()
    state, _ = played(first, bots_for(first, Bot))
    assert state.phase == "debrief"
    seats = {seat.id: [0.0, 1000.0] for seat in state.scenario.seats}
    known = standings_of(seats, state.level, len(state.resolved))
    told = debrief_data(replace(state, standings=known))["percentiles"]
    assert set(told) == set(seats)
    for other in (replace(known, rounds=known.rounds + 1), replace(known, level="other"), None):
        assert debrief_data(replace(state, standings=other))["percentiles"] == {}


@pytest.mark.parametrize("name", library.names())
def test_what_bots_make_of_each_seat_is_known_for_every_scenario(name: str) -> None:
    """At its own level and length; else the debrief would leave the Seat medal out. `detente scenarios standings` computes it."""
    scenario, reference = library.load(name), library.load_reference(name)
    assert reference is not None
    known = Standings.from_data(reference["seats"])
    assert set(known.quantiles) == {seat.id for seat in scenario.seats}
    assert (known.level, known.rounds, known.games) == (scenario.level, scenario.rounds, 1000)
    assert all(list(marks) == sorted(marks) for marks in known.quantiles.values())
