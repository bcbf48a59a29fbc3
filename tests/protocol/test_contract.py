"""The published examples, replayed against a real server over every transport; whatever it says is what is published."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from detente_rules.wire.asyncapi import TAGS, asyncapi
from detente_rules.wire.messages import MAX_FRAME
from detente_server.app import Server
from tests.protocol.shapes import examples, faults
from tests.protocol.transports import TRANSPORTS, Line, Transport
from tests.server.sockets import token_of

SHAPES = {tag: name for name, tag in TAGS.items()}

SCENARIO = "two-blocs"
"""Where the seats of the examples sit."""


@pytest.fixture(params=sorted(TRANSPORTS))
def way(request: pytest.FixtureRequest) -> Transport:
    """One transport after the other."""
    return TRANSPORTS[request.param]


class Talk:
    """A line on which every frame that comes is compared with what is published. ``heard``: types and kinds so far."""

    def __init__(self, line: Line) -> None:
        self._line = line
        self._ids = 0
        self._looked_at: set[str | None] = set()
        self.heard: set[str] = set()
        self.stamp: dict[str, Any] = {}
        self.seq = 0

    async def say(self, frame: object) -> None:
        """Send any JSON value."""
        await self._line.say(frame)

    async def next(self) -> dict[str, Any]:
        """The next frame; it must be as published, to the last field."""
        frame = await self._line.next()
        if frame["type"] == "news":
            assert frame["seq"] == self.seq + 1
            kind = frame["news"]["kind"]
            assert not faults(f"news.{kind}", frame["news"], closed=True), frame
            assert set(frame) <= {"type", "seq", "news", "view"}
            self.heard.add(f"news.{kind}")
        else:
            assert not faults(SHAPES[frame["type"]], {**frame, "view": None, "history": []}
                              if frame["type"] == "welcome" else frame, closed=True), frame  # fmt: skip
        if frame.get("view"):
            if (cause := frame.get("news", frame).get("kind")) not in self._looked_at:
                self._looked_at.add(cause)
                assert not faults("View", frame["view"], closed=True)
            self.stamp = {"round": frame["view"]["round"], "phase": frame["view"]["phase"]}
        self.seq = frame.get("seq", self.seq)
        self.heard.add(frame["type"])
        return frame

    async def until(self, *types: str, command_id: str | None = None) -> dict[str, Any]:
        """The next frame of one of these types, and with this id."""
        while True:
            frame = await self.next()
            if frame["type"] in types and command_id in {None, frame.get("command_id")}:
                return frame

    async def phase(self, phase: str) -> None:
        """Wait until a phase begins."""
        while self.stamp.get("phase") != phase:
            await self.next()

    async def do(self, command: dict[str, Any]) -> dict[str, Any]:
        """A command for this moment; its answer."""
        self._ids += 1
        name = f"c{self._ids}"
        await self.say({"type": "command", "command_id": name, **self.stamp, "command": command})
        return await self.until("ack", "refused", command_id=name)


@asynccontextmanager
async def talk(way: Transport, server: Server, seat: str, **hello: Any) -> AsyncIterator[Talk]:
    """Somebody at the table: a seat's token, or the facilitator's."""
    token = server.created["facilitator"] if seat == "facilitator" else token_of(server, seat)
    async with way.line(server, seat) as line:
        one = Talk(line)
        await one.say({"type": "hello", "protocol": 1, "token": token, **hello})
        welcome = await one.until("welcome", "refused")
        assert welcome["type"] == "welcome", welcome
        yield one
        await one.say({"type": "ping"})
        await one.until("pong")  # a client that leaves with much unread waits for its own close


async def test_every_hello_is_understood(tmp_path: Path, way: Transport) -> None:
    """With a code that is this game's, and a token that is a seat's: a welcome; else a refusal, and 1008."""
    free = iter(("corvid", "lodestar", "sorrel", "meridian", "aurelia"))
    async with way.server(tmp_path, SCENARIO) as server:
        for one in examples("hello"):
            hello = dict(one["frame"])
            if "code" in hello:
                hello["code"] = server.created["code"]
            # Whoever names no seat is given a free one's line, where lines belong to seats.
            seat = "helion" if "token" in hello else hello.get("seat") or next(free)
            async with way.line(server, seat) as line:
                if "token" in hello:
                    hello["token"] = token_of(server, "helion")
                await line.say(hello)
                answer = await line.next()
                if hello.get("watch"):  # this host was not started with --watch-by-code
                    assert (answer["type"], answer["code"]) == ("refused", "not_allowed")
                    assert await line.closed() == 1008
                elif "code" in hello or "token" in hello:
                    assert answer["type"] == "welcome", one["about"]
                    assert answer["view"] is not None
                else:  # the token would have come in the Authorization header
                    assert (answer["type"], answer["code"]) == ("refused", "bad_credential")
                    assert await line.closed() == 1008


async def test_another_version_is_refused(tmp_path: Path, way: Transport) -> None:
    """By its field, and for good."""
    async with way.server(tmp_path, SCENARIO) as server, way.line(server, "helion") as line:
        await line.say({"type": "hello", "protocol": 2, "token": token_of(server, "helion")})
        answer = await line.next()
        assert (answer["code"], answer["field"]) == ("bad_value", "protocol")
        assert await line.closed() == 1008


async def test_what_is_wrong_is_refused_as_the_examples_say(tmp_path: Path, way: Transport) -> None:
    """Code and field, and the line lives on."""
    async with way.server(tmp_path, SCENARIO) as server, talk(way, server, "helion") as ana:
        for one in examples("wrong"):
            await ana.say(one["frame"])
            answer = await ana.until("refused")
            assert {"code": answer["code"], "field": answer["field"]} == one["refused"], one["about"]
        await ana.say({"type": "ping"})
        await ana.until("pong")


async def test_every_command_is_understood(tmp_path: Path, way: Transport) -> None:
    """In every phase: an ack, or a refusal that cites a rule about the game, never about the frame's shape."""
    acknowledged: set[str] = set()
    every = [one["frame"]["command"] for one in examples("command")]
    # Who has left its seat can do little else, and who withdraws its draft has none to sign.
    last = {"take_seat", "leave_seat", "withdraw"}
    commands = [one for one in every if one["kind"] not in last]
    async with (
        way.server(tmp_path, SCENARIO) as server,
        talk(way, server, "helion") as lab,
        talk(way, server, "aurelia") as nation,
        talk(way, server, "meridian"),  # who is never done, so that no phase ends by itself
        talk(way, server, "facilitator") as facilitator,
    ):
        await facilitator.do({"kind": "start"})
        for phase in ("briefing", "negotiation", "decision"):
            for one in (lab, nation, facilitator):
                await one.phase(phase)
            for one in (lab, nation) if phase == "negotiation" else (lab,):
                treaty, version = "", 0
                for example in commands:
                    command = example | {key: {"treaty": treaty, "version": version}[key]
                                         for key in {"treaty", "version"} & set(example)}  # fmt: skip
                    answer = await one.do(command)
                    treaty = answer.get("data", {}).get("treaty", treaty)
                    version = answer.get("data", {}).get("version", version)
                    if answer["type"] == "ack":
                        acknowledged.add(command["kind"])
                    else:
                        assert answer["code"] not in {"malformed", "unknown_field"}, (command, answer)
                        assert answer["rule"].startswith("R")
            if phase != "decision":
                assert (await facilitator.do({"kind": "end_phase"}))["type"] == "ack"
        moves = set() if way.anybody else {"take_seat", "leave_seat"}  # they would end a mailbox's dialogue
        for command in [one for one in every if one["kind"] in last - moves]:
            assert (await lab.do(command)).get("code") not in {"malformed", "unknown_field"}
    assert {"message", "propose", "sign", "ready", "seal"} <= acknowledged


async def test_a_repeated_command_is_done_once(tmp_path: Path, way: Transport) -> None:
    """The same id, the same answer, one event; also after coming back with since."""
    async with way.server(tmp_path, SCENARIO) as server:
        frame = {"type": "command", "command_id": "x1", "command": {"kind": "message", "text": "Once."}}
        async with talk(way, server, "helion") as ana:
            await ana.say(frame)
            first = await ana.until("ack", command_id="x1")
            await ana.say(frame)
            assert await ana.until("ack", command_id="x1") == first
            await ana.say({"type": "ping"})
            await ana.until("pong")  # whatever the repetition might have told would have come by now
            heard = ana.seq
        async with way.line(server, "helion") as line:
            since = {"since": heard - 1, "audience": "seat:helion", "token": token_of(server, "helion")}
            await line.say({"type": "hello", "protocol": 1, **since})
            welcome = await line.next()
            assert (welcome["resumed"], welcome["seq"]) == (True, heard)
            assert [one["seq"] for one in welcome["history"]] == [heard]
            await line.say(frame)
            assert await line.next() == first


async def test_every_frame_that_a_server_sends_is_as_published(tmp_path: Path, way: Transport) -> None:
    """A round with a facilitator: all types come, and each was compared on its way in."""
    async with (
        way.server(tmp_path, SCENARIO) as server,
        talk(way, server, "facilitator") as facilitator,
        talk(way, server, "helion") as lab,
    ):
        await facilitator.do({"kind": "start"})
        for phase in ("briefing", "negotiation", "decision"):
            await facilitator.phase(phase)
            await facilitator.do({"kind": "pause"})
            await facilitator.do({"kind": "resume"})
            await facilitator.do({"kind": "announce", "text": "On."})
            await facilitator.do({"kind": "end_phase"})
        for number, example in enumerate(examples("manage")):
            await facilitator.say({**example["frame"], "command_id": f"m{number}"})
            await facilitator.until("ack", "refused", command_id=f"m{number}")
        await facilitator.say({"type": "ping"})
        await facilitator.until("pong")
        await lab.do({"kind": "annex"})
    assert {"welcome", "news", "ack", "presence", "door", "pong"} <= facilitator.heard
    assert {"refused", "news.seat_reported", "news.round_reported"} <= lab.heard


async def test_a_line_ends_with_the_code_that_is_published(tmp_path: Path, way: Transport) -> None:
    """Another device, a frame that is too long, a credential taken back; the first and the last are final."""
    codes = asyncapi({})["x-close-codes"]

    async def ended(line: Line, *, final: bool) -> int:
        code = await line.closed()
        assert codes[str(code)]["final"] is final
        return code

    async with way.server(tmp_path, SCENARIO) as server, AsyncExitStack() as lines:

        async def sit(seat: str) -> Line:
            line = await lines.enter_async_context(way.line(server, seat))
            await line.say({"type": "hello", "protocol": 1, "token": token_of(server, seat)})
            assert (await line.next())["type"] == "welcome"
            return line

        first, second, long = await sit("helion"), await sit("helion"), await sit("corvid")
        assert await ended(first, final=True) == 4001
        await long.say({"type": "ping", "padding": "x" * MAX_FRAME})
        assert await ended(long, final=False) == 1009
        again = await sit("corvid")
        async with talk(way, server, "facilitator") as facilitator:
            revoke = {"kind": "revoke", "person": "seat-helion"}
            await facilitator.say({"type": "manage", "command_id": "m1", "act": revoke})
            await facilitator.until("ack", command_id="m1")
            assert await ended(second, final=True) == 4003
        await again.say({"type": "ping"})
        while (await again.next())["type"] != "pong":
            pass


async def test_a_server_that_goes_down_says_that_one_may_come_back(tmp_path: Path) -> None:
    """1012, which is not final. Over MQTT a broker of the server's own goes down with it."""
    way = TRANSPORTS["websocket"]
    async with AsyncExitStack() as lines:
        async with way.server(tmp_path, SCENARIO) as server:
            line = await lines.enter_async_context(way.line(server, "helion"))
            await line.say({"type": "hello", "protocol": 1, "token": token_of(server, "helion")})
            assert (await line.next())["type"] == "welcome"
        assert await line.closed() == 1012
    assert not asyncapi({})["x-close-codes"]["1012"]["final"]
