"""The shape of what treaties ask their members, and of evidence that goes from hand to hand (R4.18, R4.24)."""

from dataclasses import dataclass
from typing import Any, Literal

from detente_rules.ids import SeatId, TreatyId


@dataclass(frozen=True)
class Evidence:
    """A piece of evidence that a seat holds and may pass on: it is what it says, whoever passes it on (R4.24).

    id: the same wherever it went. kind: a finding; a seat's reading of a lab; a lab's own estimate of its danger.
    by: who found, read or estimated it (seat, or treaty id). how: the way a finding came to light, else "". through: the
    seats through whose hands it came here, the first of them its finder. capability, assurance: of a reading, doublings.
    capability_sd, assurance_sd: one standard deviation of those. danger: of an estimate of danger, per round.
    """

    id: str
    kind: Literal["finding", "reading", "danger"]
    round: int
    lab: SeatId
    by: str
    how: str = ""
    through: tuple[SeatId, ...] = ()
    capability: float | None = None
    capability_sd: float | None = None
    assurance: float | None = None
    assurance_sd: float | None = None
    danger: float | None = None


@dataclass(frozen=True)
class QuestionView:
    """A question that a treaty puts to its members (R4.18). open: until the end of this negotiation.

    id: what ``vote`` and ``answer`` name. about: what a vote in favour would do. by: who moved it, None: the treaty itself.
    sentence: in words, what a vote in favour is for. share: part of the voters that must be in favour (more: beyond it);
    None: nobody can decide it. more: beyond the share, not at it. voters: who may vote. veto: of those, who can defeat it alone.
    votes: seat → in favour, so far. carried: None while it is open. moot: it has fallen away. may_vote: this seat can vote now.
    may_answer: this seat is the accused and has not answered. parties, clauses, sentences: of an amendment. text, evidence: of an
    accusation. answer, admitted: the accused's.
    """

    id: str
    treaty: TreatyId
    about: Literal["accession", "amendment", "renewal", "sanction", "accusation", "challenge"]
    seat: SeatId
    by: SeatId | None
    round: int
    sentence: str
    share: float | None
    more: bool
    voters: tuple[SeatId, ...]
    veto: tuple[SeatId, ...]
    votes: dict[SeatId, bool]
    open: bool
    carried: bool | None
    moot: bool
    may_vote: bool = False
    may_answer: bool = False
    parties: tuple[SeatId, ...] = ()
    clauses: tuple[dict[str, Any], ...] = ()
    sentences: tuple[str, ...] = ()
    text: str = ""
    evidence: tuple[Evidence, ...] = ()
    answer: str = ""
    admitted: bool = False
