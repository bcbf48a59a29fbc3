"""What members of treaties in force may ask for, and what goes from hand to hand (R4.18 to R4.24); see ``commands``."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints
from pydantic.dataclasses import dataclass

from detente_rules.decisions import STRICT
from detente_rules.ids import MAX_TEXT, TreatyId

SeatName = Annotated[str, StringConstraints(min_length=1, max_length=40)]
Words = Annotated[str, StringConstraints(max_length=MAX_TEXT)]
ThingId = Annotated[str, StringConstraints(min_length=1, max_length=160)]
"""Id of a question or of a piece of evidence, as the view gives it."""

Standard = Annotated[float, Field(ge=0, le=100, allow_inf_nan=False)]


@dataclass(frozen=True, config=STRICT)
class Vote:
    """Vote on a question that a treaty puts to its members (R4.18); openly, and anew until the negotiation ends."""

    question: ThingId
    favour: bool
    kind: Literal["vote"] = "vote"


@dataclass(frozen=True, config=STRICT)
class Accuse:
    """Accuse a lab of having broken a treaty in the last round (R4.20). evidence: ids of what one holds."""

    treaty: TreatyId
    lab: SeatName
    evidence: tuple[ThingId, ...] = Field(default=(), max_length=20)
    text: Words = ""
    kind: Literal["accuse"] = "accuse"


@dataclass(frozen=True, config=STRICT)
class Answer:
    """Answer an accusation, or own up to it (R4.20). question: the accusation."""

    question: ThingId
    text: Words = ""
    admit: bool = False
    kind: Literal["answer"] = "answer"


@dataclass(frozen=True, config=STRICT)
class Challenge:
    """Call a treaty's inspectors to a lab in this round (R4.21)."""

    treaty: TreatyId
    lab: SeatName
    kind: Literal["challenge"] = "challenge"


@dataclass(frozen=True, config=STRICT)
class SetStandard:
    """The leader sets floor and cost within the bounds of the treaty (R4.22). cost: G$ per half-year; None: unchanged."""

    treaty: TreatyId
    floor: Standard | None = None
    cost: Standard | None = None
    kind: Literal["set_standard"] = "set_standard"


@dataclass(frozen=True, config=STRICT)
class Suspend:
    """Suspend one's participation in a treaty in force, or take part again (R4.4)."""

    treaty: TreatyId
    suspended: bool = True
    kind: Literal["suspend"] = "suspend"


@dataclass(frozen=True, config=STRICT)
class TurnKey:
    """Whoever holds the key of a kill switch turns it at a lab, or back (R4.22)."""

    treaty: TreatyId
    lab: SeatName
    off: bool = True
    kind: Literal["turn_key"] = "turn_key"


@dataclass(frozen=True, config=STRICT)
class ReleaseWeights:
    """A lab releases the weights of its best model to everybody; there is no way back (R4.23)."""

    kind: Literal["release_weights"] = "release_weights"


@dataclass(frozen=True, config=STRICT)
class PassEvidence:
    """Hand evidence that one holds to other seats, or (``to`` empty) to everybody (R4.24)."""

    evidence: ThingId
    to: tuple[SeatName, ...] = Field(default=(), max_length=40)
    kind: Literal["pass_evidence"] = "pass_evidence"
