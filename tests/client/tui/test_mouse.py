"""A mouse, or a thumb, does what the keys do; and colour is never the only sign."""

from typing import get_args

from textual.widgets import Button

from detente_client.tui.debrief import ledger_lines, mandate_lines
from detente_client.tui.evidence import evidence_lines
from detente_client.tui.lines import Line, Tone, bare
from detente_client.tui.paint import paint
from detente_client.tui.screens.ballot import Ballot
from detente_client.tui.standing import standing_lines
from detente_rules.decisions import LabDecision
from tests.client.tui.looking import Hands, at_table
from tests.client.tui.solo import HandTable
from tests.client.tui.test_powers import a_question, a_room
from tests.client.tui.views import a_debrief, a_snapshot, a_view


async def click(hands: Hands, words: str) -> None:
    """Click where these words stand."""
    for row, text in enumerate(hands.sees.replace("\N{NO-BREAK SPACE}", " ").splitlines()):
        if words in text:
            await hands.pilot.click(offset=(text.index(words) + 1, row))
            await hands.settle()
            return
    raise AssertionError(f"{words!r} is nowhere on\n{hands.sees}")


async def test_a_phone_closes_the_brief_and_turns_the_pages() -> None:
    """By the words that name the key."""
    first = a_snapshot(a_view(phase="briefing", round=1))
    async with at_table(HandTable(first), (60, 45)) as hands:
        assert "You are Beacon" in hands.sees
        await click(hands, "Enter: begin")
        assert "You are Beacon" not in hands.sees
        await click(hands, "k talk")
        assert hands.app.main.page_name == "talk"


async def test_a_ballot_is_cast_with_a_click() -> None:
    """The button with the word on it."""
    table = HandTable(a_snapshot(a_room(questions=(a_question(),))))
    async with at_table(table, (120, 40)) as hands:
        await click(hands, "v vote")
        assert isinstance(hands.app.screen, Ballot)
        await hands.pilot.click(hands.app.screen.query_one("#for", Button))
        await hands.settle()
    assert [command.kind for command in table.sent] == ["vote"]


async def test_a_list_is_left_with_a_click() -> None:
    """Esc cancel."""
    async with at_table(HandTable(a_snapshot(a_room())), (80, 24)) as hands:
        await hands.press("p", "m")
        assert "What else?" in hands.sees
        await click(hands, "Esc cancel")
        assert "What else?" not in hands.sees


def test_what_is_good_or_bad_is_said_by_a_sign_or_a_word_too() -> None:
    """Spans in these tones have a mark that is there without colours."""
    view, end = a_view(), a_debrief()
    lines: tuple[Line, ...] = (
        *evidence_lines(view),
        *standing_lines(view, LabDecision(safety=0.02)),
        *mandate_lines(view, end),
        *ledger_lines(view, end, 1),
    )
    judged = [bare(row) for row in lines if any(tone in {"good", "bad"} for _, tone in row)]
    signs = ("✓", "✗", "!", "≠", "·")
    assert judged
    assert [row for row in judged if not any(sign in row for sign in signs)] == []


def test_every_tone_can_be_painted() -> None:
    """None is forgotten."""
    for tone in get_args(Tone):
        assert paint((("x", tone),)).plain == "x"
