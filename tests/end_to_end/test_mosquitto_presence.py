"""The last will is presence: a program that is killed is away at once for whoever runs the game, and here again when it is back."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from detente_client.channel_mqtt import mqtt
from detente_client.link import Link
from detente_client.model import Snapshot
from detente_rules.wire.topics import SILENCE, gone
from tests.end_to_end.brokers import FIRST_STEPS, Mosquitto, mosquitto
from tests.end_to_end.tables import table, until
from tests.server.mailboxes import Program
from tests.server.sockets import PATIENCE, token_of

pytestmark = pytest.mark.heavy

QUILL = "seat-quill"


@contextmanager
def a_bot(broker: Mosquitto, game: str, token: str) -> Iterator["subprocess.Popen[bytes]"]:
    """``detente bot`` at quill's mailbox, in a process of its own."""
    process = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "detente_client",
            "bot",
            "cautious",
            "--server",
            f"{broker.url('quill')}/{game}",
        ],
        env={**os.environ, "DETENTE_TOKEN": token},
        stdout=subprocess.DEVNULL,
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def here(person: str, *, yes: bool) -> Callable[[Snapshot], bool]:
    """Holds of snapshots in which that person is connected, or is not."""
    return lambda now: now.view is not None and (person in now.connected) is yes


async def test_who_is_killed_is_away_by_the_last_will_and_here_when_back(tmp_path: Path) -> None:
    """Kill -9: no goodbye was said, and the facilitator sees it long before the server would grow tired of the silence."""
    assert SILENCE > 3 * PATIENCE
    async with (
        mosquitto(tmp_path, seats=FIRST_STEPS) as broker,
        table(tmp_path / "data", bus=broker.bus) as server,
    ):
        game, token = server.created["game"], token_of(server, "quill")
        facilitator = Link(server.ws_url, server.created["facilitator"])
        for _ in range(2):
            with a_bot(broker, game, token) as bot:
                await until(facilitator, here(QUILL, yes=True))
                bot.kill()
                await until(facilitator, here(QUILL, yes=False), PATIENCE)
        await facilitator.close()


async def test_the_will_of_an_older_dialogue_does_not_put_its_successor_out(tmp_path: Path) -> None:
    """It names its session: who came back by a new line is not taken for gone when the broker gives the old one up."""
    async with (
        mosquitto(tmp_path, seats=FIRST_STEPS) as broker,
        table(tmp_path / "data", bus=broker.bus) as server,
        broker.client("quill") as broker_for_it,
    ):
        game, token = server.created["game"], token_of(server, "quill")
        room = server.house.rooms[game]
        async with mqtt(f"{broker.url('quill')}/{game}", {}) as channel:
            program = Program(channel)
            assert (await program.hello(token=token))["type"] == "welcome"
            await broker_for_it.publish(gone(game, "quill", "an-older-one"), b"gone", qos=1)
            assert (await program.do("message", text="Still here."))["type"] == "ack"
            assert QUILL in room.followers.here
