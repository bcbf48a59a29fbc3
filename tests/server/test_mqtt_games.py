"""Whole games at the embedded broker: the way a seat comes changes nothing, and a broker may go and come back."""

import asyncio
from pathlib import Path

from iotcore import Broker

from detente_server.addresses import LOOPBACK
from detente_server.gateway_mqtt.broker import CONFIG, MOST_BYTES, _free_port
from tests.server.mailboxes import a_bus_server
from tests.server.phase_bots import folder, play_game
from tests.server.sockets import a_server

GAME = {"timed": False, "seed": "7", "rounds": 2}


async def test_seats_over_mqtt_and_seats_over_websocket_come_to_the_same_end(tmp_path: Path) -> None:
    """Three and three, or six and none: the same dice, the same decisions, the same scores."""
    async with a_server(folder(tmp_path, "one"), "two-blocs", **GAME) as server:
        alone = await play_game(server, ())
    async with a_bus_server(folder(tmp_path, "two"), "two-blocs", **GAME) as server:
        mixed = await play_game(server, ("aurelia", "helion", "lodestar"))
    assert mixed == alone


async def test_a_broker_that_dies_in_mid_round_and_comes_back_costs_nothing(tmp_path: Path) -> None:
    """Everybody comes back by itself, nothing is done twice, and the end is the same."""
    async with a_server(folder(tmp_path, "one"), "two-blocs", **GAME) as server:
        alone = await play_game(server, ())
    port = _free_port()
    config = tmp_path / "broker.toml"
    config.write_text(CONFIG.format(host=LOOPBACK, port=port, most=MOST_BYTES))
    broker, another = Broker(config_path=str(config)), Broker(config_path=str(config))
    broker.start()
    try:
        async with a_server(
            folder(tmp_path, "two"), "two-blocs", bus=f"mqtt://{LOOPBACK}:{port}", **GAME
        ) as server:
            game = asyncio.create_task(play_game(server, ("aurelia", "helion", "lodestar")))
            room = server.house.rooms[server.created["game"]]
            while room.game.committed.phase != "decision":  # noqa: ASYNC110 -- a fact of another's
                await asyncio.sleep(0.005)
            assert broker._process is not None
            broker._process.kill()
            await asyncio.to_thread(broker._process.wait)
            await asyncio.to_thread(another.start)
            assert await game == alone
    finally:
        broker.stop()
        another.stop()


async def test_a_broker_of_our_own_that_dies_is_started_again(tmp_path: Path) -> None:
    """It lives in a child process; nobody else would look after it."""
    async with a_bus_server(folder(tmp_path, "two"), "two-blocs", **GAME) as server:
        game = asyncio.create_task(play_game(server, ("aurelia", "helion", "lodestar")))
        room = server.house.rooms[server.created["game"]]
        while room.game.committed.phase != "decision":  # noqa: ASYNC110 -- a fact of another's
            await asyncio.sleep(0.005)
        assert server._mqtt is not None
        assert server._mqtt._own is not None
        assert server._mqtt._own._broker._process is not None
        server._mqtt._own._broker._process.kill()
        await game
