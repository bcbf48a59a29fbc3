"""An order led by whoever is ahead: does it lower risk, and for whom does it work? (supporters and critics)

The order and its rivals ask the same conduct: a floor, a cap that audited assurance raises (merit), inspection on site,
sanctions, shared research. They differ in who looks. A leader's overseers sit inside development and are at work at once, and
are what the scenario says towards its own labs (iota); a multilateral body is independent, looks from outside, and needs years.

`lead-lowers-risk` is refuted where no cell of the map (years until the leader's overseers work, iota towards its own)
has a lower risk than both the race and a multilateral order that is ready after two years.

`lead-concentrates` is refuted where the leader's share of the market, or of the AI by which treaties weigh votes (R4.7), does
not grow year by year under its order, or where it grows as much under a multilateral one.

`fast-or-legitimate` is refuted where one constitution is best over the whole map: then speed does not trade against legitimacy.

`compounding-lead` is refuted where the leader, writing the rules that suit it best among those that leave nobody below the race,
ends with no larger share than under the rules that all parties would bargain for, or where the gap does not grow.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from typing import Final

import numpy as np

from detente_rules.arrays import FloatArray
from detente_rules.claims.bench import Bench
from detente_rules.claims.claim import Claim, Evidence
from detente_rules.claims.conduct import Levers
from detente_rules.claims.nearby import half_years, near, terms_with, worth, years
from detente_rules.claims.play import Run
from detente_rules.claims.stats import exact, mean, sampled
from detente_rules.claims.table import Table, Text
from detente_rules.treaty import clauses as c

__all__ = ["CLAIMS", "LEADER", "SLOW", "common_rules", "led", "multilateral"]

LEADER: Final = "nation-0"
_OWN_LABS: Final = (0, 1)
SPEEDS: Final = (0, 2, 6)
"""Half-years until the leader's overseers are all at work."""
INDEPENDENCE: Final = (0.1, 0.35, 0.6)
"""Iota of the leader's overseers towards its own labs: the range that the sources argue over."""
SLOW: Final = 4
"""Half-years until a multilateral body is at work."""
_FLOOR: Final = 0.32


def common_rules(
    floor: float = _FLOOR, cost: float = 0.8, labs: tuple[str, ...] = ()
) -> tuple[c.Clause, ...]:
    """What is asked of labs, whoever looks."""
    return (
        c.SafetyFloor(level=floor, cost=cost, labs=labs),
        c.CapabilityCap(growth=0.3),
        c.Merit(slope=0.05),
        c.Inspection(instrument="on_site", rate=0.7),
        c.Sanction(fine=0.7, exclusion=0.65),
        c.ResearchSharing(rate=0.06),
        c.WithdrawalNotice(lasts=2),
    )


def led(own: float | None = None, clauses: tuple[c.Clause, ...] | None = None) -> Text:
    """The order of the nation that is ahead. own: iota towards its own labs."""
    oversight = c.Oversight(body="leader", leader=LEADER, hosted_by=LEADER, placement="embedded")
    return Text((*(clauses or common_rules()), oversight), leader_own=own)


def multilateral(clauses: tuple[c.Clause, ...] | None = None) -> Text:
    """The same rules, looked after by an independent body that is built from nothing."""
    return Text((*(clauses or common_rules()), c.Oversight(body="independent")))


# --- the map ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False, slots=True)
class _Map:
    """Runs of the led order by (half-years, iota), of the multilateral one by half-years, and of the race."""

    led: dict[tuple[int, float], Run]
    multilateral: dict[int, Run]
    race: Run

    @property
    def best(self) -> tuple[int, float]:
        """The cell with the least risk."""
        return min(self.led, key=lambda cell: float(self.led[cell].risk.mean()))


@lru_cache(maxsize=8)
def _map(bench: Bench) -> _Map:
    orders: dict[tuple[int, float], Run] = {}
    for own in INDEPENDENCE:
        start = None
        for speed in SPEEDS:
            if any(
                half_years(bench, speed) == half_years(bench, known) and own == at for known, at in orders
            ):
                orders[speed, own] = next(
                    run
                    for (known, at), run in orders.items()
                    if own == at and half_years(bench, known) == half_years(bench, speed)
                )
                continue
            table = _at_work(bench, led(own), speed)
            start = near(bench, table, start)
            orders[speed, own] = bench.measure(start, table=table)
    bodies = {}
    for speed in (SLOW,):
        table = _at_work(bench, multilateral(), speed)
        bodies[speed] = bench.measure(near(bench, table), table=table)
    return _Map(orders, bodies, bench.measure(bench.race))


def _at_work(bench: Bench, text: Text, speed: int) -> Table:
    """The text in force, its inspectorate whole after so many half-years (a scenario's fact, as iota is)."""
    return terms_with(bench.table(text), ramp=half_years(bench, speed))


def _lowers_risk(bench: Bench) -> Evidence:
    found = _map(bench)
    slow, race = found.multilateral[SLOW], found.race
    best = found.led[found.best]
    below = sum(run.risk.mean() < min(slow.risk.mean(), race.risk.mean()) for run in found.led.values())
    gains = best.nations - race.nations
    return Evidence(
        (
            exact(
                f"cells of {len(found.led)} in which the led order is the safest of the three",
                below,
                at_least=1,
            ),
            sampled(
                "best cell: risk against the race", lambda a, b: a / b, best.risk, race.risk, at_most=1.0
            ),
            sampled(
                "best cell: risk against the slow multilateral order",
                lambda a, b: a / b,
                best.risk,
                slow.risk,
                at_most=1.0,
            ),
            mean("risk in the race", race.risk),
            mean("risk under the slow multilateral order", slow.risk),
            mean("risk in the best cell", best.risk),
            exact("nations below the race in the best cell", int((gains.mean(axis=0) < 0).sum())),
        ),
        f"Safest with overseers at work after {found.best[0] / 2:g} years and independence {found.best[1]:g} towards its own; "
        + _told(found),
    )


def _told(found: _Map) -> str:
    cells = ", ".join(
        f"{own:g}: " + "/".join(f"{found.led[speed, own].risk.mean():.2f}" for speed in SPEEDS)
        for own in INDEPENDENCE
    )
    return f"risk by independence, at 0/1/3 years: {cells}; multilateral {found.multilateral[SLOW].risk.mean():.2f}."


def _fast_or_legitimate(bench: Bench) -> Evidence:
    found = _map(bench)
    slow = found.multilateral[SLOW]
    fast, captured = found.led[0, INDEPENDENCE[-1]], found.led[SPEEDS[-1], INDEPENDENCE[0]]
    wins = sum(run.risk.mean() < slow.risk.mean() for run in found.led.values())
    both = 0 < wins < len(found.led)
    trust = fast.series["legitimacy"][:, -1, 0] - slow.series["legitimacy"][:, -1, 0]
    return Evidence(
        (
            exact("each constitution is the safest somewhere (1: yes)", float(both), at_least=1.0),
            sampled(
                "fast and fair leader: risk against the slow multilateral order",
                lambda a, b: a / b,
                fast.risk,
                slow.risk,
                at_most=1.0,
            ),
            sampled(
                "slow and captured leader: risk against it",
                lambda a, b: a / b,
                captured.risk,
                slow.risk,
                at_least=1.0,
            ),
            exact(f"cells of {len(found.led)} in which the led order is safer", wins),
            mean("legitimacy of the fair leader's order, less the multilateral one's", trust),
        ),
        _told(found),
    )


# --- who gains by it ------------------------------------------------------------------------------------------------------


def _share(run: Run) -> FloatArray:
    """(G, R) of the world's sales that go to the leader's labs."""
    sales = run.series["deployed"]
    whole: FloatArray = np.maximum(sales.sum(axis=2), 1e-12)
    return np.asarray(sales[:, :, _OWN_LABS].sum(axis=2) / whole)


def _weight(run: Run) -> FloatArray:
    """(G, R) of the world's AI that the leader's labs hold: what entry into force and conditions weigh (R4.7)."""
    compute = np.exp2(run.series["capability"])
    return np.asarray(compute[:, :, _OWN_LABS].sum(axis=2) / compute.sum(axis=2))


def _concentrates(bench: Bench) -> Evidence:
    found = _map(bench)
    own, slow = found.led[0, 0.35], found.multilateral[SLOW]
    share, say = years(bench, _share(own)), years(bench, _weight(own))
    other = years(bench, _share(slow))
    steps = np.diff(share.mean(axis=0)), np.diff(say.mean(axis=0))
    distinct = min(bench.rounds, 6) - 1
    return Evidence(
        (
            mean("growth of its market share over the six years", share[:, -1] - share[:, 0], at_least=0.0),
            mean("growth of its weight in the world's AI", say[:, -1] - say[:, 0], at_least=0.0),
            exact(
                f"years in which its market share grew (of {distinct})",
                int((steps[0] > 1e-9).sum()),
                at_least=distinct,
            ),
            exact(
                f"years in which its weight grew (of {distinct})",
                int((steps[1] > 1e-9).sum()),
                at_least=distinct,
            ),
            mean(
                "growth of its share beyond that under the multilateral order",
                (share[:, -1] - share[:, 0]) - (other[:, -1] - other[:, 0]),
                at_least=0.0,
            ),
            mean("its market share at the end", share[:, -1]),
            mean("its weight at the end", say[:, -1]),
        ),
        "Market share by year: " + ", ".join(f"{value:.3f}" for value in share.mean(axis=0)) + ".",
    )


_MENU: Final = tuple(product((0.22, 0.32), (0.8, 2.4), ("all", "foreign")))
"""Rules that may be written: floor, fixed cost, and whom they bind."""
_FOREIGN: Final = ("lab-2", "lab-3", "lab-4", "lab-5")


def _written(rule: tuple[float, float, str]) -> Text:
    floor, cost, whom = rule
    return led(None, common_rules(floor, cost, _FOREIGN if whom == "foreign" else ()))


@lru_cache(maxsize=8)
def _rules(bench: Bench) -> tuple[tuple[float, float, str], tuple[float, float, str], Run, Run]:
    """What the leader would write, what all would bargain for (Nash, over nations), and the runs under either."""
    race = worth(bench, bench.table(), bench.race)
    found: dict[tuple[float, float, str], tuple[FloatArray, Levers]] = {}
    for rule in _MENU:
        table = bench.table(_written(rule))
        levers = near(bench, table, hasty=True)
        found[rule] = (worth(bench, table, levers).nations - race.nations, levers)
    allowed = {rule: gain for rule, (gain, _) in found.items() if (gain > 0).all()}
    pool = allowed or {rule: gain for rule, (gain, _) in found.items()}
    leader = max(pool, key=lambda rule: float(pool[rule][0]))
    bargained = max(pool, key=lambda rule: float(np.log(np.maximum(pool[rule], 1e-9)).sum()))
    runs = []
    for rule in (leader, bargained):
        text = _written(rule)
        runs.append(bench.measure(near(bench, bench.table(text), found[rule][1]), text))
    return leader, bargained, runs[0], runs[1]


def _compounding(bench: Bench) -> Evidence:
    leader, bargained, own, common = _rules(bench)
    gap = years(bench, _share(own)) - years(bench, _share(common))
    middle = gap.mean(axis=0)
    return Evidence(
        (
            mean("the leader's final share beyond that under bargained rules", gap[:, -1], at_least=0.005),
            mean(
                "growth of that gap from the second year to the sixth", gap[:, -1] - gap[:, 1], at_least=0.0
            ),
            mean("the leader's final share where it writes the rules", years(bench, _share(own))[:, -1]),
            mean("risk where the leader writes the rules", own.risk),
            mean("risk under the bargained rules", common.risk),
        ),
        f"The leader writes floor {leader[0]:g}, cost {leader[1]:g}, for {leader[2]} labs; all together floor {bargained[0]:g}, "
        f"cost {bargained[1]:g}, for {bargained[2]} labs. Gap by year: "
        + ", ".join(f"{value:+.3f}" for value in middle)
        + ".",
    )


CLAIMS: Final = (
    Claim(
        "lead-lowers-risk",
        "Orders and blocs",
        "Rewarding the group best placed to lead and supervise couples progress to safety (supporters).",
        "best replies under a led order with a merit clause, by speed of its overseers and their independence towards its own, "
        "against no regime and a multilateral one that needs two years",
        _lowers_risk,
    ),
    Claim(
        "lead-concentrates",
        "Orders and blocs",
        "… and power concentrates in it (critics).",
        "the leader's market share and its weight in the world's AI, year by year, under its order and under a multilateral one",
        _concentrates,
    ),
    Claim(
        "fast-or-legitimate",
        "Orders and blocs",
        "Speed against legitimacy: where each constitution is best.",
        "the same map: years until a leader's overseers work x their independence towards its own labs",
        _fast_or_legitimate,
    ),
    Claim(
        "compounding-lead",
        "Orders and blocs",
        "Rule-setting turns an early lead into a lasting one.",
        "rules that the leader would write against those that all nations would bargain for (Nash), among the same eight",
        _compounding,
    ),
)
