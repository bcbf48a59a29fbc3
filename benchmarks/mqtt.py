"""A command over MQTT beside the same command over a WebSocket, in the same minutes on the same server.

    python benchmarks/mqtt.py [--commands 300] [--repeats 5] [--json]

One server in its own process, one seat over a WebSocket and one over the broker, taking turns: a message to everybody,
until its acknowledgement, which comes when the record is durable. Medians over the repeats; ``ratio`` is p50 over
p50. mosquitto with the files of ``--broker-config``, where it is installed; and the embedded broker.
"""

import argparse
import asyncio
import json
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from detente_client.address import at_seat
from detente_client.channel import Channel, websocket
from detente_client.channel_mqtt import mqtt
from detente_rules import library
from detente_server.addresses import LOOPBACK
from detente_server.app import Server, serve
from detente_server.gateway_mqtt.access import SERVER, write_config
from detente_server.settings import Limits, Settings

SCENARIO = "two-blocs"
SOCKET_SEAT, BUS_SEAT = "helion", "corvid"


def main() -> None:
    """Measure, or be the server that is measured."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--commands", type=int, default=300, metavar="N", help="each way and repeat")
    parser.add_argument("--repeats", type=int, default=5, metavar="N")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--serve", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.serve:
        be_the_server(json.loads(arguments.serve))
        return
    result: dict[str, dict[str, float]] = {}
    for name in ("mosquitto", "embedded"):
        if name == "mosquitto" and program() is None:
            sys.stderr.write("mosquitto is not installed; only the embedded broker is measured.\n")
            continue
        result[name] = measure(name, arguments.commands, arguments.repeats)
    if arguments.json:
        print(json.dumps(result))
        return
    for name, figures in result.items():
        for what, value in figures.items():
            print(f"{name:<10} {what:<32} {value:>10.3f}")


def be_the_server(wanted: dict[str, Any]) -> None:
    """In a process of its own, without limits on commands."""
    settings = Settings(
        Path(wanted["data"]),
        SCENARIO,
        listen=LOOPBACK,
        port=0,
        timed=False,
        bus=wanted["bus"],
        broker=0 if wanted["bus"] is None else None,
        limits=Limits(commands_per_second=1e9, burst=10**9),
    )

    def announce(server: Server) -> None:
        print(json.dumps(server.created), flush=True)

    asyncio.run(serve(settings, announce))


def program() -> str | None:
    """Where mosquitto is."""
    return shutil.which("mosquitto", path=f"{os.environ.get('PATH', '')}:/usr/sbin")


def measure(broker: str, commands: int, repeats: int) -> dict[str, float]:
    """Milliseconds, medians over the repeats."""
    with tempfile.TemporaryDirectory() as folder, a_broker(broker, Path(folder)) as (bus, users):
        wanted = json.dumps({"data": folder, "bus": bus})
        server = subprocess.Popen(
            [sys.executable, __file__, "--serve", wanted], stdout=subprocess.PIPE, text=True
        )
        try:
            assert server.stdout is not None
            created = json.loads(server.stdout.readline())
            rows = asyncio.run(take_turns(created, users, commands, repeats))
        finally:
            server.terminate()
            server.wait()
    middle = {name: statistics.median(row[name] for row in rows) for name in rows[0]}
    return middle | {
        "ratio of p50": statistics.median(r["mqtt p50, ms"] / r["websocket p50, ms"] for r in rows)
    }


@contextmanager
def a_broker(name: str, folder: Path) -> Iterator[tuple[str | None, dict[str, str]]]:
    """The broker's URL for the server (None: its own), and the passwords of its users."""
    if name == "embedded":
        yield None, {}
        return
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        port = probe.getsockname()[1]
    config = folder / "broker"
    users = write_config(config, [seat.id for seat in library.load(SCENARIO).seats], port=port).passwords
    if os.getuid() == 0:  # else it becomes another user, who cannot read this folder
        with (config / "mosquitto.conf").open("a") as file:
            file.write("user root\n")
    path = program()
    assert path is not None
    process = subprocess.Popen([path, "-c", config / "mosquitto.conf"], stderr=subprocess.DEVNULL)
    try:
        for _ in range(500):
            with suppress(OSError), socket.create_connection((LOOPBACK, port)):
                break
            time.sleep(0.01)
        yield f"mqtt://{SERVER}:{users[SERVER]}@{LOOPBACK}:{port}", dict(users)
    finally:
        process.terminate()
        process.wait()


async def take_turns(
    created: dict[str, Any], users: dict[str, str], commands: int, repeats: int
) -> list[dict[str, float]]:
    """Interleaved: one command over the socket, one over the bus, and again."""
    tokens = {seat["seat"]: seat["token"] for seat in created["seats"]}
    address = at_seat(created["mqtt"], BUS_SEAT)
    if users:
        address = address.replace("mqtt://", f"mqtt://{BUS_SEAT}:{users[BUS_SEAT]}@")
    rows = []
    async with websocket(created["ws"]) as line, mqtt(address, {}) as bus:
        for channel, seat in ((line, SOCKET_SEAT), (bus, BUS_SEAT)):
            await channel.send(json.dumps({"type": "hello", "protocol": 1, "token": tokens[seat]}))
            assert json.loads(await channel.receive())["type"] == "welcome"
        for repeat in range(-1, repeats):
            taken: dict[str, list[float]] = {"websocket": [], "mqtt": []}
            for number in range(commands):
                for name, channel in (("websocket", line), ("mqtt", bus)):
                    taken[name].append(await one_command(channel, f"{repeat}.{number}"))
            if repeat >= 0:  # the first warms up
                rows.append({f"{n} {w}, ms": v for n, some in taken.items() for w, v in figures(some)})
    return rows


async def one_command(channel: Channel, name: str) -> float:
    """Milliseconds from sending to the acknowledgement; news on the way is read and passed over."""
    frame = {"type": "command", "command_id": name, "command": {"kind": "message", "text": "x" * 60}}
    text, wanted = json.dumps(frame), f'"type":"ack","command_id":"{name}"'.encode()
    begin = time.perf_counter()
    await channel.send(text)
    while True:
        answer = await channel.receive()
        if wanted in (answer if isinstance(answer, bytes) else answer.encode()):
            return 1e3 * (time.perf_counter() - begin)


def figures(taken: list[float]) -> Iterator[tuple[str, float]]:
    """Median and the last hundredth."""
    some = sorted(taken)
    yield "p50", some[len(some) // 2]
    yield "p99", some[int(len(some) * 0.99)]


if __name__ == "__main__":
    main()
