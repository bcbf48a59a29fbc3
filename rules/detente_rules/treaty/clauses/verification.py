"""Clauses on what is shown, who looks, and who guards the one who tells (R4.11, R7)."""

from typing import Annotated, Literal

from pydantic.dataclasses import dataclass

from detente_rules.treaty.clauses.base import (
    HALF_YEARS,
    MONEY,
    STRICT,
    Seat,
    choice,
    contradiction,
    fraction,
    number,
    one_seat,
    some_seats,
    whole,
)

Figure = Literal["effort", "capability", "assurance", "risk"]
InstrumentId = Literal["none", "declarations", "remote_sensing", "chip_reporting", "on_site", "resident"]
Appointer = Literal["overseen", "leader", "parties", "independent"]


@dataclass(frozen=True, config=STRICT, kw_only=True)
class DataExchange:
    """Parties report figures to one another; exchange narrows what they must guess."""

    kind: Literal["data_exchange"] = "data_exchange"
    what: Annotated[tuple[Figure, ...], choice("the figures that are reported")] = ("capability", "assurance")
    every: Annotated[int, whole(1, 12, HALF_YEARS, "time between reports")] = 1
    to: Annotated[Literal["overseer", "parties", "public"], choice("who reads the risk estimates")] = (
        "parties"
    )

    def __post_init__(self) -> None:
        if not self.what or len(set(self.what)) != len(self.what):
            raise contradiction("what", "what must name at least one figure, each once")


@dataclass(frozen=True, config=STRICT, kw_only=True)
class Inspection:
    """Who is looked at, with what instrument, how often, and how deeply."""

    kind: Literal["inspection"] = "inspection"
    instrument: Annotated[InstrumentId, choice("the instrument, with its stated error rates")]
    rate: Annotated[float, fraction("chance that a bound lab is inspected in a half-year")]
    quota: Annotated[
        float | None, number(0, 100, "inspections per half-year", "most inspections in all; none: no limit")
    ] = None
    challenge: Annotated[
        float, number(0, 10, "inspections per half-year", "challenge inspections a party may ask for")
    ] = 0.0
    challenge_by: Annotated[tuple[Seat, ...], some_seats("who may ask; none named: every party")] = ()
    challenge_stop: Annotated[
        float | None, fraction("share of members whose vote stops a challenge; none: nobody can", low=0.01)
    ] = None
    managed_access: Annotated[
        float, fraction("how far the inspected may cover what is none of the matter")
    ] = 0.0


@dataclass(frozen=True, config=STRICT, kw_only=True)
class Oversight:
    """The body that inspects: whose it is, who appoints and pays it, what it has at stake, where it sits."""

    kind: Literal["oversight"] = "oversight"
    body: Annotated[Appointer, choice("who does the work")]
    appointed_by: Annotated[Appointer | None, choice("who appoints; none: the same as the body")] = None
    paid_by: Annotated[Appointer | None, choice("who pays; none: the same as the body")] = None
    leader: Annotated[Seat | None, one_seat("the leader, where one is meant")] = None
    hosted_by: Annotated[Seat | None, one_seat("a party whose own institutions host it: at work sooner")] = (
        None
    )
    stake: Annotated[float, fraction("the overseer's share in the success of those it has a stake in")] = 0.0
    stake_in: Annotated[tuple[Seat, ...], some_seats("the labs it has the stake in; none named: all")] = ()
    placement: Annotated[Literal["outside", "embedded"], choice("inside development it acts sooner")] = (
        "outside"
    )
    access: Annotated[float, fraction("what an outside body is shown of what one inside sees", low=0.6)] = (
        0.75
    )
    cost: Annotated[float, number(0, 20, MONEY, "cost of the body in all")] = 0.4
    findings: Annotated[Literal["public", "parties"], choice("who learns of findings")] = "public"

    def __post_init__(self) -> None:
        meant = "leader" in {self.body, self.appointed_by, self.paid_by}
        if meant != (self.leader is not None):
            raise contradiction(
                "leader", "leader must be named exactly where the body, appointment or pay is the leader's"
            )


@dataclass(frozen=True, config=STRICT, kw_only=True)
class IncidentReport:
    """Incidents must be reported in time; hiding one is a breach, and all learn from one reported."""

    kind: Literal["incident_report"] = "incident_report"
    within: Annotated[int, whole(0, 4, HALF_YEARS, "time allowed")] = 0
    learning: Annotated[float, fraction("rate of shared safety knowledge after a report", high=0.5)] = 0.05


@dataclass(frozen=True, config=STRICT, kw_only=True)
class Whistleblower:
    """Least protection of those who tell what they know."""

    kind: Literal["whistleblower"] = "whistleblower"
    protection: Annotated[float, fraction("least protection", low=0.01)]
