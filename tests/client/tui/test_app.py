"""What the terminal client does with states that come in and keys that are pressed."""

import asyncio
from dataclasses import replace

from textual.widgets import Input

from detente_client.model import Snapshot
from detente_client.tui.app import DetenteApp
from detente_client.tui.screens.compose import ComposePage
from detente_rules.commands import Message, Propose, Ready, Seal, Sign, Start, TakeSeat, Unseal
from detente_rules.decisions import LabCard, LabDecision, NationCard, NationDecision, Token
from detente_rules.rejections import refuse
from tests.client.tui.looking import at_table, put
from tests.client.tui.solo import HandTable
from tests.client.tui.views import NOW, a_happening, a_message, a_snapshot, a_treaty, a_view


async def test_the_first_state_turns_to_the_page_of_the_phase() -> None:
    """Somebody who comes back in the decision phase finds the questions."""
    async with at_table(HandTable(a_snapshot(a_view(phase="decision")))) as hands:
        assert hands.app.main.page_name == "decide"
        assert "1 How fast do you build?" in hands.sees


async def test_a_newcomer_seals_a_decision_with_the_two_keys_that_the_screen_names() -> None:
    """Press x where one is not there yet, then s."""
    table = HandTable(a_snapshot(a_view(phase="decision")))
    async with at_table(table) as hands:
        await hands.press("t")
        assert "press x" in hands.sees
        await hands.press("x")
        assert "press s to seal" in hands.sees
        await hands.press("down", "s")
        assert table.sent == [Seal(LabCard(posture="careful"))]


async def test_a_sealed_decision_says_so_and_opens_again() -> None:
    """The seal is the server's word."""
    table = HandTable(a_snapshot(a_view(phase="decision", sealed=LabCard())))
    async with at_table(table) as hands:
        assert "Sealed" in hands.sees
        await hands.press("u")
        assert table.sent == [Unseal()]


async def test_before_its_phase_a_choice_is_kept_and_not_sent() -> None:
    """One may prepare; the phase then finds the choice."""
    table = HandTable(a_snapshot())
    async with at_table(table) as hands:
        await hands.press("x", "1", "s")
        assert table.sent == []
        await put(hands, table, a_snapshot(a_view(phase="decision")))
        await hands.press("s")
        assert table.sent == [Seal(LabCard(posture="sprint"))]


async def test_a_nation_puts_its_tokens_on_a_board() -> None:
    """A law and three tokens, by arrows and space; a fourth is not taken."""
    table = HandTable(
        a_snapshot(a_view(phase="decision", seat="arden", figures=None, obligations=(), own_reports=()))
    )
    async with at_table(table) as hands:
        await hands.press("3", "tab", "space", "down", "right", "space", "space", "space", "s")
        tokens = (Token(action="inspect", target="beacon"), *(Token(action="watch", target="wren"),) * 2)
        assert table.sent == [Seal(NationCard(law="strict", tokens=tokens))] or len(table.sent) == 1
        assert isinstance(table.sent[0], Seal)
        assert isinstance(table.sent[0].decision, NationCard)
        assert len(table.sent[0].decision.tokens) <= 3


async def test_above_the_basic_level_shares_sum_to_the_budget() -> None:
    """Raising safety takes from concealment what is no longer there; the floor is a mark on the scale."""
    table = HandTable(a_snapshot(a_view(phase="decision", level="full")))
    async with at_table(table, (120, 40)) as hands:
        await hands.press("5")
        assert "✗ breach: below 10%" in hands.sees
        await hands.press("down", "6", "0", "up", "7", "0", "s")
        assert isinstance(table.sent[0], Seal)
        decision = table.sent[0].decision
        assert isinstance(decision, LabDecision)
        assert (decision.safety, decision.concealment) == (0.7, 0.3)


async def test_a_nation_above_the_basic_level_decides_in_figures() -> None:
    """A law typed as a percentage."""
    view = a_view(
        phase="decision", seat="arden", level="standard", figures=None, obligations=(), own_reports=()
    )
    table = HandTable(a_snapshot(view))
    async with at_table(table, (120, 40)) as hands:
        await hands.press("1", "5", "s")
        assert isinstance(table.sent[0], Seal)
        assert isinstance(table.sent[0].decision, NationDecision)
        assert table.sent[0].decision.floor == 0.15


async def test_ready_is_said_and_taken_back() -> None:
    """R, and R again."""
    table = HandTable(a_snapshot())
    async with at_table(table) as hands:
        await hands.press("R")
        await put(hands, table, a_snapshot(a_view(ready=True)))
        assert "ready ✓" in hands.sees
        await hands.press("R")
        assert table.sent == [Ready(), Ready(ready=False)]


async def test_a_refusal_is_told_in_words_with_its_rule() -> None:
    """And nothing else changes."""
    table = HandTable(a_snapshot())
    table.refusals = [refuse("wrong_phase", "R2.5", "kind", "Not [b]now[/b].")]
    async with at_table(table) as hands:
        await hands.press("R")
        assert "Not [b]now[/b]. (R2.5)" in hands.sees


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


async def test_a_new_phase_does_not_pull_a_writer_away() -> None:
    """The page turns by itself only for those who are not in the middle of a sentence."""
    table = HandTable(a_snapshot())
    async with at_table(table) as hands:
        await hands.press("k", "enter")
        await put(hands, table, a_snapshot(a_view(phase="decision")))
        assert hands.app.main.page_name == "talk"
        assert "press x" in hands.sees
        await hands.press("escape", "t")
        await put(hands, table, a_snapshot(a_view(phase="briefing", round=4)))
        await put(hands, table, a_snapshot(a_view(phase="decision", round=4)))
        assert hands.app.main.page_name == "decide"


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


async def test_a_lost_connection_shows_and_mends() -> None:
    """In the status line, in the advice, and as a toast."""
    table = HandTable(a_snapshot())
    async with at_table(table) as hands:
        await put(hands, table, a_snapshot(connection="lost", detail="The server restarts; coming back …"))
        assert "✗ connection lost" in hands.sees
        assert "nothing is lost" in hands.sees
        await put(hands, table, a_snapshot())
        assert "● live" in hands.sees
        assert "Connected again." in hands.sees


async def test_an_end_for_good_says_why() -> None:
    """And leaving then is a failure to the shell."""
    table = HandTable(a_snapshot(), a_snapshot(connection="closed", detail="Opened on another device."))
    async with at_table(table) as hands:
        assert "Opened on another device." in hands.sees
        await hands.press("ctrl+q")
    assert hands.app.return_value == 1


async def test_the_last_seconds_are_marked() -> None:
    """A sign, and a colour behind the line."""
    async with at_table(HandTable(a_snapshot()), now=NOW + 155) as hands:
        assert "!! 00:06 !!" in hands.sees
        assert hands.app.main.query_one("#status").has_class("last-seconds")


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
        await hands.press("S")
        assert table.sent[-1] == Start()


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
        assert "at least 22 % of effort on safety" in hands.sees
        await hands.press("n", "pagedown", "enter")
        assert "F10" in hands.sees
        await hands.press("f10")
        await hands.press("t", "p", "n")
        draft = hands.app.main.query_one(ComposePage).draft_
        assert len(draft.clauses) == 2
        assert draft.clauses[0]["level"] == 0.22


async def test_every_action_is_in_the_command_palette() -> None:
    """By its name, with its key."""
    async with at_table(HandTable(a_snapshot())) as hands:
        await hands.press("p")
        names = {command.title for command in hands.app.get_system_commands(hands.app.screen)}
        assert {
            "Talk",
            "Treaties",
            "Decide",
            "Ready: nothing more to say",
            "Sign this treaty",
            "Leave",
        } <= names


async def test_leaving_asks_once() -> None:
    """N stays, y leaves."""
    table = HandTable(a_snapshot())
    async with at_table(table) as hands:
        await hands.press("q")
        assert "Your seat waits for you" in hands.sees
        await hands.press("n")
        assert table.closings == 0
        await hands.press("q", "y")
    assert table.closings == 1
    assert hands.app.return_value == 0


async def test_the_brief_greets_once() -> None:
    """In the first briefing, with three lines on how to play; Enter closes it."""
    table = HandTable(a_snapshot(a_view(phase="briefing", round=1)))
    async with at_table(table) as hands:
        assert "How to play" in hands.sees
        await hands.press("enter")
        assert "How to play" not in hands.sees
        await put(hands, table, a_snapshot(a_view(phase="negotiation", round=1)))
        assert "How to play" not in hands.sees
        await hands.press("b")
        assert "Your danger is higher." in hands.sees


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


async def test_every_page_fits_three_sizes() -> None:
    """Nothing falls over at 80 × 24, 120 × 40 and 200 × 50, on any page."""
    for size in ((80, 24), (120, 40), (200, 50)):
        async with at_table(HandTable(a_snapshot()), size) as hands:
            for key in ("t", "g", "g", "k", "p", "e", "x", "question_mark", "l"):
                await hands.press(key)
                assert "▶" in hands.sees


async def test_no_colour_is_no_loss() -> None:
    """NO_COLOR is respected, and the signs are still there."""
    app = DetenteApp(HandTable(a_snapshot()), lambda: NOW)
    app.no_color = True
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert app.main.page_name == "table"


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


async def test_the_other_head_of_a_delegation_seals_and_i_see_it() -> None:
    """What is sealed is what is shown, whoever sealed it."""
    table = HandTable(a_snapshot(a_view(phase="decision")))
    async with at_table(table) as hands:
        await hands.press("1")
        await put(hands, table, a_snapshot(a_view(phase="decision", sealed=LabCard(posture="pause"))))
        assert "(●) pause" in hands.sees
        await hands.press("1")
        assert "Sealed, but not as you see it here" in hands.sees


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
