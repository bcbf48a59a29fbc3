"""The fold of what facilitators do about a session and of what people who share a seat do (R12, R13); see ``evolve``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Final

from detente_rules.decisions import parse_decision
from detente_rules.events import Event, Kind
from detente_rules.ids import PUBLIC, PersonId
from detente_rules.session import Inject
from detente_rules.shocks import parse_effects, shaken
from detente_rules.state import GameState


def _session(state: GameState, **changes: Any) -> GameState:
    return replace(state, session=replace(state.session, **changes))


def _finish(state: GameState, event: Event) -> GameState:
    return _session(state, finish=event.data["finish"])


def _threshold(state: GameState, event: Event) -> GameState:
    name, value = event.data["name"], event.data["value"]
    kept = tuple(pair for pair in state.session.thresholds if pair[0] != name)
    return _session(state, thresholds=(*kept, (name, value)))


def _level(state: GameState, event: Event) -> GameState:
    return replace(state, level=event.data["level"])


def _prepared(state: GameState, event: Event) -> GameState:
    data = event.data
    inject = Inject(
        id=data["inject"],
        source=data["source"],
        title=data["title"],
        text=data["text"],
        to=tuple(data["to"]),
        effects=tuple(data["effects"]),
        round=data["round"],
        phase=data["phase"],
    )
    kept = tuple(one for one in state.session.injects if one.id != inject.id)
    return _session(state, injects=(*kept, inject))


def _settled(state: GameState, event: Event) -> GameState:
    name, standing = event.data["inject"], event.data["standing"]
    injects = tuple(
        replace(one, standing=standing) if one.id == name else one for one in state.session.injects
    )
    return _session(state, injects=injects)


def _shaken(state: GameState, event: Event) -> GameState:
    """R12.4: public figures move at once; what happens inside a lab waits, or others' figures would tell of it."""
    (effect,) = parse_effects([event.data["effect"]])
    if event.audience != PUBLIC:
        return _session(state, pending=(*state.session.pending, event.data["effect"]))
    return shaken(state, effect)


def _took_hold(state: GameState, event: Event) -> GameState:
    for effect in parse_effects(event.data["effects"]):
        state = shaken(state, effect)
    return _session(state, pending=())


def _muted(state: GameState, event: Event) -> GameState:
    person = event.data["person"]
    others = tuple(one for one in state.session.muted if one != person)
    return _session(state, muted=(*others, person) if event.data["muted"] else others)


def _hand(state: GameState, event: Event) -> GameState:
    person: PersonId = event.data["person"]
    others = tuple(one for one in state.session.hands if one != person)
    return _session(state, hands=(*others, person) if event.data["raised"] else others)


def _revealed(state: GameState, event: Event) -> GameState:
    return _session(state, revealed=(*state.session.revealed, event.data["seat"]))


def _memo(state: GameState, event: Event) -> GameState:
    return state.with_seat(event.data["seat"], memo=event.data["text"])


def _duties(state: GameState, event: Event) -> GameState:
    """A new head is the only one: whoever was head before keeps its other duties."""
    name, duties = event.data["person"], tuple(event.data["duties"])
    people = dict(state.people)
    if "head" in duties:
        for one in state.people_of(event.data["seat"]):
            if one.duties is not None and "head" in one.duties:
                people[one.id] = replace(one, duties=tuple(duty for duty in one.duties if duty != "head"))
    people[name] = replace(people[name], duties=duties)
    return replace(state, people=people)


def _draft(state: GameState, event: Event) -> GameState:
    data = event.data
    decision = parse_decision(data["decision"]) if data["decision"] is not None else None
    return state.with_seat(
        data["seat"], draft=decision, draft_by=data["person"], draft_number=data["number"], endorsed=()
    )


def _endorsed(state: GameState, event: Event) -> GameState:
    data, held = event.data, state.seats[event.data["seat"]]
    person = data["person"]
    if data["about"] == "sign":
        signing = (data["treaty"], data["version"], person)
        others = tuple(one for one in held.signings if one != signing)
        return state.with_seat(held.id, signings=(*others, signing) if data["favour"] else others)
    others_behind = tuple(one for one in held.endorsed if one != person)
    author = held.draft_by
    if not data["favour"] and author == person:
        author = None
    endorsed = (*others_behind, person) if data["favour"] else others_behind
    return state.with_seat(held.id, endorsed=endorsed, draft_by=author)


FOLDS: Final[Mapping[Kind, Callable[[GameState, Event], GameState]]] = {
    "finish_set": _finish,
    "threshold_set": _threshold,
    "level_set": _level,
    "inject_prepared": _prepared,
    "inject_settled": _settled,
    "world_shaken": _shaken,
    "effects_took_hold": _took_hold,
    "muted": _muted,
    "hand_raised": _hand,
    "seat_revealed": _revealed,
    "memo_left": _memo,
    "duties_given": _duties,
    "draft_written": _draft,
    "endorsed": _endorsed,
}
