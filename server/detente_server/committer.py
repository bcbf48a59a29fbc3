"""Group commit: one thread writes; whatever arrives while it writes goes into its next transaction.

The journal's calls block on the disk, so they run in an executor of one thread. ``run_in_executor`` rather than a
private thread: it is as fast, and it runs under a simulated loop.
"""

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import Executor
from typing import TypeVar

from detente_server.journal import Batch, Conflict, Journal, JournalFault

T = TypeVar("T")

Prepare = Callable[[], Batch | None]
"""Called on the loop when the disk is free: everything that should become durable by then, None for nothing after all."""

Settled = Callable[[Batch, JournalFault | None], None]
"""Called on the loop when a batch is durable (None), or when nothing of it was stored (why)."""

log = logging.getLogger("detente.journal")


class Committer:
    """The only way to the journal while the server runs.

    journal: used from ``executor`` (one thread) only. observed: called with (batches, seconds) of each transaction.
    """

    def __init__(
        self,
        journal: Journal,
        executor: Executor,
        observed: Callable[[int, float], None] = lambda _n, _s: None,
    ) -> None:
        self._journal = journal
        self._executor = executor
        self._observed = observed
        self._waiting: list[tuple[Prepare, Settled]] = []
        self._writer: asyncio.Task[None] | None = None

    @property
    def depth(self) -> int:
        """Games that wait for the disk."""
        return len(self._waiting)

    def submit(self, prepare: Prepare, settled: Settled) -> None:
        """Make durable soon what a game has by then, all of it at once; a game asks once at a time."""
        self._waiting.append((prepare, settled))
        if self._writer is None:
            self._writer = asyncio.get_running_loop().create_task(self._write())

    async def call(self, work: Callable[[Journal], T]) -> T:
        """Run any other work on the journal, in its thread. Raises: what the work raises."""
        return await asyncio.get_running_loop().run_in_executor(self._executor, work, self._journal)

    async def drained(self) -> None:
        """Wait until nothing is under way."""
        while self._writer is not None:
            await asyncio.wait({self._writer})

    async def _write(self) -> None:
        loop = asyncio.get_running_loop()
        try:
            while self._waiting:
                waiting, self._waiting = self._waiting, []
                group = [(batch, settled) for prepare, settled in waiting if (batch := prepare()) is not None]
                if not group:
                    continue
                started = loop.time()
                outcome = await loop.run_in_executor(
                    self._executor, _commit, self._journal, [b for b, _ in group]
                )
                self._observed(len(group), loop.time() - started)
                for (batch, settled), fault in zip(group, outcome, strict=True):
                    settled(batch, fault)
        finally:
            self._writer = None


def _commit(journal: Journal, batches: list[Batch]) -> list[JournalFault | None]:
    """In the journal's thread: all in one transaction; if one game conflicts, each on its own."""
    try:
        journal.commit(batches)
    except Conflict as fault:
        if len(batches) == 1:
            return [fault]
        return [outcome for batch in batches for outcome in _commit(journal, [batch])]
    except JournalFault as fault:
        return [fault] * len(batches)
    except Exception as fault:  # a store that breaks its promise must not stop the other games' writer
        log.exception("the journal failed in a way it does not document")
        return [JournalFault(f"The journal failed: {type(fault).__name__}.")] * len(batches)
    return [None] * len(batches)
