"""How dangerous the round is, for whom, and what was seen of it (R6.7)."""

from __future__ import annotations

from dataclasses import dataclass

from detente_rules.arrays import BoolArray, FloatArray, IntArray
from detente_rules.world.backend import largest, total, xp
from detente_rules.world.draws import Draws
from detente_rules.world.params import Params

__all__ = ["Incidents", "dangers", "incidents", "reliability", "survived", "world_hazard"]


def dangers(
    params: Params, capability: FloatArray, assurance: FloatArray, threshold: FloatArray
) -> FloatArray:
    """Each lab's danger u, (G, A), catastrophes per round if it alone were deployed.

    Doubles with the gap K - S, halves with distance behind the frontier (others have met the problem first), and
    doubles where the game's hidden threshold (G,) lies lower than expected.
    """
    base = params.base
    behind = largest(capability, 1, keepdims=True) - capability
    shift = base.threshold_slope * (base.threshold - threshold)
    power = base.danger_gap * (capability - assurance) - base.danger_follow * behind + shift[:, None]
    danger: FloatArray = xp.minimum(params.danger_most, params.danger * xp.exp2(power))
    return danger


def reliability(params: Params, danger: FloatArray) -> FloatArray:
    """Share of customers that a lab's failures leave it, (G, A): unsafe products fail, and those who can choose notice.

    danger: (G, A) per round.  Failures come as often as incidents do; the expected loss counts, not the roll.
    """
    failing: FloatArray = 1.0 - xp.exp(-params.failure_factor * danger)
    return 1.0 - params.base.distrust * failing


def world_hazard(params: Params, danger: FloatArray, deployed: FloatArray) -> FloatArray:
    """The world's rate of catastrophe, (G,), per round: a * sum(share * u) + b * worst(u) + f * sum(u).

    deployed: (G, A) share of the world's sales.  The weakest link counts by the 4-norm: close to the maximum, but without
    its kink, at which any common level of care would be an equilibrium.
    """
    base = params.base
    rate: FloatArray = base.weight_share * total(deployed * danger, 1)
    square = danger * danger
    worst = xp.sqrt(xp.sqrt(total(square * square, 1)))
    rate = rate + base.weight_worst * worst
    return rate + base.weight_sum * total(danger, 1) if base.weight_sum else rate


def survived(survival: FloatArray, rate: FloatArray) -> FloatArray:
    """Probability (G,) that there was no catastrophe up to and including this round."""
    return survival * xp.exp(-rate)


@dataclass(frozen=True, eq=False, slots=True)
class Incidents:
    """Warning shots of a round."""

    happened: BoolArray
    """(G, A)."""
    public: BoolArray
    """(G, A) everybody heard of it; a subset of ``happened``."""
    fate: BoolArray
    """(G,) the catastrophe itself, by the dice (counts where the scenario draws it)."""


def incidents(
    params: Params, danger: FloatArray, rate: FloatArray, report: IntArray, draws: Draws
) -> Incidents:
    """Incidents come at a multiple of a lab's danger, and come out by chance or where a duty to report is kept.

    report: (G, A) rounds within which treaties want a lab's incidents reported, -1 for no duty.
    """
    happened = draws.incident < 1.0 - xp.exp(-params.base.incident_factor * danger)
    public = happened & ((report >= 0) | (draws.incident_seen < params.base.incident_public))
    return Incidents(happened, public, draws.fate < 1.0 - xp.exp(-rate))
