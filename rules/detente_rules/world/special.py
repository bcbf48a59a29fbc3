"""What the special cases of the literature add to a round: a finish line, prices of effort, setbacks (R6.13).

Everything here is off by default, and costs nothing then.
"""

from __future__ import annotations

import math

from detente_rules.arrays import FloatArray
from detente_rules.world import budget
from detente_rules.world.backend import largest, total, xp
from detente_rules.world.choices import Choices
from detente_rules.world.hazard import carelessness
from detente_rules.world.knowledge import at_home
from detente_rules.world.params import Params
from detente_rules.world.verification import Evidence

__all__ = ["gains", "part_of_round", "prize"]

_ROUNDING = 1e-9


def part_of_round(params: Params, capability: FloatArray, grown: FloatArray) -> FloatArray | None:
    """Part of the round (G,) until the first lab reaches the finish line, [0, 1]; None without a line.

    0 where one has reached it before: the race is over.  capability: (G, A) at the start of the round.
    grown: (G, A) growth of a whole round.
    """
    line = params.base.finish
    if math.isinf(line):
        return None
    left = line - capability
    moving = grown > 0.0
    needed = xp.where(moving, left / xp.where(moving, grown, 1.0), 1.0)
    over = largest(-left, 1) >= -_ROUNDING * (1.0 + abs(line))
    return xp.where(over, 0.0, xp.minimum(1.0, -largest(-needed, 1)))


def prize(params: Params, capability: FloatArray, part: FloatArray) -> FloatArray:
    """What labs (G, A) win that reach the line in this round, alone or together (G$).

    capability: (G, A) when the round, or the part of it that was played, is over.  part: (G,) see `part_of_round`.
    """
    line = params.base.finish
    arrived = (capability >= line - _ROUNDING * (1.0 + abs(line))) & (part > 0.0)[:, None]
    there = xp.where(arrived, 1.0, 0.0)
    among = xp.maximum(1.0, total(there, 1, keepdims=True))
    won: FloatArray = params.base.finish_prize * there / among
    return won


def gains(
    params: Params,
    labs: FloatArray,
    nations: FloatArray,
    choices: Choices,
    acts: budget.Conduct,
    effort: FloatArray,
    evidence: Evidence,
    capability: FloatArray,
    part: FloatArray | None,
) -> tuple[FloatArray, FloatArray]:
    """A round's gains, labs (G, A) and nations (G, N), with what the options add to them and take from them (G$).

    Labs pay for effort that has a price; nations for accusing their labs wrongly; of a round that the finish line cuts
    short a part counts, with the prize; careless labs lose what they gained with the probability of a setback, of which the
    expectation counts.  capability: (G, A) at the end of the round.
    """
    base = params.base
    if base.safety_price or base.capability_price:
        labs = labs - budget.expense(params, effort, acts, choices.pace)
    if base.wrong_accusation:
        nations = nations - base.wrong_accusation * at_home(params, xp.where(evidence.own_accused, 1.0, 0.0))
    if part is not None:
        labs = part[:, None] * labs + prize(params, capability, part)
        nations = part[:, None] * nations
    if base.setback:
        labs = labs * (1.0 - base.setback * carelessness(params, acts.safety))
    return labs, nations
