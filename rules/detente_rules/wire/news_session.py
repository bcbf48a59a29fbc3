"""What news of a session and of a delegation says (R12, R13); see ``news`` for the rest and for how these are used."""

from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

from detente_rules.commands.facilitation import Effect
from detente_rules.decisions import Decision
from detente_rules.ids import Duty, PersonId, Phase, SeatId, TreatyId
from detente_rules.scenario import Level


@dataclass(frozen=True)
class FinishSet:
    """finish: the game ends after this round, or (false) as long as planned after all."""

    finish: bool


@dataclass(frozen=True)
class ThresholdSet:
    """One of the session's numbers changed. value: from now on. was: before."""

    name: str
    value: float
    was: float


@dataclass(frozen=True)
class LevelSet:
    """The room rises to another level of the rules. level: from now on. was: before."""

    level: Level
    was: Level


@dataclass(frozen=True)
class InjectPrepared:
    """To the facilitator: an inject is ready. inject: its id. source: the scenario's id of it, null: typed now. to: seats,
    empty for all. effects: on the world. round, phase: when it goes out by itself, null: when told to.
    """

    inject: str
    source: str | None
    title: str
    text: str
    to: tuple[SeatId, ...]
    effects: tuple[Effect, ...]
    round: int | None
    phase: Phase | None


@dataclass(frozen=True)
class InjectSettled:
    """To the facilitator: a prepared inject is out, or taken back. standing: which of the two."""

    inject: str
    standing: Literal["released", "recalled"]


@dataclass(frozen=True)
class InjectReleased:
    """Something happens. to: seats that learn of it, empty for all."""

    title: str
    text: str
    to: tuple[SeatId, ...]


@dataclass(frozen=True)
class WorldShaken:
    """What an inject did to the world, to everybody or to the lab that feels it."""

    effect: Effect


@dataclass(frozen=True)
class Muted:
    """A person may not speak for a while, or may again. muted: which of the two."""

    person: PersonId
    muted: bool


@dataclass(frozen=True)
class HandRaised:
    """To the facilitator: somebody asks for the floor, or no longer. raised: which of the two."""

    person: PersonId
    seat: SeatId | None
    raised: bool


@dataclass(frozen=True)
class HandPlaced:
    """To the person's seat: place: in the queue for the floor, from 1; 0: in it no more."""

    person: PersonId
    place: int


@dataclass(frozen=True)
class SeatRevealed:
    """The debrief talks about this seat's secrets now."""

    seat: SeatId


@dataclass(frozen=True)
class MemoLeft:
    """To the seat: what whoever held it before leaves to whoever takes over. by: a person, null: the rules."""

    seat: SeatId
    text: str
    by: PersonId | None


@dataclass(frozen=True)
class DutiesGiven:
    """To the seat and the facilitator: what a member of the delegation is there for."""

    seat: SeatId
    person: PersonId
    duties: tuple[Duty, ...]


@dataclass(frozen=True)
class DraftWritten:
    """To the seat: the decision that the delegation works on. number: counts up. decision: null: begun anew."""

    seat: SeatId
    person: PersonId
    number: int
    decision: Decision | None


@dataclass(frozen=True)
class Endorsed:
    """To the seat: a member stands behind the draft (number), or behind signing a treaty's version, or no longer."""

    seat: SeatId
    person: PersonId
    about: Literal["seal", "sign"]
    number: int | None
    treaty: TreatyId | None
    version: int | None
    favour: bool


@dataclass(frozen=True)
class MemberActed:
    """To a seat that several share: who did what. act: the kind of command. of: the treaty or question it was about, null: none."""

    seat: SeatId
    person: PersonId
    act: str
    of: str | None


SESSION_NEWS: Final = MappingProxyType(
    {
        "finish_set": FinishSet,
        "threshold_set": ThresholdSet,
        "level_set": LevelSet,
        "inject_prepared": InjectPrepared,
        "inject_settled": InjectSettled,
        "inject_released": InjectReleased,
        "world_shaken": WorldShaken,
        "muted": Muted,
        "hand_raised": HandRaised,
        "hand_placed": HandPlaced,
        "seat_revealed": SeatRevealed,
        "memo_left": MemoLeft,
        "duties_given": DutiesGiven,
        "draft_written": DraftWritten,
        "endorsed": Endorsed,
        "member_acted": MemberActed,
    }
)
"""Kind → the shape of its data."""
