"""`many-ways` and `no-spectators`: verdicts on tables written by hand, and one real seat."""

from __future__ import annotations

import pytest

from detente_rules.bots.registry import BOTS
from detente_rules.claims.claim import NotYet
from detente_rules.claims.games import End, played, suggested
from detente_rules.claims.seats import Tried, many_ways, no_spectators
from detente_rules.ids import SeatId

SEAT = SeatId("helion")
STRATEGIES = tuple(name for name in BOTS if name not in {"random", "best-responder", "nash"})
TREATY = frozenset({SEAT})


def end(score: float, *treaties: frozenset[SeatId], risk: float = 0.5) -> End:
    """A game in which the seat came out so."""
    return End(scores={SEAT: score}, risk=risk, treaties=treaties, threshold=2.5)


def seat(best: str, gain: float = 50.0, *treaties: frozenset[SeatId]) -> Tried:
    """A seat in which one bot is best by so much over all others and over nobody."""
    by = {name: end(100.0 + gain * (name == best), *treaties) for name in STRATEGIES}
    return Tried("by-hand", SEAT, by, end(100.0), end(100.0))


def values(evidence: object) -> dict[str, float]:
    """Figures by name."""
    return {figure.name: figure.value for figure in evidence.figures}  # type: ignore[attr-defined]


def test_every_bot_best_three_times_holds() -> None:
    """Each wins as often as any other."""
    found = many_ways({"own": [seat(name) for name in STRATEGIES for _ in range(3)]})
    assert found.met
    assert values(found)["bots that are best nowhere"] == 0.0


def test_one_bot_best_everywhere_fails() -> None:
    """All others are best nowhere."""
    found = many_ways({"own": [seat("racer")] * (3 * len(STRATEGIES))})
    assert not found.met
    assert values(found)["bots that are best nowhere"] == len(STRATEGIES) - 1
    assert values(found)["largest share of seats in which one bot is best"] == 1.0


def test_levels_are_reported_and_decide_nothing() -> None:
    """A lopsided level is told, and the verdict is that of the scenarios' own levels."""
    own = [seat(name) for name in STRATEGIES for _ in range(3)]
    found = many_ways({"own": own, "basic": [seat("racer")] * 3})
    assert found.met
    assert values(found)["largest share of seats, level basic"] == 1.0


def test_too_few_seats_are_no_answer() -> None:
    """With fewer than three seats a bot nothing is said."""
    with pytest.raises(NotYet, match="seats cannot tell"):
        many_ways({"own": [seat("racer")] * 4})


def test_a_seat_that_changes_nothing_is_idle() -> None:
    """Neither a tenth of the own score nor two points of risk."""
    assert no_spectators({"own": [seat("racer", 50.0, TREATY)]}).met
    idle = no_spectators({"own": [seat("racer", 50.0, TREATY), seat("racer", 5.0, TREATY)]})
    assert not idle.met
    assert "Idle: helion of by-hand." in idle.note


def test_treaties_that_come_about_all_the_same_make_nobody_pivotal() -> None:
    """In force without the seat too."""
    without = Tried(
        "by-hand", SEAT, {name: end(200.0, TREATY) for name in STRATEGIES}, end(100.0, TREATY), end(100.0)
    )
    found = values(no_spectators({"own": [without]}))
    assert found["treaties that fail to enter into force without the seat, mean over seats"] == 0.0


def test_a_level_can_be_asked_for() -> None:
    """The same seats and the same seed at another level is another game."""
    table = suggested("first-steps")
    basic, full = (played("first-steps", table, "level", level=level) for level in ("basic", "full"))
    assert basic.threshold == full.threshold
    assert basic == played("first-steps", table, "level", level="basic")
