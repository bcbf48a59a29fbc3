"""The door: a code and a name."""

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Button, Input, Static

from detente_client.model import Snapshot
from detente_client.tui.intents import JoinAsked
from detente_client.tui.lines import line
from detente_client.tui.paint import paint_all
from detente_client.tui.screens.page import Page
from detente_client.tui.text import clean
from detente_client.tui.widgets.prose import Prose
from detente_rules.ids import MAX_NAME


class JoinPage(Page):
    """Code → name → in. Everything typed stays when the door does not open."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "app.focus_next", show=False),
        Binding("up", "app.focus_previous", show=False),
    ]
    HINTS = (("Tab", "next field"), ("Enter", "go in"))

    def compose(self) -> ComposeResult:
        with Vertical(id="door"):
            yield Static(
                paint_all([line(("Détente", "title")), line("Who builds AI how fast, and who checks?")]),
                id="door-title",
            )
            yield Static(
                "Join code (on the facilitator's screen; add @host:port if it is elsewhere)", markup=False
            )
            yield Input(placeholder="ABCD-EFGH", id="code", max_length=120)
            yield Static("Your name", markup=False)
            yield Input(placeholder="Ana", id="name", max_length=MAX_NAME)
            yield Button("Come in", id="enter", variant="primary")
            yield Prose("", id="door-said", markup=False)

    def draw(self) -> None:
        """Say how the connection does."""
        if self.snapshot.detail:
            self._say(clean(self.snapshot.detail))

    def show(self, snapshot: Snapshot) -> None:
        super().show(snapshot)
        asks = snapshot.view is None and snapshot.connection == "closed" and not snapshot.detail
        if self.is_mounted:
            self.query_one("#door").display = asks or bool(self.query_one("#code", Input).value)

    def advice(self) -> str:
        if self.snapshot.view is None and self.snapshot.connection == "closed" and not self.snapshot.detail:
            return "Type the join code, then your name, then Enter."
        return ""

    @on(Input.Submitted, "#code")
    def _code_given(self) -> None:
        self.query_one("#name", Input).focus()

    @on(Input.Submitted, "#name")
    @on(Button.Pressed, "#enter")
    def _go_in(self) -> None:
        code = self.query_one("#code", Input).value.strip()
        name = self.query_one("#name", Input).value.strip()
        if not code:
            self._say("The code is missing: eight letters, such as ABCD-EFGH.")
            self.query_one("#code", Input).focus()
        elif not name:
            self._say("Your name is missing: what shall the others call you?")
            self.query_one("#name", Input).focus()
        else:
            self._say("Knocking …")
            self.query_one("#enter", Button).disabled = True
            self.post_message(JoinAsked(code, name))

    def fail(self, words: str) -> None:
        """The door stayed shut; why, in words."""
        self._say(f"✗ {words}")
        self.query_one("#enter", Button).disabled = False
        self.query_one("#code", Input).focus()

    def succeed(self) -> None:
        """We are in; the first view turns the page."""
        self._say("In. Waiting for the table …")
        self.query_one("#enter", Button).disabled = False

    def _say(self, words: str) -> None:
        self.query_one("#door-said", Prose).put(Content(words))
