"""A recorded game played again from a round on, with a change, on many dice at once (R8.14).

The acts of the negotiations are folded as they were recorded; what they lead to (entry into force, the round's result) is
worked out anew. Row 0 rolls the game's own dice, the other rows roll branches of them, so that with the change and without it
every row meets the same chance.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from detente_rules import dice
from detente_rules.arrays import repeat
from detente_rules.counterfactual.changes import Change, bound, chosen, decided
from detente_rules.counterfactual.history import TELLING, History
from detente_rules.decide.entry import entered
from detente_rules.decide.resolution import choices_of
from detente_rules.decisions import FullDecision, LabDecision, NationDecision, decision_data, parse_decision
from detente_rules.dice import Keys, Purpose
from detente_rules.evolve import evolve
from detente_rules.ids import SeatId
from detente_rules.state import GameState
from detente_rules.world.choices import Choices
from detente_rules.world.draws import Dims, draw_round
from detente_rules.world.step import step

__all__ = ["replay", "rows"]


def rows(history: History, branches: int) -> Keys:
    """The game's own key and so many branches of it, (1 + branches,)."""
    own = history.secret.key()
    return dice.keys([own, *(dice.sub_key(own, Purpose.BRANCH, number) for number in range(branches))])


def replay(history: History, change: Change | None, first: int, keys: Keys) -> GameState:
    """The game after its last resolved round; its world and status hold one row a key. Raises: KeyError for no such round."""
    place, state = history.starts[first]
    state = replace(
        state, world=repeat(state.world, len(keys)), status=repeat(state.status, len(keys)), secret=None
    )
    for event in history.events[place:]:
        if event.kind == "entries_resolved":
            state = replace(state, status=entered(state))
        elif event.kind == "round_resolved":
            state = _resolved(replace(state, status=bound(change, state)), event.data, change, keys)
            if len(state.resolved) == history.rounds:
                break
        elif event.kind not in TELLING:
            state = evolve(state, event)
    return state


def _resolved(state: GameState, recorded: dict[str, Any], change: Change | None, keys: Keys) -> GameState:
    """One round of every row: recorded decisions but for the change, the step, the state after it."""
    decisions = decided(change, state, _full(recorded["decisions"]))
    choices = chosen(change, state, _per_row(state, decisions, len(keys)))
    number = state.round - 1
    draws = draw_round(keys, number, Dims(state.params.labs, state.params.nations))
    result = step(state.params, state.world, state.terms, state.status, choices, draws, number)
    told = {seat: decision_data(decision) for seat, decision in decisions.items()}
    return replace(
        state,
        world=result.world,
        status=result.status,
        resolved=(*state.resolved, {**recorded, "decisions": told}),
    )


def _per_row(state: GameState, decisions: dict[SeatId, FullDecision], count: int) -> Choices:
    """The game's choices for every row; what a lab declares truly is true of its own row."""
    choices = repeat(choices_of(state, decisions), count)
    capability, assurance = choices.declared_capability.copy(), choices.declared_assurance.copy()
    for place, lab in enumerate(state.scenario.labs):
        decision = decisions[lab.id]
        said = decision.declare if isinstance(decision, LabDecision) else None
        if said is None or said.capability is None:
            capability[:, place] = np.round(state.world.capability[:, place], 2)
        if said is None or said.assurance is None:
            assurance[:, place] = np.round(state.world.assurance[:, place], 2)
    # Row 0 is the game itself, whose figures `choices_of` has rounded in its own way.
    capability[0], assurance[0] = choices.declared_capability[0], choices.declared_assurance[0]
    return replace(choices, declared_capability=capability, declared_assurance=assurance)


def _full(recorded: dict[SeatId, Any]) -> dict[SeatId, FullDecision]:
    """Recorded decisions; they stand there in full form."""
    out: dict[SeatId, FullDecision] = {}
    for seat, data in recorded.items():
        decision = parse_decision(data)
        assert isinstance(decision, LabDecision | NationDecision)
        out[seat] = decision
    return out
