"""Two powers, one ceiling: SALT I, in force and unratified (bilateral, on the default table; all other nations race).

Arsenals are a state's own: how far a ceiling is broken is each government's choice for all labs at its home, while labs choose their
own care.  A government breaks it in the way that is best for it, wholly or in part, knowing how the other answers.

`salt` is refuted where some breach pays although one that the treaty's means find is answered in kind; where the ceiling does not slow
the two; or where what it does not count grows no faster than what it counts.

`salt-unratified`: the same text binds nobody; nobody inspects for it, and each government watches with its own means and keeps the
ceiling until it believes to have seen a breach. Refuted where some breach from the start pays, where compliance does not lie between
that under SALT I and that without any text, or where keeping on after a breach would be better than answering it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final, Literal

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

__all__ = ["CLAIMS", "bilateral", "ceiling"]

_POWERS: Final = (0, 1)
_LABS_OF: Final = tuple(tuple(lab for lab in range(len(HOMES)) if HOMES[lab] == power) for power in _POWERS)
_BOUND: Final = (*_LABS_OF[0], *_LABS_OF[1])
PARTS: Final = (0.6, 0.7, 0.8, 1.0)
"""Parts of the growth beyond the ceiling that a breach may take; up to .4 it is uncounted, and lawful."""
_Answer = Literal["never", "found", "seen"]


def bilateral(name: str = "salt") -> Text:
    """A precedent's clauses between the two powers."""
    parties = tuple(NATIONS[power] for power in _POWERS)
    return Text(fill(PRECEDENTS[name], parties), parties)


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
    bench: Bench, levers: Levers, table: Table, parts: tuple[float, float], answer: _Answer = "never"
) -> _Course:
    """parts: of the growth beyond the ceiling that each power takes from the start.

    answer: both drop the ceiling never; once the treaty's inspectors found a breach (accusations are cleared by talks); or once a
    power's own means report one, rightly or wrongly.
    """
    params, games = bench.params, bench.size.games
    dice = chance.own_rounds(games, bench.rounds, params.labs, params.nations)
    many = levers.repeated(games)
    script = many.script(params)
    terms, status = table
    world = WorldState.initial(params, games, chance.game_keys(games), terms.treaties)
    over: BoolArray = np.zeros(games, dtype=np.bool_)
    looks = np.zeros((games, params.nations, params.labs))
    if answer == "seen":
        for power in _POWERS:
            looks[:, power, list(_LABS_OF[1 - power])] = 1.0
    growth, breach, kept = [], [], []
    for now in range(params.rounds):
        overshoot = np.zeros((games, params.labs))
        for power in _POWERS:
            overshoot[:, list(_LABS_OF[power])] = np.where(over, 1.0, parts[power])[:, None]
        choices = script.choices(params, world, terms, status, now)
        result = step(
            params, world, terms, status, replace(choices, overshoot=overshoot, watch=looks), dice[now], now
        )
        kept.append(~over & (max(parts) == 0.0))
        growth.append(result.growth)
        breach.append(result.violation[:, list(_BOUND)].mean(axis=1))
        if answer == "found":
            over = over | result.found[:, list(_BOUND)].any(axis=1)
        elif answer == "seen":
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


def _alone(power: int, part: float) -> tuple[float, float]:
    """Only this power breaks the ceiling."""
    return (part, 0.0) if power == 0 else (0.0, part)


@dataclass(frozen=True, eq=False, slots=True)
class _Game:
    """Courses of the two powers in one treaty, with the care that labs take where both keep it."""

    both: _Course
    none: _Course
    trusting: dict[tuple[int, float], _Course]
    """By the power that breaks alone, and by how much; nobody ever answers."""
    answered: dict[tuple[int, float], _Course]
    """The same, and a breach that is found is answered."""


@lru_cache(maxsize=16)
def _game(bench: Bench, name: str = "salt") -> _Game:
    table = bench.table(bilateral(name))
    levers = near(bench, table, bench.race.having(overshoot=0.0), free=("care",))
    ways = [(power, part) for power in _POWERS for part in PARTS]
    return _Game(
        both=_play(bench, levers, table, (0.0, 0.0)),
        none=_play(bench, bench.race, table, (1.0, 1.0)),
        trusting={way: _play(bench, levers, table, _alone(*way)) for way in ways},
        answered={way: _play(bench, levers, table, _alone(*way), "found") for way in ways},
    )


def _temptation(courses: dict[tuple[int, float], _Course], kept: _Course, power: int) -> FloatArray:
    """(G,) what a power gains by breaking the ceiling in the way that is best for it (G$)."""
    gains = [courses[power, part].nations[:, power] - kept.nations[:, power] for part in PARTS]
    return max(gains, key=lambda gain: float(gain.mean()))


def _salt(bench: Bench) -> Evidence:
    found = _game(bench)
    growth, free = found.both.growth[:, :, list(_BOUND)], found.none.growth[:, :, list(_BOUND)]
    row = bench.table(bilateral())[0]
    cap, covers = float(row.cap[0, 0]), float(row.cap_coverage[0, 0])
    escapes = np.maximum(growth - cap, 0.0).mean(axis=(1, 2))
    # What a lab would grow without the ceiling escapes it by the uncounted part: growth - cap = (1 - covers)(wanted - cap).
    uncounted = (1.0 - covers) * cap + escapes
    counted = covers * np.minimum(growth, cap).mean(axis=(1, 2))
    return Evidence(
        (
            *(
                mean(
                    f"{NATIONS[power]}: gain by the best breach, where one that is found is answered",
                    _temptation(found.answered, found.both, power),
                    at_most=0.0,
                )
                for power in _POWERS
            ),
            sampled(
                "the powers' frontier against none",
                lambda a, b: a / b,
                found.both.top,
                found.none.top,
                at_most=0.98,
            ),
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
            *(
                mean(
                    f"{NATIONS[power]}: gain by the best breach, where nobody could see it",
                    _temptation(found.trusting, found.both, power),
                )
                for power in _POWERS
            ),
            sampled(
                "risk against none, where it is kept", lambda a, b: a / b, found.both.risk, found.none.risk
            ),
        ),
        f"What a breach gains: {_told(found)}.",
    )


def ceiling(bench: Bench, name: str) -> tuple[FloatArray, FloatArray, bool]:
    """(G,) risk under a bilateral ceiling, (G,) without it, and whether it is kept.

    Where a breach pays a power although one that is found is answered, it breaks it in the way that is best for it.
    """
    found = _game(bench, name)
    parts = []
    for power in _POWERS:
        gains = [
            float((found.answered[power, part].nations - found.both.nations)[:, power].mean())
            for part in PARTS
        ]
        best = int(np.argmax(gains))
        parts.append(PARTS[best] if gains[best] > 0.0 else 0.0)
    if not any(parts):
        return found.both.risk, found.none.risk, True
    table = bench.table(bilateral(name))
    levers = near(bench, table, bench.race.having(overshoot=0.0), free=("care",))
    return _play(bench, levers, table, (parts[0], parts[1]), "found").risk, found.none.risk, False


def _told(found: _Game) -> str:
    parts = []
    for power in _POWERS:
        gains = (
            f"{part:g} of the excess {(found.answered[power, part].nations - found.both.nations)[:, power].mean():+.0f}"
            for part in PARTS
        )
        parts.append(f"{NATIONS[power]} " + ", ".join(gains))
    return "; ".join(parts)


# --- unratified ------------------------------------------------------------------------------------------------------------


def _unratified(bench: Bench) -> Evidence:
    treaty = _game(bench)
    # Nobody inspects for a text that is not in force; its ceiling is what the two say they observe.
    table = terms_with(bench.table(bilateral()), rate=0.0)
    levers = near(bench, table, bench.race.having(overshoot=0.0), free=("care",))
    kept = _play(bench, levers, table, (0.0, 0.0), "seen")
    figures = []
    for power in _POWERS:
        other = 1 - power
        courses = {(power, part): _play(bench, levers, table, _alone(power, part), "seen") for part in PARTS}
        figures.append(
            mean(
                f"{NATIONS[power]}: gain by the best breach from the start",
                _temptation(courses, kept, power),
                at_most=0.0,
            )
        )
        figures.append(
            mean(
                f"{NATIONS[other]}: gain by not answering a full breach",
                _play(bench, levers, table, _alone(power, 1.0)).nations[:, other]
                - courses[power, 1.0].nations[:, other],
                at_most=0.0,
            )
        )
    whole = 1.0 - treaty.both.breach.mean(axis=1)
    without = 1.0 - treaty.none.breach.mean(axis=1)
    own = 1.0 - kept.breach.mean(axis=1)
    return Evidence(
        (
            *figures,
            mean("compliance less that without any text", own - without, at_least=0.0),
            mean("compliance under SALT I less that", whole - own, at_least=0.0),
            mean("share of the six years for which both observe it", kept.kept.mean(axis=1)),
            exact("share of games in which it ended", float((kept.kept[:, -1] == 0.0).mean())),
            sampled("risk against SALT I", lambda a, b: a / b, kept.risk, treaty.both.risk),
        ),
        "It ends where a government's own means report a breach, rightly or wrongly.",
    )


CLAIMS: Final = (
    Claim(
        "salt",
        "Precedents that worked in part",
        "Bilateral ceilings with national technical means slow a race under mistrust.",
        "two powers under SALT I's clauses, governments' best breaches and answers, against no treaty",
        _salt,
    ),
    Claim(
        "salt-unratified",
        "Precedents that worked in part",
        "A signed, unratified agreement can be observed for a while.",
        "the same ceiling, inspected by nobody, observed until a breach is seen; SALT I; none",
        _unratified,
    ),
)
