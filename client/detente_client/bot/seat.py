"""A seat for programs that are no ``Bot`` class: a notebook, a script, an agent's loop. It blocks; the line is kept behind it.

    with Seat.join("ABCD-EFGH@192.168.1.5:8765", name="me") as seat:
        for view in seat:
            if view.phase == "decision" and view.sealed is None:
                seat.send(Seal(LabDecision(safety=0.5)))

``detente_client.link.Link`` is the same for programs that have an event loop.
"""

import asyncio
import threading
from collections.abc import Callable, Coroutine, Iterator
from types import TracebackType
from typing import Any, Final, Self, TypeVar

from detente_client.model import MessageLine, Snapshot
from detente_client.table import CannotJoin, Table
from detente_rules.commands import PlayerCommand
from detente_rules.views.types import View

T = TypeVar("T")

PATIENCE: Final = 30.0
"""Seconds until the first view has to be there."""


class Seat:
    """One place at one game, for one thread. It comes back by itself after a lost connection, like everything here.

    opens: makes the table, in the event loop that keeps it. Raises: CannotJoin, in words.
    """

    def __init__(self, opens: Callable[[], Table]) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="seat", daemon=True)
        self._thread.start()
        self._moved = threading.Condition()
        self._snapshot = Snapshot()
        self._version = 0
        self._shown = 0
        self._over = False
        try:
            self._table = self._call(_made(opens))
            self._follower = asyncio.run_coroutine_threadsafe(self._follow(), self._loop)
            self._come_in()
        except BaseException:
            self.close()
            raise

    @classmethod
    def join(cls, where: str, *, name: str, seat: str | None = None, server: str | None = None) -> Self:
        """Come in by a code (``ABCD-EFGH`` or ``ABCD-EFGH@host:port``) as a program. seat: None takes what is free.

        Raises: BadAddress, CannotJoin.
        """
        from detente_client.address import at_seat, parse_place  # noqa: PLC0415 -- as below
        from detente_client.link import Link  # noqa: PLC0415 -- one may import this module without a socket library
        from detente_rules.wire.session import Invitation  # noqa: PLC0415 -- as above

        place = parse_place(where, server)
        who = Invitation(place.code or "", name, seat, bot=True)
        return cls(lambda: Link(at_seat(place.server, seat), who))

    @classmethod
    def back(cls, server: str, token: str) -> Self:
        """Come in with a credential, also a facilitator's or an observer's. server: URL. Raises: CannotJoin."""
        from detente_client.link import Link  # noqa: PLC0415 -- as above

        return cls(lambda: Link(server, token))

    # ------------------------------------------------------------------------------------------------------ looking

    @property
    def view(self) -> View:
        """What this seat sees now."""
        assert self._snapshot.view is not None  # __init__ waited for it
        return self._snapshot.view

    @property
    def messages(self) -> tuple[MessageLine, ...]:
        """All the talk that reached this seat, oldest first."""
        return self._snapshot.messages

    def wait(self, seconds: float | None = None) -> bool:
        """Wait until there is something newer than was seen last; False after so many seconds without. None: for ever."""
        came = self._wait(lambda: self._version != self._shown or self._over, seconds)
        self._shown = self._version
        return came

    def __iter__(self) -> Iterator[View]:
        """The newest view at once and after every change, up to the debrief's."""
        while True:
            self._shown = self._version
            yield self.view
            if self.view.phase == "debrief" or self._over:
                return
            self.wait()

    # ------------------------------------------------------------------------------------------------------- acting

    def send(self, command: PlayerCommand) -> dict[str, Any]:
        """Send a command for the moment in view, and wait for the answer, whatever happens to the line meanwhile.

        Raises: detente_rules.rejections.Refused, CannotJoin where the connection is closed for good.
        """
        return self._call(self._table.send(command))

    def close(self) -> None:
        """Leave; the seat waits for one's return."""
        if self._loop.is_closed():
            return
        if hasattr(self, "_table"):
            self._call(self._table.close())
        if hasattr(self, "_follower"):
            self._follower.cancel()
        self._call(asyncio.sleep(0))
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # ------------------------------------------------------------------------------------------------------- inside

    def _come_in(self) -> None:
        self._wait(lambda: self._snapshot.view is not None or self._over, PATIENCE)
        if self._snapshot.view is None:
            raise CannotJoin(self._snapshot.detail or "The server does not answer.")

    def _call(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result()

    async def _follow(self) -> None:
        try:
            async for snapshot in self._table.snapshots():
                with self._moved:
                    self._snapshot, self._version = snapshot, self._version + 1
                    self._moved.notify_all()
        finally:
            with self._moved:
                self._over = True
                self._moved.notify_all()

    def _wait(self, holds: Callable[[], bool], seconds: float | None) -> bool:
        with self._moved:
            return self._moved.wait_for(holds, seconds)


async def _made(opens: Callable[[], Table]) -> Table:
    return opens()
