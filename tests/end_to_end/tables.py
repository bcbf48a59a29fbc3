"""Real servers for tests: inside this process, and as `detente host` in one of its own."""

import asyncio
import json
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

from detente_client.link import Link
from detente_client.model import Snapshot
from detente_server.app import Server, running
from detente_server.settings import LOOPBACK, Settings


@asynccontextmanager
async def table(data: Path, scenario: str = "first-steps", **settings: Any) -> AsyncIterator[Server]:
    """A server in this process, on a port of its own, without a clock."""
    chosen = {"timed": False, "port": 0, "listen": LOOPBACK, **settings}
    async with running(Settings(data=data, scenario=scenario, **chosen)) as server:
        yield server


async def until(link: Link, holds: Callable[[Snapshot], bool], seconds: float = 20.0) -> Snapshot:
    """The first snapshot of which something holds."""
    async with asyncio.timeout(seconds):
        async for snapshot in link.snapshots():
            if holds(snapshot):
                return snapshot
    raise AssertionError(f"it never came; the last is {link.snapshot}")


def in_phase(phase: str, round_: int | None = None) -> Callable[[Snapshot], bool]:
    """Holds of snapshots in that phase (and round)."""

    def holds(snapshot: Snapshot) -> bool:
        view = snapshot.view
        return view is not None and view.phase == phase and round_ in {None, view.round}

    return holds


class Host:
    """`detente host --json` in a process of its own; ``said`` is the line that it printed."""

    def __init__(self, process: "subprocess.Popen[str]", said: dict[str, Any]) -> None:
        self.process = process
        self.said = said

    def kill(self) -> None:
        """Power off."""
        self.process.kill()
        self.process.wait(10)

    def stop(self) -> int:
        """SIGTERM; the exit status."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(20)


@contextmanager
def host(*arguments: str) -> Iterator[Host]:
    """A host for as long as the block lasts."""
    process = subprocess.Popen(
        [sys.executable, "-m", "detente_client", "host", "--json", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        stdin=subprocess.DEVNULL,
        text=True,
        env=os.environ.copy(),
    )
    try:
        assert process.stdout is not None
        assert process.stderr is not None
        line = process.stdout.readline()
        assert line, process.stderr.read()
        yield Host(process, json.loads(line))
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate(timeout=10)
