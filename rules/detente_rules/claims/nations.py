"""Within and between nations: what one country's rule does at home and abroad.

`domestic-floor` is refuted where a proportional floor in one nation, inspected at home, shifts the standing of its labs among
themselves by more than 2 %, or leaves one of them no safer.

`domestic-not-enough` is refuted where its labs keep their share of the world, or the risk falls by a quarter or more of what
the same floor everywhere brings.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from detente_rules.arrays import FloatArray
from detente_rules.claims.bench import Bench
from detente_rules.claims.claim import Claim, Evidence
from detente_rules.claims.conduct import Levers
from detente_rules.claims.play import Run
from detente_rules.claims.reply import RACING
from detente_rules.claims.stats import exact, mean, sampled
from detente_rules.claims.texts import RESTRAINT

__all__ = ["CLAIMS"]

_UNDER_LAW: Final = (*RACING, "keep", "keep_late", "hide")
_AT_HOME: Final = (0, 1)
"""The labs of the first nation."""
_WITH_LABS: Final = (0, 1, 2, 3)


def _ruled(bench: Bench, nations: tuple[int, ...]) -> Levers:
    """Best replies of all others where these nations have a floor two tenths above the race, inspect and enforce it.

    Nothing else of what the ruling nations do is changed.
    """
    proportional = bench.other(fixed_cost=0.0)
    level = float(np.clip(bench.race.care.mean() + RESTRAINT, 0.05, 0.95))
    start = bench.race.having(who=list(nations), law=level, inspect=1.0, enforcement=1.0)
    others = tuple(nation for nation in range(bench.params.nations) if nation not in nations)
    movers = (tuple(range(bench.params.labs)), others)
    return proportional.settled(start=start, free=_UNDER_LAW, movers=movers, key=("law", nations))


def _played(bench: Bench, nations: tuple[int, ...]) -> Run:
    return bench.other(fixed_cost=0.0).measure(_ruled(bench, nations))


def _home(bench: Bench) -> Evidence:
    base, run = bench.measure(bench.race), _played(bench, (0,))
    shift = _first_of_home(bench, run) - _first_of_home(bench, base)
    safety = [
        run.series["safety"][:, :, lab].mean(axis=1) - base.series["safety"][:, :, lab].mean(axis=1)
        for lab in _AT_HOME
    ]
    least = min(safety, key=lambda gain: float(gain.mean()))
    return Evidence(
        (
            mean("rise of the first lab's standing among the labs at home", shift, at_most=0.02),
            mean("fall of it", -shift, at_most=0.02),
            mean("rise of safety of the lab that rises least", least, at_least=0.02),
            exact("floor", float(_ruled(bench, (0,)).get("law")[0, 0])),
            mean("breaches at home", run.series["violation"][:, :, list(_AT_HOME)].mean(axis=(1, 2))),
        ),
        ""
        if abs(float(shift.mean())) <= 0.02
        else "The floor lifts both to one level; the lab that was less careful before gives up more growth than the other.",
    )


def _first_of_home(bench: Bench, run: Run) -> FloatArray:
    """(G,) the first lab's part of its nation's final standing."""
    quality = bench.calibration.standing * run.series["capability"][:, -1, list(_AT_HOME)]
    part: FloatArray = 1.0 / (1.0 + np.exp(quality[:, 1] - quality[:, 0]))
    return part


def _abroad(bench: Bench) -> Evidence:
    base, one, all_ = bench.measure(bench.race), _played(bench, (0,)), _played(bench, _WITH_LABS)
    proportional = bench.other(fixed_cost=0.0)
    backing = proportional.settled(
        start=_ruled(bench, (0,)), free=(*_UNDER_LAW, "subsidy"), key="law and subsidy"
    )
    backed = proportional.measure(backing)

    return Evidence(
        (
            mean("change of its labs' share of the world's sales", _share(one) - _share(base), at_most=0.0),
            sampled(
                "fall of risk, as a part of what the floor everywhere brings",
                lambda race, alone, together: (race - alone) / (race - together),
                base.risk,
                one.risk,
                all_.risk,
                at_most=0.25,
            ),
            mean("risk in the race", base.risk),
            mean("risk with the floor in one nation", one.risk),
            mean("risk with the floor everywhere", all_.risk),
            mean("change of that nation's own score", one.nations[:, 0] - base.nations[:, 0]),
            mean("its score if it may also subsidise its labs", backed.nations[:, 0] - base.nations[:, 0]),
            mean("risk then", backed.risk),
            exact("subsidy to each home lab then (parts of E0)", float(backing.get("subsidy")[0, 0])),
        ),
        "Two of the three largest labs live under this one law, and risk falls with deployment: the first nation is "
        "large enough for a good part of the floor everywhere. With subsidies beside its law it even gains.",
    )


def _share(run: Run) -> FloatArray:
    sales = run.series["deployed"][:, -1]
    part: FloatArray = sales[:, list(_AT_HOME)].sum(axis=1) / sales.sum(axis=1)
    return part


CLAIMS: Final = (
    Claim(
        "domestic-floor",
        "Within and between nations",
        "One country's rule cures its own labs' dilemma.",
        "a proportional floor in the first nation, inspected and enforced at home, against none",
        _home,
    ),
    Claim(
        "domestic-not-enough",
        "Within and between nations",
        "And it does not cure the race between countries.",
        "the same floor in the first nation, and everywhere",
        _abroad,
    ),
)
