"""What keeps the screen quick, seen from outside: rows that are kept, and keys that come before news."""

from textual.app import App, ComposeResult
from textual.content import Content

from detente_client.tui.app import DetenteApp
from detente_client.tui.figures import world_line
from detente_client.tui.lines import bare, line
from detente_client.tui.paint import paint
from detente_client.tui.widgets.rows import Rows
from tests.client.hands import Hands, screen_text
from tests.client.tui.looking import at_table, put
from tests.client.tui.solo import HandTable
from tests.client.tui.views import NOW, a_message, a_snapshot, a_view

SEATS = [("-h", paint(line("Labs"))), ("beacon", paint(line("Beacon"))), ("wren", paint(line("Wren")))]


class Listed(App[None]):
    """A list and nothing else; it notes what is chosen."""

    CSS_PATH = "../../../client/detente_client/tui/detente.tcss"

    def __init__(self) -> None:
        super().__init__()
        self.selected: list[str] = []

    def compose(self) -> ComposeResult:
        yield Rows()

    def on_rows_option_selected(self, event: Rows.OptionSelected) -> None:
        """Enter, or a click."""
        self.selected.append(event.option.id)


def shown(app: App[None]) -> list[str]:
    """The rows on screen, without what is blank."""
    return [row.rstrip() for row in screen_text(app).splitlines() if row.strip()]


async def test_a_cursor_passes_over_headings_and_round_the_end() -> None:
    """Down from the last row is the first that is open; a click chooses, and on a heading does nothing."""
    app = Listed()
    async with app.run_test(size=(30, 6)) as pilot:
        hands = Hands(app, pilot)
        rows = app.query_one(Rows)
        rows.set_rows(SEATS)
        rows.focus()
        for key, row in (
            ("down", "wren"),
            ("down", "beacon"),
            ("up", "wren"),
            ("home", "beacon"),
            ("end", "wren"),
        ):
            await hands.press(key)
            assert rows.chosen == row
        await hands.press("home", "enter")
        assert app.selected == ["beacon"]
        await pilot.click(Rows, offset=(1, 2))
        await pilot.click(Rows, offset=(1, 0))
        await hands.settle()
        assert app.selected == ["beacon", "wren"]
        assert rows.chosen == "wren"


async def test_a_cursor_stays_on_its_row_when_others_come_and_go() -> None:
    """By its id; where that is gone, on the first that is open."""
    app = Listed()
    async with app.run_test(size=(30, 6)) as pilot:
        hands = Hands(app, pilot)
        rows = app.query_one(Rows)
        rows.set_rows(SEATS)
        rows.choose("wren")
        rows.set_rows([("quill", paint(line("Quill"))), *SEATS])
        assert rows.chosen == "wren"
        rows.set_rows(SEATS[:2])
        assert rows.chosen == "beacon"
        rows.set_rows([])
        assert rows.option_count == 0
        await hands.settle()


async def test_a_list_that_is_longer_than_its_place_scrolls_to_the_cursor() -> None:
    """Rows that break take as many lines as they need."""
    app = Listed()
    async with app.run_test(size=(20, 4)) as pilot:
        hands = Hands(app, pilot)
        rows = app.query_one(Rows)
        rows.set_rows([(f"r{n}", Content(f"row {n} is a good deal longer")) for n in range(9)])
        rows.focus()
        await hands.settle()
        assert shown(app)[0].startswith("row 0")
        await hands.press("end")
        await hands.settle()
        assert "row 8 is a good" in "\n".join(shown(app))


async def test_a_row_whose_colour_alone_changes_is_painted_anew() -> None:
    """What was kept is kept by its tone, too."""
    app = Listed()
    async with app.run_test(size=(30, 6)) as pilot:
        hands = Hands(app, pilot)
        rows = app.query_one(Rows)

        async def colours(tone: bool) -> list[str]:
            rows.set_rows(
                [("a", paint(line("first"))), ("b", paint(line(("second", "bad" if tone else "plain"))))]
            )
            await hands.settle()
            strip = app.screen._compositor.render_strips(app.size)[1]
            return [str(segment.style.color) for segment in strip if segment.style and segment.text.strip()]

        assert await colours(False) != await colours(True)


async def test_a_state_that_comes_with_a_key_waits_for_it_and_is_not_lost() -> None:
    """It is shown once the keys have come to rest, and however fast they come, soon."""
    table = HandTable(a_snapshot())
    app = DetenteApp(table, lambda: NOW, None, keys_first=0.05)
    async with app.run_test(size=(80, 24)) as pilot:
        hands = Hands(app, pilot)
        await hands.settle()
        await hands.press("k")
        table.put(a_snapshot(messages=(a_message("After the key.", seq=9),)))
        while "After the key." not in hands.sees:
            await hands.press("down")
        assert app.main.page_name == "talk"


async def test_whom_a_message_is_for_is_marked_by_a_sign() -> None:
    """Not by colour alone."""
    async with at_table(HandTable(a_snapshot())) as hands:
        await hands.press("k", "n", "space")
        assert hands.sees.count("[x]") == 1
        await hands.press("space")
        assert "[x]" not in hands.sees


async def test_the_band_of_risk_goes_by_the_thresholds_that_hold() -> None:
    """A facilitator who moves them moves the word."""
    view = a_view()
    usual = bare(world_line(view))
    table = HandTable(a_snapshot(view))
    async with at_table(table, (80, 24)) as hands:
        for name in ("guarded", "high", "severe"):
            view.session.thresholds[f"risk_{name}"] = 0.0
        await put(hands, table, a_snapshot(view))
        assert "severe" not in usual
        assert "severe" in bare(world_line(view))
        assert "severe" in hands.sees
