"""The projector: what hangs on the wall at which moment, drawn at two sizes with the clock standing still."""

import os
from dataclasses import replace
from pathlib import Path

import pytest

from detente_client.model import Snapshot
from detente_client.tui.lines import bare_all
from detente_client.watch.app import WatchApp
from detente_client.watch.blocks import largest, qr_code
from detente_client.watch.board import ZOOMS, Wall, board
from detente_client.watch.layout import PAGE_SECONDS
from detente_rules.views.session_types import SessionView
from tests.client.hands import Hands
from tests.client.tui.solo import HandTable
from tests.client.tui.views import NOW, a_debrief
from tests.client.watch.walls import CODE, on_the_wall, public_view

SCREENS = Path(__file__).parent / "screens"
SIZES = ((80, 24), (120, 40), (200, 50))

LOBBY = on_the_wall(public_view(phase="lobby", round=0, reports=(), treaties=()))
OVER = on_the_wall(public_view(phase="debrief", debrief=a_debrief()))

CASES: dict[str, tuple[Snapshot, int, bool]] = {
    "waiting": (Snapshot(detail="Nobody answers at ws://127.0.0.1:8765 (connection refused)."), 1, False),
    "lobby": (LOBBY, 1, False),
    "playing": (on_the_wall(), 1, False),
    "everything": (on_the_wall(), 0, False),
    "large": (on_the_wall(), 2, False),
    "clock": (on_the_wall(), 3, False),
    "last-seconds": (on_the_wall(public_view(deadline=NOW + 4)), 1, False),
    "paused": (on_the_wall(public_view(paused=True)), 1, False),
    "over": (OVER, 1, False),
    "scores": (OVER, 1, True),
}


@pytest.mark.parametrize("size", SIZES[:2], ids=["80x24", "120x40"])
@pytest.mark.parametrize("name", CASES)
def test_the_wall_looks_as_it_did(name: str, size: tuple[int, int]) -> None:
    """A difference is either a fault or meant: REWRITE_SCREENS=1 draws the files anew."""
    snapshot, zoom, scores = CASES[name]
    rows = board(snapshot, NOW, Wall(*size, zoom, scores))
    seen = "".join(f"{row.rstrip()}\n" for row in bare_all(rows).split("\n"))
    golden = SCREENS / f"{name}-{size[0]}x{size[1]}.txt"
    if os.environ.get("REWRITE_SCREENS"):
        golden.parent.mkdir(exist_ok=True)
        golden.write_text(seen, encoding="utf-8")
    assert seen == golden.read_text(encoding="utf-8"), f"{golden.name} differs; if it is meant, see the test"


@pytest.mark.parametrize("size", [*SIZES, (40, 12), (20, 5)])
@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("zoom", range(len(ZOOMS)))
def test_the_wall_fits_whatever_there_is(name: str, size: tuple[int, int], zoom: int) -> None:
    """No line is longer than the screen, and there are as many as it has."""
    snapshot, _, scores = CASES[name]
    rows = bare_all(board(snapshot, NOW, Wall(*size, zoom, scores))).split("\n")
    assert len(rows) == size[1]
    assert {len(row) for row in rows} == {size[0]}


def tone_of_clock(seconds: float) -> str:
    """The tone of the big figures so long before the end."""
    rows = board(on_the_wall(public_view(deadline=NOW + seconds)), NOW, Wall(120, 40))
    return next(tone for part, tone in rows[2] if "█" in part)


def test_the_last_five_seconds_are_red_and_marked() -> None:
    """Red, and by signs for those who do not see red."""
    assert (tone_of_clock(6), tone_of_clock(5), tone_of_clock(0)) == ("strong", "alarm", "alarm")
    marked = bare_all(board(on_the_wall(public_view(deadline=NOW + 5)), NOW, Wall(120, 40, 3)))
    plain = bare_all(board(on_the_wall(public_view(deadline=NOW + 6)), NOW, Wall(120, 40, 3)))
    assert largest("0:05!", 116, 34, most=8)[0] in marked
    assert largest("0:06", 116, 34, most=8, spare="!")[0] in plain


def test_the_code_stands_there_for_eyes_and_for_cameras() -> None:
    """And both follow when the laptop's address changes."""
    here = bare_all(board(LOBBY, NOW, Wall(120, 40)))
    assert f"detente join {CODE}@192.168.1.5:8765" in here
    assert all(row in here for row in qr_code(f"{CODE}@192.168.1.5:8765", 72, 38))
    moved = bare_all(board(replace(LOBBY, addresses=("10.0.0.9:8765",)), NOW, Wall(120, 40)))
    assert f"detente join {CODE}@10.0.0.9:8765" in moved
    assert moved != here


def test_secrets_are_told_as_they_are_revealed_and_scores_after_the_last() -> None:
    """At the facilitator's pace; s shows the scores before."""
    first = bare_all(board(OVER, NOW, Wall(120, 40)))
    assert "0 of 4" in first
    assert "Wren fears a leak" not in first
    assert "50.0" not in first
    some = on_the_wall(
        public_view(phase="debrief", debrief=a_debrief(), session=SessionView(revealed=("wren",)))
    )
    told = bare_all(board(some, NOW, Wall(120, 40)))
    assert "Wren fears a leak" in told
    assert "50.0" not in told
    assert "broke a promise" not in told
    newer = public_view(
        phase="debrief", debrief=a_debrief(), session=SessionView(revealed=("wren", "beacon"))
    )
    books = bare_all(board(on_the_wall(newer), NOW, Wall(120, 40)))
    assert [row.split() for row in books.splitlines() if row.startswith(("safety", "assurance"))] == [
        ["safety", "said", "20%", "20%"],
        ["safety", "done", "12%", "12%"],
        ["assurance", "said", "0.90", "0.90"],
        ["assurance", "true", "0.60", "0.60"],
        ["assurance", "seen", "0.70", "0.70"],
    ]
    assert "R1  ✗ broke a promise, and was never found" in books
    low = [bare_all(board(on_the_wall(newer), NOW + wait, Wall(80, 14))) for wait in (0, PAGE_SECONDS)]
    assert sorted("safety said" in page for page in low) == [False, True], (
        "a page of their own where both do not fit"
    )
    assert all(("safety said" in page) == ("assurance seen" in page) for page in low)
    everything = public_view(
        phase="debrief",
        debrief=a_debrief(),
        session=SessionView(revealed=("wren", "beacon", "quill", "arden")),
    )
    assert "50.0" in bare_all(board(on_the_wall(everything), NOW, Wall(120, 40)))


def test_a_list_that_is_too_long_turns_its_pages() -> None:
    """Nobody has a key to scroll with; after some seconds the next rows come."""
    many = public_view(
        seats=tuple(replace(public_view().seats[1], id=f"s{n}", name=f"Seat {n}") for n in range(30))
    )
    first, later = (bare_all(board(on_the_wall(many), NOW + at, Wall(80, 24))) for at in (0, 8))
    assert first != later
    assert "page" in first


def test_letters_are_as_large_as_there_is_room_for() -> None:
    """And where there is room for none, the text stands there as text."""
    assert len(largest("0:05", 200, 50)) == 20
    assert len(largest("0:05", 20, 3)) == 3
    assert largest("0:05", 3, 1) == ("0:0",)


async def test_the_projector_follows_the_game_and_the_keys() -> None:
    """A state arrives, + and − change the size, q stops it."""
    table = HandTable(Snapshot())
    app = WatchApp(table, lambda: NOW)
    async with app.run_test(size=(120, 40)) as pilot:
        hands = Hands(app, pilot)
        await hands.settle()
        table.put(on_the_wall())
        await hands.settle()
        assert "Quiet Accord" in hands.sees
        await hands.press("plus", "plus", "plus")
        assert app.zoom == len(ZOOMS) - 1
        assert "Quiet Accord  " not in hands.sees
        await hands.press("minus", "0")
        assert "Quiet Accord  " in hands.sees
        table.put(on_the_wall(connection="lost"))
        await hands.settle()
        assert "mends itself" in hands.sees
        await hands.press("q")
    assert app.return_value == 0
    assert table.closings == 1


async def test_another_stream_than_the_observers_is_never_drawn() -> None:
    """The second lock behind the server's: whatever came, it is not shown."""
    table = HandTable(on_the_wall(role="facilitator"))
    app = WatchApp(table, lambda: NOW)
    async with app.run_test(size=(80, 24)) as pilot:
        await Hands(app, pilot).settle()
    assert app.return_value == 1
    assert app.snapshot.view is None
