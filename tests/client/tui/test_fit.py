"""What must be on screen is on screen, at the sizes that the client promises."""

import pytest

from tests.client.tui.looking import at_table
from tests.client.tui.solo import HandTable
from tests.client.tui.views import a_snapshot, a_view

SIZES = [(60, 45), (80, 24), (100, 30), (120, 40), (200, 50)]
"""The first is a phone, in the browser."""


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
    """With every mark that can stand behind them; on a phone they take two lines."""
    async with at_table(HandTable(a_snapshot()), size) as hands:
        last = " ".join(hands.sees.replace("\N{NO-BREAK SPACE}", " ").splitlines()[-2:])
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


async def test_on_a_phone_every_token_can_be_put() -> None:
    """All four columns of the board stand on it."""
    view = a_view(phase="decision", seat="arden", figures=None, own_reports=())
    async with at_table(HandTable(a_snapshot(view)), (60, 45)) as hands:
        rows = hands.sees.splitlines()
        assert any(
            "inspect" in row and "watch" in row and "subsidise" in row and "sanction" in row for row in rows
        )
        assert any(row.count("[ ]") == 4 for row in rows)


async def test_on_a_phone_a_breach_is_told_beside_the_number() -> None:
    """A slider gives up some of its scale for the words."""
    async with at_table(HandTable(a_snapshot(a_view(phase="decision", level="full"))), (60, 45)) as hands:
        await hands.press("5")
        assert "5% ✗ breach: below 10%" in hands.sees
