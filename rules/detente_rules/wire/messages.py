"""The frames of the protocol, version 1: JSON texts over a WebSocket (or any other ordered channel).

What comes in is read strictly: no unknown field, no number for a string (R11.2). What goes out may gain fields
within a version, so clients read it leniently. Codes with which a connection is closed are part of the protocol.

============ ======== =============================================================================
who          type     what
============ ======== =============================================================================
client       hello    first frame: who I am (token), or let me in (join code, name)
client       command  an act, with its own id and the round and phase it was meant for
client       manage   a facilitator's act about the door: another code, a credential taken back or made anew
client       ping     are you there, and what time is it
server       welcome  who you are, what you see, what you missed; again when your seat changes
server       news     one event that reaches your audience, numbered without gaps
server       ack      your command is on the durable record
server       refused  your frame was refused: code, rule, field; the connection lives on
server       presence who is connected, to the facilitator
server       door     where others come in: join code and addresses, to the facilitator and to observers
server       notice   the whole game stands still (its disk is full), or goes on again
server       pong     the server's clock
============ ======== =============================================================================
"""

from dataclasses import dataclass as plain_dataclass
from enum import IntEnum
from typing import Annotated, Any, Final, Literal, TypeAlias

from pydantic import Field, StringConstraints
from pydantic.dataclasses import dataclass

from detente_rules.commands import PlayerCommand
from detente_rules.decisions import STRICT
from detente_rules.ids import Audience, PersonId, Phase, Role, SeatId
from detente_rules.views.types import View

PROTOCOL: Final = 1

MAX_FRAME: Final = 64 * 1024
"""Longest frame a client may send, in bytes (R11.1)."""

MAX_COMMAND_ID: Final = 64

CommandId = Annotated[str, StringConstraints(min_length=1, max_length=MAX_COMMAND_ID, pattern=r"^[!-~]+$")]
"""Chosen by the client, unique per person and game: printable ASCII without spaces."""


class CloseCode(IntEnum):
    """Why a connection ended; after ``FINAL_CODES`` a client does not come back."""

    NORMAL = 1000
    GOING_AWAY = 1001
    POLICY = 1008
    TOO_BIG = 1009
    INTERNAL = 1011
    RESTART = 1012
    SLOW = 1013
    REPLACED = 4001
    REVOKED = 4003


FINAL_CODES: Final = frozenset({CloseCode.POLICY, CloseCode.REPLACED, CloseCode.REVOKED})
"""After these a client that came back would meet the same answer."""


@dataclass(frozen=True, config=STRICT)
class Hello:
    """First frame, with a token or with a join code, never with both.

    protocol: the version that I speak, 1. token: I am that person. code: the join code, I am new. since: the last number I
    have, None: a snapshot, please. audience: the stream that ``since`` counts; if it is no longer mine (I was moved), a snapshot follows.
    name: shown to everybody. seat: the one asked for, None: wherever people are needed. bot: I am a program.
    takeover: replace this person's other live device (False: be refused if there is one that is well).
    watch: come in as an observer, who sees what is public and can never take a seat (R1.2), or not at all: a token of
    another role is refused before anything of its stream is sent, and a code where the host lets no watchers in by it.
    """

    type: Literal["hello"]
    protocol: int
    token: Annotated[str, StringConstraints(max_length=200)] | None = None
    since: Annotated[int, Field(ge=0, le=2**53)] | None = None
    audience: Annotated[str, StringConstraints(max_length=80)] | None = None
    code: Annotated[str, StringConstraints(max_length=40)] | None = None
    name: Annotated[str, StringConstraints(max_length=400)] | None = None
    seat: Annotated[str, StringConstraints(max_length=40)] | None = None
    bot: bool = False
    takeover: bool = True
    watch: bool = False


@dataclass(frozen=True, config=STRICT)
class CommandFrame:
    """An act. round, phase: what the sender had on screen; both or neither (R2.4). command: one of them, told apart by ``kind``.

    seat: the seat one means to act for; refused if one does not hold it. None: whichever one holds.
    """

    type: Literal["command"]
    command_id: CommandId
    command: PlayerCommand = Field(discriminator="kind")
    round: Annotated[int, Field(ge=0, le=1000)] | None = None
    phase: Phase | None = None
    seat: Annotated[str, StringConstraints(max_length=40)] | None = None


@dataclass(frozen=True, config=STRICT)
class Ping:
    """Are you there?"""

    type: Literal["ping"]


@dataclass(frozen=True, config=STRICT)
class ChangeCode:
    """Another join code; the old one opens nothing any more. Answer: ``{"code"}``."""

    kind: Literal["change_code"]


@dataclass(frozen=True, config=STRICT)
class Revoke:
    """Take a person's credential back: its connection ends, its seat is left. Answer: ``{}``.

    Where the server keeps the seat's user at an MQTT broker, that ends too; answer: ``{"mqtt_user", "mqtt_password"}`` for whoever is next.
    """

    kind: Literal["revoke"]
    person: Annotated[str, StringConstraints(min_length=1, max_length=80)]


@dataclass(frozen=True, config=STRICT)
class Reissue:
    """A new token for somebody who lost theirs; the old one opens nothing any more. Answer: ``{"token"}``.

    Where the server keeps the seat's user at an MQTT broker, with ``"mqtt_user"`` and a new ``"mqtt_password"``.
    """

    kind: Literal["reissue"]
    person: Annotated[str, StringConstraints(min_length=1, max_length=80)]


@dataclass(frozen=True, config=STRICT)
class Branch:
    """A new game from the end of a past round, beside this one (R12.11).

    Answer: as ``host --json`` prints: game, code, facilitator, observer, seats with their tokens.
    """

    kind: Literal["branch"]
    round: Annotated[int, Field(ge=1, le=60)]


Act: TypeAlias = ChangeCode | Revoke | Reissue | Branch
"""What a facilitator may do about the door, and about games beside this one."""


@dataclass(frozen=True, config=STRICT)
class Manage:
    """What a facilitator does about the door rather than in the game; not on the game's record. act: one of them, told apart by ``kind``."""

    type: Literal["manage"]
    command_id: CommandId
    act: Act = Field(discriminator="kind")


ClientFrame: TypeAlias = Hello | CommandFrame | Manage | Ping


@plain_dataclass(frozen=True)
class NewsBody:
    """An event as its audience hears it (``Event.news``)."""

    kind: str
    at: float
    round: int
    phase: Phase
    data: dict[str, Any]

    def to_data(self) -> dict[str, Any]:
        """The dict that ``detente_rules.fold`` takes."""
        return {"kind": self.kind, "at": self.at, "round": self.round, "phase": self.phase, "data": self.data}


@plain_dataclass(frozen=True)
class Heard:
    """A past event of one's own stream. seq: its number. news: the event."""

    seq: int
    news: NewsBody


@plain_dataclass(frozen=True)
class Welcome:
    """Who you are and what you see.

    audience: the stream that is heard here. seq: number of the last event that ``view`` contains. view: as of ``seq``. history: with ``resumed``, everything
    after the ``since`` of the hello, complete; else the talk that is still kept. token: only when it is new.
    server_time: seconds since 1970. protocol: the version spoken here, 1. game: its id. person: yours. role: what you may do. seat: yours,
    None in the lobby. resumed: ``history`` is what you missed, without a gap.
    """

    type: Literal["welcome"]
    protocol: int
    game: str
    person: PersonId
    role: Role
    seat: SeatId | None
    audience: Audience
    token: str | None
    seq: int
    view: View | None
    history: tuple[Heard, ...]
    server_time: float
    resumed: bool


@plain_dataclass(frozen=True)
class News:
    """One event. seq: grows by one from frame to frame. news: the event. view: all of it, replacing the one before, with the last
    event of a batch that changed more than the event itself says.
    """

    type: Literal["news"]
    seq: int
    news: NewsBody
    view: View | None = None


@plain_dataclass(frozen=True)
class Ack:
    """The command is on the durable record. data: its answer (a new treaty's id, a commitment …)."""

    type: Literal["ack"]
    command_id: str
    data: dict[str, Any]


@plain_dataclass(frozen=True)
class RefusedFrame:
    """A frame was refused. command_id: "" where the frame had none that could be read. code: for programs. rule: its number in
    rules/README.md. field: the path of what is wrong, "" where it is no field. message: for people. retry_after: seconds after which the
    same frame may be sent again, None: no time is known, or it would be refused again.
    """

    type: Literal["refused"]
    command_id: str
    code: str
    rule: str
    field: str
    message: str
    retry_after: float | None = None


@plain_dataclass(frozen=True)
class Pong:
    """The answer to a ping. server_time: the server's clock, seconds since 1970."""

    type: Literal["pong"]
    server_time: float


@plain_dataclass(frozen=True)
class Presence:
    """Who is connected, by person; to the facilitator alone, whenever it changes.

    connected: their ids. replaced: whose device was closed just now because they opened another one (R11.9).
    """

    type: Literal["presence"]
    connected: tuple[PersonId, ...]
    replaced: tuple[PersonId, ...] = ()


@plain_dataclass(frozen=True)
class Door:
    """Where others come in: to the facilitator and to observers, after the welcome and whenever it changes.

    code: the join code. addresses: ``host:port``, the best for another machine first. pages: where a browser comes in,
    in the same order; empty where the host serves none.
    """

    type: Literal["door"]
    code: str
    addresses: tuple[str, ...]
    pages: tuple[str, ...] = ()


@plain_dataclass(frozen=True)
class Notice:
    """The game stands still or goes on (R11.5): to everybody, at once, and after a welcome while it stands.

    It has no number and is not on record, as nothing can be recorded just then. standing: "frozen" or "going". message: why,
    in words for people; "" when it goes on.
    """

    type: Literal["notice"]
    standing: Literal["frozen", "going"]
    message: str


ServerFrame: TypeAlias = Welcome | News | Ack | RefusedFrame | Presence | Door | Notice | Pong
