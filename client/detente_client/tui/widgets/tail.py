"""The end of a text that grows: what was said, news. Growing never lays the screen out anew, however long it gets."""

from collections.abc import Iterable
from functools import lru_cache

from textual import events
from textual.content import Content
from textual.strip import Strip
from textual.widget import Widget

from detente_client.tui.lines import Line, line
from detente_client.tui.paint import paint
from detente_client.tui.widgets.kept import Lines, Look

STEP = 3
"""Rows of one turn of the wheel."""

_ABOVE: Line = line(("↑ more above (wheel)", "dim"))


@lru_cache(maxsize=512)
def wrapped(text: Line, width: int) -> tuple[Content, ...]:
    """A line as rows of that width."""
    return tuple(paint(text).wrap(max(1, width)))


class Tail(Lines, Widget):
    """Shows the last rows that fit; the wheel goes back, and new lines return to the end."""

    _lines: tuple[Line, ...] = ()
    _back = 0

    def say(self, text: Iterable[Line]) -> None:
        """Show these lines."""
        lines = tuple(text)
        if lines != self._lines:
            self._lines, self._back = lines, 0
            self.refresh()

    def kept_rows(self, look: Look, first: int, count: int) -> list[Strip] | None:
        height = max(1, self.size.height)
        rows: list[Strip] = []
        for text in reversed(self._lines):
            if len(rows) >= height + self._back + STEP:
                break
            rows[:0] = self.rows_of(text, look)
        end = self._end(len(rows), height)
        shown = rows[max(0, end - height) : end]
        if end > height:
            shown[0] = self.rows_of(_ABOVE, look)[0]
        return shown[first : first + count]

    def _end(self, rows: int, height: int) -> int:
        """The row after the last that is shown; one cannot go back further than there is text."""
        self._back = max(0, min(self._back, rows - height))
        return rows - self._back

    def render(self) -> Content:
        """The same rows as one text, for somebody who marks them with the mouse."""
        width, height = self.size.width, max(1, self.size.height)
        rows: list[Content] = []
        for text in reversed(self._lines):
            if len(rows) >= height + self._back + STEP:
                break
            rows[:0] = wrapped(text, width)
        end = self._end(len(rows), height)
        shown = rows[max(0, end - height) : end]
        if end > height:
            shown[0] = paint(_ABOVE)
        return Content("\n").join(shown)

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
