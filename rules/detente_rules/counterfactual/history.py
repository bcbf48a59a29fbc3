"""A finished game as its record tells it: the events, the opened dice, and where it stood when each round began (R8.14)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from detente_rules.events import Event
from detente_rules.evolve import evolve
from detente_rules.genesis import first_state
from detente_rules.record import parse_line
from detente_rules.secret import Secret
from detente_rules.state import GameState

__all__ = ["History", "NoHistory", "history", "read_history"]

TELLING: Final = frozenset(
    {"round_reported", "seat_reported", "debrief_opened", "treaty_moved", "message_sent"}
)
"""Kinds that tell what is so already and change nothing that a resolution asks for."""


class NoHistory(ValueError):
    """A record that cannot be replayed with a change: not begun, not opened yet, or without any resolved round."""


@dataclass(frozen=True, eq=False, slots=True)
class History:
    """events: all, in order. starts: round → (place of its first event, state before it).

    end: the state that the last resolved round left. secret: the opened dice.
    """

    events: tuple[Event, ...]
    starts: dict[int, tuple[int, GameState]]
    end: GameState
    secret: Secret

    @property
    def rounds(self) -> int:
        """How many rounds were resolved."""
        return len(self.starts)


def read_history(lines: Iterable[str]) -> History:
    """From the lines of a record. Raises: BrokenLine, NoHistory."""
    return history([parse_line(text, n).event for n, text in enumerate(lines)])


def history(events: Sequence[Event], secret: Secret | None = None) -> History:
    """From events, the header first. secret: where the record does not hold it. Raises: NoHistory."""
    if not events or events[0].kind != "game_created":
        raise NoHistory("a record begins with its header")
    opened = next((event for event in events if event.kind == "debrief_opened"), None)
    if opened is not None:
        secret = Secret(opened.data["seed"], opened.data["salt"])
    if secret is None:
        raise NoHistory("the dice are opened at the debrief: before it nothing can be replayed with a change")
    state = first_state(events[0].data, secret)
    starts: dict[int, tuple[int, GameState]] = {}
    last = state
    for place, event in enumerate(events[1:], start=1):
        if event.round > 0 and event.round not in starts:
            starts[event.round] = (place, state)
        if event.kind not in TELLING:
            state = evolve(state, event)
        if event.kind == "round_resolved":
            last = state
    starts = {number: start for number, start in starts.items() if number <= len(last.resolved)}
    if not starts:
        raise NoHistory("no round of this game was resolved")
    return History(tuple(events), starts, last, secret)
