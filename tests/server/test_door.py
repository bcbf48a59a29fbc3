"""The door over real sockets: codes, tokens, names, origins, and what a stranger can do."""

import asyncio
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from detente_rules.views import parse_view
from tests.server.sockets import FAST, a_player, a_server, token_of


async def test_host_json_has_its_fixed_form(tmp_path: Path) -> None:
    """The line of ``host --json`` has these keys; others may be added."""
    async with a_server(tmp_path) as server:
        said = json.loads(json.dumps(server.created))
    assert {
        "game",
        "code",
        "ws",
        "http",
        "mqtt",
        "resumed",
        "facilitator",
        "observer",
        "seats",
    } <= said.keys()
    assert said["mqtt"] is None
    assert said["resumed"] is False
    assert said["ws"].startswith("ws://127.0.0.1:")
    assert [(one["seat"], one["kind"]) for one in said["seats"]] == [
        ("arden", "nation"), ("beacon", "lab"), ("wren", "lab"), ("quill", "lab"),
    ]  # fmt: skip
    assert all(len(one["token"]) == 43 for one in said["seats"])


async def test_a_code_and_a_name_let_one_in_and_give_a_token_to_come_back_with(tmp_path: Path) -> None:
    """R1.3: as a player, and as nothing else."""
    async with a_server(tmp_path) as server:
        async with a_player(server) as ana:
            welcome = await ana.hello(code=server.created["code"].lower().replace("-", " "), name="Ana")
            assert (welcome["role"], welcome["seat"], welcome["audience"]) == ("player", None, "observer")
            assert parse_view(json.dumps(welcome["view"])).phase == "lobby"
            no = await ana.do("start")
            assert (no["code"], no["rule"]) == ("not_allowed", "R1.2")
        async with a_player(server, token=welcome["token"]) as ana:
            assert ana.heard[0]["person"] == welcome["person"]
            assert ana.heard[0]["token"] is None


async def test_a_token_may_come_in_the_authorization_header(tmp_path: Path) -> None:
    """And the hello then needs neither token nor code."""
    async with a_server(tmp_path) as server:
        headers = {"Authorization": f"Bearer {server.created['facilitator']}"}
        async with connect(server.ws_url, additional_headers=headers, proxy=None) as line:
            await line.send('{"type":"hello","protocol":1}')
            assert json.loads(await line.recv())["role"] == "facilitator"


WRONG_HELLOS: list[tuple[dict[str, Any], str, str]] = [
    ({"token": "no such token"}, "bad_credential", "token"),
    ({"code": "AAAA-AAAA", "name": "Ana"}, "bad_credential", "code"),
    ({}, "bad_credential", "token"),
    ({"code": "CODE"}, "bad_value", "name"),
    ({"code": "CODE", "name": "   "}, "bad_value", "name"),
    ({"code": "CODE", "name": "x" * 41}, "bad_value", "name"),
    ({"code": "CODE", "name": "Ana\u001b[2J"}, "bad_value", "name"),
    ({"code": "CODE", "name": "\u202eanA"}, "bad_value", "name"),
    ({"code": "CODE", "name": "two\nlines"}, "bad_value", "name"),
    ({"code": "CODE", "name": "\u200b"}, "bad_value", "name"),
    ({"code": "CODE", "name": "Ana", "seat": "atlantis"}, "unknown_target", "seat"),
    ({"code": "CODE", "name": "Ana", "protocol": 2}, "bad_value", "protocol"),
    ({"code": "CODE", "token": "x"}, "malformed", "code"),
]


@pytest.mark.parametrize(("hello", "code", "field"), WRONG_HELLOS)
async def test_a_wrong_hello_is_refused_with_its_field_and_the_door_is_closed(
    tmp_path: Path, hello: dict[str, Any], code: str, field: str
) -> None:
    """1008 is final: the same hello would meet the same answer."""
    async with a_server(tmp_path) as server, a_player(server) as eve:
        if hello.get("code") == "CODE":
            hello = {**hello, "code": server.created["code"]}
        no = await eve.hello(**hello)
        assert (no["type"], no["command_id"], no["code"], no["field"]) == ("refused", "", code, field)
        assert (await eve.closed())[0] == 1008
        room = server.house.rooms[server.created["game"]]
        assert room.game.committed.people == {}


async def test_names_of_all_scripts_are_welcome(tmp_path: Path) -> None:
    """R11.7 refuses what cannot be seen, not what is not Latin."""
    async with a_server(tmp_path) as server:
        for name in ("Ана", "安娜", "آنا", "Ana-María O’Neill", "👩‍🚀", "<b>[bold]{x}%s", "ana " * 10):
            async with a_player(server) as ana:
                welcome = await ana.hello(code=server.created["code"], name=name)
                assert welcome["type"] == "welcome"
                assert welcome["view"]["people"][welcome["person"]] == name.strip()


async def test_guessing_codes_is_slowed_down(tmp_path: Path) -> None:
    """R11.6: after some wrong ones the address has to wait, whatever it tries; with the time to wait."""
    limits = replace(FAST, wrong_hellos_per_minute=3)
    async with a_server(tmp_path, limits=limits) as server:
        for _ in range(3):
            async with a_player(server) as eve:
                assert (await eve.hello(code="AAAA-AAAA", name="Eve"))["code"] == "bad_credential"
        async with a_player(server) as eve:
            no = await eve.hello(code=server.created["code"], name="Eve")
            assert (no["code"], no["rule"]) == ("rate", "R11.6")
            assert 0 < no["retry_after"] <= 60
            assert (await eve.closed())[0] == 1013


async def test_who_has_a_token_does_not_wait_for_who_guesses(tmp_path: Path) -> None:
    """R11.6: a workshop sits behind one address, and one who mistypes the code must not keep the others from coming back."""
    limits = replace(FAST, wrong_hellos_per_minute=3)
    async with a_server(tmp_path, limits=limits) as server:
        for _ in range(3):
            async with a_player(server) as eve:
                assert (await eve.hello(code="AAAA-AAAA", name="Eve"))["code"] == "bad_credential"
        async with a_player(server) as eve:
            assert (await eve.hello(token="x" * 43))["code"] == "rate"
        async with a_player(server) as ana:
            assert (await ana.hello(token=token_of(server, "wren")))["type"] == "welcome"


async def test_a_connection_that_says_nothing_is_closed(tmp_path: Path) -> None:
    """Half-open sockets, and those that never say hello, do not stay."""
    async with a_server(tmp_path, limits=replace(FAST, hello_seconds=0.2)) as server:
        async with a_player(server) as silent:
            assert (await silent.closed())[0] == 1008
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
        writer.write(b"GET / HTTP/1.1\r\nHost: ")  # slow-loris
        assert await asyncio.wait_for(reader.read(), 5) == b""
        writer.close()


@pytest.mark.parametrize(
    ("origin", "let_in"),
    [
        (None, True),
        ("OWN", True),
        ("https://evil.example", False),
        ("null", False),
        ("https://play.example", True),
    ],
)
async def test_pages_of_other_origins_may_not_play(tmp_path: Path, origin: str | None, let_in: bool) -> None:
    """A browser says whose page it shows; a program says nothing."""
    async with a_server(tmp_path, origins=("https://play.example",)) as server:
        own = server.created["http"]
        said: Any = own if origin == "OWN" else origin
        if let_in:
            async with connect(server.ws_url, origin=said, proxy=None) as line:
                await line.send('{"type":"ping"}')
                assert json.loads(await line.recv())["type"] == "pong"
        else:
            with pytest.raises(InvalidStatus) as refused:
                async with connect(server.ws_url, origin=said, proxy=None):
                    pass
            assert refused.value.response.status_code == 403


async def test_a_projector_comes_in_by_the_code_and_can_never_sit(tmp_path: Path) -> None:
    """R1.2: where the host allows it, ``watch`` makes an observer, who hears what is public and is told where others come in."""
    async with a_server(tmp_path, watch_by_code=True) as server, a_player(server) as wall:
        code = server.created["code"]
        welcome = await wall.hello(code=code, name="Projector", watch=True)
        assert (welcome["role"], welcome["seat"], welcome["audience"]) == ("observer", None, "observer")
        door = await wall.next("door")
        assert (door["code"], door["addresses"]) == (code, server.created["addresses"])
        assert (await wall.do("take_seat"))["type"] == "refused"
        assert (await wall.do("message", text="Hello."))["type"] == "refused"
    async with a_server(tmp_path / "other") as server, a_player(server) as wall:
        no = await wall.hello(code=server.created["code"], name="Projector", watch=True, seat="beacon")
        assert (no["code"], no["field"]) == ("malformed", "watch")


async def test_a_join_code_grants_a_players_place_and_nothing_else(tmp_path: Path) -> None:
    """R1.3: unless the host says so it lets in no watcher; the refusal names the two ways, and counts as no wrong code."""
    async with a_server(tmp_path) as server, a_player(server) as wall:
        no = await wall.hello(code=server.created["code"], name="Projector", watch=True)
        assert (no["code"], no["rule"], no["field"]) == ("not_allowed", "R1.3", "watch")
        assert "--watch-by-code" in no["message"]
        assert (await wall.closed())[0] == 1008
        assert [frame["type"] for frame in wall.heard] == ["refused"]
    async with (
        a_server(tmp_path / "other") as server,
        a_player(server, token=server.created["observer"]) as wall,
    ):
        assert (await wall.next("door"))["code"] == server.created["code"]


async def test_a_changed_code_is_told_to_the_wall_and_not_to_players(tmp_path: Path) -> None:
    """The projector's QR code follows; a player has no use for it."""
    async with (
        a_server(tmp_path) as server,
        a_player(server, token=server.created["observer"]) as wall,
        a_player(server, token=server.created["facilitator"]) as desk,
        a_player(server) as ana,
    ):
        await ana.hello(code=server.created["code"], name="Ana")
        await wall.next("door")
        assert (await desk.next("door"))["code"] == server.created["code"]
        await desk.say({"type": "manage", "command_id": "m", "act": {"kind": "change_code"}})
        answer = await desk.next("ack")
        assert (await wall.next("door"))["code"] == answer["data"]["code"]
        server.house.reachable_at(("10.0.0.9:1234",))
        assert (await wall.next("door"))["addresses"] == ["10.0.0.9:1234"]
        await ana.say({"type": "ping"})
        await ana.next("pong")
        assert not [frame for frame in ana.heard if frame["type"] == "door"]


@pytest.mark.parametrize("who", ["facilitator", "beacon"])
async def test_the_wall_is_never_sent_another_stream_than_the_observers(tmp_path: Path, who: str) -> None:
    """A facilitator's or a seat's token put into the projector is refused before anything of its stream is sent."""
    async with a_server(tmp_path) as server, a_player(server) as wall:
        token = server.created["facilitator"] if who == "facilitator" else token_of(server, who)
        no = await wall.hello(token=token, watch=True)
        assert (no["type"], no["code"], no["field"]) == ("refused", "not_allowed", "watch")
        assert (await wall.closed())[0] == 1008
        assert [frame["type"] for frame in wall.heard] == ["refused"]
