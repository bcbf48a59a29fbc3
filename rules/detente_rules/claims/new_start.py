"""Data exchange and on-site inspection against uncertainty: New START between two powers, as two cautious planners see it.

A planner sees its rival's capability through noise, and prepares for the worst case that its readings leave open (the upper end of a one-sided
95 % interval), best replying to that: the more capable the rival may be, the more of its effort goes into capability.  What it builds beyond
its best reply to the truth is a build against a worst case that is not there.  How wide the interval is follows from the treaty, through
the game's own observation; how much is built follows from payoffs.

`new-start` is refuted where the treaty takes away less than a tenth of those builds, or where they do not come back after suspension.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import Final

import numpy as np

from detente_rules.arrays import FloatArray
from detente_rules.claims import chance
from detente_rules.claims.bench import Bench
from detente_rules.claims.claim import Claim, Evidence
from detente_rules.claims.nearby import members
from detente_rules.claims.reply import settle
from detente_rules.claims.stats import exact, sampled
from detente_rules.claims.table import HOMES, LABS, NATIONS, Table, Text
from detente_rules.treaty.precedents import PRECEDENTS, fill
from detente_rules.world.draws import Dims, draw_round
from detente_rules.world.state import WorldState
from detente_rules.world.step import step

__all__ = ["CLAIMS"]

_POWERS: Final = (0, 1)
_LEADS: Final = (0, 2)
"""The larger lab of each power: the one that plans, and the one that is watched."""
_WORST: Final = 1.645
"""Standard deviations above the reading that a cautious planner prepares for."""
_BELIEFS: Final = (-0.6, -0.3, 0.0, 0.3, 0.6, 1.0)
"""How much more capable than it is a rival may be thought (doublings); replies between are interpolated."""


def _text() -> Text:
    parties = tuple(NATIONS[power] for power in _POWERS)
    return Text(fill(PRECEDENTS["new-start"], parties), parties)


@lru_cache(maxsize=16)
def _replies(bench: Bench) -> FloatArray:
    """(2, beliefs) safety share that each power's lab best replies with to a rival that is so much more capable."""
    out = np.zeros((2, len(_BELIEFS)))
    quiet = chance.quiet_rounds(bench.rounds, bench.params.labs, bench.params.nations)
    for power in _POWERS:
        for place, shift in enumerate(_BELIEFS):
            start = np.array(bench.params.capability)
            start[[lab for lab in range(len(HOMES)) if HOMES[lab] == 1 - power]] += shift
            world = replace(bench.params, capability=start)
            found = settle(
                world,
                bench.race,
                bench.table(),
                quiet,
                free=("care",),
                movers=((_LEADS[power],), ()),
                sweeps=bench.size.sweeps,
            )
            out[power, place] = found.levers.care[0, _LEADS[power]]
    return out


def _builds(bench: Bench, table: Table, ends: int | None) -> FloatArray:
    """(G, R) mean over the powers of what is built for the worst case, beyond the reply to the truth (share of effort).

    ends: the round from which the second power's participation is suspended; None: never.
    """
    params, games = bench.params, bench.size.games // 4
    keys, dims = chance.game_keys(games), Dims(params.labs, params.nations)
    script = bench.race.having(overshoot=0.0).repeated(games).script(params)
    replies = _replies(bench)
    terms, status = table
    world = WorldState.initial(params, games, keys, terms.treaties)
    out = np.zeros((games, params.rounds))
    for now in range(params.rounds):
        if now == ends:
            suspended = status.suspended.copy()
            suspended[:, 0, len(LABS) + 1] = True
            status = replace(status, suspended=suspended)
        choices = script.choices(params, world, terms, status, now)
        result = step(params, world, terms, status, choices, draw_round(keys, now, dims), now)
        for power in _POWERS:
            seer, seen = len(LABS) + power, _LEADS[1 - power]
            error = result.seen_capability[:, seer, seen] - result.world.capability[:, seen]
            spread = result.seen_factor[:, seer, seen] * params.base.noise_capability
            reply = np.interp(error + _WORST * spread, _BELIEFS, replies[power])
            truth = float(np.interp(0.0, _BELIEFS, replies[power]))
            out[:, now] += np.maximum(0.0, truth - reply) / len(_POWERS)
        world, status = result.world, result.status
    return out


def _new_start(bench: Bench) -> Evidence:
    table = bench.table(_text())
    half = bench.rounds // 2
    with_ = _builds(bench, table, None)
    without = _builds(bench, members(table, ()), None)
    later = _builds(bench, table, half)
    replies = _replies(bench)
    return Evidence(
        (
            sampled(
                "builds against a worst case that is not there, with the treaty against without",
                lambda a, b: a / b,
                with_.mean(axis=1),
                without.mean(axis=1),
                at_most=0.9,
            ),
            sampled(
                "the same in the second half, suspended against in force",
                lambda a, b: a / b,
                later[:, half:].mean(axis=1),
                with_[:, half:].mean(axis=1),
                at_least=1.1,
            ),
            sampled(
                "and against the second half without any treaty",
                lambda a, b: a / b,
                later[:, half:].mean(axis=1),
                without[:, half:].mean(axis=1),
            ),
            sampled("mean build without the treaty (share of effort)", lambda a: a, without.mean(axis=1)),
            exact(
                "a power's reply to a rival .6 doublings ahead of what it is",
                float((replies[:, 4] - replies[:, 2]).mean()),
            ),
        ),
        "Safety share replied with to rivals thought "
        + ", ".join(f"{belief:+g}" for belief in _BELIEFS)
        + " doublings above the truth: "
        + ", ".join(f"{value:.3f}" for value in replies.mean(axis=0))
        + ".",
    )


CLAIMS: Final = (
    Claim(
        "new-start",
        "Precedents that worked in part",
        "Data exchange and on-site inspection narrow uncertainty.",
        "cautious planners with New START, without it, and with its suspension half-way",
        _new_start,
    ),
)
