"""Persons and seats (R1): coming in, taking a seat, leaving it, and bots that sit where nobody does."""

from detente_rules.commands import Actor, Admit, LeaveSeat, SeatBot, TakeSeat
from detente_rules.commands.facilitation import MovePerson
from detente_rules.decide.facilitation import hand, player
from detente_rules.decide.handover import leave_memo
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
    story = Story(state, at)
    if actor.seat is not None:
        if command.memo:
            leave_memo(story, actor.seat, command.memo, actor.person)
        _rise(story, actor.person, actor.seat)
    press_on(story)
    return story.told()


def move_person(state: GameState, actor: Actor, command: MovePerson, at: float) -> tuple[Event, ...]:
    """R12.5: the facilitator seats a player elsewhere, or nowhere; the seat that is left keeps what it had sealed."""
    del actor
    person = player(state, command.person, "R12.5")
    if person.seat == command.seat:
        raise refuse("conflict", "R12.5", "seat", f"{person.name} is there already.")
    story = Story(state, at)
    if person.seat is not None:
        _rise(story, person.id, person.seat)
    if command.seat is not None:
        _sit(story, person.id, command.seat)
    press_on(story)
    return story.told()


def seat_bot(state: GameState, actor: Actor, command: SeatBot, at: float) -> tuple[Event, ...]:
    """R1.6, R12.5: the facilitator hands a seat to a bot, or back to its people; what binds the seat and what it sealed stay.

    Which bots exist, the gateway checks.
    """
    if command.seat not in state.seats:
        raise refuse("unknown_target", "R1.6", "seat", f"There is no seat {command.seat!r} in this game.")
    story = Story(state, at)
    by = actor.person if actor.role == "facilitator" else None
    if command.bot is not None:
        if state.phase != "lobby" and state.people_of(command.seat):
            leave_memo(story, command.seat, command.memo, by)
        seat_a_bot(story, command.seat, command.bot)
    elif state.seats[command.seat].bot is not None:
        story.tell("bot_unseated", PUBLIC, {"seat": command.seat})
        if state.phase != "lobby":
            leave_memo(story, command.seat, command.memo, by)
    press_on(story)
    return story.told()


def _sit(story: Story, person: str, seat: SeatId) -> None:
    if seat not in story.state.seats:
        raise refuse("unknown_target", "R1.4", "seat", f"There is no seat {seat!r} in this game.")
    if len(story.state.people_of(seat)) >= MAX_DELEGATION:
        raise refuse("conflict", "R1.4", "seat", f"A delegation has at most {MAX_DELEGATION} people.")
    was_a_bots = story.state.seats[seat].bot is not None
    story.tell("seat_taken", PUBLIC, {"seat": seat, "person": person})
    if was_a_bots and story.state.phase not in {"lobby", "debrief"}:
        leave_memo(story, seat, "", None)


def _rise(story: Story, person: str, seat: SeatId) -> None:
    if person in story.state.session.hands:
        hand(story, person, raised=False)
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
