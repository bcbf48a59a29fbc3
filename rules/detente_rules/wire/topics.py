"""Where the frames of the protocol travel on an MQTT broker, and the one frame that only MQTT needs.

A WebSocket belongs to two ends and says when it ends; a topic does neither. So each seat has an inbox that the server
alone writes and an outbox that it alone writes, and the end of a dialogue is said in a frame, ``closed``, with the
close codes of ``messages``. A dialogue has a name, its *session*, which travels as the MQTT 5 user property
``session``; programs without it (MQTT 3.1.1) all share the session "".

=========================================  =========  ==================================================
topic                                      who writes  what
=========================================  =========  ==================================================
``detente/v1/<game>/seat/<seat>/out``      the seat    hello, command, ping; closed when it leaves
``detente/v1/<game>/seat/<seat>/in``       the server  welcome, news, ack, refused, notice, pong, closed
``detente/v1/<game>/seat/<seat>/gone/<s>`` the broker  the last will of session ``s``
``detente/v1/<game>/public``               the server  news of the public stream
``detente/v1/<game>/state``                the server  retained: what a wall display shows
=========================================  =========  ==================================================
"""

import json
from dataclasses import dataclass
from typing import Final, Literal

from detente_rules.wire.codec import dump

ROOT: Final = "detente/v1"

SESSION: Final = "session"
"""Name of the MQTT 5 user property that says which dialogue a message belongs to."""

MAX_SESSION: Final = 64
"""Longest name of a session, in characters."""

SILENCE: Final = 60.0
"""Seconds without a frame after which the server takes a session for ended; say ``ping`` every 20."""


@dataclass(frozen=True, slots=True)
class Mail:
    """Which mailbox a topic is. kind: "out" (a frame of the seat's), "gone" (its last will)."""

    game: str
    seat: str
    kind: Literal["out", "gone"]
    session: str = ""


@dataclass(frozen=True, slots=True)
class Closed:
    """The dialogue has ended. code: as of a WebSocket. reason: for people."""

    code: int
    reason: str


def inbox(game: str, seat: str) -> str:
    """What a seat is told; only the server may write there, only the seat may read."""
    return f"{ROOT}/{game}/seat/{seat}/in"


def outbox(game: str, seat: str) -> str:
    """What a seat says; only the seat may write there, only the server may read."""
    return f"{ROOT}/{game}/seat/{seat}/out"


def gone(game: str, seat: str, session: str) -> str:
    """Where the broker says for a session that it has died."""
    return f"{ROOT}/{game}/seat/{seat}/gone/{session}"


def public(game: str) -> str:
    """The public feed; not retained."""
    return f"{ROOT}/{game}/public"


def state(game: str) -> str:
    """The newest public picture, retained."""
    return f"{ROOT}/{game}/state"


def heard_by_server(game: str) -> tuple[str, ...]:
    """The filters that a server subscribes to for one game."""
    return outbox(game, "+"), gone(game, "+", "+")


def read_mail(topic: str, session: str) -> Mail | None:
    """Whose mail this is; None for a topic that no seat writes. session: that of the user property."""
    match topic.removeprefix(f"{ROOT}/").split("/"):
        case [game, "seat", seat, "out"]:
            return Mail(game, seat, "out", session)
        case [game, "seat", seat, "gone", name]:
            return Mail(game, seat, "gone", name)
    return None


def closed_frame(code: int, reason: str) -> bytes:
    """The end of a dialogue, as a frame."""
    return dump({"type": "closed", "code": int(code), "reason": reason})


def read_closed(data: bytes) -> Closed | None:
    """A ``closed`` frame; None for anything else."""
    if b'"closed"' not in data[:200]:
        return None
    try:
        frame = json.loads(data)
    except (ValueError, RecursionError):
        return None
    if not isinstance(frame, dict) or frame.get("type") != "closed":
        return None
    code, reason = frame.get("code"), frame.get("reason", "")
    return Closed(code if isinstance(code, int) else 1006, reason if isinstance(reason, str) else "")


def state_frame(game: str, *, live: bool, seq: int, server_time: float, view: bytes) -> bytes:
    """The retained picture: the observers' view and the number of the last public news in it. live: is it served?"""
    head = dump({"type": "state", "game": game, "live": live, "seq": seq, "server_time": server_time})
    return b'%b,"view":%b}' % (head[:-1], view)
