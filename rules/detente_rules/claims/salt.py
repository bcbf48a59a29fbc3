"""Two powers, one ceiling: SALT I, in force and unratified (bilateral, on the default table; all other nations race).

Arsenals are a state's own: whether a ceiling is kept is each government's choice for all labs at its home, while labs choose their
own care.  Best replies show a stag hunt: to keep the ceiling is best where the other keeps it, to break it where it does not.

`salt` is refuted where a government gains by breaking a ceiling that the other keeps; where it does not slow the two; where breaches are
usual in that equilibrium (mean size above .1); where what the ceiling does not count grows no faster than what it counts; or where
seeing the other's conduct does not lower the trust that is needed (the least probability of the other's good faith at which it is best to
keep one's own).

`salt-unratified`: the same text binds nobody; nobody inspects for it, and each government watches with its own means and keeps the
ceiling until it believes to have seen a breach. Refuted where a government gains by breaking at once, where compliance does not lie
between that under SALT I and that without any text, or where keeping on after a breach would be better than answering it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

import numpy as np

from detente_rules.arrays import BoolArray, FloatArray
from detente_rules.claims import chance
from detente_rules.claims.bench import Bench
from detente_rules.claims.claim import Claim, Evidence
from detente_rules.claims.conduct import Levers
from detente_rules.claims.nearby import near, terms_with
from detente_rules.claims.stats import exact, mean, sampled
from detente_rules.claims.table import HOMES, NATIONS, Table, Text
from detente_rules.treaty.precedents import PRECEDENTS, fill
from detente_rules.world.scores import final_scores
from detente_rules.world.state import WorldState
from detente_rules.world.step import step

__all__ = ["CLAIMS"]

_POWERS: Final = (0, 1)
_LABS_OF: Final = tuple(tuple(lab for lab in range(len(HOMES)) if HOMES[lab] == power) for power in _POWERS)
_BOUND: Final = (*_LABS_OF[0], *_LABS_OF[1])


def _text() -> Text:
    parties = tuple(NATIONS[power] for power in _POWERS)
    return Text(fill(PRECEDENTS["salt"], parties), parties)


@dataclass(frozen=True, eq=False, slots=True)
class _Course:
    """Games in which the ceiling was kept, broken, or kept until a breach was seen. Leading axis: games."""

    nations: FloatArray
    """(G, N) final scores (G$)."""
    risk: FloatArray
    """(G,) cumulated."""
    growth: FloatArray
    """(G, R, A) of all labs (doublings a round)."""
    breach: FloatArray
    """(G, R) mean size of breaches among the powers' labs."""
    kept: FloatArray
    """(G, R) 1.0 where both powers kept the ceiling."""
    top: FloatArray
    """(G,) highest capability of a power's lab at the end."""


def _play(
    bench: Bench,
    levers: Levers,
    table: Table,
    breaks: tuple[bool, bool],
    *,
    answers: bool,
    watch: bool = True,
) -> _Course:
    """breaks: who breaks the ceiling from the start. answers: once a power's own means report a breach, both break it."""
    params, games = bench.params, bench.size.games
    dice = chance.own_rounds(games, bench.rounds, params.labs, params.nations)
    many = levers.repeated(games)
    script = many.script(params)
    terms, status = table
    world = WorldState.initial(params, games, chance.game_keys(games), terms.treaties)
    over: BoolArray = np.zeros(games, dtype=np.bool_)
    looks = np.zeros((games, params.nations, params.labs))
    if watch:
        for power in _POWERS:
            looks[:, power, list(_LABS_OF[1 - power])] = 1.0
    growth, breach, kept = [], [], []
    for now in range(params.rounds):
        overshoot = np.zeros((games, params.labs))
        for power in _POWERS:
            overshoot[:, list(_LABS_OF[power])] = np.where(over, 1.0, float(breaks[power]))[:, None]
        choices = script.choices(params, world, terms, status, now)
        result = step(
            params, world, terms, status, replace(choices, overshoot=overshoot, watch=looks), dice[now], now
        )
        kept.append(~over & ~any(breaks))
        growth.append(result.growth)
        breach.append(result.violation[:, list(_BOUND)].mean(axis=1))
        if answers:
            over = over | (result.seen & (looks > 0)).any(axis=(1, 2))
        world, status = result.world, result.status
    return _Course(
        nations=final_scores(params, world)[1],
        risk=1.0 - world.survival,
        growth=np.stack(growth, axis=1),
        breach=np.stack(breach, axis=1),
        kept=np.stack(kept, axis=1).astype(np.float64),
        top=world.capability[:, list(_BOUND)].max(axis=1),
    )


@dataclass(frozen=True, eq=False, slots=True)
class _Game:
    """The two-by-two of the powers in one treaty: courses by who breaks, with the conduct of labs where both keep it."""

    both: _Course
    broken: dict[int, _Course]
    """By the power that breaks alone."""
    none: _Course
    after: dict[int, _Course]
    """By the power that breaks alone: the other answers what it sees."""


@lru_cache(maxsize=16)
def _game(bench: Bench) -> _Game:
    table = bench.table(_text())
    start = bench.race.having(overshoot=0.0)
    levers = near(bench, table, start, free=("care",))
    alone = {0: (True, False), 1: (False, True)}
    return _Game(
        both=_play(bench, levers, table, (False, False), answers=False, watch=False),
        broken={
            power: _play(bench, levers, table, who, answers=False, watch=False)
            for power, who in alone.items()
        },
        none=_play(bench, bench.race, table, (True, True), answers=False, watch=False),
        after={power: _play(bench, levers, table, who, answers=True) for power, who in alone.items()},
    )


def _trust(good: FloatArray, tempted: FloatArray, betrayed: FloatArray, answer: FloatArray) -> float:
    """Least probability of the other's good faith at which keeping the ceiling is the better choice."""
    gain = float((good - tempted).mean())
    loss = float((answer - betrayed).mean())
    if gain <= 0:
        return 1.0
    return max(0.0, loss / (loss + gain))


def _salt(bench: Bench) -> Evidence:
    found = _game(bench)
    growth, free = found.both.growth[:, :, list(_BOUND)], found.none.growth[:, :, list(_BOUND)]
    row = bench.table(_text())[0]
    cap, covers = float(row.cap[0, 0]), float(row.cap_coverage[0, 0])
    escapes = np.maximum(growth - cap, 0.0).mean(axis=(1, 2))
    # What a lab would grow without the ceiling escapes it by the uncounted part: growth - cap = (1 - covers)(wanted - cap).
    uncounted = (1.0 - covers) * cap + escapes
    counted = covers * np.minimum(growth, cap).mean(axis=(1, 2))
    temptation = [
        mean(
            f"{NATIONS[power]}: gain by breaking a ceiling that the other keeps",
            found.broken[power].nations[:, power] - found.both.nations[:, power],
            at_most=0.0,
        )
        for power in _POWERS
    ]
    blind = max(_needed(found, power, seen=False) for power in _POWERS)
    seen = max(_needed(found, power, seen=True) for power in _POWERS)
    return Evidence(
        (
            *temptation,
            sampled(
                "the powers' frontier against none",
                lambda a, b: a / b,
                found.both.top,
                found.none.top,
                at_most=0.98,
            ),
            mean("size of breaches a lab and round", found.both.breach.mean(axis=1), at_most=0.1),
            sampled(
                "growth of what is not counted against what is, each against its part of growth without the ceiling",
                lambda a, b: a / b,
                uncounted / (1.0 - covers),
                counted / covers,
                at_least=1.0,
            ),
            sampled(
                "growth of what is not counted against the same without the treaty",
                lambda a, b: a / b,
                uncounted,
                (1.0 - covers) * free.mean(axis=(1, 2)),
            ),
            exact("trust needed without means to see", blind),
            exact("trust needed less that with national technical means", blind - seen, at_least=0.0),
            sampled("risk against none", lambda a, b: a / b, found.both.risk, found.none.risk),
        ),
        f"Both keeping and both breaking it are equilibria: the trust that is needed is {blind:.2f}, {seen:.2f} with means to see.",
    )


def _needed(found: _Game, power: int, *, seen: bool) -> float:
    """Power's least trust; seen: it answers a breach that its means report, else never."""
    other = 1 - power
    betrayed = (found.after if seen else found.broken)[other]
    return _trust(
        found.both.nations[:, power],
        found.broken[power].nations[:, power],
        betrayed.nations[:, power],
        found.none.nations[:, power],
    )


# --- unratified ------------------------------------------------------------------------------------------------------------


def _unratified(bench: Bench) -> Evidence:
    treaty = _game(bench)
    # Nobody inspects for a text that is not in force; its ceiling is what the two say they observe.
    table = terms_with(bench.table(_text()), rate=0.0)
    levers = near(bench, table, bench.race.having(overshoot=0.0), free=("care",))
    kept = _play(bench, levers, table, (False, False), answers=True)
    figures = []
    for power, who in ((0, (True, False)), (1, (False, True))):
        at_once = _play(bench, levers, table, who, answers=True)
        figures.append(
            mean(
                f"{NATIONS[power]}: gain by breaking it at once",
                at_once.nations[:, power] - kept.nations[:, power],
                at_most=0.0,
            )
        )
        other = 1 - power
        figures.append(
            mean(
                f"{NATIONS[other]}: gain by not answering a breach that it sees",
                _play(bench, levers, table, who, answers=False).nations[:, other] - at_once.nations[:, other],
                at_most=0.0,
            )
        )
    observed = kept.kept.mean(axis=1)
    whole = 1.0 - treaty.both.breach.mean(axis=1)
    without = 1.0 - treaty.none.breach.mean(axis=1)
    own = 1.0 - kept.breach.mean(axis=1)
    return Evidence(
        (
            *figures,
            mean("compliance less that without any text", own - without, at_least=0.0),
            mean("compliance under SALT I less that", whole - own, at_least=0.0),
            mean("share of the six years for which both observe it", observed),
            exact("share of games in which it ended", float((kept.kept[:, -1] == 0.0).mean())),
            sampled("risk against SALT I", lambda a, b: a / b, kept.risk, treaty.both.risk),
        ),
        "It ends where a government's own means report a breach, rightly or wrongly; then both do better to break it.",
    )


CLAIMS: Final = (
    Claim(
        "salt",
        "Precedents that worked in part",
        "Bilateral ceilings with national technical means slow a race under mistrust.",
        "two powers under SALT I's clauses, governments' best replies, against no treaty",
        _salt,
    ),
    Claim(
        "salt-unratified",
        "Precedents that worked in part",
        "A signed, unratified agreement can be observed for a while.",
        "the same ceiling, in force and inspected by nobody, observed until a breach is seen; SALT I; none",
        _unratified,
    ),
)
