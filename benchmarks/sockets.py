"""Memory per idle socket, and the return of a thousand clients after the server died.

    python benchmarks/sockets.py idle [--sockets 5000] [--json]
    python benchmarks/sockets.py resume [--clients 1000] [--json]

idle: observers of one game, welcomed and silent. resume: six seats a room; SIGKILL, the same command again, and the
time until every client has been welcomed where it was. The clients are bare sockets, so that they cost little.
"""

import argparse
import asyncio
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))

from rooms import resident  # noqa: E402  # beside this file

UPGRADE = (
    b"GET / HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
)


class Socket:
    """A client that says hello and reads frames."""

    def __init__(self, token: str) -> None:
        self.token = token
        self.since: int | None = None

    async def hello(self, port: int) -> dict[str, Any]:
        """Connect, say hello, and return the welcome."""
        self.reader, self.writer = await asyncio.open_connection("127.0.0.1", port, limit=2**22)
        self.writer.write(UPGRADE)
        await self.reader.readuntil(b"\r\n\r\n")
        frame: dict[str, Any] = {"type": "hello", "protocol": 1, "token": self.token}
        if self.since is not None:
            frame["since"] = self.since
        text = json.dumps(frame).encode()
        size = bytes([0x80 | len(text)]) if len(text) < 126 else b"\xfe" + len(text).to_bytes(2, "big")
        self.writer.write(b"\x81" + size + b"\0\0\0\0" + text)
        welcome: dict[str, Any] = json.loads(await self.frame())
        self.since = welcome["seq"]
        return welcome

    async def frame(self) -> bytes:
        """The next frame's payload."""
        head = await self.reader.readexactly(2)
        size = head[1]
        if size > 125:
            size = int.from_bytes(await self.reader.readexactly(2 if size == 126 else 8), "big")
        return await self.reader.readexactly(size)


async def in_turns(work: list[Any], at_once: int = 100) -> None:
    """All of it, so many at a time."""
    for place in range(0, len(work), at_once):
        await asyncio.gather(*work[place : place + at_once])


def serve(folder: str, rooms: int) -> tuple["subprocess.Popen[str]", dict[str, Any]]:
    """The product with so many games."""
    command = [sys.executable, str(HERE / "serve_rooms.py"), folder, str(rooms)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    return process, json.loads(process.stdout.readline())


async def idle(count: int) -> dict[str, float]:
    """KB of resident memory a silent, welcomed socket costs."""
    with tempfile.TemporaryDirectory() as folder:
        process, said = serve(folder, 1)
        try:
            sockets = [Socket(said["observer"]) for _ in range(count + 100)]
            await in_turns([one.hello(said["port"]) for one in sockets[:100]])
            before = resident(process.pid)
            await in_turns([one.hello(said["port"]) for one in sockets[100:]])
            await asyncio.sleep(1.0)
            return {"sockets": count, "kb_per_socket": (resident(process.pid) - before) / count / 1000}
        finally:
            process.kill()
            process.communicate()


async def resume(count: int) -> dict[str, float]:
    """Seconds from the kill, and from the moment it listens again, until everybody is back."""
    rooms = (count + 5) // 6
    with tempfile.TemporaryDirectory() as folder:
        process, said = serve(folder, rooms)
        tokens = [token for room in said["rooms"] for token in room][:count]
        sockets = [Socket(token) for token in tokens]
        await in_turns([one.hello(said["port"]) for one in sockets])
        killed = time.perf_counter()
        process.kill()
        process.communicate()
        process, again = serve(folder, 0)
        try:
            listening = time.perf_counter()
            welcomes = await asyncio.gather(*(one.hello(said["port"]) for one in sockets))
            back = time.perf_counter()
            resumed = sum(welcome["resumed"] for welcome in welcomes)
            assert again["port"] == said["port"]
        finally:
            process.kill()
            process.communicate()
    return {
        "clients": count,
        "games": rooms,
        "resumed_without_a_gap": resumed,
        "restart_s": listening - killed,
        "all_back_s": back - listening,
    }


def main() -> int:
    """Print a line, or JSON."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("what", choices=("idle", "resume"))
    parser.add_argument("--sockets", type=int, default=5000)
    parser.add_argument("--clients", type=int, default=1000)
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    work = idle(arguments.sockets) if arguments.what == "idle" else resume(arguments.clients)
    found = asyncio.run(work)
    if arguments.json:
        print(json.dumps(found))
    else:
        print("  ".join(f"{name} {value:g}" for name, value in found.items()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
