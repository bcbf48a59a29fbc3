"""A list of lines with a cursor, kept in place while what it shows changes under it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.style import Style

from detente_client.tui.widgets.kept import Lines, Look


@dataclass(frozen=True)
class Row:
    """id: with a leading ``-`` a heading, which the cursor passes over. text: one line or more."""

    id: str
    text: Content

    @property
    def open(self) -> bool:
        """May the cursor stand on it?"""
        return not self.id.startswith("-")


class Rows(Lines, ScrollView, can_focus=True):
    """Handed all its rows at once, it redraws those that differ; ``OptionList`` would render all of them anew whenever its
    page comes on screen, and match five more style rules whenever the focus comes or goes.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {"rows--cursor", "rows--here", "rows--heading", "rows--under"}
    """The row of the cursor without and with the focus, a heading, the row under the mouse."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "step(1)", "Down", show=False),
        Binding("up", "step(-1)", "Up", show=False),
        Binding("home", "end(1)", "First", show=False),
        Binding("end", "end(-1)", "Last", show=False),
        Binding("pagedown", "turn(1)", "Page down", show=False),
        Binding("pageup", "turn(-1)", "Page up", show=False),
        Binding("enter", "select", "Select", show=False),
    ]

    highlighted: reactive[int | None] = reactive[int | None](None, repaint=False)
    """The place of the cursor, None where there is no row for it."""

    _under: reactive[int | None] = reactive[int | None](None, repaint=False)

    @dataclass
    class _OfRow(Message):
        rows: "Rows"
        option: Row

        @property
        def control(self) -> "Rows":
            """Whose."""
            return self.rows

    class OptionHighlighted(_OfRow):
        """The cursor stands on another row, or on the first of new ones."""

    class OptionSelected(_OfRow):
        """Enter, or a click, on a row."""

    def __init__(self, **options: str) -> None:
        super().__init__(**options)  # type: ignore[arg-type]
        self._rows: tuple[Row, ...] = ()
        self._room = 0
        self._tops: tuple[int, ...] = ()
        self._lines: tuple[tuple[int, int], ...] = ()

    # -------------------------------------------------------------------------------------------------- what there is

    def set_rows(self, rows: Sequence[tuple[str, Content]]) -> None:
        """Show these rows (id, text). The cursor stays on the row with the id it was on; ids with a leading ``-`` are
        headings, which the cursor passes over.
        """
        before, after = self._rows, tuple(Row(*row) for row in rows)
        if [row.id for row in before] == [row.id for row in after]:
            self._replace(before, after)
            return
        chosen = self.chosen
        self._rows = after
        self.set_reactive(Rows.highlighted, None)
        self._measure()
        self.refresh(layout=True)
        places = [place for place, row in enumerate(after) if row.open]
        self.highlighted = next(
            (place for place in places if after[place].id == chosen), next(iter(places), None)
        )

    def _replace(self, before: tuple[Row, ...], after: tuple[Row, ...]) -> None:
        """The same rows, some with other words."""
        changed = [place for place, row in enumerate(after) if not row.text.is_same(before[place].text)]
        if not changed:
            return
        self._rows, lines = after, self._lines
        self._measure()
        if self._lines != lines:
            self.refresh(layout=True)
        elif len(changed) > len(after) // 2:
            self.refresh()
        else:
            for place in changed:
                self._redraw(place)

    @property
    def option_count(self) -> int:
        """How many rows."""
        return len(self._rows)

    @property
    def chosen(self) -> str | None:
        """The id of the row under the cursor."""
        return None if self.highlighted is None else self._rows[self.highlighted].id

    def choose(self, row: str) -> None:
        """Put the cursor on a row, where there is one of that id."""
        self.highlighted = next(
            (place for place, one in enumerate(self._rows) if one.id == row), self.highlighted
        )

    # ------------------------------------------------------------------------------------------------ where it stands

    def _height(self, row: Row, width: int) -> int:
        if row.text.cell_length <= width and "\n" not in row.text.plain:
            return 1
        return row.text.get_height(self.styles.get_rules(), max(1, width))

    def _measure(self) -> None:
        """Which line belongs to which row, at the width there is."""
        self._room = self.scrollable_content_region.width
        if not self._room:
            return
        heights = [self._height(row, self._room) for row in self._rows]
        self._tops = tuple(sum(heights[:place]) for place in range(len(heights)))
        self._lines = tuple((place, n) for place, height in enumerate(heights) for n in range(height))
        size = Size(self._room, len(self._lines))
        if size != self.virtual_size:
            self.virtual_size = size
            self._scroll_update(size)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Rows of the screen that it needs."""
        del container, viewport
        return sum(self._height(row, width) for row in self._rows)

    def on_resize(self) -> None:
        """Rows may break elsewhere now."""
        if self.scrollable_content_region.width != self._room:
            self._measure()
            self.refresh()

    def on_show(self) -> None:
        """The cursor is to be seen."""
        self._scroll_there()

    def _place_of(self, place: int) -> Region:
        """Of a row, in the list."""
        after = self._tops[place + 1] if place + 1 < len(self._tops) else len(self._lines)
        return Region(0, self._tops[place], max(1, self._room), after - self._tops[place])

    def _redraw(self, place: int | None) -> None:
        if place is not None and place < len(self._tops):
            region = self._place_of(place)
            self.refresh_lines(region.y, region.height)

    def _scroll_there(self) -> None:
        if self.highlighted is not None and self.is_mounted and self.highlighted < len(self._tops):
            region = self._place_of(self.highlighted)
            self.scroll_to_region(region, force=True, animate=False, immediate=True)

    # ---------------------------------------------------------------------------------------------------- how it looks

    def notify_style_update(self) -> None:
        """Another look, told with every move of the focus: rows are kept by their look, and need not be forgotten."""
        super(Lines, self).notify_style_update()

    def watch_has_focus(self, has_focus: bool) -> None:  # noqa: FBT001 - Textual's own
        """The row of the cursor looks otherwise; what surrounds the list asks the style sheet only where there is a frame."""
        if any(self.styles.gutter):
            super().watch_has_focus(has_focus)

    def _style_of(self, place: int) -> Style:
        if not self._rows[place].open:
            return self.get_visual_style("rows--heading")
        if place == self.highlighted:
            return self.get_visual_style("rows--here" if self.has_focus else "rows--cursor")
        return self.get_visual_style("rows--under") if place == self._under else self.visual_style

    def _strips(self, place: int) -> tuple[Strip, ...]:
        return self.rows_of(self._rows[place].text, self.look(self._style_of(place)))

    def look(self, style: Style | None = None) -> Look:
        return (self.scrollable_content_region.width, *super().look(style)[1:])

    def kept_rows(self, look: Look, first: int, count: int) -> list[Strip] | None:
        if look[0] != self._room:
            self._measure()
        begin = self.scroll_offset.y + first
        lines = self._lines[begin : begin + count]
        known = {place: self._strips(place) for place in dict.fromkeys(place for place, _ in lines)}
        return [known[place][n] if n < len(known[place]) else self.blank(look) for place, n in lines]

    def render_line(self, y: int) -> Strip:
        """One line of the list inside a frame."""
        look = self.look()
        return next(iter(self.kept_rows(look, y, 1) or ()), None) or self.blank(look)

    # ---------------------------------------------------------------------------------------------------- what it does

    def validate_highlighted(self, place: int | None) -> int | None:
        """Inside the list."""
        return None if place is None or not self._rows else min(max(place, 0), len(self._rows) - 1)

    def watch_highlighted(self, before: int | None, now: int | None) -> None:
        """The cursor has moved."""
        self._redraw(before)
        self._redraw(now)
        if now is not None and self._rows[now].open:
            self._scroll_there()
            self.post_message(self.OptionHighlighted(self, self._rows[now]))

    def watch__under(self, before: int | None, now: int | None) -> None:
        """The mouse has moved."""
        self._redraw(before)
        self._redraw(now)

    def _next(self, places: Iterable[int]) -> int | None:
        return next((place for place in places if self._rows[place].open), self.highlighted)

    def action_step(self, step: int) -> None:
        """The next row, and round the end."""
        count = len(self._rows)
        if self.highlighted is None:
            self.action_end(step)
        else:
            here = self.highlighted
            self.highlighted = self._next((here + step * n) % count for n in range(1, count + 1))

    def action_end(self, step: int) -> None:
        """The first row, or the last."""
        self.highlighted = self._next(range(len(self._rows))[::step])

    def action_turn(self, step: int) -> None:
        """A page down, or up."""
        if self.highlighted is None or not self._lines:
            self.action_end(step)
            return
        y = self._tops[self.highlighted] + step * self.scrollable_content_region.height
        place, _ = self._lines[min(max(y, 0), len(self._lines) - 1)]
        self.highlighted = self._next(range(place, len(self._rows) if step > 0 else -1, step))

    def action_select(self) -> None:
        """Enter."""
        if self.highlighted is not None and self._rows[self.highlighted].open:
            self.post_message(self.OptionSelected(self, self._rows[self.highlighted]))

    def _row_at(self, event: events.MouseEvent) -> int | None:
        offset = event.get_content_offset(self)
        y = -1 if offset is None else offset.y + self.scroll_offset.y
        return self._lines[y][0] if 0 <= y < len(self._lines) else None

    def on_click(self, event: events.Click) -> None:
        """As the cursor and Enter."""
        place = self._row_at(event)
        if place is not None and self._rows[place].open:
            self.highlighted = place
            self.action_select()

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Mark the row under the mouse."""
        self._under = self._row_at(event)

    def on_leave(self) -> None:
        """It is gone."""
        self._under = None
