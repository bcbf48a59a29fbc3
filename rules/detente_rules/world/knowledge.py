"""What reaches a lab from its home and from others: law, public money, the flow of ideas (R6.9)."""

from __future__ import annotations

from detente_rules.arrays import BoolArray, FloatArray
from detente_rules.treaty.obligations import Obligations
from detente_rules.world.backend import crossed, games_last, spread, used, xp
from detente_rules.world.params import Params

__all__ = ["at_home", "of_home", "public_money", "relation", "shared"]


def of_home(params: Params, by_nation: FloatArray) -> FloatArray:
    """A figure of nations (G, N) as each lab meets it at home, (G, A); 0 for a lab without a home.

    A gather: each lab has one home at most, so no sum is needed and none can round.
    """
    games = by_nation.shape[0]
    if params.nations == 0:
        return spread(0.0, (games, params.labs))
    if params.all_at_home and not any(by_nation.strides):
        return spread(by_nation[0, 0], (games, params.labs))
    found = by_nation.T.take(params.homes, axis=0).T
    return found if params.all_at_home else games_last(xp.where(params.homes >= 0, found, 0.0))


def at_home(params: Params, by_lab: FloatArray) -> FloatArray:
    """A figure of labs (G, A) added up for the nation they are at home in, (G, N)."""
    if params.nations == 0:
        return xp.zeros((by_lab.shape[0], 0))
    sums = xp.zeros((params.nations, by_lab.shape[0]))
    for nation, labs in enumerate(params.labs_at):
        if labs:
            own = by_lab[:, labs[0]]
            for lab in labs[1:]:
                own = own + by_lab[:, lab]
            sums[nation] = own
    return sums.T


def public_money(params: Params, funding: FloatArray) -> FloatArray:
    """Public safety research as each home lab feels it, (G, A), G$ per round."""
    return params.base.funding_reach * of_home(params, funding)


def shared(duty: Obligations, alarms: BoolArray) -> FloatArray:
    """Sharing of safety knowledge between labs, (G, A, A) chi added: more in a round that taught everybody a lesson.

    alarms: (G, A) public incidents.
    """
    if not used(duty.incident_sharing) or not used(alarms):
        return duty.sharing
    both = xp.minimum(duty.incident_sharing[:, :, None], duty.incident_sharing[:, None, :])
    lesson = xp.where(xp.any(alarms, axis=1), 1.0, 0.0)[:, None, None]
    return duty.sharing + crossed(lesson, both)


def relation(params: Params, trade: FloatArray) -> FloatArray | None:
    """How freely knowledge flows to a lab (axis 1) from another (axis 2), (G, A, A) [0, 1]; None: freely everywhere.

    trade: (G, N, A) factor on a lab's access to a nation's market; what cuts trade between two homes cuts the flow.
    """
    if params.nations == 0 or not used(trade < 1.0):
        return None
    there = xp.take(trade, params.homes, axis=1)
    if not params.all_at_home:
        there = xp.where(params.homes[:, None] >= 0, there, 1.0)
    flow: FloatArray = xp.minimum(there, xp.swapaxes(there, 1, 2))
    return flow
