"""Batches of games on the live path, over several processes. The same seed gives the same rows however they are split."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from multiprocessing import active_children
from typing import TypeAlias, TypeVar

from detente_client.arena import Setup, Step, play_together, seed_of
from detente_client.simulation.rows import Row, Ticket, Watch, fingerprint, rows_of
from detente_rules.genesis import read_scenario

Games: TypeAlias = list[tuple[int, list[Row]]]
"""Number and rows of finished games."""


@dataclass(frozen=True, slots=True)
class Job:
    """What a batch plays, in words that another process can open. seats: value of --seats. constitution: a pack's id."""

    scenario: str
    seats: str | None
    seed: str
    level: str | None = None
    constitution: str | None = None


Opener: TypeAlias = Callable[[Job], Setup]
"""Reads scenario and bots; a function of a module, so that processes can find it, and quick when called again."""

J = TypeVar("J")
R = TypeVar("R")


def named(job: Job, setup: Setup, how: str = "games") -> str:
    """The fingerprint of a job, see ``rows.fingerprint``."""
    level = setup.level or read_scenario(setup.scenario_text).level
    bots = {seat: name for seat, (name, _) in setup.bots.items()}
    return fingerprint(setup.scenario_text, level, bots, job.constitution, how)


def play_some(opener: Opener, job: Job, numbers: Sequence[int]) -> Games:
    """Play these games of a batch, in lockstep: it is quicker, and no game is another for it."""
    setup = opener(job)
    mark = named(job, setup)
    tickets = [
        Ticket(mark, job.constitution, job.seed, number, seed_of(job.seed, number)) for number in numbers
    ]
    watches = [Watch() for _ in tickets]
    last: dict[int, Step] = {}
    for place, step in play_together(setup, [ticket.seed for ticket in tickets]):
        watches[place].saw(step)
        last[place] = step
    return [
        (ticket.game, rows_of(ticket, setup, last[place].state, watches[place].sovereignty))
        for place, ticket in enumerate(tickets)
    ]


def lots(numbers: Sequence[int], processes: int, most: int = 16) -> list[Sequence[int]]:
    """The numbers in lots: enough to forget the cost of asking, few enough for a lively bar and an even end."""
    size = max(1, min(most, -(-len(numbers) // (4 * processes))))
    return [numbers[low : low + size] for low in range(0, len(numbers), size)]


def processes_for(asked: int | None, work: int) -> int:
    """How many processes to use: as asked, else one a processor, never more than there are lots."""
    return max(1, min(asked or os.cpu_count() or 1, work))


def spread(work: Callable[[J], R], parts: Sequence[J], processes: int) -> Iterator[R]:
    """Each part's result as soon as it is there, in any order. A Ctrl-C drops what is not done and comes through at once.

    Where the consumer stops early, results that are there already are lost with what runs; so keep each at once.
    """
    if processes == 1 or len(parts) < 2:
        yield from map(work, parts)
        return
    others = active_children()
    with ProcessPoolExecutor(processes, initializer=_deaf) as pool:
        waiting: Iterable[Future[R]] = [pool.submit(work, part) for part in parts]
        whole = False
        try:
            for done in as_completed(waiting):
                yield done.result()
            whole = True
        finally:
            pool.shutdown(wait=False, cancel_futures=True)
            if not whole:
                # Nobody waits for what they are at, which may take minutes.
                for child in active_children():
                    if child not in others:
                        child.terminate()


def _deaf() -> None:
    """Ctrl-C goes to every process of the terminal; the parent alone decides what follows."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
