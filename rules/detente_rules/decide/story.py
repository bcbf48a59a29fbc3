"""A helper for acts that make several events, each decided on the state the one before left behind."""

from typing import Any

from detente_rules.events import Event, Kind
from detente_rules.evolve import evolve
from detente_rules.ids import Audiences
from detente_rules.state import GameState


class Story:
    """Events told so far and the state they lead to. Lives for one call of ``decide`` and is never shared."""

    def __init__(self, state: GameState, at: float) -> None:
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

    def told(self) -> tuple[Event, ...]:
        """All of them, in order."""
        return tuple(self.events)
