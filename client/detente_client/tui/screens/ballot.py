"""A question before the members, as a card one answers: vote for or against, answer an accusation, own up to it."""

from collections.abc import Callable
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Button, Input, Static

from detente_client.tui.lines import Line, Span, line
from detente_client.tui.paint import paint, paint_all
from detente_client.tui.questions import favour_words, question_lines
from detente_rules.commands import PlayerCommand
from detente_rules.commands.treaty import Answer, Vote
from detente_rules.ids import MAX_TEXT
from detente_rules.views.question_types import QuestionView
from detente_rules.views.types import View


class Ballot(ModalScreen[PlayerCommand | None]):
    """Closes with the command that answers the question, or without."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "vote(True)", "Vote for"),
        Binding("n", "vote(False)", "Vote against"),
        Binding("a", "write", "Answer"),
        Binding("o", "own_up", "Own up"),
        Binding("escape,q", "give_up", "Close"),
        Binding("down", "scroll_body(1)", show=False),
        Binding("up", "scroll_body(-1)", show=False),
    ]

    def __init__(self, view: View, question: QuestionView) -> None:
        super().__init__()
        self._view = view
        self._question = question

    def compose(self) -> ComposeResult:
        question = self._question
        with Vertical(classes="card"):
            with VerticalScroll(id="card-body", can_focus=False):
                yield Static(paint_all(question_lines(self._view, question)))
            if question.may_vote:
                for_, against = favour_words(question)
                yield Button(f"y  {for_}", id="for", compact=True)
                yield Button(f"n  {against}", id="against", compact=True)
            if question.may_answer:
                yield Button("a  answer in words", id="answer", compact=True)
                yield Button("o  own up to it", id="own-up", compact=True)
            yield Static(paint(line(*self._keys())), classes="card-keys")

    def on_mount(self) -> None:
        """No button has the focus: Enter must not vote by accident."""
        self.set_focus(None)

    def _keys(self) -> list[str | Span]:
        out: list[str | Span] = []
        if self._question.may_vote:
            out += [("y", "key"), " for   ", ("n", "key"), " against   "]
        if self._question.may_answer:
            out += [("a", "key"), " answer   ", ("o", "key"), " own up   "]
        return [*out, ("Esc", "key"), " close   ", ("↑ ↓", "key"), " scroll"]

    @on(Button.Pressed, "#for")
    def _for(self) -> None:
        self.action_vote(favour=True)

    @on(Button.Pressed, "#against")
    def _against(self) -> None:
        self.action_vote(favour=False)

    def action_vote(self, favour: bool) -> None:  # noqa: FBT001 - a binding passes it
        """Close with a vote."""
        if self._question.may_vote:
            self.dismiss(Vote(self._question.id, favour))

    @on(Button.Pressed, "#answer")
    def action_write(self) -> None:
        """Write the answer first."""
        if self._question.may_answer:
            self.app.push_screen(Words("Your answer to the accusation", ()), self._said)

    def _said(self, words: str | None) -> None:
        if words:
            self.dismiss(Answer(self._question.id, words))

    @on(Button.Pressed, "#own-up")
    def action_own_up(self) -> None:
        """Close with an admission."""
        if self._question.may_answer:
            self.dismiss(Answer(self._question.id, "", admit=True))

    def action_scroll_body(self, rows: int) -> None:
        """Read on."""
        self.query_one("#card-body", VerticalScroll).scroll_relative(y=rows, animate=False)

    def action_give_up(self) -> None:
        """Close without an answer."""
        self.dismiss(None)


class Words(ModalScreen[str | None]):
    """One text. begun: what was typed before; keep: told of every change, so that nothing typed is lost."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "give_up", "Cancel")]

    def __init__(
        self,
        title: str,
        body: tuple[Line, ...],
        begun: str = "",
        keep: Callable[[str], None] | None = None,
        *,
        empty: bool = False,
    ) -> None:
        super().__init__()
        self._title = title
        self._body = body
        self._begun = begun
        self._keep = keep
        self._empty = empty

    def compose(self) -> ComposeResult:
        with Vertical(classes="card"):
            yield Static(self._title, classes="heading", markup=False)
            if self._body:
                yield Static(paint_all(self._body))
            yield Input(self._begun, id="words", max_length=MAX_TEXT)
            nothing = "send (it may stay empty)" if self._empty else "send"
            yield Static(
                paint(line(("Enter", "key"), f" {nothing}   ", ("Esc", "key"), " cancel")),
                classes="card-keys",
            )

    def on_mount(self) -> None:
        """Write at once."""
        self.query_one(Input).focus()

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        if self._keep is not None:
            self._keep(event.value)

    @on(Input.Submitted)
    def _done(self, event: Input.Submitted) -> None:
        words = event.value.strip()
        if words or self._empty:
            self.dismiss(words)

    def action_give_up(self) -> None:
        """Close without."""
        self.dismiss(None)
