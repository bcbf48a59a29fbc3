"""Where the world stands between rounds (R6.2)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from detente_rules.arrays import BoolArray, FloatArray, IntArray, bools, floats, ints
from detente_rules.dice import Keys
from detente_rules.world import market
from detente_rules.world.backend import games_last
from detente_rules.world.draws import draw_threshold
from detente_rules.world.params import Params

__all__ = ["WorldState"]


@dataclass(frozen=True, eq=False, kw_only=True, slots=True)
class WorldState:
    """Axes: G games, A labs, N nations, T treaty slots."""

    capability: FloatArray
    """(G, A) K (doublings)."""
    assurance: FloatArray
    """(G, A) S (doublings): how far the lab's safety work has come; K - S drives danger."""
    revenue: FloatArray
    """(G, A) of the last round (G$)."""
    supervised: IntArray
    """(G, A) rounds of heightened supervision left after a finding."""
    trust: FloatArray
    """(G, N) public trust in AI [0, 1]."""
    survival: FloatArray
    """(G,) probability that no catastrophe has happened so far."""
    catastrophe: BoolArray
    """(G,) it was drawn (scenarios with fate = "drawn" end then)."""
    legitimacy: FloatArray
    """(G, T) of each regime [0, 1]."""
    capacity: FloatArray
    """(G, T) of each regime's inspectorate [0, 1]; multiplies its inspection rate."""
    threshold: FloatArray
    """(G,) hidden: capability at which models become dangerous (doublings).  Never in a view (R10)."""
    lab_score: FloatArray
    """(G, A) discounted, weighted by survival, so far (G$)."""
    nation_score: FloatArray
    """(G, N) discounted, weighted by survival, so far (G$)."""

    @classmethod
    def initial(cls, params: Params, games: int, keys: Keys | None = None, treaties: int = 8) -> WorldState:
        """The start of ``games`` games; without ``keys`` every hidden threshold lies at its expectation."""
        spread = draw_threshold(keys) if keys is not None else np.zeros(games)
        capability = games_last(floats(params.capability, (games, params.labs)))
        trust = games_last(floats(params.base.trust, (games, params.nations)))
        sales = market.opening(params, capability, trust)
        return cls(
            capability=capability,
            assurance=games_last(floats(params.assurance, (games, params.labs))),
            revenue=sales,
            supervised=games_last(ints(0, (games, params.labs))),
            trust=trust,
            survival=floats(1.0, (games,)),
            catastrophe=bools(False, (games,)),
            legitimacy=floats(params.base.legitimacy, (games, treaties)),
            capacity=floats(0.0, (games, treaties)),
            threshold=floats(params.base.threshold + params.base.threshold_spread * spread, (games,)),
            lab_score=games_last(floats(0.0, (games, params.labs))),
            nation_score=games_last(floats(0.0, (games, params.nations))),
        )
