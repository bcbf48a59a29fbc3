"""The plain line mode: one line in, its answer out; news as lines. For screen readers, scripts and bad terminals."""

import contextlib
from collections.abc import Callable
from typing import TextIO

from detente_client.model import Snapshot
from detente_client.table import CannotJoin, Table
from detente_client.tui.advice import advise
from detente_client.tui.briefing import brief_due, brief_lines
from detente_client.tui.notebook import NoNotebook, Notebook
from detente_client.tui.plain_commands import Desk, answer
from detente_client.tui.sitting import Input, Sitting, sit_down
from detente_client.tui.text import clean
from detente_rules.decisions import Decision, decision_data, parse_decision
from detente_rules.rejections import Refused


class Plain(Sitting[Table]):
    """A player's sitting. notebook: where orders that are not sealed outlive a restart."""

    def __init__(
        self,
        table: Table,
        now: Callable[[], float],
        write: Callable[[str], None],
        notebook: Notebook | None = None,
    ) -> None:
        super().__init__(table, now, write)
        self.desk = Desk()
        self._notebook: Notebook = notebook if notebook is not None else NoNotebook()
        self._kept: tuple[tuple[str, str], Decision | None] = (("", ""), None)

    async def _knock(self, lines: Input) -> bool:
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

    def _arrived(self, before: Snapshot) -> None:
        self._open_notes()
        self._tell(before)
        old, view = before.view, self.snapshot.view
        moved = old is not None and view is not None and old.seat != view.seat
        if moved and view is not None and brief_due(before, self.snapshot):
            self._print(brief_lines(view))

    def _advice(self) -> str:
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
        reply = answer(self.snapshot, text, self.desk, clock=self._clock)
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


def run_plain(
    table: Table, *, now: Callable[[], float], source: TextIO | None, sink: TextIO | None, notebook: Notebook
) -> int:
    """Play line by line; see ``detente_client.tui.run``."""
    return sit_down(lambda write: Plain(table, now, write, notebook), source, sink)
