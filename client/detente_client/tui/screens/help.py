"""Help: keys, words, rules; one field searches them all."""

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widgets import Input

from detente_client.tui.helptext import help_lines
from detente_client.tui.screens.page import Page
from detente_client.tui.widgets.prose import Prose


class HelpPage(Page):
    """Keys first, then the glossary, then the rules by number."""

    HINTS: ClassVar[tuple[tuple[str, str], ...]] = (("/", "search"), ("↑ ↓", "scroll"), ("b", "my brief"))
    BINDINGS: ClassVar[list[BindingType]] = [Binding("slash", "search", "Search the help")]

    def compose(self) -> ComposeResult:
        yield Input(placeholder="/ search keys, words and rules: try “ratify” or “R5.1”", id="help-word")
        with VerticalScroll(id="help-box"):
            yield Prose("", id="help-text")

    def draw(self) -> None:
        self._search()

    def arrive(self, what: str | tuple[str, ...] = "") -> None:
        if isinstance(what, str) and what:
            self.query_one("#help-word", Input).value = what
        super().arrive(what)

    def focus_first(self) -> None:
        self.hand_focus(self.query_one("#help-box"))

    @on(Input.Changed, "#help-word")
    def _search(self) -> None:
        word = self.query_one("#help-word", Input).value
        self.query_one("#help-text", Prose).say(help_lines(word))

    @on(Input.Submitted, "#help-word")
    def _found(self) -> None:
        self.focus_first()

    def action_search(self) -> None:
        """Into the field."""
        self.query_one("#help-word", Input).focus()
