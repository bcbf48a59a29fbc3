"""What is asked or shown on top of the pages, here and in the console: the brief, a confirmation, a choice of one or some."""

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Static

from detente_client.tui.briefing import brief_lines
from detente_client.tui.lines import Line, line
from detente_client.tui.paint import paint, paint_all
from detente_client.tui.widgets.bars import clickable
from detente_client.tui.widgets.rows import Rows
from detente_rules.views.types import View


class Card(ModalScreen[None]):
    """Lines to read on top of the page; any of a few keys closes it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,enter,space,q", "dismiss_card", "Close"),
        Binding("down,j", "scroll_body(1)", show=False),
        Binding("up", "scroll_body(-1)", show=False),
        Binding("pagedown", "scroll_body(10)", show=False),
        Binding("pageup", "scroll_body(-10)", show=False),
    ]

    def __init__(self, title: str, body: Sequence[Line], closes: str = "Enter or Esc closes this") -> None:
        super().__init__()
        self._title = title
        self._body = body
        self._closes = closes

    def compose(self) -> ComposeResult:
        with Vertical(classes="card"):
            yield Static(self._title, classes="heading", markup=False)
            with VerticalScroll(id="card-body", can_focus=False):
                yield Static(paint_all(self._body))
            keys = clickable((self._closes, "", "dismiss_card"))
            yield Static(keys + paint(line(("   ↑ ↓ scroll", "dim"))), classes="card-keys")

    def action_dismiss_card(self) -> None:
        """Close."""
        self.dismiss()

    def action_scroll_body(self, rows: int) -> None:
        """Read on."""
        self.query_one("#card-body", VerticalScroll).scroll_relative(y=rows, animate=False)


class BriefCard(Card):
    """Who I am and what I want, on one card; the first time with three lines on how to play."""

    def __init__(self, view: View, *, first: bool = False) -> None:
        closes = "Enter: begin" if first else "Enter or Esc closes this"
        super().__init__(
            "Your brief" if view.seat else "About this game", brief_lines(view, first=first), closes
        )


class Ask(ModalScreen[bool | None]):
    """A question with yes and no."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y,enter", "answer(True)", "Yes"),
        Binding("n,escape", "answer(False)", "No"),
    ]

    def __init__(self, question: str, yes: str = "yes", no: str = "no") -> None:
        super().__init__()
        self._question = question
        self._yes = yes
        self._no = no

    def compose(self) -> ComposeResult:
        with Vertical(classes="card small"):
            yield Static(self._question, markup=False)
            yield Static(
                clickable(
                    ("y or Enter", f" {self._yes}  ", "answer(True)"),
                    ("n or Esc", f" {self._no}", "answer(False)"),
                ),
                classes="card-keys",
            )

    def action_answer(self, answer: bool) -> None:  # noqa: FBT001 - a binding passes it
        """Close with the answer."""
        self.dismiss(answer)


class Leave(Ask):
    """Really leave?"""

    def __init__(self) -> None:
        super().__init__(
            "Leave the game? Your seat waits for you: come back by the same command.", "leave", "stay"
        )


class ChooseSome(ModalScreen[tuple[str, ...] | None]):
    """Choose some rows (id, words, marked?); what is marked shows by a sign, not by colour alone."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "give_up", "Cancel"),
        Binding("space", "mark", "Mark", priority=True),
        Binding("enter", "take", "Done", priority=True),
    ]

    def __init__(self, title: str, rows: Sequence[tuple[str, str, bool]]) -> None:
        super().__init__()
        self._title = title
        self._rows = tuple(rows)
        self._marked = {row for row, _, marked in rows if marked}

    def compose(self) -> ComposeResult:
        with Vertical(classes="card"):
            yield Static(self._title, classes="heading", markup=False)
            yield Rows(id="some")
            keys = clickable(
                ("space", " marks", "mark"), ("Enter", " done", "take"), ("Esc", " cancel", "give_up")
            )
            yield Static(keys, classes="card-keys")

    def on_mount(self) -> None:
        """Fill the list."""
        self._draw()
        self.query_one(Rows).focus()

    def _draw(self) -> None:
        rows = []
        for row, words, _ in self._rows:
            marked = row in self._marked
            text = line(("[x] " if marked else "[ ] ", "key"), (words, "strong" if marked else "plain"))
            rows.append((row, paint(text)))
        self.query_one(Rows).set_rows(rows)

    def action_mark(self) -> None:
        """Mark the row under the cursor, or no longer."""
        chosen = self.query_one(Rows).chosen
        if chosen is not None:
            self._marked ^= {chosen}
            self._draw()

    @on(Rows.OptionSelected)
    def _clicked(self, event: Rows.OptionSelected) -> None:
        event.stop()
        self.action_mark()

    def action_take(self) -> None:
        """Close with the rows that are marked, in the order of the list."""
        self.dismiss(tuple(row for row, _, _ in self._rows if row in self._marked))

    def action_give_up(self) -> None:
        """Close without a choice."""
        self.dismiss(None)


class ChooseOne(ModalScreen[str | None]):
    """Choose one row of a list."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "give_up", "Cancel")]

    def __init__(self, title: str, rows: Sequence[tuple[str, Line]]) -> None:
        super().__init__()
        self._title = title
        self._rows = rows

    def compose(self) -> ComposeResult:
        with Vertical(classes="card"):
            yield Static(self._title, classes="heading", markup=False)
            yield Rows(id="one")
            keys = clickable(("↑ ↓", " choose", ""), ("Enter", " take it", ""), ("Esc", " cancel", "give_up"))
            yield Static(keys, classes="card-keys")

    def on_mount(self) -> None:
        """Fill the list."""
        rows = self.query_one(Rows)
        rows.set_rows([(row, paint(text)) for row, text in self._rows])
        rows.focus()

    @on(Rows.OptionSelected)
    def _taken(self, event: Rows.OptionSelected) -> None:
        """Close with the row."""
        event.stop()
        self.dismiss(event.option.id)

    def action_give_up(self) -> None:
        """Close without a choice."""
        self.dismiss(None)
