"""People who share a seat (R13): what each is there for, their draft, and who stands behind what."""

from __future__ import annotations

from detente_rules.commands import Actor
from detente_rules.commands.facilitation import Appoint, Draft, Endorse
from detente_rules.decide.facilitation import player
from detente_rules.decide.seals import check_decision
from detente_rules.decide.story import Story
from detente_rules.decisions import decision_data
from detente_rules.delegation import behind_draft, behind_signature, head_of
from detente_rules.events import Event
from detente_rules.ids import FACILITATOR, Duty, seat_audience
from detente_rules.rejections import refuse
from detente_rules.state import GameState
from detente_rules.treaty_status import knows_of

PLAYED = frozenset({"briefing", "negotiation", "decision"})


def appoint(state: GameState, actor: Actor, command: Appoint, at: float) -> tuple[Event, ...]:
    """R13.2: by the head for its own delegation, by the facilitator for any, by the engine where a head stays away."""
    person = player(state, command.person, "R13.2")
    if person.seat is None:
        raise refuse("conflict", "R13.2", "person", f"{person.name} has no seat.")
    if actor.role == "player":
        if actor.seat != person.seat:
            raise refuse("foreign_seat", "R13.2", "person", "Not a member of your delegation.")
        if head_of(state, person.seat) != actor.person:
            raise refuse("not_allowed", "R13.2", "kind", "Only the head of the delegation appoints.")
    elif actor.role == "observer":
        raise refuse("not_allowed", "R1.2", "kind", "Observers watch.")
    story = Story(state, at)
    give(story, person.id, tuple(dict.fromkeys(command.duties)))
    return story.told()


def give(story: Story, person: str, duties: tuple[Duty, ...]) -> None:
    """Tell who does what from now on; the seat and the facilitator hear it."""
    seat = story.state.people[person].seat
    assert seat is not None  # the caller has looked
    data = {"seat": seat, "person": person, "duties": list(duties)}
    story.tell("duties_given", (seat_audience(seat), FACILITATOR), data)


def draft(state: GameState, actor: Actor, command: Draft, at: float) -> tuple[Event, ...]:
    """R13.3: the delegation's draft; whoever writes it stands behind it, and nobody else any more."""
    assert actor.seat is not None  # decide() has checked that a seat acts
    if state.phase not in PLAYED:
        raise refuse("wrong_phase", "R13.3", "kind", "A decision is drafted while a round is played.")
    if command.decision is not None:
        check_decision(state, actor.seat, command.decision)
    data = {
        "seat": actor.seat,
        "person": actor.person,
        "number": state.seats[actor.seat].draft_number + 1,
        "decision": decision_data(command.decision) if command.decision is not None else None,
    }
    return (Event("draft_written", (seat_audience(actor.seat),), data, at, state.round, state.phase),)


def endorse(state: GameState, actor: Actor, command: Endorse, at: float) -> tuple[Event, ...]:
    """R13.4: stand behind the draft as it is now, or behind signing this version; nobody else learns of it."""
    assert actor.seat is not None  # decide() has checked that a seat acts
    held = state.seats[actor.seat]
    if command.about == "seal":
        if held.draft is None or command.number != held.draft_number:
            raise refuse("conflict", "R13.4", "number", "The draft is another one by now.")
        if command.favour == (actor.person in behind_draft(state, actor.seat)):
            raise refuse("conflict", "R13.4", "favour", "You have said so already.")
    else:
        if command.treaty is None or command.version is None:
            raise refuse("bad_value", "R13.4", "treaty", "Name treaty and version.")
        text = state.treaty(command.treaty)
        if text is None or not knows_of(text, actor.seat):
            raise refuse("unknown_target", "R4.1", "treaty", f"There is no treaty {command.treaty!r}.")
        if text.version != command.version:
            raise refuse("conflict", "R4.3", "version", f"It is at version {text.version} now.")
        behind = behind_signature(state, actor.seat, text.id, text.version)
        if command.favour == (actor.person in behind):
            raise refuse("conflict", "R13.4", "favour", "You have said so already.")
    data = {
        "seat": actor.seat,
        "person": actor.person,
        "about": command.about,
        "number": command.number if command.about == "seal" else None,
        "treaty": command.treaty if command.about == "sign" else None,
        "version": command.version if command.about == "sign" else None,
        "favour": command.favour,
    }
    return (Event("endorsed", (seat_audience(actor.seat),), data, at, state.round, state.phase),)
