"""Where one treaty, and one seat in it, stands: reading the status arrays of a game (R4.4)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from detente_rules.ids import SeatId
from detente_rules.state import GameState, Treaty
from detente_rules.treaty import lifecycle
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
    )


def may_accede(state: GameState, text: Treaty, seat: SeatId) -> bool:
    """Would an accession by this seat be taken now (R4.8)?"""
    standing = stands(state, text, seat)
    running = phase_of(state, text) in {TreatyPhase.IN_FORCE, TreatyPhase.SUSPENDED}
    return running and standing.may_accede and not (standing.member or standing.ratified)


def seats_where(state: GameState, flags: NDArray[np.bool_]) -> tuple[SeatId, ...]:
    """Seats of a boolean row over parties (P,)."""
    return tuple(seat.id for place, seat in enumerate(state.scenario.parties) if flags[place])


def members(state: GameState, text: Treaty) -> tuple[SeatId, ...]:
    """Who is bound now."""
    return seats_where(state, state.status.member[0, text.slot]) if text.slot >= 0 else ()


def moves(before: GameState, after: GameState) -> tuple[tuple[Treaty, TreatyPhase, tuple[SeatId, ...]], ...]:
    """Treaties whose phase or membership differs between two states, with where they stand after."""
    out = []
    for text in after.treaties:
        phase, bound = phase_of(after, text), members(after, text)
        if phase != phase_of(before, text) or bound != members(before, text):
            out.append((text, phase, bound))
    return tuple(out)
