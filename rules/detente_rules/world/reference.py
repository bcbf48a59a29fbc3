"""The coordination index: where a game's welfare lies between the race (0) and the planner (1) (R8.5)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from detente_rules import arrays
from detente_rules.world.params import Params
from detente_rules.world.planner import planner, polished
from detente_rules.world.profile import play
from detente_rules.world.race import race

__all__ = ["Reference", "compute_reference", "coordination_index"]

NODES = (-2.0, -1.0, 0.0, 1.0, 2.0)
"""Places of the hidden threshold at which both ends are computed, in standard deviations from its expectation."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Reference:
    """Both ends of the index for one scenario at one length.  Amounts in G$."""

    rounds: int
    """Length of the game it holds for."""
    w_race: float
    """Sum of final scores in the race, at the expected threshold."""
    w_coop: float
    """Sum of final scores under the planner, at the expected threshold."""
    risk_race: float
    """Cumulated risk in the race [0, 1]."""
    risk_coop: float
    """Cumulated risk under the planner [0, 1]."""
    residual: float
    """The most that a seat could still gain alone in the race (G$)."""
    spread: float
    """Difference of W between the race's starts (G$)."""
    gap: float
    """How far the planner's second best start ended below its best (G$)."""
    thresholds: tuple[float, ...]
    """Hidden thresholds (doublings) at which the next two were computed."""
    race_at: tuple[float, ...]
    """W of the race's conduct at each."""
    coop_at: tuple[float, ...]
    """W of a planner that knows it, at each."""

    @property
    def digest(self) -> str:
        """SHA-256 of its canonical form."""
        return arrays.digest(self)

    def to_data(self) -> dict[str, Any]:
        """Plain data for JSON."""
        data: dict[str, Any] = arrays.to_data(self)
        return data

    @classmethod
    def from_data(cls, data: dict[str, Any]) -> Reference:
        """The inverse of `to_data`; what bots made of the seats may stand beside it (R8.15).  Raises `arrays.BrokenData`."""
        return arrays.from_data(cls, {name: value for name, value in data.items() if name != "seats"})


def compute_reference(params: Params) -> Reference:
    """Search both ends; seconds of work, deterministic."""
    run = race(params)
    plan = planner(params)
    spread = params.base.threshold_spread
    thresholds = tuple(params.base.threshold + spread * node for node in NODES)
    race_at = tuple(float(play(params, run.profile, None, at).welfare[0]) for at in thresholds)
    # A planner can always do what the race does, and what it does at the expected threshold.
    coop_at = tuple(
        plan.welfare if node == 0.0 else max(polished(params, plan, at), at_race)
        for node, at, at_race in zip(NODES, thresholds, race_at, strict=True)
    )
    return Reference(
        rounds=params.rounds,
        w_race=run.welfare,
        w_coop=plan.welfare,
        risk_race=run.risk,
        risk_coop=plan.risk,
        residual=run.residual,
        spread=run.spread,
        gap=plan.gap,
        thresholds=thresholds,
        race_at=race_at,
        coop_at=coop_at,
    )


def coordination_index(reference: Reference, welfare: float, threshold: float | None = None) -> float:
    """(W - W_race) / (W_coop - W_race); not clipped: a game can be worse than the race.

    welfare: sum of final scores (G$).  threshold: the game's own hidden one (doublings), so that luck with it does not
    count as coordination; None: its expectation.
    """
    low, high = reference.w_race, reference.w_coop
    if threshold is not None and reference.thresholds[0] < reference.thresholds[-1]:
        low = float(np.interp(threshold, reference.thresholds, reference.race_at))
        high = float(np.interp(threshold, reference.thresholds, reference.coop_at))
    return (welfare - low) / (high - low)
