"""Faults planted on purpose, so that anybody can see the torture find them (``detente selftest crash --plant``).

A checker that has never found anything proves nothing. Each of these breaks one promise of R9.2 or R11.4 in the way in
which a server really would break it.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import replace
from typing import Final, Literal, get_args

from detente_server.committer import Committer, Prepare, Settled
from detente_server.journal import Batch, Journal

Plant = Literal["ack-before-commit", "answers-not-kept"]

PLANTS: Final[tuple[Plant, ...]] = get_args(Plant)

LATE: Final = 0.05
"""Seconds between the early acknowledgement and the commit: a disk that is busy."""


class Hasty(Committer):
    """Acknowledges, tells the news, and only then writes."""

    def submit(self, prepare: Prepare, settled: Settled) -> None:
        batch = prepare()
        if batch is not None:
            loop = asyncio.get_running_loop()
            loop.call_soon(settled, batch, None)
            loop.call_later(LATE, super().submit, lambda: batch, _nobody)


class Forgetful(Committer):
    """Stores what was done, and not which command it answered: a repetition after a crash is done again."""

    def submit(self, prepare: Prepare, settled: Settled) -> None:
        def unanswered() -> Batch | None:
            batch = prepare()
            return None if batch is None else replace(batch, answers=())

        super().submit(unanswered, settled)


def committer(
    plant: Plant | None,
) -> Callable[[Journal, Executor, Callable[[int, float], None]], Committer]:
    """The committer of a server with this fault, or of a sound one."""
    kinds: dict[Plant | None, type[Committer]] = {
        None: Committer,
        "ack-before-commit": Hasty,
        "answers-not-kept": Forgetful,
    }
    return kinds[plant]


def _nobody(batch: Batch, fault: object) -> None:
    """Nobody waits for this outcome any more."""
    del batch, fault
