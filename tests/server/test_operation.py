"""For whoever runs it: TLS, logs that hold no secret, and much that is not a player knocking at the same port."""

import asyncio
import io
import json
import logging
import random
import resource
import ssl
from pathlib import Path

import pytest
from websockets.asyncio.client import connect

from detente_rules.verify import verify_lines
from detente_server.app import CannotListen
from detente_server.logs import JsonLines, configure
from tests.server.fakes import Rig
from tests.server.sockets import a_player, a_server, token_of
from tests.server.test_fuzz import mutated

TLS = Path(__file__).parent / "tls"
"""A certificate for localhost that nobody else trusts, made for these tests."""


async def test_a_certificate_makes_every_address_a_safe_one(tmp_path: Path) -> None:
    """``--tls-cert``, ``--tls-key``: wss and https on the same port."""
    async with a_server(tmp_path, tls_cert=TLS / "cert.pem", tls_key=TLS / "key.pem") as server:
        assert server.created["ws"].startswith("wss://")
        assert server.created["http"].startswith("https://")
        trusting = ssl.create_default_context(cafile=TLS / "cert.pem")
        async with connect(server.ws_url, ssl=trusting, proxy=None) as line:
            await line.send(json.dumps({"type": "hello", "protocol": 1, "token": token_of(server, "wren")}))
            assert json.loads(await line.recv())["seat"] == "wren"
            await line.send("x" * 100_000)
            while json.loads(await line.recv())["type"] != "refused":
                pass


async def test_a_certificate_that_cannot_be_used_is_said_in_words(tmp_path: Path) -> None:
    """Not found, or no certificate."""
    with pytest.raises(CannotListen, match="certificate"):
        async with a_server(tmp_path, tls_cert=tmp_path / "none.pem"):
            pass


async def test_logs_name_who_and_where_and_no_secret(tmp_path: Path) -> None:
    """At the most talkative level, over a join, a message, refusals and a wrong token."""
    stream = io.StringIO()
    handler = configure("DEBUG", as_json=True, stream=stream)
    try:
        async with a_server(tmp_path) as server:
            token, code = token_of(server, "wren"), server.created["code"]
            async with a_player(server, token=token) as ana:
                await ana.do("message", text="words that are nobody's business")
                await ana.do("sign", treaty="t1", version=1)
            async with a_player(server) as ben:
                welcome = await ben.hello(code=code, name="Ben Bensen")
            async with a_player(server) as eve:
                await eve.hello(token="a guess at a token")
    finally:
        logging.getLogger("detente").removeHandler(handler)
        logging.getLogger("detente").propagate = True
        logging.getLogger("detente").setLevel(logging.NOTSET)
    logged = stream.getvalue()
    lines = [json.loads(line) for line in logged.splitlines()]
    here = next(line for line in lines if line["message"] == "player is here")
    assert (here["person"], here["seat"], here["game"]) == ("seat-wren", "seat:wren", server.created["game"])
    assert any(line.get("code") == "malformed" and line.get("rule") == "R2.4" for line in lines)
    said = next(line for line in lines if line.get("kind") == "message")
    (done,) = [line for line in lines if line["message"] == "accepted"]
    for line in (said, done):
        assert (line["person"], line["connection"]) == ("seat-wren", here["connection"])
        assert line["command_id"] == said["command_id"] != ""
    for secret in (
        token,
        welcome["token"],
        code,
        "nobody's business",
        "a guess at",
        server.created["facilitator"],
    ):
        assert secret not in logged


def test_a_log_line_is_one_line_whatever_it_says() -> None:
    """An exception's traceback too."""
    fault = ValueError("two\nlines \x1b[2J")
    record = logging.getLogger("x").makeRecord("x", 40, "f", 1, "a\nb", (), (ValueError, fault, None))
    line = JsonLines().format(record)
    assert "\n" not in line
    assert "\x1b" not in line
    assert json.loads(line)["level"] == "error"


# ---------------------------------------------------------------------------------------------- unwelcome visitors


@pytest.mark.slow
async def test_a_game_goes_on_beside_half_open_sockets_and_giants(tmp_path: Path) -> None:
    """Thousands of sockets that never finish their handshake, slow-loris, a gigabyte announced: all is acknowledged.

    How long that takes is measured by ``benchmarks/hostile.py``.
    """
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    count = min(10_000, (hard - 200) // 2)
    async with a_server(tmp_path) as server, a_player(server, token=token_of(server, "wren")) as ana:
        idle = []
        for n in range(count):
            reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
            if n % 3 == 0:
                writer.write(b"GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ")
            idle.append((reader, writer))
        async with a_player(server, token=token_of(server, "quill")) as giant:
            giant.socket.transport.write(b"\x81\xff" + (1 << 30).to_bytes(8, "big") + b"mask" + b"x" * 60_000)
            for n in range(300):
                assert (await ana.do("message", text=f"still here {n}"))["type"] == "ack"
                if n % 10 == 0:
                    idle[n][1].write(b"a")
        lines = await server.record(server.created["game"])
        assert verify_lines(lines).fault is None
        assert sum("still here" in line for line in lines) == 300
        for _, writer in idle:
            writer.close()
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


@pytest.mark.long
async def test_a_million_bad_frames_change_nothing_and_leave_nothing_behind() -> None:
    """Straight into the dialogue, without a socket: no fault, no growth of memory, no effect on the game."""
    rig = Rig()
    await rig.seated("lab0")
    wall = rig.person()
    wall.hello(token=rig.credential("g1", "wall", "observer", None))
    await rig.settle()
    head = rig.room.game.head
    dice = random.Random(1)
    sizes = []
    for turn in range(20):
        pool = [mutated(dice) for _ in range(50_000)]
        for data in pool:
            wall.conversation.heard(data)
        wall.link.frames.clear()
        wall.link.raw.clear()
        await rig.settle()
        if turn in {1, 19}:
            sizes.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
    assert rig.room.game.head == head
    assert wall.link.closed is None
    assert sizes[1] - sizes[0] < 20_000, f"grew from {sizes[0]} to {sizes[1]} KiB"
