"""A bad network between players and server: lines are cut at both ends or one, in mid-frame, or first go deaf."""

import asyncio
import random
from collections.abc import Callable
from typing import Final, Literal

Cut = Literal["both", "player", "torn", "deaf"]

DEAF: Final = 0.3
"""Seconds for which a line carries nothing before it breaks."""


class Proxy:
    """Listens on loopback and hands everything on to a server that may not be there. port: of the server; set it."""

    def __init__(self, dice: random.Random) -> None:
        self.port = 0
        self.cuts = 0
        self._dice = dice
        self._lines: dict[Line, None] = {}
        self._server: asyncio.Server | None = None

    async def listen(self) -> str:
        """Begin; returns the URL for players."""
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(lambda: Line(self), "127.0.0.1", 0)
        return f"ws://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    def close(self) -> None:
        """No more lines; those that are there end."""
        if self._server is not None:
            self._server.close()
        for line in tuple(self._lines):
            line.end()

    def trouble(self, share: float) -> None:
        """Cut about this share of all lines, each in its own way."""
        for line in tuple(self._lines):
            if self._dice.random() < share:
                self.cuts += 1
                ways: tuple[Cut, ...] = ("both", "player", "torn", "deaf")
                line.cut(self._dice.choice(ways))

    def add(self, line: "Line") -> None:
        """A player is connected."""
        self._lines[line] = None

    def drop(self, line: "Line") -> None:
        """It is no longer."""
        self._lines.pop(line, None)


class Line(asyncio.Protocol):
    """One player's line: this is the player's side, ``_Far`` the server's."""

    def __init__(self, proxy: Proxy) -> None:
        self._proxy = proxy
        self._near: asyncio.Transport | None = None
        self._far: asyncio.Transport | None = None
        self._early: list[bytes] = []
        self._deaf = self._torn = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._near = transport
        self._proxy.add(self)
        self._dialling = asyncio.get_running_loop().create_task(self._dial())

    async def _dial(self) -> None:
        loop = asyncio.get_running_loop()
        try:
            far, _ = await loop.create_connection(
                lambda: _Far(self.answered, self.end), "127.0.0.1", self._proxy.port
            )
        except OSError:  # it is dead just now
            self.end()
            return
        if self._near is None or self._near.is_closing():
            far.abort()
            return
        self._far = far
        for data in self._early:
            far.write(data)

    def data_received(self, data: bytes) -> None:
        if self._far is None:
            self._early.append(data)
        elif not self._deaf:
            self._far.write(data)

    def answered(self, data: bytes) -> None:
        """From the server."""
        if self._near is None or self._deaf:
            return
        if self._torn:
            self._near.write(data[: len(data) // 2])
            self._near.close()
            self._deaf = True
        else:
            self._near.write(data)

    def connection_lost(self, exc: Exception | None) -> None:
        del exc
        self._proxy.drop(self)
        if not self._deaf and self._far is not None:
            self._far.abort()

    def cut(self, way: Cut) -> None:
        """both: a reset at either end. player: the server does not notice. torn: in the middle of the next frame,
        likewise. deaf: nothing gets through either way, and after a while the line breaks.
        """
        if way == "both":
            self.end()
        elif way == "player" and self._near is not None:
            self._deaf = True
            self._near.abort()
        elif way == "torn":
            self._torn = True
        else:
            self._deaf = True
            asyncio.get_running_loop().call_later(DEAF, self.end)

    def end(self) -> None:
        """Both ends are gone."""
        for transport in (self._near, self._far):
            if transport is not None:
                transport.abort()


class _Far(asyncio.Protocol):
    def __init__(self, answered: Callable[[bytes], None], lost: Callable[[], None]) -> None:
        self._answered = answered
        self._lost = lost

    def data_received(self, data: bytes) -> None:
        self._answered(data)

    def connection_lost(self, exc: Exception | None) -> None:
        del exc
        self._lost()
