"""Where one treaty, and one seat in it, stands: reading the status arrays of a game (R4.4)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import compress
from typing import Final, Literal, TypeAlias

from detente_rules.ids import PUBLIC, Audiences, SeatId, seat_audience
from detente_rules.state import Ended, GameState, Treaty
from detente_rules.treaty import lifecycle
from detente_rules.treaty.question import About
from detente_rules.treaty.terms import Accession, Status
from detente_rules.treaty.terms import Phase as TreatyPhase

PhaseWord: TypeAlias = Literal["open", "in_force", "suspended", "terminated"]

PHASES: Final[dict[TreatyPhase, PhaseWord]] = {
    TreatyPhase.NONE: "terminated",
    TreatyPhase.OPEN: "open",
    TreatyPhase.IN_FORCE: "in_force",
    TreatyPhase.SUSPENDED: "suspended",
    TreatyPhase.TERMINATED: "terminated",
}


@dataclass(frozen=True, slots=True)
class Standing:
    """One seat in one treaty. notice: rounds left, −1 none given. notice_due: what a withdrawal would have to wait.

    by_vote: its accession clause asks the members (R4.8).
    """

    signed: bool
    ratified: bool
    member: bool
    notice: int
    notice_due: int
    by_vote: bool = False


def knows_of(text: Treaty, seat: SeatId) -> bool:
    """Does this seat know that the treaty is there? (R10.4)"""
    return text.audience == PUBLIC or seat_audience(seat) in text.audience


@dataclass(frozen=True, slots=True)
class Rows:
    """The status arrays of one game as plain lists, by slot and, inside, by party: one number of them is read at a time."""

    phase: list[TreatyPhase]
    word: list[PhaseWord]
    signed: list[list[bool]]
    ratified: list[list[bool]]
    member: list[list[bool]]
    reserved: list[list[bool]]
    notice: list[list[int]]
    entered: list[int]


def rows(status: Status) -> Rows:
    """The rows, written out once for each status."""
    found: Rows | None = status.known("rows")
    return found if found is not None else status.remember("rows", lambda: _rows(status))


def _rows(status: Status) -> Rows:
    phase = [_PHASES[number] for number in status.listed("phase")[0]]
    return Rows(
        phase=phase,
        word=[PHASES[one] for one in phase],
        signed=status.listed("signed")[0],
        ratified=status.listed("ratified")[0],
        member=status.listed("member")[0],
        reserved=status.listed("reserved")[0],
        notice=status.listed("notice")[0],
        entered=status.listed("entered")[0],
    )


_PHASES: Final = tuple(TreatyPhase)


def admits(state: GameState, text: Treaty, seat: SeatId) -> bool:
    """Does its accession clause let the seat in without a vote? The treaty has a place on the arrays."""
    terms, status = state.terms, state.status
    open_to = status.remember(("accession", terms), lambda: lifecycle.may_accede(terms, status))
    return bool(open_to[0, text.slot, state.scenario.party_index[seat]])


def phase_of(state: GameState, text: Treaty) -> TreatyPhase:
    """Where a treaty stands; a draft that lapsed is terminated."""
    return rows(state.status).phase[text.slot] if text.slot >= 0 else TreatyPhase.TERMINATED


def word_of(state: GameState, text: Treaty) -> PhaseWord:
    """The same as a card has it."""
    return rows(state.status).word[text.slot] if text.slot >= 0 else "terminated"


def stands(state: GameState, text: Treaty, seat: SeatId) -> Standing:
    """Where a seat stands in a treaty."""
    if text.slot < 0:
        return Standing(False, False, False, -1, 0)
    slot, party = text.slot, state.scenario.party_index[seat]
    now, terms = rows(state.status), state.terms
    return Standing(
        signed=now.signed[slot][party],
        ratified=now.ratified[slot][party],
        member=now.member[slot][party],
        notice=now.notice[slot][party],
        notice_due=int(terms.notice[0, slot]),
        by_vote=int(terms.accession[0, slot]) == Accession.VOTE,
    )


def may_accede(state: GameState, text: Treaty, seat: SeatId) -> bool:
    """Would an accession by this seat, or its asking the members for one, be taken now (R4.8)?"""
    phase = phase_of(state, text)
    if phase not in {TreatyPhase.IN_FORCE, TreatyPhase.SUSPENDED}:
        return False
    standing = stands(state, text, seat)
    if standing.member or standing.ratified or standing.signed:
        return False
    if standing.by_vote:
        return phase == TreatyPhase.IN_FORCE and not asked(state, text, "accession", seat)
    return admits(state, text, seat)


def asked(state: GameState, text: Treaty, about: About, seat: SeatId | None = None) -> bool:
    """Is such a question before the members now (about this seat, where one is named)?"""
    return any(
        one.treaty == text.id and one.about == about and one.carried is None and seat in {None, one.seat}
        for one in state.questions
    )


def seats_where(state: GameState, flags: Iterable[bool]) -> tuple[SeatId, ...]:
    """Seats of a boolean row over parties (P,)."""
    return tuple(compress(state.scenario.party_index, flags))


def ended(state: GameState, text: Treaty) -> Ended:
    """How a treaty stands that has a place on the arrays, for the time when it has none any more."""
    now, slot = rows(state.status), text.slot
    entered = now.entered[slot]
    return Ended(
        signed=seats_where(state, now.signed[slot]),
        ratified=seats_where(state, now.ratified[slot]),
        reserved=seats_where(state, now.reserved[slot]),
        entered=entered if entered >= 0 else None,
    )


def members(state: GameState, text: Treaty) -> tuple[SeatId, ...]:
    """Who is bound now."""
    return seats_where(state, rows(state.status).member[text.slot]) if text.slot >= 0 else ()


def active(state: GameState, text: Treaty) -> tuple[SeatId, ...]:
    """Who is bound now and takes part: the members whose participation is not suspended."""
    if text.slot < 0:
        return ()
    taking_part = state.status.member[0, text.slot] & ~state.status.suspended[0, text.slot]
    return seats_where(state, taking_part.tolist())


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
    then, now = rows(before.status), rows(after.status)
    if before.treaties is after.treaties and then.phase == now.phase and then.member == now.member:
        return ()
    out = []
    for text in after.treaties:
        phase, bound = phase_of(after, text), members(after, text)
        if phase != phase_of(before, text) or bound != members(before, text):
            out.append((text, phase, bound))
    return tuple(out)
