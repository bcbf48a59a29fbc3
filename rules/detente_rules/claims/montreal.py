"""The Montreal Protocol's means: trade measures against non-parties, a fund, and a schedule with grace for the poorer.

The two richest nations begin; everybody joins or leaves as it pays (`joining`), and governments differ in what they fear and want.

`montreal` is refuted where either means alone does not raise participation, where the fund raises that of the poorer by less than ten
points (with trade measures or without), or where both together do not bring nine in ten in, in a coalition that nobody would leave.

`phase-down` is refuted where grace does not raise the poorer nations' participation, or where what is reached by the end, the fall of
the world's growth below the race's, is not greater with it, or not later.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

import numpy as np

from detente_rules.arrays import FloatArray
from detente_rules.claims.bench import Bench
from detente_rules.claims.claim import Claim, Evidence
from detente_rules.claims.joining import Coalition, settle_members
from detente_rules.claims.precedents import precedent
from detente_rules.claims.stats import exact, sampled
from detente_rules.claims.table import Text
from detente_rules.treaty import clauses as c

__all__ = ["CLAIMS"]

DRAWS: Final = 200
_FOUNDERS: Final = frozenset({0, 1})
_POORER: Final = (3, 4, 5)


def _means(*, trade: bool, fund: bool) -> Text:
    text = precedent("montreal")
    return text.without(*(() if trade else ("trade_measures",)), *(() if fund else ("fund",)))


@lru_cache(maxsize=32)
def _joined(bench: Bench, text: Text) -> Coalition:
    return settle_members(bench, bench.table(text), _FOUNDERS, DRAWS)


def _in(found: Coalition, nations: tuple[int, ...] | None = None) -> FloatArray:
    """(draws,) share of nations whose government is willing to be in."""
    willing = found.willing if nations is None else found.willing[:, list(nations)]
    return np.asarray(willing.mean(axis=1))


def _montreal(bench: Bench) -> Evidence:
    arms = {
        (trade, fund): _joined(bench, _means(trade=trade, fund=fund))
        for trade in (False, True)
        for fund in (False, True)
    }
    none, trade, fund, both = arms[False, False], arms[True, False], arms[False, True], arms[True, True]
    return Evidence(
        (
            sampled(
                "participation added by trade measures",
                lambda a, b: a - b,
                _in(trade),
                _in(none),
                at_least=0.01,
            ),
            sampled(
                "participation added by the fund", lambda a, b: a - b, _in(fund), _in(none), at_least=0.01
            ),
            sampled(
                "the poorer nations' participation added by the fund",
                lambda a, b: a - b,
                _in(fund, _POORER),
                _in(none, _POORER),
                at_least=0.1,
            ),
            sampled("participation with both", lambda a: a, _in(both), at_least=0.9),
            exact(
                "the coalition with both is one that nobody leaves (1: yes)", float(both.stable), at_least=1.0
            ),
            sampled("participation without either", lambda a: a, _in(none)),
            sampled("participation with trade measures alone", lambda a: a, _in(trade)),
            sampled("participation with the fund alone", lambda a: a, _in(fund)),
            exact("risk with both", float(both.run.risk.mean())),
            exact("risk without either", float(none.run.risk.mean())),
        ),
        "Members: "
        + "; ".join(
            f"{name} {sorted(found.inside)}"
            for name, found in (("neither", none), ("trade", trade), ("fund", fund), ("both", both))
        )
        + f". Both are {'' if _in(trade).mean() < 0.9 and _in(fund).mean() < 0.9 else 'not '}needed for nine in ten. "
        "The fund pays what labs pay for compliance; of the three poorer nations only one has a lab.",
    )


def _growth(found: Coalition) -> FloatArray:
    """(G, R) growth of all labs together (doublings a round)."""
    return np.asarray(found.run.series["growth"].sum(axis=2))


def _phase_down(bench: Bench) -> Evidence:
    text = precedent("montreal")
    schedule = text.clauses[[one.kind for one in text.clauses].index("phase_down")]
    assert isinstance(schedule, c.PhaseDown)
    same = c.PhaseDown(fraction=schedule.fraction)
    # Participation by schedule alone: what brings everybody in anyway would hide it.
    graced = _joined(bench, text.without("trade_measures", "fund"))
    strict = _joined(bench, text.without("trade_measures", "fund").having(same))
    race = bench.measure(bench.race).series["growth"].sum(axis=2)
    half = bench.rounds // 2
    late, all_ = (
        (race[:, half:] - _growth(graced)[:, half:]).sum(axis=1),
        (race - _growth(graced)).sum(axis=1),
    )
    late_strict = (race[:, half:] - _growth(strict)[:, half:]).sum(axis=1)
    all_strict = (race - _growth(strict)).sum(axis=1)
    return Evidence(
        (
            sampled(
                "the poorer nations' participation, with grace less without",
                lambda a, b: a - b,
                _in(graced, _POORER),
                _in(strict, _POORER),
                at_least=0.01,
            ),
            sampled(
                "reduction of growth, with grace less without (doublings)",
                lambda a, b: a - b,
                all_,
                all_strict,
                at_least=0.0,
            ),
            sampled(
                "part of the reduction that falls into the second half, with grace less without",
                lambda a, b, late, whole: a / b - late / whole,
                late,
                all_,
                late_strict,
                all_strict,
                at_least=0.0,
            ),
            sampled("participation with grace", lambda a: a, _in(graced)),
            sampled("participation without", lambda a: a, _in(strict)),
        ),
        f"Members: with grace {sorted(graced.inside)}, without {sorted(strict.inside)}. Of the three poorer nations only one has a "
        "lab, and only its one lab feels the schedule.",
    )


CLAIMS: Final = (
    Claim(
        "montreal",
        "Precedents that worked in part",
        "Trade measures against non-parties plus a fund bring everybody in.",
        "the protocol's clauses with and without trade measures and fund; nations join and leave as it pays",
        _montreal,
    ),
    Claim(
        "phase-down",
        "Precedents that worked in part",
        "A schedule with a grace period gets further than one for all.",
        "the protocol's schedule with grace for the poorer and without, neither trade measures nor fund",
        _phase_down,
    ),
)
