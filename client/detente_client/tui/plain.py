"""The plain line mode: one line in, its answer out; news as lines. For screen readers, scripts and bad terminals."""

import asyncio
import contextlib
import sys
import threading
from collections.abc import Callable, Iterable
from typing import Final, TextIO

from detente_client.model import Snapshot
from detente_client.table import CannotJoin, Table
from detente_client.tui.advice import advise
from detente_client.tui.clock import read_clock
from detente_client.tui.lines import Line, bare
from detente_client.tui.names import PHASE_NAMES, seat_name, speaker
from detente_client.tui.notebook import NoNotebook, Notebook
from detente_client.tui.plain_commands import Desk, answer
from detente_client.tui.text import clean
from detente_rules.decisions import Decision, decision_data, parse_decision
from detente_rules.rejections import Refused

PATIENCE: Final = 3600.0
"""Seconds that ``wait`` waits at most."""


class Plain:
    """One sitting in line mode. write: one line out. notebook: where orders that are not sealed outlive a restart."""

    def __init__(
        self,
        table: Table,
        now: Callable[[], float],
        write: Callable[[str], None],
        notebook: Notebook | None = None,
    ) -> None:
        self.table = table
        self.desk = Desk()
        self.snapshot = Snapshot()
        self._notebook: Notebook = notebook if notebook is not None else NoNotebook()
        self._kept: tuple[tuple[str, str], Decision | None] = (("", ""), None)
        self._now = now
        self._write = write
        self._changed = asyncio.Event()
        self._heard = 0
        self._began = False
        self._over = False

    async def sit(self, lines: "asyncio.Queue[str | None]") -> int:
        """Answer line after line until ``quit``, the end of the input, or the end of the connection."""
        listener = asyncio.create_task(self._listen())
        try:
            if not await self._come_in(lines):
                return 0
            while True:
                text = await self._next(lines)
                if text is None or text.strip().casefold() in {"quit", "exit", "q"}:
                    return 1 if self._over and self.snapshot.view is not None else 0
                await self._answer(text)
        finally:
            listener.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await listener
            await self.table.close()

    async def _next(self, lines: "asyncio.Queue[str | None]") -> str | None:
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

    # --------------------------------------------------------------------------------------------------- coming in

    async def _come_in(self, lines: "asyncio.Queue[str | None]") -> bool:
        """Wait for the first state; where the door is shut, ask for code and name."""
        while self.snapshot.view is None:
            if self.snapshot.connection == "closed" and not self.snapshot.detail:
                if not await self._knock(lines):
                    return False
            elif self._over:
                return False
            await self._wait_for_change()
        return True

    async def _knock(self, lines: "asyncio.Queue[str | None]") -> bool:
        while True:
            self._write("Join code (ABCD-EFGH, or ABCD-EFGH@host:port):")
            code = await lines.get()
            self._write("Your name:")
            name = await lines.get() if code is not None else None
            if code is None or name is None:
                return False
            try:
                await self.table.join(code.strip(), name.strip())
            except CannotJoin as reason:
                self._write(f"Refused: {clean(str(reason))}")
            else:
                return True

    async def _wait_for_change(self) -> None:
        await self._changed.wait()
        self._changed.clear()

    # ----------------------------------------------------------------------------------------------------- listening

    async def _listen(self) -> None:
        async for snapshot in self.table.snapshots():
            before, self.snapshot = self.snapshot, snapshot
            self._open_notes()
            self._tell(before)
            self._changed.set()
        self._over = True
        self._changed.set()

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
        first = before.view is None
        said = {(m.at, m.seq) for m in before.messages}
        known = max((h.seq for h in before.happenings), default=0)
        if not first:
            for news in now.happenings:
                if news.seq > known and news.kind not in {"message_sent", "phase_began"} and news.sentence:
                    self._write(f"* {clean(news.sentence)}")
            for message in now.messages:
                if (message.at, message.seq) not in said and not message.by_me:
                    to = (
                        f" to {', '.join(seat_name(view, seat) for seat in message.to)}" if message.to else ""
                    )
                    self._write(f"* {speaker(view, message)} says{to}: {clean(message.text)}")
        if first or (
            before.view is not None and (before.view.phase, before.view.round) != (view.phase, view.round)
        ):
            self._phase()

    def _phase(self) -> None:
        view = self.snapshot.view
        assert view is not None
        clock = read_clock(view, self._now() + self.snapshot.clock_offset)
        when = f", {clock.text} left" if clock.seconds is not None else ""
        round_ = f"Round {view.round} of {view.rounds}, " if view.round else ""
        self._write(f"== {round_}{PHASE_NAMES[view.phase].lower()}{when}")
        for text in view.news if view.phase == "briefing" else ():
            self._write(f"* news: {clean(text.strip())}")
        self._write(f"> {self._advice()}")

    def _advice(self) -> str:
        """What to do now, in the words of this mode."""
        view = self.snapshot.view
        if view is None:
            return advise(self.snapshot)
        if view.phase == "lobby":
            return (
                "seats lists the seats; take SEAT sits down; start begins the game."
                if view.seat is None
                else ("start begins the game; brief tells who you are.")
            )
        words = {
            "briefing": "table shows the figures, brief your brief; ready goes on.",
            "negotiation": "say TEXT talks; treaties lists what is on the table; sign NUMBER signs; packs and propose PACK "
            "propose; ready goes on.",
            "decision": f"{self.desk.how_to(view)}; then seal.",
            "debrief": "debrief shows how it went; debrief ledgers and debrief secrets show the rest; quit leaves.",
        }
        return words.get(view.phase, advise(self.snapshot))

    # ----------------------------------------------------------------------------------------------------- answering

    def _open_notes(self) -> None:
        """Take up the orders that were in hand when this place was left, here or in the screen client."""
        place = (self.snapshot.game, self.snapshot.person)
        if place == self._kept[0] or self.snapshot.view is None or not self.snapshot.person:
            return
        # A notebook of another version, or one that somebody edited: the desk begins empty.
        with contextlib.suppress(KeyError, TypeError, ValueError, AttributeError):
            self.desk.orders = parse_decision(self._notebook.read(*place)["decide"]["orders"])
        self._kept = (place, self.desk.orders)

    def _keep_notes(self) -> None:
        """The orders in hand, beside whatever the screen client keeps in the same notebook."""
        (place, known), orders, view = self._kept, self.desk.orders, self.snapshot.view
        if orders is not None and orders != known and view is not None and all(place):
            kept = {"round": view.round, "orders": decision_data(orders)}
            self._notebook.write(*place, {**self._notebook.read(*place), "decide": kept})
            self._kept = (place, orders)

    async def _answer(self, text: str) -> None:
        reply = answer(self.snapshot, text, self.desk, clock=self._now() + self.snapshot.clock_offset)
        self._keep_notes()
        if reply.wait is not None:
            await self._wait(reply.wait)
            return
        if reply.command is None:
            self._print(reply.lines)
            if reply.advice:
                self._write(f"> {self._advice()}")
            return
        try:
            await self.table.send(reply.command)
        except Refused as refusal:
            self._write(f"Refused: {clean(refusal.rejection.message)} ({refusal.rejection.rule})")
        except CannotJoin as closed:
            self._write(f"Refused: {clean(str(closed))}")
        else:
            self._print(reply.lines)

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


def run_plain(
    table: Table, *, now: Callable[[], float], source: TextIO | None, sink: TextIO | None, notebook: Notebook
) -> int:
    """Play line by line; see ``detente_client.tui.run``."""
    out = sink if sink is not None else sys.stdout
    reconfigure = getattr(out, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(errors="replace")

    def write(text: str) -> None:
        print(text, file=out, flush=True)

    async def sit() -> int:
        lines: asyncio.Queue[str | None] = asyncio.Queue()
        loop = asyncio.get_running_loop()

        def read() -> None:
            # A thread, because a terminal's standard input cannot be awaited everywhere. It ends with the process.
            with contextlib.suppress(RuntimeError, ValueError):
                for text in source if source is not None else sys.stdin:
                    loop.call_soon_threadsafe(lines.put_nowait, text.rstrip("\n"))
                loop.call_soon_threadsafe(lines.put_nowait, None)

        threading.Thread(target=read, name="plain-input", daemon=True).start()
        return await Plain(table, now, write, notebook).sit(lines)

    try:
        return asyncio.run(sit())
    except KeyboardInterrupt:
        return 130
