"""A host that forges what the rules work out, and seals the whole chain anew, is found (R9.6)."""

from collections.abc import Callable
from typing import Any

import pytest

from detente_rules.bots import by_name
from detente_rules.commands.facilitation import Breakthrough, Prepare, Release
from detente_rules.events import Event
from detente_rules.genesis import first_state, header
from detente_rules.ids import PUBLIC
from detente_rules.record import chain
from detente_rules.secret import Secret
from detente_rules.verify import verify_lines
from tests.rules.tables import SALT, bots_for, events_of, played, scenario_text
from tests.rules.test_facilitation import begun
from tests.rules.test_regimes_live import eventful

Forge = Callable[[Event], Event]


def bargained() -> list[Event]:
    """A game of bots in which two nations ratify, one treaty enters into force, and three rounds are played."""
    secret = Secret("5", SALT)
    first = header(game="g1", scenario_text=scenario_text(), secret=secret, at=0.0)
    state = first_state(first.data, secret)
    return [first, *events_of(played(state, bots_for(state, by_name("conditional")))[1])]


BARGAINED, EVENTFUL = bargained(), eventful()[0]


def fault_of(events: list[Event]) -> str:
    """What a check of this record, sealed as it stands, finds first; "" where it holds."""
    fault = verify_lines(line.text for line in chain(events)).fault
    return fault.what if fault is not None else ""


def forged(events: list[Event], kind: str, forge: Forge) -> list[Event]:
    """The record with the first event of this kind forged."""
    place = next(n for n, event in enumerate(events) if event.kind == kind)
    return [*events[:place], forge(events[place]), *events[place + 1 :]]


def with_data(**values: Any) -> Forge:
    """Other values in the event's data."""
    return lambda event: event_like(event, {**event.data, **values})


def event_like(event: Event, data: dict[str, Any], audience: Any = None) -> Event:
    """The same event with other data, or told to others."""
    reach = event.audience if audience is None else audience
    return Event(event.kind, reach, data, event.at, event.round, event.phase)


def changed_report(event: Event) -> Event:
    """Somebody's own report says that they were found."""
    return event_like(event, {**event.data, "report": {**event.data["report"], "accused": True}})


def bound_at_once(event: Event) -> Event:
    """A party more is bound."""
    status = event.data["status"]
    return event_like(event, {**event.data, "status": {**status, "member": [[[True] * 5] * 10]}})


def told_to_all(event: Event) -> Event:
    """What one alone may know."""
    return event_like(event, event.data, PUBLIC)


@pytest.mark.parametrize(
    ("kind", "forge", "what"),
    [
        ("treaty_ratified", with_data(roll=0.01, passed=True), "ratification roll"),
        ("treaty_ratified", with_data(chance=0.99), "ratification chance"),
        ("treaty_ratified", with_data(passed=False), "ratification"),
        ("entries_resolved", bound_at_once, "entry into force.status.member.0.0.0"),
        ("round_reported", with_data(risk=0.0), "report.risk"),
        ("seat_reported", changed_report, "report.report.accused"),
        ("seat_reported", told_to_all, "audience"),
    ],
)
def test_a_forged_outcome_is_found(kind: str, forge: Forge, what: str) -> None:
    """A roll, its odds, its verdict, who is bound, what all are told, what one is told, and who is told it."""
    assert fault_of(BARGAINED) == ""
    assert fault_of(forged(BARGAINED, kind, forge)) == what


def test_a_question_that_the_treaty_did_not_put_is_found() -> None:
    """R4.18: what a treaty asks of itself is worked out, too."""
    asked = forged(EVENTFUL, "question_put", with_data(by=None))
    assert fault_of(EVENTFUL) == ""
    assert fault_of(asked) == "question"


def test_an_effect_that_was_released_and_one_that_took_hold_are_the_same() -> None:
    """R12.4: a host can neither make it larger afterwards nor leave it out."""
    table, boss, _ = begun()
    table.act(boss, Prepare(text="A good day.", effects=(Breakthrough(lab="lab1", capability=0.5),)))
    table.act(boss, Release("i1"))
    table.until("debrief")
    first = header(game="g1", scenario_text=scenario_text(), secret=Secret("1", SALT), at=0.0)
    events = [first, *table.events]
    (held,) = (event for event in events if event.kind == "effects_took_hold")
    larger = [{**held.data["effects"][0], "capability": 2.0}]
    assert fault_of(events) == ""
    assert fault_of(forged(events, held.kind, with_data(effects=larger))) == "effects.0.capability"
    assert fault_of([event for event in events if event is not held]).startswith("effects")


@pytest.mark.parametrize("told", ["round_reported", "seat_reported"])
def test_a_report_that_was_left_out_is_found(told: str) -> None:
    """Also the last of its round, after which nothing is compared with it."""
    for events in (BARGAINED, EVENTFUL):
        places = [n for n, event in enumerate(events) if event.kind == told]
        for place in places:
            assert fault_of([*events[:place], *events[place + 1 :]]).startswith(("report", "audience")), place


def test_a_nonce_is_used_once() -> None:
    """R9.3: another seat, round or count is another nonce, so that equal decisions do not look alike."""
    secret = Secret("5", SALT)
    places = [(seat, round_, count) for seat in ("a", "b") for round_ in (1, 2) for count in (0, 1)]
    assert len({secret.nonce(*place) for place in places}) == len(places)
