"""What every line mode has in common, a player's and a facilitator's: lines in, answers out, news as lines between them."""

import asyncio
import contextlib
import errno
import sys
import threading
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable
from typing import ClassVar, Final, Generic, TextIO, TypeVar

from detente_client.model import Snapshot
from detente_client.table import Table
from detente_client.tui.clock import SPOKEN, next_spoken, read_clock
from detente_client.tui.lines import Line, bare
from detente_client.tui.names import PHASE_NAMES, seat_name, speaker
from detente_client.tui.text import clean

PATIENCE: Final = 3600.0
"""Seconds that ``wait`` waits at most."""

SHORTEST: Final = 0.05
"""Seconds between two looks at the clock, at least: it may stand still."""

LEAVING: Final = frozenset({"quit", "exit", "q"})

T = TypeVar("T", bound=Table)

Input = asyncio.Queue[str | None]
"""Lines as they come; None is the end of the input."""


class Sitting(ABC, Generic[T]):
    """One sitting in line mode at a table. now: the local clock, seconds since 1970. write: one line out."""

    UNTOLD: ClassVar[frozenset[str]] = frozenset({"message_sent", "announced", "phase_began"})
    """Kinds of news that are told in another way: as words said, as the head of a phase."""

    def __init__(self, table: T, now: Callable[[], float], write: Callable[[str], None]) -> None:
        self.table = table
        self.snapshot = Snapshot()
        self._now = now
        self._write = write
        self._changed = asyncio.Event()
        self._moved = asyncio.Event()
        self._over = False

    async def sit(self, lines: Input) -> int:
        """Answer line after line until ``quit``, the end of the input, or the end of the connection; the exit status."""
        background = (asyncio.create_task(self._listen()), asyncio.create_task(self._speak()))
        try:
            if not await self._come_in(lines):
                return self._status_outside()
            while True:
                text = await self._next(lines)
                if text is None or text.strip().casefold() in LEAVING:
                    return 1 if self._over and self.snapshot.view is not None else 0
                await self._answer(text)
        finally:
            for task in background:
                task.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await task
            await self.table.close()

    # ---------------------------------------------------------------------------------------- what a line mode says

    @abstractmethod
    async def _answer(self, text: str) -> None:
        """Answer one line."""

    @abstractmethod
    def _advice(self) -> str:
        """What to do now, in the words of this mode."""

    async def _knock(self, lines: Input) -> bool:
        """The door is shut: ask for a way in. False: nobody is to come in."""
        del lines
        return False

    def _status_outside(self) -> int:
        """The exit status of somebody who never came in."""
        return 0

    def _arrived(self, before: Snapshot) -> None:
        """A new snapshot is here; ``before`` was the last one."""
        self._tell(before)

    # --------------------------------------------------------------------------------------------------- the machinery

    async def _next(self, lines: Input) -> str | None:
        """The next line; None when it or the connection has ended."""
        while not (self._over and lines.empty()):
            getter = asyncio.ensure_future(lines.get())
            changed = asyncio.ensure_future(self._changed.wait())
            done, _ = await asyncio.wait({getter, changed}, return_when=asyncio.FIRST_COMPLETED)
            changed.cancel()
            if getter in done:
                return getter.result()
            getter.cancel()
            self._changed.clear()
        return None

    async def _come_in(self, lines: Input) -> bool:
        """Wait for the first state; where the door is shut, ask for a way in."""
        while self.snapshot.view is None:
            if self.snapshot.connection == "closed" and not self.snapshot.detail:
                if not await self._knock(lines):
                    return False
            elif self._over:
                return False
            await self._wait_for_change()
        return True

    async def _wait_for_change(self) -> None:
        await self._changed.wait()
        self._changed.clear()

    async def _listen(self) -> None:
        async for snapshot in self.table.snapshots():
            before, self.snapshot = self.snapshot, snapshot
            self._arrived(before)
            self._changed.set()
            self._moved.set()
        self._over = True
        self._changed.set()

    async def _speak(self) -> None:
        """Say that a phase is about to end, to those who cannot see a clock run."""
        waited: tuple[object, int] | None = None
        while True:
            self._moved.clear()
            view, coming = self.snapshot.view, next_spoken(self.snapshot.view, self._clock)
            phase = (view.round, view.phase, view.deadline, view.paused) if view is not None else None
            if waited is not None and waited[0] == phase:
                passed = [
                    mark for mark in SPOKEN if (coming[0] if coming is not None else 0) < mark <= waited[1]
                ]
                if passed:
                    self._write(f"* {SPOKEN[min(passed)]}")
            waited = (phase, coming[0]) if coming is not None else None
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(max(coming[1], SHORTEST) if coming is not None else None):
                    await self._moved.wait()

    def _tell(self, before: Snapshot) -> None:
        """News as lines: the connection, what happened, what was said, the phase and what to do now."""
        now, view = self.snapshot, self.snapshot.view
        if before.connection != now.connection and (now.detail or now.connection == "lost"):
            self._write(f"* connection {now.connection}: {clean(now.detail)}")
        if before.frozen != now.frozen:
            self._write(
                f"* the game stands still: {clean(now.frozen)}" if now.frozen else "* the game goes on"
            )
        if view is None:
            return
        if before.view is not None:
            self._tell_news(before)
        if before.view is None or (before.view.phase, before.view.round) != (view.phase, view.round):
            self._phase()

    def _tell_news(self, before: Snapshot) -> None:
        view = self.snapshot.view
        assert view is not None
        said = {(m.at, m.seq) for m in before.messages}
        known = max((h.seq for h in before.happenings), default=0)
        for news in self.snapshot.happenings:
            if news.seq > known and news.kind not in self.UNTOLD and news.sentence:
                self._write(f"* {clean(news.sentence)}")
        for message in self.snapshot.messages:
            if (message.at, message.seq) not in said and not message.by_me:
                to = f" to {', '.join(seat_name(view, seat) for seat in message.to)}" if message.to else ""
                self._write(f"* {speaker(view, message)} says{to}: {clean(message.text)}")

    def _phase(self) -> None:
        view = self.snapshot.view
        assert view is not None
        clock = read_clock(view, self._clock)
        when = f", {clock.text} left" if clock.seconds is not None else ""
        round_ = f"Round {view.round} of {view.rounds}, " if view.round else ""
        self._write(f"== {round_}{PHASE_NAMES[view.phase].lower()}{when}")
        for text in view.news if view.phase == "briefing" else ():
            self._write(f"* news: {clean(text.strip())}")
        self._write(f"> {self._advice()}")

    @property
    def _clock(self) -> float:
        """The server's clock."""
        return self._now() + self.snapshot.clock_offset

    async def _wait(self, what: str) -> None:
        """Until the phase of that name is here; without a name, until the next phase."""
        view = self.snapshot.view
        here = (view.round, view.phase) if view is not None else None

        def arrived() -> bool:
            now = self.snapshot.view
            if now is None:
                return False
            return now.phase == what if what else (now.round, now.phase) != here

        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE):
                while not arrived() and not self._over:
                    await self._wait_for_change()
        self._write(
            f"Here: {PHASE_NAMES[self.snapshot.view.phase].lower() if self.snapshot.view else 'nothing'}."
        )

    def _print(self, lines: Iterable[Line]) -> None:
        for row in lines:
            for part in bare(row).split("\n"):
                self._write(part.rstrip())


def sit_down(
    at: "Callable[[Callable[[str], None]], Sitting[T]]", source: TextIO | None, sink: TextIO | None
) -> int:
    """Sit in line mode from ``source`` (standard input) to ``sink`` (standard output); owns the event loop.

    at: makes the sitting, given where its lines go.
    """
    out = sink if sink is not None else sys.stdout
    reconfigure = getattr(out, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(errors="replace")

    def write(text: str) -> None:
        print(text, file=out, flush=True)

    async def sit() -> int:
        lines: Input = asyncio.Queue()
        loop = asyncio.get_running_loop()

        def read() -> None:
            # A thread, because a terminal's standard input cannot be awaited everywhere. It ends with the process.
            with contextlib.suppress(RuntimeError, ValueError):
                with contextlib.suppress(OSError):  # a terminal that is gone is the end of the input
                    for text in source if source is not None else sys.stdin:
                        loop.call_soon_threadsafe(lines.put_nowait, text.rstrip("\n"))
                loop.call_soon_threadsafe(lines.put_nowait, None)

        threading.Thread(target=read, name="plain-input", daemon=True).start()
        return await at(write).sit(lines)

    try:
        return asyncio.run(sit())
    except KeyboardInterrupt:
        return 130
    except OSError as gone:
        if gone.errno != errno.EIO:  # of a terminal: nobody is there to read
            raise
        return 1
