"""Words from the facilitator: to everybody, or to one seat alone."""

from collections.abc import Sequence
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Input

from detente_client.console import deeds
from detente_client.console.desk import DeskPage
from detente_client.tui.lines import BLANK, Line, line
from detente_client.tui.names import holder_words, seat_name, speaker
from detente_client.tui.screens.modals import ChooseSome
from detente_client.tui.text import clean, listing
from detente_rules.views.types import View

ALL = "*"
KEPT = 40


class SayPage(DeskPage):
    """Whom to speak to above, what was said beside, a line to write below."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("g", "several", "Whisper to several seats")]

    HINTS = (("↑ ↓", "to whom"), ("Enter", "write; Enter sends"), ("g", "several seats"))

    def __init__(self, **options: str) -> None:
        super().__init__(**options)
        self._several: tuple[str, ...] = ()

    def compose(self) -> ComposeResult:
        yield from super().compose()
        yield Input(placeholder="Enter writes here", id="say-line")

    def head(self, view: View) -> tuple[Line, ...]:
        whom = self._whom(view)
        words = (
            f"a whisper to {listing([seat_name(view, seat) for seat in whom])}"
            if whom
            else "an announcement to everybody"
        )
        return (line(("Say: ", "title"), words), BLANK)

    def rows(self, view: View) -> Sequence[tuple[str, Line]]:
        seats = [
            (row.id, line((f"{seat_name(view, row.id):<16}", "strong"), (holder_words(row), "dim")))
            for row in (*view.nations, *view.labs)
        ]
        return [(ALL, line(("Everybody", "strong"))), *seats]

    def detail(self, view: View, chosen: str | None) -> tuple[Line, ...]:
        del chosen
        said = self.snapshot.messages[-KEPT:]
        lines = []
        for one in reversed(said):
            to = f" to {listing([seat_name(view, seat) for seat in one.to])}" if one.to else ""
            lines.append(
                line((f"{speaker(view, one)}{to}: ", "mine" if not one.sender else "strong"), clean(one.text))
            )
        return (line(("Said in public, and by you", "title")), *lines)

    def draw_detail(self) -> None:
        super().draw_detail()
        if self.chosen != ALL and self._several and self.chosen not in self._several:
            self._several = ()
        view = self.view
        if view is not None:
            from textual.widgets import Static  # noqa: PLC0415

            from detente_client.tui.paint import paint_all  # noqa: PLC0415

            self.query_one(".desk-head", Static).update(paint_all(self.head(view)))

    def _whom(self, view: View) -> tuple[str, ...]:
        del view
        if self._several:
            return self._several
        return () if self.chosen in {None, ALL} else (str(self.chosen),)

    def enter(self, view: View, chosen: str) -> None:
        del view, chosen
        self.query_one("#say-line", Input).focus()

    @on(Input.Submitted, "#say-line")
    def _said(self, event: Input.Submitted) -> None:
        event.stop()
        view, text = self.view, event.value.strip()
        if view is None or not text:
            return
        self.do(deeds.say(text, self._whom(view)))
        event.input.clear()

    @work
    async def action_several(self) -> None:
        """Mark some seats."""
        view = self.view
        if view is None:
            return
        rows = [(row.id, seat_name(view, row.id), row.id in self._several) for row in view.seats]
        chosen = await self.app.push_screen_wait(ChooseSome("A whisper to", rows))
        if chosen:
            self._several = chosen
            self.list.choose(chosen[0])
            self.draw()
            self.query_one("#say-line", Input).focus()
