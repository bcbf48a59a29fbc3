"""What a page is: a part of the one screen that is given the snapshot and keeps what was typed into it."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, ClassVar

from textual.binding import Binding
from textual.message import Message
from textual.widget import Widget

from detente_client.model import Snapshot
from detente_client.tui.lines import Line, Span, line
from detente_client.tui.text import key_words
from detente_client.tui.widgets.kept import Down
from detente_client.tui.widgets.prose import Prose


class Page(Down):
    """A page. Pages stay mounted while another one is shown, so nothing typed is lost."""

    HINTS: ClassVar[tuple[tuple[str, str], ...]] = ()
    """(key, words) of the keys that work on this page, for its last line."""

    class Redraw(Message):
        """The lines round the page (advice, hints) no longer fit what it shows."""

    snapshot: Snapshot = Snapshot()

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002  # Textual's name for it
        super().__init__(id=id)
        self._columns: dict[str, int] = {}

    def show(self, snapshot: Snapshot) -> None:
        """Take a new snapshot; draws only while the page is on screen."""
        self.snapshot = snapshot
        if self.is_mounted and self.display:
            self.draw()

    def on_resize(self) -> None:
        """Another size, or on screen for the first time."""
        self.call_after_refresh(self.draw)

    def columns_of(self, part: str) -> int:
        """Columns of a part; while the page is hidden those that it had, so that it comes back as it will stay."""
        self._columns[part] = (
            self.query_one(f"#{part}").content_size.width or self._columns.get(part) or self.app.size.width
        )
        return self._columns[part]

    def draw(self) -> None:
        """Draw ``self.snapshot``."""

    def arrive(self, what: str | tuple[str, ...] = "") -> None:
        """The page has come on screen: draw, and put the focus where one goes on. what: see ``GoTo``."""
        del what
        self.draw()
        self.focus_first()

    def focus_first(self) -> None:
        """Give the focus to the first widget of the page that takes it."""
        for widget in self.walk_children(Widget):
            if widget.focusable:
                self.hand_focus(widget)
                return

    def hand_focus(self, widget: Widget) -> None:
        """Give the focus now, not with the next message: the key that follows belongs to the new page already.

        Nothing scrolls for it: what is not laid out yet counts as out of sight, and would be scrolled to on a busy machine.
        """
        self.screen.set_focus(widget, scroll_visible=False)

    def hints(self) -> tuple[tuple[str, str], ...]:
        """The hints of this moment."""
        return self.HINTS

    def advice(self) -> str:
        """What to do now, where this page knows better than the phase; "" where it does not."""
        return ""

    def commands(self) -> Iterator[tuple[str, str, Callable[[], Any]]]:
        """(name, key, what it does) of every key of this page, for the command palette."""
        named = {
            binding.description: binding
            for cls in type(self).__mro__
            for binding in vars(cls).get("BINDINGS", ())
            if isinstance(binding, Binding) and binding.show and binding.description
        }
        for name, binding in named.items():
            yield name, key_words(binding.key), partial(self.app.call_later, self.run_action, binding.action)

    def notes(self) -> dict[str, Any]:
        """What was typed or chosen here and not yet sent, as plain data; it survives a restart."""
        return {}

    def take_notes(self, notes: dict[str, Any]) -> None:
        """What ``notes`` gave before the restart."""

    def leave_field(self) -> None:
        """Esc: give the letters back to the keys."""
        self.focus_first()

    def hint_line(self) -> Line:
        """Hints as a line."""
        spans: list[str | Span] = []
        for key, words in self.hints():
            spans += [(key, "key"), f" {words}  "]
        return line(*spans)


class HintLine(Prose):
    """The last line of a page: its keys."""

    def of(self, page: Page) -> None:
        """Show this page's hints."""
        self.say([page.hint_line()])
