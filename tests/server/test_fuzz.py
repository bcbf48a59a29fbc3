"""Random and mutated frames against a running server (R11.2): it stays up, and nobody's game has changed.

The frames are made from the golden examples of ``tests/wire`` by a seeded generator, so a failing run can be repeated.
"""

import asyncio
import contextlib
import json
import random
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from detente_rules.verify import verify_lines
from detente_server.app import Server
from tests.server.sockets import FAST, PATIENCE, a_player, a_server, token_of

EXAMPLES = [
    one["frame"]
    for name in ("hello", "command", "ping", "welcome", "news", "wrong")
    for one in json.loads((Path(__file__).parents[1] / "wire" / f"{name}.json").read_text(encoding="utf-8"))
]

STRANGE: list[Any] = [
    None, True, -1, 0, 1e308, 2**63, -0.0, "", "x" * 5000, "\u202e\x1b[2J\x00", "🜚", [], {}, [[[[]]]], {"kind": {"kind": {}}},
    "lab", "seal", "facilitator", "engine", "bot:wren", "../../etc/passwd", "{0}", "%s", "<script>", "[bold]",
]  # fmt: skip


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every place in a JSON value."""
    yield path
    if isinstance(value, dict | list):
        for key in value if isinstance(value, dict) else range(len(value)):
            yield from places(value[key], (*path, key))


def mutated(dice: random.Random) -> bytes:
    """An example, damaged somewhere: a value replaced, a field added, doubled or lost, bytes flipped or cut off."""
    frame = json.loads(json.dumps(dice.choice(EXAMPLES)))
    for _ in range(dice.randint(1, 3)):
        path = dice.choice(list(places(frame)))
        if not path:
            continue
        inner = frame
        for key in path[:-1]:
            inner = inner[key]
        what = dice.random()
        if what < 0.6:
            inner[path[-1]] = deepcopy(dice.choice(STRANGE))
        elif what < 0.8 and isinstance(inner, dict):
            inner[dice.choice(["kind", "type", "seat", "role", "x", "person"])] = deepcopy(
                dice.choice(STRANGE)
            )
        else:
            del inner[path[-1]]
            break
    data = bytearray(json.dumps(frame, ensure_ascii=dice.random() < 0.5).encode())
    for _ in range(dice.choice([0, 0, 0, 1, 4])):
        if data:
            data[dice.randrange(len(data))] = dice.randrange(256)
    return bytes(data[: dice.randrange(len(data) + 1)]) if dice.random() < 0.1 else bytes(data)


ANSWERS = {"ack", "refused", "pong", "welcome"}


async def throw(server: Server, seed: int, frames: int, hello: str | None) -> None:
    """Send that many bad frames one by one; each gets an answer, also where the door is closed after it."""
    dice = random.Random(seed)
    left = frames
    while left:
        async with connect(server.ws_url, max_size=None, proxy=None, compression=None) as line:
            with contextlib.suppress(ConnectionClosed):
                if hello is not None:
                    await line.send(hello)
                    await line.recv()
                while left:
                    data = dice.randbytes(dice.randrange(2000)) if dice.random() < 0.02 else mutated(dice)
                    await line.send(data, text=True)
                    async with asyncio.timeout(PATIENCE):
                        while json.loads(await line.recv())["type"] not in ANSWERS:
                            pass
                    left -= 1


@pytest.mark.parametrize("who", ["strangers", "an observer"])
async def test_ten_thousand_bad_frames_leave_the_server_up_and_the_game_unchanged(
    tmp_path: Path, who: str
) -> None:
    """Every one gets a typed answer; the record is to the byte what it was."""
    limits = replace(FAST, wrong_hellos_per_minute=10**9)
    async with (
        a_server(tmp_path, limits=limits) as server,
        a_player(server, token=token_of(server, "wren")) as ana,
    ):
        room = server.house.rooms[server.created["game"]]
        token = server.created["observer"]
        hello = None if who == "strangers" else json.dumps({"type": "hello", "protocol": 1, "token": token})
        async with a_player(server, token=token):
            await ana.do("message", text="before")
        head, state = room.game.head, room.game.committed
        await asyncio.gather(*(throw(server, seed, 2_500, hello) for seed in range(4)))
        assert (room.game.head, room.game.committed) == (head, state)
        assert room.frozen is None
        assert server.metrics.faults.value == 0
        assert (await ana.do("message", text="after"))["type"] == "ack"
        assert not [frame for frame in ana.heard if frame["type"] == "refused"]


async def test_a_player_who_sends_rubbish_harms_only_its_own_seat(tmp_path: Path) -> None:
    """From a seat some mutations are valid acts of that seat; nothing else comes of them."""
    async with (
        a_server(tmp_path, scenario="two-blocs") as server,
        a_player(server, token=server.created["facilitator"]) as boss,
    ):
        await boss.do("start")
        hello = json.dumps({"type": "hello", "protocol": 1, "token": token_of(server, "helion")})
        await throw(server, 99, 2_500, hello)
        room = server.house.rooms[server.created["game"]]
        assert room.frozen is None
        assert server.metrics.faults.value == 0
        assert [person.role for person in room.game.committed.people.values()] == ["facilitator", "player"]
        assert (await boss.do("announce", text="after"))["type"] == "ack"
        assert verify_lines(await server.record(server.created["game"])).fault is None
