"""Words for tests over MQTT: a server with a broker of its own, and a program that says JSON into a seat's mailbox."""

import asyncio
import contextlib
import json
import secrets
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from detente_client.channel import Channel, ChannelClosed
from detente_client.channel_mqtt import mqtt
from detente_server.app import Server
from tests.server.sockets import PATIENCE, a_server


class Program:
    """One session of a mailbox, seen from the far end. ``heard``: every frame so far."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel
        self.heard: list[dict[str, Any]] = []

    async def say(self, frame: object) -> None:
        """Send any JSON value."""
        await self._channel.send(json.dumps(frame))

    async def next(self, kind: str | None = None, **fields: Any) -> dict[str, Any]:
        """The next frame of this type with these fields; those before it are noted and passed over."""
        async with asyncio.timeout(PATIENCE):
            while True:
                frame: dict[str, Any] = json.loads(await self._channel.receive())
                self.heard.append(frame)
                fits = all(frame.get(name) == value for name, value in fields.items())
                if (kind is None or frame["type"] == kind) and fits:
                    return frame

    async def hello(self, **fields: Any) -> dict[str, Any]:
        """Say hello and return the answer, welcome or refusal."""
        await self.say({"type": "hello", "protocol": 1, **fields})
        return await self.next()

    async def do(self, kind: str, *, command_id: str | None = None, **fields: Any) -> dict[str, Any]:
        """Send a command and return its ack or refusal."""
        name = command_id or secrets.token_hex(8)
        await self.say({"type": "command", "command_id": name, "command": {"kind": kind, **fields}})
        while True:
            answer = await self.next()
            if answer.get("command_id") == name:
                return answer

    async def closed(self) -> tuple[int, str]:
        """Wait for the end: its code and reason."""
        async with asyncio.timeout(PATIENCE):
            try:
                while True:
                    self.heard.append(json.loads(await self._channel.receive()))
            except ChannelClosed as end:
                return end.code, end.reason


@contextlib.asynccontextmanager
async def a_bus_server(folder: Path, scenario: str = "first-steps", **settings: Any) -> AsyncIterator[Server]:
    """A server with a broker of its own on a free loopback port."""
    async with a_server(folder, scenario, broker=0, **settings) as server:
        yield server


@contextlib.asynccontextmanager
async def a_mailbox(server: Server, seat: str, **hello: Any) -> AsyncIterator[Program]:
    """A session at a seat's mailbox; with a hello, welcomed."""
    async with mqtt(f"{server.created['mqtt']}/{seat}", {}) as channel:
        program = Program(channel)
        if hello:
            answer = await program.hello(**hello)
            assert answer["type"] == "welcome", answer
        yield program
