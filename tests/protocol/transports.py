"""Ways to a server, as the contract tests see them: a line that says JSON and hears frames. One entry a transport."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any, Final, Protocol

from detente_server.app import Server
from tests.server.mailboxes import Program, a_bus_server, a_mailbox
from tests.server.sockets import Player, a_player, a_server


class Line(Protocol):
    """One person's connection."""

    async def say(self, frame: object) -> None:
        """Send any JSON value as one frame."""
        ...

    async def next(self) -> dict[str, Any]:
        """The next frame that comes. Raises: TimeoutError after ten seconds."""
        ...

    async def closed(self) -> int:
        """Wait for the server to end it; the code. Frames that come before are passed over."""
        ...


class Transport(Protocol):
    """A server that is reached in one way. anybody: may whoever has no seat come this way?"""

    anybody: bool

    def server(self, folder: Path, scenario: str) -> AbstractAsyncContextManager[Server]:
        """A running server whose limits are out of the way."""
        ...

    def line(self, server: Server, seat: str | None = None) -> AbstractAsyncContextManager[Line]:
        """A connection on which nothing was said yet. seat: whose credential will be used, where the way needs to know."""
        ...


class _Socket:
    """A WebSocket as a line."""

    def __init__(self, player: Player) -> None:
        self._player = player

    async def say(self, frame: object) -> None:
        await self._player.say(frame)

    async def next(self) -> dict[str, Any]:
        return await self._player.next()

    async def closed(self) -> int:
        return (await self._player.closed())[0]


class OverWebSocket:
    """`detente host` as it is."""

    anybody = True

    @asynccontextmanager
    async def server(self, folder: Path, scenario: str) -> AsyncIterator[Server]:
        async with a_server(folder, scenario, timed=False) as server:
            yield server

    @asynccontextmanager
    async def line(self, server: Server, seat: str | None = None) -> AsyncIterator[Line]:
        async with a_player(server) as player:
            yield _Socket(player)


class _Mailbox:
    """A session of a seat's mailbox as a line."""

    def __init__(self, program: Program) -> None:
        self._program = program

    async def say(self, frame: object) -> None:
        await self._program.say(frame)

    async def next(self) -> dict[str, Any]:
        return await self._program.next()

    async def closed(self) -> int:
        return (await self._program.closed())[0]


class OverMqtt:
    """`detente host --broker --insecure`. Mailboxes are for seats; a facilitator comes over a WebSocket."""

    anybody = False

    @asynccontextmanager
    async def server(self, folder: Path, scenario: str) -> AsyncIterator[Server]:
        async with a_bus_server(folder, scenario, timed=False) as server:
            yield server

    @asynccontextmanager
    async def line(self, server: Server, seat: str | None = None) -> AsyncIterator[Line]:
        if seat in {None, "facilitator"}:
            async with a_player(server) as player:
                yield _Socket(player)
            return
        async with a_mailbox(server, seat or "") as program:
            yield _Mailbox(program)


TRANSPORTS: Final[dict[str, Transport]] = {"websocket": OverWebSocket(), "mqtt": OverMqtt()}
"""Every way there is; each must pass every test of ``test_contract``."""
