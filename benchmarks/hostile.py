"""Games beside unwelcome visitors: how long an action takes while somebody does their worst.

    python benchmarks/hostile.py [--rooms 10] [--rate 100] [--seconds 8] [--sockets 10000] [--only NAME …] [--json]

Players in every seat of R rooms send messages at a steady rate over their own sockets; meanwhile another process attacks the
same server. Reported: milliseconds from a message to its acknowledgement (p50, p99), what the server's memory grew by, and how
many sockets the attacker had open. One attack after the other, first none at all. The promise is p99 < 100 ms throughout.

half-open    sockets that connect and never say a word
slow-loris   sockets whose HTTP request grows by one byte a second, for ever
giant        frames that announce a gigabyte and begin to send it, again and again
bomb         compressed frames (RSV1) that unpack to 100 MB, and messages in endless fragments
rubbish      mutated frames as fast as they are answered, from strangers
"""

import argparse
import asyncio
import contextlib
import json
import os
import random
import resource
import statistics
import subprocess
import sys
import time
import zlib
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))

from rooms import Served, resident  # noqa: E402  # beside this file
from sockets import UPGRADE, Socket, in_turns  # noqa: E402

GIGABYTE = 1 << 30


@dataclass(frozen=True)
class Beside:
    """One attack. sockets: the attacker's, open at once. p50, p99, worst: ms. grown: MB of the server's memory."""

    attack: str
    sockets: int
    actions: int
    p50: float
    p99: float
    worst: float
    grown: float


# --------------------------------------------------------------------------------------------------------- the games


class Player(Socket):
    """Says something at its own pace and notes how long the answer took."""

    def __init__(self, token: str) -> None:
        super().__init__(token)
        self.waits: list[float] = []
        self._sent = 0

    async def play(self, pause: float, until: float, dice: random.Random) -> None:
        """Messages until then, each after the answer to the one before."""
        await asyncio.sleep(dice.random() * pause)
        while time.perf_counter() < until:
            began = time.perf_counter()
            self._sent += 1
            name = f"m{id(self)}-{self._sent}"
            words = {"kind": "message", "text": "still here", "to": []}
            self.writer.write(text_frame({"type": "command", "command_id": name, "command": words}))
            while True:
                frame = json.loads(await self.frame())
                if frame["type"] in {"ack", "refused"} and frame["command_id"] == name:
                    break
            assert frame["type"] == "ack", frame
            took = time.perf_counter() - began
            self.waits.append(took)
            await asyncio.sleep(max(0.0, pause * 2 * dice.random() - took))


def text_frame(value: object) -> bytes:
    """A masked text frame."""
    return frame(json.dumps(value).encode())


def frame(payload: bytes, first: int = 0x81, announced: int | None = None) -> bytes:
    """A masked frame; announced: the length that its head claims."""
    size = len(payload) if announced is None else announced
    if size < 126:
        head = bytes([first, 0x80 | size])
    elif size < 1 << 16:
        head = bytes([first, 0xFE]) + size.to_bytes(2, "big")
    else:
        head = bytes([first, 0xFF]) + size.to_bytes(8, "big")
    return head + b"\0\0\0\0" + payload


async def measure(attack: str, options: argparse.Namespace) -> Beside:
    """A fresh server, its games, and one attack beside them."""
    with Served("detente", options.rooms) as served:
        port = served.said["port"]
        players = [Player(token) for room in served.said["rooms"] for token in room]
        await in_turns([one.hello(port) for one in players])
        before = resident(served.process.pid)
        command = [sys.executable, str(HERE / "hostile.py"), "--attack", attack, "--port", str(port)]
        command += ["--token", served.said["observer"], "--sockets", str(options.sockets)]
        attacker = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)  # noqa: ASYNC220
        try:
            assert attacker.stdout is not None
            count = int(await asyncio.to_thread(attacker.stdout.readline))
            pause = len(players) / options.rate
            until = time.perf_counter() + options.seconds
            dice = random.Random(1)
            await asyncio.gather(*(one.play(pause, until, dice) for one in players))
            grown = resident(served.process.pid) - before
        finally:
            attacker.kill()
            attacker.communicate()
    waits = sorted(1000 * wait for one in players for wait in one.waits)
    at = waits[min(len(waits) - 1, int(0.99 * len(waits)))]
    return Beside(attack, count, len(waits), statistics.median(waits), at, waits[-1], grown / 1e6)


# ------------------------------------------------------------------------------------------------------- the attacks


async def attack(name: str, port: int, token: str, sockets: int) -> None:
    """Be a nuisance until killed; prints how many sockets are open when it has begun."""
    work = {
        "half-open": half_open,
        "slow-loris": slow_loris,
        "giant": giant,
        "bomb": bomb,
        "rubbish": rubbish,
    }
    if name == "none":
        begun(0)
        await asyncio.Event().wait()
    await work[name](port, token, sockets)


def begun(count: int) -> None:
    """Tell the parent."""
    print(count, flush=True)


async def opened(port: int, count: int) -> list[asyncio.StreamWriter]:
    """So many sockets, a few hundred at a time."""
    writers: list[asyncio.StreamWriter] = []
    while len(writers) < count:
        some = min(250, count - len(writers))
        pairs = await asyncio.gather(*(asyncio.open_connection("127.0.0.1", port) for _ in range(some)))
        writers += [writer for _, writer in pairs]
    return writers


async def half_open(port: int, token: str, sockets: int) -> None:
    """Connect, and say nothing."""
    del token
    writers = await opened(port, sockets)
    begun(len(writers))
    await asyncio.Event().wait()


async def slow_loris(port: int, token: str, sockets: int) -> None:
    """A byte of the request a second."""
    del token
    writers = await opened(port, sockets // 2)
    for writer in writers:
        writer.write(b"GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ")
    begun(len(writers))
    while True:
        for place in range(0, len(writers), 250):
            for writer in writers[place : place + 250]:
                writer.write(b"a")
            await asyncio.sleep(250 / len(writers))


async def upgraded(port: int, token: str) -> asyncio.StreamWriter:
    """A WebSocket of an observer who has been welcomed."""
    line = Socket(token)
    await line.hello(port)
    return line.writer


async def again_and_again(port: int, token: str, lines: int, pieces: Any) -> None:
    """On some lines at once: send all of it, or until the server has had enough; then come back."""

    async def one() -> None:
        while True:
            with contextlib.suppress(OSError, asyncio.IncompleteReadError, KeyError):
                writer = await upgraded(port, token)
                for piece in pieces():
                    writer.write(piece)
                    await writer.drain()
                    if writer.transport.is_closing():
                        break
                writer.close()
            await asyncio.sleep(0.05)

    some = [asyncio.create_task(one()) for _ in range(lines)]
    begun(lines)
    await asyncio.gather(*some)


async def giant(port: int, token: str, sockets: int) -> None:
    """A gigabyte in one frame."""
    del sockets

    def pieces() -> Any:
        yield frame(b"x" * 60_000, announced=GIGABYTE)
        for _ in range(GIGABYTE // 60_000):
            yield b"x" * 60_000

    await again_and_again(port, token, 8, pieces)


async def bomb(port: int, token: str, sockets: int) -> None:
    """Small on the wire and large unpacked; or a message that never ends."""
    del sockets
    packed = zlib.compress(b"\0" * 100_000_000)
    turn = iter(range(1 << 40))

    def pieces() -> Any:
        if next(turn) % 2:
            yield frame(packed[:60_000], first=0xC1)
            return
        yield frame(b"[" * 1000, first=0x01)
        for _ in range(1 << 20):
            yield frame(b"[" * 1000, first=0x00)

    await again_and_again(port, token, 8, pieces)


async def rubbish(port: int, token: str, sockets: int) -> None:
    """Frames that are almost right."""
    del token, sockets
    sys.path.insert(0, str(HERE.parent))
    from tests.server.test_fuzz import mutated  # noqa: PLC0415  # needs a checkout with its tests

    dice = random.Random(1)
    pool = [mutated(dice) for _ in range(2_000)]

    async def one() -> None:
        while True:
            with contextlib.suppress(OSError, asyncio.IncompleteReadError):
                reader, writer = await asyncio.open_connection("127.0.0.1", port)
                writer.write(UPGRADE)
                while True:
                    writer.write(frame(dice.choice(pool)))
                    if not await reader.read(65536):
                        break

    some = [asyncio.create_task(one()) for _ in range(8)]
    begun(8)
    await asyncio.gather(*some)


ATTACKS = ("none", "half-open", "slow-loris", "giant", "bomb", "rubbish")


def main() -> int:
    """Print a line an attack, or one JSON line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rooms", type=int, default=10)
    parser.add_argument("--rate", type=float, default=100.0, help="messages a second in all (100)")
    parser.add_argument("--seconds", type=float, default=8.0)
    parser.add_argument(
        "--sockets", type=int, default=10_000, help="half-open ones; half as many are slow (10000)"
    )
    parser.add_argument("--only", nargs="+", choices=ATTACKS, default=ATTACKS)
    parser.add_argument("--json", action="store_true")
    for private in ("--attack", "--token"):
        parser.add_argument(private, help=argparse.SUPPRESS)
    parser.add_argument("--port", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    if options.attack:
        asyncio.run(attack(options.attack, options.port, options.token, options.sockets))
        return 0
    if most < options.sockets + 200:
        options.sockets = most - 200
        print(f"ulimit -n allows {options.sockets} sockets, not more", file=sys.stderr)
    found = []
    for name in options.only:
        one = asyncio.run(measure(name, options))
        found.append(asdict(one))
        if not options.json:
            print(
                f"{one.attack:<11} {one.sockets:>6} sockets  {one.actions:>5} actions  p50 {one.p50:6.1f} ms  "
                f"p99 {one.p99:6.1f} ms  worst {one.worst:6.1f} ms  server {one.grown:+7.1f} MB",
                flush=True,
            )
    if options.json:
        print(json.dumps({"cores": os.cpu_count(), "attacks": found}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
