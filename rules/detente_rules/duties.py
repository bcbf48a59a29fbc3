"""What binds whom in this round: treaties in force and the law at home, read off the state (R4.6, R5.3)."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detente_rules.ids import SeatId
from detente_rules.state import GameState
from detente_rules.treaty.obligations import Obligations
from detente_rules.world.choices import Choices
from detente_rules.world.step import duties as treaty_duties


@dataclass(frozen=True, eq=False, slots=True)
class Duties:
    """floor, cap: (A,) strictest safety share and growth cap (doublings a round, inf: none). law: (A,) the home's."""

    floor: NDArray[np.float64]
    cap: NDArray[np.float64]
    law: NDArray[np.float64]
    treaties: Obligations


def laws(state: GameState) -> dict[SeatId, float]:
    """The domestic floor in force, by nation: what it sealed a round ago; none in the first round (R5.3)."""
    last = state.resolved[-1]["decisions"] if state.resolved else {}
    return {seat.id: float(last[seat.id]["floor"]) if last else 0.0 for seat in state.scenario.nations}


def duties_of(state: GameState) -> Duties:
    """The duties of every lab in this round, as the step will reckon them."""
    in_force = laws(state)
    return state.status.remember(_key(state, in_force), lambda: _duties_of(state, in_force))


def duties_known(state: GameState) -> Duties | None:
    """The same, where somebody has asked for it already."""
    found: Duties | None = state.status.known(_key(state, laws(state)))
    return found


def _key(state: GameState, in_force: dict[SeatId, float]) -> Hashable:
    return "duties of a round", state.terms, state.world, tuple(in_force.values())


def _duties_of(state: GameState, in_force: dict[SeatId, float]) -> Duties:
    neutral = Choices.neutral(1, len(state.scenario.labs), len(state.scenario.nations))
    treaties = treaty_duties(state.params, state.world, state.terms, state.status, neutral)
    law = np.array([in_force[lab.home] if lab.home is not None else 0.0 for lab in state.scenario.labs])
    return Duties(np.maximum(treaties.floor[0], law), treaties.cap[0], law, treaties)


def ai_share(state: GameState) -> NDArray[np.float64]:
    """(1, P) share of the world's AI, what entry into force weighs (R4.7).

    A lab's is its share of effective compute, 2^K over the sum; a nation's is that of the labs at home.
    """
    compute = np.exp2(state.world.capability)
    lab = compute / compute.sum(axis=1, keepdims=True)
    nation = (lab[:, None, :] * state.params.home[None, :, :]).sum(axis=2)
    return np.concatenate([lab, nation], axis=1)


def consumption(state: GameState) -> NDArray[np.float64]:
    """(1, P) share of the world's spending on AI at full trust: a nation's demand; labs consume nothing (R4.7)."""
    demand = state.params.demand
    share = demand / demand.sum() if demand.size and demand.sum() > 0 else demand
    return np.concatenate([np.zeros(len(state.scenario.labs)), share])[None, :]
