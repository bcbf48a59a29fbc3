"""Within and between nations: what compliance costs, and whom.

`moat` is refuted where a fixed cost of compliance concentrates the market no more than a proportional one of the same total, or
leaves the small labs' share as it was.

`incumbents-write-rules` is refuted where the fixed part that labs' leverage brings about does not rise with the concentration there is,
or brings about no more of it.  Leverage (Grossman and Helpman 1994): the rule is the one that maximises the sum of what labs would
pay for it, weighted by their shares of the world's sales; without lobbying, the sum of nations' scores.

`risk-without-moat` is refuted where a compliance fund that pays the fixed cost leaves less safety, or most of the added concentration.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np

from detente_rules.arrays import FloatArray
from detente_rules.claims.bench import Bench
from detente_rules.claims.claim import Claim, Evidence
from detente_rules.claims.play import Run, Turn
from detente_rules.claims.stats import exact, mean, sampled
from detente_rules.claims.table import NATIONS, Table, Text
from detente_rules.claims.texts import raised_floor, standing
from detente_rules.treaty import clauses as c
from detente_rules.world.choices import Choices
from detente_rules.world.state import WorldState

__all__ = ["CLAIMS"]

COST: Final = 2.0
"""Fixed cost of compliance (G$ per half-year and lab), as much as the smallest lab's investors bring."""
_SMALL: Final = (3, 4, 5)
_COSTS: Final = (0.0, 1.0, 2.0, 3.0)
_UNEQUAL: Final = (0.5, 1.0, 2.0)
"""Factors on the distances between labs at the start."""
_FREE: Final = ("care", "keep", "keep_late", "hide", "enforcement")


def _costing(bench: Bench, cost: float) -> Text:
    return standing(bench).having(c.SafetyFloor(level=raised_floor(bench).level, cost=cost))


def _settled_run(bench: Bench, text: Text, turn: Turn | None = None, key: object = None) -> Run:
    return bench.measure(bench.settled(text, free=_FREE, turn=turn, key=key), text, turn=turn)


# --- fixed and proportional -------------------------------------------------------------------------------------------


def _moat(bench: Bench) -> Evidence:
    fixed = _settled_run(bench, _costing(bench, COST))
    levy = _levy(bench, COST)
    proportional = _settled_run(bench, _costing(bench, 0.0), levy, "levy")
    return Evidence(
        (
            mean("rise of the concentration index (HHI)", fixed.hhi - proportional.hhi, at_least=0.02),
            mean(
                "change of the three smallest labs' share", _small(fixed) - _small(proportional), at_most=0.0
            ),
            mean("HHI with a fixed cost", fixed.hhi),
            mean("HHI with a proportional cost of the same total", proportional.hhi),
            mean("HHI in the race", bench.measure(bench.race).hhi),
        ),
        f"The cost is {COST:g} G$ a half-year and lab.",
    )


def _levy(bench: Bench, cost: float) -> Turn:
    """Takes from every budget the same part, so that labs together lose so much (G$ per half-year) a lab."""
    params = bench.params
    total = cost * params.pace * params.labs

    def turn(
        round_: int, world: WorldState, table: Table, choices: Choices
    ) -> tuple[WorldState, Table, Choices]:
        del round_
        budget = params.base.reinvest * world.revenue + params.invest
        part = np.minimum(0.95, total / budget.sum(axis=1))
        # All nations together withhold that part of what effort is made of.
        withheld = np.broadcast_to(
            (part / params.chips.sum())[:, None, None], (len(part), params.nations, params.labs)
        )
        return world, table, replace(choices, supply=np.minimum(1.0, withheld))

    return turn


def _small(run: Run) -> FloatArray:
    sales = run.series["deployed"][:, -1]
    part: FloatArray = sales[:, list(_SMALL)].sum(axis=1) / sales.sum(axis=1)
    return part


# --- who writes the rule ----------------------------------------------------------------------------------------------


def _incumbents(bench: Bench) -> Evidence:
    asked, plain, before, after = [], [], [], []
    for spread in _UNEQUAL:
        there = bench.other(
            capability=tuple(spread * bench.params.capability),
            assurance=tuple(spread * bench.params.assurance),
        )
        runs = [_settled_run(there, _costing(there, cost)) for cost in _COSTS]
        sales = runs[0].series["deployed"][:, 0].mean(axis=0)
        leverage = sales / sales.sum()
        lobbied = int(np.argmax([leverage @ run.labs.mean(axis=0) for run in runs]))
        public = int(np.argmax([run.nations.mean(axis=0).sum() for run in runs]))
        asked.append(_COSTS[lobbied])
        plain.append(_COSTS[public])
        before.append(float((leverage**2).sum()))
        after.append(runs[lobbied].hhi - runs[public].hhi)
    most = after[int(np.argmax(asked))]
    return Evidence(
        (
            exact(
                "rise of the fixed cost from the least to the most concentrated start",
                asked[-1] - asked[0],
                at_least=0.5,
            ),
            exact(
                "fixed cost beyond what nations would choose, middle start", asked[1] - plain[1], at_least=0.5
            ),
            mean("rise of HHI through lobbying, where it asks most", most, at_least=0.005),
            *(
                exact(f"fixed cost lobbied for, HHI {hhi:.2f} at the start", cost)
                for hhi, cost in zip(before, asked, strict=True)
            ),
        ),
        "Where starts are further apart the largest lab has less to fear from small rivals, and the cost slows its own "
        "growth too: it would have no more of it."
        if asked[-1] - asked[0] < 0.5
        else "",
    )


# --- without a moat ---------------------------------------------------------------------------------------------------


def _fund(bench: Bench) -> Evidence:
    free = _settled_run(bench, _costing(bench, 0.0))
    costly = _settled_run(bench, _costing(bench, COST))
    funded = _settled_run(bench, _costing(bench, COST).having(c.Fund(pays=1.0, filled_by=NATIONS[:2])))
    ratio = sampled(
        "risk as a part of that without the fund",
        lambda one, two: one / two,
        funded.risk,
        costly.risk,
        at_most=1.05,
    )
    return Evidence(
        (
            ratio,
            sampled(
                "part of the added HHI that the fund takes away",
                lambda none, fixed, fund: (fixed - fund) / (fixed - none),
                free.hhi,
                costly.hhi,
                funded.hhi,
                at_least=0.5,
            ),
            mean("HHI added by the fixed cost", costly.hhi - free.hhi, at_least=0.0),
            mean("risk with the fixed cost", costly.risk),
            mean("risk with the fund", funded.risk),
        ),
        ""
        if funded.risk.mean() <= 1.05 * costly.risk.mean()
        else "What the fund leaves labs they put into growth as well: richer small labs follow faster.",
    )


CLAIMS: Final = (
    Claim(
        "moat",
        "Within and between nations",
        "A fixed cost of compliance concentrates the market.",
        "the same floor with a fixed cost and with a proportional one of equal total",
        _moat,
    ),
    Claim(
        "incumbents-write-rules",
        "Within and between nations",
        "Incumbents use their leverage to define compliance.",
        "fixed cost of a common floor as labs lobby for it by their shares, and as nations would set it; three starts",
        _incumbents,
    ),
    Claim(
        "risk-without-moat",
        "Within and between nations",
        "Safety without an oligopoly is possible.",
        "fixed cost with a compliance fund, without it, and no fixed cost",
        _fund,
    ),
)
