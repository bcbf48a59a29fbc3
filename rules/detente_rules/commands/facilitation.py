"""What a facilitator may ask for beyond the clock (R12), and what people who share a seat may (R13); see ``commands``.

Player's kinds here: ``raise_hand``, ``draft``, ``endorse``, and ``appoint`` for the head of a delegation.
"""

from typing import Annotated, Literal, TypeAlias

from pydantic import Field, StringConstraints
from pydantic.dataclasses import dataclass

from detente_rules.decisions import STRICT, Decision
from detente_rules.ids import MAX_NAME, MAX_TEXT, Duty, TreatyId

SeatName = Annotated[str, StringConstraints(min_length=1, max_length=40)]
PersonName = Annotated[str, StringConstraints(min_length=1, max_length=80)]
"""Id of a person, as the view gives it."""
InjectId = Annotated[str, StringConstraints(min_length=1, max_length=60)]

ThresholdName = Literal[
    "bot_grace_seconds",  # what programs still get once every human is done (R2.5); 0 to 120
    "dropout_seconds",  # how long a seat waits for its people before a bot stands in (R11.10); 10 to 3600
    "minutes_briefing",  # length of phases (R2.3); 0.1 to 240, from the next such phase on
    "minutes_negotiation",
    "minutes_decision",
    "quorum_seal",  # members of a delegation who must stand behind a decision, or a signature (R13.4); 1 to 8
    "quorum_sign",
    "risk_guarded",  # where the public estimate of risk so far passes into the next band; 0 to 1, rising
    "risk_high",
    "risk_severe",
]


# --- what an inject does to the world ------------------------------------------------------------------------------------


@dataclass(frozen=True, config=STRICT)
class TrustShock:
    """Public trust in the industry of a nation moves (R12.4). nation None: everywhere. change: −1 to 1, then clipped to [0, 1]."""

    change: Annotated[float, Field(ge=-1, le=1, allow_inf_nan=False)]
    nation: SeatName | None = None
    kind: Literal["trust"] = "trust"


@dataclass(frozen=True, config=STRICT)
class Breakthrough:
    """A lab's capability or assurance moves (R12.4), in doublings; told to the lab alone."""

    lab: SeatName
    capability: Annotated[float, Field(ge=-2, le=2, allow_inf_nan=False)] = 0.0
    assurance: Annotated[float, Field(ge=-2, le=2, allow_inf_nan=False)] = 0.0
    kind: Literal["breakthrough"] = "breakthrough"


@dataclass(frozen=True, config=STRICT)
class BudgetChange:
    """A lab's revenue of the last round, which its budget is a share of, is multiplied (R12.4); told to the lab alone."""

    lab: SeatName
    factor: Annotated[float, Field(ge=0, le=3, allow_inf_nan=False)]
    kind: Literal["budget"] = "budget"


@dataclass(frozen=True, config=STRICT)
class IncidentAt:
    """An incident at a lab becomes public (R12.4): trust falls as after any public incident (R6), treaties hear of it."""

    lab: SeatName
    kind: Literal["incident"] = "incident"


Effect: TypeAlias = TrustShock | Breakthrough | BudgetChange | IncidentAt
Effects = Annotated[
    tuple[Annotated[Effect, Field(discriminator="kind")], ...],
    Field(max_length=20),
]


# --- the session ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, config=STRICT)
class Finish:
    """The game ends after this round, debrief included (R12.1); False: as long as planned, after all."""

    finish: bool = True
    kind: Literal["finish"] = "finish"


@dataclass(frozen=True, config=STRICT)
class Prepare:
    """Get an inject ready (R12.2): one of the scenario's by its id, or words typed now. Only the facilitator learns of it.

    inject: id in the scenario; what is left out here is as there. text: needed where inject is None. to: seats (empty:
    everybody); None: as in the scenario. effects: what it does to the world; None: as in the scenario.
    round, phase: released by itself when that phase begins (phase None: the briefing); round None: when told to.
    Answer: ``{"inject": id}``.
    """

    inject: InjectId | None = None
    title: Annotated[str, StringConstraints(max_length=MAX_NAME)] | None = None
    text: Annotated[str, StringConstraints(min_length=1, max_length=MAX_TEXT)] | None = None
    to: Annotated[tuple[SeatName, ...], Field(max_length=40)] | None = None
    effects: Effects | None = None
    round: Annotated[int, Field(ge=1, le=60)] | None = None
    phase: Literal["briefing", "negotiation", "decision"] | None = None
    kind: Literal["prepare"] = "prepare"


@dataclass(frozen=True, config=STRICT)
class Release:
    """Let a prepared inject out (R12.3), or one of the scenario's as it stands there. It cannot be taken back."""

    inject: InjectId
    kind: Literal["release"] = "release"


@dataclass(frozen=True, config=STRICT)
class Recall:
    """Take back a prepared inject that was not released (R12.3)."""

    inject: InjectId
    kind: Literal["recall"] = "recall"


@dataclass(frozen=True, config=STRICT)
class MovePerson:
    """Put a player into another seat, or into none (R12.5)."""

    person: PersonName
    seat: SeatName | None = None
    kind: Literal["move_person"] = "move_person"


@dataclass(frozen=True, config=STRICT)
class Mute:
    """A person may not send messages for a while (R12.6); everything else it may."""

    person: PersonName
    muted: bool = True
    kind: Literal["mute"] = "mute"


@dataclass(frozen=True, config=STRICT)
class RaiseHand:
    """Ask the facilitator for the floor, or no longer (R12.7). Everybody knows its own place in the queue."""

    raised: bool = True
    kind: Literal["raise_hand"] = "raise_hand"


@dataclass(frozen=True, config=STRICT)
class LowerHand:
    """The facilitator has heard a person, or passes over it (R12.7)."""

    person: PersonName
    kind: Literal["lower_hand"] = "lower_hand"


@dataclass(frozen=True, config=STRICT)
class SetThreshold:
    """Change one of the session's numbers between rounds (R12.8): in the lobby or a briefing; everybody learns of it."""

    name: ThresholdName
    value: Annotated[float, Field(ge=0, le=1e5, allow_inf_nan=False)]
    kind: Literal["set_threshold"] = "set_threshold"


@dataclass(frozen=True, config=STRICT)
class SetLevel:
    """The room rises to another level of the rules between rounds (R12.9); never down once the game has begun."""

    level: Literal["basic", "standard", "full"]
    kind: Literal["set_level"] = "set_level"


@dataclass(frozen=True, config=STRICT)
class Reveal:
    """At the debrief: this seat's secrets are talked about now (R12.10). Screens for all show revealed seats only."""

    seat: SeatName
    kind: Literal["reveal"] = "reveal"


# --- delegations ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, config=STRICT)
class Appoint:
    """Say what a member of a delegation is there for (R13.2); by its head, or by the facilitator. A new head takes over."""

    person: PersonName
    duties: Annotated[tuple[Duty, ...], Field(max_length=4)]
    kind: Literal["appoint"] = "appoint"


@dataclass(frozen=True, config=STRICT)
class Draft:
    """The decision that the delegation is working on (R13.3), shared by its members; sealing it is another act.

    decision None: begin anew. Answer: ``{"draft": number}``, which an endorsement names.
    """

    decision: Decision | None
    kind: Literal["draft"] = "draft"


@dataclass(frozen=True, config=STRICT)
class Endorse:
    """Stand behind the delegation's draft, or behind signing this very version of a treaty (R13.4); or no longer.

    about: "seal" with the draft's number; or "sign" with treaty and version.
    """

    about: Literal["seal", "sign"]
    number: Annotated[int, Field(ge=1, le=100_000)] | None = None
    treaty: TreatyId | None = None
    version: Annotated[int, Field(ge=1, le=100_000)] | None = None
    favour: bool = True
    kind: Literal["endorse"] = "endorse"


FacilitatorCommand: TypeAlias = (
    Finish | Prepare | Release | Recall | MovePerson | Mute | LowerHand | SetThreshold | SetLevel | Reveal
)
DelegationCommand: TypeAlias = RaiseHand | Appoint | Draft | Endorse
