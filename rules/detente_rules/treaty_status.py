"""Where one treaty, and one seat in it, stands: reading the status arrays of a game (R4.4)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from detente_rules.ids import PUBLIC, Audiences, SeatId, seat_audience
from detente_rules.state import Ended, GameState, Treaty
from detente_rules.treaty import lifecycle
from detente_rules.treaty.question import About
from detente_rules.treaty.terms import Accession
from detente_rules.treaty.terms import Phase as TreatyPhase

PHASES: Final[dict[TreatyPhase, Literal["open", "in_force", "suspended", "terminated"]]] = {
    TreatyPhase.NONE: "terminated",
    TreatyPhase.OPEN: "open",
    TreatyPhase.IN_FORCE: "in_force",
    TreatyPhase.SUSPENDED: "suspended",
    TreatyPhase.TERMINATED: "terminated",
}


@dataclass(frozen=True, slots=True)
class Standing:
    """One seat in one treaty. notice: rounds left, −1 none given. notice_due: what a withdrawal would have to wait."""

    signed: bool
    ratified: bool
    member: bool
    notice: int
    notice_due: int
    may_accede: bool
    by_vote: bool = False
    """Its accession clause asks the members (R4.8)."""


def knows_of(text: Treaty, seat: SeatId) -> bool:
    """Does this seat know that the treaty is there? (R10.4)"""
    return text.audience == PUBLIC or seat_audience(seat) in text.audience


def phase_of(state: GameState, text: Treaty) -> TreatyPhase:
    """Where a treaty stands; a draft that lapsed is terminated."""
    if text.slot < 0:
        return TreatyPhase.TERMINATED
    return TreatyPhase(int(state.status.phase[0, text.slot]))


def stands(state: GameState, text: Treaty, seat: SeatId) -> Standing:
    """Where a seat stands in a treaty."""
    if text.slot < 0:
        return Standing(False, False, False, -1, 0, False)
    slot, party = text.slot, state.scenario.party_index[seat]
    status, terms = state.status, state.terms
    return Standing(
        signed=bool(status.signed[0, slot, party]),
        ratified=bool(status.ratified[0, slot, party]),
        member=bool(status.member[0, slot, party]),
        notice=int(status.notice[0, slot, party]),
        notice_due=int(terms.notice[0, slot]),
        may_accede=bool(lifecycle.may_accede(terms, status, slot, party)[0]),
        by_vote=int(terms.accession[0, slot]) == Accession.VOTE,
    )


def may_accede(state: GameState, text: Treaty, seat: SeatId) -> bool:
    """Would an accession by this seat, or its asking the members for one, be taken now (R4.8)?"""
    standing = stands(state, text, seat)
    phase = phase_of(state, text)
    if standing.member or standing.ratified or standing.signed:
        return False
    if standing.by_vote:
        return phase == TreatyPhase.IN_FORCE and not asked(state, text, "accession", seat)
    return phase in {TreatyPhase.IN_FORCE, TreatyPhase.SUSPENDED} and standing.may_accede


def asked(state: GameState, text: Treaty, about: About, seat: SeatId | None = None) -> bool:
    """Is such a question before the members now (about this seat, where one is named)?"""
    return any(
        one.treaty == text.id and one.about == about and one.carried is None and seat in {None, one.seat}
        for one in state.questions
    )


def seats_where(state: GameState, flags: NDArray[np.bool_]) -> tuple[SeatId, ...]:
    """Seats of a boolean row over parties (P,)."""
    return tuple(
        seat for seat, there in zip(state.scenario.party_index, flags.tolist(), strict=True) if there
    )


def ended(state: GameState, text: Treaty) -> Ended:
    """How a treaty stands that has a place on the arrays, for the time when it has none any more."""
    status, slot = state.status, text.slot
    entered = int(status.entered[0, slot])
    return Ended(
        signed=seats_where(state, status.signed[0, slot]),
        ratified=seats_where(state, status.ratified[0, slot]),
        reserved=seats_where(state, status.reserved[0, slot]),
        entered=entered if entered >= 0 else None,
    )


def members(state: GameState, text: Treaty) -> tuple[SeatId, ...]:
    """Who is bound now."""
    return seats_where(state, state.status.member[0, text.slot]) if text.slot >= 0 else ()


def active(state: GameState, text: Treaty) -> tuple[SeatId, ...]:
    """Who is bound now and takes part: the members whose participation is not suspended."""
    if text.slot < 0:
        return ()
    taking_part = state.status.member[0, text.slot] & ~state.status.suspended[0, text.slot]
    return seats_where(state, taking_part)


def binds(state: GameState, text: Treaty, lab: SeatId) -> bool:
    """Does the treaty bind this lab, by itself or through its home? A suspension changes nothing about that here."""
    bound = members(state, text)
    return in_force(state, text) and (lab in bound or state.scenario.seat(lab).home in bound)


def in_force(state: GameState, text: Treaty) -> bool:
    """Does it bind its members now?"""
    return phase_of(state, text) == TreatyPhase.IN_FORCE


def audience_with(text: Treaty, *seats: SeatId | None) -> Audiences:
    """Whoever knows of the treaty, and these seats."""
    if text.audience == PUBLIC:
        return PUBLIC
    return tuple(sorted({*text.audience, *(seat_audience(seat) for seat in seats if seat is not None)}))


def moves(before: GameState, after: GameState) -> tuple[tuple[Treaty, TreatyPhase, tuple[SeatId, ...]], ...]:
    """Treaties whose phase or membership differs between two states, with where they stand after."""
    out = []
    for text in after.treaties:
        phase, bound = phase_of(after, text), members(after, text)
        if phase != phase_of(before, text) or bound != members(before, text):
            out.append((text, phase, bound))
    return tuple(out)
