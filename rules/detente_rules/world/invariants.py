"""What must hold after every step (R6.12); a game in which it does not is frozen, not continued."""

from __future__ import annotations

from math import isfinite

from detente_rules.arrays import FloatArray
from detente_rules.treaty.obligations import Obligations
from detente_rules.world.backend import total, used, xp
from detente_rules.world.market import Market
from detente_rules.world.state import WorldState

__all__ = ["InvariantBroken", "check"]

_ROUNDING = 1e-9

_FINITE = (
    "capability",
    "assurance",
    "revenue",
    "trust",
    "survival",
    "lab_score",
    "nation_score",
    "legitimacy",
)


class InvariantBroken(RuntimeError):
    """A quantity of the world became impossible: not finite, negative, created or lost.  Our fault, never a player's."""

    def __init__(self, what: str, message: str) -> None:
        super().__init__(f"{what}: {message}")
        self.what = what


def check(before: WorldState, after: WorldState, market: Market, obligations: Obligations) -> None:
    """Raises `InvariantBroken` with the quantity's name."""
    for name in _FINITE:
        # A sum is finite exactly where every term is (opposite infinities make NaN): one pass, no temporary.
        if not isfinite(xp.add.reduce(getattr(after, name), axis=None)):
            raise InvariantBroken(name, "not finite")
    _at_least(after.revenue, 0.0, "revenue")
    _at_least(after.capability - before.capability, -_ROUNDING, "growth of capability")
    _at_least(after.assurance - before.assurance, -_ROUNDING, "growth of assurance")
    _at_least(after.trust, 0.0, "trust")
    _at_least(1.0 - after.trust, 0.0, "trust")
    _at_least(after.survival, 0.0, "survival")
    _at_least(before.survival - after.survival, 0.0, "survival")
    _at_least(market.share, 0.0, "market share")
    # Shares sum to at most one exactly where revenue does not exceed what was spent.
    unspent = total(market.spending, 1) * (1.0 + _ROUNDING) - total(after.revenue, 1)
    _at_least(unspent, 0.0, "market share")
    if used(obligations.transfer):
        lost = xp.abs(total(obligations.transfer, 1))
        moved = total(xp.abs(obligations.transfer), 1)
        _at_least(_ROUNDING * (1.0 + moved) - lost, 0.0, "transfer")


def _at_least(array: FloatArray, bound: float, what: str) -> None:
    if array.size and (least := xp.minimum.reduce(array, axis=None)) < bound:
        raise InvariantBroken(what, f"{float(least)} is below {bound}")
