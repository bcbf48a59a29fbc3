"""The shape of a view: everything that one audience may know, and nothing else (R10).

The same object serves a screen, a bot in the process, and a bot over the network. Plain frozen dataclasses of
JSON values; numbers in the units of rules/README.md R6 (doublings, G$ per round, shares, probabilities).
"""

from dataclasses import dataclass, field
from functools import cache
from typing import Any, Literal

from pydantic import TypeAdapter

from detente_rules.decisions import Decision
from detente_rules.ids import Audience, Phase, Role, SeatId, SeatKind, TreatyId
from detente_rules.scenario import Level
from detente_rules.views.question_types import Evidence, QuestionView
from detente_rules.views.session_types import DelegationView, SessionView


@dataclass(frozen=True)
class BriefView:
    """A brief. The secret parts are "" for everybody but the seat, until the debrief.

    public: what everybody may read. secret: what the seat alone knows. goal, fear, honour: what it wants, dreads and would not
    do, in words. first_line: how it might open.
    """

    public: str
    secret: str = ""
    goal: str = ""
    fear: str = ""
    honour: str = ""
    first_line: str = ""


@dataclass(frozen=True)
class Declared:
    """What a lab said of itself in the last round. safety: share of effort. capability, assurance: doublings."""

    safety: float
    capability: float
    assurance: float


@dataclass(frozen=True)
class Estimate:
    """What this audience reads off a lab from outside.

    capability, assurance: doublings. capability_sd, assurance_sd: one standard deviation of those, doublings.
    """

    capability: float
    capability_sd: float
    assurance: float
    assurance_sd: float


@dataclass(frozen=True)
class SeatView:
    """A row of the table.

    id: what commands name. name: for people. kind: lab or nation. home: a lab's nation, None without one and for nations.
    holder: who decides for it; "open": nobody yet. people: names of those who sit there. bot: the bot that stands in, as far as
    one may know. brief: its secret parts are the seat's alone. declared, estimate: of the last resolved round, None before and
    for nations. market_share: a lab's, of the world's. floor: a nation's domestic safety floor.
    """

    id: SeatId
    name: str
    kind: SeatKind
    home: SeatId | None
    holder: Literal["open", "people", "bot"]
    people: tuple[str, ...]
    bot: str | None
    brief: BriefView
    declared: Declared | None = None
    estimate: Estimate | None = None
    market_share: float | None = None
    floor: float | None = None


@dataclass(frozen=True)
class LabFigures:
    """A lab's own true figures at the start of this round.

    capability, assurance: doublings. revenue: G$ last round. danger: own estimate of its hazard per round. supervised:
    rounds of supervision left. share: of the world's market. score: so far, G$.
    """

    capability: float
    assurance: float
    revenue: float
    danger: float
    supervised: int
    share: float
    score: float
    kind: Literal["lab"] = "lab"


@dataclass(frozen=True)
class NationFigures:
    """A nation's own true figures. trust: the public's, [0, 1]. score: so far, G$. floor: its domestic one."""

    trust: float
    score: float
    floor: float
    kind: Literal["nation"] = "nation"


@dataclass(frozen=True)
class Finding:
    """An inspection's, leak's or informant's word that a lab broke its obligations. It can be wrong (R7.3).

    source: treaty id, or the nation that inspected. how: the way it came to light.
    """

    round: int
    lab: SeatId
    source: str
    how: Literal["inspection", "whistleblower", "technical_means"]


@dataclass(frozen=True)
class Incident:
    """A warning shot at a lab. public: everybody heard of it."""

    round: int
    lab: SeatId
    public: bool


@dataclass(frozen=True)
class PublicReport:
    """What everybody learns of a resolved round.

    risk: cumulated probability of catastrophe as outsiders estimate it from what was declared, [0, 1].
    declared: lab → what it said of itself. shares: lab → share of the world's market. hhi: Herfindahl–Hirschman index of
    those, [0, 1]. trust: nation → [0, 1]. floors: nation → domestic floor. findings: those that were told to everybody, of
    this round. incidents: the public ones of this round. disclosed: lab → its own
    estimate of its danger per round, where it published it or had to (R4.25); the risk reckons with it.
    """

    round: int
    declared: dict[SeatId, Declared]
    shares: dict[SeatId, float]
    hhi: float
    trust: dict[SeatId, float]
    floors: dict[SeatId, float]
    risk: float
    findings: tuple[Finding, ...]
    incidents: tuple[Incident, ...]
    disclosed: dict[SeatId, float] = field(default_factory=dict)


@dataclass(frozen=True)
class SeatReport:
    """What one seat learns of a resolved round beyond the public part.

    decision: what was resolved for it, in full form. figures: its own, after the round. estimates: lab → what it
    reads off that lab. findings, incidents: those it is entitled to and the public is not. gained: score of the round.
    accused: it was found in violation by an inspection (rightly or wrongly). breach: it did break an obligation.
    disclosed: lab → its own estimate of its danger per round, told to this seat and not to everybody (R4.25).
    """

    round: int
    decision: Decision
    figures: LabFigures | NationFigures
    estimates: dict[SeatId, Estimate]
    findings: tuple[Finding, ...]
    incidents: tuple[Incident, ...]
    gained: float
    accused: bool
    breach: bool
    disclosed: dict[SeatId, float] = field(default_factory=dict)


@dataclass(frozen=True)
class ObligationView:
    """One duty of this seat in this round.

    source: treaty id or the nation's id. what: the figure it concerns, such as "safety", the share of effort. level: its
    bound, in the unit of that figure.
    sentence: in words, generated from the clause.
    """

    source: str
    what: str
    level: float
    sentence: str


@dataclass(frozen=True)
class TreatyView:
    """A treaty as a card. parties: invited. members: bound now. notice: seat → rounds left until it is out.

    id: what commands name. by: who proposed it. confidential: the parties and the proposer alone know of it. sentences: the
    clauses in words. phase: "open" while it is a draft. signed, ratified: who did, this version. entered: the round of its
    entry into force, None before.
    previous: the clauses of the version before this one, for the diff.
    needs: in words, what is missing for it to enter into force. may_accede: this seat could join it now.
    chance: that a ratification by this nation, tried now, would pass; None for labs and where it is not due.
    reserved: signed with a reservation. suspended: members whose participation stands still. leader: sets the standards.
    standard_floor, standard_cost: as the leader set them (share; G$ per half-year), None: as in the text. switched_off: labs
    at which the key is turned. emergency: its powers are open now.
    """

    id: TreatyId
    version: int
    title: str
    by: SeatId
    confidential: bool
    parties: tuple[SeatId, ...]
    clauses: tuple[dict[str, Any], ...]
    sentences: tuple[str, ...]
    phase: Literal["open", "in_force", "suspended", "terminated"]
    signed: tuple[SeatId, ...]
    ratified: tuple[SeatId, ...]
    members: tuple[SeatId, ...]
    notice: dict[SeatId, int]
    entered: int | None = None
    previous: tuple[dict[str, Any], ...] | None = None
    needs: str = ""
    may_accede: bool = False
    chance: float | None = None
    reserved: tuple[SeatId, ...] = ()
    suspended: tuple[SeatId, ...] = ()
    leader: SeatId | None = None
    standard_floor: float | None = None
    standard_cost: float | None = None
    switched_off: tuple[SeatId, ...] = ()
    emergency: bool = False


@dataclass(frozen=True)
class WorldFacts:
    """What the scenario's file says of the world to everybody: what a seat reckons its forecasts with (R10.7).

    world: the calibration's numbers that the scenario sets. invest: lab → G$ per half-year. demand, sovereignty:
    nation → G$ per half-year. damage: the nation's own loss in a catastrophe, G$, known to it alone. What is left out
    is the calibration's own (R6.1). Where others' labs stand, their briefs and the threshold of danger are no public facts.
    instruments: id → stated rates (hit, false_alarm, intrusiveness). independence: by who appoints and pays. ramp:
    half-years until a body is built, by who builds it. These three are whole, as the scenario has them (R4.26).
    """

    world: dict[str, float | tuple[float, ...]] = field(default_factory=dict)
    invest: dict[SeatId, float] = field(default_factory=dict)
    demand: dict[SeatId, float] = field(default_factory=dict)
    sovereignty: dict[SeatId, float] = field(default_factory=dict)
    damage: float | None = None
    instruments: dict[str, dict[str, float]] = field(default_factory=dict)
    independence: dict[str, float] = field(default_factory=dict)
    ramp: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class DebriefView:
    """Everything, once the game is over.

    scores: seat → final score. index: coordination index (race 0, planner 1) or None where no reference is known.
    risk: true cumulated probability. catastrophe: drawn fate, None where the scenario does not draw. seed, salt: open
    the commitment. ledgers: round → lab → {"declared", "actual", "observed"}. decisions: round → seat → what it decided. briefs: seat → secret brief.
    mandates: seat → [(text, met)]. percentiles: seat → share of bots' games in that seat with a lower score, in per cent;
    empty where they are not known for this length and level (R8.15).
    """

    scores: dict[SeatId, float]
    index: float | None
    risk: float
    catastrophe: bool | None
    seed: str
    salt: str
    ledgers: tuple[dict[SeatId, dict[str, dict[str, float]]], ...]
    decisions: tuple[dict[SeatId, dict[str, Any]], ...]
    briefs: dict[SeatId, BriefView]
    mandates: dict[SeatId, tuple[tuple[str, bool], ...]] = field(default_factory=dict)
    percentiles: dict[SeatId, float] = field(default_factory=dict)


@dataclass(frozen=True)
class View:
    """What one audience may know now.

    game: its id. scenario: its id. title, summary: of the scenario, in words. level: which decisions are asked for. rounds: how many will be
    played. round: 0 in the lobby, then from 1. phase: of the round. deadline: when the phase ends, seconds since 1970 of the server's clock;
    None without a clock. paused: the clock stands. commitment: salted hash of the game's seed, opened at the debrief. audience: whose stream
    this is. role: of whoever sees it. seat: held by them, None without one. brief: the seat's own, secret parts included. figures: the
    seat's own true ones. seats: everybody at the table. people: id → name. treaties: on the table, in force, or ended, as far as
    this audience knows of them. obligations: what binds this seat in this round. reports: what everybody learnt, round by round. own_reports: what
    this seat alone learnt. sealed: its decision of this round, while it is sealed. commitment_of_decision: the hash of that and of a
    nonce. standing: what counts if it seals nothing. ready: it has nothing more to say in this phase. locked: to the facilitator, seat → done
    with this phase. legal: kinds of command that would not be refused outright. news: of this round, in the scenario's words. packs: prepared lists of
    clauses, each with ``id``, ``title``, ``text`` and ``clauses``. debrief: everything, once the game is over. facts: public numbers of the world.
    questions: those of this round and of the last one that this audience knows of. evidence: what this seat holds and not everybody
    knows. released: lab → capability of the weights it released last (doublings). session: what is agreed about the sitting
    itself. delegation: the people of one's own seat, None without one.
    """

    game: str
    scenario: str
    title: str
    summary: str
    level: Level
    rounds: int
    round: int
    phase: Phase
    deadline: float | None
    paused: bool
    commitment: str
    audience: Audience
    role: Role
    seat: SeatId | None
    brief: BriefView | None
    figures: LabFigures | NationFigures | None
    seats: tuple[SeatView, ...]
    people: dict[str, str]
    treaties: tuple[TreatyView, ...]
    obligations: tuple[ObligationView, ...]
    reports: tuple[PublicReport, ...]
    own_reports: tuple[SeatReport, ...]
    sealed: Decision | None
    commitment_of_decision: str | None
    standing: Decision | None
    ready: bool
    locked: dict[SeatId, bool]
    legal: tuple[str, ...]
    news: tuple[str, ...]
    packs: tuple[dict[str, Any], ...]
    debrief: DebriefView | None = None
    facts: WorldFacts = field(default_factory=WorldFacts)
    questions: tuple[QuestionView, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    released: dict[SeatId, float] = field(default_factory=dict)
    session: SessionView = field(default_factory=SessionView)
    delegation: DelegationView | None = None

    def whole(self) -> "View":
        """Itself; a view that is projected field by field (``views.later``) gives all of it here."""
        return self

    def seat_row(self, seat: SeatId) -> SeatView:
        """The row of one seat. Raises: KeyError."""
        for row in self.seats:
            if row.id == seat:
                return row
        raise KeyError(seat)

    def treaty(self, treaty: TreatyId) -> TreatyView:
        """One treaty's card. Raises: KeyError."""
        for card in self.treaties:
            if card.id == treaty:
                return card
        raise KeyError(treaty)

    @property
    def labs(self) -> tuple[SeatView, ...]:
        """Rows of the labs."""
        return tuple(row for row in self.seats if row.kind == "lab")

    @property
    def nations(self) -> tuple[SeatView, ...]:
        """Rows of the nations."""
        return tuple(row for row in self.seats if row.kind == "nation")


@cache
def _adapter() -> TypeAdapter[View]:
    """Built on first use: the schema costs some milliseconds, and ``detente --help`` does not need it."""
    return TypeAdapter(View)


def dump_view(view: View) -> bytes:
    """The view as JSON."""
    return _adapter().dump_json(view.whole())


def parse_view(data: bytes | str) -> View:
    """A view from JSON. Raises: pydantic.ValidationError."""
    return _adapter().validate_json(data)
