"""Between bytes and frames. Whatever bytes come, the answer is a frame or a typed refusal (R11.2), never a fault.

Reading goes through pydantic in one pass over the bytes; only after a refusal is the text looked at again, to find
the ``command_id`` that the refusal should name. Writing splices bytes that are made once and sent to many.
"""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict
from functools import cache
from json.encoder import encode_basestring_ascii as quoted
from math import isfinite
from typing import Annotated, Final

from pydantic import Field, TypeAdapter, ValidationError

from detente_rules.canonical import compact
from detente_rules.commands import Amend, PlayerCommand, Propose
from detente_rules.events import Event
from detente_rules.rejections import Code, Refused, Rejection, refuse
from detente_rules.wire.messages import (
    MAX_COMMAND_ID,
    PROTOCOL,
    Act,
    ClientFrame,
    CommandFrame,
    ServerFrame,
)

MALFORMED: Final = "R11.2"

_SHAPE_FAULTS: Final = frozenset(
    {
        "json_invalid",
        "json_type",
        "dict_type",
        "dataclass_type",
        "model_type",
        "union_tag_not_found",
        "union_tag_invalid",
        "missing",
        "missing_argument",
    }
)


@cache
def _client_frames() -> Callable[[bytes | str], ClientFrame]:
    """The reader inside pydantic's adapter, without what the adapter asks itself before each text."""
    adapter: TypeAdapter[ClientFrame] = TypeAdapter(Annotated[ClientFrame, Field(discriminator="type")])
    return adapter.validator.validate_json


@cache
def _server_frames() -> TypeAdapter[ServerFrame]:
    return TypeAdapter(Annotated[ServerFrame, Field(discriminator="type")])


def warm() -> None:
    """Build the readers now rather than at the first frame (some 30 ms)."""
    _client_frames()


def read_client_frame(data: bytes | str) -> ClientFrame:
    """Read what a client sent.

    Raises: Refused (malformed, unknown_field, bad_value), the field named by its path in the frame.
    """
    try:
        frame = _client_frames()(data)
    except ValidationError as fault:
        raise _refused(fault) from None
    except (ValueError, RecursionError):  # belt and braces: the parser has its own limits and reports them
        raise refuse("malformed", MALFORMED, "", "This is not a JSON text that can be read.") from None
    if isinstance(frame, CommandFrame):
        _check_clauses(frame.command)
    return frame


def read_server_frame(data: bytes | str) -> ServerFrame:
    """Read what a server sent; unknown fields are skipped. Raises: pydantic.ValidationError."""
    return _server_frames().validate_json(data)


def command_id_of(data: bytes | str) -> str:
    """The ``command_id`` of a frame that was refused, "" where there is none to be read."""
    try:
        frame = json.loads(data)
    except (ValueError, RecursionError):
        return ""
    name = frame.get("command_id", "") if isinstance(frame, dict) else ""
    return name if isinstance(name, str) and len(name) <= MAX_COMMAND_ID and name.isprintable() else ""


_WITH_CLAUSES: Final = (Propose, Amend)
"""A tuple: asking a union costs as much as reading a frame's head, and every command is asked."""


def _check_clauses(command: PlayerCommand) -> None:
    """Clauses are free-form here, and pydantic lets NaN and infinity through where anything goes; JSON has neither."""
    if isinstance(command, _WITH_CLAUSES):
        for place, clause in enumerate(command.clauses):
            if not _finite(clause):
                raise refuse("bad_value", MALFORMED, f"command.clauses.{place}", "Numbers must be finite.")


def _finite(value: object) -> bool:
    if isinstance(value, float):
        return isfinite(value)
    if isinstance(value, dict):
        return all(map(_finite, value.values()))
    return all(map(_finite, value)) if isinstance(value, list) else True


def _refused(fault: ValidationError) -> Refused:
    """The first fault as a refusal; the path leaves out the tags that pydantic puts between union and member."""
    error = fault.errors(include_url=False, include_context=False, include_input=False)[0]
    kind, path = error["type"], _path(error["loc"])
    if kind in {"extra_forbidden", "unexpected_keyword_argument"}:
        return refuse("unknown_field", MALFORMED, path, "This field is not known here.")
    if kind in {"union_tag_not_found", "union_tag_invalid"}:  # the tag itself is what is wrong
        path = f"{path}.{_tag_field(path)}".removeprefix(".")
    code: Code = "malformed" if kind in _SHAPE_FAULTS else "bad_value"
    return refuse(code, MALFORMED, path, error["msg"])


def _tag_field(path: str) -> str:
    """The field that tells the members of a union apart: frames by ``type``, everything below by ``kind``."""
    return "type" if not path else "kind"


def _path(loc: tuple[int | str, ...]) -> str:
    """("command", "command", "seal", "decision", "lab", "pace") → "command.decision.pace".

    A tag follows the field that holds the union: at the start the frame's type, then after ``command`` or ``act``,
    after ``decision`` and after a member of ``effects``.
    """
    steps: list[str] = []
    tag_next = True
    for step in loc:
        if tag_next:
            tag_next = False
            continue
        steps.append(str(step))
        tag_next = (
            (step in {"command", "act"} and len(steps) == 1)
            or (step == "decision" and len(steps) == 2)
            or (len(steps) == 3 and steps[1] == "effects")
        )
    return ".".join(steps)


# ------------------------------------------------------------------------------------------------- what goes out

_COMPACT: Final = compact()
# ASCII only: whatever control or direction marks people type travel as \uXXXX, harmless in any log or terminal.


def dump(data: object) -> bytes:
    """Plain data as compact ASCII JSON. Raises: ValueError (NaN or infinity)."""
    return _COMPACT(data).encode("ascii")


def news_body(event: Event, data: str = "") -> bytes:
    """An event as it stands in every stream that it reaches. data: the event's, where it is ASCII JSON already."""
    if not data:
        return dump(event.news())
    head = f'{{"kind":"{event.kind}","at":{event.at!r},"round":{event.round},"phase":"{event.phase}"'
    return f'{head},"data":{data}}}'.encode("ascii")


def news_frame(seq: int, news: bytes, view: bytes | None = None) -> bytes:
    """The envelope of one audience round news that all its hearers share."""
    if view is None:
        return b'{"type":"news","seq":%d,"news":%b}' % (seq, news)
    return b'{"type":"news","seq":%d,"news":%b,"view":%b}' % (seq, news, view)


def welcome_frame(
    *,
    game: str,
    person: str,
    role: str,
    seat: str | None,
    audience: str,
    token: str | None,
    seq: int,
    view: bytes | None,
    history: Iterable[tuple[int, bytes]],
    server_time: float,
    resumed: bool,
) -> bytes:
    """The answer to a hello; ``view`` and the news in ``history`` are JSON already."""
    head = dump(
        {
            "type": "welcome",
            "protocol": PROTOCOL,
            "game": game,
            "person": person,
            "role": role,
            "seat": seat,
            "audience": audience,
            "token": token,
            "seq": seq,
            "server_time": server_time,
            "resumed": resumed,
        }
    )
    heard = b",".join(b'{"seq":%d,"news":%b}' % item for item in history)
    return b'%b,"view":%b,"history":[%b]}' % (head[:-1], view or b"null", heard)


def ack_frame(command_id: str, data: bytes) -> bytes:
    """The command is on the record; ``data`` is JSON already."""
    return b'{"type":"ack","command_id":%b,"data":%b}' % (quoted(command_id).encode("ascii"), data)


def refused_frame(command_id: str, rejection: Rejection) -> bytes:
    """The typed no, to the sender alone."""
    return dump({"type": "refused", "command_id": command_id, **rejection.to_data()})


def presence_frame(connected: Sequence[str], replaced: Sequence[str] = ()) -> bytes:
    """Who is here, for the facilitator; and who has just gone over to another device."""
    return dump({"type": "presence", "connected": connected, "replaced": replaced})


def door_frame(code: str, addresses: Sequence[str], pages: Sequence[str] = ()) -> bytes:
    """Where others come in."""
    return dump({"type": "door", "code": code, "addresses": addresses, "pages": pages})


def notice_frame(standing: str, message: str = "") -> bytes:
    """The game is frozen, or going again."""
    return dump({"type": "notice", "standing": standing, "message": message})


def pong_frame(server_time: float) -> bytes:
    """The answer to a ping."""
    return dump({"type": "pong", "server_time": server_time})


# ------------------------------------------------------------------------------------------- what a client sends


def hello_frame(**fields: object) -> bytes:
    """The first frame of a connection: ``hello_frame(token=…, since=…)`` or ``hello_frame(code=…, name=…)``."""
    return dump({"type": "hello", "protocol": PROTOCOL, **fields})


def command_frame(
    command_id: str, command: PlayerCommand, round_: int | None = None, phase: str | None = None
) -> bytes:
    """An act, ready to be sent (again)."""
    return b'{"type":"command","command_id":%b,"round":%b,"phase":%b,"command":%b}' % (
        dump(command_id),
        dump(round_),
        dump(phase),
        _command_json(command),
    )


def manage_frame(command_id: str, act: Act) -> bytes:
    """A facilitator's act about the door, ready to be sent (again)."""
    return dump({"type": "manage", "command_id": command_id, "act": asdict(act)})


def ping_frame() -> bytes:
    """Are you there?"""
    return b'{"type":"ping"}'


def _command_json(command: PlayerCommand) -> bytes:
    return _player_commands().dump_json(command)


@cache
def _player_commands() -> TypeAdapter[PlayerCommand]:
    return TypeAdapter(Annotated[PlayerCommand, Field(discriminator="kind")])
