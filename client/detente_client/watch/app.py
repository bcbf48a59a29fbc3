"""The projector's screen: one widget that draws the board anew when the game or the clock moves."""

import time
from collections.abc import Callable
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static

from detente_client.model import Snapshot
from detente_client.table import Table
from detente_client.tui.hangup import LeavesWithTerminal
from detente_client.tui.intents import SnapshotArrived
from detente_client.tui.paint import paint_all
from detente_client.watch.board import USUAL, ZOOMS, Wall, board

BEAT = 0.25
"""Seconds between two looks at the clock."""


class WatchApp(LeavesWithTerminal):
    """What is public of one game. Exit status: 0 stopped by choice, 1 the connection ended for good."""

    TITLE = "Détente"
    CSS = """
    Screen { overflow: hidden; }
    #board { width: 1fr; height: 1fr; text-wrap: nowrap; text-overflow: clip; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("plus,equals_sign,right", "zoom(1)", "Larger, and less of it"),
        Binding("minus,left", "zoom(-1)", "Smaller, and more of it"),
        Binding("0", "usual", "The usual size"),
        Binding("s", "scores", "Debrief: the scores, before the last secret"),
        Binding("colon", "command_palette", "All commands"),
        Binding("q,ctrl+q,ctrl+c", "quit", "Stop", priority=True),
    ]

    def __init__(self, table: Table, now: Callable[[], float] = time.time) -> None:
        super().__init__()
        self.animation_level = "none"  # a page that slides is repainted many times, over a slow line too
        self.table = table
        self.snapshot = Snapshot()
        self.zoom = USUAL
        self.scores = False
        self._now = now
        self._drawn: object = None

    def compose(self) -> ComposeResult:
        yield Static("", id="board")

    def on_ready(self) -> None:
        """Begin to listen, and let the clock tick."""
        self.listen()
        self.set_interval(BEAT, self.draw_board)

    @work(exit_on_error=False, group="listen", exclusive=True)
    async def listen(self) -> None:
        """Read the table until it is closed for good."""
        async for snapshot in self.table.snapshots():
            self.post_message(SnapshotArrived(snapshot))

    @on(SnapshotArrived)
    def take(self, message: SnapshotArrived) -> None:
        """A new state."""
        if message.snapshot.role not in {None, "observer"}:
            # The server refuses other credentials before it says anything; this is the second lock.
            self.exit(1, message="Watching takes an observer's credential.")
            return
        self.snapshot = message.snapshot
        self.draw_board()

    def on_resize(self) -> None:
        """Another size."""
        self.draw_board()

    def draw_board(self) -> None:
        """Draw, where something differs from what is on the wall."""
        if not self.query("#board"):
            return
        wall = Wall(self.size.width, self.size.height, self.zoom, self.scores)
        rows = board(self.snapshot, self._now() + self.snapshot.clock_offset, wall)
        if rows != self._drawn:
            self._drawn = rows
            self.query_one("#board", Static).update(paint_all(rows))

    def action_zoom(self, step: int) -> None:
        """More on the wall, or larger."""
        self.zoom = min(len(ZOOMS) - 1, max(0, self.zoom + step))
        self.draw_board()

    def action_usual(self) -> None:
        """Back to the size that one begins with."""
        self.zoom = USUAL
        self.draw_board()

    def action_scores(self) -> None:
        """Scores though secrets remain, or again secrets."""
        self.scores = not self.scores
        self.draw_board()

    async def action_quit(self) -> None:
        """Stop showing."""
        lost = self.snapshot.view is not None and self.snapshot.connection == "closed"
        await self.table.close()
        self.exit(1 if lost else 0)
