"""A command in a process of its own that is killed, stopped and started again."""

import asyncio
import json
import subprocess
import sys
from collections.abc import Sequence
from typing import Any, Self


class Victim:
    """A server process that is killed and started again, with the same command."""

    def __init__(self, command: Sequence[str]) -> None:
        self._command = [sys.executable, *command]
        self._process: subprocess.Popen[str] | None = None

    async def start(self) -> dict[str, Any]:
        """Start it and wait for its line of JSON."""
        self._process = subprocess.Popen(  # noqa: ASYNC220  # a fork of ourselves
            self._command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        assert self._process.stdout is not None
        assert self._process.stderr is not None
        line = await asyncio.to_thread(self._process.stdout.readline)
        assert line, self._process.stderr.read()
        said: dict[str, Any] = json.loads(line)
        return said

    def kill(self) -> None:
        """SIGKILL: as good as power off for everything but the disk."""
        assert self._process is not None
        self._process.kill()
        self._process.communicate()

    def end(self) -> int:
        """SIGTERM; the exit status."""
        assert self._process is not None
        self._process.terminate()
        self._process.communicate(timeout=20)
        return self._process.returncode

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._process is not None and self._process.poll() is None:
            self._process.kill()
            self._process.communicate()
