"""One question with a few answers, all of them in sight: arrows choose, digits choose, a click chooses."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from detente_client.tui.lines import Answer, Span, line
from detente_client.tui.paint import paint
from detente_client.tui.widgets.kept import Fresh


class Choice(Fresh, Widget, can_focus=True):
    """The answer under the mark is the answer; there is nothing more to press."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,left", "step(-1)", "Previous answer", show=False),
        Binding("down,right", "step(1)", "Next answer", show=False),
        *(Binding(str(n), f"take({n - 1})", show=False) for n in range(1, 10)),
    ]

    chosen: reactive[int] = reactive(0, init=False)

    @dataclass
    class Changed(Message):
        """Another answer. id: of the widget."""

        id: str
        value: str

    def __init__(self, question: str, answers: Sequence[Answer], value: str, **options: str) -> None:
        super().__init__(**options)  # type: ignore[arg-type]
        self.question = question
        self.answers = tuple(answers)
        self.set_reactive(Choice.chosen, self._place(value))

    def _place(self, value: str) -> int:
        return next((place for place, answer in enumerate(self.answers) if answer.value == value), 0)

    @property
    def value(self) -> str:
        """The answer."""
        return self.answers[self.chosen].value

    def put(self, value: str) -> None:
        """Set the answer from outside; tells nobody."""
        self.set_reactive(Choice.chosen, self._place(value))
        self.refresh()

    def put_words(self, answers: Sequence[Answer]) -> None:
        """Other words for the same answers."""
        if tuple(answers) != self.answers:
            self.answers = tuple(answers)
            self.refresh(layout=True)

    def watch_chosen(self) -> None:
        """Tell the page."""
        self.refresh()
        if self.id is not None:
            self.post_message(self.Changed(self.id, self.value))

    def action_step(self, by: int) -> None:
        """The next or the previous answer; past the ends, the next or the previous question."""
        place = self.chosen + by
        if 0 <= place < len(self.answers):
            self.chosen = place
        elif by > 0:
            self.screen.focus_next()
        else:
            self.screen.focus_previous()

    def action_take(self, place: int) -> None:
        """The answer with that number."""
        if place < len(self.answers):
            self.chosen = place

    def on_click(self, event: events.Click) -> None:
        """The answer that was clicked."""
        row = event.y - 1
        if 0 <= row < len(self.answers):
            self.chosen = row

    def get_content_height(self, *_: object) -> int:
        return len(self.answers) + 1

    def render(self) -> Content:
        focus = self.has_focus
        rows = [paint(line((("▶ " if focus else "  ") + self.question, "title")))]
        width = max(len(answer.label) for answer in self.answers)
        for place, answer in enumerate(self.answers):
            mine = place == self.chosen
            mark: Span = ("(●) " if mine else "( ) ", "mine" if mine else "plain")
            label: Span = (answer.label.ljust(width), "strong" if mine else "plain")
            row = paint(
                line(f"   {place + 1} ", mark, label, (f"  {answer.words}", "plain" if mine else "dim"))
            )
            rows.append(row.stylize("reverse") if mine and focus else row)
        return Content("\n").join(rows)
