"""What leaves the console: every act, the question before it, and the way back."""

import pytest

from detente_client.console import deeds
from detente_client.console.rolls import to_come
from detente_client.tui.screens.modals import Ask
from detente_rules.commands import Announce, EndPhase, Extend, Pause, PlayerCommand, Resume, SeatBot, Start
from detente_rules.commands.facilitation import (
    Appoint,
    Finish,
    LowerHand,
    MovePerson,
    Mute,
    Prepare,
    Recall,
    Release,
    Reveal,
    SetLevel,
    SetThreshold,
    TrustShock,
)
from detente_rules.rejections import refuse
from detente_rules.views.session_types import InjectView
from detente_rules.wire.messages import Act, Branch, ChangeCode, Reissue, Revoke
from tests.client.console.desks import (
    ANA,
    CLEO,
    LEAK,
    OUT,
    VOTE,
    HandDesk,
    a_session,
    at_desk,
    console,
    facilitators,
)
from tests.client.tui.views import a_debrief

LOBBY = facilitators(phase="lobby", round=0, locked={}, reports=())
OVER = facilitators(phase="debrief", debrief=a_debrief())
PLAYING = facilitators()

AT_ONCE = {
    "pause": (PLAYING, ("space",), Pause()),
    "run on": (facilitators(paused=True), ("space",), Resume()),
    "a minute more": (PLAYING, ("plus",), Extend(seconds=60.0)),
    "hand heard, from the room": (PLAYING, ("h",), LowerHand("p3")),
    "hand heard, from the people": (PLAYING, ("4", "down", "down", "h"), LowerHand("p3")),
    "let speak": (
        facilitators(a_session(people=(CLEO.__class__(**{**CLEO.__dict__, "muted": True}),))),
        ("4", "m"),
        Mute("p3", muted=False),
    ),
    "all rounds after all": (facilitators(a_session(finishing=True)), ("F",), Finish(finish=False)),
}
ASKED = {
    "start": (LOBBY, ("S",), Start()),
    "end the phase": (PLAYING, ("E",), EndPhase()),
    "last round": (PLAYING, ("F",), Finish(finish=True)),
    "mute": (PLAYING, ("4", "m"), Mute("p1", muted=True)),
    "release": (PLAYING, ("3", "x"), Release("leak")),
    "take an inject back": (PLAYING, ("3", "down", "u"), Recall("vote")),
    "raise the level": (PLAYING, ("6", "l"), SetLevel("standard")),
    "reveal": (OVER, ("8", "down", "enter"), Reveal("beacon")),
    "move": (PLAYING, ("4", "enter", "down", "enter"), MovePerson("p1", "wren")),
    "move out": (PLAYING, ("4", "v", "down", "down", "down", "enter"), MovePerson("p1", None)),
}
DOOR: dict[str, tuple[tuple[str, ...], Act]] = {
    "another code": (("4", "c"), ChangeCode("change_code")),
    "take a key": (("4", "k"), Revoke("revoke", "p1")),
    "a new key": (("4", "n"), Reissue("reissue", "p1")),
    "branch": (("7", "down", "enter"), Branch("branch", 2)),
}


@pytest.mark.parametrize("name", AT_ONCE)
async def test_what_takes_nothing_is_done_at_once(name: str) -> None:
    """One key, one command."""
    view, keys, order = AT_ONCE[name]
    desk = HandDesk(at_desk(view))
    async with console(desk) as eyes:
        await eyes.press(*keys)
    assert desk.sent == [order]


@pytest.mark.parametrize("name", ASKED)
async def test_what_takes_something_asks_once(name: str) -> None:
    """No is nothing done; yes is done, once"""
    view, keys, order = ASKED[name]
    desk = HandDesk(at_desk(view))
    async with console(desk) as eyes:
        await eyes.press(*keys)
        assert isinstance(eyes.app.screen, Ask)
        await eyes.press("n")
        assert desk.sent == []
        await eyes.press("1", keys[0], "home", *keys[1:], "y")
    assert desk.sent == [order]


@pytest.mark.parametrize("name", DOOR)
async def test_what_is_done_about_the_door_asks_once(name: str) -> None:
    """Codes, keys and branches go another way than the game's commands, with the same question."""
    keys, act = DOOR[name]
    desk = HandDesk(at_desk(), answer={"token": "tok-en", "code": "NEWC-ODEX"})
    async with console(desk) as eyes:
        await eyes.press(*keys)
        await eyes.press("n")
        assert desk.managed == []
        await eyes.press("1", keys[0], "home", *keys[1:], "y")
        if name == "a new key":
            assert "tok-en" in eyes.sees
        if name == "branch":
            assert "NEWC-ODEX" in eyes.sees
    assert desk.managed == [act]
    assert desk.sent == []


BACK = {
    "pause": (PLAYING, ("space",), Resume()),
    "mute": (PLAYING, ("4", "m", "y"), Mute("p1", muted=False)),
    "move": (PLAYING, ("4", "v", "enter", "y"), MovePerson("p1", "beacon")),
    "last round": (PLAYING, ("F", "y"), Finish(finish=False)),
}


@pytest.mark.parametrize("name", BACK)
async def test_z_takes_the_way_back(name: str) -> None:
    """Once; then there is nothing more to undo."""
    view, keys, back = BACK[name]
    desk = HandDesk(at_desk(view))
    async with console(desk) as eyes:
        await eyes.press(*keys, "z")
        assert desk.sent[-1] == back
        await eyes.press("z")
        assert "nothing that can be undone" in eyes.sees
    assert len(desk.sent) == 2


async def test_a_seat_goes_to_a_bot_with_a_memo_and_back() -> None:
    """Which bot, three lines for whoever takes over, one question."""
    desk = HandDesk(at_desk())
    async with console(desk) as eyes:
        await eyes.press("down", "x")
        await eyes.until("Who plays Beacon?")
        await eyes.press("down", "enter")
        await eyes.type("Lead")
        await eyes.press("enter")
        await eyes.type("Nothing")
        await eyes.press("enter", "enter")
        assert "the bots play the rest at once" in " ".join(eyes.sees.replace("│", " ").split())
        await eyes.press("y", "z")
    assert desk.sent == [SeatBot("beacon", "racer", memo="Lead\nNothing"), SeatBot("beacon", None)]


async def test_words_go_to_everybody_or_to_one_seat() -> None:
    """An announcement, a whisper from the page, a whisper from the room, one to several."""
    desk = HandDesk(at_desk())
    async with console(desk) as eyes:
        await eyes.press("5", "enter")
        await eyes.type("Five minutes")
        await eyes.press("enter", "escape", "down", "enter")
        await eyes.type("Ssh")
        await eyes.press("enter", "escape", "1", "w")
        await eyes.type("Hm")
        await eyes.press("enter", "5", "g", "space", "down", "space", "enter")
        await eyes.type("Both")
        await eyes.press("enter")
    assert desk.sent == [
        Announce(text="Five minutes"),
        Announce(text="Ssh", to=("arden",)),
        Announce(text="Hm", to=("arden",)),
        Announce(text="Both", to=("arden", "beacon")),
    ]


async def test_an_inject_is_scheduled() -> None:
    """For a round and a phase, by its id in the scenario."""
    desk = HandDesk(at_desk())
    async with console(desk) as eyes:
        await eyes.press("3", "w")
        assert "round 3, negotiation" not in eyes.sees, "it has begun"
        await eyes.press("down", "enter", "z")
    assert desk.sent == [Prepare(inject="leak", round=4, phase="briefing"), Recall("leak")]


async def test_one_that_waited_for_another_round_waits_for_that_again() -> None:
    """Undoing brings back the round that it had, not an inject that is taken back."""
    desk = HandDesk(at_desk())
    async with console(desk) as eyes:
        await eyes.press("3", "down", "w", "enter", "z")
    scheduled, back = desk.sent
    assert scheduled == Prepare(inject="vote", round=3, phase="decision")
    assert isinstance(back, Prepare)
    assert (back.inject, back.round, back.phase) == ("vote", 4, "briefing")


async def test_what_is_to_come_at_each_moment() -> None:
    """All of it from the lobby, nothing any more at the debrief."""
    assert to_come(LOBBY)[0] == (1, "briefing")
    assert to_come(facilitators(phase="briefing"))[0] == (3, "negotiation")
    assert to_come(facilitators(phase="resolution"))[0] == (4, "briefing")
    assert to_come(facilitators(phase="decision", round=5)) == ()


async def test_z_after_something_without_a_way_back_asks_what_is_meant() -> None:
    """A minute that was given stays given; z does not stop the clock behind one's back."""
    desk = HandDesk(at_desk(facilitators(paused=True)))
    async with console(desk) as eyes:
        await eyes.press("space", "plus", "z")
        assert "What came last has no way back: “60 s more.”" in eyes.sees
        assert deeds.FOR_GOOD not in eyes.sees
        await eyes.press("n")
        assert desk.sent == [Resume(), Extend(seconds=60.0)]
        await eyes.press("z", "y")
    assert desk.sent == [Resume(), Extend(seconds=60.0), Pause()]


async def test_an_inject_that_was_written_is_taken_back_by_its_id() -> None:
    """Only the server's answer names it; the cursor goes to it when it is here."""
    desk = HandDesk(at_desk())
    async with console(desk) as eyes:
        await eyes.press("3", "n", "enter")
        await eyes.type("rain")
        await eyes.press("enter", "enter", "enter")
        storm = InjectView("i4", None, "rain", "rain", (), (), None, None, "prepared")
        desk.put(at_desk(facilitators(a_session(injects=(LEAK, VOTE, OUT, storm)))))
        await eyes.until("2 prepared")
        await eyes.press("x", "n", "z")
    written, back = desk.sent
    assert written == Prepare(title="rain", text="rain", to=(), effects=())
    assert back == Recall("i4")


async def test_a_new_key_brings_the_password_at_the_broker_with_it() -> None:
    """Whoever comes over MQTT would be locked out without it."""
    desk = HandDesk(at_desk(), answer={"token": "t-123", "mqtt_user": "g/beacon", "mqtt_password": "pw-456"})
    async with console(desk) as eyes:
        await eyes.press("4", "n", "y")
        assert "t-123" in eyes.sees
        assert "pw-456" in eyes.sees
        await eyes.press("escape", "k", "y")
        assert "pw-456" in eyes.sees
        assert "t-123" not in eyes.sees


async def test_a_key_that_is_taken_shows_nothing_where_there_is_no_broker() -> None:
    """No card without words."""
    desk = HandDesk(at_desk())
    async with console(desk) as eyes:
        await eyes.press("4", "k", "y")
        assert "Password" not in eyes.sees
        await eyes.press("m", "y")
    assert desk.sent == [Mute("p1", muted=True)]


async def test_an_inject_is_written_with_an_effect() -> None:
    """Title, words, to whom, what it does; a number out of range is told at its field."""
    desk = HandDesk(at_desk())
    async with console(desk) as eyes:
        await eyes.press("3", "n")
        await eyes.type("Storm")
        await eyes.press("enter")
        await eyes.type("A storm.")
        await eyes.press("enter", "space", "enter", "down", "enter")
        await eyes.type("arden")
        await eyes.press("enter", "home", "shift+end", "delete", "2", "enter")
        assert "−1 to 1." in eyes.sees
        await eyes.press("backspace", "minus", "full_stop", "2", "enter")
    assert desk.sent == [
        Prepare(
            title="Storm", text="A storm.", to=("arden",), effects=(TrustShock(change=-0.2, nation="arden"),)
        )
    ]


async def test_duties_are_given() -> None:
    """Marked by a sign, not by colour alone."""
    desk = HandDesk(at_desk())
    async with console(desk) as eyes:
        await eyes.press("4", "a")
        assert "[x] head" in eyes.sees
        assert "[ ] press" in eyes.sees
        await eyes.press("down", "space", "enter")
    assert desk.sent == [Appoint("p1", ("head",))]


async def test_a_number_of_the_session_is_changed_and_changed_back() -> None:
    """What is out of its range is told, and not sent."""
    desk = HandDesk(at_desk())
    async with console(desk) as eyes:
        await eyes.press("6", "enter", "end", "0", "0", "enter")
        assert "From 0 to 120." in eyes.sees
        await eyes.press("backspace", "backspace", "5", "ctrl+s")
        await eyes.press("z")
    assert desk.sent == [SetThreshold("bot_grace_seconds", 105.0), SetThreshold("bot_grace_seconds", 10.0)]


async def test_a_refusal_is_told_with_its_rule_and_leaves_no_way_back() -> None:
    """Nothing was done, so nothing can be undone."""
    desk = HandDesk(at_desk())
    desk.refusals = [refuse("conflict", "R2.6", "kind", "The clock stands already.")]
    async with console(desk) as eyes:
        await eyes.press("space")
        assert "The clock stands already" in eyes.sees
        assert "R2.6" in eyes.sees
        await eyes.press("z")
        assert "nothing that can be undone" in eyes.sees


async def test_players_acts_are_for_players_and_secrets_for_the_debrief() -> None:
    """What makes no sense is said before it is sent."""
    desk = HandDesk(at_desk())
    async with console(desk) as eyes:
        await eyes.press("4", "end", "m")
        assert "That is for players." in eyes.sees
        await eyes.press("k")
        assert "This is your own key." in eyes.sees
        await eyes.press("8", "enter")
        assert "Secrets are for the debrief." in eyes.sees
        await eyes.press("3", "end", "x")
        assert "It is out already." in eyes.sees
        await eyes.press("S")
        assert "The game has begun." in eyes.sees
    assert desk.sent == []


async def test_a_players_credential_is_no_way_to_the_console() -> None:
    """It ends, and shows nothing."""
    desk = HandDesk(at_desk(role="player"))
    async with console(desk) as eyes:
        assert eyes.app.return_value == 1


async def test_a_phase_that_ended_while_one_was_asked_is_not_ended_twice() -> None:
    """The yes was meant for the phase that is over: the next one goes on."""
    desk = HandDesk(at_desk())
    async with console(desk) as eyes:
        await eyes.press("E")
        desk.put(at_desk(facilitators(phase="decision")))
        await eyes.press("y")
        assert "has ended by itself meanwhile" in " ".join(eyes.sees.split())
    assert desk.sent == []


async def test_a_hand_that_goes_up_is_said_aloud() -> None:
    """On whichever page one is."""
    desk = HandDesk(at_desk(facilitators(a_session(hands=()))))
    async with console(desk) as eyes:
        await eyes.press("6")
        desk.put(at_desk())
        await eyes.settle()
        assert "Cleo asks for the floor" in eyes.sees


async def test_leaving_asks_once_and_the_game_runs_on() -> None:
    """q, y; exit status 0."""
    desk = HandDesk(at_desk())
    async with console(desk) as eyes:
        await eyes.press("q")
        assert "The game runs on" in eyes.sees
        await eyes.press("y")
    assert desk.closings == 1
    assert eyes.app.return_value == 0
    assert desk.sent == []


def test_every_deed_says_whether_there_is_a_way_back() -> None:
    """A question without this is no question."""
    view = facilitators()
    some: list[deeds.Deed] = [
        deeds.start(LOBBY),
        deeds.end_phase(view),
        deeds.mute(ANA),
        deeds.move(view, ANA, None),
        deeds.change_code(),
        deeds.branch(1),
        deeds.reveal(view, "wren"),
    ]
    assert all(deed.question.endswith((deeds.FOR_GOOD, deeds.BACK)) for deed in some)
    orders: list[PlayerCommand | Act] = [deed.order for deed in some]
    assert len(orders) == len(some)
