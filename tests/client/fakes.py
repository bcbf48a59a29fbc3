"""A game made by hand, and a server that is a script: what it expects to hear, and what it says to that."""

import asyncio
import json
from collections import deque
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any

from detente_client.channel import Channel, ChannelClosed, NoConnection
from detente_rules.views.types import BriefView, SeatView, TreatyView, View, dump_view

BRIEF = BriefView("A lab.", "It lags behind.")

VIEW = View(
    game="g1",
    scenario="two-blocs",
    title="Two blocs",
    summary="",
    level="standard",
    rounds=7,
    round=1,
    phase="negotiation",
    deadline=None,
    paused=False,
    commitment="0" * 64,
    audience="seat:helion",
    role="player",
    seat="helion",
    brief=BRIEF,
    figures=None,
    seats=(
        SeatView("helion", "Helion", "lab", "aurelia", "people", ("Ana",), None, BRIEF),
        SeatView("corvid", "Corvid", "lab", "aurelia", "bot", (), "racer", BRIEF),
        SeatView("aurelia", "Aurelia", "nation", None, "bot", (), "cautious", BRIEF),
    ),
    people={"p1": "Ana"},
    treaties=(),
    obligations=(),
    reports=(),
    own_reports=(),
    sealed=None,
    commitment_of_decision=None,
    standing=None,
    ready=False,
    locked={},
    legal=("message", "seal"),
    news=(),
    packs=(),
)
"""Helion's view in the first negotiation of a small game."""


def a_view(**changes: Any) -> View:
    """Helion's view, changed."""
    return replace(VIEW, **changes)


def a_treaty(**changes: Any) -> TreatyView:
    """A draft by Corvid that invites everybody."""
    card = TreatyView(
        id="t1",
        version=1,
        title="Quiet Accord",
        by="corvid",
        confidential=False,
        parties=("helion", "corvid", "aurelia"),
        clauses=(),
        sentences=(),
        phase="open",
        signed=(),
        ratified=(),
        members=(),
        notice={},
    )
    return replace(card, **changes)


def welcome(seq: int = 10, *, view: View = VIEW, resumed: bool = False, **changes: Any) -> dict[str, Any]:
    """A welcome frame for Ana in Helion's seat."""
    frame = {
        "type": "welcome",
        "protocol": 1,
        "game": "g1",
        "person": "p1",
        "role": view.role,
        "seat": view.seat,
        "audience": view.audience,
        "token": None,
        "seq": seq,
        "view": json.loads(dump_view(view)),
        "history": [],
        "server_time": 1000.0,
        "resumed": resumed,
    }
    return {**frame, **changes}


def body(kind: str, /, **data: Any) -> dict[str, Any]:
    """The news itself."""
    return {"kind": kind, "at": 1000.0, "round": 1, "phase": "negotiation", "data": data}


def news(seq: int, kind: str, /, **data: Any) -> dict[str, Any]:
    """A news frame without a view."""
    return {"type": "news", "seq": seq, "news": body(kind, **data)}


def said(seq: int, text: str, sender: str = "corvid", to: Sequence[str] = ()) -> dict[str, Any]:
    """A news frame: somebody spoke."""
    return news(seq, "message_sent", sender=sender, name="Ben", to=list(to), text=text)


def refusal(command_id: str, code: str, message: str, retry_after: float | None = None) -> dict[str, Any]:
    """A refused frame."""
    frame = {
        "type": "refused",
        "command_id": command_id,
        "code": code,
        "rule": "R0.0",
        "field": "",
        "message": message,
    }
    return {**frame, "retry_after": retry_after}


@dataclass(frozen=True)
class Expect:
    """The client sends a frame that holds these fields."""

    fields: dict[str, Any]


@dataclass(frozen=True)
class Say:
    """The server sends a frame."""

    frame: dict[str, Any] | str


@dataclass(frozen=True)
class Close:
    """The server closes."""

    code: int
    reason: str = ""


@dataclass(frozen=True)
class NoAnswer:
    """No connection comes about."""

    hopeless: bool = False


class Hang:
    """Nothing more happens on this connection."""


Part = Expect | Say | Close | NoAnswer | Hang


class Dialogue:
    """A server that follows a script: one list of parts a connection, in order.

    ``connect`` is the link's port. ``done()`` tells that everything was played; ``heard`` is what the client sent.
    """

    def __init__(self, *connections: Sequence[Part]) -> None:
        self._connections = deque(connections)
        self._open: deque[Part] = deque()
        self.heard: list[dict[str, Any]] = []
        self.urls: list[str] = []
        self.pauses: list[float] = []

    def done(self) -> bool:
        """Has all of the script been played?"""
        return not self._connections and all(isinstance(part, Hang) for part in self._open)

    @asynccontextmanager
    async def connect(self, url: str) -> AsyncIterator[Channel]:
        """The port that a link is given."""
        self.urls.append(url)
        if not self._connections:
            await asyncio.sleep(3600)
        parts = self._connections.popleft()
        if parts and isinstance(parts[0], NoAnswer):
            raise NoConnection(f"Nobody answers at {url}.", hopeless=parts[0].hopeless)
        self._open = deque(parts)
        yield _Scripted(self, self._open)

    async def sleep(self, seconds: float) -> None:
        """The link's other port: no time passes, and the pause is noted."""
        self.pauses.append(seconds)
        await asyncio.sleep(0)


class _Scripted:
    def __init__(self, dialogue: Dialogue, parts: deque[Part]) -> None:
        self._dialogue = dialogue
        self._parts = parts
        self._moved = asyncio.Event()

    async def send(self, text: str) -> None:
        frame = json.loads(text)
        self._dialogue.heard.append(frame)
        part = self._parts[0] if self._parts else None
        assert isinstance(part, Expect), f"the client said {frame}, the script has {part}"
        for key, value in part.fields.items():
            assert frame.get(key) == value, (
                f"{key}: the client said {frame.get(key)!r}, the script has {value!r}"
            )
        self._parts.popleft()
        self._moved.set()

    async def receive(self) -> str:
        while True:
            part = self._parts[0] if self._parts else Hang()
            if isinstance(part, Say):
                self._parts.popleft()
                return part.frame if isinstance(part.frame, str) else json.dumps(part.frame)
            if isinstance(part, Close):
                self._parts.popleft()
                raise ChannelClosed(part.code, part.reason)
            self._moved.clear()
            await self._moved.wait()
