"""The whole of a game at one moment: frozen, the fold of its events, known to the server alone.

No transcript stands here: messages live in the record and in the streams, so a long game is no slower. The world
and the treaties are the arrays that the step works on, with one game in the batch (G = 1).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from detente_rules.changed import changed
from detente_rules.decisions import Decision
from detente_rules.ids import (
    Audience,
    Audiences,
    Duty,
    PersonId,
    Phase,
    Role,
    SeatId,
    TreatyId,
    seat_audience,
)
from detente_rules.scenario import Level, Scenario
from detente_rules.secret import Secret
from detente_rules.session import Session
from detente_rules.standings import Standings
from detente_rules.treaty.clauses import Clause
from detente_rules.treaty.question import Question
from detente_rules.treaty.terms import Status, Terms
from detente_rules.views.question_types import Evidence
from detente_rules.views.types import DebriefView, PublicReport, SeatReport
from detente_rules.world.params import Params
from detente_rules.world.reference import Reference
from detente_rules.world.state import WorldState

RULES_VERSION = "2"
"""Changes whenever the same record would be resolved otherwise; a game goes on only under its own version (R9.5)."""

PER_SEAT = 2
"""Most treaties of one proposer on the table or in force (R4.1)."""


def slots_for(seats: int) -> int:
    """Treaty slots of a game: enough for every proposer's, so that no seat's draft can crowd out another's."""
    return max(8, PER_SEAT * seats)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody in the game. program: it said of itself that it is one (shown as a bot). duties: as appointed (R13.2)."""

    id: PersonId
    name: str
    role: Role
    seat: SeatId | None = None
    program: bool = False
    duties: tuple[Duty, ...] | None = None


@dataclass(frozen=True)
class SeatState:
    """A seat's standing in this phase. seals: how often it sealed in this round (numbers the nonces).

    draft, draft_by, draft_number: what its delegation is working on, in this round (R13.3). endorsed: who stands behind
    that; signings: (treaty, version, person) who stands behind which signature (R13.4). memo: what the last holder left.
    """

    id: SeatId
    bot: str | None = None
    ready: bool = False
    sealed: Decision | None = None
    commitment: str | None = None
    seals: int = 0
    standing: Decision | None = None
    draft: Decision | None = None
    draft_by: PersonId | None = None
    draft_number: int = 0
    endorsed: tuple[PersonId, ...] = ()
    signings: tuple[tuple[TreatyId, int, PersonId], ...] = ()
    memo: str = ""


@dataclass(frozen=True, slots=True)
class Ended:
    """How a treaty stood at its end, kept when another text takes its place on the arrays."""

    signed: tuple[SeatId, ...]
    ratified: tuple[SeatId, ...]
    reserved: tuple[SeatId, ...]
    entered: int | None


@dataclass(frozen=True, slots=True)
class Treaty:
    """A treaty's text. slot: its place on axis T of ``Terms`` and ``Status``, −1 once another draft took it.

    ended: of a treaty that was in force and whose place was taken; its card does not tell whether it was (R10.4).
    """

    id: TreatyId
    slot: int
    version: int
    title: str
    by: SeatId
    confidential: bool
    parties: tuple[SeatId, ...]
    clauses: tuple[Clause, ...]
    clause_data: tuple[dict[str, Any], ...]
    previous: tuple[dict[str, Any], ...] | None = None
    audience: Audiences = ()
    ended: Ended | None = None


@dataclass(frozen=True, eq=False)
class GameState:
    """One game. secret: None in a replay of a record that does not hold it (then nothing can be drawn).

    Without slots, as ``changed`` copies it at every event.
    """

    game: str
    scenario: Scenario
    level: Level
    rounds: int
    timed: bool
    open_start: bool
    commitment: str
    secret: Secret | None
    reference: Reference | None
    standings: Standings | None
    params: Params
    phase: Phase
    round: int
    deadline: float | None
    paused_at: float | None
    people: dict[PersonId, Person]
    seats: dict[SeatId, SeatState]
    treaties: tuple[Treaty, ...]
    terms: Terms
    status: Status
    world: WorldState
    reports: tuple[PublicReport, ...] = ()
    own_reports: dict[SeatId, tuple[SeatReport, ...]] = field(default_factory=dict)
    resolved: tuple[dict[str, Any], ...] = ()
    failed: tuple[tuple[TreatyId, SeatId, int], ...] = ()
    """Ratifications that failed at home, with the round; they may be tried again in the next (R4.5)."""
    questions: tuple[Question, ...] = ()
    """Every question that was put, in order; those of this round may be open (R4.18)."""
    passed: dict[SeatId, tuple[Evidence, ...]] = field(default_factory=dict)
    """What was handed to each seat (R4.24)."""
    released: dict[SeatId, float] = field(default_factory=dict)
    """Lab → capability of the weights it released last (doublings) (R4.23)."""
    debrief: DebriefView | None = None
    session: Session = Session()
    """What the facilitator's acts left behind (R12)."""
    parent: tuple[str, int] | None = None
    """The game that this one was branched from, and after which round (R12.11)."""

    def people_of(self, seat: SeatId) -> tuple[Person, ...]:
        """Who holds a seat, in order of arrival."""
        return tuple(person for person in self.people.values() if person.seat == seat)

    def held_by_people(self, seat: SeatId) -> bool:
        """Does a human hold it? Programs never hold up a clock (R2.5)."""
        return self.seats[seat].bot is None and any(not person.program for person in self.people_of(seat))

    def open_seat(self, seat: SeatId) -> bool:
        """Nobody and nothing holds it."""
        return self.seats[seat].bot is None and not self.people_of(seat)

    def treaty(self, treaty: TreatyId) -> Treaty | None:
        """A treaty by id."""
        return next((text for text in self.treaties if text.id == treaty), None)

    def audience_of(self, person: PersonId) -> Audience:
        """Which stream a person follows."""
        who = self.people[person]
        if who.role == "facilitator":
            return "facilitator"
        return seat_audience(who.seat) if who.seat is not None else "observer"

    def question(self, question: str) -> Question | None:
        """A question by id."""
        return next((one for one in self.questions if one.id == question), None)

    def with_question(self, question: Question) -> GameState:
        """This state with one question added or replaced."""
        if self.question(question.id) is None:
            return changed(self, questions=(*self.questions, question))
        return changed(
            self, questions=tuple(question if old.id == question.id else old for old in self.questions)
        )

    def with_seat(self, seat: SeatId, **changes: Any) -> GameState:
        """This state with one seat changed."""
        return changed(self, seats={**self.seats, seat: changed(self.seats[seat], **changes)})

    def with_treaty(self, text: Treaty) -> GameState:
        """This state with one treaty's text replaced or added."""
        if self.treaty(text.id) is None:
            return changed(self, treaties=(*self.treaties, text))
        return changed(self, treaties=tuple(text if old.id == text.id else old for old in self.treaties))


def audiences(state: GameState) -> tuple[Audience, ...]:
    """Every stream of a game."""
    return (*(seat_audience(seat.id) for seat in state.scenario.seats), "facilitator", "observer")
