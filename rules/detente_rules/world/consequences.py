"""What a finding costs (R7.6): fines, closed markets, supervision; less where the lab is cleared afterwards."""

from __future__ import annotations

from dataclasses import dataclass

from detente_rules.arrays import BoolArray, FloatArray, IntArray
from detente_rules.treaty.obligations import Obligations
from detente_rules.treaty.use import one
from detente_rules.world.backend import crossed, used, xp
from detente_rules.world.choices import Choices
from detente_rules.world.params import Params
from detente_rules.world.verification import Evidence

__all__ = ["Consequences", "market_access", "punish", "supervised_next"]


@dataclass(frozen=True, eq=False, slots=True)
class Consequences:
    """How hard this round's findings hit; (G, A)."""

    weight: FloatArray
    """Part of the treaties' sanction that applies: 1 found or leaked, the false-alarm share if cleared, 0 else."""
    fine: FloatArray
    """Share of the round's revenue that is taken [0, 1]."""
    supervised: BoolArray
    """A new spell of heightened supervision begins."""


def punish(
    params: Params,
    obligations: Obligations,
    evidence: Evidence,
    treaty_breach: FloatArray,
    home_breach: FloatArray,
    law: FloatArray,
) -> Consequences:
    """Sanctions of treaties and of domestic law on what came to light.

    A nation's own finding, or a leak, that shows a treaty broken counts as the treaty's finding too.
    treaty_breach, home_breach: (G, A) sizes of the breaches of treaties and of the home's law.  law: (G, A) that law's floor.
    """
    cleared = params.false_alarm_cost
    told = evidence.own_found | evidence.leaked
    proven = evidence.found | (told & (treaty_breach > 0.0))
    suspected = evidence.accused | (evidence.own_accused & (law <= 0.0))
    convicted = told & (home_breach > 0.0)
    treaty = xp.where(proven, 1.0, xp.where(suspected, cleared, 0.0))
    home = xp.where(convicted, 1.0, xp.where(evidence.own_accused & (law > 0.0), cleared, 0.0))
    fine = xp.minimum(1.0, treaty * obligations.fine + home * params.base.own_fine)
    watched = (proven & obligations.supervision) | (convicted & evidence.own_found)
    return Consequences(treaty, fine, watched)


def market_access(
    params: Params, obligations: Obligations, choices: Choices, consequences: Consequences
) -> FloatArray:
    """Access of labs to nations' markets in this round, (G, N, A) or (1, N, A), [0, 1]."""
    access: FloatArray = params.access
    if used(obligations.model_access):
        access = access + (1.0 - access) * obligations.model_access
    access = access * obligations.trade
    weight = consequences.weight
    if used(weight):
        # At home it is the home's own officials who close the market to its champion.
        willing = params.abroad + crossed(one(choices.enforcement)[:, :, None], params.home)
        closed = xp.maximum(obligations.exclusion * willing, obligations.sanction_trade)
        closed = weight[:, None, :] * closed
        if params.false_alarm_cost > 1.0:
            closed = xp.minimum(1.0, closed)
        access = access * (1.0 - closed)
        if used(obligations.licence_revocable):
            revoked = (weight >= 1.0) & obligations.licence_revocable
            access = access * xp.where(revoked, 0.0, 1.0)[:, None, :]
    if used(choices.exclude):
        access = access * (1.0 - choices.exclude)
    return access


def supervised_next(params: Params, left: IntArray, begins: BoolArray) -> IntArray:
    """Rounds of supervision after this one, (G, A)."""
    return xp.where(begins, params.supervision, xp.maximum(left - 1, 0))
