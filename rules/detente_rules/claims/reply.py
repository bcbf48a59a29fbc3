"""Best replies: everybody moves its levers a little towards what would have paid, until nothing pays any more.

The search of `world.race`, for any treaty and any levers: damped, simultaneous, by single changes of several sizes, with
jumps (drop it, keep it wholly), since payoffs under inspection are not concave.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from detente_rules.arrays import FloatArray
from detente_rules.claims.conduct import KNOTS, LAB, NATION, Levers
from detente_rules.claims.play import Turn, expected
from detente_rules.claims.table import Table
from detente_rules.world.draws import Draws
from detente_rules.world.params import Params

__all__ = ["COARSE", "FINE", "RACING", "UNDER_TREATY", "Settled", "Steps", "settle"]

RACING: Final = ("care", "pace", "deploy", "funding", "subsidy")
"""Levers that are free where no treaty binds."""
UNDER_TREATY: Final = (*RACING, "keep", "keep_late", "hide", "overshoot", "enforcement")
"""Levers that are free under a treaty."""

_JUMPS: Final = {
    "keep": (0.0, 1.0),
    "keep_late": (0.0, 1.0),
    "overshoot": (0.0, 1.0),
    "enforcement": (0.0, 1.0),
    "boast": (0.0, 1.0),
}
_DAMPING: Final = 0.5
"""Part of the way to its best reply that a seat goes at once, where several reply."""
_CLOSE: Final = 0.03
"""G$ for which a lone reply still moves."""
_PATIENCE: Final = 0.3
"""A seat moves once it gains this part of what the seat gains that gains most."""


@dataclass(frozen=True, slots=True)
class Steps:
    """Changes that are tried: of a whole schedule, of one lever, and at how many levels a lone reply looks."""

    whole: tuple[float, ...]
    single: tuple[float, ...]
    levels: int


FINE: Final = Steps((-0.16, -0.04, -0.01, 0.01, 0.04, 0.16), (-0.08, -0.02, 0.02, 0.08), 25)
COARSE: Final = Steps((-0.16, -0.04, 0.04, 0.16), (-0.06, 0.06), 13)

_Move = tuple[bool, int, FloatArray]
"""(of a lab, the actor, its levers)."""


@dataclass(frozen=True, eq=False, slots=True)
class Settled:
    """Where best replies ended."""

    levers: Levers
    """B = 1."""
    residual: float
    """The most that any seat could still gain by a tried change (G$)."""


def settle(
    params: Params,
    start: Levers,
    table: Table,
    rounds: tuple[Draws, ...],
    *,
    free: tuple[str, ...] = UNDER_TREATY,
    movers: tuple[tuple[int, ...], tuple[int, ...]] | None = None,
    sweeps: int = 20,
    enough: float = 0.03,
    steps: Steps = FINE,
    turn: Turn | None = None,
) -> Settled:
    """Damped best replies from ``start``. movers: labs and nations that reply, all by default. enough: G$ that nobody moves for."""
    labs, nations = movers or (tuple(range(params.labs)), tuple(range(params.nations)))
    lone = len(labs) + len(nations) == 1
    if lone:
        # Cheap, and what rows compare: to the last step.
        enough, steps = min(enough, _CLOSE), FINE
    levers, best, least, quiet = start, start, np.inf, 0.0
    kinds: tuple[tuple[str, ...], ...] = (
        (("whole", "single", "rest"),) if lone else (("whole",), ("single",), ("rest",))
    )
    for number in range(sweeps):
        kind = kinds[number % len(kinds)]
        moves = _moves(params, levers, (labs, nations), free, kind, steps)
        after, gain = _sweep(params, levers, table, rounds, moves, 1.0 if lone else _DAMPING, turn)
        # A full turn of all kinds of moves, seen from nearly the same place, is what a residual can be read off.
        quiet = gain if number % len(kinds) == 0 else max(quiet, gain)
        if number % len(kinds) == len(kinds) - 1:
            if quiet < least:
                best, least = levers, quiet
            if quiet < enough:
                break
        levers = after
    return Settled(best, float(least))


def _moves(
    params: Params,
    levers: Levers,
    movers: tuple[tuple[int, ...], tuple[int, ...]],
    free: tuple[str, ...],
    kind: tuple[str, ...],
    steps: Steps,
) -> list[_Move]:
    moves = list(_of_labs(levers, movers[0], free, kind, steps))
    return [*moves, *_of_nations(params, levers, movers[1], free, steps)] if "rest" in kind else moves


def _sweep(
    params: Params,
    levers: Levers,
    table: Table,
    rounds: tuple[Draws, ...],
    moves: list[_Move],
    damping: float,
    turn: Turn | None,
) -> tuple[Levers, float]:
    batch = levers.repeated(len(moves) + 1)
    for number, (of_lab, actor, values) in enumerate(moves, start=1):
        (batch.lab if of_lab else batch.nation)[number, actor] = values
    labs, nations, _ = expected(params, batch, table, rounds, turn)
    best: dict[tuple[bool, int], tuple[float, FloatArray]] = {}
    for number, (of_lab, actor, values) in enumerate(moves, start=1):
        scores = labs if of_lab else nations
        gain = float(scores[number, actor] - scores[0, actor])
        if gain > best.get((of_lab, actor), (1e-6, values))[0]:
            best[of_lab, actor] = (gain, values)
    lab, nation = levers.lab.copy(), levers.nation.copy()
    most = max((gain for gain, _ in best.values()), default=0.0)
    for (of_lab, actor), (gain, values) in best.items():
        if gain < _PATIENCE * most:
            continue  # whoever gains little waits: all at once would leap over equilibria that are there
        now = lab if of_lab else nation
        now[0, actor] += damping * (values - now[0, actor])
    return Levers(lab, nation), most


def _of_labs(
    levers: Levers, actors: tuple[int, ...], free: tuple[str, ...], kind: tuple[str, ...], steps: Steps
) -> Iterator[_Move]:
    for actor in actors:
        own = levers.lab[0, actor]
        if "care" in free and len(actors) == 1:
            # A lone reply is a search for the best there is, so it looks everywhere.
            yield from ((True, actor, moved) for moved in _levels(own, steps.levels))
        if "care" in free and "whole" in kind:
            yield from (
                (True, actor, moved) for moved in _shifted(own, slice(0, KNOTS), (*steps.whole, -1.0))
            )
        if "care" in free and "single" in kind:
            for place in range(KNOTS):
                where = slice(place, place + 1)
                yield from ((True, actor, moved) for moved in _shifted(own, where, steps.single))
        if "keep" in free and "keep_late" in free and "whole" in kind:
            yield from ((True, actor, moved) for moved in _both(own, steps.whole))
        for name in free:
            if name in LAB and name != "care" and ("single" if name.startswith("keep") else "rest") in kind:
                yield from (
                    (True, actor, moved) for moved in _single(own, LAB.index(name), name, steps.single)
                )


def _of_nations(
    params: Params, levers: Levers, actors: tuple[int, ...], free: tuple[str, ...], steps: Steps
) -> Iterator[_Move]:
    for actor in actors:
        own = levers.nation[0, actor]
        for name in free:
            if name not in NATION or (name != "funding" and not params.labs_at[actor]):
                continue
            yield from (
                (False, actor, moved) for moved in _single(own, NATION.index(name), name, steps.single)
            )


def _single(own: FloatArray, place: int, name: str, shifts: tuple[float, ...]) -> Iterator[FloatArray]:
    where = slice(place, place + 1)
    yield from _shifted(own, where, (-0.3, *shifts, 0.3) if name in NATION else shifts)
    for value in _JUMPS.get(name, (0.0,)):
        if abs(own[place] - value) > 1e-12:
            moved = own.copy()
            moved[place] = value
            yield moved


def _levels(own: FloatArray, count: int) -> Iterator[FloatArray]:
    """The same care throughout, at so many levels up to .6."""
    for level in np.linspace(0.0, 0.6, count):
        moved = own.copy()
        moved[:KNOTS] = level
        yield moved


def _both(own: FloatArray, shifts: tuple[float, ...]) -> Iterator[FloatArray]:
    """Duties kept more or less throughout."""
    early, late = LAB.index("keep"), LAB.index("keep_late")
    yield from _shifted(own, slice(early, late + 1), (-1.0, *shifts, 1.0))


def _shifted(own: FloatArray, places: slice, shifts: tuple[float, ...]) -> Iterator[FloatArray]:
    # Plain numbers: for ten of them the cost of a library's call is what counts.
    here = own.tolist()
    for shift in shifts:
        moved = here.copy()
        moved[places] = [min(1.0, max(0.0, value + shift)) for value in here[places]]
        if moved != here:
            yield np.array(moved)
