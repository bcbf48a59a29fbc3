"""The tour as a card at the foot of the screen; the page that it speaks of stands above it."""

from collections.abc import Callable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Static

from detente_client.tui.lines import line
from detente_client.tui.tour import STOPS
from detente_client.tui.widgets.prose import Prose


class Tour(ModalScreen[None]):
    """Five stops; Esc skips the rest. turn: shows a page behind."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,space,right", "go(1)", "Next"),
        Binding("left,backspace", "go(-1)", "Back"),
        Binding("escape,q", "end", "Skip the tour"),
    ]

    def __init__(self, turn: Callable[[str], None]) -> None:
        super().__init__()
        self._turn = turn
        self._at = 0

    def compose(self) -> ComposeResult:
        with Vertical(classes="card", id="tour-card"):
            yield Static("", id="tour-title", classes="heading", markup=False)
            yield Static("", id="tour-words", markup=False)
            yield Prose("", id="tour-keys", classes="card-keys")

    def on_mount(self) -> None:
        """The first stop."""
        self._show()

    def on_click(self) -> None:
        """As Enter."""
        self.action_go(1)

    def _show(self) -> None:
        stop = STOPS[self._at]
        self._turn(stop.page)
        self.query_one("#tour-title", Static).update(f"{self._at + 1}/{len(STOPS)}  {stop.title}")
        self.query_one("#tour-words", Static).update(stop.words)
        last = self._at == len(STOPS) - 1
        keys = line(
            ("Enter", "key"),
            " begin" if last else " next",
            "   ",
            ("←", "key"),
            " back   ",
            ("Esc", "key"),
            " skip the tour",
        )
        self.query_one("#tour-keys", Prose).say([keys])

    def action_go(self, step: int) -> None:
        """Another stop; after the last one, the game."""
        self._at = max(0, self._at + step)
        if self._at >= len(STOPS):
            self.dismiss()
        else:
            self._show()

    def action_end(self) -> None:
        """Enough."""
        self.dismiss()
