"""What a lab has to spend, and how it spends it (R6.3)."""

from __future__ import annotations

from dataclasses import dataclass

from detente_rules.arrays import BoolArray, FloatArray
from detente_rules.world.backend import total, used, xp
from detente_rules.world.choices import Choices
from detente_rules.world.params import Params

__all__ = ["Conduct", "conduct", "effort", "expense"]


@dataclass(frozen=True, eq=False, slots=True)
class Conduct:
    """What labs really do with their effort after supervision took its hold; all (G, A), shares."""

    safety: FloatArray
    concealment: FloatArray
    overshoot: FloatArray


def conduct(choices: Choices, floor: FloatArray, supervised: BoolArray) -> Conduct:
    """Chosen shares, made possible and lawful where somebody looks over the shoulder.

    floor: (G, A) strictest floor F [0, 1].  supervised: (G, A) a lab under heightened supervision keeps the floor and
    neither hides nor overshoots.  Safety and concealment above 1 together are scaled down in proportion.
    """
    concealment = xp.where(supervised, 0.0, choices.concealment)
    safety = xp.where(supervised, xp.maximum(choices.safety, floor), choices.safety)
    scale = 1.0 / xp.maximum(safety + concealment, 1.0)
    overshoot = xp.where(supervised, 0.0, choices.overshoot)
    return Conduct(safety * scale, concealment * scale, overshoot)


def effort(
    params: Params, revenue: FloatArray, fixed_cost: FloatArray, subsidy: FloatArray, withheld: FloatArray
) -> FloatArray:
    """Budget E (G, A), G$ per round: reinvested revenue, investors and subsidies, less the cost of compliance.

    revenue: (G, A) of the last round.  fixed_cost: (G, A) phi.  subsidy: (G, N, A) G$ per round.
    withheld: (G, N, A) share of a nation's chips and energy that it does not let the lab have [0, 1]; the lab then lacks
    that nation's part of the world's supply.
    """
    paid = total(subsidy, 1) if used(subsidy) else 0.0
    money: FloatArray = xp.maximum(0.0, params.base.reinvest * revenue + params.invest + paid - fixed_cost)
    if not used(withheld):
        return money
    left: FloatArray = xp.maximum(0.0, 1.0 - total(params.chips[:, None] * withheld, 1))
    return money * left


def expense(params: Params, effort: FloatArray, acts: Conduct, pace: FloatArray) -> FloatArray:
    """What a lab's own effort costs its score, (G, A) G$, where effort has a price.

    effort: (G, A) budget E.  pace: (G, A) share of full speed of capability work, the rest of which is not spent.
    """
    careful = acts.safety + acts.concealment
    work = pace * xp.maximum(0.0, 1.0 - careful)
    paid: FloatArray = params.base.safety_price * careful + params.base.capability_price * work
    return effort * paid
