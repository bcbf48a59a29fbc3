"""Who knows what opens a seat's mailbox at the broker, and which seats are owed another password.

A password at the broker outlives our connections to it and this process. So both are noted in the store, a note a game,
and after a restart whoever should have been cut off meanwhile is: that the broker was away, or that the server died in
between, lets nobody listen on.
"""

import asyncio
import contextlib
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from detente_rules.ids import PersonId, SeatId
from detente_server.journal import JournalFault

Keep = Callable[[str, str], Awaitable[None]]
"""Makes a note of the store durable: key, value. Raises: JournalFault."""


def mailboxes_key(game: str) -> str:
    """Where the store notes a game's page."""
    return f"mailboxes {game}"


@dataclass
class Page:
    """Of one game. been: seat → who was welcomed at its mailbox. owed: seats whose password must be made anew."""

    been: dict[SeatId, set[PersonId]] = field(default_factory=dict)
    owed: set[SeatId] = field(default_factory=set)

    def text(self) -> str:
        """As it is noted."""
        been = {seat: sorted(people) for seat, people in sorted(self.been.items())}
        return json.dumps({"been": been, "owed": sorted(self.owed)})

    @classmethod
    def read(cls, text: str) -> "Page":
        """What was noted."""
        data = json.loads(text)
        return cls({seat: set(people) for seat, people in data["been"].items()}, set(data["owed"]))


class Ledger:
    """The pages of this server's games. keep: see ``Keep``; None where nothing needs to outlive the process."""

    def __init__(self, keep: Keep | None = None) -> None:
        self._keep = keep
        self._pages: dict[str, Page] = {}
        self._writing: dict[str, asyncio.Task[None]] = {}

    def take_up(self, game: str, noted: str, here: Callable[[SeatId, PersonId], bool]) -> None:
        """After a restart. here: does this person still sit there, with a credential that holds?"""
        page = self._pages[game] = Page.read(noted)
        for seat, people in tuple(page.been.items()):
            if not all(here(seat, person) for person in people):
                del page.been[seat]
                page.owed.add(seat)

    def welcomed(self, game: str, seat: SeatId, person: PersonId) -> None:
        """Somebody was welcomed at a seat's mailbox, and so knows its password."""
        been = self._page(game).been.setdefault(seat, set())
        if person not in been:
            been.add(person)
            self._write(game)

    def knows(self, game: str, seat: SeatId, person: PersonId) -> bool:
        """Does this person know the seat's present password, as far as we have seen?"""
        return person in self._page(game).been.get(seat, ())

    async def owe(self, game: str, seat: SeatId) -> None:
        """The seat's password must be made anew; on return that will happen whatever becomes of this process."""
        page = self._page(game)
        page.been.pop(seat, None)
        page.owed.add(seat)
        await self._written(game)

    async def paid(self, game: str, seat: SeatId) -> None:
        """It was."""
        self._page(game).owed.discard(seat)
        await self._written(game)

    def owed(self) -> tuple[tuple[str, SeatId], ...]:
        """What is still to be made anew, by game and seat."""
        return tuple((game, seat) for game, page in self._pages.items() for seat in sorted(page.owed))

    def close(self, game: str) -> None:
        """The game is over: its users go."""
        self._pages.pop(game, None)

    async def saved(self) -> None:
        """Until everything is noted."""
        while self._writing:
            await asyncio.wait(tuple(self._writing.values()))

    def _page(self, game: str) -> Page:
        return self._pages.setdefault(game, Page())

    async def _written(self, game: str) -> None:
        self._write(game)
        task = self._writing.get(game)
        if task is not None:
            await asyncio.wait({task})

    def _write(self, game: str) -> None:
        if self._keep is not None and game not in self._writing:
            self._writing[game] = asyncio.get_running_loop().create_task(self._note(game, self._keep))

    async def _note(self, game: str, keep: Keep) -> None:
        """Until what is noted is what is known: it may change while the disk writes."""
        noted = None
        try:
            while game in self._pages and noted != (text := self._pages[game].text()):
                with contextlib.suppress(JournalFault):  # a full disk: the next change tries again
                    await keep(mailboxes_key(game), text)
                noted = text
        finally:
            del self._writing[game]
