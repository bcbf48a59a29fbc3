"""What the terminal client does with states that come in and keys that are pressed."""

import pytest

from detente_client.tui.app import DetenteApp
from detente_client.tui.foresight import Question
from detente_rules.commands import Ready, Seal, Unseal
from detente_rules.decisions import LabCard, LabDecision, NationCard, NationDecision, Token
from detente_rules.rejections import refuse
from tests.client.tui.looking import at_table, put
from tests.client.tui.solo import HandTable
from tests.client.tui.views import NOW, a_snapshot, a_treaty, a_view


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


async def test_toasts_stand_in_one_place_and_leave_nothing_behind() -> None:
    """One follows another without sinking down the page; where one has gone the whole screen is painted once."""
    async with at_table(HandTable(a_snapshot())) as hands:
        places = []
        for words in ("First of all.", "Second.", "Third."):
            hands.app.tell(words)
            await hands.settle()
            places.append([words in row for row in hands.sees.splitlines()].index(True))
        assert len(set(places)) == 1
        hands.app.tick()
        await hands.settle()
        hands.app.clear_notifications()
        await hands.settle()
        hands.app.tick()
        assert hands.app.screen._repaint_required
        await hands.settle()
        hands.app.tick()
        assert not hands.app.screen._repaint_required


async def test_a_new_phase_does_not_pull_a_writer_away() -> None:
    """The page turns by itself only for those who are not in the middle of a sentence."""
    table = HandTable(a_snapshot())
    async with at_table(table) as hands:
        await hands.press("k", "enter")
        await put(hands, table, a_snapshot(a_view(phase="decision")))
        assert hands.app.main.page_name == "talk"
        assert "press F6" in hands.sees
        await hands.press("escape")
        assert "press x" in hands.sees
        await hands.press("t")
        await put(hands, table, a_snapshot(a_view(phase="briefing", round=4)))
        await put(hands, table, a_snapshot(a_view(phase="decision", round=4)))
        assert hands.app.main.page_name == "decide"


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


async def test_the_command_palette_knows_what_other_pages_do_and_leads_there() -> None:
    """To the page alone: what one signs one has seen."""
    table = HandTable(a_snapshot(a_view(treaties=(a_treaty(version=3),))))
    async with at_table(table) as hands:
        commands = {command.title: command for command in hands.app.get_system_commands(hands.app.screen)}
        sign = commands["Sign this treaty"]
        assert "on the page Treaties" in sign.help
        assert "Quit" not in commands
        sign.callback()
        await hands.settle()
        assert hands.app.main.page_name == "treaty"
        assert table.sent == []


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


async def test_who_sits_down_late_is_shown_the_brief_and_brought_to_the_table() -> None:
    """Watching in round 3, then a seat, taken in the list of seats."""
    table = HandTable(a_snapshot(a_view(seat=None, brief=None)))
    async with at_table(table) as hands:
        assert "Only you know" not in hands.sees
        await hands.press("l")
        await put(hands, table, a_snapshot())
        assert "How to play" in hands.sees
        assert "Your danger is higher." in hands.sees
        await hands.press("enter")
        assert hands.app.main.page_name == "table"


async def test_who_comes_in_late_by_the_code_is_shown_the_brief_and_who_comes_back_is_not() -> None:
    """A credential is given to those who are new."""
    async with at_table(HandTable(a_snapshot(token="new"))) as hands:
        assert "How to play" in hands.sees
    async with at_table(HandTable(a_snapshot())) as hands:
        assert "How to play" not in hands.sees


async def test_who_is_moved_to_another_seat_is_shown_its_brief_once_nothing_is_being_written() -> None:
    """The facilitator may do so at any moment: no letter goes astray, and the card comes with Esc."""
    table = HandTable(a_snapshot())
    async with at_table(table) as hands:
        await hands.press("k", "enter")
        await put(hands, table, a_snapshot(a_view(seat="wren")))
        await hands.type("qs")
        assert "Your danger is higher." not in hands.sees
        await hands.press("escape")
        hands.app.tick()
        await hands.settle()
        assert "You are Wren" in hands.sees
        await hands.press("enter")
        await put(hands, table, a_snapshot(a_view(seat="wren", phase="decision")))
        assert "You are Wren" not in hands.sees


async def test_every_page_fits_three_sizes() -> None:
    """Nothing falls over at 80 × 24, 120 × 40 and 200 × 50, on any page."""
    for size in ((80, 24), (120, 40), (200, 50)):
        async with at_table(HandTable(a_snapshot()), size) as hands:
            for key in ("t", "g", "g", "k", "p", "e", "x", "question_mark", "l"):
                await hands.press(key)
                assert "▶" in hands.sees


def tints(app: DetenteApp) -> int:
    """How many pieces of the screen are in a colour, and not in black, white or a grey between them."""
    found = 0
    for strip in app.screen._compositor.render_strips(app.size):
        for segment in strip:
            style = segment.style
            for colour in (style.color, style.bgcolor) if style is not None else ():
                if colour is not None and colour.triplet is not None:
                    found += max(colour.triplet) - min(colour.triplet) > 1
    return found


async def test_no_colour_is_no_loss(monkeypatch: pytest.MonkeyPatch) -> None:
    """With NO_COLOR every page has the words that it has in colour, the plots too, and no colour."""
    keys = ("t", "g", "k", "p", "e", "x", "question_mark")
    monkeypatch.delenv("NO_COLOR", raising=False)
    coloured: list[str] = []
    async with at_table(HandTable(a_snapshot()), (120, 40)) as hands:
        for key in keys:
            await hands.press(key)
            coloured.append(hands.sees)
            assert tints(hands.app)
    monkeypatch.setenv("NO_COLOR", "1")
    async with at_table(HandTable(a_snapshot()), (120, 40)) as hands:
        for key, words in zip(keys, coloured, strict=True):
            await hands.press(key)
            assert (key, hands.sees) == (key, words)
            assert not tints(hands.app)


async def test_the_other_head_of_a_delegation_seals_and_i_see_it() -> None:
    """What is sealed is what is shown, whoever sealed it."""
    table = HandTable(a_snapshot(a_view(phase="decision")))
    async with at_table(table) as hands:
        await hands.press("1")
        await put(hands, table, a_snapshot(a_view(phase="decision", sealed=LabCard(posture="pause"))))
        assert "(●) pause" in hands.sees
        await hands.press("1")
        assert "Sealed, but not as you see it here" in hands.sees


async def test_a_forecast_follows_the_orders_without_holding_up_a_key() -> None:
    """It is asked for once the keys rest, and the last question is the one that is answered."""
    asked: list[object] = []

    def foresee(question: Question) -> str:
        asked.append(question.mine)
        return f"likely seat score {len(asked)}"

    table = HandTable(a_snapshot(a_view(phase="decision")))
    async with at_table(table, foresee=foresee) as hands:
        await hands.press("1", "2", "3")
        await hands.until(lambda: LabCard(posture="careful") in asked)
        await hands.until(f"Forecast: likely seat score {len(asked)}")
        assert asked[-1] == LabCard(posture="careful")
