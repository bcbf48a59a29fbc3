"""Clauses on what follows a finding, what outsiders meet, and who pays whom (R4.11)."""

from typing import Annotated, Literal

from pydantic.dataclasses import dataclass

from detente_rules.treaty.clauses.base import (
    MONEY,
    STRICT,
    Seat,
    choice,
    contradiction,
    fraction,
    number,
    some_seats,
)


@dataclass(frozen=True, config=STRICT, kw_only=True)
class Sanction:
    """What a lab that was found in breach meets, by itself or after a vote."""

    kind: Literal["sanction"] = "sanction"
    fine: Annotated[float, fraction("share of a round's revenue")] = 0.0
    exclusion: Annotated[float, fraction("share of the parties' markets that closes")] = 0.0
    trade: Annotated[float, fraction("cut of trade with the home of the lab")] = 0.0
    supervision: Annotated[bool, choice("the lab is supervised for a year")] = True
    decided: Annotated[Literal["automatic", "vote"], choice("by itself, or by vote of the members")] = (
        "automatic"
    )
    majority: Annotated[float, fraction("share of the members that must vote for it", low=0.01)] = 0.5
    veto: Annotated[tuple[Seat, ...], some_seats("who may veto it")] = ()

    def __post_init__(self) -> None:
        if self.veto and self.decided == "automatic":
            raise contradiction("veto", "veto needs decided = vote: an automatic sanction cannot be vetoed")
        if not (self.fine or self.exclusion or self.trade or self.supervision):
            raise contradiction(
                "fine", "fine, exclusion, trade or supervision must be given: a sanction of nothing is none"
            )


@dataclass(frozen=True, config=STRICT, kw_only=True)
class TradeMeasures:
    """Trade between parties and non-parties is cut."""

    kind: Literal["trade_measures"] = "trade_measures"
    cut: Annotated[float, fraction("share of trade that is cut", low=0.01)]


@dataclass(frozen=True, config=STRICT, kw_only=True)
class ExportControl:
    """Chips and energy are withheld from labs that no party answers for."""

    kind: Literal["export_control"] = "export_control"
    withheld: Annotated[float, fraction("share of supply withheld", low=0.01)]


@dataclass(frozen=True, config=STRICT, kw_only=True)
class Transfer:
    """Money from some parties to others, in equal parts on either side."""

    kind: Literal["transfer"] = "transfer"
    payers: Annotated[tuple[Seat, ...], some_seats("who pays", low=1)]
    receivers: Annotated[tuple[Seat, ...], some_seats("who receives", low=1)]
    amount: Annotated[float, number(0.01, 50, MONEY, "in all")]
    purpose: Annotated[
        Literal["compensation", "safety research", "institutions", "adaptation"], choice("what it is for")
    ] = "compensation"

    def __post_init__(self) -> None:
        if set(self.payers) & set(self.receivers):
            raise contradiction("receivers", "payers and receivers must be different seats")


@dataclass(frozen=True, config=STRICT, kw_only=True)
class Fund:
    """A fund pays a share of the fixed cost of compliance."""

    kind: Literal["fund"] = "fund"
    pays: Annotated[float, fraction("share of the cost of compliance it pays", low=0.01)]
    filled_by: Annotated[
        tuple[Seat, ...], some_seats("who fills it; none named: every nation that is party")
    ] = ()


@dataclass(frozen=True, config=STRICT, kw_only=True)
class BenefitSharing:
    """Parties use one another's models."""

    kind: Literal["benefit_sharing"] = "benefit_sharing"
    access: Annotated[float, fraction("share of the obstacle to markets abroad that falls away", low=0.01)]


@dataclass(frozen=True, config=STRICT, kw_only=True)
class ResearchSharing:
    """Parties share what they know of safety."""

    kind: Literal["research_sharing"] = "research_sharing"
    rate: Annotated[float, fraction("rate per half-year at which knowledge flows", low=0.005, high=0.5)]


@dataclass(frozen=True, config=STRICT, kw_only=True)
class Liability:
    """Labs answer for their incidents, and are insured by a premium that follows the danger."""

    kind: Literal["liability"] = "liability"
    incident: Annotated[float, number(0, 50, "G$", "owed for an incident")]
    premium: Annotated[float, number(0, 200, "G$ per unit of danger", "premium in proportion to danger")] = (
        0.0
    )
