"""Clock, disk and trouble of a simulated world: an event loop that jumps to the next thing due, a disk that takes time."""

import asyncio
import random
import selectors
from collections.abc import Callable
from concurrent.futures import Executor, Future
from typing import Any

from tests.server.fakes import MemoryJournal


class SimulatedLoop(asyncio.SelectorEventLoop):
    """An event loop whose clock jumps to the next thing that is due."""

    def __init__(self) -> None:
        self._now = 0.0
        super().__init__(_Jump(self))

    def time(self) -> float:
        return self._now

    def jump(self, seconds: float) -> None:
        """Time passes."""
        self._now += seconds


class _Jump(selectors.SelectSelector):
    """Instead of waiting for sockets, let the time pass."""

    def __init__(self, loop: SimulatedLoop) -> None:
        super().__init__()
        self._loop = loop

    def select(self, timeout: float | None = None) -> list[Any]:
        if timeout is None:
            raise RuntimeError("nothing is due, and nothing ever will be")
        self._loop.jump(timeout)
        return []


class World:
    """Clock, disk and network of one run, all from one seed."""

    def __init__(self, loop: SimulatedLoop, seed: int) -> None:
        self.loop = loop
        self.dice = random.Random(seed)
        self.stormy = True
        self.journal = MemoryJournal()
        self.happened: list[str] = []

    def now(self) -> float:
        """The server's wall clock."""
        return 1_000_000.0 + self.loop.time()

    def slept(self) -> float:
        return 0.0

    def note(self, what: str) -> None:
        """For whoever plays a run again."""
        self.happened.append(f"{self.loop.time():9.3f} {what}")

    def chance(self, probability: float) -> bool:
        """Trouble, while the storm lasts."""
        return self.stormy and self.dice.random() < probability


class Disk(Executor):
    """One thread's worth of blocking work, done after a while; a crash takes what has not been done, or not."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._free_at = 0.0
        self._waiting: list[tuple[Future[Any], Callable[[], Any]]] = []
        self.dead = False

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> "Future[Any]":
        future: Future[Any] = Future()
        loop, dice = self._world.loop, self._world.dice
        self._free_at = max(self._free_at, loop.time()) + dice.choice((0.001, 0.004, 0.02, 0.2))
        self._waiting.append((future, lambda: fn(*args, **kwargs)))
        loop.call_at(self._free_at, self._work)
        return future

    def _work(self) -> None:
        if self.dead or not self._waiting:
            return
        future, work = self._waiting.pop(0)
        if future.cancelled():
            return
        try:
            future.set_result(work())
        except BaseException as fault:  # noqa: BLE001  # as an executor does
            future.set_exception(fault)

    def crash(self) -> None:
        """Some of what was under way reached the device, in order, and nobody was told."""
        self.dead = True
        for _, work in self._waiting[: self._world.dice.randint(0, len(self._waiting))]:
            try:
                work()
            except Exception as fault:  # noqa: BLE001  # a full disk is full
                self._world.note(f"lost in the crash: {fault}")
