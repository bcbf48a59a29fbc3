"""How many games a second: what ``detente bench games`` and benchmarks/games.py measure.

CPU time of this process; the median of at least five lots, interleaved with a reference that says how fast the machine is just
now: a plain Python loop, since a game on the live path is plain Python for the most part. ``games / reference`` is the figure that
can be compared between machines and minutes.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator
from typing import Final

from detente_client.arena import Setup, play_together, seats_of, seed_of
from detente_client.simulation import vectorised
from detente_client.simulation.doctrines import for_seat
from detente_rules import library
from detente_rules.bots import by_name

REPEATS: Final = 5
LIGHT: Final = ("racer", "cautious")
"""Bots that decide at once: what is measured with them is the game."""
LOOP: Final = 200_000


def measures() -> Iterator[tuple[str, float]]:
    """(what, figure), in the order of reading."""
    lots = {
        "8 seats, 12 rounds, light bots": _live(long_table()),
        "two-blocs, light bots": _live(light("two-blocs")),
        "two-blocs, its own bots": _live(light("two-blocs", own=True)),
        "us-led-order, its own bots": _live(light("us-led-order", own=True)),
        "two-blocs, doctrines": _doctrines("two-blocs"),
    }
    seconds: dict[str, list[float]] = {name: [] for name in lots}
    loops: list[float] = []
    for play, _ in lots.values():
        play(0)
    for number in range(1, REPEATS + 1):
        for name, (play, games) in lots.items():
            seconds[name].append(_cpu(play, number) / games)
            loops.append(_cpu(_loop, number))
    reference = LOOP / statistics.median(loops)
    for name, each in seconds.items():
        yield f"{name}, games per CPU second", 1.0 / statistics.median(each)
    yield "reference: turns of a plain Python loop per CPU second", reference
    for name, each in seconds.items():
        yield f"{name}, games per million turns of the loop", 1e6 / statistics.median(each) / reference


def light(scenario: str, *, own: bool = False) -> Setup:
    """A scenario with light bots in turn, or with the bots it suggests."""
    text = library.load_text(scenario)
    return _with(text, own=own)


def long_table() -> Setup:
    """Eight seats and twelve rounds: three nations and five labs, no reference for the index."""
    text = library.load_text("open-weights")
    rounds = library.load("open-weights").rounds
    return _with(text.replace(f"\nrounds = {rounds}\n", "\nrounds = 12\n"), own=False)


def _with(text: str, *, own: bool) -> Setup:
    held = seats_of(text, {})
    if own:
        return Setup(text, None, held)
    names = [LIGHT[place % len(LIGHT)] for place in range(len(held))]
    return Setup(text, None, {seat: (name, by_name(name)) for seat, name in zip(held, names, strict=True)})


def _live(setup: Setup, games: int = 8) -> tuple[Callable[[int], None], int]:
    """In lockstep, as ``simulate`` plays them."""

    def play(number: int) -> None:
        for _ in play_together(setup, [seed_of("bench", games * number + place) for place in range(games)]):
            pass

    return play, games


def _doctrines(scenario: str) -> tuple[Callable[[int], None], int]:
    seats = {seat.id: for_seat(seat.bot) for seat in library.load(scenario).seats}
    plan = vectorised.plan(library.load_text(scenario), library.load_reference(scenario), seats)

    def play(number: int) -> None:
        vectorised.play(plan, "bench", range(vectorised.BATCH * number, vectorised.BATCH * (number + 1)))

    return play, vectorised.BATCH


def _loop(number: int) -> None:
    total = number
    for turn in range(LOOP):
        total += turn & 7


def _cpu(work: Callable[[int], None], number: int) -> float:
    begin = time.process_time()
    work(number)
    return max(time.process_time() - begin, 1e-9)
