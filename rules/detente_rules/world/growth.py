"""How fast capability and assurance grow, what caps hold back, and what spreads by itself (R6.4, R6.9)."""

from __future__ import annotations

from detente_rules.arrays import FloatArray
from detente_rules.world.backend import largest, used, xp
from detente_rules.world.budget import Conduct
from detente_rules.world.params import Params

__all__ = ["assured", "capped", "desired", "diffused", "spilled"]


def desired(params: Params, effort: FloatArray, acts: Conduct, pace: FloatArray) -> FloatArray:
    """Growth of capability that the lab's own effort brings, (G, A) doublings per round.

    Linear in the share of effort left for capability, so that restraint really slows; concave in money.  The first
    safety work pays for itself: models that can be steered are easier to build on.
    Source of the bonus: "alignment bonus", Bai et al. 2022, Training a helpful and harmless assistant.
    """
    base = params.base
    bonus = 1.0 + base.bonus * (1.0 - xp.exp(-acts.safety / base.bonus_scale))
    share = pace * xp.maximum(0.0, 1.0 - acts.safety - acts.concealment) * bonus
    grown: FloatArray = params.growth * share * (effort / params.effort_unit) ** base.growth_returns
    return grown


def capped(
    wanted: FloatArray, cap: FloatArray, coverage: FloatArray, overshoot: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Growth under a cap, and the size of its breach; both (G, A).

    cap: doublings per round, inf for none.  coverage: share of what is above the cap that its category covers; the rest
    escapes lawfully (the substitution route).  overshoot: share of the excess that the lab takes all the same.
    Breach: growth beyond what is lawful, relative to the cap, [0, 1].
    """
    if not used(xp.isfinite(cap)):
        return wanted, xp.zeros_like(wanted)
    excess = xp.maximum(0.0, wanted - cap)
    escape = 1.0 - coverage
    taken = xp.maximum(overshoot, escape) * excess
    unlawful = taken - escape * excess
    breach = xp.where(cap > 0.0, unlawful / xp.maximum(cap, 1e-9), xp.where(unlawful > 0.0, 1.0, 0.0))
    return xp.minimum(wanted, cap) + taken, xp.minimum(1.0, xp.maximum(0.0, breach))


def assured(params: Params, effort: FloatArray, safety: FloatArray, funding: FloatArray) -> FloatArray:
    """Growth of assurance by the lab's own safety work and by public research, (G, A) doublings per round.

    funding: (G, A) public money that reaches the lab, G$ per round.
    """
    money = (safety * effort + funding) / params.effort_unit
    return params.assurance_growth * money**params.base.assurance_returns


def spilled(
    params: Params, capability: FloatArray, relation: FloatArray | None, leak: FloatArray
) -> FloatArray:
    """Capability that comes over from whoever is ahead, (G, A) doublings per round.

    relation: (G, A, A) how freely knowledge flows to a lab (axis 1) from another (axis 2) [0, 1]; None where it flows
    freely.  leak: (G, A) or scalar, factor left by the security of weights [0, 1].
    """
    if relation is None:
        ahead = largest(capability, 1, keepdims=True) - capability
    else:
        gap = xp.maximum(0.0, capability[:, None, :] - capability[:, :, None])
        ahead = largest(relation * gap, 2)
    gained: FloatArray = params.spill * leak * ahead
    return gained


def diffused(params: Params, assurance: FloatArray, sharing: FloatArray) -> FloatArray:
    """Assurance learnt from others, (G, A) doublings per round: a little from everybody, more where a treaty shares.

    sharing: (G, A, A) chi added between two labs (share of the gap per round).
    """
    behind: FloatArray = largest(assurance, 1, keepdims=True) - assurance
    if not used(sharing):
        return params.diffusion * behind
    gap = xp.maximum(0.0, assurance[:, None, :] - assurance[:, :, None])
    return largest(xp.minimum(1.0, params.diffusion + sharing) * gap, 2)
