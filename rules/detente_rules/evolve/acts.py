"""The fold of what members ask, vote, set and hand on (R4.14 to R4.25); called by ``evolve``, which see."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache
from typing import Final

from pydantic import TypeAdapter

from detente_rules.arrays import ints
from detente_rules.events import Event, Kind
from detente_rules.ids import PUBLIC, SeatId
from detente_rules.state import GameState, Treaty
from detente_rules.treaty import lifecycle, votes
from detente_rules.treaty.draft import parse_clause
from detente_rules.treaty.question import Question
from detente_rules.treaty.release import released
from detente_rules.treaty_text import row_of
from detente_rules.views.question_types import Evidence


@cache
def _evidence() -> TypeAdapter[Evidence]:
    return TypeAdapter(Evidence)


def _question_put(state: GameState, event: Event) -> GameState:
    data = event.data
    question = Question(
        id=data["question"],
        treaty=data["treaty"],
        about=data["about"],
        seat=data["seat"],
        by=data["by"],
        round=event.round,
        share=data["share"],
        more=data["more"],
        voters=tuple(data["voters"]),
        veto=tuple(data["veto"]),
        audience=event.audience,
        data=data["data"],
    )
    return state.with_question(question)


def _vote_cast(state: GameState, event: Event) -> GameState:
    question = state.question(event.data["question"])
    if question is None:
        return state
    cast = {**question.votes, event.data["seat"]: event.data["favour"]}
    return state.with_question(replace(question, votes=cast))


def _answered(state: GameState, event: Event) -> GameState:
    question = state.question(event.data["question"])
    if question is None:
        return state
    text = event.data["text"] or question.answer
    return state.with_question(
        replace(question, answer=text, admitted=question.admitted or event.data["admit"])
    )


def _question_closed(state: GameState, event: Event) -> GameState:
    """The question is closed; sanctions, findings, costs and calls follow. Accession and revision have events of their own."""
    data = event.data
    question = state.question(data["question"])
    text = state.treaty(data["treaty"])
    if question is None:
        return state
    voters = tuple(data["voters"])
    state = state.with_question(replace(question, carried=data["carried"], moot=data["moot"], voters=voters))
    if text is None or text.slot < 0 or data["moot"]:
        return state
    if question.about == "renewal":
        status = state.status
        for seat in data["favour"]:
            status = lifecycle.vote_renewal(status, text.slot, state.scenario.party_index[seat])
        return replace(state, status=status)
    if question.about == "challenge":
        if data["carried"]:
            return state
        return replace(state, status=votes.call(state.status, text.slot, _lab(state, question.seat)))
    if question.about == "sanction" and data["carried"]:
        return _strike(state, text, _lab(state, question.seat))
    if question.about == "accusation":
        return _judged(state, text, question, upheld=data["carried"])
    return state


def _judged(state: GameState, text: Treaty, question: Question, *, upheld: bool) -> GameState:
    """R4.20: an accusation that is upheld counts as a finding; one that is not may cost its maker something."""
    slot = text.slot
    if not upheld:
        cost = float(state.terms.dispute_cost[0, slot])
        if question.by is None or not cost:
            return state
        accuser = state.scenario.party_index[question.by]
        return replace(state, status=votes.charge(state.status, slot, accuser, cost))
    lab = _lab(state, question.seat)
    status = votes.uphold(state.status, slot, lab, broken=_broken(state, lab))
    state = replace(state, status=status)
    # Where members vote on sanctions they do so in the next negotiation.
    return state if bool(state.terms.polled[0, slot]) else _strike(state, text, lab)


def _strike(state: GameState, text: Treaty, lab: int) -> GameState:
    """The sanction as its clause has it; less where the breach was not there, since the lab is cleared afterwards (R7.6)."""
    weight = 1.0 if _broken(state, lab) else state.params.false_alarm_cost
    revenue = float(state.world.revenue[0, lab])
    status = votes.strike(state.terms, state.status, text.slot, lab, weight, revenue)
    world = state.world
    if weight == 1.0 and bool(state.terms.supervision[0, text.slot]):
        rounds = world.supervised.copy()
        rounds[0, lab] = max(int(rounds[0, lab]), state.params.supervision)
        world = replace(world, supervised=ints(rounds))
    return replace(state, status=status, world=world)


def _broken(state: GameState, lab: int) -> bool:
    """Did the lab break a treaty in the round resolved last? Known to the engine alone."""
    return bool(state.resolved) and float(state.resolved[-1]["resolution"]["violation"][0][lab]) > 0.0


def _lab(state: GameState, seat: SeatId) -> int:
    return state.scenario.party_index[seat]


def _revised(state: GameState, event: Event) -> GameState:
    """R4.19: another text for the same members; what they did under the old one stands."""
    data = event.data
    old = state.treaty(data["treaty"])
    if old is None or old.slot < 0:
        return state
    text = replace(
        old,
        version=data["version"],
        parties=tuple(data["parties"]),
        clauses=tuple(parse_clause(clause) for clause in data["clauses"]),
        clause_data=tuple(data["clauses"]),
        previous=old.clause_data,
        audience=event.audience,
    )
    terms = state.terms.with_treaty(text.slot, row_of(state, text))
    status = votes.revise(terms, state.status, text.slot)
    return replace(state.with_treaty(text), terms=terms, status=status)


def _standard(state: GameState, event: Event) -> GameState:
    text = state.treaty(event.data["treaty"])
    if text is None:
        return state
    cost = event.data["cost"]
    per_round = None if cost is None else cost * state.params.pace
    status = lifecycle.set_standard(state.terms, state.status, text.slot, event.data["floor"], per_round)
    return replace(state, status=status)


def _participation(state: GameState, event: Event) -> GameState:
    text = state.treaty(event.data["treaty"])
    if text is None:
        return state
    act = lifecycle.suspend if event.data["suspended"] else lifecycle.resume
    party = state.scenario.party_index[event.data["seat"]]
    return replace(state, status=act(state.status, text.slot, party))


def _key(state: GameState, event: Event) -> GameState:
    text = state.treaty(event.data["treaty"])
    if text is None:
        return state
    lab = _lab(state, event.data["lab"])
    return replace(state, status=votes.turn_key(state.status, text.slot, lab, off=event.data["off"]))


def _released(state: GameState, event: Event) -> GameState:
    seat, level = event.data["seat"], event.data["capability"]
    capability = released(state.world.capability, level)
    capability.flags.writeable = False
    return replace(
        state,
        world=replace(state.world, capability=capability),
        released={**state.released, seat: level},
    )


def _passed(state: GameState, event: Event) -> GameState:
    """Every receiver holds it from now on; who held it keeps what it had."""
    item = _evidence().validate_json(json.dumps(event.data["evidence"]))
    everybody = event.audience == PUBLIC
    receivers = [seat.id for seat in state.scenario.seats] if everybody else event.data["to"]
    passed = dict(state.passed)
    for seat in receivers:
        before = passed.get(seat, ())
        if seat != event.data["by"] and item.id not in {one.id for one in before}:
            passed[seat] = (*before, item)
    return replace(state, passed=passed)


FOLDS: Final[Mapping[Kind, Callable[[GameState, Event], GameState]]] = {
    "question_put": _question_put,
    "vote_cast": _vote_cast,
    "accusation_answered": _answered,
    "question_closed": _question_closed,
    "treaty_revised": _revised,
    "standard_set": _standard,
    "participation_changed": _participation,
    "key_turned": _key,
    "weights_released": _released,
    "evidence_passed": _passed,
}
