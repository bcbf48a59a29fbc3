"""A scenario: the file that sets the world, the seats, what is on the table, and the briefing texts.

``parse_scenario`` reads a TOML document that ``detente_rules.library`` has loaded (this file does no I/O). Every
fault is reported with its place. ``id`` is stable and kept in records; ``name`` and ``title`` are shown.
"""

from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from functools import cached_property
from typing import Annotated, Any, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator

from detente_rules.ids import MAX_NAME, SeatId, SeatKind, Share, Slug
from detente_rules.treaty.clauses.verification import InstrumentId

FORMAT_VERSION = 1

Name = Annotated[str, StringConstraints(min_length=1, max_length=MAX_NAME)]
Prose = Annotated[str, StringConstraints(max_length=4000)]
Number = Annotated[float, Field(allow_inf_nan=False)]
Positive = Annotated[float, Field(ge=0, le=1e6, allow_inf_nan=False)]
Level = Literal["basic", "standard", "full"]


class _Part(BaseModel):
    """Strict, frozen, no unknown field: a typing mistake in a scenario is a fault, not a default."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")


class Minutes(_Part):
    """How long each phase lasts, in minutes. ``opening`` is the first briefing."""

    opening: Positive = 8
    briefing: Positive = 1
    negotiation: Positive = 4
    decision: Positive = 2
    debrief: Positive = 15


class Mandate(_Part):
    """An agenda item of a seat that the engine can check at the end (R8.6).

    measure: what is looked at. op, value: the test. points: share of the seat's range, −0.1 to 0.1.
    """

    text: Prose
    measure: Literal[
        "market_share",
        "score_rank",
        "risk",
        "trust",
        "member_of_treaty",
        "never_found",
        "honest_within",
        "safety_mean",
    ]
    op: Literal[">=", "<="] = ">="
    value: Number
    points: Annotated[float, Field(ge=-0.1, le=0.1, allow_inf_nan=False)] = 0.1


class Brief(_Part):
    """What a seat is told: the public part by everybody, the secret part by that seat alone."""

    public: Prose
    secret: Prose
    goal: Prose
    fear: Prose
    honour: Prose = ""
    first_line: Prose = ""
    mandates: tuple[Mandate, ...] = ()


class Seat(_Part):
    """One lab or nation (R1.1). Facts left out are taken from the calibration's list, in order of seats of that kind.

    home: for a lab, the nation's id (None: a lab of no country, which only ``treaty`` law binds).
    bot: who plays it when nobody does. capability, assurance: of a lab, doublings at the start. invest: of a lab, investors' money,
    G$ per half-year. demand: of a nation, what it spends on AI at full trust, G$ per half-year. damage: of a nation, what
    a catastrophe costs it, G$. sovereignty: of a nation, what full intrusion costs it, G$ per half-year.
    """

    id: Slug
    name: Name
    kind: SeatKind
    home: Slug | None = None
    bot: Slug = "conditional"
    brief: Brief
    capability: Number | None = None
    assurance: Number | None = None
    invest: Positive | None = None
    demand: Positive | None = None
    damage: Positive | None = None
    sovereignty: Positive | None = None


class News(_Part):
    """Opening news of a round, public."""

    round: Annotated[int, Field(ge=1, le=60)]
    text: Prose


class Inject(_Part):
    """A prepared event that the facilitator may release (R12.2).

    effects: what it does to the world, in the forms of ``commands.facilitation.Effect`` (R12.4).
    """

    id: Slug
    title: Name
    text: Prose
    to: tuple[Slug, ...] = ()
    effects: tuple[dict[str, Any], ...] = ()


class Delegation(_Part):
    """How many members of a delegation must stand behind its seal and its signature (R13.4)."""

    quorum_seal: Annotated[int, Field(ge=1, le=8)] = 1
    quorum_sign: Annotated[int, Field(ge=1, le=8)] = 1


class Pack(_Part):
    """A prepared list of clauses that a draft may start from."""

    id: Slug
    title: Name
    text: Prose = ""
    clauses: tuple[dict[str, Any], ...]


class InstrumentRates(_Part):
    """Stated rates of an instrument where they differ from its card (R7.2); what is left out is as there."""

    hit: Share | None = None
    false_alarm: Share | None = None
    intrusiveness: Share | None = None


class IndependenceRates(_Part):
    """How independent an overseer is, by who appoints and pays it (R4.15); what is left out is the default."""

    overseen: Share | None = None
    leader_others: Share | None = None
    leader_own: Share | None = None
    parties: Share | None = None
    independent: Share | None = None


HalfYears = Annotated[int, Field(ge=0, le=12)]


class RampTimes(_Part):
    """Half-years until a body that is built from nothing inspects in full, by who builds it (R4.15)."""

    hosted: HalfYears | None = None
    overseen: HalfYears | None = None
    leader: HalfYears | None = None
    parties: HalfYears | None = None
    independent: HalfYears | None = None


class Fact(_Part):
    """A number the scenario rests on, with its unit and where it comes from."""

    name: Name
    value: Number
    unit: str
    source: Prose


class RunOfShow(_Part):
    """A plan for the facilitator: ``minutes`` from the start, what happens, what to say."""

    minutes: Literal[60, 90, 180]
    level: Level
    steps: tuple[str, ...]


class Scenario(_Part):
    """One playable situation. See rules/README.md for the rules and docs for how to write one."""

    format_version: Literal[1]
    id: Slug
    title: Name
    summary: Prose
    level: Level = "standard"
    rounds: Annotated[int, Field(ge=1, le=60)]
    fate: Literal["expected", "drawn"] = "expected"
    minutes: Minutes = Minutes()
    delegation: Delegation = Delegation()
    seats: Annotated[tuple[Seat, ...], Field(min_length=1, max_length=40)]
    world: dict[str, Number | tuple[Number, ...]] = Field(default_factory=dict)
    instruments: dict[InstrumentId, InstrumentRates] = Field(default_factory=dict)
    independence: IndependenceRates = IndependenceRates()
    ramp: RampTimes = RampTimes()
    news: tuple[News, ...] = ()
    injects: tuple[Inject, ...] = ()
    packs: tuple[Pack, ...] = ()
    facts: tuple[Fact, ...] = ()
    run_of_show: tuple[RunOfShow, ...] = ()
    questions: tuple[Prose, ...] = ()
    analogy_ends: Prose = ""

    @model_validator(mode="after")
    def _seats_fit_together(self) -> "Scenario":
        if faults := tuple(_unfit(self.seats)):
            raise ValueError("\n".join(faults))
        return self

    @cached_property
    def labs(self) -> tuple[Seat, ...]:
        """The labs, in the order of their arrays' axis A."""
        return tuple(seat for seat in self.seats if seat.kind == "lab")

    @cached_property
    def nations(self) -> tuple[Seat, ...]:
        """The nations, in the order of their arrays' axis N."""
        return tuple(seat for seat in self.seats if seat.kind == "nation")

    @cached_property
    def parties(self) -> tuple[Seat, ...]:
        """Labs, then nations: the order of axis P."""
        return self.labs + self.nations

    @cached_property
    def party_index(self) -> dict[SeatId, int]:
        """Seat → place on axis P."""
        return {seat.id: place for place, seat in enumerate(self.parties)}

    @cached_property
    def homes(self) -> tuple[int, ...]:
        """Lab → place of its nation on axis N, −1 for none; axis A."""
        place = {seat.id: n for n, seat in enumerate(self.nations)}
        return tuple(place[seat.home] if seat.home is not None else -1 for seat in self.labs)

    def seat(self, seat: SeatId) -> Seat:
        """The seat of that id. Raises: KeyError."""
        return self.parties[self.party_index[seat]]


class ScenarioFault(ValueError):
    """A scenario file that cannot be played; ``faults`` is every (place, message)."""

    def __init__(self, faults: tuple[tuple[str, str], ...]) -> None:
        super().__init__("; ".join(f"{place}: {message}" for place, message in faults))
        self.faults = faults


def parse_scenario(data: dict[str, Any]) -> Scenario:
    """Read a scenario from a TOML document's tables.

    Raises: ScenarioFault, with every fault and its place.
    """
    try:
        return Scenario.model_validate(_tuples(data))
    except ValidationError as fault:
        errors = fault.errors(include_url=False, include_input=False)
        raise ScenarioFault(tuple(said for error in errors for said in _in_words(error))) from None


def _unfit(seats: Sequence[Seat]) -> Iterator[str]:
    """What is wrong with seats that are sound one by one: ``"place: message"``."""
    ids = [seat.id for seat in seats]
    nations = {seat.id for seat in seats if seat.kind == "nation"}
    for place, seat in enumerate(seats):
        if seat.id in ids[:place]:
            yield f"seats.{place}.id: two seats have the id {seat.id!r}"
        if seat.kind == "lab" and seat.home is not None and seat.home not in nations:
            yield f"seats.{place}.home: {seat.home!r} is no nation of this scenario"
        if seat.kind == "nation" and seat.home is not None:
            yield f"seats.{place}.home: a nation has no home"
    if not any(seat.kind == "lab" for seat in seats):
        yield "seats: at least one lab is needed"


def _in_words(error: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """One of pydantic's reports as (place, message); a check of our own may have found several."""
    place = ".".join(map(str, error["loc"])) or "scenario"
    if error["type"] == "value_error":
        for line in str(error["ctx"]["error"]).split("\n"):
            inner, _, message = line.partition(": ")
            yield inner, message
    elif error["type"] == "extra_forbidden":
        near = get_close_matches(str(error["loc"][-1]), _keys(error["loc"][:-1]), n=1)
        yield place, "there is no such key here" + (f"; did you mean {near[0]!r}?" if near else "")
    else:
        yield place, "this key is missing" if error["type"] == "missing" else str(error["msg"])


def _keys(path: Sequence[str | int]) -> list[str]:
    """The keys that the table at this path may have."""
    part: type[BaseModel] = Scenario
    for step in path:
        if isinstance(step, str) and step in part.model_fields:
            part = _table(part.model_fields[step].annotation) or part
    return list(part.model_fields)


def _table(annotation: Any) -> type[BaseModel] | None:
    """The table that an annotation names or holds; None for plain values."""
    if not get_args(annotation):
        is_table = isinstance(annotation, type) and issubclass(annotation, BaseModel)
        return annotation if is_table else None
    return next((found for inner in get_args(annotation) if (found := _table(inner)) is not None), None)


def _tuples(value: Any) -> Any:
    """TOML arrays are lists and its whole numbers ints; strict tuples and floats want their own types."""
    if isinstance(value, dict):
        return {key: _tuples(item) for key, item in value.items()}
    if isinstance(value, list):
        return tuple(_tuples(item) for item in value)
    return value
