"""What news of treaties, questions and evidence says (R4); see ``news`` for the rest and for how these are used."""

from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final, Literal

from detente_rules.ids import SeatId, TreatyId
from detente_rules.views.question_types import Evidence

Clauses = tuple[dict[str, Any], ...]
"""Clauses as plain data; the published schema has ``Clause`` in the place of the dict."""

About = Literal["accession", "amendment", "renewal", "sanction", "accusation", "challenge"]


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
    """A treaty changed its phase or its membership. phase: of the treaty. members: who is bound now."""

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
    """Evidence went from hand to hand. by: the giver. to: the receivers, empty for everybody. evidence: the piece itself."""

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
    """The count. carried: it passed. moot: the question had fallen away. voters: who might vote. favour, against: who voted so.
    vetoed_by: who defeated it alone.
    """

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


TREATY_NEWS: Final = MappingProxyType(
    {
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
    }
)
"""Kind → the shape of its data."""
