"""The fold: a state and one event give the next state. No decision is taken here and nothing is recomputed (R9.4).

One small function a kind of event, found by name in ``_FOLDS``. Kinds that change nothing but the transcript have
none. ``evolve`` trusts its events: they were decided by ``decide`` or checked by ``verify``.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache
from typing import Final

from pydantic import TypeAdapter

from detente_rules import arrays
from detente_rules.arrays import floats
from detente_rules.changed import changed
from detente_rules.decisions import parse_decision
from detente_rules.events import Event, Kind
from detente_rules.evolve import acts, session
from detente_rules.genesis import first_state
from detente_rules.ids import SeatId
from detente_rules.state import GameState, Person, Treaty
from detente_rules.treaty import lifecycle
from detente_rules.treaty.draft import parse_clause
from detente_rules.treaty.terms import Phase as TreatyPhase
from detente_rules.treaty.terms import Status
from detente_rules.treaty_status import ended, phase_of
from detente_rules.treaty_text import row_of
from detente_rules.views.types import DebriefView, PublicReport, SeatReport
from detente_rules.world.resolution import Resolution
from detente_rules.world.state import WorldState


def evolve(state: GameState | None, event: Event) -> GameState:
    """The state after this event; the header (``game_created``) begins from None."""
    if state is None:
        return first_state(event.data)
    fold = _FOLDS.get(event.kind)
    return state if fold is None else fold(state, event)


@cache
def _public_reports() -> TypeAdapter[PublicReport]:
    return TypeAdapter(PublicReport)


@cache
def _seat_reports() -> TypeAdapter[SeatReport]:
    return TypeAdapter(SeatReport)


@cache
def _debriefs() -> TypeAdapter[DebriefView]:
    return TypeAdapter(DebriefView)


def _started(state: GameState, event: Event) -> GameState:
    return changed(state, session=replace(state.session, started=event.at))


def _joined(state: GameState, event: Event) -> GameState:
    data = event.data
    person = Person(data["person"], data["name"], data["role"], None, data["program"])
    return changed(state, people={**state.people, person.id: person})


def _seated(state: GameState, event: Event) -> GameState:
    """Whoever sits down comes last: the order of people is that of arrival in their seats (R13.2)."""
    person = state.people[event.data["person"]]
    others = {name: one for name, one in state.people.items() if name != person.id}
    sitting = replace(person, seat=event.data["seat"], duties=None)
    state = changed(state, people={**others, person.id: sitting})
    return state.with_seat(event.data["seat"], bot=None)


def _left(state: GameState, event: Event) -> GameState:
    person = state.people[event.data["person"]]
    return changed(state, people={**state.people, person.id: replace(person, seat=None, duties=None)})


def _bot_named(state: GameState, event: Event) -> GameState:
    return state.with_seat(event.data["seat"], bot=event.data["bot"])


def _bot_unseated(state: GameState, event: Event) -> GameState:
    return state.with_seat(event.data["seat"], bot=None)


def _phase(state: GameState, event: Event) -> GameState:
    data = event.data
    new_round = data["round"] != state.round
    seats = {
        seat.id: changed(
            seat,
            ready=False,
            sealed=None if new_round else seat.sealed,
            commitment=None if new_round else seat.commitment,
            seals=0 if new_round else seat.seals,
            draft=None if new_round else seat.draft,
            draft_by=None if new_round else seat.draft_by,
            endorsed=() if new_round else seat.endorsed,
        )
        for seat in state.seats.values()
    }
    return changed(
        state,
        phase=data["phase"],
        round=data["round"],
        deadline=data["deadline"],
        paused_at=None,
        seats=seats,
    )


def _deadline(state: GameState, event: Event) -> GameState:
    return changed(state, deadline=event.data["deadline"])


def _paused(state: GameState, event: Event) -> GameState:
    return changed(state, paused_at=event.at)


def _resumed(state: GameState, event: Event) -> GameState:
    return changed(state, paused_at=None, deadline=event.data["deadline"])


def _proposed(state: GameState, event: Event) -> GameState:
    """A draft takes the first free slot; an amended one keeps its own. Slots stand in no event (R10.4)."""
    data = event.data
    old = state.treaty(data["treaty"])
    slot = old.slot if old is not None else _free_slot(state)
    text = Treaty(
        id=data["treaty"],
        slot=slot,
        version=data["version"],
        title=data["title"],
        by=data["by"],
        confidential=data["confidential"],
        parties=tuple(data["parties"]),
        clauses=tuple(parse_clause(clause) for clause in data["clauses"]),
        clause_data=tuple(data["clauses"]),
        previous=old.clause_data if old is not None else None,
        audience=event.audience,
    )
    if old is None:
        state = _vacated(state, slot)
    row = row_of(state, text)
    return changed(
        state.with_treaty(text), terms=state.terms.with_treaty(slot, row), status=state.status.opened(slot)
    )


def _free_slot(state: GameState) -> int:
    """A place that nothing ever held, else one whose treaty has ended."""
    held = {text.slot for text in state.treaties}
    living = {text.slot for text in state.treaties if phase_of(state, text) != TreatyPhase.TERMINATED}
    order = sorted(range(state.terms.treaties), key=lambda slot: (slot in held, slot))
    return next(slot for slot in order if slot not in living)


def _vacated(state: GameState, slot: int) -> GameState:
    """Nothing of a treaty that held the slot is left there but its card: no inspectors, no name, no recognition of it."""
    past = next((one for one in state.treaties if one.slot == slot), None)
    if past is None:
        return state
    state = state.with_treaty(replace(past, slot=-1, ended=ended(state, past)))
    terms = state.terms
    if terms.recognises[:, :, slot].any():
        recognises = terms.recognises.copy()
        recognises[:, :, slot] = False
        terms = replace(terms, recognises=recognises)
    legitimacy, capacity = state.world.legitimacy.copy(), state.world.capacity.copy()
    legitimacy[:, slot], capacity[:, slot] = state.params.base.legitimacy, 0.0
    return replace(
        state,
        terms=terms,
        world=replace(state.world, legitimacy=floats(legitimacy), capacity=floats(capacity)),
    )


def _act(act: Callable[[Status, int, int], Status]) -> Callable[[GameState, Event], GameState]:
    """An act of treaty law by one party: the life cycle's own function on the arrays."""

    def fold(state: GameState, event: Event) -> GameState:
        text = state.treaty(event.data["treaty"])
        if text is None:
            return state
        if event.data.get("passed") is False:
            return changed(state, failed=(*state.failed, (text.id, event.data["seat"], event.round)))
        party = state.scenario.party_index[event.data["seat"]]
        return changed(state, status=act(state.status, text.slot, party))

    return fold


def _signed(state: GameState, event: Event) -> GameState:
    text = state.treaty(event.data["treaty"])
    if text is None:
        return state
    party = state.scenario.party_index[event.data["seat"]]
    reserved = bool(event.data["reservation"])
    return changed(state, status=lifecycle.sign(state.status, text.slot, party, reserved=reserved))


def _withdrawn(state: GameState, event: Event) -> GameState:
    text = state.treaty(event.data["treaty"])
    if text is None:
        return state
    party = state.scenario.party_index[event.data["seat"]]
    return changed(state, status=lifecycle.withdraw(state.terms, state.status, text.slot, party))


def _lapsed(state: GameState, event: Event) -> GameState:
    text = state.treaty(event.data["treaty"])
    if text is None:
        return state
    state = state.with_treaty(replace(text, slot=-1))
    cleared = state.status.opened(text.slot)
    phase = cleared.phase.copy()
    phase[:, text.slot] = TreatyPhase.NONE
    return changed(state, terms=state.terms.without_treaty(text.slot), status=cleared.having(phase=phase))


def _entries(state: GameState, event: Event) -> GameState:
    told = event.data["status"]
    return changed(state, status=arrays.original(Status, told) or Status.from_data(told))


def _sealed(state: GameState, event: Event) -> GameState:
    decision = parse_decision(event.data["decision"])
    return state.with_seat(
        event.data["seat"],
        sealed=decision,
        standing=decision,
        commitment=event.data["commitment"],
        seals=event.data["count"],
    )


def _unsealed(state: GameState, event: Event) -> GameState:
    return state.with_seat(event.data["seat"], sealed=None, commitment=None)


def _readied(state: GameState, event: Event) -> GameState:
    return state.with_seat(event.data["seat"], ready=event.data["ready"])


def _resolved(state: GameState, event: Event) -> GameState:
    result = event.data["resolution"]
    made = arrays.original(Resolution, result)
    return changed(
        state,
        world=made.world if made is not None else arrays.from_data(WorldState, result["world"]),
        status=made.status if made is not None else Status.from_data(result["status"]),
        resolved=(*state.resolved, event.data),
    )


def _reported(state: GameState, event: Event) -> GameState:
    return changed(state, reports=(*state.reports, _public_reports().validate_python(event.data)))


def _seat_reported(state: GameState, event: Event) -> GameState:
    seat: SeatId = event.data["seat"]
    data = event.data["report"]
    report = arrays.original(SeatReport, data) or _seat_reports().validate_json(json.dumps(data))
    return changed(state, own_reports={**state.own_reports, seat: (*state.own_reports.get(seat, ()), report)})


def _opened(state: GameState, event: Event) -> GameState:
    return changed(state, debrief=_debriefs().validate_python(event.data))


_FOLDS: Final[Mapping[Kind, Callable[[GameState, Event], GameState]]] = {
    "person_joined": _joined,
    "seat_taken": _seated,
    "seat_left": _left,
    "bot_named": _bot_named,
    "bot_unseated": _bot_unseated,
    "game_started": _started,
    "phase_began": _phase,
    "deadline_moved": _deadline,
    "paused": _paused,
    "resumed": _resumed,
    "treaty_proposed": _proposed,
    "treaty_amended": _proposed,
    "treaty_signed": _signed,
    "treaty_ratified": _act(lifecycle.ratify),
    "treaty_acceded": _act(lifecycle.accede),
    "treaty_withdrawn": _withdrawn,
    "treaty_lapsed": _lapsed,
    "entries_resolved": _entries,
    "sealed": _sealed,
    "unsealed": _unsealed,
    "readied": _readied,
    "round_resolved": _resolved,
    "round_reported": _reported,
    "seat_reported": _seat_reported,
    "debrief_opened": _opened,
    **acts.FOLDS,
    **session.FOLDS,
}
