"""One browser tab: a process of the terminal client, and the pipe between it and the page. A port round textual-serve."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import json
import logging
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from aiohttp import WSMsgType, web
from textual_serve.app_service import AppService
from textual_serve.download_manager import DownloadManager

__all__ = ["Full", "Tabs", "size"]

log = logging.getLogger(__name__)

GRACE: Final = 2.0
"""Seconds that a client has to keep what was typed and to say good-bye, before it is killed."""

LAST_KEYS: Final = 0.3
"""Seconds for keys that are under way to a client, before it is told that its page is gone."""

PROGRAM: Final = (sys.executable, "-m", "detente_client.web.tab")
"""What a tab runs; ``--server URL`` is added."""

HANDED_ON: Final = (
    "PATH",
    "HOME",
    "LANG",
    "LC_ALL",
    "TZ",
    "TMPDIR",
    "PYTHONPATH",
    "VIRTUAL_ENV",
)
"""Of the environment, what a tab's process needs; the host's own secrets stay with the host."""

SMALLEST: Final = (20, 8)
LARGEST: Final = (400, 200)
"""Columns and rows that a page may ask for."""


class Full(Exception):
    """As many tabs are open as this machine is to carry."""


@dataclass(slots=True)
class Tabs:
    """All tabs of this machine.

    server: the game's WebSocket URL. most: processes at once, some 80 MB each. state: folder in which each person has one
    of their own for drafts, None for none: the user of this machine is not the person at the page. program, grace: what a
    tab runs, and how long it may take to end.
    """

    server: str
    most: int
    state: Path | None = None
    program: tuple[str, ...] = PROGRAM
    grace: float = GRACE
    _open: set[_Tab] = field(default_factory=set)
    _ending: set[asyncio.Task[None]] = field(default_factory=set)
    _reserved: int = 0

    @property
    def count(self) -> int:
        """Tabs that are open or just opening."""
        return len(self._open) + self._reserved

    async def serve(self, socket: web.WebSocketResponse, token: str, columns: int, rows: int) -> None:
        """Run one tab until its page or its process ends. Raises: Full."""
        if self.count >= self.most:
            raise Full
        self._reserved += 1
        try:
            tab = _Tab(self, token, socket)
            await tab.start(columns, rows)
            self._open.add(tab)
        finally:
            self._reserved -= 1
        try:
            await _keys(socket, tab)
        finally:
            # Its place is free at once: a page that is loaded again comes before its client has ended.
            self._open.discard(tab)
            ending = asyncio.create_task(tab.end())
            self._ending.add(ending)
            ending.add_done_callback(self._ending.discard)
            await asyncio.shield(ending)  # whoever gives up waiting leaves no process behind

    async def close(self) -> None:
        """End them all."""
        await asyncio.gather(*(tab.end() for tab in tuple(self._open)), *self._ending)


class _Tab(AppService):
    """textual-serve's process, with a token in its environment and no shell round it."""

    def __init__(self, tabs: Tabs, token: str, socket: web.WebSocketResponse) -> None:
        self._socket = socket
        self._tabs = tabs
        self._token = token
        super().__init__(
            "detente join",
            write_bytes=self._write,
            write_str=self._tell,
            close=self._left,
            download_manager=DownloadManager(),
        )

    def _build_environment(self, width: int = 80, height: int = 24) -> dict[str, str]:
        """What a page's terminal can do, and the token, which no argument list shows."""
        drawn = super()._build_environment(width, height)
        kept = {name: value for name, value in drawn.items() if name in HANDED_ON or _of_textual(name)}
        return {
            **kept,
            **self._own_state(),
            "DETENTE_TOKEN": self._token,
            "TEXTUAL_FPS": "30",
            "COLUMNS": str(width),
            "ROWS": str(height),
        }

    def _own_state(self) -> dict[str, str]:
        """Drafts, and whether the tour has been seen, belong to the person at the page."""
        if self._tabs.state is None:
            return {}
        folder = self._tabs.state / hashlib.sha256(self._token.encode()).hexdigest()[:24]
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        return {"XDG_STATE_HOME": str(folder)}

    async def _open_app_process(self, width: int = 80, height: int = 24) -> asyncio.subprocess.Process:
        self._process = process = await asyncio.create_subprocess_exec(
            *self._tabs.program,
            "--server",
            self._tabs.server,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            env=self._build_environment(width, height),
        )
        assert process.stdin is not None
        self._stdin = process.stdin
        return process

    async def run(self) -> None:
        """Pass on what the process draws; when it ends by itself, the page is told."""
        await super().run()
        await self._left()

    async def end(self) -> None:
        """Let the client keep what was typed and say good-bye to the game; kill it if it does not."""
        process, reading = self._process, self._task
        if process is None:
            return
        if process.returncode is None:
            await asyncio.sleep(LAST_KEYS)
        with contextlib.suppress(ProcessLookupError):
            process.terminate()
        try:
            async with asyncio.timeout(self._tabs.grace):
                await process.wait()
        except TimeoutError:
            log.warning("a tab's client did not end by itself")
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()
        finally:
            if reading is not None and (await asyncio.wait({reading}, timeout=LAST_KEYS))[1]:
                reading.cancel()  # a page that is gone takes nothing any more
                await asyncio.wait({reading})

    async def _write(self, data: bytes) -> None:
        if not self._socket.closed:
            await self._socket.send_bytes(data)

    async def _tell(self, text: str) -> None:
        if not self._socket.closed:
            await self._socket.send_str(text)

    async def _left(self) -> None:
        await self._tell(json.dumps(["left", {}]))
        await self._socket.close()


def _of_textual(name: str) -> bool:
    return name.startswith("TEXTUAL_") or name in {"TERM_PROGRAM", "TERM_PROGRAM_VERSION"}


async def _keys(socket: web.WebSocketResponse, tab: _Tab) -> None:
    """What the page sends: keys, its size, whether it is looked at. Anything else is overlooked."""
    async for message in socket:
        if message.type is not WSMsgType.TEXT:
            continue
        match _envelope(message.data):
            case ["stdin", str(keys)] if keys:
                await tab.send_bytes(keys.encode())
            case ["resize", {"width": int(), "height": int()} as asked]:
                await tab.set_terminal_size(*size(asked))
            case ["ping", stamp]:
                await tab._tell(json.dumps(["pong", stamp]))  # noqa: SLF001  # its own module
            case ["blur", *_]:
                await tab.blur()
            case ["focus", *_]:
                await tab.focus()


def _envelope(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return None


def size(asked: Mapping[str, Any]) -> tuple[int, int]:
    """Columns and rows within what a client can draw; 80 × 24 where a page asks for nonsense."""
    try:
        width, height = int(asked.get("width", 80)), int(asked.get("height", 24))
    except (TypeError, ValueError):
        width, height = 80, 24
    return (
        min(max(width, SMALLEST[0]), LARGEST[0]),
        min(max(height, SMALLEST[1]), LARGEST[1]),
    )
