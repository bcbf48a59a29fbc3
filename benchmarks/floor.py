"""The floor to measure against: the least that a durable server on websockets has to do for the same work.

It validates a frame with pydantic, counts, makes an envelope per audience, commits to SQLite (WAL, FULL, groups), and
sends one joined write per socket and commit. No rules, no views, no hash chain, no credentials. Same dialogue.

    python benchmarks/floor.py FOLDER ROOMS
"""

import asyncio
import json
import sqlite3
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Annotated, Literal

import uvloop
from pydantic import ConfigDict, Field, TypeAdapter
from pydantic.dataclasses import dataclass
from websockets.asyncio.server import ServerConnection, serve
from websockets.exceptions import ConnectionClosed
from websockets.frames import Frame, Opcode

SEATS = 6
STRICT = ConfigDict(strict=True, extra="forbid")


@dataclass(frozen=True, config=STRICT)
class Hello:
    """Who I am: ``room/seat``."""

    type: Literal["hello"]
    protocol: int
    token: str


@dataclass(frozen=True, config=STRICT)
class Talk:
    """Something said."""

    kind: Literal["message"]
    text: Annotated[str, Field(max_length=2000)]


@dataclass(frozen=True, config=STRICT)
class Command:
    """An act."""

    type: Literal["command"]
    command_id: Annotated[str, Field(max_length=64)]
    command: Talk


FRAMES: TypeAdapter[Hello | Command] = TypeAdapter(Annotated[Hello | Command, Field(discriminator="type")])


class Floor:
    """Rooms of sockets, and one writer."""

    def __init__(self, folder: Path, rooms: int) -> None:
        self.rooms: list[dict[int, ServerConnection]] = [{} for _ in range(rooms)]
        self.counts = [[0] * SEATS for _ in range(rooms)]
        self.db = sqlite3.connect(folder / "floor.sqlite", isolation_level=None, check_same_thread=False)
        self.db.execute("PRAGMA journal_mode=WAL")
        self.db.execute("PRAGMA synchronous=FULL")
        self.db.execute("CREATE TABLE lines (id INTEGER PRIMARY KEY, room INTEGER, line BLOB)")
        self.executor = ThreadPoolExecutor(1)
        self.waiting: list[tuple[int, int, str, bytes]] = []
        self.writing = False

    def commit(self, group: list[tuple[int, int, str, bytes]]) -> None:
        """In the writer's thread: one transaction."""
        self.db.execute("BEGIN IMMEDIATE")
        self.db.executemany(
            "INSERT INTO lines (room, line) VALUES (?, ?)", ((room, line) for room, _, _, line in group)
        )
        self.db.execute("COMMIT")

    async def write(self) -> None:
        """Group commit, then one joined write per socket."""
        loop = asyncio.get_running_loop()
        while self.waiting:
            group, self.waiting = self.waiting, []
            await loop.run_in_executor(self.executor, self.commit, group)
            out: dict[ServerConnection, list[bytes]] = {}
            for room, seat, command_id, line in group:
                sockets, counts = self.rooms[room], self.counts[room]
                for other, socket in sockets.items():
                    counts[other] += 1
                    envelope = b'{"type":"news","seq":%d,"news":%b}' % (counts[other], line)
                    out.setdefault(socket, []).append(Frame(Opcode.TEXT, envelope).serialize(mask=False))
                ack = json.dumps({"type": "ack", "command_id": command_id, "data": {}}).encode()
                out.setdefault(sockets[seat], []).append(Frame(Opcode.TEXT, ack).serialize(mask=False))
            for socket, frames in out.items():
                socket.transport.write(b"".join(frames))
        self.writing = False

    async def talk(self, socket: ServerConnection) -> None:
        """One connection."""
        room = seat = 0
        try:
            async for data in socket:
                frame = FRAMES.validate_json(data)
                if isinstance(frame, Hello):
                    room, seat = map(int, frame.token.split("/"))
                    self.rooms[room][seat] = socket
                    await socket.send('{"type":"welcome"}')
                    continue
                body = {"kind": "message_sent", "data": {"sender": seat, "text": frame.command.text}}
                self.waiting.append((room, seat, frame.command_id, json.dumps(body).encode()))
                if not self.writing:
                    self.writing = True
                    self.task = asyncio.get_running_loop().create_task(self.write())
        except ConnectionClosed:
            pass


async def main(folder: Path, rooms: int) -> None:
    """Serve until killed."""
    floor = Floor(folder, rooms)
    async with serve(
        floor.talk, "127.0.0.1", 0, compression=None, ping_interval=None, backlog=4096
    ) as server:
        port = next(iter(server.sockets)).getsockname()[1]
        tokens = [[f"{room}/{seat}" for seat in range(SEATS)] for room in range(rooms)]
        print(json.dumps({"port": port, "rooms": tokens, "observer": "0/0"}), flush=True)
        await asyncio.Event().wait()


if __name__ == "__main__":
    uvloop.run(main(Path(sys.argv[1]), int(sys.argv[2])))
