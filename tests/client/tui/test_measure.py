"""A widget is as large as what it says, whenever the screen happens to be laid out."""

from textual.app import App, ComposeResult
from textual.content import Content
from textual.widget import Widget

from detente_client.tui.lines import line
from detente_client.tui.widgets.prose import Prose
from detente_client.tui.widgets.rows import Rows
from tests.client.hands import Hands

LONG = "a row that is so long that it takes three lines of a narrow list, and not one line alone"


class Both(App[None]):
    """A list and a text, as tall as they need to be."""

    CSS = "Rows { height: auto; } Prose { height: auto; }"

    def compose(self) -> ComposeResult:
        yield Rows()
        yield Prose("")


async def test_what_was_measured_between_two_changes_is_not_kept() -> None:
    """Long words, a layout that comes before the widget has been idle, short words: one line."""
    app = Both()
    async with app.run_test(size=(40, 20)) as pilot:
        hands = Hands(app, pilot)
        rows, prose = app.query_one(Rows), app.query_one(Prose)
        await hands.settle()

        def say(words: str) -> None:
            rows.set_rows([("a", Content(words))])
            prose.say([line(words)])

        def heights() -> list[int]:
            widgets: list[Widget] = [rows, prose]
            return [widget.size.height for widget in widgets]

        say(LONG)
        app.screen._clear_arrangement_cache()  # as another widget does that asked for a layout, and was idle since
        app.screen._refresh_layout()
        assert heights() == [3, 3]
        say("short")
        await hands.settle()
        assert heights() == [1, 1]
