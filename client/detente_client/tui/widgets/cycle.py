"""One answer out of a few, in one line: left and right go through them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from detente_client.tui.lines import Span, line
from detente_client.tui.paint import paint
from detente_client.tui.text import shorten

_LABEL = 22


class Cycle(Widget, can_focus=True):
    """Shows all its answers, the chosen one in brackets."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "step(-1)", show=False),
        Binding("right,space", "step(1)", show=False),
        Binding("up", "app.focus_previous", show=False),
        Binding("down,enter", "app.focus_next", show=False),
    ]

    @dataclass
    class Changed(Message):
        """Another answer. id: of the widget; place: in the list of answers."""

        id: str
        place: int

    def __init__(
        self,
        label: str,
        answers: Sequence[str],
        place: int = 0,
        *,
        words: str = "",
        id: str,  # noqa: A002 - Textual's own name for it
    ) -> None:
        super().__init__(id=id)
        self.label = label
        self.answers = tuple(answers)
        self.place: int | None = place
        self.words = words

    def put(self, place: int | None) -> None:
        """Set the answer from outside (None: none of these); tells nobody."""
        if place != self.place:
            self.place = place
            self.refresh()

    def action_step(self, by: int) -> None:
        """The next answer, round and round."""
        self._set(((self.place if self.place is not None else -1) + by) % len(self.answers))

    def _set(self, place: int) -> None:
        self.place = place
        self.refresh()
        self.post_message(self.Changed(self.id or "", place))

    def on_click(self, event: events.Click) -> None:
        """The answer that was clicked; beside them, the next one."""
        at = _LABEL
        for place, answer in enumerate(self.answers):
            if at <= event.x < at + len(answer) + 2:
                self._set(place)
                return
            at += len(answer) + 2
        self.action_step(1)

    def get_content_height(self, *_: object) -> int:
        return 1

    def render(self) -> Content:
        focus = self.has_focus
        label: Span = (
            ("▶" if focus else " ") + shorten(self.label, _LABEL - 2).ljust(_LABEL - 1),
            "strong" if focus else "plain",
        )
        spans: list[str | Span] = [label]
        for place, answer in enumerate(self.answers):
            here = place == self.place
            spans.append((f"[{answer}]" if here else f" {answer} ", "mine" if here else "dim"))
        if self.place is None:
            spans.append((" (another text)", "warn"))
        spans.append((f"  {self.words}", "dim"))
        text = paint(line(*spans))
        return text.stylize("underline", 0, len(label[0])) if focus else text
