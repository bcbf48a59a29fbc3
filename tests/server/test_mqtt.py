"""Seats over MQTT, at the embedded broker: the same conversation, and an inbox that carries its seat's stream alone."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from aiomqtt import Client, ProtocolVersion

from detente_client.address import at_seat, parse_server
from detente_client.link import Link
from detente_rules.commands import Message
from detente_rules.ids import OBSERVER
from detente_rules.wire import topics
from detente_rules.wire.messages import MAX_FRAME
from detente_rules.wire.session import Invitation
from detente_server.app import CannotListen, Server, running
from detente_server.gateway_mqtt.port import BadBus, read_bus
from detente_server.settings import LOOPBACK, Settings
from tests.server.mailboxes import a_bus_server, a_mailbox
from tests.server.sockets import PATIENCE, a_player, a_server, token_of


@asynccontextmanager
async def a_passer_by(server: Server, *filters: str) -> AsyncIterator[Client]:
    """Any program at the broker, listening to some topics."""
    place = read_bus(server.created["mqtt"].rpartition("/")[0])
    async with Client(place.host, place.port, protocol=ProtocolVersion.V5) as client:
        for one in filters:
            await client.subscribe(one, qos=1)
        yield client


async def heard(client: Client, topic: str) -> bytes:
    """The next payload on a topic."""
    async with asyncio.timeout(PATIENCE):
        async for message in client.messages:
            if message.topic.value == topic:
                return bytes(message.payload)
    raise AssertionError


async def seated(link: Link) -> str:
    """Wait until a link is at the table; its seat."""
    async with asyncio.timeout(PATIENCE):
        async for snapshot in link.snapshots():
            assert snapshot.connection != "closed", snapshot.detail
            if snapshot.connection == "live" and snapshot.view is not None:
                return snapshot.view.seat or ""
    raise AssertionError


async def someone_here(server: Server, person: str, *, here: bool) -> None:
    """Wait until a person is (not) connected."""
    async with asyncio.timeout(PATIENCE):
        while (person in server.house.rooms[server.created["game"]].followers.here) is not here:  # noqa: ASYNC110 -- a fact of another's
            await asyncio.sleep(0.01)


async def test_a_seat_says_hello_and_acts_through_its_mailbox(tmp_path: Path) -> None:
    """The others hear it, whichever way they came."""
    async with (
        a_bus_server(tmp_path) as server,
        a_mailbox(server, "arden", token=token_of(server, "arden")) as arden,
        a_player(server, token=token_of(server, "quill")) as quill,
    ):
        answer = await arden.do("message", text="Over the bus.")
        assert answer["type"] == "ack"
        assert (await quill.news("message_sent"))["news"]["data"]["text"] == "Over the bus."
        await arden.say({"type": "ping"})


async def test_a_command_sent_twice_is_done_once(tmp_path: Path) -> None:
    """The same id, the same answer, one line of the record; also from another session."""
    async with a_bus_server(tmp_path) as server:
        token = token_of(server, "arden")
        async with a_mailbox(server, "arden", token=token) as arden:
            first = await arden.do("message", text="Once.", command_id="m1")
        async with a_mailbox(server, "arden", token=token) as again:
            assert await again.do("message", text="Once.", command_id="m1") == first
        lines = await server.record(server.created["game"])
        assert sum("Once." in line for line in lines) == 1


async def test_a_program_that_names_no_game_and_no_seat_finds_both(tmp_path: Path) -> None:
    """The retained public picture tells which game there is, and which seats are free."""
    async with a_bus_server(tmp_path) as server:
        broker = parse_server(server.created["mqtt"].rpartition("/")[0])
        who = Invitation(server.created["code"], "Rover", None, bot=True)
        link = Link(broker, who, patience=PATIENCE)
        try:
            assert await seated(link) in {seat["seat"] for seat in server.created["seats"]}
        finally:
            await link.close()


async def test_programs_that_ask_for_any_seat_at_once_get_one_each(tmp_path: Path) -> None:
    """They look at the same picture; who asks for a seat that is just taken looks again."""
    async with a_bus_server(tmp_path, "two-blocs") as server:
        broker = parse_server(server.created["mqtt"].rpartition("/")[0])
        code = server.created["code"]
        links = [Link(broker, Invitation(code, f"R{n}", None, bot=True), patience=PATIENCE) for n in range(6)]
        try:
            seats = await asyncio.gather(*(seated(link) for link in links))
        finally:
            for link in links:
                await link.close()
        assert len(set(seats)) == 6


async def test_who_sits_elsewhere_is_told_nothing_through_this_mailbox(tmp_path: Path) -> None:
    """Neither a seat's token nor the facilitator's opens another seat's inbox: nothing of their streams goes there."""
    async with a_bus_server(tmp_path) as server:
        for token in (token_of(server, "quill"), server.created["facilitator"], server.created["observer"]):
            async with a_mailbox(server, "arden") as arden:
                answer = await arden.hello(token=token)
                assert (answer["type"], answer["code"]) == ("refused", "foreign_seat")
                assert (await arden.closed())[0] == 1008
                assert {frame["type"] for frame in arden.heard} == {"refused"}
        await someone_here(server, "seat-quill", here=False)


async def test_who_is_moved_to_another_seat_hears_nothing_of_it_here(tmp_path: Path) -> None:
    """The welcome to another stream is not sent; it ends the dialogue."""
    async with (
        a_bus_server(tmp_path) as server,
        a_mailbox(server, "arden", code=server.created["code"], name="Ana") as ana,
    ):
        await ana.say({"type": "command", "command_id": "c1", "command": {"kind": "leave_seat"}})
        assert (await ana.closed())[0] == 1008
        assert all(frame.get("audience") in {None, "seat:arden"} for frame in ana.heard)


async def test_a_wrong_token_is_refused_and_the_dialogue_ends(tmp_path: Path) -> None:
    """The broker's access rules do not replace ours."""
    async with a_bus_server(tmp_path) as server, a_mailbox(server, "arden") as arden:
        assert (await arden.hello(token="wrong"))["code"] == "bad_credential"
        assert (await arden.closed())[0] == 1008


async def test_what_is_no_frame_is_refused_and_the_dialogue_lives_on(tmp_path: Path) -> None:
    """As over a WebSocket."""
    async with (
        a_bus_server(tmp_path) as server,
        a_mailbox(server, "arden", token=token_of(server, "arden")) as arden,
    ):
        await arden.say([1, 2])
        assert (await arden.next("refused"))["rule"] == "R11.2"
        assert (await arden.do("message", text="Still here."))["type"] == "ack"


async def test_what_is_too_long_is_refused_and_the_dialogue_ends(tmp_path: Path) -> None:
    """As over a WebSocket."""
    async with (
        a_bus_server(tmp_path) as server,
        a_mailbox(server, "arden", token=token_of(server, "arden")) as arden,
    ):
        await arden.say({"type": "ping", "padding": "x" * MAX_FRAME})
        assert (await arden.next("refused"))["code"] == "too_large"
        assert (await arden.closed())[0] == 1009


async def test_whoever_speaks_before_hello_is_asked_to_say_it(tmp_path: Path) -> None:
    """The code is one after which a program comes back, and then begins with hello."""
    async with a_bus_server(tmp_path) as server, a_mailbox(server, "arden") as arden:
        await arden.say({"type": "ping"})
        assert (await arden.closed())[0] == 1012


async def test_who_comes_back_with_the_same_words_is_welcomed_anew(tmp_path: Path) -> None:
    """A program whose own line broke says what it said before, in a session that the server still takes for alive."""
    async with a_bus_server(tmp_path) as server, a_mailbox(server, "arden") as arden:
        for _ in range(2):
            assert (await arden.hello(token=token_of(server, "arden")))["type"] == "welcome"
        assert (await arden.do("message", text="Still here."))["type"] == "ack"


async def test_a_newcomers_hello_that_is_delivered_twice_lets_in_one(tmp_path: Path) -> None:
    """Brokers may: QoS 1 is at least once."""
    async with a_bus_server(tmp_path) as server, a_mailbox(server, "arden") as arden:
        hello = {"type": "hello", "protocol": 1, "code": server.created["code"], "name": "Twice", "bot": True}
        for _ in range(2):
            await arden.say(hello)
        view = (await arden.next("welcome"))["view"]
        assert (await arden.do("message", text="Once."))["type"] == "ack"
        assert list(view["people"].values()).count("Twice") == 1
        people = server.house.rooms[server.created["game"]].game.committed.people.values()
        assert [person.name for person in people].count("Twice") == 1


async def test_a_program_without_sessions_plays_too(tmp_path: Path) -> None:
    """MQTT 3.1.1 has no user properties: plain payloads, and a second hello begins anew."""
    async with a_bus_server(tmp_path) as server:
        game = server.created["game"]
        async with a_passer_by(server, topics.inbox(game, "arden")) as client:
            for _ in range(2):
                hello = {"type": "hello", "protocol": 1, "token": token_of(server, "arden")}
                await client.publish(topics.outbox(game, "arden"), json.dumps(hello), qos=1)
                frame = json.loads(await heard(client, topics.inbox(game, "arden")))
                while frame["type"] == "closed":  # said to whoever waited before the server was there
                    frame = json.loads(await heard(client, topics.inbox(game, "arden")))
                assert frame["type"] == "welcome"


async def test_the_last_will_says_that_a_program_died(tmp_path: Path) -> None:
    """On its topic, whatever the payload: iotcore empties it."""
    async with a_bus_server(tmp_path) as server:
        game, token = server.created["game"], token_of(server, "arden")
        async with a_passer_by(server, topics.inbox(game, "arden")) as client:
            hello = {"type": "hello", "protocol": 1, "token": token}
            await client.publish(topics.outbox(game, "arden"), json.dumps(hello), qos=1)
            await someone_here(server, "seat-arden", here=True)
            await client.publish(topics.gone(game, "arden", ""), b"gone", qos=1)
            await someone_here(server, "seat-arden", here=False)


async def test_a_program_that_leaves_is_gone_at_once(tmp_path: Path) -> None:
    """It says so itself."""
    async with a_bus_server(tmp_path) as server:
        async with a_mailbox(server, "arden", token=token_of(server, "arden")):
            await someone_here(server, "seat-arden", here=True)
        await someone_here(server, "seat-arden", here=False)


async def test_the_public_feed_and_picture_hold_nothing_that_a_seat_alone_may_know(tmp_path: Path) -> None:
    """They are the observers' stream and view."""
    async with (
        a_bus_server(tmp_path) as server,
        a_mailbox(server, "arden", token=token_of(server, "arden")) as arden,
    ):
        game = server.created["game"]
        async with a_passer_by(server, topics.public(game), topics.state(game)) as wall:
            picture = json.loads(await heard(wall, topics.state(game)))
            assert (picture["live"], picture["view"]["audience"]) == (True, OBSERVER)
            await arden.do("message", text="For quill alone.", to=["quill"])
            await arden.do("message", text="For everybody.")
            payload = await heard(wall, topics.public(game))
            assert b"For everybody." in payload
            room = server.house.rooms[game]
            assert json.loads(payload)["seq"] == room.game.catchup(OBSERVER, None).seq


async def test_the_lobby_says_that_the_broker_has_no_access_rules(tmp_path: Path) -> None:
    """On the record, so that whoever comes later reads it too."""
    async with a_bus_server(tmp_path) as server, a_player(server) as player:
        await player.hello(token=token_of(server, "arden"))
        told = [one["news"]["data"]["text"] for one in player.heard[0]["history"]]
        assert any("no access rules" in text for text in told)


async def test_a_link_over_mqtt_survives_a_restart_of_server_and_broker(tmp_path: Path) -> None:
    """Same folder, same broker port: the program comes back by itself and has missed nothing."""
    async with a_bus_server(tmp_path) as server:
        address, port = parse_server(server.created["mqtt"]), server.port
        token, game = token_of(server, "arden"), server.created["game"]
        broker = read_bus(server.created["mqtt"].rpartition("/")[0]).port
        link = Link(at_seat(address, "arden"), token, patience=PATIENCE)
        assert await seated(link) == "arden"
    try:
        async with a_server(tmp_path, port=port, broker=broker) as server:
            assert server.created["game"] == game
            async with asyncio.timeout(2 * PATIENCE):
                async for snapshot in link.snapshots():
                    if snapshot.connection == "live":
                        break
            async with asyncio.timeout(PATIENCE):
                await link.send(Message(text="Back."))
            assert sum("Back." in line for line in await server.record(game)) == 1
    finally:
        await link.close()


async def test_a_server_goes_on_without_its_broker(tmp_path: Path) -> None:
    """Nobody listens there; WebSocket seats play all the same."""
    nobody = f"mqtt://{LOOPBACK}:9"
    async with a_server(tmp_path, bus=nobody) as server, a_player(server) as player:
        assert (await player.hello(token=token_of(server, "arden")))["type"] == "welcome"
        assert server.created["mqtt"] == f"{nobody}/{server.created['game']}"


async def test_what_is_no_broker_is_said_in_words(tmp_path: Path) -> None:
    """Before anything is opened."""
    for url in ("http://127.0.0.1", "mqtt://", "mqtt://host:port", "mqtt://host/path"):
        with pytest.raises(BadBus, match="looks like mqtt://"):
            read_bus(url)
    with pytest.raises(CannotListen, match="looks like mqtt://"):
        async with running(Settings(tmp_path, listen=LOOPBACK, port=0, bus="amqp://host")):
            pass
