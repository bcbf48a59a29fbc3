"""Arms control and trade precedents, mapped to clauses of the game (treaty.precedents), on the default table.

What these treaties limit is the states' own, so governments choose how far it is kept by all labs at home, as in the other rows of
this family: a floor as they like (`nearby.governed`), a ceiling of two powers knowing that a breach that is found is answered
(`salt.ceiling`). What becomes of the same texts where each lab decides for itself, and nobody answers, is reported beside it.

`precedents-improve` is refuted where some precedent leaves a risk no lower than that without it, or where the biological convention,
which nobody verifies, does as well as the best of the others.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

import numpy as np

from detente_rules.arrays import FloatArray
from detente_rules.claims.bench import Bench
from detente_rules.claims.claim import Claim, Evidence, Figure
from detente_rules.claims.nearby import governed, near
from detente_rules.claims.salt import bilateral, ceiling
from detente_rules.claims.stats import mean, sampled
from detente_rules.claims.table import NATIONS, Text
from detente_rules.treaty.precedents import PRECEDENTS, fill

__all__ = ["CLAIMS", "precedent"]

_ROLES: Final = {
    "permanent": ("nation-0", "nation-1"),
    "poorer": ("nation-3", "nation-4", "nation-5"),
    "richer": ("nation-0", "nation-1"),
}
"""Who plays which part: the two largest, and the three smallest markets."""


_BILATERAL: Final = frozenset({"salt", "salt-two", "new-start"})


def precedent(name: str) -> Text:
    """A precedent's clauses; its parties are the two powers, or all nations."""
    if name in _BILATERAL:
        return bilateral(name)
    return Text(fill(PRECEDENTS[name], NATIONS, _ROLES))


@lru_cache(maxsize=64)
def _found(bench: Bench, name: str, *, states: bool) -> FloatArray:
    table = bench.table(precedent(name))
    return bench.measure(governed(bench, table) if states else near(bench, table), table=table).risk


def _improve(bench: Bench) -> Evidence:
    race = bench.measure(bench.race).risk
    runs = {name: _found(bench, name, states=True) for name in PRECEDENTS if name not in _BILATERAL}
    kept = []
    figures: list[Figure] = []
    for name in PRECEDENTS:
        base = race
        if name in _BILATERAL:
            runs[name], base, holds = ceiling(bench, name)
            kept += [name] * holds
        figures.append(
            sampled(f"{name}: risk against none", lambda a, b: a / b, runs[name], base, at_most=1.0)
        )
    figures += [
        sampled(
            f"{name}: risk against none where each lab decides",
            lambda a, b: a / b,
            _found(bench, name, states=False),
            race,
        )
        for name in PRECEDENTS
        if bench.size.reported
    ]
    best = min((name for name in runs if name != "biological"), key=lambda name: float(runs[name].mean()))
    figures.append(
        sampled(
            "what the biological convention saves, as part of what the best saves",
            lambda race, weak, good: (race - weak) / np.maximum(race - good, 1e-9),
            race,
            runs["biological"],
            runs[best],
            at_most=1.0,
        )
    )
    figures.append(mean("risk in the race", race))
    return Evidence(
        tuple(figures),
        f"The best of them is {best}; bilateral ceilings that are kept: {', '.join(kept) or 'none'}.",
    )


CLAIMS: Final = (
    Claim(
        "precedents-improve",
        "Precedents that worked in part",
        "Each of them was a genuine improvement over an uncoordinated race.",
        "best replies under each precedent's clauses, two powers or all nations in it, against the race",
        _improve,
    ),
)
