"""How dangerous the round is, for whom, and what was seen of it (R6.7)."""

from __future__ import annotations

from dataclasses import dataclass

from detente_rules.arrays import BoolArray, FloatArray, IntArray
from detente_rules.world.backend import largest, product, total, xp
from detente_rules.world.draws import Draws
from detente_rules.world.params import Params
from detente_rules.world.verification import Evidence

__all__ = [
    "Incidents",
    "carelessness",
    "dangers",
    "incidents",
    "of_conduct",
    "reliability",
    "risk",
    "survived",
    "world_hazard",
]


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


def carelessness(params: Params, safety: FloatArray) -> FloatArray:
    """How careless a lab is, (G, A): 1 without any safety share, 0 from the share `careful` on, linear between."""
    return xp.maximum(0.0, 1.0 - safety / params.base.careful)


def of_conduct(
    params: Params,
    danger: FloatArray,
    safety: FloatArray,
    effort: FloatArray,
    grown: FloatArray,
    evidence: Evidence,
) -> FloatArray:
    """Danger (G, A) with what this round's own conduct adds to it and its inspectors take off; as it was by default.

    Carelessness adds in proportion to the safety share that is missing.  Haste adds 1 / (1/u_max + X^h / (lambda_h * dK^p)),
    X = safety * effort / E0: the odds of safety rise with safety effort and fall with the pace of growth.
    grown: (G, A) doublings.  effort: (G, A) G$.  evidence: inspectors who find a breach avert a part.
    """
    base = params.base
    if base.carelessness:
        danger = danger + params.per_round(base.carelessness) * carelessness(params, safety)
    if base.haste:
        push = base.haste * (grown / params.pace) ** base.haste_pace
        odds = (safety * effort / params.effort_unit) ** base.haste_care * base.danger_most + push
        danger = danger + params.danger_most * push / xp.where(odds > 0.0, odds, 1.0)
    if base.carelessness or base.haste:
        danger = xp.minimum(params.danger_most, danger)
    if base.found_in_time:
        danger = danger * (1.0 - base.found_in_time * (evidence.found | evidence.own_found))
    return danger


def reliability(params: Params, danger: FloatArray) -> FloatArray:
    """Share of customers that a lab's failures leave it, (G, A): unsafe products fail, and those who can choose notice.

    danger: (G, A) per round.  Failures come as often as incidents do; the expected loss counts, not the roll.
    """
    failing: FloatArray = 1.0 - xp.exp(-params.failure_factor * danger)
    return 1.0 - params.base.distrust * failing


def world_hazard(params: Params, danger: FloatArray, deployed: FloatArray) -> FloatArray:
    """The world's rate of catastrophe, (G,), per round: a * sum(share * u) + b * worst(u) + f * sum(u).

    To that comes, where `weight_each` e says so, 1 - prod(1 - e * u): each lab's danger strikes by itself.
    deployed: (G, A) share of the world's sales.  The weakest link counts by the 4-norm: close to the maximum, but without
    its kink, at which any common level of care would be an equilibrium.
    """
    base = params.base
    rate: FloatArray = base.weight_share * total(deployed * danger, 1)
    square = danger * danger
    worst = xp.sqrt(xp.sqrt(total(square * square, 1)))
    rate = rate + base.weight_worst * worst
    if base.weight_sum:
        rate = rate + base.weight_sum * total(danger, 1)
    if base.weight_each:
        rate = rate + (1.0 - product(1.0 - xp.minimum(1.0, base.weight_each * danger), 1))
    return rate


def risk(rate: FloatArray, *, linear: bool = False) -> FloatArray:
    """Probability (G,) of a catastrophe in a round with this rate."""
    return xp.minimum(1.0, rate) if linear else 1.0 - xp.exp(-rate)


def survived(survival: FloatArray, rate: FloatArray, *, linear: bool = False) -> FloatArray:
    """Probability (G,) that there was no catastrophe up to and including this round."""
    return survival * (1.0 - risk(rate, linear=True) if linear else xp.exp(-rate))


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
    return Incidents(happened, public, draws.fate < risk(rate, linear=bool(params.base.linear_hazard)))
