"""The protocol's bytes. ``tests/wire/*.json`` hold one example of every frame, and what is refused and why."""

import contextlib
import json
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from detente_rules.commands import Message, PlayerCommand, Propose, Seal
from detente_rules.decisions import LabDecision
from detente_rules.rejections import Refused, Rejection
from detente_rules.wire import codec
from detente_rules.wire.messages import (
    Ack,
    ClientFrame,
    CommandFrame,
    News,
    Pong,
    RefusedFrame,
    ServerFrame,
    Welcome,
)

FOLDER = Path(__file__).parents[1] / "wire"
CLIENT = ("hello", "command", "manage", "ping")
SERVER = ("welcome", "news", "ack", "refused", "presence", "door", "notice", "pong")


def examples(*names: str) -> list[Any]:
    """The examples of these files, each named by what it is about."""
    return [
        pytest.param(one, id=f"{name}: {one['about']}")
        for name in names
        for one in json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    ]


@pytest.mark.parametrize("one", examples(*CLIENT))
def test_what_clients_say_is_read(one: dict[str, Any]) -> None:
    """Every example of the client's frames."""
    frame = codec.read_client_frame(json.dumps(one["frame"]))
    assert frame.type == one["frame"]["type"]


@pytest.mark.parametrize("one", examples("command"))
def test_a_command_is_written_as_it_is_read(one: dict[str, Any]) -> None:
    """There and back."""
    frame = codec.read_client_frame(json.dumps(one["frame"]))
    assert isinstance(frame, CommandFrame)
    written = codec.command_frame(frame.command_id, frame.command, frame.round, frame.phase)
    again = codec.read_client_frame(written)
    assert isinstance(again, CommandFrame)
    assert (again.command_id, again.command, again.round) == (frame.command_id, frame.command, frame.round)


@pytest.mark.parametrize("one", examples("wrong"))
def test_what_is_wrong_is_refused_with_its_field(one: dict[str, Any]) -> None:
    """R11.2."""
    data = json.dumps(one["frame"])
    with pytest.raises(Refused) as refused:
        codec.read_client_frame(data)
    no = refused.value.rejection
    assert {"code": no.code, "field": no.field} == one["refused"]
    assert no.rule == "R11.2"
    assert no.message


@pytest.mark.parametrize("one", examples(*SERVER))
def test_what_servers_say_is_read(one: dict[str, Any]) -> None:
    """Every example of the server's frames."""
    frame = codec.read_server_frame(json.dumps(one["frame"]))
    assert frame.type == one["frame"]["type"]


def test_every_frame_and_every_command_has_an_example() -> None:
    """A new kind without a golden frame fails here."""
    frames = {kind.__annotations__["type"] for kind in (*get_args(ClientFrame), *get_args(ServerFrame))}
    assert {get_args(name)[0] for name in frames} == {*CLIENT, *SERVER}
    assert {file.stem for file in FOLDER.glob("*.json")} == {*CLIENT, *SERVER, "wrong"}
    shown = {one.values[0]["frame"]["command"]["kind"] for one in examples("command")}
    assert shown == {get_args(kind.__annotations__["kind"])[0] for kind in get_args(PlayerCommand)}


def test_a_client_skips_fields_that_are_newer_than_itself() -> None:
    """Fields may be added within a version."""
    pong = codec.read_server_frame(b'{"type":"pong","server_time":1.5,"mood":"good"}')
    assert pong == Pong("pong", 1.5)


def test_what_the_server_writes_the_client_reads() -> None:
    """One by one."""
    body = codec.dump({"kind": "paused", "at": 1.0, "round": 2, "phase": "decision", "data": {}})
    news = codec.read_server_frame(codec.news_frame(7, body))
    assert isinstance(news, News)
    assert (news.seq, news.news.kind, news.view) == (7, "paused", None)
    ack = codec.read_server_frame(codec.ack_frame("c1", b'{"treaty":"t1"}'))
    assert ack == Ack("ack", "c1", {"treaty": "t1"})
    no = codec.read_server_frame(codec.refused_frame("c1", Rejection("rate", "R11.4", "", "Slower.", 0.5)))
    assert no == RefusedFrame("refused", "c1", "rate", "R11.4", "", "Slower.", 0.5)
    welcome = codec.read_server_frame(
        codec.welcome_frame(
            game="g1",
            person="p1",
            role="player",
            seat=None,
            audience="observer",
            token=None,
            seq=7,
            view=None,
            history=[(6, body), (7, body)],
            server_time=2.0,
            resumed=True,
        )
    )
    assert isinstance(welcome, Welcome)
    assert [heard.seq for heard in welcome.history] == [6, 7]


NASTY = "\x1b[31m\x00\x9b \u202etxet\u202c \u200b<b>[bold]{0}%s\u2028"


def test_control_characters_travel_escaped() -> None:
    """Whatever people type, a log or terminal that shows the raw bytes stays as it is."""
    for bytes_ in (
        codec.dump({"text": NASTY}),
        codec.ack_frame(NASTY, codec.dump(NASTY)),
        codec.refused_frame("c", Rejection("bad_value", "R1", "", NASTY)),
    ):
        assert all(0x20 <= byte < 0x7F for byte in bytes_)
    assert json.loads(codec.dump(NASTY)) == NASTY


def test_a_message_keeps_every_character() -> None:
    """R11.7: text is text, nothing is stripped."""
    frame = codec.read_client_frame(codec.command_frame("c", Message(text=NASTY)))
    assert isinstance(frame, CommandFrame)
    assert frame.command == Message(text=NASTY)


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999"])
def test_numbers_that_json_does_not_have_are_refused(number: str) -> None:
    """Also where clauses are free-form."""
    for command in (
        f'{{"kind":"seal","decision":{{"kind":"lab","safety":{number}}}}}',
        f'{{"kind":"propose","title":"x","parties":["a"],"clauses":[{{"kind":"cap","level":[{number}]}}]}}',
    ):
        with pytest.raises(Refused):
            codec.read_client_frame(f'{{"type":"command","command_id":"c","command":{command}}}')


@given(st.binary(max_size=400))
@example(b"")
@example(b"[" * 100_000)
@example(b'{"a":' * 50_000)
@example(b'{"type":"command","command_id":"\\ud800"}')
@example(b'{"type":"hello","protocol":' + b"9" * 5000 + b"}")
def test_any_bytes_are_a_frame_or_a_refusal(data: bytes) -> None:
    """Never a fault (R11.2)."""
    with contextlib.suppress(Refused):
        codec.read_client_frame(data)
    assert isinstance(codec.command_id_of(data), str)


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b'{"command_id":"c1","type":5}', "c1"),
        (b'{"command_id":7}', ""),
        (b'{"command_id":"' + b"x" * 65 + b'"}', ""),
        (b'{"command_id":"\\u001b[2J"}', ""),
        (b"[]", ""),
        (b"\xff", ""),
    ],
)
def test_a_refusal_names_the_command_where_that_can_be_read(data: bytes, name: str) -> None:
    """And is not led astray by what stands there."""
    assert codec.command_id_of(data) == name


def test_decisions_and_drafts_are_written_whole() -> None:
    """Nested data survives."""
    for command in (
        Seal(LabDecision(safety=0.5)),
        Propose(title="x", parties=("a",), clauses=({"kind": "pause"},)),
    ):
        frame = codec.read_client_frame(codec.command_frame("c", command, 1, "decision"))
        assert isinstance(frame, CommandFrame)
        assert frame.command == command
