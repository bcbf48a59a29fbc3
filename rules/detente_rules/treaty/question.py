"""A question that a treaty puts to its members (R4.18): who may vote, how many it takes, and how it ended."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from detente_rules.ids import Audiences, SeatId, TreatyId

About = Literal["accession", "amendment", "renewal", "sanction", "accusation", "challenge"]


@dataclass(frozen=True, slots=True)
class Question:
    """One question, open until the end of the negotiation of its round.

    seat: whom it is about (who wants to join, the lab accused, found or to be inspected); "" for the whole treaty.
    by: who put it; None where the treaty itself does. share: part of the voters that must be in favour; None: nobody can
    decide it. more: only beyond that share. veto: whose vote against defeats it. For a challenge, in favour is for stopping
    it. data: what the question carries: the new text, words, evidence. admitted: the accused has owned up to it.
    carried: None while it is open; moot: it had fallen away by the time it closed.
    """

    id: str
    treaty: TreatyId
    about: About
    seat: SeatId
    by: SeatId | None
    round: int
    share: float | None
    more: bool
    voters: tuple[SeatId, ...]
    veto: tuple[SeatId, ...]
    audience: Audiences
    data: dict[str, Any]
    votes: dict[SeatId, bool] = field(default_factory=dict)
    answer: str = ""
    admitted: bool = False
    carried: bool | None = None
    moot: bool = False
