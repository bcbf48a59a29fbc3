"""Arms control and trade precedents, mapped to clauses of the game (treaty.precedents), on the default table.

`precedents-improve` is refuted where best replies under some precedent, all nations in it, leave a risk no lower than the race's,
or where the biological convention, which nobody verifies, does as well as the best of the others.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

import numpy as np

from detente_rules.claims.bench import Bench
from detente_rules.claims.claim import Claim, Evidence, Figure
from detente_rules.claims.conduct import Levers
from detente_rules.claims.nearby import near
from detente_rules.claims.play import Run
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


def precedent(name: str) -> Text:
    """A precedent's clauses with all nations as parties."""
    return Text(fill(PRECEDENTS[name], NATIONS, _ROLES))


@lru_cache(maxsize=64)
def _found(bench: Bench, name: str) -> tuple[Levers, Run]:
    text = precedent(name)
    levers = near(bench, bench.table(text))
    return levers, bench.measure(levers, text)


def _improve(bench: Bench) -> Evidence:
    race = bench.measure(bench.race)
    runs = {name: _found(bench, name)[1] for name in PRECEDENTS}
    figures: list[Figure] = [
        sampled(f"{name}: risk against none", lambda a, b: a / b, run.risk, race.risk, at_most=1.0)
        for name, run in runs.items()
    ]
    best = min(
        (name for name in runs if name != "biological"), key=lambda name: float(runs[name].risk.mean())
    )
    figures.append(
        sampled(
            "what the biological convention saves, as part of what the best saves",
            lambda race, weak, good: (race - weak) / np.maximum(race - good, 1e-9),
            race.risk,
            runs["biological"].risk,
            runs[best].risk,
            at_most=1.0,
        )
    )
    figures.append(mean("risk in the race", race.risk))
    return Evidence(tuple(figures), f"The best of them is {best}.")


CLAIMS: Final = (
    Claim(
        "precedents-improve",
        "Precedents that worked in part",
        "Each of them was a genuine improvement over an uncoordinated race.",
        "best replies under each precedent's clauses, all nations in it, against the race",
        _improve,
    ),
)
