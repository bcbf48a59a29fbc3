"""Browsers at a hosted table: the process that serves them, started, watched and started again beside the game."""

import asyncio
import contextlib
import socket
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from detente_client.cli.faults import Failed

if TYPE_CHECKING:
    from detente_server.app import Server

BACKLOG: Final = 512
AGAIN: Final = 1.0
"""Seconds before a web process that died is started anew."""


@dataclass(frozen=True)
class Browsers:
    """A port for browsers. most_tabs: processes of the terminal client at once."""

    door: socket.socket
    most_tabs: int
    tls_cert: Path | None = None
    tls_key: Path | None = None

    @property
    def port(self) -> int:
        """Where the pages are."""
        port: int = self.door.getsockname()[1]
        return port

    def url(self, address: str, code: str = "") -> str:
        """The join page as another machine reaches it; the code goes into the fragment, for the picture on the wall."""
        scheme = "https" if self.tls_cert is not None else "http"
        return f"{scheme}://{address.rpartition(':')[0]}:{self.port}/{f'#{code}' if code else ''}"

    async def serve(self, server: "Server") -> None:
        """Keep the web process running until this task is cancelled."""
        while True:
            process = await asyncio.create_subprocess_exec(
                *self._command(server), stdin=asyncio.subprocess.PIPE, pass_fds=(self.door.fileno(),)
            )
            try:
                status = await process.wait()
            finally:
                if process.returncode is None:
                    with contextlib.suppress(ProcessLookupError):
                        process.terminate()
            print(f"The web process has ended ({status}); it is started anew.", file=sys.stderr, flush=True)
            await asyncio.sleep(AGAIN)

    def _command(self, server: "Server") -> list[str]:
        tls = (
            ["--tls-cert", str(self.tls_cert), "--tls-key", str(self.tls_key)]
            if self.tls_cert is not None
            else []
        )
        return [
            *(sys.executable, "-m", "detente_client.web"),
            *("--server", server.ws_url.replace("0.0.0.0", "127.0.0.1")),  # noqa: S104  # not a listener
            *("--socket", str(self.door.fileno())),
            *("--most-tabs", str(self.most_tabs)),
            *("--state", str(server.settings.data / "browsers")),
            *tls,
        ]


def open_door(
    listen: str, port: int, most_tabs: int, tls_cert: Path | None = None, tls_key: Path | None = None
) -> Browsers:
    """Bind the port before the game opens. Raises: Failed, in words (no web extra, port taken)."""
    try:
        import aiohttp  # noqa: F401
        import textual_serve  # noqa: F401
    except ImportError:
        raise Failed("--web needs the web extra: .venv/bin/pip install -e '.[web]'.") from None
    try:
        door = socket.create_server((listen, port), backlog=BACKLOG)
    except OSError as fault:
        raise Failed(f"--web {port}: {(fault.strerror or str(fault)).lower()}.") from None
    return Browsers(door, most_tabs, tls_cert, tls_key)
