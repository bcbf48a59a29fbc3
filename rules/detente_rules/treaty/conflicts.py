"""Where several treaties in force bind the same lab and say different things (R4.16). The strictest holds; it is shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from detente_rules.arrays import IntArray
from detente_rules.treaty.bound import bound
from detente_rules.treaty.terms import OpenWeights, Status, Terms


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two treaties (slots), labs (indices, axis A), what they differ in, and which slot's word holds.

    labs: those bound by both; of ``TRADE`` those that the second slot binds and the first shuts out. holds: -1 where neither
    wins: two leaders each set their own treaty's standard.
    """

    slots: tuple[int, int]
    labs: tuple[int, ...]
    matter: str
    holds: int


TRADE: Final = "trade"
"""The matter of a regime that cuts the trade of labs which another binds."""


def conflicts(terms: Terms, status: Status, homes: IntArray, game: int = 0) -> tuple[Conflict, ...]:
    """Every conflict of one game, in the order of the slots."""
    who = bound(terms, status, homes)
    out: list[Conflict] = []
    for first in range(len(who.slots)):
        for second in range(first + 1, len(who.slots)):
            pair = (int(who.slots[first]), int(who.slots[second]))
            both = who.labs[game, first] & who.labs[game, second]
            labs = tuple(int(lab) for lab in np.flatnonzero(both))
            if labs:
                out.extend(_differences(terms, game, pair, labs))
            out.extend(_trade(terms, game, pair, who.labs[game, first], who.labs[game, second]))
    return tuple(out)


_MATTERS = (
    ("floor", "safety floor", 1),
    ("cap", "cap on growth", -1),
    ("cap_level", "cap on capability", -1),
    ("gate_threshold", "deployment gate", -1),
    ("evaluation_margin", "evaluation", -1),
    ("red_line_margin", "red line", -1),
    ("disclosure", "disclosure of risk", 1),
)
"""Field, name, and +1 where the larger value is the stricter."""


def _differences(terms: Terms, game: int, pair: tuple[int, int], labs: tuple[int, ...]) -> list[Conflict]:
    out = []
    for name, matter, sign in _MATTERS:
        values = [float(getattr(terms, name)[game, slot]) for slot in pair]
        silent = 0.0 if sign > 0 else np.inf
        if values[0] != values[1] and silent not in values:
            out.append(Conflict(pair, labs, matter, pair[int(sign * values[1] > sign * values[0])]))
    leaders = [int(terms.leader[game, slot]) for slot in pair]
    if -1 not in leaders and leaders[0] != leaders[1]:
        out.append(Conflict(pair, labs, "leader", -1))
    rules = [int(terms.open_weights[game, slot]) for slot in pair]
    if set(rules) == {int(OpenWeights.BANNED), int(OpenWeights.PERMITTED)}:
        out.append(Conflict(pair, labs, "open weights", pair[rules.index(OpenWeights.BANNED)]))
    return out


def _trade(
    terms: Terms,
    game: int,
    pair: tuple[int, int],
    first: np.ndarray[tuple[int, ...], np.dtype[np.bool_]],
    second: np.ndarray[tuple[int, ...], np.dtype[np.bool_]],
) -> list[Conflict]:
    """Regimes that cut the trade of labs which the other binds and this one does not."""
    out = []
    for (slot, mine), (other, theirs) in (
        ((pair[0], first), (pair[1], second)),
        ((pair[1], second), (pair[0], first)),
    ):
        hit = tuple(int(lab) for lab in np.flatnonzero(theirs & ~mine))
        cut = terms.trade[game, slot] > 0.0 and not terms.recognises[game, slot, other]
        if cut and hit:
            out.append(Conflict((slot, other), hit, TRADE, -1))
    return out
