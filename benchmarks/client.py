"""What the terminal client costs somebody at the keyboard: a game of a dozen seats and more, others talking all the time.

    python benchmarks/client.py [--keys 300] [--starts 3] [--chatter 5] [--json]

A real server, a real socket, the real program in a pseudo-terminal of 120 × 40; a key is written to it and the clock stops
when what the key must bring on screen has come out of it. ``first screen`` counts from the start of the process, imports
included, to the page of the phase. Figures in milliseconds of wall clock, so say what else the machine was doing.
"""

import argparse
import asyncio
import fcntl
import json
import os
import pty
import select
import statistics
import struct
import subprocess
import sys
import tempfile
import termios
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final, Self

from detente_client.link import Link
from detente_rules.commands import EndPhase, Message, PlayerCommand, Propose, Start

SCENARIO: Final = "montreal"
"""Fourteen seats: the smallest shipped game with at least twelve."""

COLUMNS, ROWS = 120, 40
PATIENCE: Final = 30.0

PAGES: Final = (
    ("k", "reads this"),
    ("p", "Parties: "),
    ("e", "What came to light"),
    ("t", "Treaties and duties"),
)
"""A key, and words that the page it turns to begins with."""

LETTERS: Final = "жшщъыэюя"
"""Letters that nobody else writes here: their echo is the key's own."""


@dataclass(frozen=True)
class Result:
    """Milliseconds, and mebibytes of resident memory. load: of the machine when it began (one minute).

    cpu_per_key: processor time of the whole client over the keys, what others said and forecasts included; it and
    first_screen_cpu say what the figures would be on a machine that has nothing else to do.
    """

    seats: int
    keys: int
    p50: float
    p99: float
    worst: float
    page_p99: float
    letter_p99: float
    cpu_per_key: float
    first_screen: float
    first_screen_cpu: float
    rss: float
    load: float


class Screen:
    """The program in its terminal."""

    def __init__(self, ws: str, token: str, home: str) -> None:
        self.begun = time.perf_counter()
        self.master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
        environment = {**os.environ, "DETENTE_TOKEN": token, "HOME": home, "TERM": "xterm-256color"}
        environment.pop("NO_COLOR", None)
        for name in ("XDG_STATE_HOME", "XDG_DATA_HOME"):
            environment.pop(name, None)
        self.process = subprocess.Popen(
            [sys.executable, "-m", "detente_client", "join", "--server", ws],
            stdin=slave, stdout=slave, stderr=slave, env=environment, start_new_session=True,
        )  # fmt: skip
        os.close(slave)
        self._tail = ""

    def until(self, words: str) -> float:
        """Wait for these words; the moment at which they had come. Raises: TimeoutError."""
        wanted, seen, end = words.encode(), self._tail.encode(), time.perf_counter() + PATIENCE
        while wanted not in seen:
            ready, _, _ = select.select([self.master], [], [], max(0.0, end - time.perf_counter()))
            if not ready:
                raise TimeoutError(f"{words!r} never came on screen; the last was {seen[-300:]!r}")
            seen = seen[-4096:] + os.read(self.master, 65536)
        self._tail = ""
        return time.perf_counter()

    def drain(self, seconds: float) -> None:
        """Read away what comes in this time."""
        end = time.perf_counter() + seconds
        while (left := end - time.perf_counter()) > 0:
            if select.select([self.master], [], [], left)[0]:
                os.read(self.master, 65536)

    def press(self, key: str, words: str) -> float:
        """Milliseconds from the key to these words."""
        begun = time.perf_counter()
        os.write(self.master, key.encode())
        return 1000 * (self.until(words) - begun)

    def resident(self) -> float:
        """MiB."""
        pages = int(Path(f"/proc/{self.process.pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / 2**20

    def cpu(self) -> float:
        """Processor time so far, user and system, milliseconds."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return 1000 * (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def close(self) -> None:
        """End it, as a closed window does: nobody reads what it still writes, so it must not be waited for with the window open."""
        self.process.terminate()
        os.close(self.master)
        try:
            self.process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


class Others:
    """Everybody else: a facilitator and the other seats on sockets of their own, in a thread; they talk without rest."""

    def __init__(self, ws: str, facilitator: str, seats: dict[str, str], per_second: float) -> None:
        self._ws, self._facilitator, self._seats, self._pause = ws, facilitator, seats, 1.0 / per_second
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._links: dict[str, Link] = {}
        self._talking: list[asyncio.Task[None]] = []

    def __enter__(self) -> Self:
        self._thread.start()
        self._run(self._come())
        return self

    def __exit__(self, *_: object) -> None:
        self._run(self._go())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()

    async def _go(self) -> None:
        for task in self._talking:
            task.cancel()
        for link in self._links.values():
            await link.close()

    def _run(self, work: Any) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(PATIENCE)

    async def _come(self) -> None:
        for seat, token in {"": self._facilitator, **self._seats}.items():
            self._links[seat] = Link(self._ws, token)
            async for snapshot in self._links[seat].snapshots():
                if snapshot.connection == "live":
                    break

    def do(self, seat: str, command: PlayerCommand) -> None:
        """One command of one seat ("" the facilitator's)."""
        self._run(self._links[seat].send(command))

    def view(self) -> Any:
        """What the first seat knows."""
        return next(link.snapshot.view for seat, link in self._links.items() if seat)

    def chatter(self) -> None:
        """From now on somebody says something all the time."""
        self._run(self._begin())

    async def _begin(self) -> None:
        self._talking.append(asyncio.create_task(self._talk()))

    async def _talk(self) -> None:
        seats, said = [seat for seat in self._links if seat], 0
        while True:
            seat = seats[said % len(seats)]
            said += 1
            await self._links[seat].send(
                Message(text=f"We have said so {said} times: what is checked is kept.")
            )
            await asyncio.sleep(self._pause)


@contextmanager
def hosted(folder: str) -> Iterator[dict[str, Any]]:
    """A server of its own; what it says of itself."""
    command = [
        sys.executable,
        "-m",
        "detente_client",
        "host",
        SCENARIO,
        "--data",
        folder,
        "--listen",
        "127.0.0.1:0",
        "--json",
    ]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        yield json.loads(process.stdout.readline())
    finally:
        process.terminate()
        process.wait()


def measure(keys: int, starts: int, per_second: float) -> Result:
    """Everything, once."""
    load = os.getloadavg()[0]
    with tempfile.TemporaryDirectory(prefix="detente-bench-") as folder, hosted(f"{folder}/data") as host:
        tokens = {one["seat"]: one["token"] for one in host["seats"]}
        mine = next(iter(tokens))
        own = tokens.pop(mine)
        with Others(host["ws"], host["facilitator"], tokens, per_second) as others:
            others.do("", Start())
            others.do("", EndPhase())
            propose(others, next(iter(tokens)))
            others.chatter()
            first = []
            for _ in range(max(1, starts)):
                screen = Screen(host["ws"], own, folder)
                first.append(1000 * (screen.until("Your brief") - screen.begun))
                started = screen.cpu()
                screen.drain(0.5)
                if len(first) < starts:
                    screen.close()
            before = screen.cpu()
            pages, letters = press_keys(screen, keys)
            spent = screen.cpu() - before
            rss = screen.resident()
            screen.close()
    every = pages + letters
    return Result(
        seats=len(tokens) + 1,
        keys=len(every),
        p50=statistics.median(every),
        p99=percentile(every, 0.99),
        worst=max(every),
        page_p99=percentile(pages, 0.99),
        letter_p99=percentile(letters, 0.99),
        cpu_per_key=spent / len(every),
        first_screen_cpu=started,
        first_screen=statistics.median(first),
        rss=rss,
        load=load,
    )


def propose(others: Others, seat: str) -> None:
    """Something on the table, so that the page of treaties has something to reckon."""
    view = others.view()
    pack = view.packs[0]
    nations = tuple(row.id for row in view.nations)
    others.do(
        seat, Propose(title=str(pack["title"]), parties=nations, clauses=tuple(map(dict, pack["clauses"])))
    )


def press_keys(screen: Screen, keys: int) -> tuple[list[float], list[float]]:
    """Half of the keys turn pages, half are letters typed into a message; people's pauses between them."""
    os.write(screen.master, b"\r")  # the brief
    screen.drain(1.5)
    pages = []
    for number in range(keys // 2):
        pages.append(screen.press(*PAGES[number % len(PAGES)]))
        screen.drain(0.12)
    screen.press("k", "reads this")
    screen.press("\r", "stop writing")
    screen.drain(0.5)
    letters = []
    for number in range(keys // 2):
        letter = LETTERS[number % len(LETTERS)]
        letters.append(screen.press(letter, letter))
        screen.drain(0.08)
        if number % len(LETTERS) == len(LETTERS) - 1:
            # An empty field again, or the same letters would stand there already.
            screen.press("\x15", "write here")
            screen.drain(0.15)
    return pages, letters


def percentile(values: list[float], share: float) -> float:
    """The value below which that share lies."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def main() -> int:
    """The command."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--keys", type=int, default=300, help="key presses that are timed")
    parser.add_argument("--starts", type=int, default=3, help="starts of the program that are timed")
    parser.add_argument("--chatter", type=float, default=5.0, help="messages of others a second")
    parser.add_argument("--json", action="store_true", help="one JSON line on stdout")
    arguments = parser.parse_args()
    result = measure(arguments.keys, arguments.starts, arguments.chatter)
    if arguments.json:
        print(json.dumps(asdict(result)))
        return 0
    print(f"{result.seats} seats, {result.keys} keys; load of the machine {result.load:.1f}")
    print(f"key to repaint  p50 {result.p50:.0f} ms   p99 {result.p99:.0f} ms   worst {result.worst:.0f} ms")
    print(f"                pages p99 {result.page_p99:.0f} ms   letters p99 {result.letter_p99:.0f} ms")
    print(f"                processor {result.cpu_per_key:.0f} ms a key, everything beside it included")
    print(
        f"first screen    {result.first_screen:.0f} ms (processor {result.first_screen_cpu:.0f} ms)   resident {result.rss:.0f} MiB"
    )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
