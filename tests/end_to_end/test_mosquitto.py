"""MQTT seats at a real mosquitto with the generated files: who may read what, the same end of a game, kill -9."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from aiomqtt import Client

from detente_client.channel import NoConnection
from detente_client.channel_mqtt import mqtt
from detente_rules.wire import topics
from detente_server.addresses import LOOPBACK
from detente_server.app import CannotListen, Server
from detente_server.gateway_mqtt.access import SERVER, WALL
from tests.end_to_end.brokers import Mosquitto, dynamic_mosquitto, mosquitto
from tests.server.mailboxes import Program
from tests.server.phase_bots import address, folder, play_game
from tests.server.sockets import PATIENCE, a_player, a_server, token_of

pytestmark = pytest.mark.heavy

OVER_MQTT = ("aurelia", "helion", "lodestar")
GAME = {"timed": False, "seed": "7", "rounds": 2}


async def all_heard(client: Client, until: bytes) -> dict[str, list[bytes]]:
    """Everything that comes, by topic, until one payload holds this."""
    heard: dict[str, list[bytes]] = {}
    async with asyncio.timeout(PATIENCE):
        async for message in client.messages:
            payload = bytes(message.payload)
            heard.setdefault(message.topic.value, []).append(payload)
            if until in payload:
                return heard
    raise AssertionError


@asynccontextmanager
async def a_seat(server: Server, broker: Mosquitto, seat: str) -> AsyncIterator[Program]:
    """A seat at its mailbox, welcomed."""
    async with mqtt(address(server, seat, [seat], broker.seats), {}) as channel:
        program = Program(channel)
        assert (await program.hello(token=token_of(server, seat)))["type"] == "welcome"
        yield program


async def test_a_game_over_mosquitto_ends_as_over_websockets(tmp_path: Path) -> None:
    """Three seats over the broker and three over sockets; six over sockets; the same seed."""
    async with a_server(folder(tmp_path, "one"), "two-blocs", **GAME) as server:
        alone = await play_game(server, ())
    async with (
        mosquitto(tmp_path) as broker,
        a_server(folder(tmp_path, "two"), "two-blocs", bus=broker.bus, **GAME) as server,
    ):
        assert await play_game(server, OVER_MQTT, broker.seats) == alone


async def test_a_broker_killed_in_mid_round_and_restarted_costs_nothing(tmp_path: Path) -> None:
    """Kill -9 in a decision phase of every round: the same end as without; WebSocket seats play on meanwhile."""
    async with a_server(folder(tmp_path, "one"), "two-blocs", **GAME) as server:
        alone = await play_game(server, ())
    async with (
        mosquitto(tmp_path) as broker,
        a_server(folder(tmp_path, "two"), "two-blocs", bus=broker.bus, **GAME) as server,
    ):
        room = server.house.rooms[server.created["game"]]
        game = asyncio.create_task(play_game(server, OVER_MQTT, broker.seats))
        for number in (1, 2):
            while (room.game.committed.round, room.game.committed.phase) != (number, "decision"):  # noqa: ASYNC110
                await asyncio.sleep(0.005)
            broker.kill()
            async with a_player(server) as ana:  # the broker is away, the server is not
                assert (await ana.hello(token=server.created["observer"]))["type"] == "welcome"
            await broker.start()
        assert await game == alone


async def test_a_seat_that_listens_to_everything_hears_its_own_and_what_is_public(tmp_path: Path) -> None:
    """``#``, another's inbox, another's outbox: mosquitto delivers nothing of them."""
    async with (
        mosquitto(tmp_path) as broker,
        a_server(tmp_path, "two-blocs", bus=broker.bus) as server,
        a_seat(server, broker, "helion") as helion,
        a_seat(server, broker, "aurelia") as aurelia,
        broker.client("corvid") as spy,
        broker.client(WALL) as wall,
    ):
        game = server.created["game"]
        for one in (
            "#",
            topics.inbox(game, "helion"),
            topics.outbox(game, "helion"),
            "detente/v1/+/seat/+/in",
        ):
            await spy.subscribe(one, qos=1)
        await wall.subscribe("#", qos=1)
        await helion.do("message", text="Between us.", to=["aurelia"])
        assert (await aurelia.next("news"))["news"]["data"]["text"] == "Between us."
        await helion.do("message", text="Everybody.")
        public = {topics.public(game), topics.state(game)}
        assert set(await all_heard(spy, b"Everybody.")) <= public
        heard = await all_heard(wall, b"Everybody.")
        assert set(heard) <= public
        assert not any(b"Between us." in one for some in heard.values() for one in some)


async def test_only_the_server_writes_an_inbox_and_only_a_seat_its_outbox(tmp_path: Path) -> None:
    """What another user publishes there reaches nobody."""
    async with (
        mosquitto(tmp_path) as broker,
        a_server(tmp_path, "two-blocs", bus=broker.bus) as server,
        a_seat(server, broker, "helion") as helion,
        broker.client("corvid") as spy,
    ):
        game = server.created["game"]
        forged = {"type": "command", "command_id": "f1", "command": {"kind": "message", "text": "Forged."}}
        await spy.publish(topics.inbox(game, "helion"), topics.closed_frame(1008, "Forged."), qos=1)
        await spy.publish(topics.outbox(game, "helion"), json.dumps(forged), qos=1)
        await spy.publish(topics.gone(game, "helion", ""), b"", qos=1)
        await spy.publish(topics.state(game), b"Forged.", qos=1, retain=True)
        assert (await helion.do("message", text="Mine."))["type"] == "ack"
        assert not any("Forged." in line for line in await server.record(game))
        assert not any("Forged." in str(frame) for frame in helion.heard)


async def test_mosquitto_sub_shows_the_public_feed_alone(tmp_path: Path) -> None:
    """A wall display made of mosquitto's own tool."""
    async with (
        mosquitto(tmp_path) as broker,
        a_server(tmp_path, "two-blocs", bus=broker.bus) as server,
        a_seat(server, broker, "helion") as helion,
    ):
        who = ["-h", LOOPBACK, "-p", str(broker.port), "-u", WALL, "-P", broker.users[WALL]]
        wall = await asyncio.create_subprocess_exec(
            "mosquitto_sub", *who, "-t", "#", "-q", "1", "-F", "%t %p", stdout=asyncio.subprocess.PIPE
        )
        assert wall.stdout is not None
        async with asyncio.timeout(PATIENCE):
            first = await wall.stdout.readline()  # the retained picture: it listens
            assert first.startswith(topics.state(server.created["game"]).encode())
            await helion.do("message", text="Between us.", to=["aurelia"])
            await helion.do("message", text="Everybody.")
            lines = [first]
            while b"Everybody." not in lines[-1]:
                lines.append(await wall.stdout.readline())
        wall.terminate()
        await wall.wait()
        assert {line.split(b" ")[0].rpartition(b"/")[2] for line in lines} <= {b"public", b"state"}
        assert not any(b"Between us." in line for line in lines)


async def test_a_wrong_password_ends_the_start_with_the_reason(tmp_path: Path) -> None:
    """It would not get better by waiting."""
    async with mosquitto(tmp_path) as broker:
        wrong = f"mqtt://{SERVER}:wrong@{LOOPBACK}:{broker.port}"
        with pytest.raises(CannotListen, match="user name and password"):
            async with a_server(tmp_path, "two-blocs", bus=wrong):
                pass


async def test_dynamic_security_makes_a_user_for_every_seat(tmp_path: Path) -> None:
    """``--provision``: passwords in ``host --json``, the same rule as in the files, and known users stay as they are."""
    async with dynamic_mosquitto(tmp_path) as broker:
        bus = broker.url("admin")
        data = folder(tmp_path, "data")
        async with a_server(data, "two-blocs", bus=bus, provision=True) as server:
            game = server.created["game"]
            users = {one["seat"]: (one["mqtt_user"], one["mqtt_password"]) for one in server.created["seats"]}
            broker.users = dict(users.values())
            credentials = {seat: f"{user}:{password}" for seat, (user, password) in users.items()}
            async with (
                broker.client(users["corvid"][0]) as spy,
                mqtt(address(server, "helion", ["helion"], credentials), {}) as channel,
            ):
                refused = [*await spy.subscribe("#"), *await spy.subscribe(topics.inbox(game, "helion"))]
                assert all(code.value >= 128 for code in refused if not isinstance(code, int))
                assert len(refused) == 2
                helion = Program(channel)
                assert (await helion.hello(token=token_of(server, "helion")))["type"] == "welcome"
                assert (await helion.do("message", text="Provisioned."))["type"] == "ack"
                with pytest.raises(NoConnection, match="does not let you hear"):
                    async with mqtt(f"{_as(server, credentials['corvid'])}/helion", {}):
                        pass
        async with a_server(data, "two-blocs", bus=bus, provision=True, reissue=("corvid",)) as server:
            again = {one["seat"]: one["mqtt_password"] for one in server.created["seats"]}
            assert again.pop("corvid") is not None
            assert set(again.values()) == {None}


def _as(server: Server, credentials: str) -> str:
    """The broker's address for a user."""
    url: str = server.created["mqtt"]
    return url.replace("mqtt://", f"mqtt://{credentials}@")
