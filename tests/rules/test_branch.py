"""A new game from the end of a past round (R12.11): it stands by itself, plays on, verifies, and holds nobody's seat."""

import pytest

from detente_rules.bots import by_name
from detente_rules.branch import branched
from detente_rules.commands import ENGINE, Resume
from detente_rules.events import Event
from detente_rules.evolve import evolve
from detente_rules.genesis import first_state, header
from detente_rules.headless import play_out
from detente_rules.record import chain
from detente_rules.rejections import Refused
from detente_rules.secret import Secret
from detente_rules.verify import verify_lines
from tests.rules.tables import SALT, Table, bots_for, scenario_text

PARENT = Secret("parent", SALT)
OTHER = Secret("other", "ff" * 16)


def parent_events() -> tuple[Event, ...]:
    """A whole game of three rounds among bots."""
    first = header(game="g1", scenario_text=scenario_text(), secret=PARENT, at=0.0)
    state = first_state(first.data, PARENT)
    turns = [turn for _, turn in play_out(state, bots_for(state, by_name("conditional")))]
    return (first, *(event for turn in turns for event in turn.events))


EVENTS = parent_events()
LINES = tuple(chain(EVENTS))


def branch_table(round_: int, secret: Secret) -> tuple[Table, tuple[Event, ...]]:
    """The branch as a table one can play on."""
    events = branched(LINES, round_, "g2", secret, 50_000.0)
    state = first_state(events[0].data, secret)
    for event in events[1:]:
        state = evolve(state, event)
    return Table(state, at=50_000.0), events


@pytest.mark.parametrize("secret", [OTHER, PARENT], ids=["new dice", "the parent's dice"])
def test_a_branch_plays_on_from_the_end_of_a_round_and_verifies_alone(secret: Secret) -> None:
    """It stands in the next briefing with the clock stopped; played to its end, its own record holds."""
    table, events = branch_table(1, secret)
    state = table.state
    assert (state.round, state.phase, len(state.resolved)) == (2, "briefing", 1)
    assert state.paused_at is not None
    assert state.parent == ("g1", 1)
    assert events[0].data["parent"]["head"] in {line.hash for line in LINES}
    table.act(ENGINE, Resume())
    table.until("debrief")
    verdict = verify_lines(line.text for line in chain((*events, *table.events)))
    assert verdict.fault is None
    assert verdict.opened
    assert verdict.rounds == (3 if secret is PARENT else 2)


def test_the_world_is_the_parents_to_the_last_bit() -> None:
    """What was resolved is taken over, not drawn again, hidden threshold included."""
    table, _ = branch_table(2, OTHER)
    parents = [event for event in EVENTS if event.kind == "round_resolved"]
    assert table.state.resolved == tuple(event.data for event in parents[:2])
    threshold = parents[1].data["resolution"]["world"]["threshold"][0]
    assert float(table.state.world.threshold[0]) == threshold


def test_nobody_of_the_parent_sits_in_a_branch_but_its_bots() -> None:
    """People come in anew; seats that bots held stay with them."""
    table, events = branch_table(1, OTHER)
    assert table.state.people == {}
    assert all(seat.bot == "conditional" for seat in table.state.seats.values())
    assert not any(event.kind == "person_joined" for event in events)


@pytest.mark.parametrize("round_", [0, 3, 4])
def test_only_from_a_round_that_was_resolved_and_is_followed_by_one(round_: int) -> None:
    """R12.11."""
    with pytest.raises(Refused) as refused:
        branched(LINES, round_, "g2", OTHER, 50_000.0)
    assert refused.value.rejection.rule == "R12.11"


def test_a_changed_line_of_what_was_taken_over_is_found_too() -> None:
    """The chain is the branch's own."""
    _, events = branch_table(1, OTHER)
    texts = [line.text for line in chain(events)]
    place = next(n for n, text in enumerate(texts) if '"round_reported"' in text)
    texts[place] = texts[place].replace('"hhi":0.', '"hhi":1.', 1)
    fault = verify_lines(texts).fault
    assert fault is not None
    assert fault.n == place
