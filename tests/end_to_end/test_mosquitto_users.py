"""Users that the server makes and takes away at a mosquitto with dynamic security: nobody listens on after their time."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from aiomqtt import Client, MqttError

from detente_client.channel import NoConnection
from detente_client.channel_mqtt import mqtt
from detente_rules.commands import Start
from detente_rules.wire import topics
from detente_server.app import Server, running
from detente_server.orders import Order, ignore
from detente_server.room import Room
from detente_server.settings import LOOPBACK, Settings
from tests.end_to_end.brokers import Mosquitto, dynamic_mosquitto
from tests.server.fakes import FakeClock
from tests.server.mailboxes import Program
from tests.server.phase_bots import folder
from tests.server.sockets import PATIENCE, a_player, a_server, token_of

pytestmark = pytest.mark.heavy


def mailbox(server: Server, broker: Mosquitto, seat: str) -> str:
    """The address of a seat with the user that the server made for it; the broker's helper learns it too."""
    mine = next(one for one in server.created["seats"] if one["seat"] == seat)
    broker.users = {**broker.users, mine["mqtt_user"]: mine["mqtt_password"]}
    return f"{broker.url(mine['mqtt_user'])}/{server.created['game']}/{seat}"


@asynccontextmanager
async def a_listener(server: Server, broker: Mosquitto, seat: str) -> AsyncIterator[Client]:
    """Somebody who knows a seat's password at the broker and listens to its inbox with a program of their own."""
    mailbox(server, broker, seat)
    client = broker.client(f"{seat}.{server.created['game']}")
    await client.__aenter__()
    try:
        await client.subscribe(topics.inbox(server.created["game"], seat), qos=1)
        yield client
    finally:
        with contextlib.suppress(MqttError):  # the broker has ended it, as it should
            await client.__aexit__(None, None, None)
        ended = client._disconnected
        if ended.done():  # asyncio would complain that nobody looked
            ended.exception()


async def thrown_out(client: Client) -> list[bytes]:
    """Until the broker ends the connection; what was heard before."""
    heard: list[bytes] = []
    async with asyncio.timeout(PATIENCE):
        while True:
            try:
                heard.append(bytes((await anext(client.messages)).payload))
            except MqttError:
                return heard


async def is_over(room: Room, clock: FakeClock) -> None:
    """Bots play it to the debrief, and the debrief's time passes."""
    room.submit(Order("engine", "engine", Start(), ignore))
    async with asyncio.timeout(PATIENCE):
        while room.game.committed.phase != "debrief":  # noqa: ASYNC110 -- a fact of another's
            await asyncio.sleep(0.01)
    clock.time += 24 * 3600.0


async def is_let_in(address: str) -> bool:
    """Does the broker accept this user and password?"""
    try:
        async with mqtt(address, {}):
            return True
    except NoConnection as no:
        if "does not accept this user and password" not in str(no):
            raise
        return False


async def manage(server: Server, kind: str, person: str) -> dict[str, str | None]:
    """The facilitator's act about a person's credential, and its answer."""
    async with a_player(server, token=server.created["facilitator"]) as desk:
        act = {"kind": kind, "person": person}
        await desk.say({"type": "manage", "command_id": "m1", "act": act})
        answer: dict[str, str | None] = (await desk.next("ack"))["data"]
        return answer


@pytest.mark.parametrize("kind", ["revoke", "reissue"])
async def test_a_withdrawn_credential_is_cut_off_the_broker_too(tmp_path: Path, kind: str) -> None:
    """Its connections there end, its password opens nothing; the facilitator gets the seat's new one, others keep theirs."""
    async with (
        dynamic_mosquitto(tmp_path) as broker,
        a_server(folder(tmp_path, "data"), bus=broker.url("admin"), provision=True) as server,
    ):
        address, others = mailbox(server, broker, "quill"), mailbox(server, broker, "arden")
        async with a_listener(server, broker, "quill") as spy, mqtt(others, {}) as channel:
            arden = Program(channel)
            assert (await arden.hello(token=token_of(server, "arden")))["type"] == "welcome"
            async with mqtt(address, {}) as own:
                quill = Program(own)
                assert (await quill.hello(token=token_of(server, "quill")))["type"] == "welcome"
                told = await manage(server, kind, "seat-quill")
                await quill.closed()
            assert any(topics.read_closed(one) for one in await thrown_out(spy))
            assert not await is_let_in(address)
            user = f"quill.{server.created['game']}"
            assert told["mqtt_user"] == user
            broker.users = {**broker.users, user: told["mqtt_password"] or ""}
            assert await is_let_in(f"{broker.url(user)}/{server.created['game']}/quill")
            assert (await arden.do("message", text="Still here."))["type"] == "ack"


async def test_whoever_is_moved_away_from_a_mailbox_hears_its_next_holder_no_more(tmp_path: Path) -> None:
    """They know the seat's password at the broker; so it is made anew."""
    async with (
        dynamic_mosquitto(tmp_path) as broker,
        a_server(folder(tmp_path, "data"), bus=broker.url("admin"), provision=True) as server,
    ):
        address = mailbox(server, broker, "quill")
        async with a_listener(server, broker, "quill") as spy:
            async with (
                mqtt(address, {}) as own,
                a_player(server, token=server.created["facilitator"]) as desk,
            ):
                quill = Program(own)
                assert (await quill.hello(token=token_of(server, "quill")))["type"] == "welcome"
                moved = await desk.do("move_person", person="seat-quill", seat="wren")
                assert moved["type"] == "ack"
                assert (await quill.closed())[0] == 1008
            await thrown_out(spy)
        assert not await is_let_in(address)


async def test_whoever_only_tried_a_seat_in_a_browser_cuts_nobody_off(tmp_path: Path) -> None:
    """They never knew its password at the broker; the program that was given it still comes in."""
    async with (
        dynamic_mosquitto(tmp_path) as broker,
        a_server(folder(tmp_path, "data"), bus=broker.url("admin"), provision=True) as server,
    ):
        async with a_player(server, code=server.created["code"], name="Ana", seat="quill") as ana:
            assert (await ana.do("leave_seat"))["type"] == "ack"
        assert await is_let_in(mailbox(server, broker, "quill"))


async def test_two_hosts_of_one_broker_leave_each_others_users_alone(tmp_path: Path) -> None:
    """They ask at the same time and hear each other's answers; when one's game is over, only its own users go."""
    clock = FakeClock()
    async with dynamic_mosquitto(tmp_path) as broker, contextlib.AsyncExitStack() as stack:
        one, two = await asyncio.gather(
            *(
                stack.enter_async_context(
                    running(
                        Settings(
                            folder(tmp_path, name), listen=LOOPBACK, port=0, timed=False,
                            bus=broker.url("admin"), provision=True,
                        ),
                        clock,
                    )
                )
                for name in ("one", "two")
            )
        )  # fmt: skip
        addresses = [mailbox(server, broker, "quill") for server in (one, two)]
        assert [await is_let_in(address) for address in addresses] == [True, True]
        room = one.house.rooms[one.created["game"]]
        async with a_listener(one, broker, "arden") as listener:
            await is_over(room, clock)
            await thrown_out(listener)
        assert [await is_let_in(address) for address in addresses] == [False, True]


async def test_a_game_that_begins_later_has_users_too(tmp_path: Path) -> None:
    """A branch, or another game in the same process: its announcement tells the passwords."""
    async with (
        dynamic_mosquitto(tmp_path) as broker,
        a_server(folder(tmp_path, "data"), bus=broker.url("admin"), provision=True) as server,
    ):
        server.created = await server.another()
        assert await is_let_in(mailbox(server, broker, "wren"))


async def test_who_should_be_cut_off_while_the_broker_is_away_is_when_it_is_back(tmp_path: Path) -> None:
    """The credential is withdrawn at once, the user as soon as anybody can be told."""
    async with (
        dynamic_mosquitto(tmp_path) as broker,
        a_server(folder(tmp_path, "data"), bus=broker.url("admin"), provision=True) as server,
    ):
        address = mailbox(server, broker, "quill")
        async with a_player(server, token=token_of(server, "quill")):
            broker.kill()
            told = await manage(server, "revoke", "seat-quill")
            assert told["mqtt_password"] is None
        await broker.start()
        async with asyncio.timeout(PATIENCE):
            while await is_let_in(address):  # noqa: ASYNC110 -- a fact of another's
                await asyncio.sleep(0.05)


async def test_who_is_owed_a_cut_is_cut_off_though_the_server_was_started_anew(tmp_path: Path) -> None:
    """The broker is away when a credential is withdrawn, and the server is gone before it is back."""
    data = folder(tmp_path, "data")
    async with dynamic_mosquitto(tmp_path) as broker:
        async with a_server(data, bus=broker.url("admin"), provision=True) as server:
            address = mailbox(server, broker, "quill")
            async with a_player(server, token=token_of(server, "quill")):
                broker.kill()
                assert (await manage(server, "revoke", "seat-quill"))["mqtt_password"] is None
        async with a_server(data, bus=broker.url("admin"), provision=True) as again:
            assert again.created["resumed"], "a broker that is away does not keep a game from going on"
            await broker.start()
            async with asyncio.timeout(PATIENCE):
                while await is_let_in(address):  # noqa: ASYNC110 -- a fact of another's
                    await asyncio.sleep(0.05)


async def test_who_used_a_mailbox_before_a_restart_is_cut_off_when_moved_after_it(tmp_path: Path) -> None:
    """They know its password still, though they have not said hello to this process."""
    data = folder(tmp_path, "data")
    async with dynamic_mosquitto(tmp_path) as broker:
        async with a_server(data, bus=broker.url("admin"), provision=True) as server:
            async with mqtt(mailbox(server, broker, "quill"), {}) as own:
                assert (await Program(own).hello(token=token_of(server, "quill")))["type"] == "welcome"
            client, token = broker.client(f"quill.{server.created['game']}"), server.created["facilitator"]
        async with (
            a_server(data, bus=broker.url("admin"), provision=True) as again,
            a_player(again, token=token) as desk,
        ):
            await client.__aenter__()
            assert (await desk.do("move_person", person="seat-quill", seat="wren"))["type"] == "ack"
            await thrown_out(client)
            client._disconnected.exception()  # asyncio would complain that nobody looked
