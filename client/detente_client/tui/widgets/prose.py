"""Text that costs nothing while it stays the same, and a repaint of its own lines alone while it keeps its size."""

from collections.abc import Iterable

from textual.content import Content
from textual.strip import Strip
from textual.widgets import Static

from detente_client.tui.lines import Line
from detente_client.tui.paint import paint_all
from detente_client.tui.widgets.kept import Lines, Look


class Prose(Lines, Static):
    """Lines of text. ``Static.update`` lays the whole screen out anew, which takes longer than a key may: this does so
    only where the new text needs more or fewer rows (or columns, where the style sheet leaves the width to the text).
    """

    _said: tuple[Line, ...] | None = None

    def say(self, text: Iterable[Line]) -> None:
        """Show these lines, one under the other."""
        lines = tuple(text)
        if lines != self._said:
            self.put(paint_all(lines))
            self._said = lines

    def kept_rows(self, look: Look, first: int, count: int) -> list[Strip] | None:
        if self._said is None:
            return None
        rows = [row for text in self._said for row in self.rows_of(text, look)]
        return rows[first : first + count]

    def put(self, after: Content) -> None:
        """Show what is painted already."""
        self._said = None
        before = self.visual
        self.update(after, layout=False)
        rules, width = self.styles.get_rules(), self.content_size.width
        tall, broad = self.styles.height, self.styles.width
        taller = (
            tall is not None
            and tall.is_auto
            and (not width or before.get_height(rules, width) != after.get_height(rules, width))
        )
        broader = (
            broad is not None
            and broad.is_auto
            and before.get_optimal_width(rules, 0) != after.get_optimal_width(rules, 0)
        )
        if taller or broader:
            self.refresh(layout=True)
