"""Whole games by the real rules, through the screen and the keyboard alone; bots in the other seats."""

from dataclasses import replace

import pytest

from detente_client.tui.drafting import draft_from_pack
from detente_client.tui.foresight import Question, foresee
from detente_client.tui.screens.debrief import DebriefPage
from detente_rules.commands import Ready, Start
from detente_rules.decisions import LabCard
from tests.client.tui.looking import Hands, at_table
from tests.client.tui.solo import START, SoloTable


async def one_round(hands: Hands, *choice: str) -> None:
    """From the briefing to the next one: ready, ready, choose, seal."""
    await hands.press("R")
    await hands.press("R")
    assert hands.app.main.page_name == "decide"
    await hands.press(*choice, "s")


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_a_lab_plays_first_steps_to_the_debrief(size: tuple[int, int]) -> None:
    """Lobby, brief, talk, a treaty signed, five decisions, ledgers, secrets: every step by a key that is on screen."""
    table = SoloTable("first-steps", "beacon")
    async with at_table(table, size, now=START) as hands:
        assert "START THE GAME" in hands.sees
        await hands.press("S")
        assert "Your brief" in hands.sees
        await hands.press("enter", "R")
        assert "Negotiation" in hands.sees
        await hands.press("k", "enter")
        await hands.type("Good day.")
        await hands.press("enter", "escape")
        assert "Good day." in hands.sees
        await hands.press("p", "s")
        signed = (
            {card.id: card.signed for card in table.snapshot.view.treaties} if table.snapshot.view else {}
        )
        assert any("beacon" in seats for seats in signed.values())
        await hands.press("R")
        assert "2 Do you keep your promises?" in hands.sees
        await hands.press("3", "tab", "tab", "s")
        assert "Round 2/5" in hands.sees
        for choice in ("1", "2", "4", "3"):
            await one_round(hands, choice)
        assert table.state.phase == "debrief"
        assert isinstance(hands.app.main.page, DebriefPage)
        hands.app.clear_notifications()  # here toasts stay until they are told to go
        await hands.settle()
        assert "You (Beacon): score" in hands.sees
        await hands.press("2", "right", "right")
        assert "round 3 of 5" in hands.sees
        assert "declared  actual  observed" in hands.sees
        await hands.press("3")
        assert "Only they knew" in hands.sees
    assert [refused for refused in table.refused if "p1" in str(refused)] == []


async def test_a_nation_plays_first_steps_to_the_debrief() -> None:
    """A law, tokens on a board, a treaty signed and put to parliament."""
    table = SoloTable("first-steps", "arden")
    async with at_table(table, now=START) as hands:
        await hands.press("S", "enter", "R", "p", "n", "down", "enter", "s")
        view = table.snapshot.view
        assert view is not None
        mine = [card for card in view.treaties if card.by == "arden"]
        assert mine
        assert f"“{mine[0].title}”" in hands.sees or mine[0].title in hands.sees
        await hands.press("s", "y", "R")
        await hands.press("3", "tab", "space", "down", "space", "down", "right", "space", "s")
        assert "Round 2/5" in hands.sees
        for _ in range(4):
            await one_round(hands)
        assert "You (Arden): score" in hands.sees


async def test_above_the_basic_level_a_game_is_played_in_figures() -> None:
    """two-blocs at its own level: safety typed, sealed seven times."""
    table = SoloTable("two-blocs", "helion")
    async with at_table(table, (120, 40), now=START) as hands:
        await hands.press("S", "enter")
        for _ in range(7):
            await one_round(hands, "2", "5")
        assert "You (Helion): score" in hands.sees
        decisions = table.snapshot.view.own_reports if table.snapshot.view is not None else ()
        assert [getattr(report.decision, "safety", None) for report in decisions] == [0.25] * 7


async def test_somebody_who_sends_nothing_keeps_the_standing_orders() -> None:
    """The clock runs out; the game goes on, and the screen with it."""
    table = SoloTable("first-steps", "beacon")
    async with at_table(table, now=START) as hands:
        await hands.press("S", "enter")
        for _ in range(3):
            table.run_out()
            await hands.settle()
        assert "Round 2/5" in hands.sees


async def test_forecasts_are_reckoned_from_what_the_seat_knows() -> None:
    """Sprinting and care lie apart, a draft has a forecast of its own, and a finished game has no future."""
    table = SoloTable("first-steps", "beacon")
    for command in (Start(), Ready()):
        await table.send(command)
    view = table.snapshot.view
    assert view is not None
    sprint, careful = (foresee(Question(view, LabCard(posture=posture))) for posture in ("sprint", "careful"))
    assert "world risk" in sprint
    assert sprint != careful
    draft = draft_from_pack(view, view.packs[1])
    assert foresee(Question(view, draft=draft)) not in {"", foresee(Question(view))}
    assert foresee(Question(replace(view, phase="debrief"))) in {"", foresee(Question(view))}
