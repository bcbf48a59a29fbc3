"""Emergency powers: needed at once, and hard to end.

`emergency-needed` is refuted where the risk in the two years after the first public incident is no lower under a mild order with
emergency powers than under the same order without them, everybody best replying to either.

`emergency-persists`: powers without a sunset stay until whoever holds them lets them go; renewal costs nothing. The holder,
the nation that leads the order, keeps them if that is worth more to it than powers that lapse a year after the last cause,
or two years after it; by vote they stay where most members prefer that. Refuted where fewer than half of the games whose
cause is three years past still have the powers. What governments fear and want is drawn, conduct is best reply.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

import numpy as np

from detente_rules.arrays import BoolArray, FloatArray
from detente_rules.claims.bench import Bench
from detente_rules.claims.claim import Claim, Evidence
from detente_rules.claims.conduct import Levers
from detente_rules.claims.leadership import LEADER
from detente_rules.claims.nearby import near, tastes
from detente_rules.claims.play import Run
from detente_rules.claims.stats import exact, sampled, share
from detente_rules.claims.table import Text
from detente_rules.treaty import clauses as c

__all__ = ["CLAIMS"]

DRAWS: Final = 200
"""Draws of what governments fear and want."""
_AFTER: Final = 3.0
"""Years past its cause after which an emergency counts as one that stayed."""


def _mild(*powers: c.Clause) -> Text:
    """An order that asks little and looks seldom, led by whoever is ahead, with or without powers for the worst case."""
    clauses = (
        c.SafetyFloor(level=0.15, cost=0.4),
        c.Inspection(instrument="on_site", rate=0.3),
        c.Oversight(body="leader", leader=LEADER, hosted_by=LEADER, placement="embedded"),
        c.Sanction(fine=0.7, exclusion=0.65),
        c.WithdrawalNotice(lasts=2),
    )
    return Text((*clauses, *powers))


def _powers(sunset: int | None, trigger: int = 1) -> c.EmergencyPowers:
    return c.EmergencyPowers(trigger=trigger, floor=0.4, rate=0.95, sunset=sunset)


@lru_cache(maxsize=32)
def _conduct(bench: Bench, *powers: c.EmergencyPowers) -> Levers:
    """Best replies, those under powers searched from those without."""
    start = _conduct(bench) if powers else None
    return near(bench, bench.table(_mild(*powers)), start)


@lru_cache(maxsize=32)
def _under(bench: Bench, *powers: c.EmergencyPowers) -> Run:
    return bench.measure(_conduct(bench, *powers), _mild(*powers))


def _after_incident(bench: Bench, run: Run, first: FloatArray) -> FloatArray:
    """(G,) risk in the two years that follow the round ``first``; (G,) rounds."""
    window = max(1, round(bench.rounds / 3))
    hazard = run.series["hazard"]
    places = first[:, None].astype(np.int64) + 1 + np.arange(window)
    return np.asarray(1.0 - np.exp(-np.take_along_axis(hazard, places, axis=1).sum(axis=1)))


def _needed(bench: Bench) -> Evidence:
    without, with_ = _under(bench), _under(bench, _powers(4))
    public = without.series["incident_public"].sum(axis=2) > 0
    first = np.where(public.any(axis=1), public.argmax(axis=1), bench.rounds).astype(np.float64)
    counted = first + max(1, round(bench.rounds / 3)) < bench.rounds
    with_counted, without_counted = (
        _after_incident(bench, _only(run, counted), first[counted]) for run in (with_, without)
    )
    return Evidence(
        (
            sampled(
                "risk in the two years after the first incident, with powers against without",
                lambda a, b: a / b,
                with_counted,
                without_counted,
                at_most=1.0,
            ),
            sampled("the same risk without powers", lambda a: a, without_counted),
            sampled(
                "risk of the whole game, with against without", lambda a, b: a / b, with_.risk, without.risk
            ),
            exact("share of games with an incident early enough", float(counted.mean())),
        )
    )


def _only(run: Run, games: BoolArray) -> Run:
    return Run(
        run.labs[games],
        run.nations[games],
        run.risk[games],
        {name: one[games] for name, one in run.series.items()},
    )


def _persists(bench: Bench) -> Evidence:
    trigger = 2
    # Whoever decides on an end takes conduct as it is while the powers last; only the end differs.
    conduct = _conduct(bench, _powers(None, trigger))
    year, two, never = (bench.measure(conduct, _mild(_powers(sunset, trigger))) for sunset in (2, 4, None))
    scores = np.stack([tastes(bench, run, DRAWS) for run in (year, two, never)])
    holder = scores[:, :, 0].argmax(axis=0) == 2
    vote = (scores[2] > scores[0]).sum(axis=1) * 2 > scores.shape[2]
    past = _cause_past(bench, never, trigger)
    running = _on_at_end(never)
    games = int((past & running).sum())
    kept = games / max(1, int(past.sum()))
    price = year.risk - never.risk
    return Evidence(
        (
            share("holders who keep them past every sunset", int(holder.sum()), DRAWS, at_least=0.5),
            share(
                "games whose cause is three years past in which unlimited powers are still used",
                games,
                int(past.sum()),
            ),
            exact("share of games kept beyond three years by the holder", kept * holder.mean(), at_least=0.5),
            share("parliaments of members that vote to keep them", int(vote.sum()), DRAWS),
            exact("share of games kept beyond three years by vote", kept * vote.mean()),
            sampled("price of a sunset of one year: risk added", lambda a: a, price),
        ),
        _why(bench, scores),
    )


def _cause_past(bench: Bench, run: Run, trigger: int) -> BoolArray:
    """(G,) it was triggered, and the last time at least three years before the end."""
    opened = run.series["incident_public"].sum(axis=2) >= trigger
    last = bench.rounds - 1 - opened[:, ::-1].argmax(axis=1)
    quiet = (bench.rounds - 1 - last) * 6.0 / bench.rounds
    return np.asarray(opened.any(axis=1) & (quiet >= _AFTER))


def _on_at_end(run: Run) -> BoolArray:
    assert run.table is not None
    status = run.table[1].emergency[:, 0]
    return np.asarray(np.broadcast_to(status != 0, run.risk.shape))


def _why(bench: Bench, scores: FloatArray) -> str:
    del bench
    keeps = (scores[2] - scores[0]).mean(axis=0)
    return (
        "Worth of powers without end against one year's, by nation (G$): "
        + ", ".join(f"{value:+.1f}" for value in keeps)
        + "."
    )


CLAIMS: Final = (
    Claim(
        "emergency-needed",
        "Orders and blocs",
        "In an emergency, central power can be necessary.",
        "the two years after the first public incident, under a mild order with and without emergency powers",
        _needed,
    ),
    Claim(
        "emergency-persists",
        "Orders and blocs",
        "… and it tends to persist.",
        "powers that the holder may keep for nothing, against a sunset and against a vote of the members",
        _persists,
    ),
)
