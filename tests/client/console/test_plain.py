"""The console line by line: every act by its word, the question before it, the way back, and names that were mistyped."""

import asyncio
import io
import itertools
import subprocess
import sys
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest

from detente_client import console
from detente_client.console.naming import NoSuch, take
from detente_client.console.plain import PlainDesk
from detente_client.console.typed import HELP
from detente_client.console.typed_deeds import DEEDS
from detente_client.console.typed_shows import SHOWS
from detente_client.model import Snapshot
from detente_rules.commands import Announce, EndPhase, Extend, Pause, PlayerCommand, Resume, SeatBot, Start
from detente_rules.commands.facilitation import (
    Appoint,
    BudgetChange,
    Finish,
    IncidentAt,
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
from detente_rules.wire.messages import Act, Branch, ChangeCode, Reissue, Revoke
from tests.client.console.desks import ANA, BEN, BOSS, CLEO, HandDesk, a_session, at_desk, facilitators
from tests.client.tui.views import NOW, a_debrief

LOBBY = facilitators(phase="lobby", round=0, locked={}, reports=())
PLAYING = facilitators()
PAUSED = facilitators(paused=True)
LAST = facilitators(a_session(finishing=True))
OVER = facilitators(a_session(revealed=("wren",)), phase="debrief", debrief=a_debrief())


def run_it(desk: HandDesk, *lines: str, keep: Any = None) -> tuple[int, str]:
    """Type these lines; the exit status and everything that was written. ``run`` owns its loop: a thread of its own."""
    sink, source = io.StringIO(), io.StringIO("".join(f"{text}\n" for text in lines))
    with ThreadPoolExecutor(1) as thread:
        status = thread.submit(
            console.run, desk, now=lambda: NOW, keep=keep, plain=True, source=source, sink=sink
        ).result()
    return status, sink.getvalue()


AT_ONCE: dict[str, tuple[Any, PlayerCommand]] = {
    "pause": (PLAYING, Pause()),
    "resume": (PAUSED, Resume()),
    "extend": (PLAYING, Extend(seconds=60.0)),
    "extend 2,5": (PLAYING, Extend(seconds=150.0)),
    "unfinish": (LAST, Finish(finish=False)),
    "say Five  minutes": (PLAYING, Announce(text="Five  minutes")),
    "whisper Wren psst": (PLAYING, Announce(text="psst", to=("wren",))),
    "whisper wren, Quill,beacon psst, you": (
        PLAYING,
        Announce(text="psst, you", to=("wren", "quill", "beacon")),
    ),
    "schedule 1 4": (PLAYING, Prepare(inject="leak", round=4, phase="briefing")),
    "schedule a leak 5 decision": (PLAYING, Prepare(inject="leak", round=5, phase="decision")),
    "write Storm: It rains.": (PLAYING, Prepare(title="Storm", text="It rains.", to=(), effects=())),
    "write to=Arden,wren round=4@decision trust=-0.2 incident=wren revenue=0.5@quill It rains.": (
        PLAYING,
        Prepare(
            title="It rains.",
            text="It rains.",
            to=("arden", "wren"),
            effects=(TrustShock(change=-0.2), IncidentAt("wren"), BudgetChange("quill", 0.5)),
            round=4,
            phase="decision",
        ),
    ),
    "unmute Cleo": (
        facilitators(a_session(people=(replace(CLEO, muted=True),))),
        Mute("p3", muted=False),
    ),
    "heard": (PLAYING, LowerHand("p3")),
    "heard cleo": (PLAYING, LowerHand("p3")),
    "duties Ana head,press": (PLAYING, Appoint("p1", ("head", "press"))),
    "duties ana none": (PLAYING, Appoint("p1", ())),
    "set risk_high 0,25": (PLAYING, SetThreshold("risk_high", 0.25)),
}
ASKED: dict[str, tuple[Any, PlayerCommand]] = {
    "start": (LOBBY, Start()),
    "end": (PLAYING, EndPhase()),
    "finish": (PLAYING, Finish(finish=True)),
    "mute Ana": (PLAYING, Mute("p1", muted=True)),
    "move ana Wren": (PLAYING, MovePerson("p1", "wren")),
    "move Ana nowhere": (PLAYING, MovePerson("p1", None)),
    "release A leak": (PLAYING, Release("leak")),
    "recall 2": (PLAYING, Recall("vote")),
    "level": (PLAYING, SetLevel("standard")),
    "level full": (PLAYING, SetLevel("full")),
    "reveal Beacon": (OVER, Reveal("beacon")),
    "reveal next": (OVER, Reveal("arden")),
    "bot Beacon racer: We lead. / Nothing promised. / Talk to Wren.": (
        PLAYING,
        SeatBot("beacon", "racer", memo="We lead.\nNothing promised.\nTalk to Wren."),
    ),
    "human Beacon: Back.": (
        facilitators(seats=tuple(replace(row, holder="bot", bot="racer") for row in PLAYING.seats)),
        SeatBot("beacon", None, memo="Back."),
    ),
}
DOOR: dict[str, Act] = {
    "newcode": ChangeCode("change_code"),
    "takekey Ana": Revoke("revoke", "p1"),
    "newkey ana": Reissue("reissue", "p1"),
    "branch 2": Branch("branch", 2),
}


def test_every_word_that_does_something_is_tried_here_and_is_in_the_help() -> None:
    """A new word comes with its line of help and its test."""
    tried = {text.split(" ")[0].rstrip(":") for text in (*AT_ONCE, *ASKED, *DOOR)}
    assert tried == set(DEEDS)
    helped = {one.strip().split(" ")[0] for usage, _ in HELP for one in usage.split(", ")}
    assert {*DEEDS, *SHOWS} <= helped


@pytest.mark.parametrize("text", AT_ONCE)
def test_what_takes_nothing_is_done_at_once(text: str) -> None:
    """One line, one command."""
    view, order = AT_ONCE[text]
    desk = HandDesk(at_desk(view))
    _, said = run_it(desk, text)
    assert desk.sent == [order], said


@pytest.mark.parametrize("text", ASKED)
def test_what_takes_something_asks_once(text: str) -> None:
    """No, or another line, is nothing done; yes is done, once; and whether there is a way back is said."""
    view, order = ASKED[text]
    desk = HandDesk(at_desk(view))
    _, said = run_it(desk, text, "no", text, "", "yes", text, "yes", "yes")
    assert desk.sent == [order], said
    assert said.count("(yes or no)") == 3
    assert said.count("Nothing was done.") == 2
    assert said.count("Nothing was asked.") == 2
    assert ("This cannot be undone." in said) != ("undo takes it back. (yes or no)" in said)


@pytest.mark.parametrize("text", DOOR)
def test_what_is_done_about_the_door_asks_once(text: str) -> None:
    """Keys, codes and branches; what the server answers is written, a key once."""
    desk = HandDesk(at_desk(), answer={"token": "tok-en", "code": "NEWC-ODEX"})
    _, said = run_it(desk, text, "no", text, "yes", keep=lambda answer: f"run {answer['code']}")
    assert desk.managed == [DOOR[text]]
    assert desk.sent == []
    if text.startswith("newkey"):
        assert said.count("tok-en") == 1
    if text.startswith("branch"):
        assert "Run it      run NEWC-ODEX" in said


def test_undo_takes_the_way_back_once() -> None:
    """Of the last deed that has one; it asks where something without one came after it."""
    desk = HandDesk(at_desk())
    _, said = run_it(
        desk, "pause", "mute ana", "yes", "end", "yes", "undo", "no", "undo", "yes", "undo", "undo"
    )
    assert desk.sent == [
        Pause(),
        Mute("p1", muted=True),
        EndPhase(),
        Mute("p1", muted=False),
        Resume(),
    ]
    assert "What came last has no way back: “On we go.”" in said
    assert "There is nothing that can be undone." in said


def test_a_refusal_is_told_with_its_rule_and_leaves_no_way_back() -> None:
    """Nothing was done, so nothing can be undone."""
    desk = HandDesk(at_desk())
    desk.refusals = [refuse("conflict", "R2.6", "kind", "The clock stands already.")]
    _, said = run_it(desk, "pause", "undo")
    assert "Refused: The clock stands already. (R2.6)" in said
    assert "There is nothing that can be undone." in said


SAID = {
    "whisper beacn psst": "There is no seat “beacn”. Did you mean Beacon?",
    "mute Anna": "There is no person “Anna”. Did you mean Ana?",
    "mute": "Which person? There are Ana, Ben, Cleo, Facilitator.",
    "mute Facilitator": "That is for players.",
    "takekey Facilitator": "This is your own key.",
    "bot Beacon racr": "There is no bot “racr”. Did you mean racer?",
    "bot Beacon": "Which bot plays Beacon?",
    "human Wren": "Nobody sits for Wren: move PERSON wren puts somebody there.",
    "human Beacon": "Beacon is with its people.",
    "release lek": "There is no inject “lek”. Did you mean",
    "release 3": "It is out already.",
    "recall 1": "Only what is prepared and not out can be taken back.",
    "schedule 1 soon": "It is: schedule N ROUND",
    "write trust=5@arden Storm: It rains.": "less than or equal to 1",
    "write trust=0.1@wren Storm: It rains.": "There is no nation “wren”.",
    "write to=wren": "It needs words.",
    "set risk_hgh 0.1": "Did you mean risk_high",
    "set risk_high 2": "risk_high: from 0 to 1.",
    "set risk_high much": "“much” is no number.",
    "extend never": "“never” is no number.",
    "branch 9": "From the end of which round? Played: 1, 2.",
    "reveal wren": "Secrets are for the debrief.",
    "resume": "The clock is running.",
    "start": "The game has begun.",
    "heard ana": "This person does not ask for the floor.",
    "wait forever": "There is no phase “forever”",
    "relase 1": "“relase” is no command. Did you mean release",
    "abracadabra": "“abracadabra” is no command. help lists them.",
}  # fmt: skip


@pytest.mark.parametrize("text", SAID)
def test_what_makes_no_sense_is_said_before_it_is_sent(text: str) -> None:
    """And what was perhaps meant."""
    desk = HandDesk(at_desk())
    _, said = run_it(desk, text)
    assert SAID[text] in said
    assert desk.sent == []
    assert desk.managed == []


def test_two_people_of_one_name_are_told_apart_by_their_ids() -> None:
    """The name alone is not enough; the list shows the ids."""
    twins = a_session(people=(ANA, replace(CLEO, name="Ana"), BEN, BOSS))
    desk = HandDesk(at_desk(facilitators(twins)))
    _, said = run_it(desk, "mute ana", "people", "mute p3", "yes")
    assert "is the name of p1 and p3; say which by its id." in said
    assert "id p3" in said
    assert desk.sent == [Mute("p3", muted=True)]


def test_the_longest_name_wins_and_the_words_after_it_stay_as_typed() -> None:
    """Names may have spaces and begin with one another."""
    known = [("a", "Ana"), ("b", "Ana Maria"), ("c", "United  Kingdom")]
    assert take("person", known, "ana  maria   two  words") == ("b", "two  words")
    assert take("person", known, "Ana says") == ("a", "says")
    assert take("person", known, "united kingdom") == ("c", "")
    with pytest.raises(NoSuch, match=r"There is no person “anatol”\. Did you mean Ana"):
        take("person", known, "anatol")


SEEN: Mapping[str, tuple[str, ...]] = {
    "now": ("Round 3 of 5, negotiation, 02:41; connection live.", "> Cleo asks for the floor"),
    "room": ("Here: 2 of 3 people", "Hand 1: Cleo", "● Ana (head, negotiator), ○ Ben (away)", "bot racer"),
    "plan": ("Plan: 60 minutes, basic level. You are", "▶ 0:28  Round 3."),
    "people": ("● Ana", "○ Ben", "hand 1"),
    "seats": ("beacon: Beacon, lab",),
    "injects": ("1: ready", "R4 briefing", "✓ out"),
    "inject a leak": ("Wren's safety log is out.", "It does: public trust -0.10 everywhere"),
    "settings": ("Level of the rules: basic.", "risk_high"),
    "code": ("Join code: KDPW-HUNA", "detente join KDPW-HUNA@192.168.1.5:8765"),
    "rounds": ("after round 1",),
    "treaties": ("1: ",),
    "treaty 1": ("It is open for signature",),
    "news": ("Wren signs “Quiet Accord”.",),
    "talk 3": ("We publish what goes wrong.",),
    "questions": ("1 Who appointed the overseer?",),
    "debrief": ("The debrief opens when the last round is over.",),
    "bots": ("racer",),
    "help whisper": ("whisper SEAT[,SEAT] TEXT: say it to these seats alone",),
}


def test_everything_that_is_shown() -> None:
    """The room at a glance, the plan, the lists."""
    assert set(SHOWS) <= {text.split(" ")[0] for text in SEEN}
    _, said = run_it(HandDesk(at_desk()), *SEEN)
    for words in SEEN.values():
        for one in words:
            assert one in said
    _, over = run_it(HandDesk(at_desk(OVER)), "debrief")
    assert "✓ revealed" in over


class Paper:
    """Where lines are written, and waited for."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self._fresh = asyncio.Event()

    def write(self, text: str) -> None:
        """One more."""
        self.lines.append(text)
        self._fresh.set()

    async def until(self, words: str) -> None:
        """Until a line with these words is there."""
        while not any(words in text for text in self.lines):
            self._fresh.clear()
            await self._fresh.wait()


async def test_news_come_as_lines_between() -> None:
    """A hand, somebody who goes, a seat of people that is done, the next phase with what to do; nothing of this was asked."""
    lines: asyncio.Queue[str | None] = asyncio.Queue()
    out = Paper()
    desk = HandDesk(at_desk(facilitators(a_session(hands=()))))
    sitting = asyncio.create_task(PlainDesk(desk, lambda: NOW, out.write, str).sit(lines))
    desk.put(at_desk(facilitators(locked=dict.fromkeys(PLAYING.locked, True)), connected=frozenset({"p3"})))
    lines.put_nowait("now")
    await out.until("connection live")
    lines.put_nowait("end")
    await out.until("(yes or no)")
    desk.put(at_desk(facilitators(phase="decision")))
    await out.until("== Round 3 of 5, decision")
    lines.put_nowait("yes")
    lines.put_nowait(None)
    assert await sitting == 0
    text = "\n".join(out.lines)
    assert "* Ana (Beacon) is away." in text
    assert "* Beacon is done; everybody is." in text
    assert "The negotiation has ended by itself meanwhile. Nothing was done." in text
    assert desk.sent == []


async def test_the_clock_is_spoken_to_those_who_cannot_see_it_run() -> None:
    """A minute, half a minute and ten seconds before the end of a phase, once each; not of a phase that has ended meanwhile."""
    talks = at_desk(facilitators(deadline=NOW + 65))
    orders = at_desk(facilitators(phase="decision", deadline=NOW + 105))
    clock, out = [NOW], Paper()
    desk = HandDesk(talks)
    lines: asyncio.Queue[str | None] = asyncio.Queue()
    sitting = asyncio.create_task(PlainDesk(desk, lambda: clock[0], out.write, str).sit(lines))

    def later(seconds: float, snapshot: Snapshot) -> None:
        """So much later something comes, which makes the sitting look at the clock at once."""
        clock[0] = NOW + seconds
        desk.put(snapshot)

    async def answered(words: str) -> None:
        """Asked and answered: by then it has looked at the clock of this phase."""
        lines.put_nowait("now")
        await out.until(words)

    await out.until("== Round 3 of 5, negotiation")
    await answered("negotiation, 01:05; connection live")
    assert not any("left." in text for text in out.lines)
    later(6, talks)
    await out.until("* One minute left.")
    later(40, orders)
    await out.until("== Round 3 of 5, decision")
    await answered("decision, 01:05; connection live")
    later(76, orders)
    await out.until("* 30 seconds left.")
    later(96, orders)
    await out.until("* 10 seconds left.")
    lines.put_nowait(None)
    assert await sitting == 0
    assert [text for text in out.lines if "left." in text] == [
        "* One minute left.", "* 30 seconds left.", "* 10 seconds left.",
    ]  # fmt: skip


async def test_a_clock_that_nothing_disturbs_is_spoken_too() -> None:
    """It wakes by itself. The clock moves a tenth of a second whenever somebody looks, however long that takes."""
    looks = itertools.count()
    out, desk = Paper(), HandDesk(at_desk(facilitators(deadline=NOW + 61)))
    lines: asyncio.Queue[str | None] = asyncio.Queue()
    sitting = asyncio.create_task(PlainDesk(desk, lambda: NOW + 0.1 * next(looks), out.write, str).sit(lines))
    await out.until("* One minute left.")
    lines.put_nowait(None)
    assert await sitting == 0


def test_a_players_credential_is_no_way_to_the_console() -> None:
    """It ends with 1, and does nothing of what was typed."""
    desk = HandDesk(at_desk(role="player"))
    status, said = run_it(desk, "pause")
    assert status == 1
    assert "players use detente join" in said
    assert desk.sent == []


def test_nothing_of_a_screen_library_is_loaded() -> None:
    """It starts at once, also over a slow line."""
    code = (
        "import sys, detente_client.console.plain, detente_client.cli.console;"
        "print([name for name in sys.modules if name.split('.')[0] in {'textual', 'rich'}])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
