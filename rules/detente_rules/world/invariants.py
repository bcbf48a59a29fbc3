"""What must hold after every step (R6.12); a game in which it does not is frozen, not continued."""

from __future__ import annotations

from detente_rules.arrays import FloatArray
from detente_rules.treaty.obligations import Obligations
from detente_rules.world.backend import xp
from detente_rules.world.market import Market
from detente_rules.world.state import WorldState

__all__ = ["InvariantBroken", "check"]

_ROUNDING = 1e-9


class InvariantBroken(RuntimeError):
    """A quantity of the world became impossible: not finite, negative, created or lost.  Our fault, never a player's."""

    def __init__(self, what: str, message: str) -> None:
        super().__init__(f"{what}: {message}")
        self.what = what


def check(before: WorldState, after: WorldState, market: Market, obligations: Obligations) -> None:
    """Raises `InvariantBroken` with the quantity's name."""
    for name in (
        "capability",
        "assurance",
        "revenue",
        "trust",
        "survival",
        "lab_score",
        "nation_score",
        "legitimacy",
    ):
        # A sum is finite exactly where every term is (opposite infinities make NaN): one pass, no temporary.
        if not xp.isfinite(xp.sum(getattr(after, name))):
            raise InvariantBroken(name, "not finite")
    _at_least(after.revenue, 0.0, "revenue")
    _at_least(after.capability - before.capability, -_ROUNDING, "growth of capability")
    _at_least(after.assurance - before.assurance, -_ROUNDING, "growth of assurance")
    _at_least(after.trust, 0.0, "trust")
    _at_most(after.trust, 1.0, "trust")
    _at_least(after.survival, 0.0, "survival")
    if xp.any(after.survival > before.survival):
        raise InvariantBroken("survival", "rose")
    _at_least(market.share, 0.0, "market share")
    # Shares sum to at most one exactly where revenue does not exceed what was spent.
    spent = xp.sum(market.spending, axis=1)
    if xp.any(xp.sum(after.revenue, axis=1) > spent * (1.0 + _ROUNDING)):
        raise InvariantBroken("market share", "more was earned than spent")
    moved = xp.sum(obligations.transfer, axis=1)
    if xp.any(xp.abs(moved) > _ROUNDING * (1.0 + xp.sum(xp.abs(obligations.transfer), axis=1))):
        raise InvariantBroken("transfer", "money was created or lost on the way")


def _at_least(array: FloatArray, bound: float, what: str) -> None:
    if xp.min(array, initial=bound) < bound:
        raise InvariantBroken(what, f"below {bound}")


def _at_most(array: FloatArray, bound: float, what: str) -> None:
    if xp.max(array, initial=bound) > bound:
        raise InvariantBroken(what, f"above {bound}")
