"""A helper for acts that make several events, each decided on the state the one before left behind."""

from collections.abc import Iterable
from typing import Any

from detente_rules.events import Event, Kind
from detente_rules.evolve import evolve
from detente_rules.ids import Audiences
from detente_rules.state import GameState


class Told(tuple[Event, ...]):  # noqa: SLOT001 -- a tuple of any length cannot have them
    """Events of one act, which know the state that they were decided on and the state that they lead to."""

    before: GameState
    after: GameState


def carried(state: GameState, events: Iterable[Event]) -> GameState:
    """The state after events: the fold of them, which needs no second run where they were told on this very state."""
    if isinstance(events, Told) and events.before is state:
        return events.after
    for event in events:
        state = evolve(state, event)
    return state


class Story:
    """Events told so far and the state they lead to. Lives for one call of ``decide`` and is never shared."""

    def __init__(self, state: GameState, at: float) -> None:
        self._before = state
        self.state = state
        self.at = at
        self.events: list[Event] = []

    def tell(self, kind: Kind, audience: Audiences, data: dict[str, Any]) -> Event:
        """Add one event, stamped with the round and phase as they are now."""
        return self.add(Event(kind, audience, data, self.at, self.state.round, self.state.phase))

    def add(self, event: Event) -> Event:
        """Add an event that is stamped already."""
        self.events.append(event)
        self.state = evolve(self.state, event)
        return event

    def told(self) -> Told:
        """All of them, in order."""
        told = Told(self.events)
        told.before, told.after = self._before, self.state
        return told
