"""What must be on screen is on screen, at the sizes that the client promises."""

import pytest

from tests.client.tui.looking import at_table
from tests.client.tui.solo import HandTable
from tests.client.tui.views import a_snapshot, a_view

SIZES = [(80, 24), (100, 30), (120, 40), (200, 50)]


@pytest.mark.parametrize("size", SIZES)
async def test_every_answer_to_every_question_is_in_sight(size: tuple[int, int]) -> None:
    """Three questions, eight answers, the key that seals, and nothing wrapped out of sight."""
    async with at_table(HandTable(a_snapshot(a_view(phase="decision"))), size) as hands:
        text = hands.sees
        for word in ("sprint", "balanced", "careful", "pause", "2 Do you keep", "3 Do you tell", "seals it"):
            assert word in text, word
        assert text.count("( )") == 5
        assert text.count("(●)") == 3


@pytest.mark.parametrize("size", SIZES)
async def test_the_table_shows_every_seat_in_one_line(size: tuple[int, int]) -> None:
    """Name, figures and share of one seat stand in one row."""
    async with at_table(HandTable(a_snapshot()), size) as hands:
        rows = {
            name: row
            for row in hands.sees.splitlines()
            for name in ("Beacon", "Wren", "Quill")
            if name in row[:12]
        }
        assert {
            name: share in rows[name]
            for name, share in (("Beacon", "40%"), ("Wren", "35%"), ("Quill", "25%"))
        } == {
            "Beacon": True,
            "Wren": True,
            "Quill": True,
        }


@pytest.mark.parametrize("size", SIZES)
async def test_the_keys_that_work_everywhere_are_all_on_the_last_line(size: tuple[int, int]) -> None:
    """With every mark that can stand behind them."""
    async with at_table(HandTable(a_snapshot()), size) as hands:
        last = hands.sees.splitlines()[-1]
        for key in (
            "t table",
            "k talk",
            "p treaty•1",
            "e evidence",
            "x decide",
            "R ready",
            "? help",
            ": all",
        ):
            assert key in last, key
