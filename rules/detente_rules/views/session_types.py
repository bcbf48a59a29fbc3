"""What a view says of the session and of the people who share a seat (R12, R13)."""

from dataclasses import dataclass, field
from typing import Any

from detente_rules.decisions import Decision
from detente_rules.ids import Duty, PersonId, Phase, Role, SeatId, TreatyId


@dataclass(frozen=True)
class PersonView:
    """Somebody in the game, as everybody knows them. id: what commands name. name: as typed. role: what they may do. program: it
    said of itself that it is one. duties, muted: told to the own seat and the facilitator only.
    """

    id: PersonId
    name: str
    role: Role
    seat: SeatId | None
    program: bool
    duties: tuple[Duty, ...] = ()
    muted: bool = False


@dataclass(frozen=True)
class InjectView:
    """An inject, to the facilitator.

    id: what ``release`` and ``recall`` take. source: the scenario's id of it, None: typed now. effects: on the world. standing:
    ``scenario`` (as written, not prepared), ``prepared``, ``released``, ``recalled``. to: seats, empty: everybody. round, phase: when it comes by itself.
    """

    id: str
    source: str | None
    title: str
    text: str
    to: tuple[SeatId, ...]
    effects: tuple[dict[str, Any], ...]
    round: int | None
    phase: Phase | None
    standing: str


@dataclass(frozen=True)
class SessionView:
    """The session. finishing: this round is the last. thresholds: name → value, as they hold now (R12.8).

    revealed: seats whose secrets the debrief has talked about. people: everybody in the game. hands: the queue, to the facilitator. places: person →
    place in the queue, for one's own delegation. injects: to the facilitator. parent: (game, round) of a branch.
    started: when round 1 began, seconds since 1970. plan: to the facilitator, the scenario's run-of-show for this level, its
    steps as written. plan_minutes: what they come to. questions: to the facilitator, the scenario's for the debrief.
    """

    finishing: bool = False
    thresholds: dict[str, float] = field(default_factory=dict)
    revealed: tuple[SeatId, ...] = ()
    people: tuple[PersonView, ...] = ()
    hands: tuple[PersonId, ...] = ()
    places: dict[PersonId, int] = field(default_factory=dict)
    injects: tuple[InjectView, ...] = ()
    parent: tuple[str, int] | None = None
    started: float | None = None
    plan: tuple[str, ...] = ()
    plan_minutes: int = 0
    questions: tuple[str, ...] = ()


@dataclass(frozen=True)
class DelegationView:
    """The people of one's own seat. members: in order of arrival. head: who seals. memo: what the last holder left.

    draft, draft_by, draft_number: what they are working on. behind_draft: who stands behind it. behind: treaty → who stands
    behind signing its present version. quorum_seal, quorum_sign: how many must.
    """

    members: tuple[PersonId, ...]
    head: PersonId | None
    memo: str = ""
    draft: Decision | None = None
    draft_by: PersonId | None = None
    draft_number: int = 0
    behind_draft: tuple[PersonId, ...] = ()
    behind: dict[TreatyId, tuple[PersonId, ...]] = field(default_factory=dict)
    quorum_seal: int = 1
    quorum_sign: int = 1
