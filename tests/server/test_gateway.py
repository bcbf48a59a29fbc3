"""The gateway over real sockets: the door, the limits, and what happens to clients that misbehave."""

import asyncio
import json
import socket
import urllib.error
import urllib.request
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from detente_rules.views import parse_view
from detente_server.app import CannotListen
from tests.server.sockets import FAST, a_player, a_server, token_of

# ------------------------------------------------------------------------------------------------------- the door


async def test_host_json_has_its_fixed_form(tmp_path: Path) -> None:
    """product.md, ``host --json``: these keys; others may be added."""
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


# ------------------------------------------------------------------------------------------- typed refusals, limits


async def test_every_kind_of_wrong_command_names_field_and_rule_and_the_line_lives(tmp_path: Path) -> None:
    """product.md: bad input gets a clear error to the sender alone; the game goes on."""
    async with (
        a_server(tmp_path) as server,
        a_player(server, token=token_of(server, "wren")) as ana,
        a_player(server, token=token_of(server, "beacon")) as ben,
    ):
        cases: list[tuple[object, tuple[str, str, str]]] = [
            ({"type": "command", "command_id": "1"}, ("malformed", "R11.2", "command")),
            ({"type": "command", "command_id": "1", "command": {"kind": "ready", "x": 1}},
             ("unknown_field", "R11.2", "command.x")),
            ({"type": "command", "command_id": "1", "command": {"kind": "ready"}}, ("malformed", "R2.4", "round")),
            ({"type": "command", "command_id": "1", "round": 1, "phase": "decision", "command": {"kind": "ready"}},
             ("stale", "R2.4", "phase")),
            ({"type": "command", "command_id": "1", "round": 0, "phase": "lobby",
              "command": {"kind": "seal", "decision": {"kind": "lab_card"}}}, ("wrong_phase", "R5.1", "command.kind")),
            ({"type": "command", "command_id": "1", "round": 0, "phase": "lobby", "seat": "beacon",
              "command": {"kind": "ready"}}, ("foreign_seat", "R1.2", "seat")),
            ({"type": "command", "command_id": "1", "command": {"kind": "pause"}}, ("not_allowed", "R1.2", "command.kind")),
            ({"type": "command", "command_id": "1", "command": {"kind": "message", "text": "x", "to": ["eldorado"]}},
             ("unknown_target", "R3.1", "command.to.0")),
            ({"type": "hello", "protocol": 1, "token": "x"}, ("conflict", "R1.3", "type")),
            ("hello", ("malformed", "R11.2", "")),
        ]  # fmt: skip
        for frame, (code, rule, field) in cases:
            await ana.say(frame)
            no = await ana.next("refused")
            assert (no["code"], no["rule"], no["field"]) == (code, rule, field), frame
            assert no["message"]
        await ana.socket.send(b"\x00\x01")
        assert (await ana.next("refused"))["code"] == "malformed"
        assert (await ana.do("message", text="still here"))["type"] == "ack"
        await ben.news("message_sent")
        assert not [frame for frame in ben.heard if frame["type"] == "refused"]


async def test_an_oversized_frame_is_refused_and_its_connection_closed(tmp_path: Path) -> None:
    """R11.1: too_large, then 1009; one may come back."""
    async with a_server(tmp_path) as server:
        async with a_player(server, token=token_of(server, "wren")) as ana:
            await ana.socket.send("x" * 100_000)
            assert (await ana.closed())[0] == 1009
            assert [(f["code"], f["rule"]) for f in ana.heard if f["type"] == "refused"] == [
                ("too_large", "R11.1")
            ]
        async with a_player(server, token=token_of(server, "wren")) as ana:
            assert (await ana.do("message", text="back"))["type"] == "ack"


async def test_a_frame_in_many_fragments_is_one_frame(tmp_path: Path) -> None:
    """And many small fragments together may not be longer than one frame may."""
    async with a_server(tmp_path) as server, a_player(server, token=token_of(server, "wren")) as ana:
        text = json.dumps(
            {"type": "command", "command_id": "f", "command": {"kind": "message", "text": "x" * 300}}
        )
        await ana.socket.send([text[place : place + 7] for place in range(0, len(text), 7)])
        assert (await ana.next("ack"))["command_id"] == "f"
        await ana.socket.send(["y" * 1000] * 100)
        assert (await ana.closed())[0] == 1009


@pytest.mark.parametrize("piece", [1, 2, 5, 7, 13, 1000])
async def test_frames_may_arrive_cut_anywhere(tmp_path: Path, piece: int) -> None:
    """TCP knows no frames: short and long ones, pings between them, an empty one, in pieces of any size."""
    async with a_server(tmp_path) as server, a_player(server, token=token_of(server, "wren")) as ana:
        says = [b'{"type":"ping"}', b"", _said("a", 10), _said("b", 120), _said("c", 300), b'{"type":"ping"}']
        stream = b"".join(_masked(0x81, text) + _masked(0x89, b"x" * n) for n, text in enumerate(says))
        for at in range(0, len(stream), piece):
            ana.socket.transport.write(stream[at : at + piece])
            await asyncio.sleep(0)
        answers: list[str] = []
        while len(answers) < 6:
            frame = await ana.next()
            if frame["type"] != "news":
                answers.append(frame.get("command_id") or frame["type"])
        assert sorted(answers) == ["a", "b", "c", "pong", "pong", "refused"]
        assert (await ana.do("message", text="whole"))["type"] == "ack"
        assert server.metrics.faults.value == 0


def _said(command_id: str, size: int) -> bytes:
    frame = {"type": "command", "command_id": command_id, "command": {"kind": "message", "text": "y" * size}}
    return json.dumps(frame).encode()


def _masked(first: int, payload: bytes) -> bytes:
    """A client's frame, by hand (RFC 6455, 5.2)."""
    mask = b"\x37\xfa\x21\x3d"
    size = bytes([0x80 | len(payload)]) if len(payload) < 126 else b"\xfe" + len(payload).to_bytes(2, "big")
    return bytes([first]) + size + mask + bytes(byte ^ mask[n % 4] for n, byte in enumerate(payload))


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        (b"\x81\x05hello", 1002),  # not masked
        (b"\xc1\x80mask", 1002),  # a reserved bit
        (b"\x83\x80mask", 1002),  # an opcode that there is not
        (b"\x80\x80mask", 1002),  # the end of nothing
        (b"\x01\x81mask0\x81\x80mask", 1002),  # a text within a text
        (b"\x09\x80mask", 1002),  # a ping in fragments
    ],
)
async def test_a_broken_protocol_ends_its_connection_with_the_code_of_the_standard(
    tmp_path: Path, frame: bytes, code: int
) -> None:
    """RFC 6455, 7.4.1; the others play on."""
    async with (
        a_server(tmp_path) as server,
        a_player(server, token=token_of(server, "quill")) as ben,
        a_player(server, token=token_of(server, "wren")) as ana,
    ):
        ana.socket.transport.write(frame)
        assert (await ana.closed())[0] == code
        assert (await ben.do("message", text="undisturbed"))["type"] == "ack"


async def test_a_gigabyte_that_is_announced_is_not_waited_for(tmp_path: Path) -> None:
    """The header alone is enough to say no."""
    async with a_server(tmp_path) as server, a_player(server, token=token_of(server, "wren")) as ana:
        ana.socket.transport.write(b"\x81\xff" + (1 << 30).to_bytes(8, "big") + b"mask" + b"x" * 1000)
        assert (await ana.closed())[0] == 1009


async def test_more_than_the_allowed_frames_a_second_are_refused_with_the_time_to_wait(
    tmp_path: Path,
) -> None:
    """R11.4."""
    limits = replace(FAST, commands_per_second=5.0, burst=10)
    async with (
        a_server(tmp_path, limits=limits) as server,
        a_player(server, token=token_of(server, "wren")) as ana,
    ):
        for n in range(15):
            await ana.say(
                {"type": "command", "command_id": f"c{n}", "command": {"kind": "message", "text": "x"}}
            )
        no = await ana.next("refused")
        assert (no["code"], no["rule"]) == ("rate", "R11.4")
        assert 0 < no["retry_after"] <= 0.2
        await asyncio.sleep(no["retry_after"] + 0.3)
        assert (await ana.do("message", text="calm now"))["type"] == "ack"


async def test_a_flood_is_cut_off(tmp_path: Path) -> None:
    """Whoever overlooks ten bursts' worth of refusals does not want to hear them."""
    limits = replace(FAST, commands_per_second=1.0, burst=5)
    async with (
        a_server(tmp_path, limits=limits) as server,
        a_player(server, token=token_of(server, "wren")) as eve,
    ):
        for _ in range(100):
            await eve.say({"type": "ping"})
        assert (await eve.closed())[0] == 1008


async def test_too_many_connections_are_turned_away_for_now(tmp_path: Path) -> None:
    """With 503 and when to try again; those inside do not notice."""
    async with (
        a_server(tmp_path, limits=replace(FAST, connections=2)) as server,
        a_player(server),
        a_player(server) as inside,
    ):
        with pytest.raises(InvalidStatus) as refused:
            async with connect(server.ws_url, proxy=None):
                pass
        assert refused.value.response.status_code == 503
        assert refused.value.response.headers["Retry-After"] == "5"
        await inside.say({"type": "ping"})
        assert (await inside.next())["type"] == "pong"


async def test_a_slow_reader_is_dropped_and_holds_nobody_up(tmp_path: Path) -> None:
    """R11.9: its queue is bounded, it is told to come back, the others hear everything at once."""
    limits = replace(FAST, queue_bytes=200_000)
    async with (
        a_server(tmp_path, limits=limits) as server,
        a_player(server, token=token_of(server, "wren")) as ana,
        a_player(server, token=token_of(server, "beacon")) as ben,
        connect(server.ws_url, max_queue=1, close_timeout=0.1, proxy=None) as line,
    ):
        await line.send(json.dumps({"type": "hello", "protocol": 1, "token": token_of(server, "quill")}))
        await line.recv()
        line.transport.pause_reading()
        sock: socket.socket = line.transport.get_extra_info("socket")
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)

        async def listen() -> None:
            for _ in range(3000):
                await ben.news("message_sent")

        listening = asyncio.create_task(listen())
        for _ in range(3000):
            assert (await ana.do("message", text="y" * 1900))["type"] == "ack"
        await asyncio.wait_for(listening, 20)
        assert server.metrics.slow_readers.value == 1
        assert server.metrics.connections.value >= 2


async def test_a_client_that_dies_silently_is_noticed(tmp_path: Path) -> None:
    """It is asked whether it lives; a client that lives answers without its program's help."""
    limits = replace(FAST, ping_seconds=0.2, gone_seconds=2.5)
    async with (
        a_server(tmp_path, limits=limits) as server,
        a_player(server, token=token_of(server, "wren")) as ana,
        connect(server.ws_url, close_timeout=0.1, proxy=None) as dead,
    ):
        await dead.send(json.dumps({"type": "hello", "protocol": 1, "token": token_of(server, "quill")}))
        await dead.recv()
        dead.transport.pause_reading()  # its pongs never come
        await asyncio.sleep(4.5)
        assert server.metrics.connections.value == 1
        assert (await ana.do("message", text="alive"))["type"] == "ack"


# ---------------------------------------------------------------------------------------------------------- pages


def get(url: str) -> tuple[int, str, str]:
    """Status, content type, body."""
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            return answer.status, answer.headers["Content-Type"], answer.read().decode()
    except urllib.error.HTTPError as answer:
        with answer:
            return answer.code, answer.headers["Content-Type"], answer.read().decode()


async def test_the_port_answers_health_readiness_and_metrics(tmp_path: Path) -> None:
    """For whoever watches over it; no id and no secret stands there."""
    async with a_server(tmp_path) as server, a_player(server, token=token_of(server, "wren")) as ana:
        await ana.do("message", text="x")
        http = server.created["http"]
        assert (await asyncio.to_thread(get, f"{http}/healthz"))[0] == 200
        status, kind, body = await asyncio.to_thread(get, f"{http}/readyz")
        assert (status, kind, json.loads(body)) == (
            200,
            "application/json",
            {"ready": True, "games": 1, "frozen": 0},
        )
        status, kind, body = await asyncio.to_thread(get, f"{http}/metrics")
        assert (status, kind.split(";")[0]) == (200, "text/plain")
        assert "detente_commands_total 1" in body
        assert "detente_commit_seconds_bucket" in body
        for secret in (server.created["game"], server.created["code"], "wren", token_of(server, "wren")):
            assert secret not in body
        status, _, body = await asyncio.to_thread(get, f"{http}/etc/passwd")
        assert status == 404


async def test_rubbish_instead_of_http_harms_nobody(tmp_path: Path) -> None:
    """Also while a game is played beside it."""
    async with a_server(tmp_path) as server, a_player(server, token=token_of(server, "wren")) as ana:
        for rubbish in (
            b"\x16\x03\x01 hello tls\r\n\r\n",
            b"POST / HTTP/1.1\r\nContent-Length: 5\r\n\r\nabcde",
            b"\r\n" * 500,
        ):
            reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
            writer.write(rubbish)
            await asyncio.wait_for(reader.read(), 10)
            writer.close()
        assert (await ana.do("message", text="undisturbed"))["type"] == "ack"


async def test_a_taken_port_is_said_in_words(tmp_path: Path) -> None:
    """Not as a traceback."""
    async with a_server(tmp_path / "one") as server:
        with pytest.raises(CannotListen, match="Cannot listen on 127"):
            async with a_server(tmp_path / "two", port=server.port):
                pass
