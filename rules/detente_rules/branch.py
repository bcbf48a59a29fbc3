"""A new game from the end of a past round of another (R12.11). Pure: lines of a record in, events of a new one out.

The branch's record begins with a header of its own, which names the parent, and then tells what the parent's told: every
act, report and treaty, but not who sat where. So it stands by itself: it replays, and verifies, without the parent.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from detente_rules.decide.phases import begin_again
from detente_rules.decide.story import Story
from detente_rules.events import Event
from detente_rules.evolve import evolve
from detente_rules.genesis import first_state
from detente_rules.ids import NOBODY
from detente_rules.record import Line
from detente_rules.rejections import refuse
from detente_rules.secret import Secret

LEFT_BEHIND: Final = frozenset(
    {
        "person_joined",
        "seat_taken",
        "seat_left",
        "bot_named",
        "bot_seated",
        "bot_unseated",
        "duties_given",
        "draft_written",
        "endorsed",
        "member_acted",
        "memo_left",
        "muted",
        "hand_raised",
        "hand_placed",
        "finish_set",
        "paused",
        "resumed",
    }
)
"""Kinds that are about who is there, which in a branch are others; and about the clock and the end of the other game."""


def branched(lines: Iterable[Line], round_: int, game: str, secret: Secret, at: float) -> tuple[Event, ...]:
    """All events of the branch so far: its header, what it takes over, and the briefing that it stands in, paused.

    lines: the parent's record. round_: the last round taken over. game: id of the branch. secret: its dice; those of a parent
    that has been debriefed may be used again, all others are secret (R12.11). at: now, seconds since 1970.

    Raises: Refused (bad_value, R12.11) for a round that was not resolved, or after which there is none.
    """
    record = tuple(lines)
    state, taken = first_state(record[0].event.data), 0
    before, end = state, None
    for place, line in enumerate(record[1:], start=1):
        event = line.event
        state = evolve(state, event)
        ends_a_round = event.kind == "phase_began" and event.phase in {"briefing", "debrief"}
        if ends_a_round and len(state.resolved) == round_ > 0:
            taken, end = place, before
            break
        before = state
    if end is None or round_ >= end.rounds:
        raise refuse(
            "bad_value",
            "R12.11",
            "act.round",
            "Name a round that has been resolved, and is not the last one.",
        )
    inherited = tuple(line.event for line in record[1:taken] if line.event.kind not in LEFT_BEHIND)
    first = _header(record, taken, round_, game, secret, at, len(inherited))
    state = first_state(first.data, secret)
    for event in inherited:
        state = evolve(state, event)
    story = Story(state, at)
    begin_again(story, {seat.id: seat.bot for seat in end.seats.values() if seat.bot is not None})
    return (first, *inherited, *story.told())


def _header(
    record: tuple[Line, ...], taken: int, round_: int, game: str, secret: Secret, at: float, count: int
) -> Event:
    """The parent's header with another name, other dice, and the parent named."""
    data = record[0].event.data
    parent = {
        "game": data["game"],
        "round": round_,
        "lines": count,
        "head": record[taken - 1].hash,
        "same_dice": data["commitment"] == secret.commitment(),
    }
    new = {**data, "game": game, "commitment": secret.commitment(), "parent": parent}
    return Event("game_created", NOBODY, new, at, 0, "lobby")


def inherited_lines(header: dict[str, object]) -> int:
    """How many lines after the header were drawn with dice that this record does not hold; 0 where it is no branch."""
    parent = header.get("parent")
    if not isinstance(parent, dict) or parent["same_dice"]:
        return 0
    return int(parent["lines"])
