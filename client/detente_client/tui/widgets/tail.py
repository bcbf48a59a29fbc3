"""The end of a text that grows: what was said, news. Growing never lays the screen out anew, however long it gets."""

from collections.abc import Iterable
from functools import lru_cache

from textual import events
from textual.content import Content
from textual.widget import Widget

from detente_client.tui.lines import Line, line
from detente_client.tui.paint import paint

STEP = 3
"""Rows of one turn of the wheel."""


@lru_cache(maxsize=1024)
def wrapped(text: Line, width: int) -> tuple[Content, ...]:
    """A line as rows of that width."""
    return tuple(paint(text).wrap(max(1, width)))


class Tail(Widget):
    """Shows the last rows that fit; the wheel goes back, and new lines return to the end."""

    _lines: tuple[Line, ...] = ()
    _back = 0

    def say(self, text: Iterable[Line]) -> None:
        """Show these lines."""
        lines = tuple(text)
        if lines != self._lines:
            self._lines, self._back = lines, 0
            self.refresh()

    def _rows(self) -> list[Content]:
        width, height = self.size.width, max(1, self.size.height)
        rows: list[Content] = []
        for text in reversed(self._lines):
            if len(rows) >= height + self._back + STEP:
                break
            rows[:0] = wrapped(text, width)
        self._back = max(0, min(self._back, len(rows) - height))
        end = len(rows) - self._back
        shown = rows[max(0, end - height) : end]
        if end > height:
            shown[0] = paint(line(("↑ more above (wheel)", "dim")))
        return shown

    def render(self) -> Content:
        return Content("\n").join(self._rows())

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Back."""
        event.stop()
        self._back += STEP
        self.refresh()

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Towards the end."""
        event.stop()
        self._back = max(0, self._back - STEP)
        self.refresh()
