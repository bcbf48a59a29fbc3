"""Words for tests over real sockets: a client that says JSON and waits for the frame it wants."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from websockets.asyncio.client import ClientConnection, connect

from detente_server.app import Server, running
from detente_server.settings import LOOPBACK, Limits, Settings

PATIENCE = 10.0
"""Seconds that any wait may take; far more than it should."""

FAST = Limits(commands_per_second=1e9, burst=10**9, thaw_seconds=0.05)


class Player:
    """One connection, seen from the far end. ``heard``: every frame so far."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket
        self.heard: list[dict[str, Any]] = []
        self._ids = 0

    async def say(self, frame: object) -> None:
        """Send any JSON value."""
        await self.socket.send(json.dumps(frame))

    async def next(self, kind: str | None = None, **fields: Any) -> dict[str, Any]:
        """The next frame of this type with these fields; those before it are noted and passed over."""
        async with asyncio.timeout(PATIENCE):
            while True:
                frame: dict[str, Any] = json.loads(await self.socket.recv())
                self.heard.append(frame)
                fits = all(frame.get(name) == value for name, value in fields.items())
                if (kind is None or frame["type"] == kind) and fits:
                    return frame

    async def news(self, kind: str, **fields: Any) -> dict[str, Any]:
        """The next news of a kind."""
        while True:
            frame = await self.next("news")
            if frame["news"]["kind"] == kind and all(frame["news"].get(k) == v for k, v in fields.items()):
                return frame

    def told(self, kind: str) -> list[dict[str, Any]]:
        """The news of a kind that has come so far."""
        return [frame for frame in self.heard if frame["type"] == "news" and frame["news"]["kind"] == kind]

    async def hello(self, **fields: Any) -> dict[str, Any]:
        """Say hello and return the answer, welcome or refusal."""
        await self.say({"type": "hello", "protocol": 1, **fields})
        return await self.next()

    async def do(self, kind: str, stamp: tuple[int, str] | None = None, **fields: Any) -> dict[str, Any]:
        """Send a command and return its ack or refusal."""
        self._ids += 1
        name = f"{id(self)}-{self._ids}"
        frame: dict[str, Any] = {"type": "command", "command_id": name, "command": {"kind": kind, **fields}}
        if stamp is not None:
            frame |= {"round": stamp[0], "phase": stamp[1]}
        await self.say(frame)
        while True:
            answer = await self.next()
            if answer["type"] in {"ack", "refused"} and answer["command_id"] == name:
                return answer

    async def closed(self) -> tuple[int, str]:
        """Wait for the end: its code and reason."""
        async with asyncio.timeout(PATIENCE):
            with contextlib.suppress(Exception):
                while True:
                    self.heard.append(json.loads(await self.socket.recv()))
            await self.socket.wait_closed()
        return self.socket.close_code or 0, self.socket.close_reason or ""


@contextlib.asynccontextmanager
async def a_server(folder: Path, scenario: str = "first-steps", **settings: Any) -> AsyncIterator[Server]:
    """A server on a free loopback port."""
    limits = settings.pop("limits", FAST)
    port = settings.pop("port", 0)
    wanted = Settings(data=folder, scenario=scenario, listen=LOOPBACK, port=port, limits=limits, **settings)
    async with running(wanted) as server:
        yield server


@contextlib.asynccontextmanager
async def a_player(server: Server, **hello: Any) -> AsyncIterator[Player]:
    """A connection; with a hello, welcomed."""
    async with connect(server.ws_url, max_size=None, compression=None, proxy=None) as socket:
        player = Player(socket)
        if hello:
            answer = await player.hello(**hello)
            assert answer["type"] == "welcome", answer
        yield player


def token_of(server: Server, seat: str) -> str:
    """The token that was made for a seat."""
    token: str = next(one["token"] for one in server.created["seats"] if one["seat"] == seat)
    return token
