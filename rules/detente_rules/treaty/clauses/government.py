"""Clauses on who governs the regime, and how regimes meet (R4.11)."""

from typing import Annotated, Literal

from pydantic.dataclasses import dataclass

from detente_rules.treaty.clauses.base import (
    HALF_YEARS,
    MONEY,
    STRICT,
    Seat,
    contradiction,
    fraction,
    number,
    one_seat,
    one_treaty,
    whole,
)


@dataclass(frozen=True, config=STRICT, kw_only=True)
class Leadership:
    """One party sets the standards, within bounds."""

    kind: Literal["leadership"] = "leadership"
    leader: Annotated[Seat, one_seat("who leads")]
    floor_low: Annotated[float, fraction("least floor it may set", high=0.95)] = 0.0
    floor_high: Annotated[float, fraction("highest floor it may set", high=0.95)]
    cost_low: Annotated[float, number(0, 10, MONEY, "least fixed cost it may set")] = 0.0
    cost_high: Annotated[float, number(0, 10, MONEY, "highest fixed cost it may set")] = 0.0

    def __post_init__(self) -> None:
        if self.floor_low > self.floor_high or self.cost_low > self.cost_high:
            raise contradiction(
                "floor_high", "floor_low and cost_low must not exceed floor_high and cost_high"
            )


@dataclass(frozen=True, config=STRICT, kw_only=True)
class EmergencyPowers:
    """After public incidents stricter rules hold, until they lapse or for good."""

    kind: Literal["emergency_powers"] = "emergency_powers"
    trigger: Annotated[int, whole(1, 20, "public incidents in a round", "what opens the emergency")] = 1
    floor: Annotated[float, fraction("safety floor while it lasts", high=0.95)]
    rate: Annotated[float, fraction("least inspection rate while it lasts")] = 0.0
    sunset: Annotated[int | None, whole(1, 12, HALF_YEARS, "lapses after; none: it stays")] = 2


@dataclass(frozen=True, config=STRICT, kw_only=True)
class MutualRecognition:
    """What complies with another regime complies with this one: paid once, and no trade cut between them."""

    kind: Literal["mutual_recognition"] = "mutual_recognition"
    treaty: Annotated[Seat, one_treaty("the other treaty")]


@dataclass(frozen=True, config=STRICT, kw_only=True)
class Amendment:
    """The share of members whose vote changes the text for all."""

    kind: Literal["amendment"] = "amendment"
    majority: Annotated[float, fraction("share of the members that must agree", low=0.01)] = 1.0


@dataclass(frozen=True, config=STRICT, kw_only=True)
class DisputeSettlement:
    """A party's accusation is judged by the others; one that is upheld counts as a finding."""

    kind: Literal["dispute_settlement"] = "dispute_settlement"
    majority: Annotated[float, fraction("share of the other members that upholds it", low=0.01)] = 0.5
    cost: Annotated[float, number(0, 50, "G$", "owed by whoever accuses and is not upheld")] = 0.0
