"""What the console's pages have in common: a head, rows with a cursor, what there is to say of the row, and deeds."""

from collections.abc import Sequence
from dataclasses import dataclass

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.message import Message
from textual.widgets import Static

from detente_client.console.deeds import Deed
from detente_client.tui.lines import Line
from detente_client.tui.paint import paint, paint_all
from detente_client.tui.screens.page import Page
from detente_client.tui.widgets.rows import Rows
from detente_rules.views.types import View


@dataclass
class Do(Message):
    """Please do this (asking first, where it asks)."""

    deed: Deed


@dataclass
class Tell(Message):
    """Please say this to the facilitator."""

    words: str


class DeskPage(Page):
    """A page of the console. ``rows`` come from the snapshot; the cursor stays on its row while they change."""

    now: float = 0.0
    """By the server's clock, as of the last tick."""

    def compose(self) -> ComposeResult:
        yield Static("", classes="desk-head", markup=False)
        with Horizontal(classes="desk-columns"):
            yield Rows(classes="desk-rows")
            with VerticalScroll(classes="desk-detail", can_focus=False):
                yield Static("", classes="desk-words", markup=False)

    # ------------------------------------------------------------------------------------------- what a page says

    def head(self, view: View) -> tuple[Line, ...]:
        """The lines above the rows."""
        del view
        return ()

    def rows(self, view: View) -> Sequence[tuple[str, Line]]:
        """Rows as (id, line)."""
        del view
        return ()

    def detail(self, view: View, chosen: str | None) -> tuple[Line, ...]:
        """What there is to say of the row under the cursor."""
        del view, chosen
        return ()

    def enter(self, view: View, chosen: str) -> None:
        """Enter, or a click, on a row."""

    # -------------------------------------------------------------------------------------------------- machinery

    @property
    def view(self) -> View | None:
        """The facilitator's view, None before the first welcome."""
        return self.snapshot.view

    @property
    def list(self) -> Rows:
        """The rows."""
        return self.query_one(Rows)

    @property
    def chosen(self) -> str | None:
        """The id of the row under the cursor."""
        return self.list.chosen if self.list.option_count else None

    @property
    def width(self) -> int:
        """Columns of the page."""
        return self.size.width or self.app.size.width

    def draw(self) -> None:
        """All of it."""
        view = self.view
        if view is None or not self.query(Rows):
            return
        self.query_one(".desk-head", Static).update(paint_all(self.head(view)))
        self.list.set_rows([(name, paint(text)) for name, text in self.rows(view)])
        self.draw_detail()

    def draw_detail(self) -> None:
        """What depends on the cursor."""
        view = self.view
        if view is not None:
            words = self.detail(view, self.chosen)
            self.set_class(bool(words), "said-more")
            self.query_one(".desk-detail").display = bool(words)
            self.query_one(".desk-words", Static).update(paint_all(words))

    def tick(self, now: float) -> None:
        """The clock moved; pages that show time draw anew."""
        self.now = now

    def do(self, deed: Deed) -> None:
        """Have it done."""
        self.post_message(Do(deed))

    def tell(self, words: str) -> None:
        """Have it said."""
        self.post_message(Tell(words))

    @on(Rows.OptionHighlighted)
    def _moved(self, event: Rows.OptionHighlighted) -> None:
        event.stop()
        self.draw_detail()

    @on(Rows.OptionSelected)
    def _entered(self, event: Rows.OptionSelected) -> None:
        event.stop()
        if self.view is not None and event.option.id is not None:
            self.enter(self.view, event.option.id)
