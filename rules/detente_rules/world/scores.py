"""What a round is worth to each seat, and what the end is worth (R8)."""

from __future__ import annotations

from detente_rules.arrays import BoolArray, FloatArray
from detente_rules.treaty.obligations import Obligations
from detente_rules.world.backend import largest, total, used, xp
from detente_rules.world.choices import Choices
from detente_rules.world.knowledge import at_home
from detente_rules.world.market import Market
from detente_rules.world.params import Params
from detente_rules.world.state import WorldState

__all__ = ["by_sales", "final_scores", "lab_round", "nation_round", "standing", "terminal"]


def lab_round(
    params: Params,
    obligations: Obligations,
    revenue: FloatArray,
    fine: FloatArray,
    incident: BoolArray,
    danger: FloatArray,
) -> FloatArray:
    """A lab's round (R8.1), (G, A), G$: what is not reinvested, less fines, liability and premium, with transfers.

    fine: (G, A) share of revenue.  incident: (G, A) true where the lab had one.  danger: (G, A) per round.
    """
    labs = params.labs
    money = obligations.transfer[:, :labs] - obligations.dues[:, :labs]
    liable: FloatArray = obligations.liability * incident + obligations.liability_premium * danger
    return (1.0 - params.base.reinvest - fine) * revenue - liable + money


def nation_round(
    params: Params,
    obligations: Obligations,
    choices: Choices,
    market: Market,
    esteem: FloatArray,
    withheld: FloatArray,
    effort: FloatArray,
) -> FloatArray:
    """A nation's round (R8.2), (G, N), G$: consumers and taxes, less inspections, policies, sovereignty, dues, with transfers.

    Public money costs more than it buys, since taxes distort.
    Withholding chips and energy costs their sale; what would have been earned on them is a loss against that.
    withheld: (G, N, A) share.  effort: (G, A) G$ per round.  esteem: (G, N) factor on the cost of sovereignty; 1 under a regime of middling legitimacy.
    """
    base, labs = params.base, params.labs
    gains: FloatArray = base.consumer * market.surplus + base.tax * at_home(params, market.revenue)
    policies = base.public_money * choices.funding
    if used(choices.subsidy):
        policies = policies + base.public_money * total(choices.subsidy, 2)
    if used(choices.inspect) or used(choices.watch):
        policies = policies + params.inspection_cost * total(choices.inspect + choices.watch, 2)
    if used(withheld):
        unsold = total(withheld * effort[:, None, :], 2)
        policies = policies + base.chip_margin * params.chips * unsold
    intrusion = params.sovereignty * obligations.intrusiveness * esteem
    return gains - policies - intrusion + obligations.transfer[:, labs:] - obligations.dues[:, labs:]


def standing(params: Params, capability: FloatArray, safety: FloatArray | float = 0.0) -> FloatArray:
    """Final standing of the labs (G, A): softmax of capability; sums to 1."""
    quality = params.base.standing * (capability - params.base.safety_drag * safety)
    pull = xp.exp(quality - largest(quality, 1, keepdims=True))
    share: FloatArray = pull / total(pull, 1, keepdims=True)
    return share


def by_sales(revenue: FloatArray) -> FloatArray:
    """Standing of the labs (G, A) as their part of the last round's sales; 0 where nothing was sold."""
    sold = total(revenue, 1, keepdims=True)
    share: FloatArray = revenue / xp.where(sold > 0.0, sold, 1.0)
    return share


def terminal(params: Params, world: WorldState) -> tuple[FloatArray, FloatArray]:
    """What the end is worth: a prize shared by standing if there was no catastrophe, a loss if there was.

    Returns (G, A) and (G, N), G$, discounted to the start like everything else.
    """
    base = params.base
    weight = params.discount**params.rounds
    alive = world.survival[:, None]
    share = by_sales(world.revenue) if base.standing_by_sales else standing(params, world.capability)
    success = share - base.lab_enmity * (1.0 - share) if base.lab_enmity else share
    labs = base.lab_prize * success * alive - base.lab_damage * (1.0 - alive)
    own = at_home(params, share)
    prize = base.nation_prize * (own - base.enmity * (1.0 - own))
    return weight * labs, weight * (prize * alive - params.damage * (1.0 - alive))


def final_scores(params: Params, world: WorldState) -> tuple[FloatArray, FloatArray]:
    """Final scores of labs (G, A) and nations (G, N), G$: the rounds' sum and the end."""
    labs, nations = terminal(params, world)
    return world.lab_score + labs, world.nation_score + nations
