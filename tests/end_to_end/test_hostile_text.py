"""Text from people is text, wherever it comes out (R11.7): no outlet lets a terminal escape, markup, a tag, a bidi override or
a character without width do its work.

Seen to fail for the report (bidi and zero-width characters reached the page), the logs for people, the words of a program
on stderr, the last line of a command that failed, and CSV (a cell that a spreadsheet takes for a formula).
"""

import asyncio
import csv
import io
import logging
from collections.abc import Awaitable, Callable
from contextlib import redirect_stderr
from dataclasses import replace
from pathlib import Path
from typing import Final

import pytest

from detente_client.bot.runner import _to_stderr
from detente_client.cli.entry import _shown
from detente_client.console.app import ConsoleApp
from detente_client.debrief import report
from detente_client.exporting import EVENTS, event_rows
from detente_client.narration import happened
from detente_client.sentences import sentences
from detente_client.simulation.files import read_rows, write_rows
from detente_client.simulation.rows import COLUMNS, Column
from detente_client.tui.lines import bare_all
from detente_client.tui.plain import Plain
from detente_client.watch.board import USUAL, Wall, board
from detente_rules.events import Event
from detente_rules.wire.codec import dump, news_frame, notice_frame
from detente_rules.wire.topics import state_frame
from detente_server.logs import JsonLines, PlainLines
from tests.client.console.desks import HandDesk, a_session, at_desk, facilitators
from tests.client.hands import Hands
from tests.client.tui.looking import at_table
from tests.client.tui.solo import HandTable
from tests.client.tui.views import NOW, a_happening, a_message, a_snapshot, a_treaty, a_view
from tests.client.watch.walls import on_the_wall, public_view
from tests.server.fakes import Rig

STEERS: Final = "\x1b[2J\x9b31m\x07\x7f"
REORDERS: Final = "\u202e\u2066\u200b\u2060\ufeff\u2028"
MARKS: Final = "[red]x[/] [@click=app.quit]y[/] <script>alert(1)</script><b>"
HOSTILE: Final = f"Hm {STEERS}{REORDERS}{MARKS}"

FORBIDDEN: Final = frozenset(STEERS + REORDERS) - set("[2J31m")


def titled() -> dict[str, object]:
    """The hostile text in a title, a name and a scenario's news."""
    view = a_view(treaties=(a_treaty(title=HOSTILE),), news=(HOSTILE,))
    seats = tuple(replace(row, people=(HOSTILE,)) if row.id == "beacon" else row for row in view.seats)
    return {"treaties": view.treaties, "news": view.news, "seats": seats}


async def screen() -> str:
    """The player's screen: table, talk, treaties; and with a game that stands still."""
    snapshot = a_snapshot(
        a_view(**titled()), messages=(a_message(HOSTILE),), happenings=(a_happening(HOSTILE),), frozen=HOSTILE
    )
    async with at_table(HandTable(snapshot), (160, 50)) as hands:
        seen = [hands.sees]
        for key in ("k", "p"):
            await hands.press(key)
            seen.append(hands.sees)
    return "\n".join(seen)


async def plain_lines() -> str:
    """``--plain``."""
    out: list[str] = []
    table = HandTable(a_snapshot(a_view(**titled())))
    lines: asyncio.Queue[str | None] = asyncio.Queue()
    sitting = asyncio.create_task(Plain(table, lambda: NOW, out.append).sit(lines))
    await asyncio.sleep(0)
    said = {"messages": (a_message(HOSTILE),), "happenings": (a_happening(HOSTILE),)}
    table.put(a_snapshot(a_view(**titled()), **said))
    table.put(a_snapshot(a_view(**titled()), **said, frozen=HOSTILE))
    table.put(a_snapshot(a_view(**titled()), **said, connection="lost", detail=HOSTILE))
    for _ in range(50):  # turns of the loop, not time: a busy machine takes them, too
        await asyncio.sleep(0)
    for words in ("talk", "table", "treaties", "quit"):
        lines.put_nowait(words)
    await sitting
    return "\n".join(out)


async def console() -> str:
    """The facilitator's desk, page by page."""
    people = tuple(replace(person, name=HOSTILE) for person in a_session().people)
    injects = tuple(replace(one, title=HOSTILE, text=HOSTILE) for one in a_session().injects)
    view = facilitators(a_session(people=people, injects=injects), title=HOSTILE)
    snapshot = at_desk(
        view, messages=(a_message(HOSTILE),), happenings=(a_happening(HOSTILE),), frozen=HOSTILE
    )
    app = ConsoleApp(HandDesk(snapshot), now=lambda: NOW)
    seen = []
    async with app.run_test(size=(160, 50)) as pilot:
        eyes = Hands(app, pilot)
        await eyes.settle()
        for key in ("1", "2", "3", "4", "5", "6"):
            await eyes.press(key)
            seen.append(eyes.sees)
    return "\n".join(seen)


async def projector() -> str:
    """The wall."""
    told = on_the_wall(
        public_view(**titled()), happenings=(a_happening(HOSTILE, kind="announced"),), frozen=HOSTILE
    )
    lobby = on_the_wall(public_view(**{**titled(), "title": HOSTILE}, phase="lobby", round=0, reports=()))
    return "\n".join(bare_all(board(one, NOW, Wall(200, 50, USUAL, scores=False))) for one in (told, lobby))


async def narrated() -> str:
    """The standard output of ``demo``; ``host`` says names through the same function."""
    event = Event(
        "treaty_proposed",
        "public",
        {"treaty": "t1", "version": 1, "title": HOSTILE, "by": "wren", "parties": ["beacon"], "clauses": []},
        NOW,
        1,
        "negotiation",
    )
    assert HOSTILE in "".join(sentences(event.kind, event.data, a_view()))
    return "\n".join(happened(event, a_view()))


async def page() -> str:
    """The report, as its reader sees it: between tags, entities resolved."""
    html = report(await record())
    assert "<script>alert" not in html
    assert "alert(1)" in html
    return html


async def mqtt() -> str:
    """The public feed and the retained picture at the broker: the same bytes as on a WebSocket."""
    picture = state_frame("g", live=True, seq=1, server_time=NOW, view=dump({"title": HOSTILE}))
    frames = (news_frame(1, dump({"text": HOSTILE}), None), picture, notice_frame("frozen", HOSTILE))
    return b"\n".join(frames).decode()


async def logs() -> str:
    """For programs and for people."""
    fault = (ValueError, ValueError(HOSTILE), None)
    one = logging.getLogger("x").makeRecord("x", 40, "f", 1, HOSTILE, (), fault)
    return JsonLines().format(one) + "\n" + PlainLines("%(message)s").format(one)


async def complaints() -> str:
    """What a program, or a command that failed, says on stderr."""
    said = io.StringIO()
    with redirect_stderr(said):
        _to_stderr(HOSTILE)
    return said.getvalue() + _shown(HOSTILE)


OUTLETS: Final[dict[str, Callable[[], Awaitable[str]]]] = {
    "screen": screen,
    "--plain": plain_lines,
    "console": console,
    "watch": projector,
    "demo and host": narrated,
    "report": page,
    "MQTT": mqtt,
    "logs": logs,
    "stderr": complaints,
}


@pytest.mark.parametrize("outlet", OUTLETS)
async def test_hostile_text_comes_out_as_text(outlet: str) -> None:
    """Nothing that steers, hides or reorders is left, and what was typed can still be read."""
    shown = await OUTLETS[outlet]()
    assert not (FORBIDDEN & set(shown)), sorted(map(ascii, FORBIDDEN & set(shown)))
    assert "Hm " in shown
    assert "[@click=app.quit]" in shown or "[red]x" in shown


async def record() -> list[str]:
    """A game in which people said hostile things."""
    rig = Rig()
    ana, ben = await rig.seated("lab0", "lab1")
    boss = await rig.facilitator()
    boss.do("start")
    await rig.settle()
    ana.do("message", text=HOSTILE)
    ben.do("message", text="=HYPERLINK(1)")
    await rig.settle()
    return list(rig.journal.records["g1"])


async def test_no_cell_of_an_export_is_a_formula(tmp_path: Path) -> None:
    """Neither in the events of a game nor in any column of text; and a reader of ours gets the text back."""
    write_rows(tmp_path / "events.csv", event_rows(await record()), EVENTS, "events")
    rows = list(csv.reader(io.StringIO((tmp_path / "events.csv").read_text(encoding="utf-8"))))
    numbers = {place for place, one in enumerate(EVENTS) if one.kind != "text"}
    cells = [cell for row in rows[1:] for place, cell in enumerate(row) if place not in numbers]
    assert not [cell for cell in cells if cell[:1] in set("=+-@\t\r")]
    for wild in ("=1+1", "+1", "-1", "@SUM(1)", "\t=1", "'quoted", "plain"):
        write_rows(tmp_path / "one.csv", [{"word": wild}], (Column("word", "text", "", ""),), "one")
        cell = list(csv.reader(io.StringIO((tmp_path / "one.csv").read_text(encoding="utf-8"))))[1][0]
        assert cell == (wild if wild == "plain" else f"'{wild}")


def test_a_text_that_was_quoted_is_read_back(tmp_path: Path) -> None:
    """There and back through CSV, for every column that is text."""
    row = {one.name: {"text": "=x", "int": 1, "float": -0.5, "bool": True}[one.kind] for one in COLUMNS}
    write_rows(tmp_path / "rows.csv", [row])
    assert read_rows(tmp_path / "rows.csv") == [row]
