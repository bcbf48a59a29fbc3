"""What each kind of news says: the shape of ``data``, kind by kind, and of an acknowledgement's answer.

The rules write these as plain data and fold them by name; here they are typed, for the published schema and for the
test that what games write is what is published. A kind may gain fields, so readers skip those that they do not know.
"""

from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final, Literal

from detente_rules.decisions import Decision
from detente_rules.events import KINDS
from detente_rules.ids import PersonId, Phase, Role, SeatId, TreatyId
from detente_rules.scenario import Level
from detente_rules.views.question_types import Evidence
from detente_rules.views.types import DebriefView, PublicReport, SeatReport
from detente_rules.wire.news_session import SESSION_NEWS

Clauses = tuple[dict[str, Any], ...]
"""Clauses as plain data; the published schema has ``Clause`` in the place of the dict."""

About = Literal["accession", "amendment", "renewal", "sanction", "accusation", "challenge"]


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
    """Somebody spoke. sender: seat, null for people without one. name: of the person. to: the seats addressed, empty for all. text: as typed; text, never markup."""

    sender: SeatId | None
    name: str
    to: tuple[SeatId, ...]
    text: str


@dataclass(frozen=True)
class Announced:
    """The facilitator spoke. text: as typed; text, never markup. to: the seats addressed, empty for all."""

    text: str
    to: tuple[SeatId, ...]


# ------------------------------------------------------------------------------------------------------- treaties


@dataclass(frozen=True)
class TreatyTextSaid:
    """A draft is on the table, or has another text. version: counts from 1. by: who proposed. confidential: the parties and the proposer alone know of it. parties: the seats invited."""

    treaty: TreatyId
    version: int
    title: str
    by: SeatId
    confidential: bool
    parties: tuple[SeatId, ...]
    clauses: Clauses


@dataclass(frozen=True)
class TreatyRevised:
    """The members changed a text in force. by: who moved it."""

    treaty: TreatyId
    version: int
    title: str
    by: SeatId
    parties: tuple[SeatId, ...]
    clauses: Clauses


@dataclass(frozen=True)
class TreatySigned:
    """A seat signed this version. reservation: it excepted itself from a share of the floor."""

    treaty: TreatyId
    version: int
    seat: SeatId
    reservation: bool


@dataclass(frozen=True)
class TreatyRatified:
    """A nation asked its home. chance: stated beforehand, [0, 1]. roll: drawn, [0, 1]. passed: roll < chance."""

    treaty: TreatyId
    version: int
    seat: SeatId
    chance: float
    roll: float
    passed: bool


@dataclass(frozen=True)
class TreatySeat:
    """A treaty and a seat: it acceded."""

    treaty: TreatyId
    seat: SeatId


@dataclass(frozen=True)
class TreatyWithdrawn:
    """A seat withdraws. notice: rounds until it is out, 0: at once."""

    treaty: TreatyId
    seat: SeatId
    notice: int


@dataclass(frozen=True)
class JustTreaty:
    """A treaty: the draft is off the table."""

    treaty: TreatyId


@dataclass(frozen=True)
class TreatyMoved:
    """A treaty changed its phase or its membership. members: who is bound now."""

    treaty: TreatyId
    phase: Literal["open", "in_force", "suspended", "terminated"]
    members: tuple[SeatId, ...]


@dataclass(frozen=True)
class StandardSet:
    """The leader set standards. floor: share of effort, [0, 1]. cost: G$ per half-year. null: unchanged."""

    treaty: TreatyId
    seat: SeatId
    floor: float | None
    cost: float | None


@dataclass(frozen=True)
class ParticipationChanged:
    """A member suspended its participation, or takes part again. suspended: which of the two."""

    treaty: TreatyId
    seat: SeatId
    suspended: bool


@dataclass(frozen=True)
class KeyTurned:
    """The key's holder switched a lab's deployment off, or on again. seat: the holder. off: which of the two."""

    treaty: TreatyId
    seat: SeatId
    lab: SeatId
    off: bool


@dataclass(frozen=True)
class WeightsReleased:
    """A lab released the weights of its best model. capability: of that, doublings."""

    seat: SeatId
    capability: float


@dataclass(frozen=True)
class EvidencePassed:
    """Evidence went from hand to hand. by: the giver. to: the receivers, empty for everybody."""

    by: SeatId
    to: tuple[SeatId, ...]
    evidence: Evidence


# ------------------------------------------------------------------------------------------------------ questions


@dataclass(frozen=True)
class QuestionPut:
    """A treaty asks its members. seat: whom it concerns, "" for nobody. by: who moved it, null: the treaty itself.
    share: of the voters that must be in favour, null: nobody can decide it. more: beyond the share, not at it.
    voters: who may vote. veto: of those, who can defeat it alone. data: of an amendment its version, parties and
    clauses; of an accusation its text and evidence; else empty.
    """

    question: str
    treaty: TreatyId
    about: About
    seat: SeatId
    by: SeatId | None
    share: float | None
    more: bool
    voters: tuple[SeatId, ...]
    veto: tuple[SeatId, ...]
    data: dict[str, Any]


@dataclass(frozen=True)
class VoteCast:
    """A member voted, openly. favour: for or against."""

    question: str
    treaty: TreatyId
    seat: SeatId
    favour: bool


@dataclass(frozen=True)
class AccusationAnswered:
    """The accused spoke. admit: it owned up."""

    question: str
    treaty: TreatyId
    seat: SeatId
    text: str
    admit: bool


@dataclass(frozen=True)
class QuestionClosed:
    """The count. moot: the question had fallen away. vetoed_by: who defeated it alone."""

    question: str
    treaty: TreatyId
    about: About
    seat: SeatId
    carried: bool
    moot: bool
    voters: tuple[SeatId, ...]
    favour: tuple[SeatId, ...]
    against: tuple[SeatId, ...]
    vetoed_by: tuple[SeatId, ...]


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
        "treaty_proposed": TreatyTextSaid,
        "treaty_amended": TreatyTextSaid,
        "treaty_signed": TreatySigned,
        "treaty_ratified": TreatyRatified,
        "treaty_acceded": TreatySeat,
        "treaty_withdrawn": TreatyWithdrawn,
        "treaty_revised": TreatyRevised,
        "treaty_lapsed": JustTreaty,
        "treaty_moved": TreatyMoved,
        "question_put": QuestionPut,
        "vote_cast": VoteCast,
        "accusation_answered": AccusationAnswered,
        "question_closed": QuestionClosed,
        "standard_set": StandardSet,
        "participation_changed": ParticipationChanged,
        "key_turned": KeyTurned,
        "weights_released": WeightsReleased,
        "evidence_passed": EvidencePassed,
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
    code: the new join code. token: the new credential.
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
