"""What becomes of a tab's process when its page goes: it is asked to end first, and killed only where it does not."""

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from aiohttp import WSMsgType, web
from aiohttp.test_utils import TestClient, TestServer

from detente_client.web.tabs import GRACE, Tabs

FAKE = """
import os, pathlib, signal, sys, threading, time
log = pathlib.Path(sys.argv[1])
stubborn = sys.argv[2] == "stubborn"
typed = []

def read():
    while data := os.read(0, 4096):
        typed.append(data)
threading.Thread(target=read, daemon=True).start()

def end(*_):
    log.write_bytes(b"ended after " + b"".join(typed))
    if not stubborn:
        os._exit(0)
signal.signal(signal.SIGTERM, end)
pathlib.Path(sys.argv[3]).write_text(str(os.getpid()))
os.write(1, b"__GANGLION__\\nD" + (5).to_bytes(4, "big") + b"ready")
while True:
    time.sleep(60)
"""


@asynccontextmanager
async def page(tmp_path: Path, kind: str, grace: float = GRACE) -> AsyncIterator[Any]:
    """A page in front of a client made by hand, which writes down how it ended."""
    program = (sys.executable, "-c", FAKE, str(tmp_path / "log"), kind, str(tmp_path / "pid"))
    tabs = Tabs("ws://nowhere", 1, program=program, grace=grace)

    async def tab(request: web.Request) -> web.StreamResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await tabs.serve(socket, "token", 80, 24)
        return socket

    app = web.Application()
    app.router.add_get("/tab", tab)
    async with TestClient(TestServer(app)) as client, asyncio.timeout(30):
        async with client.ws_connect("/tab") as shown:
            first = await shown.receive()
            assert (first.type, first.data) == (WSMsgType.BINARY, b"ready")
            yield shown
        await tabs.close()
    assert tabs.count == 0


def runs(pid: int) -> bool:
    """Is there such a process?"""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


async def test_a_page_that_goes_lets_its_client_keep_what_was_typed(tmp_path: Path) -> None:
    """Keys sent just before are read, then the client is told to end, and does."""
    async with page(tmp_path, "gentle") as shown:
        await shown.send_str(json.dumps(["stdin", "last words"]))
    assert not runs(int((tmp_path / "pid").read_text()))
    log = (tmp_path / "log").read_bytes()
    assert log.startswith(b"ended after ")
    assert b"last words" in log


async def test_a_client_that_does_not_end_is_killed(tmp_path: Path) -> None:
    """After its grace, so that nothing is left behind."""
    async with page(tmp_path, "stubborn", grace=0.2):
        assert runs(int((tmp_path / "pid").read_text()))
    assert not runs(int((tmp_path / "pid").read_text()))
    assert (tmp_path / "log").read_bytes().startswith(b"ended after ")
