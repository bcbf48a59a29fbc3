"""The pages: talk, treaties, the door, the lobby, help; what is typed, clicked and read there."""

import asyncio
from dataclasses import replace

from textual.widgets import Input

from detente_client.model import Snapshot
from detente_client.tui.screens.compose import ComposePage
from detente_rules.cards import LAWS
from detente_rules.commands import Message, Propose, Seal, Sign, Start, TakeSeat
from detente_rules.decisions import LabCard
from detente_rules.rejections import refuse
from tests.client.tui.looking import at_table, put
from tests.client.tui.solo import HandTable
from tests.client.tui.views import a_happening, a_message, a_snapshot, a_treaty, a_view


async def test_talk_goes_to_the_channel_that_is_open() -> None:
    """To one seat, from the keyboard alone."""
    table = HandTable(a_snapshot())
    async with at_table(table) as hands:
        await hands.press("k", "down", "down", "enter")
        await hands.type("a quiet word")
        await hands.press("enter")
        assert table.sent == [Message(text="a quiet word", to=("wren",))]


async def test_letters_are_letters_while_one_writes() -> None:
    """Typing "text" into a message opens no page; Esc gives the keys back."""
    table = HandTable(a_snapshot())
    async with at_table(table) as hands:
        await hands.press("k", "enter")
        await hands.type("text k p")
        assert hands.app.main.page_name == "talk"
        assert "Esc stop writing" in hands.sees
        await hands.press("escape", "t")
        assert hands.app.main.page_name == "table"


async def test_what_was_typed_is_kept_across_channels_pages_and_a_lost_connection() -> None:
    """A draft belongs to its channel."""
    table = HandTable(a_snapshot())
    async with at_table(table) as hands:
        await hands.press("k", "enter")
        await hands.type("half a sent")
        await hands.press("escape", "down")
        field = hands.app.main.query_one("#talk-input", Input)
        assert field.value == ""
        await hands.press("t")
        await put(hands, table, a_snapshot(connection="lost"))
        await put(hands, table, a_snapshot(a_view(phase="decision")))
        await hands.press("k", "up")
        assert field.value == "half a sent"


async def test_a_refused_message_returns_to_its_field() -> None:
    """Before what has been typed since."""
    table = HandTable(a_snapshot())
    table.refusals = [refuse("rate", "R3.4", "kind", "Slower, please.", 3.0)]
    table.held = asyncio.Event()
    async with at_table(table) as hands:
        await hands.press("k", "enter")
        await hands.type("one")
        await hands.press("enter")
        assert "sending: one" in hands.sees
        await hands.type("two")
        table.held.set()
        await hands.settle()
        assert hands.app.main.query_one("#talk-input", Input).value == "one two"
        assert "Slower, please. Try again in 3 s. (R3.4)" in hands.sees


async def test_text_from_people_is_never_markup() -> None:
    """Neither Rich's nor Textual's, neither in talk nor in names nor in titles; terminal escapes are shown."""
    rude = "[red]x[/] [@click=app.quit]y[/] \x1b[31mz"
    view = a_view(treaties=(a_treaty(title="[b]T[/b]"),), news=("[i]n[/i]",))
    seats = tuple(replace(row, people=("[u]Ana[/u]",)) if row.id == "beacon" else row for row in view.seats)
    snapshot = a_snapshot(
        replace(view, seats=seats), messages=(a_message(rude),), happenings=(a_happening("[s]h[/s]"),)
    )
    async with at_table(HandTable(snapshot), (120, 40)) as hands:
        assert "[b]T[/b]" in hands.sees
        assert "[i]n[/i]" in hands.sees
        assert "[s]h[/s]" in hands.sees
        assert "[u]Ana[/u]" in hands.sees
        await hands.press("k")
        assert "[red]x[/] [@click=app.quit]y[/] \\x1b[31mz" in hands.sees
        await hands.press("p", "o")
        assert "[b]T[/b]" in hands.sees


async def test_unread_messages_are_counted_until_they_are_on_screen() -> None:
    """What was said before I came in is history."""
    old = a_message("before", seq=1)
    table = HandTable(a_snapshot(messages=(old,)))
    async with at_table(table) as hands:
        assert "talk•" not in hands.sees
        fresh = a_message("psst", to=("beacon",), seq=2)
        await put(hands, table, a_snapshot(messages=(old, fresh)))
        assert "talk•1" in hands.sees
        await hands.press("k")
        assert "Wren •1" in hands.sees
        await hands.press("down", "down")
        assert "psst" in hands.sees
        assert "•1" not in hands.sees.replace("treaty•1", "")


async def test_the_door_says_why_it_stays_shut_and_keeps_what_was_typed() -> None:
    """Then opens."""
    table = HandTable(Snapshot(connection="closed"))
    table.shut = "There is no game with the code ABCD-EFGH here."
    async with at_table(table) as hands:
        await hands.type("ABCD-EFGH")
        await hands.press("tab")
        await hands.type("Ana")
        await hands.press("enter")
        assert "There is no game with the code ABCD-EFGH here." in hands.sees
        assert hands.app.main.query_one("#code", Input).value == "ABCD-EFGH"
        table.shut = ""
        await hands.press("tab", "enter")
        await put(hands, table, a_snapshot(a_view(phase="lobby", seat=None, round=0)))
        assert table.joined[-1] == ("ABCD-EFGH", "Ana", None)
        assert "Take a seat" in hands.sees


async def test_a_seat_is_taken_and_the_game_started_from_the_lobby() -> None:
    """Enter on a seat; m for anywhere; S begins."""
    view = a_view(phase="lobby", seat=None, round=0, figures=None, brief=None, legal=("message", "take_seat"))
    table = HandTable(a_snapshot(view))
    async with at_table(table) as hands:
        await hands.press("down", "enter", "m")
        assert table.sent == [TakeSeat("beacon"), TakeSeat(None)]
        await put(hands, table, a_snapshot(a_view(phase="lobby", round=0, legal=("start",))))
        assert "START THE GAME" in hands.sees
        await hands.press("home")
        assert "Arden: Arden is one of four." in hands.sees
        assert "Your seat, Beacon: Beacon is one of four." in hands.sees
        await hands.press("S")
        assert table.sent[-1] == Start()


async def test_whoever_sits_is_asked_before_they_move() -> None:
    """Enter is soon pressed, and the other seat may be taken by the time one wants to go back."""
    table = HandTable(a_snapshot(a_view(phase="lobby", round=0, seat="beacon", legal=("take_seat",))))
    async with at_table(table) as hands:
        await hands.press("home", "enter")
        assert "Leave Beacon and sit down as Arden?" in hands.sees
        await hands.press("n")
        assert table.sent == []
        await hands.press("enter", "y")
        await hands.press("m", "enter")
        assert table.sent == [TakeSeat("arden"), TakeSeat(None)]


async def test_a_latecomer_is_told_where_to_sit_down_and_is_left_to_it() -> None:
    """In the middle of a game: the key is on screen, and a new phase does not take the list of seats away."""
    late = {"seat": None, "figures": None, "brief": None, "legal": ("take_seat",), "own_reports": ()}
    table = HandTable(a_snapshot(a_view(**late)))
    async with at_table(table) as hands:
        assert "l: sit down with others" in " ".join(hands.sees.split())
        assert "l seats" in hands.sees
        await hands.press("l", "down")
        await put(hands, table, a_snapshot(a_view(**late, phase="decision")))
        await hands.press("enter")
        assert table.sent == [TakeSeat("beacon")]


async def test_a_treaty_is_read_and_signed() -> None:
    """S signs the version that is on screen."""
    table = HandTable(a_snapshot(a_view(treaties=(a_treaty(version=3),))))
    async with at_table(table) as hands:
        await hands.press("p")
        assert "It asks of you: at least 22% of effort on safety." in hands.sees
        await hands.press("s")
        assert table.sent == [Sign("t1", 3)]


async def test_a_treaty_is_proposed_from_a_pack_with_three_keys() -> None:
    """n, Enter, s."""
    table = HandTable(a_snapshot())
    async with at_table(table) as hands:
        await hands.press("p", "n", "enter", "s")
        assert isinstance(table.sent[0], Propose)
        assert table.sent[0].title == "A checked floor"


async def test_a_treaty_is_put_together_clause_by_clause() -> None:
    """An empty sheet, a card made stricter, a clause from its form, its range kept, the draft kept while away."""
    table = HandTable(a_snapshot())
    async with at_table(table, (120, 40)) as hands:
        await hands.press("p", "n", "down", "enter")
        assert "It has no clause yet" in hands.sees
        await hands.press("right", "right")
        assert f"at least {LAWS['strict']:.0%}".replace("%", " %") in hands.sees
        await hands.press("n", "pagedown", "enter")
        assert "F10" in hands.sees
        await hands.press("f10")
        await hands.press("t", "p", "n")
        draft = hands.app.main.query_one(ComposePage).draft_
        assert len(draft.clauses) == 2
        assert draft.clauses[0]["level"] == LAWS["strict"]


async def test_help_is_searched_as_one_types() -> None:
    """The rules by number, too."""
    async with at_table(HandTable(a_snapshot())) as hands:
        await hands.press("question_mark", "slash")
        await hands.type("R5.1")
        assert "R5.1" in hands.sees


async def test_a_seat_is_looked_at_and_talked_to() -> None:
    """Enter opens its card, m its channel."""
    async with at_table(HandTable(a_snapshot())) as hands:
        await hands.press("down", "enter")
        assert "Wren is one of four." in hands.sees
        await hands.press("escape", "m")
        assert hands.app.main.page_name == "talk"
        assert "Only Wren and you read this." in hands.sees


async def test_an_observer_sees_what_everybody_may_know() -> None:
    """Without a seat nothing can be decided, nothing falls over, and the lobby is a key away."""
    view = a_view(
        seat=None,
        role="observer",
        audience="observer",
        brief=None,
        figures=None,
        own_reports=(),
        obligations=(),
    )
    async with at_table(HandTable(a_snapshot(view))) as hands:
        for key in ("t", "g", "g", "k", "p", "o", "escape", "e", "x", "question_mark", "b", "escape", "l"):
            await hands.press(key)
            assert "▶" in hands.sees
        await hands.press("x")
        assert "You have no seat" in hands.sees
        await hands.press("s", "R")
        assert "Take a seat first" in hands.sees


async def test_the_mouse_does_what_the_keys_do() -> None:
    """A click on a key of the last line, on an answer, on a seat."""
    table = HandTable(a_snapshot(a_view(phase="decision")))
    async with at_table(table) as hands:
        await hands.pilot.click("#keys", offset=(1, 0))
        await hands.settle()
        assert hands.app.main.page_name == "table"
        await hands.press("x")
        await hands.pilot.click("#posture", offset=(10, 4))
        await hands.press("s")
        assert table.sent == [Seal(LabCard(posture="pause"))]
