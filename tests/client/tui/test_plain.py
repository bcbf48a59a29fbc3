"""The plain line mode: a whole game in lines, and nothing of a screen library in it."""

import asyncio
import io
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

from detente_client.model import Snapshot
from detente_client.tui import run
from detente_client.tui.notebook import FileNotebook, NoNotebook, Notebook
from detente_client.tui.plain import Plain
from detente_rules.commands import Message, Propose, Seal, Sign
from detente_rules.commands.facilitation import Appoint, Draft, Endorse, RaiseHand
from detente_rules.commands.treaty import (
    Accuse,
    Answer,
    Challenge,
    PassEvidence,
    ReleaseWeights,
    SetStandard,
    Suspend,
    TurnKey,
    Vote,
)
from detente_rules.decisions import LabCard
from detente_rules.rejections import refuse
from tests.client.tui.solo import HandTable, SoloTable
from tests.client.tui.test_powers import FINDING, a_question, a_room
from tests.client.tui.test_together import drafted
from tests.client.tui.views import NOW, a_happening, a_message, a_snapshot, a_view

ROUND = "wait negotiation\nready\nwait decision\ndecide careful keep truth\nseal\n"


def play(table: HandTable | SoloTable, *lines: str, notebook: Notebook | None = None) -> tuple[int, str]:
    """Sit at a table, say these lines, and give back the exit status and everything that was written."""
    written = io.StringIO()
    source = io.StringIO("".join(f"{text}\n" for text in lines))
    return sit(table, source, written, notebook or NoNotebook()), written.getvalue()


def sit(table: HandTable | SoloTable, source: io.StringIO, sink: io.StringIO, notebook: Notebook) -> int:
    """``run`` owns its event loop; in a thread of its own it leaves the one of the asynchronous tests alone."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(
            run, table, plain=True, now=lambda: NOW, source=source, sink=sink, notebook=notebook
        ).result()


def test_orders_that_were_not_sealed_come_back_after_a_restart(tmp_path: Path) -> None:
    """In line mode and on the screen alike: one notebook, and what the other keeps in it stays."""
    book = FileNotebook(tmp_path)
    book.write("g", "p1", {"talk": {"drafts": [[[], "Psst"]]}})
    deciding = a_snapshot(a_view(phase="decision"))
    play(HandTable(deciding), "decide sprint", notebook=book)
    table = HandTable(deciding)
    play(table, "seal", notebook=book)
    assert table.sent == [Seal(LabCard(posture="sprint"))]
    assert book.read("g", "p1")["talk"] == {"drafts": [[[], "Psst"]]}


def test_a_whole_game_is_played_line_by_line() -> None:
    """first-steps from the lobby to the debrief: talk, a proposal, five sealed decisions, the scores."""
    table = SoloTable("first-steps", "beacon")
    opening = ["start", "brief", "table", "ready", "wait negotiation", "say Good day.", "propose 2", "sign 1"]
    rounds = [f"ready\n{ROUND}"] * 4
    status, text = play(table, *opening, ROUND.removeprefix("wait negotiation\n").strip(), *rounds, "wait debrief",
                        "debrief", "debrief ledgers 1", "debrief secrets", "quit")  # fmt: skip
    assert status == 0
    assert table.state.phase == "debrief"
    assert "Round 5 of 5, decision" in text
    assert "You (Beacon): score" in text
    assert "declared  actual  observed" in text
    assert text.count("Sealed.") == 5


def test_the_end_of_the_input_leaves_the_table() -> None:
    """A script that ends does not hang."""
    table = HandTable(a_snapshot())
    status, text = play(table, "now")
    assert status == 0
    assert table.closings == 1
    assert "Round 3 of 5, negotiation, 02:41; you are Beacon; connection live." in text


def test_commands_are_sent_as_they_are_meant() -> None:
    """Talk to some, sign by number, propose by pack, seal."""
    table = HandTable(a_snapshot(a_view(phase="decision")))
    play(table, "say a  b", "to wren,Quill psst", "sign 1", "propose 1", "decide sprint", "seal")
    assert table.sent[0] == Message(text="a  b")
    assert table.sent[1] == Message(text="psst", to=("wren", "quill"))
    assert table.sent[2] == Sign("t1", 1)
    assert isinstance(table.sent[3], Propose)
    assert table.sent[4] == Seal(LabCard(posture="sprint"))


def test_every_power_has_a_line() -> None:
    """Votes, accusations, inspectors, standards, keys, evidence, weights, hands, and what a delegation does."""
    group = drafted()
    room = a_room(
        questions=(a_question(), a_question(id="q2", seat="beacon", may_vote=False, may_answer=True)),
        delegation=group,
        people={"p1": "Ana", "p2": "Ben"},
        seats=tuple(replace(row, home=None) if row.kind == "lab" else row for row in a_room().seats),
    )
    table = HandTable(a_snapshot(room))
    said = (
        "vote 2 against", "answer 1 It was a test.", "admit 1", "accuse 1 quill 1 You lied.", "inspectors 1 wren",
        "standard 1 floor=20", "suspend 1", "resume 1", "key 1 wren off", "release weights", "pass 1 wren,arden",
        "pass 1 everybody", "hand", "unhand", "decide sprint", "draft", "endorse", "endorse 1", "appoint Ben analyst,press",
        "reserve 1",
    )  # fmt: skip
    play(table, *said)
    assert table.sent == [
        Vote("q1", favour=False),
        Answer("q2", "It was a test."),
        Answer("q2", "", admit=True),
        Accuse("t1", "quill", (FINDING.id,), "You lied."),
        Challenge("t1", "wren"),
        SetStandard("t1", 0.2, None),
        Suspend("t1", suspended=True),
        Suspend("t1", suspended=False),
        TurnKey("t1", "wren", off=True),
        ReleaseWeights(),
        PassEvidence(FINDING.id, ("wren", "arden")),
        PassEvidence(FINDING.id, ()),
        RaiseHand(),
        RaiseHand(raised=False),
        Draft(LabCard(posture="sprint")),
        Endorse("seal", number=3),
        Endorse("sign", treaty="t1", version=1),
        Appoint("p2", ("analyst", "press")),
        Sign("t1", 1, reservation=True),
    ]


def test_what_treaties_ask_and_what_is_held_is_shown_in_lines() -> None:
    """Questions by number, evidence with its way here, suspicion, the analysis of a draft, the delegation."""
    room = a_room(questions=(a_question(),), delegation=drafted(), people={"p1": "Ana", "p2": "Ben"})
    _, text = play(
        HandTable(a_snapshot(room)), "questions", "question 1", "held", "suspicion", "suspicion quill 50", "analysis 1",
        "delegation", "help", "question 7", "vote 1 maybe", "accuse 1", "pass 4 wren", "appoint Zoe head",
    )  # fmt: skip
    for words in (
        "1: Accusation", "Look at its logs.", "came through Wren", "Quill breaks its word with", "The four tests",
        "For Beacon: 2 here", "accuse N LAB", "There is no question “7”", "It is: vote N for, or vote N against",
        "It is: accuse N LAB", "You hold no evidence “4”", "There is nobody called “Zoe”",
    ):  # fmt: skip
        assert words in text


def test_a_refusal_is_a_line_with_the_rule() -> None:
    """In words, and the game goes on."""
    table = HandTable(a_snapshot())
    table.refusals = [refuse("conflict", "R4.4", "treaty", "You have signed this version.")]
    _, text = play(table, "sign 1", "now")
    assert "Refused: You have signed this version. (R4.4)" in text
    assert "Round 3 of 5" in text


def test_what_is_not_understood_is_said_so() -> None:
    """No guess, no traceback."""
    _, text = play(
        HandTable(a_snapshot()), "fly", "treaty 9", "to nobody hi", "decide fast", "propose {x", "wait tea"
    )
    assert "“fly” is no command" in text
    assert "There is no treaty “9”; there are: 1 Quiet Accord." in text
    assert "There is no seat “nobody”" in text
    assert "“fast” is no order here" in text
    assert "That is no draft" in text
    assert "There is no phase “tea”" in text


async def test_news_and_talk_come_as_lines_and_as_text() -> None:
    """Escapes of a terminal are shown, not obeyed."""
    out: list[str] = []
    lost = asyncio.Event()

    def write(text: str) -> None:
        out.append(text)
        if text.startswith("* connection lost"):
            lost.set()

    table = HandTable(a_snapshot())
    lines: asyncio.Queue[str | None] = asyncio.Queue()
    sitting = asyncio.create_task(Plain(table, lambda: NOW, write).sit(lines))
    await asyncio.sleep(0)
    said = a_message("\x1b[2J[red]hello", to=("beacon",))
    table.put(a_snapshot(messages=(said,), happenings=(a_happening("Wren signs."),)))
    table.put(a_snapshot(messages=(said,), happenings=(a_happening("Wren signs."),), connection="lost"))
    await lost.wait()
    lines.put_nowait("quit")
    await sitting
    assert "* Wren signs." in out
    assert "* Wren says to Beacon: \\x1b[2J[red]hello" in out
    assert any(text.startswith("* connection lost") for text in out)


async def test_who_is_moved_to_another_seat_hears_its_brief() -> None:
    """As on the screen: unasked, and once."""
    out: list[str] = []
    lost = asyncio.Event()

    def write(text: str) -> None:
        out.append(text)
        if text.startswith("* connection lost"):
            lost.set()

    table = HandTable(a_snapshot())
    lines: asyncio.Queue[str | None] = asyncio.Queue()
    sitting = asyncio.create_task(Plain(table, lambda: NOW, write).sit(lines))
    table.put(a_snapshot(a_view(seat="wren")))
    table.put(a_snapshot(a_view(seat="wren"), connection="lost"))
    await lost.wait()
    lines.put_nowait("quit")
    await sitting
    assert [text for text in out if text.startswith("You are")] == ["You are Wren, a lab in Arden."]


def test_the_door_asks_for_code_and_name_and_says_why_it_stays_shut() -> None:
    """A wrong code can be typed again."""

    class Door(HandTable):
        async def join(self, where: str, name: str, seat: str | None = None) -> None:
            self.shut = "There is no game with this code." if where == "WRONG" else ""
            await super().join(where, name, seat)
            self.put(a_snapshot())

    table = Door(Snapshot(connection="closed"))
    status, text = play(table, "WRONG", "Ana", "RIGHT", "Ana", "now", "quit")
    assert status == 0
    assert "Refused: There is no game with this code." in text
    assert [where for where, _, _ in table.joined] == ["WRONG", "RIGHT"]
    assert "you are Beacon" in text


def test_an_end_for_good_is_an_exit_status() -> None:
    """Another device took the place."""
    table = HandTable(a_snapshot(), a_snapshot(connection="closed", detail="Opened on another device."))
    table.put(None)
    written, silence = io.StringIO(), Silence()
    status = sit(table, silence, written, NoNotebook())
    silence.over.set()
    assert status == 1
    assert "Opened on another device." in written.getvalue()


class Silence(io.StringIO):
    """An input on which nobody types, until the test is over."""

    def __init__(self) -> None:
        super().__init__()
        self.over = threading.Event()

    def __next__(self) -> str:  # type: ignore[override]  # lines of text, as StringIO gives them
        self.over.wait()
        raise StopIteration


def test_line_mode_needs_no_screen_library() -> None:
    """It starts where a screen library cannot."""
    script = "import sys, detente_client.tui.plain; print(any(m.startswith('textual') for m in sys.modules))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
