"""What the facilitator does about the session itself (R12): its length, its numbers, the floor, the debrief's pace."""

from __future__ import annotations

from detente_rules.commands import Actor
from detente_rules.commands.facilitation import (
    Finish,
    LowerHand,
    Mute,
    RaiseHand,
    Reveal,
    SetLevel,
    SetThreshold,
)
from detente_rules.decide.story import Story
from detente_rules.events import Event
from detente_rules.ids import FACILITATOR, PUBLIC, Audiences, PersonId, seat_audience
from detente_rules.rejections import refuse
from detente_rules.session import BANDS, RANGES, threshold
from detente_rules.state import GameState, Person

LEVELS = ("basic", "standard", "full")


def finish(state: GameState, actor: Actor, command: Finish, at: float) -> tuple[Event, ...]:
    """R12.1: the round that runs is the last one, or is it not after all."""
    del actor
    if state.phase in {"lobby", "debrief"}:
        raise refuse("wrong_phase", "R12.1", "kind", "No round is being played.")
    if state.session.finish == command.finish:
        word = "ends after this round" if command.finish else "goes its full length"
        raise refuse("conflict", "R12.1", "finish", f"The game {word} already.")
    return (Event("finish_set", PUBLIC, {"finish": command.finish}, at, state.round, state.phase),)


def set_threshold(state: GameState, actor: Actor, command: SetThreshold, at: float) -> tuple[Event, ...]:
    """R12.8: between rounds, on record, told to everybody."""
    del actor
    _between_rounds(state, "R12.8")
    low, high = RANGES[command.name]
    if not low <= command.value <= high:
        raise refuse("bad_value", "R12.8", "value", f"{command.name} goes from {low:g} to {high:g}.")
    if command.name.startswith("quorum") and command.value != int(command.value):
        raise refuse("bad_value", "R12.8", "value", "A quorum is a whole number of people.")
    if command.name in BANDS:
        bands = {name: threshold(state, name) or 0.0 for name in BANDS} | {command.name: command.value}
        if sorted(bands.values()) != list(bands.values()):
            raise refuse("bad_value", "R12.8", "value", "The bands of risk must rise: guarded, high, severe.")
    data = {"name": command.name, "value": command.value, "was": threshold(state, command.name)}
    return (Event("threshold_set", PUBLIC, data, at, state.round, state.phase),)


def set_level(state: GameState, actor: Actor, command: SetLevel, at: float) -> tuple[Event, ...]:
    """R12.9: a room rises between rounds; standing orders given by card stay good at every level."""
    del actor
    _between_rounds(state, "R12.9")
    if command.level == state.level:
        raise refuse("conflict", "R12.9", "level", "The game is played at this level already.")
    if state.phase != "lobby" and LEVELS.index(command.level) < LEVELS.index(state.level):
        raise refuse("not_allowed", "R12.9", "level", "Once the game has begun, its level only rises.")
    data = {"level": command.level, "was": state.level}
    return (Event("level_set", PUBLIC, data, at, state.round, state.phase),)


def reveal(state: GameState, actor: Actor, command: Reveal, at: float) -> tuple[Event, ...]:
    """R12.10: at the debrief, seat by seat."""
    del actor
    if state.phase != "debrief":
        raise refuse("wrong_phase", "R12.10", "kind", "Secrets are revealed at the debrief.")
    if command.seat not in state.seats:
        raise refuse("unknown_target", "R12.10", "seat", f"There is no seat {command.seat!r} in this game.")
    if command.seat in state.session.revealed:
        raise refuse("conflict", "R12.10", "seat", "This seat is revealed already.")
    return (Event("seat_revealed", PUBLIC, {"seat": command.seat}, at, state.round, state.phase),)


def _between_rounds(state: GameState, rule: str) -> None:
    if state.phase not in {"lobby", "briefing"}:
        raise refuse("wrong_phase", rule, "kind", "This is set between rounds: in the lobby or a briefing.")


# --- the floor -----------------------------------------------------------------------------------------------------------


def mute(state: GameState, actor: Actor, command: Mute, at: float) -> tuple[Event, ...]:
    """R12.6: the facilitator and the person's own seat learn of it, nobody else."""
    del actor
    person = player(state, command.person, "R12.6")
    if (person.id in state.session.muted) == command.muted:
        word = "may not talk" if command.muted else "may talk"
        raise refuse("conflict", "R12.6", "muted", f"{person.name} {word} already.")
    data = {"person": person.id, "muted": command.muted}
    return (Event("muted", _and_seat(person), data, at, state.round, state.phase),)


def raise_hand(state: GameState, actor: Actor, command: RaiseHand, at: float) -> tuple[Event, ...]:
    """R12.7: into the queue, or out of it."""
    person = state.people.get(actor.person)
    if actor.role != "player" or person is None or person.seat is None:
        raise refuse("not_allowed", "R12.7", "kind", "Take a seat first.")
    if (person.id in state.session.hands) == command.raised:
        word = "is up" if command.raised else "is down"
        raise refuse("conflict", "R12.7", "raised", f"Your hand {word} already.")
    story = Story(state, at)
    hand(story, person.id, raised=command.raised)
    return story.told()


def lower_hand(state: GameState, actor: Actor, command: LowerHand, at: float) -> tuple[Event, ...]:
    """R12.7: the facilitator takes a person off the queue."""
    del actor
    if command.person not in state.session.hands:
        raise refuse("conflict", "R12.7", "person", "This person has not asked for the floor.")
    story = Story(state, at)
    hand(story, command.person, raised=False)
    return story.told()


def hand(story: Story, person: PersonId, *, raised: bool) -> None:
    """Change the queue; the facilitator hears who, everybody whose place changed hears its own place and no more."""
    before = story.state.session.hands
    who = story.state.people[person]
    data = {"person": person, "seat": who.seat, "raised": raised}
    story.tell("hand_raised", (FACILITATOR,), data)
    now = story.state.session.hands
    for one in dict.fromkeys((*before, *now)):
        old, new = _place(before, one), _place(now, one)
        seat = story.state.people[one].seat
        if old != new and seat is not None:
            story.tell("hand_placed", (seat_audience(seat),), {"person": one, "place": new})


def _place(queue: tuple[PersonId, ...], person: PersonId) -> int:
    return queue.index(person) + 1 if person in queue else 0


def player(state: GameState, name: PersonId, rule: str) -> Person:
    """Somebody who plays. Raises: Refused."""
    person = state.people.get(name)
    if person is None or person.role != "player":
        raise refuse("unknown_target", rule, "person", f"There is no player {name!r} in this game.")
    return person


def _and_seat(person: Person) -> Audiences:
    return (FACILITATOR,) if person.seat is None else (FACILITATOR, seat_audience(person.seat))
