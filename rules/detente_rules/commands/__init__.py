"""What persons and seats may ask for. Frozen, told apart by ``kind``; parsed strictly (R11.2).

A command says nothing of who sends it: the connection's credential does (``Actor``). ``Stamp`` is the round and
phase that the sender had on screen; orders meant for another phase are refused as stale (R2.4), talk is not.
"""

import json
from dataclasses import dataclass as plain_dataclass
from typing import Annotated, Any, Final, Literal, TypeAlias

from pydantic import Field, StringConstraints, TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass

from detente_rules.commands.facilitation import (
    Appoint,
    Draft,
    Endorse,
    Finish,
    LowerHand,
    MovePerson,
    Mute,
    Prepare,
    RaiseHand,
    Recall,
    Release,
    Reveal,
    SetLevel,
    SetThreshold,
)
from detente_rules.commands.treaty import (
    Accuse,
    Answer,
    Challenge,
    PassEvidence,
    ReleaseWeights,
    SetStandard,
    Suspend,
    TurnKey,
    Vote,
)
from detente_rules.decisions import STRICT, Decision
from detente_rules.ids import MAX_NAME, MAX_TEXT, PersonId, Phase, Role, SeatId, TreatyId
from detente_rules.rejections import Refused, refuse

Text = Annotated[str, StringConstraints(min_length=1, max_length=MAX_TEXT)]
Title = Annotated[str, StringConstraints(min_length=1, max_length=MAX_NAME)]
SeatName = Annotated[str, StringConstraints(min_length=1, max_length=40)]
Memo = Annotated[str, StringConstraints(max_length=600, pattern=r"^[^\n]*(\n[^\n]*){0,2}$")]
"""At most three lines."""


@plain_dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: the credential's person, role and seat (None: seated nowhere)."""

    person: PersonId
    role: Role
    seat: SeatId | None = None


@plain_dataclass(frozen=True, slots=True)
class Stamp:
    """The round and phase that a command was meant for."""

    round: int
    phase: Phase


ENGINE: Final = Actor("engine", "engine")
"""The clock and the keeper of in-process bots; no credential carries this role."""


@dataclass(frozen=True, config=STRICT)
class Message:
    """Say something to everybody (``to`` empty) or to a set of seats (R3.1); to the own seat alone: within the delegation (R13.1)."""

    kind: Literal["message"] = "message"
    text: Text = "…"
    to: tuple[SeatName, ...] = Field(default=(), max_length=40)


@dataclass(frozen=True, config=STRICT)
class Propose:
    """Put a draft treaty on the table (R4.2).

    parties: seats invited to be party. clauses: as ``detente_rules.treaty.clauses`` reads them.
    confidential: shown to the invited seats and the proposer only.
    """

    title: Title
    parties: tuple[SeatName, ...] = Field(min_length=1, max_length=40)
    clauses: tuple[dict[str, Any], ...] = Field(min_length=1, max_length=40)
    confidential: bool = False
    kind: Literal["propose"] = "propose"


@dataclass(frozen=True, config=STRICT)
class Amend:
    """Replace the text of a draft that is not in force; signatures lapse (R4.3). version: the one amended.

    In force: a member moves that the members vote on another text (R4.19).
    """

    treaty: TreatyId
    version: int
    parties: tuple[SeatName, ...] = Field(min_length=1, max_length=40)
    clauses: tuple[dict[str, Any], ...] = Field(min_length=1, max_length=40)
    kind: Literal["amend"] = "amend"


@dataclass(frozen=True, config=STRICT)
class Sign:
    """Sign this very version (R4.4). A lab is bound by its signature, a nation when it has ratified.

    reservation: except oneself from the share of the floor that the text's clause allows.
    """

    treaty: TreatyId
    version: int
    reservation: bool = False
    kind: Literal["sign"] = "sign"


@dataclass(frozen=True, config=STRICT)
class Ratify:
    """Submit a signed treaty to ratification at home (R4.5); it can fail."""

    treaty: TreatyId
    kind: Literal["ratify"] = "ratify"


@dataclass(frozen=True, config=STRICT)
class Accede:
    """Join a treaty that is in force, as its accession clause allows; where by vote, ask the members (R4.8)."""

    treaty: TreatyId
    kind: Literal["accede"] = "accede"


@dataclass(frozen=True, config=STRICT)
class Withdraw:
    """Take a signature back, or give notice of withdrawal from a treaty in force (R4.9)."""

    treaty: TreatyId
    kind: Literal["withdraw"] = "withdraw"


@dataclass(frozen=True, config=STRICT)
class Seal:
    """Seal the decision of this round (R5.1); may be repeated until the phase ends."""

    decision: Decision
    kind: Literal["seal"] = "seal"


@dataclass(frozen=True, config=STRICT)
class Unseal:
    """Open a sealed decision again while the phase lasts."""

    kind: Literal["unseal"] = "unseal"


@dataclass(frozen=True, config=STRICT)
class Ready:
    """Nothing more to say in this briefing or negotiation (R2.5); may be taken back."""

    ready: bool = True
    kind: Literal["ready"] = "ready"


@dataclass(frozen=True, config=STRICT)
class TakeSeat:
    """A person takes a seat; None asks to be put where people are needed (R1.4)."""

    seat: SeatName | None = None
    kind: Literal["take_seat"] = "take_seat"


@dataclass(frozen=True, config=STRICT)
class LeaveSeat:
    """A person leaves its seat; a seat that nobody holds goes to its bot (R1.6). memo: for whoever takes over (R12.5)."""

    memo: Memo = ""
    kind: Literal["leave_seat"] = "leave_seat"


@dataclass(frozen=True, config=STRICT)
class Start:
    """Begin the first round; open seats go to bots (R1.5)."""

    kind: Literal["start"] = "start"


@dataclass(frozen=True, config=STRICT)
class EndPhase:
    """End this phase now (facilitator), or because its deadline passed (engine) (R2.3)."""

    kind: Literal["end_phase"] = "end_phase"


@dataclass(frozen=True, config=STRICT)
class Pause:
    """Stop the clock (facilitator)."""

    kind: Literal["pause"] = "pause"


@dataclass(frozen=True, config=STRICT)
class Resume:
    """Let the clock run on; the deadline moves by the time it stood (facilitator)."""

    kind: Literal["resume"] = "resume"


@dataclass(frozen=True, config=STRICT)
class Extend:
    """Move the deadline (facilitator: seconds asked; engine: downtime given back, R2.6)."""

    seconds: Annotated[float, Field(gt=0, le=1e7, allow_inf_nan=False)]
    reason: Literal["facilitator", "downtime"] = "facilitator"
    kind: Literal["extend"] = "extend"


@dataclass(frozen=True, config=STRICT)
class Announce:
    """Words from the facilitator to everybody, or to some seats."""

    text: Text
    to: tuple[SeatName, ...] = Field(default=(), max_length=40)
    kind: Literal["announce"] = "announce"


@dataclass(frozen=True, config=STRICT)
class SeatBot:
    """Give a seat to a bot (facilitator), or back to the people in it (bot None).

    memo: at most three lines for whoever takes over (R12.5); "": the rules write one.
    """

    seat: SeatName
    bot: Annotated[str, StringConstraints(max_length=40)] | None
    memo: Memo = ""
    kind: Literal["seat_bot"] = "seat_bot"


@dataclass(frozen=True, config=STRICT)
class Admit:
    """A person comes into the game (engine: the gateway checked the join code or made a credential) (R1.3)."""

    person: PersonId
    name: Annotated[str, StringConstraints(min_length=1, max_length=MAX_NAME)]
    role: Role
    seat: SeatName | None = None
    program: bool = False
    kind: Literal["admit"] = "admit"


PlayerCommand: TypeAlias = (
    Message
    | Propose
    | Amend
    | Sign
    | Ratify
    | Accede
    | Withdraw
    | Vote
    | Accuse
    | Answer
    | Challenge
    | SetStandard
    | Suspend
    | TurnKey
    | ReleaseWeights
    | PassEvidence
    | Seal
    | Unseal
    | Ready
    | TakeSeat
    | LeaveSeat
    | Start
    | EndPhase
    | Pause
    | Resume
    | Extend
    | Announce
    | SeatBot
    | Finish
    | Prepare
    | Release
    | Recall
    | MovePerson
    | Mute
    | RaiseHand
    | LowerHand
    | SetThreshold
    | SetLevel
    | Reveal
    | Appoint
    | Draft
    | Endorse
)
"""What may come over the wire."""

Command: TypeAlias = PlayerCommand | Admit

UNSTAMPED: Final = frozenset(
    {
        "message",
        "announce",
        "pass_evidence",
        "take_seat",
        "leave_seat",
        "start",
        "seat_bot",
        "pause",
        "resume",
        "finish",
        "prepare",
        "release",
        "recall",
        "move_person",
        "mute",
        "raise_hand",
        "lower_hand",
        "set_threshold",
        "set_level",
        "reveal",
        "appoint",
    }
)
"""Kinds that need no stamp: talk, lobby and facilitation are never stale."""

COMMANDS: TypeAdapter[PlayerCommand] = TypeAdapter(Annotated[PlayerCommand, Field(discriminator="kind")])


def parse_command(data: object) -> PlayerCommand:
    """Read a command from plain data (dicts and lists); refuses with the path of the field at fault (R11.2).

    It goes through JSON because that is the mode in which pydantic's strictness means the wire's: an array is a
    tuple, a number is not a string. A gateway that holds bytes uses ``COMMANDS`` on them directly.

    Raises: Refused (malformed, unknown_field, bad_value).
    """
    try:
        return COMMANDS.validate_json(json.dumps(data))
    except ValidationError as fault:
        raise refused_from(fault) from None


def refused_from(fault: ValidationError, root: str = "command") -> Refused:
    """Turn pydantic's report into our refusal: the first fault, its path without the union's tags."""
    error = fault.errors(include_url=False, include_context=False, include_input=False)[0]
    path = f"{root}.{path_of(error['loc'])}".strip(".")
    kind = error["type"]
    if kind in {"extra_forbidden", "unexpected_keyword_argument"}:
        return refuse("unknown_field", "R11.2", path, "This field is not known here.")
    if kind in {"dict_type", "dataclass_type", "union_tag_not_found", "union_tag_invalid"}:
        return refuse("malformed", "R11.2", path, error["msg"])
    return refuse("bad_value", "R11.2", path, error["msg"])


def path_of(loc: tuple[int | str, ...]) -> str:
    """("seal", "decision", "lab", "pace") → "decision.pace": a tag follows every place that holds a union.

    Those are the command itself, ``decision``, and the members of ``effects``.
    """
    steps: list[str] = []
    tag_next = True
    for step in loc:
        if tag_next:
            tag_next = False
            continue
        steps.append(str(step))
        tag_next = steps[-1] == "decision" or (len(steps) > 1 and steps[-2] == "effects")
    return ".".join(steps)
