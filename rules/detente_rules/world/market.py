"""Who buys from whom (R6.6)."""

from __future__ import annotations

import math
from dataclasses import dataclass

from detente_rules.arrays import FloatArray
from detente_rules.world.backend import largest, total, xp
from detente_rules.world.params import Params

__all__ = ["Market", "clear", "opening", "world_share"]


@dataclass(frozen=True, eq=False, slots=True)
class Market:
    """Outcome of a round's markets."""

    share: FloatArray
    """(G, N, A) share of a nation's spending that goes to a lab; sums to at most 1 over labs."""
    spending: FloatArray
    """(G, N) the nation's demand after missing trust (G$ per round)."""
    revenue: FloatArray
    """(G, A) (G$ per round)."""
    surplus: FloatArray
    """(G, N) consumer surplus (G$ per round)."""


def clear(
    params: Params,
    capability: FloatArray,
    safety: FloatArray,
    deploy: FloatArray,
    access: FloatArray,
    trust: FloatArray,
    pace: FloatArray | None = None,
) -> Market:
    """Logit demand: a lab's weight is access * deploy * exp(kappa * (K - tau * sigma)), against buying from nobody.

    capability: (G, A) doublings.  safety, deploy: (G, A) shares.  access: (G, N, A) or (N, A) [0, 1].  trust: (G, N).
    Attractiveness is taken relative to the best lab of the game, so that no exponent overflows; surplus is the log-sum.
    pace: (G, A) growth in this round, which draws customers by itself where `pace_pull` says so.  With an infinite kappa the
    best lab takes all; with kappa 0 quality counts for nothing, and there is no surplus of it.
    Source: multinomial logit, McFadden 1974.
    """
    base, kappa = params.base, params.base.elasticity
    quality = capability - base.safety_drag * safety
    best = largest(quality, 1, keepdims=True)
    pull = deploy * (quality == best if math.isinf(kappa) else xp.exp(kappa * (quality - best)))
    if base.pace_pull and pace is not None:
        pull = pull * pace**base.pace_pull
    weight = access * pull[:, None, :]
    sought = weight
    if base.substitution < 1.0:
        sought = base.substitution * weight + (1.0 - base.substitution) * pull[:, None, :]
    whole = total(sought, 2)
    if base.outside and not math.isinf(kappa):
        whole = whole + base.outside * xp.exp(-kappa * best)
    else:
        whole = xp.where(whole > 0.0, whole, 1.0)
    share = weight / whole[:, :, None]
    spending = params.demand * (1.0 - params.base.trust_demand * (1.0 - trust))
    revenue = total(share * spending[:, :, None], 1)
    surplus = spending * (xp.log(whole) / kappa + best if kappa else 0.0)
    return Market(share, spending, revenue, surplus)


def world_share(sales: Market) -> FloatArray:
    """Each lab's share of the world's spending, (G, A); sums to at most 1, to 0 where nobody spends anything."""
    spent = total(sales.spending, 1, keepdims=True)
    share: FloatArray = sales.revenue / xp.where(spent > 0.0, spent, 1.0)
    return share


def opening(params: Params, capability: FloatArray, trust: FloatArray) -> FloatArray:
    """Revenue (G, A) of the round before the first: everything deployed, no safety share yet, no measures."""
    return clear(
        params, capability, xp.zeros_like(capability), xp.ones_like(capability), params.access, trust
    ).revenue
