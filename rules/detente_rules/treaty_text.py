"""A treaty's text in a game: judged, compiled, put in words, and its chance at home (R4.2, R4.3, R4.5)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache
from types import MappingProxyType
from typing import Any, TypeAlias

import numpy as np

from detente_rules.arrays import IntArray
from detente_rules.duties import ai_share, laws
from detente_rules.ids import SeatId, TreatyId
from detente_rules.recorded import Recorded
from detente_rules.rejections import Code, refuse
from detente_rules.same import Same
from detente_rules.scenario import Scenario
from detente_rules.state import GameState, Treaty
from detente_rules.treaty.clauses import Clause, MutualRecognition
from detente_rules.treaty.compile import compile_draft
from detente_rules.treaty.context import Context, Independence, Ramp
from detente_rules.treaty.draft import Draft, clause_data, parse_clause, parse_draft
from detente_rules.treaty.faults import BadDraft
from detente_rules.treaty.instruments import INSTRUMENTS
from detente_rules.treaty.ratification import Asked, Home, Odds, asked_at_home, ratification_odds
from detente_rules.treaty.sentences import sentence
from detente_rules.treaty.terms import Phase as TreatyPhase
from detente_rules.treaty.terms import Terms
from detente_rules.treaty_status import phase_of, stands


def context_of(state: GameState) -> Context:
    """Seats, homes and stated rates, as the treaty language wants them."""
    slots = {text.id: text.slot for text in state.treaties if phase_of(state, text) != TreatyPhase.TERMINATED}
    return _context(Same(state.scenario), state.rounds, state.terms.treaties, tuple(slots.items()))


def _context(
    one: Same[Scenario], rounds: int, treaties: int, slots: tuple[tuple[TreatyId, int], ...]
) -> Context:
    return replace(
        _rates(one), rounds=rounds, treaties=treaties, slots=MappingProxyType(dict(slots)), polled=True
    )


def rates_of(scenario: Scenario) -> Context:
    """Seats, homes and what the scenario states of instruments, independence and the time that bodies take (R4.26)."""
    return _rates(Same(scenario))


@lru_cache(maxsize=64)
def _rates(one: Same[Scenario]) -> Context:
    scenario = one.it
    instruments = dict(INSTRUMENTS)
    for name, rates in scenario.instruments.items():
        instruments[name] = replace(instruments[name], **rates.model_dump(exclude_none=True))
    return Context(
        labs=tuple(seat.id for seat in scenario.labs),
        nations=tuple(seat.id for seat in scenario.nations),
        homes=scenario.homes,
        rounds=scenario.rounds,
        instruments=MappingProxyType(instruments),
        independence=Independence(**scenario.independence.model_dump(exclude_none=True)),
        ramp=Ramp(**scenario.ramp.model_dump(exclude_none=True)),
    )


def check_draft(
    state: GameState, title: str, parties: Sequence[SeatId], clauses: Sequence[dict[str, Any]]
) -> tuple[dict[str, Any], ...]:
    """The clauses as they will be recorded, every parameter spelled out.

    Raises: Refused, naming clause, field and range; several faults are all told in the message.
    """
    try:
        draft = parse_draft({"title": title, "parties": list(parties), "clauses": list(clauses)})
        _compiled(draft, *_circumstances(state, draft))
    except BadDraft as bad:
        first = bad.faults[0]
        words = " ".join(dict.fromkeys(fault.message for fault in bad.faults))
        code: Code = (
            "unknown_target" if first.field == "parties" and "no seat" in first.message else "bad_value"
        )
        raise refuse(code, first.rule, first.path, words[:1000]) from None
    return tuple(Recorded(clause_data(clause), clause) for clause in draft.clauses)


def row_of(state: GameState, text: Treaty) -> Terms:
    """The text compiled to one row of ``Terms``."""
    draft = Draft(text.title, text.parties, text.clauses)
    return _compiled(draft, *_circumstances(state, draft))


_Circumstances: TypeAlias = tuple[Same[Scenario], int, int, tuple[tuple[TreatyId, int], ...]]


def _circumstances(state: GameState, draft: Draft) -> _Circumstances:
    """What else than the text itself decides on what it comes to: of other treaties only those that it names."""
    named = {clause.treaty for clause in draft.clauses if isinstance(clause, MutualRecognition)}
    slots = [
        (text.id, text.slot)
        for text in state.treaties
        if text.id in named and phase_of(state, text) != TreatyPhase.TERMINATED
    ]
    return Same(state.scenario), state.rounds, state.terms.treaties, tuple(slots)


@lru_cache(maxsize=256)
def _compiled(
    draft: Draft, one: Same[Scenario], rounds: int, treaties: int, slots: tuple[tuple[TreatyId, int], ...]
) -> Terms:
    """Judged when it is proposed and compiled at once, then found again; the same packs come in game after game.

    Raises: BadDraft.
    """
    return compile_draft(draft, _context(one, rounds, treaties, slots))


def sentences(scenario: Scenario, text: Treaty) -> tuple[str, ...]:
    """Every clause in words, with the seats' shown names."""
    return _sentences(Same(scenario), Same(text))


@lru_cache(maxsize=1024)
def _sentences(scenario: Same[Scenario], text: Same[Treaty]) -> tuple[str, ...]:
    return _words(scenario.it, text.it.clauses)


def words_of(scenario: Scenario, clauses: Sequence[dict[str, Any]]) -> tuple[str, ...]:
    """Clauses as they are recorded, in words."""
    return _words(scenario, [parse_clause(clause) for clause in clauses])


def _words(scenario: Scenario, clauses: Iterable[Clause]) -> tuple[str, ...]:
    names = {seat.id: seat.name for seat in scenario.seats}
    return tuple(sentence(clause, lambda seat: names.get(seat, seat)) for clause in clauses)


def needs(state: GameState, text: Treaty) -> str:
    """In words: who still has to sign or ratify. Thresholds of entry into force are in the treaty's own sentences."""
    if text.slot < 0 or int(state.status.entered[0, text.slot]) >= 0:
        return ""
    unsigned, unratified = [], []
    for seat in text.parties:
        standing = stands(state, text, seat)
        name = state.scenario.seat(seat).name
        if not standing.signed:
            unsigned.append(name)
        elif state.scenario.seat(seat).kind == "nation" and not standing.ratified:
            unratified.append(name)
    parts = []
    if unsigned:
        parts.append(f"not signed by {', '.join(unsigned)}")
    if unratified:
        parts.append(f"not ratified by {', '.join(unratified)}")
    return "; ".join(parts)


def ratification_chance(state: GameState, text: Treaty, seat: SeatId) -> float:
    """Probability that a nation's ratification passes at home, stated before the roll (R4.5)."""
    place = state.scenario.party_index[seat] - len(state.scenario.labs)
    return chances(state)[text.slot][place]


def chances(state: GameState) -> list[list[float]]:
    """The chance at home by slot and nation; from public figures alone."""
    # Of the status arrays it depends on who has consented alone.
    consents = state.status.signed.tobytes(), state.status.ratified.tobytes()
    key = ("chances", consents, state.world, state.failed, tuple(laws(state).values()))
    found: list[list[float]] | None = state.terms.known(key)
    if found is not None:
        return found
    return state.terms.remember(key, lambda: _listed(odds_of(state)))


def _listed(odds: Odds) -> list[list[float]]:
    found: list[list[float]] = odds.probability[0].tolist()
    return found


def odds_of(state: GameState) -> Odds:
    """The chance of every treaty at home in every nation, and what makes it so."""
    in_force = tuple(laws(state).values())
    # What the others consent to changes with every act of a negotiation; what a text asks for does not.
    key = ("asked at home", state.world, in_force)
    asked = state.terms.remember(key, lambda: _asked_at_home(state, in_force))
    return ratification_odds(state.terms, state.status, state.params.homes, asked, _failures(state))


def _failures(state: GameState) -> IntArray:
    """(1, T, N) how often each treaty has failed at home so far."""
    failures = np.zeros((1, state.terms.treaties, len(state.scenario.nations)), dtype=np.int64)
    if state.failed:
        slots = {text.id: text.slot for text in state.treaties if text.slot >= 0}
        for treaty, seat, _ in state.failed:
            if treaty in slots:
                nation = state.scenario.party_index[seat] - len(state.scenario.labs)
                failures[0, slots[treaty], nation] += 1
    return failures


def _asked_at_home(state: GameState, in_force: tuple[float, ...]) -> Asked:
    home = Home(
        law=np.array([in_force]),
        revenue=state.world.revenue,
        ai_share=ai_share(state),
        trust=state.world.trust,
        legitimacy=state.world.legitimacy,
        sovereignty=state.params.sovereignty / state.params.pace,
        half_years=state.params.pace,
    )
    return asked_at_home(state.terms, state.params.homes, home)
