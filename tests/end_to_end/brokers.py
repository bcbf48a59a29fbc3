"""A real mosquitto for tests: with the files that ``--broker-config`` writes, over TLS, with dynamic security."""

import asyncio
import os
import shutil
import signal
import socket
import subprocess
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from aiomqtt import Client, ProtocolVersion

from detente_server.addresses import LOOPBACK
from detente_server.gateway_mqtt.access import SERVER, write_config
from tests.server.sockets import PATIENCE

MOSQUITTO = shutil.which("mosquitto") or "/usr/sbin/mosquitto"
"""Debian keeps it where only root looks."""

SEATS = ("aurelia", "meridian", "helion", "corvid", "lodestar", "sorrel")
"""Of the scenario two-blocs, for which the files are written unless told otherwise."""

FIRST_STEPS = ("arden", "beacon", "wren", "quill")
"""Of the smallest scenario."""


@dataclass
class Mosquitto:
    """A broker of the operating system's. users: name → password."""

    port: int
    users: Mapping[str, str]
    config: Path
    process: subprocess.Popen[bytes] | None = None

    @property
    def bus(self) -> str:
        """For ``--bus``."""
        return self.url(SERVER)

    @property
    def seats(self) -> dict[str, str]:
        """``user:password`` of every seat."""
        return {seat: f"{seat}:{self.users[seat]}" for seat in SEATS}

    def url(self, user: str, *, scheme: str = "mqtt", host: str = LOOPBACK) -> str:
        """The address as a user of it writes it."""
        return f"{scheme}://{user}:{self.users[user]}@{host}:{self.port}"

    def safe(self, user: str) -> str:
        """The same over TLS, by the name that certificates are made for."""
        return self.url(user, scheme="mqtts", host="localhost")

    async def start(self) -> None:
        """Until it listens."""
        with (self.config.parent / "log").open("ab") as log:
            self.process = subprocess.Popen([MOSQUITTO, "-c", self.config], stdout=log, stderr=log)  # noqa: ASYNC220
        async with asyncio.timeout(PATIENCE):
            while True:
                try:
                    _, writer = await asyncio.open_connection(LOOPBACK, self.port)
                except OSError:
                    await asyncio.sleep(0.02)
                    continue
                writer.close()
                return

    def kill(self, how: signal.Signals = signal.SIGKILL) -> None:
        """And wait until it is gone."""
        if self.process is not None:
            self.process.send_signal(how)
            self.process.wait()
            self.process = None

    def client(self, user: str) -> Client:
        """A program of that user's."""
        return Client(
            LOOPBACK,
            self.port,
            username=user,
            password=self.users[user],
            protocol=ProtocolVersion.V5,
        )


@asynccontextmanager
async def mosquitto(path: Path, listener: str = "", seats: Sequence[str] = SEATS) -> AsyncIterator[Mosquitto]:
    """A broker with the files that ``--broker-config`` writes. listener: lines for its one listener, e.g. a certificate."""
    port = free_port()
    users = write_config(path / "broker", seats, port=port)
    config = path / "broker" / "mosquitto.conf"
    config.write_text(config.read_text() + listener + _as_root())
    async with _running(Mosquitto(port, users.passwords, config)) as broker:
        yield broker


@asynccontextmanager
async def dynamic_mosquitto(path: Path) -> AsyncIterator[Mosquitto]:
    """A broker with dynamic security and one user, ``admin``."""
    folder = path / "broker"
    folder.mkdir()
    rules, config, port = folder / "dynamic.json", folder / "mosquitto.conf", free_port()
    subprocess.run(  # noqa: ASYNC221
        ["mosquitto_ctrl", "dynsec", "init", rules, "admin", "secret"], check=True, capture_output=True
    )
    config.write_text(
        f"listener {port} {LOOPBACK}\nallow_anonymous false\nplugin {_plugin()}\nplugin_opt_config_file {rules}\n"
        + _as_root()
    )
    async with _running(Mosquitto(port, {"admin": "secret"}, config)) as broker:
        yield broker


@asynccontextmanager
async def _running(broker: Mosquitto) -> AsyncIterator[Mosquitto]:
    await broker.start()
    try:
        yield broker
    finally:
        broker.kill(signal.SIGTERM)


def free_port() -> int:
    """A port of this machine that nobody has."""
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        port: int = probe.getsockname()[1]
    return port


def _as_root() -> str:
    """Else it becomes another user, who cannot read a test's folder."""
    return "user root\n" if os.getuid() == 0 else ""


def _plugin() -> Path:
    """Where mosquitto's dynamic security lies."""
    return next(Path("/usr/lib").glob("*/mosquitto_dynamic_security.so"))
