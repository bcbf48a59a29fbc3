"""The server under torture, seen from outside: killed, stopped, started again, and its disk filled up."""

import asyncio
import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any, Final, Self

from detente_server.selftest.child import Plan

CAN_FILL: Final = sys.platform == "linux"
"""Only Linux lets one process take another's disk away (RLIMIT_FSIZE through prlimit)."""


class Lives:
    """A server that lives many times; a context manager."""

    def __init__(self, plan: Plan) -> None:
        self._folder = Path(plan.folder)
        self._life: int | None = None
        command = [sys.executable, "-m", "detente_server.selftest.child", plan.to_json()]
        self._nursery = subprocess.Popen(  # noqa: S603  # ourselves
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},  # forks and threads do not go together
        )

    async def start(self) -> dict[str, Any]:
        """Begin a life, and wait until it listens: port, games."""
        assert self._nursery.stdin is not None
        assert self._nursery.stdout is not None
        self._nursery.stdin.write("live\n")
        self._nursery.stdin.flush()
        line = await asyncio.to_thread(self._nursery.stdout.readline)
        if not line:
            raise RuntimeError("the server did not come up again; see above for what it said")
        said: dict[str, Any] = json.loads(line)
        self._life = said["pid"]
        return said

    def kill(self) -> None:
        """SIGKILL: as good as power off for everything but the disk."""
        self._signal(signal.SIGKILL)
        self._life = None

    def pause(self) -> None:
        """SIGSTOP: a laptop that sleeps, a process that is swapped out."""
        self._signal(signal.SIGSTOP)

    def go_on(self) -> None:
        """SIGCONT."""
        self._signal(signal.SIGCONT)

    def fill_disk(self) -> None:
        """From now on no file may grow: every write that needs more room fails, as on a full disk."""
        largest = max((file.stat().st_size for file in self._folder.iterdir()), default=0)
        self._limit(largest)

    def make_room(self) -> None:
        """The disk takes writes again."""
        self._limit(None)

    def _limit(self, size: int | None) -> None:
        import resource  # noqa: PLC0415  # not on Windows

        assert self._life is not None
        _, hard = resource.prlimit(self._life, resource.RLIMIT_FSIZE)
        resource.prlimit(self._life, resource.RLIMIT_FSIZE, (hard if size is None else size, hard))

    def _signal(self, number: signal.Signals) -> None:
        assert self._life is not None
        os.kill(self._life, number)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._life is not None:
            self.kill()
        assert self._nursery.stdin is not None
        assert self._nursery.stdout is not None
        self._nursery.stdin.close()
        self._nursery.wait()
        self._nursery.stdout.close()
