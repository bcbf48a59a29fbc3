"""What lets a browser back in: six-digit PINs, and tickets that open one tab once. Kept in memory, never on disk.

A PIN is for another device of the same person; it is tied to the name, and guesses are counted, because there are
only a million of them. A ticket stands in the address of a WebSocket, where a token must not (addresses end up in
logs): it works once, and for seconds.
"""

from __future__ import annotations

import hmac
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

__all__ = ["GUESSES", "Guesses", "Pins", "Tickets", "TooMany"]

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


@dataclass(slots=True)
class Pins:
    """Who may come back on another device. digits: makes a fresh PIN of six digits (a port, for tests)."""

    digits: Callable[[], str]
    _tokens: dict[str, tuple[str, str]] = field(default_factory=dict)
    _guesses: Guesses = field(default_factory=lambda: Guesses(GUESSES, 600.0))

    def issue(self, name: str, token: str) -> str:
        """A PIN for the person of this name; the name's former one opens nothing any more."""
        pin = self.digits()
        self._tokens[_folded(name)] = (pin, token)
        return pin

    def token(self, name: str, pin: str, now: float) -> str | None:
        """The token of whoever knows the name's PIN, else None. Raises: TooMany."""
        key = _folded(name)
        self._guesses.check(key, now)
        known = self._tokens.get(key)
        if known is None or not hmac.compare_digest(known[0].encode(), pin.strip().encode()):
            self._guesses.wrong(key, now)
            return None
        return known[1]


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


def _folded(name: str) -> str:
    return " ".join(name.casefold().split())
