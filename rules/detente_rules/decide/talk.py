"""Talk (R3): public, or to any set of seats. Words bind nobody."""

from detente_rules.commands import Actor, Announce, Message
from detente_rules.events import Event
from detente_rules.ids import PUBLIC, Audiences, seat_audience
from detente_rules.rejections import refuse
from detente_rules.state import GameState


def message(state: GameState, actor: Actor, command: Message, at: float) -> tuple[Event, ...]:
    """R3.1: to everybody, or to seats named; the sender's own seat always hears it."""
    _known(state, command.to)
    if command.to and actor.seat is None:
        raise refuse("not_allowed", "R3.2", "to", "Only a seat may talk in private.")
    audience: Audiences = PUBLIC
    if command.to and actor.seat is not None:
        audience = tuple(sorted({seat_audience(actor.seat), *map(seat_audience, command.to)}))
    person = state.people.get(actor.person)
    if person is not None and person.id in state.session.muted:
        raise refuse("not_allowed", "R12.6", "kind", "The facilitator has muted you for now.")
    data = {
        "sender": actor.seat,
        "name": person.name if person is not None else (actor.seat or actor.person),
        # Two people of one name may share a seat. Ids of people are as public as names: everybody heard who came in.
        **({"person": person.id} if person is not None else {}),
        "to": sorted(set(command.to)),
        "text": command.text,
    }
    return (Event("message_sent", audience, data, at, state.round, state.phase),)


def announce(state: GameState, actor: Actor, command: Announce, at: float) -> tuple[Event, ...]:
    """R3.4: the facilitator's words, to everybody or whispered to seats."""
    del actor
    _known(state, command.to)
    audience: Audiences = PUBLIC
    if command.to:
        audience = ("facilitator", *sorted(seat_audience(seat) for seat in set(command.to)))
    data = {"text": command.text, "to": sorted(set(command.to))}
    return (Event("announced", audience, data, at, state.round, state.phase),)


def _known(state: GameState, seats: tuple[str, ...]) -> None:
    for place, seat in enumerate(seats):
        if seat not in state.seats:
            raise refuse("unknown_target", "R3.1", f"to.{place}", f"There is no seat {seat!r} in this game.")
