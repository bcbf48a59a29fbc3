"""Both goods: institutions that are fast, credible and enforceable, and how far they reach between race and planner.

`effective-institutions` is refuted where an order keeps its risk without its speed, its credibility or its teeth.

`coordination-index` is refuted where the suggested bots, in a scenario of two blocs without any treaty, come out at .15 or above; where no
regime tried reaches .6; or where one comes out above 1.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

import numpy as np

from detente_rules import library
from detente_rules.arrays import FloatArray
from detente_rules.claims.bench import Bench
from detente_rules.claims.claim import Claim, Evidence, Figure, NotYet
from detente_rules.claims.conduct import Levers
from detente_rules.claims.fair_play import ends_of_index
from detente_rules.claims.games import ends, muted, suggested
from detente_rules.claims.nearby import half_years, near, terms_with, worth
from detente_rules.claims.play import Run
from detente_rules.claims.stats import exact, mean, sampled
from detente_rules.claims.table import Table, Text
from detente_rules.treaty import clauses as c
from detente_rules.treaty.packs import reference_treaty
from detente_rules.world.reference import Reference, coordination_index

__all__ = ["CLAIMS"]

_LATE: Final = 6
"""Half-years that the slow variant's inspectorate needs."""


def _whole() -> Text:
    """Fast (its body is hosted), credible (independent), enforceable (sanctions and supervision)."""
    return Text(reference_treaty(host="nation-1")).having(
        c.SafetyFloor(level=0.32, cost=0.8),
        c.Inspection(instrument="on_site", rate=0.9),
        c.Sanction(fine=1.0, exclusion=0.8),
    )


@lru_cache(maxsize=16)
def _run(bench: Bench, which: str) -> tuple[Levers, Run]:
    text = _whole()
    if which == "without credibility":
        text = text.having(c.Oversight(body="overseen", access=1.0))
    elif which == "without teeth":
        text = text.without("sanction")
    table: Table = bench.table(text)
    if which == "without speed":
        table = terms_with(table, ramp=half_years(bench, _LATE))
    # Every removal is searched from the whole's own conduct: what differs is what is missing.
    start = None if which == "whole" else _run(bench, "whole")[0]
    levers = near(bench, table, start)
    return levers, bench.measure(levers, table=table)


def _effective(bench: Bench) -> Evidence:
    whole, race_ = _run(bench, "whole")[1], bench.measure(bench.race)
    figures: list[Figure] = []
    for which in ("without speed", "without credibility", "without teeth"):
        run = _run(bench, which)[1]
        figures.append(
            sampled(f"risk added {which}", lambda a, b: a - b, run.risk, whole.risk, at_least=0.0),
        )
    return Evidence((*figures, mean("risk of the whole", whole.risk), mean("risk in the race", race_.risk)))


_GAMES: Final = {"full": 6, "quick": 2, "robust": 2}
_SCENARIO: Final = "two-blocs"


@lru_cache(maxsize=4)
def _bots(games: int) -> FloatArray:
    """(games,) index of the suggested bots where nobody has anything to do with treaties, at the scenario's own length."""
    data = library.load_reference(_SCENARIO)
    if data is None:
        raise NotYet(f"{_SCENARIO} has no reference.json")
    reference = Reference.from_data(data)
    table = {seat: muted(kind) for seat, kind in suggested(_SCENARIO).items()}
    return np.array(
        [
            coordination_index(reference, sum(end.scores.values()), end.threshold)
            for end in ends(_SCENARIO, table, games)
        ]
    )


_REGIMES: Final = {
    "the reference treaty": Text(reference_treaty()),
    "fast, credible and enforceable, floor .32": _whole(),
    "resident inspectors inside, all safety knowledge shared": _whole().having(
        c.Inspection(instrument="resident", rate=1.0),
        c.Oversight(body="independent", hosted_by="nation-1", placement="embedded"),
        c.Sanction(fine=1.0, exclusion=1.0),
        c.ResearchSharing(rate=0.5),
    ),
}


def _index(bench: Bench) -> Evidence:
    run, plan = ends_of_index(bench)
    span = plan.welfare - run.welfare
    scores: dict[str, float] = {}
    for name, text in _REGIMES.items():
        table = bench.table(text)
        value = worth(bench, table, near(bench, table))
        scores[name] = (float(value.labs.sum() + value.nations.sum()) - run.welfare) / span
    best = max(scores, key=lambda name: scores[name])
    return Evidence(
        (
            mean(
                f"index of the bots of {_SCENARIO} without treaties",
                _bots(_GAMES[bench.size.name]),
                at_most=0.15,
            ),
            exact("index of the best regime", scores[best], at_least=0.6),
            exact("index of the best of all of these", scores[best], at_most=1.0),
            *(exact(f"index of {name}", value) for name, value in scores.items()),
        ),
        f"Best: {best}.",
    )


CLAIMS: Final = (
    Claim(
        "effective-institutions",
        "Both goods",
        "Fast enough, credible enough, enforceable enough: “winning” in the narrow sense.",
        "best replies under one order, and under the same without its speed, its independence, its sanctions",
        _effective,
    ),
    Claim(
        "coordination-index",
        "Both goods",
        "Competition gives results worse than any would choose if they could coordinate.",
        "the index (race 0, planner 1) of bots without treaties, and of best replies under three regimes",
        _index,
    ),
)
