"""The gateway over real sockets: the door, the limits, and what happens to clients that misbehave."""

import asyncio
import contextlib
import json
import socket
import urllib.error
import urllib.request
from dataclasses import replace
from pathlib import Path

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from detente_server.app import CannotListen
from tests.server.sockets import FAST, a_player, a_server, token_of

# ------------------------------------------------------------------------------------------- typed refusals, limits


async def test_every_kind_of_wrong_command_names_field_and_rule_and_the_line_lives(tmp_path: Path) -> None:
    """Bad input gets a clear error to the sender alone; the game goes on."""
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
        async with asyncio.timeout(20):
            while server.metrics.connections.value != 1:  # noqa: ASYNC110 -- a fact of another's
                await asyncio.sleep(0.05)
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


async def test_who_goes_on_sending_after_the_close_is_cut_off(tmp_path: Path) -> None:
    """A gigabyte that nobody wants is not read to its end."""
    async with a_server(tmp_path) as server, a_player(server, token=token_of(server, "wren")) as ana:
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
        writer.write(b"GET / HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n")
        writer.write(b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n")
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"\x81\xff" + (1 << 30).to_bytes(8, "big") + b"mask")
        sent = 0
        with contextlib.suppress(ConnectionError):
            while sent < 1 << 26:
                writer.write(b"x" * 65_536)
                await writer.drain()
                sent += 65_536
        writer.close()
        assert sent < 1 << 26
        assert (await ana.do("message", text="undisturbed"))["type"] == "ack"


async def test_a_taken_port_is_said_in_words(tmp_path: Path) -> None:
    """Not as a traceback."""
    async with a_server(tmp_path / "one") as server:
        with pytest.raises(CannotListen, match="Cannot listen on 127"):
            async with a_server(tmp_path / "two", port=server.port):
                pass
