"""People who share a seat: who does what there, and how many must stand behind it (R13). Pure readings of the state."""

from __future__ import annotations

from typing import Final

from detente_rules.commands.facilitation import ThresholdName
from detente_rules.ids import Duty, PersonId, SeatId
from detente_rules.session import threshold
from detente_rules.state import GameState, Person

DUTIES: Final[tuple[Duty, ...]] = ("head", "negotiator", "analyst", "press")
_PEOPLE: Final[tuple[Duty, ...]] = ("negotiator", "analyst", "press")
_PROGRAMS: Final[tuple[Duty, ...]] = ("analyst",)
"""What members do of whom nothing was said: people everything but seal; a program beside people advises (R13.2)."""


def head_of(state: GameState, seat: SeatId) -> PersonId | None:
    """Who seals: whoever was appointed, else the first human who came, else the first program (R13.2)."""
    people = state.people_of(seat)
    for person in people:
        if person.duties is not None and "head" in person.duties:
            return person.id
    humans = [person for person in people if not person.program]
    first = (*humans, *people)
    return first[0].id if first else None


def duties_of_person(state: GameState, person: Person) -> tuple[Duty, ...]:
    """What a person does in its delegation; alone, it does everything. Empty without a seat."""
    if person.seat is None:
        return ()
    if len(state.people_of(person.seat)) == 1:
        return DUTIES
    given = person.duties if person.duties is not None else _PROGRAMS if person.program else _PEOPLE
    if head_of(state, person.seat) == person.id:
        return tuple(duty for duty in DUTIES if duty == "head" or duty in given)
    return tuple(duty for duty in DUTIES if duty in given and duty != "head")


def may(state: GameState, person: PersonId, duty: Duty) -> bool:
    """May this person do that for its seat? The head may do everything (R13.2); bots of the server too."""
    who = state.people.get(person)
    if who is None or who.seat is None:
        return True
    given = who.duties if who.duties is not None else _PROGRAMS if who.program else _PEOPLE
    if duty in given and duty != "head":  # it holds alone, as head, beside others: nobody need be counted
        return True
    duties = duties_of_person(state, who)
    return duty in duties or "head" in duties


def quorum(state: GameState, seat: SeatId, name: ThresholdName) -> int:
    """How many members must stand behind a seal or a signature: never more than there are humans in the seat (R13.4)."""
    humans = sum(not person.program for person in state.people_of(seat))
    asked = threshold(state, name)
    return max(1, min(int(asked or 1), humans))


def behind_draft(state: GameState, seat: SeatId) -> tuple[PersonId, ...]:
    """Members who stand behind the delegation's draft: who wrote it and who endorsed it, while they hold the seat."""
    held = state.seats[seat]
    here = [person.id for person in state.people_of(seat)]
    return tuple(one for one in here if one == held.draft_by or one in held.endorsed)


def behind_signature(state: GameState, seat: SeatId, treaty: str, version: int) -> tuple[PersonId, ...]:
    """Members who stand behind signing this very version."""
    signings = state.seats[seat].signings
    return tuple(one.id for one in state.people_of(seat) if (treaty, version, one.id) in signings)
