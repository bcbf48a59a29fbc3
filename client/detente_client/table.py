"""The port between a screen and the game: what a screen (or a bot) needs, whatever brings it there.

``link.Link`` is the real one, over a WebSocket; tests sit at a table made by hand.
"""

from collections.abc import AsyncIterator
from typing import Any, Protocol, runtime_checkable

from detente_client.model import Snapshot
from detente_rules.commands import PlayerCommand
from detente_rules.wire.messages import Act

__all__ = ["CannotJoin", "Desk", "Snapshot", "Table"]


class CannotJoin(Exception):
    """The door stays shut: a wrong code, a full seat, nobody at the address. Its text is for people."""


@runtime_checkable
class Table(Protocol):
    """A place at one game. All methods belong to one event loop."""

    def snapshots(self) -> AsyncIterator[Snapshot]:
        """The latest snapshot at once, then the newest after every change; slow readers skip those in between.

        Ends when the connection is closed for good (the last snapshot says why in ``detail``). May be called
        several times; every caller gets its own iterator.
        """
        ...

    async def join(self, where: str, name: str, seat: str | None = None) -> None:
        """Come in by a code (``ABCD-EFGH``, or ``ABCD-EFGH@host:port``) under a name; returns when the table is live.

        Only where no credential was given beforehand: then ``snapshots`` begins with connection "closed", no view,
        and the detail "", which is a screen's sign to ask for the code.

        Raises: CannotJoin, in words; one may try again.
        """
        ...

    async def send(self, command: PlayerCommand, *, stamped: bool = True) -> dict[str, Any]:
        """Send a command and wait for the server's word; lives through lost connections and never acts twice.

        stamped: meant for the round and phase of the snapshot of this moment. Returns the acknowledgement's data; by
        then the snapshots show what came of it.
        Raises: detente_rules.rejections.Refused, or CannotJoin where the connection is closed for good.
        """
        ...

    async def close(self) -> None:
        """Leave; the seat waits for one's return."""
        ...


@runtime_checkable
class Desk(Table, Protocol):
    """A facilitator's place: besides commands in the game, acts about its door."""

    async def manage(self, act: Act) -> dict[str, Any]:
        """Another join code, a credential taken back or made anew; waits for the server's word like ``send``.

        Raises: as ``send``.
        """
        ...
