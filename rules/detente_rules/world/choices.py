"""What every seat sealed for a round, as arrays (R5).

Axes: G games, A labs, N nations.  Amounts of money are in G$ per round of the game being played; shares are in [0, 1];
capability and assurance in doublings (log2 of effective compute).
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from enum import IntEnum
from functools import lru_cache

import numpy as np

from detente_rules.arrays import BoolArray, FloatArray, SmallIntArray
from detente_rules.world.backend import games_last, spread

__all__ = ["Choices", "ChoiceOutOfRange", "Disclose"]


class Disclose(IntEnum):
    """What a lab does with its own estimate of its own danger."""

    KEEP = 0
    OVERSEER = 1
    PUBLISH = 2


class ChoiceOutOfRange(ValueError):
    """A sealed choice that no legal decision could contain; names the field."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(f"{field}: {message}")
        self.field = field


@dataclass(frozen=True, eq=False, kw_only=True, slots=True)
class Choices:
    """Labs (G, A), nations (G, N), a nation towards a lab (G, N, A)."""

    safety: FloatArray
    """(G, A) share of effort for safety work, sigma [0, 1]."""
    concealment: FloatArray
    """(G, A) share of effort for hiding, c [0, 1]; sigma + c above 1 is scaled down by the step."""
    pace: FloatArray
    """(G, A) share of full speed of capability work [0, 1]."""
    overshoot: FloatArray
    """(G, A) share of the growth beyond a cap that is taken all the same [0, 1]."""
    deploy: FloatArray
    """(G, A) share of the product put on the market [0, 1]."""
    declared_safety: FloatArray
    """(G, A) what the lab says of sigma [0, 1]; may be false."""
    declared_capability: FloatArray
    """(G, A) what it says of K (doublings); may be false."""
    declared_assurance: FloatArray
    """(G, A) what it says of S (doublings); may be false."""
    disclose: SmallIntArray
    """(G, A) see `Disclose`."""
    admit: BoolArray
    """(G, A) lets inspectors in."""
    floor: FloatArray
    """(G, N) domestic safety floor, share of effort [0, 1]."""
    enforcement: FloatArray
    """(G, N) how hard inspections bite at home [0, 1]."""
    funding: FloatArray
    """(G, N) public safety research (G$ per round)."""
    protection: FloatArray
    """(G, N) of whistle-blowers [0, 1]."""
    inspect: FloatArray
    """(G, N, A) rate of own inspections [0, 1]; abroad only where the lab admits them."""
    watch: FloatArray
    """(G, N, A) effort of national technical means [0, 1]."""
    subsidy: FloatArray
    """(G, N, A) paid to a lab (G$ per round)."""
    exclude: FloatArray
    """(G, N, A) share of the nation's market closed to the lab [0, 1]."""
    supply: FloatArray
    """(G, N, A) share of chips and energy withheld from the lab [0, 1]."""

    @classmethod
    def neutral(cls, games: int, labs: int, nations: int) -> Choices:
        """Nobody does anything for safety or against anybody: full pace, all deployed, inspectors admitted, no rules."""
        return _neutral(games, labs, nations)

    def having(self, **changes: object) -> Choices:
        """A copy with fields replaced; values are broadcast to the field's shape and made read-only.

        Raises `ChoiceOutOfRange` where a value is not finite, or outside its field's range.
        """
        fresh: dict[str, object] = {}
        for name, value in changes.items():
            old = getattr(self, name)
            array = np.array(value, dtype=old.dtype)
            if array.shape != old.shape:
                array = np.array(np.broadcast_to(array, old.shape))
            array.flags.writeable = False
            fresh[name] = games_last(array)
        result = replace(self, **fresh)  # type: ignore[arg-type]
        result.check(tuple(fresh))
        return result

    def check(self, names: tuple[str, ...] | None = None) -> None:
        """Raises `ChoiceOutOfRange` unless every named field (all by default) is finite and in its range."""
        wanted = names or tuple(field.name for field in fields(self))
        if self._plainly_in_range(wanted):
            return
        for name in wanted:
            array = getattr(self, name)
            if array.dtype != np.float64:
                continue
            if not bool(np.isfinite(array).all()):
                raise ChoiceOutOfRange(name, "must be finite")
            if name in _ANY:
                continue
            if bool((array < 0.0).any()):
                raise ChoiceOutOfRange(name, "must not be negative")
            if name not in _MONEY and bool((array > 1.0).any()):
                raise ChoiceOutOfRange(name, "must not be above 1")

    def _plainly_in_range(self, names: tuple[str, ...]) -> bool:
        """One look at all of them, which shows whether there is anything to find; NaN is found too."""
        if self.games > _FEW:
            return False
        for kind, least, most in _RANGES:
            parts = [getattr(self, name).ravel() for name in names if name in kind]
            if not parts:
                continue
            whole = np.concatenate(parts)
            if whole.size and not (np.minimum.reduce(whole) >= least and np.maximum.reduce(whole) <= most):
                return False
        return True

    @property
    def games(self) -> int:
        """G."""
        return int(self.safety.shape[0])


@lru_cache(maxsize=64)
def _neutral(games: int, labs: int, nations: int) -> Choices:
    """Made once a size: nobody can change it."""
    lab, nation, pair = (games, labs), (games, nations), (games, nations, labs)
    zero_lab, zero_nation, zero_pair = spread(0.0, lab), spread(0.0, nation), spread(0.0, pair)
    return Choices(
        safety=zero_lab,
        concealment=zero_lab,
        pace=spread(1.0, lab),
        overshoot=zero_lab,
        deploy=spread(1.0, lab),
        declared_safety=zero_lab,
        declared_capability=zero_lab,
        declared_assurance=zero_lab,
        disclose=spread(np.int8(0), lab),
        admit=spread(True, lab),
        floor=zero_nation,
        enforcement=spread(1.0, nation),
        funding=zero_nation,
        protection=zero_nation,
        inspect=zero_pair,
        watch=zero_pair,
        subsidy=zero_pair,
        exclude=zero_pair,
        supply=zero_pair,
    )


_MONEY = frozenset({"funding", "subsidy"})
_ANY = frozenset({"declared_capability", "declared_assurance"})
_SHARES = frozenset(
    field.name for field in fields(Choices) if field.name not in {*_MONEY, *_ANY, "disclose", "admit"}
)
_MOST = float(np.finfo(np.float64).max)
"""Everything finite."""
_RANGES = ((_SHARES, 0.0, 1.0), (_MONEY, 0.0, _MOST), (_ANY, -_MOST, _MOST))
_FEW = 64
"""Games up to which one look at a copy of all numbers costs less than many looks."""
