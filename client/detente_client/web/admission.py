"""How often a browser may guess, and tickets that open one tab once. Kept in memory, never on disk.

A ticket stands in the address of a WebSocket, where a token must not (addresses end up in logs): it works once, and for
seconds. The six digits for another device are in ``pins``.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

__all__ = ["GUESSES", "Guesses", "Tickets", "TooMany"]

GUESSES: Final = 8
"""Wrong codes or PINs a minute from one address, and wrong PINs for one name in ten minutes."""

ALL_GUESSES: Final = 24
"""Wrong codes and PINs a minute from all browsers together; below what the game's server allows one address (R11.6)."""

TICKET_SECONDS: Final = 30.0


class TooMany(Exception):
    """Too many wrong guesses. seconds: when to try again."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"Too many wrong tries; try again in {seconds:.0f} s.")
        self.seconds = seconds


class Guesses:
    """Counts wrong tries per key (an address, a name) in a window. most: allowed in ``window`` seconds."""

    def __init__(self, most: int, window: float, remembered: int = 10_000) -> None:
        self._most = most
        self._window = window
        self._remembered = remembered
        self._wrong: dict[str, deque[float]] = {}

    def check(self, key: str, now: float) -> None:
        """Raises: TooMany."""
        times = self._wrong.get(key)
        if times is None:
            return
        while times and times[0] <= now - self._window:
            times.popleft()
        if not times:
            del self._wrong[key]
        elif len(times) >= self._most:
            raise TooMany(times[0] + self._window - now)

    def wrong(self, key: str, now: float) -> None:
        """One more wrong try."""
        if key not in self._wrong and len(self._wrong) >= self._remembered:
            self._wrong.pop(next(iter(self._wrong)))
        self._wrong.setdefault(key, deque(maxlen=self._most)).append(now)

    def right(self, key: str) -> None:
        """The last try was not wrong after all."""
        times = self._wrong.get(key)
        if times:
            times.pop()


@dataclass(slots=True)
class Tickets:
    """One tab each. new: makes an unguessable text (a port, for tests)."""

    new: Callable[[], str]
    _waiting: dict[str, tuple[str, float]] = field(default_factory=dict)

    def issue(self, token: str, now: float) -> str:
        """A ticket for one tab of the person with this token."""
        self._waiting = {ticket: kept for ticket, kept in self._waiting.items() if kept[1] > now}
        ticket = self.new()
        self._waiting[ticket] = (token, now + TICKET_SECONDS)
        return ticket

    def redeem(self, ticket: str, now: float) -> str | None:
        """The token behind it; None where it was used, is too old, or never was."""
        kept = self._waiting.pop(ticket, None)
        return kept[0] if kept is not None and kept[1] > now else None
