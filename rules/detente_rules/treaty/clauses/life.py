"""Clauses on the treaty's own life: who is bound when, and for how long (R4.6 to R4.10)."""

from typing import Annotated, Literal

from pydantic.dataclasses import dataclass

from detente_rules.treaty.clauses.base import (
    HALF_YEARS,
    STRICT,
    Seat,
    choice,
    contradiction,
    fraction,
    some_seats,
    whole,
)


@dataclass(frozen=True, config=STRICT, kw_only=True)
class Conditional:
    """Some parties are bound only once enough others are. Conditions ask for more parties, never for fewer."""

    kind: Literal["conditional"] = "conditional"
    seats: Annotated[tuple[Seat, ...], some_seats("who makes the condition; none named: every party")] = ()
    share: Annotated[float, fraction("share of the world's AI the bound parties must hold")] = 0.0
    count: Annotated[int, whole(0, 40, "parties", "how many parties must be bound, the maker included")] = 0
    named: Annotated[tuple[Seat, ...], some_seats("parties that must be bound")] = ()

    def __post_init__(self) -> None:
        if not (self.share or self.count or self.named):
            raise contradiction(
                "share", "share, count or named must be given: a condition of nothing is none"
            )


@dataclass(frozen=True, config=STRICT, kw_only=True)
class EntryIntoForce:
    """When the treaty begins to bind. Without this clause: once every named party has consented."""

    kind: Literal["entry_into_force"] = "entry_into_force"
    count: Annotated[int, whole(0, 40, "parties", "consents needed")] = 0
    share: Annotated[float, fraction("share of the world's AI the consenting parties must hold")] = 0.0
    measure: Annotated[Literal["compute", "consumption"], choice("what the share is of")] = "compute"
    named: Annotated[tuple[Seat, ...], some_seats("parties without which it does not begin")] = ()

    def __post_init__(self) -> None:
        if not (self.share or self.count or self.named):
            raise contradiction("count", "count, share or named must be given")


@dataclass(frozen=True, config=STRICT, kw_only=True)
class AccessionRule:
    """Who may join once the treaty is in force. Without this clause: whoever is named in it."""

    kind: Literal["accession"] = "accession"
    rule: Annotated[Literal["open", "vote", "closed"], choice("open to all, by vote, or closed")]
    majority: Annotated[float, fraction("share of the members that must agree, where by vote", low=0.01)] = (
        0.5
    )


@dataclass(frozen=True, config=STRICT, kw_only=True)
class Duration:
    """How long it lasts before it lapses or is renewed."""

    kind: Literal["duration"] = "duration"
    lasts: Annotated[int, whole(1, 12, HALF_YEARS, "from entry into force")]


@dataclass(frozen=True, config=STRICT, kw_only=True)
class RenewalRule:
    """What happens when the duration has run out. Without this clause it lapses."""

    kind: Literal["renewal"] = "renewal"
    how: Annotated[Literal["automatic", "vote"], choice("by itself, or when most members vote for it")]


@dataclass(frozen=True, config=STRICT, kw_only=True)
class Sunset:
    """When it ends for good."""

    kind: Literal["sunset"] = "sunset"
    after: Annotated[int, whole(1, 12, HALF_YEARS, "from entry into force")]


@dataclass(frozen=True, config=STRICT, kw_only=True)
class Review:
    """How often the parties meet to look at it; the facilitator's run of show reminds them."""

    kind: Literal["review"] = "review"
    every: Annotated[int, whole(1, 12, HALF_YEARS, "time between reviews")]


@dataclass(frozen=True, config=STRICT, kw_only=True)
class WithdrawalNotice:
    """How long a party that leaves stays bound."""

    kind: Literal["withdrawal_notice"] = "withdrawal_notice"
    lasts: Annotated[int, whole(0, 12, HALF_YEARS, "from notice to release")]


@dataclass(frozen=True, config=STRICT, kw_only=True)
class Reservation:
    """How far a party may except itself from the floor when it signs."""

    kind: Literal["reservation"] = "reservation"
    share: Annotated[float, fraction("share of the floor it may leave out", low=0.01)]
