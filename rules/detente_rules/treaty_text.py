"""A treaty's text in a game: judged, compiled, put in words, and its chance at home (R4.2, R4.3, R4.5)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache
from types import MappingProxyType
from typing import Any

import numpy as np

from detente_rules.duties import ai_share, laws
from detente_rules.ids import SeatId
from detente_rules.rejections import Code, refuse
from detente_rules.same import Same
from detente_rules.scenario import Scenario
from detente_rules.state import GameState, Treaty
from detente_rules.treaty.checks import checked
from detente_rules.treaty.clauses import Clause
from detente_rules.treaty.compile import compile_draft
from detente_rules.treaty.context import Context, Independence, Ramp
from detente_rules.treaty.draft import Draft, parse_clause, parse_draft
from detente_rules.treaty.faults import BadDraft
from detente_rules.treaty.instruments import INSTRUMENTS
from detente_rules.treaty.ratification import Home, Odds, ratification_odds
from detente_rules.treaty.sentences import sentence
from detente_rules.treaty.terms import Phase as TreatyPhase
from detente_rules.treaty.terms import Terms
from detente_rules.treaty_status import phase_of, stands


def context_of(state: GameState) -> Context:
    """Seats, homes and stated rates, as the treaty language wants them."""
    slots = {text.id: text.slot for text in state.treaties if phase_of(state, text) != TreatyPhase.TERMINATED}
    rates = rates_of(state.scenario)
    return replace(
        rates,
        rounds=state.rounds,
        treaties=state.terms.treaties,
        slots=MappingProxyType(slots),
        polled=True,
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
        draft = checked(
            parse_draft({"title": title, "parties": list(parties), "clauses": list(clauses)}),
            context_of(state),
        )
    except BadDraft as bad:
        first = bad.faults[0]
        words = " ".join(dict.fromkeys(fault.message for fault in bad.faults))
        code: Code = (
            "unknown_target" if first.field == "parties" and "no seat" in first.message else "bad_value"
        )
        raise refuse(code, first.rule, first.path, words[:1000]) from None
    data = draft.to_data()["clauses"]
    return tuple(data)


def row_of(state: GameState, text: Treaty) -> Terms:
    """The text compiled to one row of ``Terms``."""
    return compile_draft(Draft(text.title, text.parties, text.clauses), context_of(state))


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
    return float(odds_of(state, text).probability[0, place])


def odds_of(state: GameState, text: Treaty) -> Odds:
    """The chance of every nation at home, and what makes it so; from public figures alone."""
    in_force = tuple(laws(state).values())
    # Of the status arrays they depend on who has consented to this treaty alone: what others do elsewhere changes nothing.
    consents = state.status.signed[0, text.slot].tobytes() + state.status.ratified[0, text.slot].tobytes()
    failures = _failures(state, text)
    key = ("odds", text.slot, text.id, consents, state.world, failures, in_force)
    return state.terms.remember(key, lambda: _odds(state, text))


def _failures(state: GameState, text: Treaty) -> tuple[int, ...]:
    """How often the treaty has failed at home so far, by nation."""
    tried = [seat for treaty, seat, _ in state.failed if treaty == text.id]
    return tuple(tried.count(nation.id) for nation in state.scenario.nations)


def _odds(state: GameState, text: Treaty) -> Odds:
    nations = state.scenario.nations
    in_force = laws(state)
    home = Home(
        law=np.array([[in_force[nation.id] for nation in nations]]),
        revenue=state.world.revenue,
        ai_share=ai_share(state),
        trust=state.world.trust,
        legitimacy=state.world.legitimacy[:, text.slot],
        sovereignty=state.params.sovereignty / state.params.pace,
        failures=np.array([_failures(state, text)]),
        half_years=state.params.pace,
    )
    return ratification_odds(state.terms, state.status, text.slot, state.params.homes, home)
