"""Who joins: coalitions in which nobody would rather be elsewhere, found from payoffs, one nation's move at a time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from detente_rules.arrays import FloatArray
from detente_rules.claims.bench import Bench
from detente_rules.claims.conduct import Levers
from detente_rules.claims.nearby import each_worth, governed, members, tastes
from detente_rules.claims.play import Run
from detente_rules.claims.table import NATIONS, Table

__all__ = ["Coalition", "settle_members"]


@dataclass(frozen=True, eq=False, slots=True)
class Coalition:
    """Where joining and leaving ended."""

    inside: frozenset[int]
    """Nations whose mean government is in."""
    stable: bool
    """No mean government would rather be elsewhere."""
    levers: Levers
    run: Run
    willing: FloatArray
    """(draws, N) 1.0 where a government, drawn with other fears and wants, prefers to be in, the others as they are."""

    @property
    def participation(self) -> float:
        """Mean over nations and draws [0, 1]."""
        return float(self.willing.mean())


def settle_members(
    bench: Bench, table: Table, founders: frozenset[int], draws: int, moves: int = 10, slot: int = 0
) -> Coalition:
    """From the founders on, whoever gains most by joining or leaving does so, and conduct follows, until nobody gains.

    What a treaty asks is kept as far as governments have it kept (`nearby.governed`). Doctrines stay while a government weighs its
    move: what binds its labs changes with it by itself.
    """
    inside, levers = founders, None
    stable = False
    for _ in range(moves):
        here = members(table, inside, slot)
        levers = governed(bench, here, levers)
        others = [members(table, inside ^ {nation}, slot) for nation in range(len(NATIONS))]
        base, *found = each_worth(bench, [here, *others], levers)
        gains = np.array([one.nations[nation] - base.nations[nation] for nation, one in enumerate(found)])
        best = int(np.argmax(gains))
        if gains[best] <= 0.0:
            stable = True
            break
        inside = inside ^ {best}
    assert levers is not None
    run = bench.measure(levers, table=members(table, inside, slot))
    own = tastes(bench, run, draws)
    willing = np.zeros((draws, len(NATIONS)))
    for nation in range(len(NATIONS)):
        other = bench.measure(levers, table=members(table, inside ^ {nation}, slot))
        prefers = own[:, nation] > tastes(bench, other, draws)[:, nation]
        willing[:, nation] = prefers if nation in inside else ~prefers
    return Coalition(inside, stable, levers, run, willing)
