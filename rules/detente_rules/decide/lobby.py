"""Persons and seats (R1): coming in, taking a seat, leaving it, and bots that sit where nobody does."""

from detente_rules.commands import Actor, Admit, LeaveSeat, SeatBot, TakeSeat
from detente_rules.decide.phases import press_on, seat_a_bot
from detente_rules.decide.story import Story
from detente_rules.events import Event
from detente_rules.ids import PUBLIC, SeatId
from detente_rules.rejections import refuse
from detente_rules.state import GameState

MAX_DELEGATION = 8
"""Most people in one seat (R1.4)."""


def admit(state: GameState, actor: Actor, command: Admit, at: float) -> tuple[Event, ...]:
    """R1.3: a person comes in; with a seat, it sits down at once."""
    del actor
    if command.person in state.people:
        raise refuse("conflict", "R1.3", "person", "This person is in the game already.")
    story = Story(state, at)
    data = {"person": command.person, "name": command.name, "role": command.role, "program": command.program}
    story.tell("person_joined", PUBLIC, data)
    if command.seat is not None:
        _sit(story, command.person, command.seat)
    return story.told()


def take_seat(state: GameState, actor: Actor, command: TakeSeat, at: float) -> tuple[Event, ...]:
    """R1.4: take a seat that is open, held by a bot or by one's own delegation; None: where people are needed."""
    person = state.people.get(actor.person)
    if person is None or person.role != "player":
        raise refuse("not_allowed", "R1.2", "kind", "Only players take seats.")
    if person.seat is not None and person.seat == command.seat:
        raise refuse("conflict", "R1.4", "seat", "You hold this seat already.")
    story = Story(state, at)
    if person.seat is not None:
        _rise(story, person.id, person.seat)
    _sit(story, person.id, command.seat if command.seat is not None else _neediest(state))
    return story.told()


def leave_seat(state: GameState, actor: Actor, command: LeaveSeat, at: float) -> tuple[Event, ...]:
    """R1.6: a seat that its last person left is held by its bot from then on, once the game has begun."""
    del command
    story = Story(state, at)
    if actor.seat is not None:
        _rise(story, actor.person, actor.seat)
    press_on(story)
    return story.told()


def seat_bot(state: GameState, actor: Actor, command: SeatBot, at: float) -> tuple[Event, ...]:
    """R1.6: the facilitator hands a seat to a bot, or back to its people. Which bots exist, the gateway checks."""
    del actor
    if command.seat not in state.seats:
        raise refuse("unknown_target", "R1.6", "seat", f"There is no seat {command.seat!r} in this game.")
    story = Story(state, at)
    if command.bot is not None:
        seat_a_bot(story, command.seat, command.bot)
    elif state.seats[command.seat].bot is not None:
        story.tell("bot_unseated", PUBLIC, {"seat": command.seat})
    press_on(story)
    return story.told()


def _sit(story: Story, person: str, seat: SeatId) -> None:
    if seat not in story.state.seats:
        raise refuse("unknown_target", "R1.4", "seat", f"There is no seat {seat!r} in this game.")
    if len(story.state.people_of(seat)) >= MAX_DELEGATION:
        raise refuse("conflict", "R1.4", "seat", f"A delegation has at most {MAX_DELEGATION} people.")
    story.tell("seat_taken", PUBLIC, {"seat": seat, "person": person})


def _rise(story: Story, person: str, seat: SeatId) -> None:
    story.tell("seat_left", PUBLIC, {"seat": seat, "person": person})
    if story.state.phase != "lobby" and story.state.open_seat(seat):
        seat_a_bot(story, seat, story.state.scenario.seat(seat).bot)


def _neediest(state: GameState) -> SeatId:
    """The first open seat, else the first held by a bot, else the smallest delegation; scenario order."""
    order = [seat.id for seat in state.scenario.seats]
    for seat in order:
        if state.open_seat(seat):
            return seat
    for seat in order:
        if state.seats[seat].bot is not None:
            return seat
    return min(order, key=lambda seat: len(state.people_of(seat)))
