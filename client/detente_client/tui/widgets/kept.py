"""Rows that were painted once are kept: a page that comes back, or a list that grew by one, costs what is new.

Textual keeps the rows of a widget until it is resized, restyled or told anything; then it renders every one of them, and
on every page turn the blank rows of each container under them too. At 120 × 40 that is most of what a key costs. The
widgets here keep rows by what they say, how wide and in which style, and hand them to the compositor as they are.
"""

from typing import TYPE_CHECKING, Final, Self, TypeAlias

from textual.cache import LRUCache
from textual.color import TRANSPARENT
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.filter import LineFilter
from textual.geometry import Region
from textual.strip import Strip
from textual.style import Style
from textual.visual import Visual

from detente_client.tui.lines import Line
from detente_client.tui.paint import paint

if TYPE_CHECKING:
    from textual.widget import Widget as _Mixed
else:
    # A widget takes over the style sheet of its first base that is a widget: these are to be mixed in before that one.
    _Mixed = object

Look: TypeAlias = tuple[int, Style, str, tuple[LineFilter, ...]]
"""Width, style, theme and filters: what else the rows of a text depend on."""

MOST: Final = 128
"""Texts that one widget keeps; two screens full of them."""


class Fresh(_Mixed):
    """Something that is as large as what it says.

    Textual keeps what it measured under the number of layouts that the widget asked for, and does not count a second one until
    the widget has been idle since the first. Where the screen is laid out between the two, because the machine is busy, what was
    measured for the first is kept for the second, and stays: a list with blank rows that nobody can explain.
    """

    def refresh(
        self, *regions: Region, repaint: bool = True, layout: bool = False, recompose: bool = False
    ) -> Self:
        """As Textual has it, and what was measured before is forgotten."""
        if (
            layout and (measured := getattr(self, "_box_model_cache", None)) is not None
        ):  # old versions keep none
            measured.clear()
        return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)


class Kept(Fresh):
    """Something whose rows are kept. A frame, a selection by mouse and a style that changes rows afterwards are left to
    Textual's own, slower way, which gives the same rows.
    """

    def look(self, style: Style | None = None) -> Look:
        """How rows look now."""
        app = self.app
        return (self.size.width, style or self.visual_style, app.theme, tuple(app.get_line_filters()))

    @property
    def simple(self) -> bool:
        """May the rows go to the compositor as they are?"""
        styles = self.styles
        return not (
            any(styles.gutter) or self.text_selection or styles.opacity < 1 or styles.text_opacity < 1
        )

    def blank(self, look: Look) -> Strip:
        """An empty row."""
        width, style, _, filters = look
        return filtered(Strip.blank(width, style.rich_style), style, filters)

    def kept_rows(self, look: Look, first: int, count: int) -> list[Strip] | None:
        """These rows of the widget, as wide as it is; fewer where the text ends. None: nothing is kept, ask ``render``."""
        raise NotImplementedError

    def render_lines(self, crop: Region) -> list[Strip]:
        """Textual's question for rows."""
        look = self.look()
        rows = self.kept_rows(look, crop.y, crop.height) if self.simple else None
        if rows is None:
            return super().render_lines(crop)
        if len(rows) < crop.height:
            rows = rows + [self.blank(look)] * (crop.height - len(rows))
        if look[0] < self.size.width:
            # A bar for scrolling stands at the end.
            rows = [row.adjust_cell_length(self.size.width, look[1].rich_style) for row in rows]
        if crop.column_span != (0, self.size.width):
            rows = [row.crop(*crop.column_span) for row in rows]
        return rows


class Lines(Kept):
    """A widget that shows lines, and knows their rows by heart."""

    _memory: LRUCache[tuple[object, Look], tuple[Strip, ...]] | None = None

    def rows_of(self, text: Line | Content, look: Look) -> tuple[Strip, ...]:
        """A line as rows of that width in that style."""
        if self._memory is None:
            self._memory = LRUCache(MOST)
        key = ((text.plain, tuple(text.spans)) if isinstance(text, Content) else text, look)
        rows = self._memory.get(key)
        if rows is None:
            width, style, _, filters = look
            visual = text if isinstance(text, Content) else paint(text)
            strips = Visual.to_strips(self, visual, width, None, style, apply_selection=False)
            rows = tuple(
                filtered(strip.adjust_cell_length(width, style.rich_style), style, filters)
                for strip in strips
            )
            self._memory[key] = rows
        return rows

    def notify_style_update(self) -> None:
        """Another style: lines may break elsewhere now."""
        self.forget()
        super().notify_style_update()

    def forget(self) -> None:
        """Begin anew."""
        if self._memory is not None:
            self._memory.clear()


def filtered(strip: Strip, style: Style, filters: tuple[LineFilter, ...]) -> Strip:
    """As the terminal takes it: without colours, say."""
    for one in filters:
        strip = strip.apply_filter(one, style.background or TRANSPARENT)
    return strip


class Ground(Kept):
    """The ground of a container: one blank row, as often as there are rows."""

    def kept_rows(self, look: Look, first: int, count: int) -> list[Strip] | None:
        del first
        return [self.blank(look)] * count


class Down(Ground, Vertical):
    """Parts one under the other."""


class Across(Ground, Horizontal):
    """Parts side by side."""
