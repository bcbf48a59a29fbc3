"""What an inject does to the world (R12.4): the same function on the arrays, live and replayed. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, replace
from functools import cache
from typing import Any

import numpy as np
from pydantic import TypeAdapter, ValidationError

from detente_rules.arrays import floats, ints
from detente_rules.commands.facilitation import (
    Breakthrough,
    BudgetChange,
    Effect,
    Effects,
    IncidentAt,
    TrustShock,
)
from detente_rules.ids import FACILITATOR, PUBLIC, Audiences, SeatId, seat_audience
from detente_rules.scenario import Scenario
from detente_rules.state import GameState
from detente_rules.treaty.terms import Phase as TreatyPhase


@cache
def _effects() -> TypeAdapter[tuple[Effect, ...]]:
    return TypeAdapter(Effects)


def parse_effects(data: Iterable[Mapping[str, Any]]) -> tuple[Effect, ...]:
    """Effects from plain data, as a record or a scenario's file holds them. Raises: pydantic.ValidationError."""
    # JSON is the mode in which strictness means the wire's.
    return _effects().validate_json(json.dumps(list(data)))


def effect_data(effect: Effect) -> dict[str, Any]:
    """An effect as an event holds it."""
    return asdict(effect)


def faults_of(scenario: Scenario, effects: Iterable[Effect]) -> Iterable[tuple[str, str]]:
    """Every (field, message) of effects that this scenario's world cannot feel."""
    labs = {seat.id for seat in scenario.labs}
    nations = {seat.id for seat in scenario.nations}
    for place, effect in enumerate(effects):
        if isinstance(effect, TrustShock):
            if effect.nation is not None and effect.nation not in nations:
                yield f"effects.{place}.nation", f"there is no nation {effect.nation!r}"
        elif effect.lab not in labs:
            yield f"effects.{place}.lab", f"there is no lab {effect.lab!r}"


def unreadable(effects: Iterable[Mapping[str, Any]]) -> Iterable[tuple[str, str]]:
    """Every (field, message) of a scenario's effects as data that cannot be read; none where they can."""
    try:
        parse_effects(effects)
    except ValidationError as fault:
        for error in fault.errors(include_url=False, include_context=False, include_input=False):
            place, *path = error["loc"]  # the kind stands between the effect's place and its field
            yield ".".join(map(str, ("effects", place, *path[1:]))), str(error["msg"])


def felt_by(effect: Effect) -> Audiences:
    """Who learns of an effect: trust and incidents are public figures; what happens inside a lab is the lab's (R12.4)."""
    if isinstance(effect, Breakthrough | BudgetChange):
        return (FACILITATOR, seat_audience(effect.lab))
    return PUBLIC


def shaken(state: GameState, effect: Effect) -> GameState:
    """The state after one effect; the arrays may hold one game or a batch of them."""
    world = state.world
    if isinstance(effect, TrustShock):
        trust = world.trust.copy()
        _nations(state, effect.nation, trust, effect.change)
        return replace(state, world=replace(world, trust=floats(np.clip(trust, 0.0, 1.0))))
    lab = _lab(state, effect.lab)
    if isinstance(effect, Breakthrough):
        capability, assurance = world.capability.copy(), world.assurance.copy()
        capability[:, lab] += effect.capability
        assurance[:, lab] += effect.assurance
        return replace(
            state, world=replace(world, capability=floats(capability), assurance=floats(assurance))
        )
    if isinstance(effect, BudgetChange):
        revenue = world.revenue.copy()
        revenue[:, lab] *= effect.factor
        return replace(state, world=replace(world, revenue=floats(revenue)))
    return _incident(state, effect)


def _incident(state: GameState, effect: IncidentAt) -> GameState:
    """Trust falls everywhere as after a public incident of the step (R6.8); treaties whose trigger is one such open (R4.10)."""
    del effect  # which lab it was, the news tells
    trust = state.world.trust.copy()
    _nations(state, None, trust, -state.params.base.trust_incident)
    terms, status = state.terms, state.status
    opens = (status.phase == TreatyPhase.IN_FORCE) & (terms.emergency_trigger <= 1)
    left = np.where(terms.emergency_sunset > 0, terms.emergency_sunset, -1)
    status = replace(status, emergency=ints(np.where(opens, left, status.emergency)))
    return replace(state, world=replace(state.world, trust=floats(np.clip(trust, 0.0, 1.0))), status=status)


def _nations(state: GameState, nation: SeatId | None, trust: Any, change: float) -> None:
    if nation is None:
        trust += change
    else:
        trust[:, _lab(state, nation) - len(state.scenario.labs)] += change


def _lab(state: GameState, seat: SeatId) -> int:
    return state.scenario.party_index[seat]
