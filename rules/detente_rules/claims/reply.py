"""Best replies: everybody moves its levers a little towards what would have paid, until nothing pays any more.

The search of `world.race`, for any treaty and any levers: damped, simultaneous, by single changes of shrinking size, with
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

__all__ = ["RACING", "UNDER_TREATY", "Settled", "settle"]

RACING: Final = ("care", "pace", "deploy", "funding", "subsidy")
"""Levers that are free where no treaty binds."""
UNDER_TREATY: Final = (*RACING, "keep", "keep_late", "hide", "overshoot", "enforcement")
"""Levers that are free under a treaty."""

_JUMPS: Final = {"keep": (0.0, 1.0), "keep_late": (0.0, 1.0), "overshoot": (0.0, 1.0), "enforcement": (0.0, 1.0), "boast": (0.0, 1.0)}
_DAMPING: Final = 0.5
_PATIENCE: Final = 0.3
"""A seat moves once it gains this part of what the seat gains that gains most."""

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
    turn: Turn | None = None,
) -> Settled:
    """Damped best replies from ``start``. movers: labs and nations that reply, all by default."""
    labs, nations = movers or (tuple(range(params.labs)), tuple(range(params.nations)))
    levers, size, gain = start, 0.2, 0.0
    best, least = start, np.inf
    for _ in range(sweeps):
        after, gain = _sweep(params, levers, table, rounds, free, (labs, nations), size, turn)
        if gain < least:
            best, least = levers, gain
        if gain < 0.1:
            size *= 0.5
        else:
            size = max(size * 0.8, 0.02)
        levers = after
        if size < 0.004:
            break
    return Settled(best, float(least))


def _sweep(
    params: Params,
    levers: Levers,
    table: Table,
    rounds: tuple[Draws, ...],
    free: tuple[str, ...],
    movers: tuple[tuple[int, ...], tuple[int, ...]],
    size: float,
    turn: Turn | None,
) -> tuple[Levers, float]:
    moves = [*_of_labs(levers, movers[0], free, size), *_of_nations(params, levers, movers[1], free, size)]
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
        now[0, actor] += _DAMPING * (values - now[0, actor])
    return Levers(lab, nation), most


def _of_labs(levers: Levers, actors: tuple[int, ...], free: tuple[str, ...], size: float) -> Iterator[_Move]:
    for actor in actors:
        own = levers.lab[0, actor]
        if "care" in free:
            for places in (slice(0, KNOTS), slice(0, 1), slice(1, 2), slice(2, 3)):
                shifts = (
                    (-size, -0.4 * size, 0.4 * size, size, -1.0)
                    if places == slice(0, KNOTS)
                    else (-size, size)
                )
                yield from ((True, actor, moved) for moved in _shifted(own, places, shifts))
        if "keep" in free and "keep_late" in free:
            yield from ((True, actor, moved) for moved in _both(own, size))
        for name in free:
            if name in LAB and name != "care":
                yield from ((True, actor, moved) for moved in _single(own, LAB.index(name), name, size))


def _of_nations(
    params: Params, levers: Levers, actors: tuple[int, ...], free: tuple[str, ...], size: float
) -> Iterator[_Move]:
    for actor in actors:
        own = levers.nation[0, actor]
        for name in free:
            if name not in NATION or (name != "funding" and not params.labs_at[actor]):
                continue
            yield from ((False, actor, moved) for moved in _single(own, NATION.index(name), name, size))


def _single(own: FloatArray, place: int, name: str, size: float) -> Iterator[FloatArray]:
    where = slice(place, place + 1)
    yield from _shifted(own, where, (-size, size))
    for value in _JUMPS.get(name, (0.0,)):
        if abs(own[place] - value) > 1e-12:
            moved = own.copy()
            moved[place] = value
            yield moved


def _both(own: FloatArray, size: float) -> Iterator[FloatArray]:
    """Duties kept more or less throughout."""
    early, late = LAB.index("keep"), LAB.index("keep_late")
    yield from _shifted(own, slice(early, late + 1), (-size, size, -1.0, 1.0))


def _shifted(own: FloatArray, places: slice, shifts: tuple[float, ...]) -> Iterator[FloatArray]:
    for shift in shifts:
        moved = own.copy()
        moved[places] = np.clip(moved[places] + shift, 0.0, 1.0)
        if not np.array_equal(moved, own):
            yield moved
