"""Variants of one table: other members, other terms, a quicker search from conduct that is nearly right.

Maps over many texts, and decisions on joining and leaving, ask for many equilibria that differ little; each is searched
from one that is known, with fewer games and sweeps than a bench's own `settled`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
from functools import lru_cache
from typing import Any, Final

import numpy as np

from detente_rules.arrays import FloatArray, concatenate
from detente_rules.claims import chance
from detente_rules.claims.bench import Bench
from detente_rules.claims.conduct import Levers
from detente_rules.claims.play import Run, Turn, expected
from detente_rules.claims.reply import settle
from detente_rules.claims.table import NATIONS, Table, Text, bound
from detente_rules.dice import Purpose, key_from_seed, keys, uniforms
from detente_rules.treaty.terms import Phase
from detente_rules.world.draws import Draws
from detente_rules.world.params import Params
from detente_rules.world.scores import terminal
from detente_rules.world.state import WorldState

__all__ = [
    "CONDUCT",
    "KEEPS",
    "Worth",
    "each_worth",
    "governed",
    "half_years",
    "members",
    "near",
    "outside",
    "tastes",
    "terms_with",
    "worth",
    "years",
]

CONDUCT: Final = ("care", "keep", "keep_late", "hide", "overshoot", "enforcement")
"""Levers that are free in a quick search: what treaties speak of, and whether a nation looks away."""


def near(
    bench: Bench,
    table: Table,
    start: Levers | None = None,
    *,
    free: tuple[str, ...] = CONDUCT,
    movers: tuple[tuple[int, ...], tuple[int, ...]] | None = None,
    turn: Turn | None = None,
    hasty: bool = False,
) -> Levers:
    """Best replies under ``table``, searched from ``start`` (the race, true to treaties, by default).

    hasty: half as many sweeps again fewer, where the start is close.
    """
    sweeps = max(6, min(bench.size.sweeps, 10), bench.size.sweeps // 2)
    found = settle(
        bench.params,
        start or bench.race,
        table,
        _few(bench),
        free=free,
        movers=movers,
        sweeps=max(4, sweeps // 2) if hasty else sweeps,
        enough=bench.size.enough,
        steps=bench.size.steps,
        turn=turn,
    )
    return found.levers


KEEPS: Final = tuple(float(part) for part in np.linspace(0.0, 1.0, 9))
"""How far a government may have its labs keep what is asked of them."""


def governed(bench: Bench, table: Table, start: Levers | None = None, turns: int = 6) -> Levers:
    """Best replies where what is limited is the states' own: each government chooses for all labs at home how far a floor is kept,
    what is hidden where it is not, and whether a cap is overshot; labs choose their care beyond that.

    From ``start`` (everything kept by default: a treaty begins as agreed), all governments at once, until none changes.
    """
    params = bench.params
    levers = near(bench, table, start or bench.race.having(overshoot=0.0), free=("care",), hasty=True)
    ways = [
        (keep, hide, over)
        for keep in KEEPS
        for hide in ((0.0,) if keep == 1.0 else (0.0, 0.1))
        for over in ((0.0, 1.0) if np.isfinite(table[0].cap).any() else (0.0,))
    ]
    for _ in range(turns):
        options = [
            (power, levers.having(who=list(own), keep=keep, hide=hide, overshoot=over))
            for power, own in enumerate(params.labs_at)
            if own
            for keep, hide, over in ways
        ]
        batch = Levers(
            np.concatenate([levers.lab, *(one.lab for _, one in options)]),
            np.concatenate([levers.nation, *(one.nation for _, one in options)]),
        )
        scores = expected(params, batch, table, _few(bench))[1]
        lab = levers.lab.copy()
        for power, own in enumerate(params.labs_at):
            if own:
                mine = [place for place, (who, _) in enumerate(options) if who == power]
                best = max(mine, key=lambda place: float(scores[place + 1, power]))
                if scores[best + 1, power] > scores[0, power] + 1e-6:
                    lab[:, list(own)] = options[best][1].lab[:, list(own)]
        if np.array_equal(lab, levers.lab):
            break
        levers = Levers(lab, levers.nation)
    return levers


def _few(bench: Bench) -> tuple[Draws, ...]:
    games = max(min(12, bench.size.search), bench.size.search // 2)
    return chance.strata(games, bench.rounds, bench.params.labs, bench.params.nations)


@dataclass(frozen=True, eq=False, slots=True)
class Worth:
    """What conduct under a table is worth, as a seat that decides expects it: means over the search's dice.

    labs: (A,), nations: (N,) final scores (G$). risk: probability.
    """

    labs: FloatArray
    nations: FloatArray
    risk: float


def worth(bench: Bench, table: Table, levers: Levers, turn: Turn | None = None) -> Worth:
    """Play one doctrine over the bench's search dice."""
    labs, nations, risk = expected(bench.params, levers, table, bench.search_dice, turn)
    return Worth(labs[0], nations[0], float(risk[0]))


def each_worth(bench: Bench, tables: Sequence[Table], levers: Levers) -> list[Worth]:
    """`worth` of the same doctrine and text under several memberships, all at once."""
    games = int(bench.search_dice[0].fate.shape[0])
    status = concatenate([table[1] for table in tables])
    spread = replace(
        status,
        **{entry.name: np.repeat(getattr(status, entry.name), games, axis=0) for entry in fields(status)},
    )
    labs, nations, risk = expected(
        bench.params, levers.repeated(len(tables)), (tables[0][0], spread), bench.search_dice
    )
    return [Worth(*row) for row in zip(labs, nations, risk.tolist(), strict=True)]


# --- tables -------------------------------------------------------------------------------------------------------------


def terms_with(table: Table, slot: int = 0, **values: Any) -> Table:
    """The table with fields of one treaty's terms replaced; values broadcast over the slot."""
    terms, status = table
    changes = {}
    for name, value in values.items():
        array = getattr(terms, name).copy()
        array[:, slot] = value
        changes[name] = array
    return replace(terms, **changes), status


def members(table: Table, nations: Iterable[int], slot: int = 0) -> Table:
    """The table with exactly these nations in the treaty of a slot; with nobody in it, it is over."""
    terms, status = table
    inside = tuple(NATIONS[place] for place in nations)
    status = bound(terms, status, slot, inside)
    if not inside:
        phase = status.phase.copy()
        phase[:, slot] = int(Phase.TERMINATED)
        status = replace(status, phase=phase)
    return terms, status


def outside(bench: Bench, *texts: Text) -> Table:
    """The table with all these texts known and none of them in force."""
    table = bench.table(*texts)
    for slot in range(len(texts)):
        table = members(table, (), slot)
    return table


def half_years(bench: Bench, count: float) -> int:
    """A span of time in rounds, rounded half up."""
    return int(count * bench.rounds / 12.0 + 0.5)


def years(bench: Bench, series: FloatArray) -> FloatArray:
    """A series (G, R) as it stood at the end of each of the six years, (G, 6): the last round of the year, or the one
    in which it lies where rounds are longer.
    """
    ends = np.ceil(np.arange(1, 7) * bench.rounds / 6.0 - 1e-9).astype(np.int64) - 1
    return np.asarray(series[:, ends])


# --- whom a nation's people are ------------------------------------------------------------------------------------------


@lru_cache(maxsize=16)
def _spread(draws: int, nations: int, kinds: int) -> FloatArray:
    drawn = uniforms(
        keys([key_from_seed(f"claims/tastes/{draw}") for draw in range(draws)]),
        Purpose.BRANCH,
        0,
        kinds,
        nations,
    )
    return np.asarray(drawn).reshape(draws, kinds, nations)


def tastes(bench: Bench, run: Run, draws: int, spread: float = 0.5) -> FloatArray:
    """(draws, N) mean scores of a run for nations that value things otherwise: damage and prize each times 1 ± ``spread``.

    Governments differ in what they fear and want; the same draws for every run of every claim. Only the end is revalued:
    conduct is that of the default valuation.
    """
    params = bench.params
    parts = _spread(draws, params.nations, 2)
    factor = 1.0 + spread * (2.0 * parts - 1.0)
    end = _end(params, run)
    loss = params.discount**params.rounds * params.damage * (run.risk.mean())
    prize = end + loss
    base: FloatArray = run.nations.mean(axis=0)
    revalued: FloatArray = base + (factor[:, 0] - 1.0) * prize - (factor[:, 1] - 1.0) * loss
    return revalued


def _end(params: Params, run: Run) -> FloatArray:
    """(N,) mean of the nations' part of the end's scores (G$)."""
    games = run.risk.shape[0]
    world = replace(
        WorldState.initial(params, games, None, 1),
        capability=run.series["capability"][:, -1],
        revenue=run.series["revenue"][:, -1],
        survival=1.0 - run.risk,
    )
    mean: FloatArray = terminal(params, world)[1].mean(axis=0)
    return mean
