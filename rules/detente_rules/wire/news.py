"""What each kind of news says: the shape of ``data``, kind by kind, and of an acknowledgement's answer.

The rules write these as plain data and fold them by name; here they are typed, for the published schema and for the
test that what games write is what is published. A kind may gain fields, so readers skip those that they do not know.
"""

from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

from detente_rules.decisions import Decision
from detente_rules.events import KINDS
from detente_rules.ids import PersonId, Phase, Role, SeatId, TreatyId
from detente_rules.scenario import Level
from detente_rules.views.types import DebriefView, PublicReport, SeatReport
from detente_rules.wire.news_session import SESSION_NEWS
from detente_rules.wire.news_treaties import TREATY_NEWS


@dataclass(frozen=True)
class Nothing:
    """The kind says it all."""


# ------------------------------------------------------------------------------------------------ people and seats


@dataclass(frozen=True)
class PersonJoined:
    """Somebody came in. name: as typed, one line. program: it said of itself that it is one."""

    person: PersonId
    name: str
    role: Role
    program: bool


@dataclass(frozen=True)
class SeatPerson:
    """A person and a seat: taken, or left."""

    seat: SeatId
    person: PersonId


@dataclass(frozen=True)
class JustSeat:
    """A seat."""

    seat: SeatId


@dataclass(frozen=True)
class BotNamed:
    """To the facilitator: which bot holds a seat. bot: its name, as `detente bot` lists them."""

    seat: SeatId
    bot: str


# ----------------------------------------------------------------------------------------------------- the clock


@dataclass(frozen=True)
class GameStarted:
    """The lobby is over. rounds: how many will be played. level: which decisions are asked for."""

    rounds: int
    level: Level


@dataclass(frozen=True)
class PhaseBegan:
    """The next phase. round: 1 and up. deadline: seconds since 1970, null without a clock. news: words of the scenario."""

    round: int
    phase: Phase
    deadline: float | None
    news: tuple[str, ...]


@dataclass(frozen=True)
class DeadlineMoved:
    """There is more time, or less. deadline: seconds since 1970. seconds: by how much, or what is left. reason: who moved it."""

    deadline: float
    seconds: float
    reason: Literal["facilitator", "downtime", "humans_done"]


@dataclass(frozen=True)
class Resumed:
    """The clock runs on. deadline: seconds since 1970, null without a clock."""

    deadline: float | None


@dataclass(frozen=True)
class Readied:
    """To the seat: it has nothing more to say, or took that back. ready: which of the two."""

    seat: SeatId
    ready: bool


@dataclass(frozen=True)
class LockChanged:
    """To the facilitator: a seat is done with this phase, or no longer. locked: which of the two."""

    seat: SeatId
    locked: bool


# ---------------------------------------------------------------------------------------------------------- talk


@dataclass(frozen=True)
class MessageSent:
    """Somebody spoke. sender: seat, null for people without one. name: of the person. to: the seats addressed, empty for all. text: as typed; text, never markup. person: its id, as in person_joined; absent for bots of the server, and in records from before there was this field."""

    sender: SeatId | None
    name: str
    to: tuple[SeatId, ...]
    text: str
    person: PersonId | None = None


@dataclass(frozen=True)
class Announced:
    """The facilitator spoke. text: as typed; text, never markup. to: the seats addressed, empty for all."""

    text: str
    to: tuple[SeatId, ...]


# ------------------------------------------------------------------------------------------- decisions and results


@dataclass(frozen=True)
class Sealed:
    """To the seat: its decision is sealed. person: who did it. count: how often in this round. commitment: SHA-256 over the decision and a nonce that the debrief lets anybody check, hex."""

    seat: SeatId
    person: str
    decision: Decision
    count: int
    commitment: str


@dataclass(frozen=True)
class Unsealed:
    """To the seat: its decision is open again. person: who did it."""

    seat: SeatId
    person: str


@dataclass(frozen=True)
class SeatReported:
    """To the seat: what it learns of a resolved round beyond the public part."""

    seat: SeatId
    report: SeatReport


NEWS: Final = MappingProxyType(
    {
        "person_joined": PersonJoined,
        "seat_taken": SeatPerson,
        "seat_left": SeatPerson,
        "bot_named": BotNamed,
        "bot_seated": JustSeat,
        "bot_unseated": JustSeat,
        "game_started": GameStarted,
        "phase_began": PhaseBegan,
        "deadline_moved": DeadlineMoved,
        "paused": Nothing,
        "resumed": Resumed,
        "announced": Announced,
        "message_sent": MessageSent,
        **TREATY_NEWS,
        "sealed": Sealed,
        "unsealed": Unsealed,
        "readied": Readied,
        "lock_changed": LockChanged,
        "round_reported": PublicReport,
        "seat_reported": SeatReported,
        "debrief_opened": DebriefView,
        **SESSION_NEWS,
    }
)
"""Kind → the shape of its data. A new kind of event belongs here, or into ``UNHEARD``."""

UNHEARD: Final = frozenset({"game_created", "entries_resolved", "effects_took_hold", "round_resolved"})
"""Kinds that reach nobody: they stand in the record, which is open after the debrief."""

HEARD: Final[tuple[str, ...]] = tuple(kind for kind in KINDS if kind not in UNHEARD)


# ------------------------------------------------------------------------------------------------------ the answers


@dataclass(frozen=True)
class Answered:
    """What came of a command; each field is there where it applies.

    treaty, version: of a draft proposed or amended. question: put to the members by this act. passed: the ratification.
    commitment: to the decision sealed. seat: taken. person: who came in. draft: number of the delegation's draft. inject: prepared.
    code: the new join code. token: the new credential. mqtt_user, mqtt_password: what opens the seat at the broker from now on,
    where the server keeps its users.
    """

    treaty: TreatyId | None = None
    version: int | None = None
    question: str | None = None
    passed: bool | None = None
    commitment: str | None = None
    seat: SeatId | None = None
    person: PersonId | None = None
    draft: int | None = None
    inject: str | None = None
    code: str | None = None
    token: str | None = None
    mqtt_user: str | None = None
    mqtt_password: str | None = None
