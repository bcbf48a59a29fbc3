"""Golden screens: what each page looks like, as plain text, at two sizes and with the clock standing still.

They are text so that a difference can be read. To draw them anew after a change that is meant:
``REWRITE_SCREENS=1 python -m pytest tests/client/tui/test_screens.py``, and then look at the difference.
"""

import os
from pathlib import Path

import pytest

from detente_client.model import Snapshot
from detente_rules.decisions import LabCard
from detente_rules.views.types import ObligationView
from tests.client.tui.looking import at_table
from tests.client.tui.solo import HandTable
from tests.client.tui.test_powers import a_question, a_room
from tests.client.tui.test_together import drafted, together
from tests.client.tui.views import a_debrief, a_happening, a_message, a_snapshot, a_treaty, a_view

SCREENS = Path(__file__).parent / "screens"

TALK = (
    a_message("We publish what goes wrong. You?", seq=1),
    a_message("So do we, if all do.", sender="beacon", seq=2, mine=True),
    a_message("Between us: Wren is bluffing.", sender="quill", to=("beacon",), seq=3),
)
NEWS = (
    a_happening("Wren signs “Quiet Accord”.", seq=4),
    a_happening("An inspection found Quill in breach.", seq=5),
)
BOUND = (ObligationView("t1", "safety", 0.22, "Quiet Accord: spend at least 22% of effort on safety."),)
IN_FORCE = a_treaty(
    phase="in_force", members=("beacon", "wren", "quill", "arden"), ratified=("arden",), entered=2
)

NEGOTIATION = a_snapshot(messages=TALK, happenings=NEWS)
DECISION = a_snapshot(a_view(phase="decision", obligations=BOUND, treaties=(IN_FORCE,)), messages=TALK)

CASES: dict[str, tuple[Snapshot, tuple[str, ...]]] = {
    "join": (Snapshot(connection="closed"), ()),
    "lobby": (
        a_snapshot(a_view(phase="lobby", round=0, seat=None, legal=("take_seat",), reports=(), treaties=())),
        (),
    ),
    "brief": (a_snapshot(a_view(phase="briefing", round=1)), ()),
    "table": (NEGOTIATION, ()),
    "graphs": (NEGOTIATION, ("g",)),
    "talk": (NEGOTIATION, ("k",)),
    "treaty": (NEGOTIATION, ("p",)),
    "compose": (NEGOTIATION, ("p", "n", "enter")),
    "clause": (NEGOTIATION, ("p", "n", "enter", "n", "enter")),
    "decide": (DECISION, ("1", "tab", "2")),
    "decide-sealed": (a_snapshot(a_view(phase="decision", sealed=LabCard())), ()),
    "decide-nation": (
        a_snapshot(a_view(phase="decision", seat="arden", figures=None, own_reports=())),
        ("tab", "space"),
    ),
    "decide-full": (a_snapshot(a_view(phase="decision", level="full", obligations=BOUND)), ("5",)),
    "evidence": (NEGOTIATION, ("e",)),
    "debrief": (a_snapshot(a_view(phase="debrief", debrief=a_debrief())), ()),
    "ledgers": (a_snapshot(a_view(phase="debrief", debrief=a_debrief())), ("2",)),
    "help": (NEGOTIATION, ("question_mark", "slash", "f", "1")),
    "questions": (
        a_snapshot(
            a_room(
                questions=(a_question(), a_question(id="q2", about="challenge", share=None, may_vote=False))
            )
        ),
        ("v",),
    ),
    "ballot": (a_snapshot(a_room(questions=(a_question(),))), ("v",)),
    "evidence-held": (a_snapshot(a_room(questions=(a_question(),))), ("e", "end")),
    "powers": (a_snapshot(a_room()), ("p", "m")),
    "delegation": (a_snapshot(together(drafted(quorum_seal=2))), ("G",)),
    "decide-together": (a_snapshot(together(drafted(quorum_seal=2))), ()),
    "tour": (a_snapshot(a_view(phase="briefing", round=1)), ("enter", "T", "k")),
    "lost": (a_snapshot(connection="lost", detail="The server restarts; coming back …"), ()),
}


SIZES = [(80, 24), (120, 40)]
WALL = ("table", "treaty", "evidence", "talk")
"""Pages that set more things side by side where there is much room."""

LOOKS = [(name, size) for name in CASES for size in SIZES] + [(name, (200, 50)) for name in WALL]


@pytest.mark.parametrize(("name", "size"), LOOKS, ids=[f"{name}-{size[0]}x{size[1]}" for name, size in LOOKS])
async def test_the_page_looks_as_it_did(name: str, size: tuple[int, int]) -> None:
    """A difference is either a fault or meant; the file says which characters."""
    snapshot, keys = CASES[name]
    golden = SCREENS / f"{name}-{size[0]}x{size[1]}.txt"
    async with at_table(HandTable(snapshot), size) as hands:
        await hands.press(*keys)
        seen = "".join(f"{row.rstrip()}\n" for row in hands.sees.splitlines())
    if os.environ.get("REWRITE_SCREENS"):
        golden.parent.mkdir(exist_ok=True)
        golden.write_text(seen, encoding="utf-8")
    assert seen == golden.read_text(encoding="utf-8"), (
        f"{golden.name} differs; if it is meant, see this file's head"
    )


@pytest.mark.parametrize("name", [name for name, (_, keys) in CASES.items() if keys])
async def test_the_page_looks_the_same_to_somebody_who_types_ahead(name: str) -> None:
    """Keys that are all there before the first of them has been answered go where they were meant to go."""
    snapshot, keys = CASES[name]
    async with at_table(HandTable(snapshot)) as hands:
        await hands.hurry(*keys)
        seen = "".join(f"{row.rstrip()}\n" for row in hands.sees.splitlines())
    assert seen == (SCREENS / f"{name}-80x24.txt").read_text(encoding="utf-8")


def test_no_golden_screen_is_left_over() -> None:
    """Every file belongs to a case."""
    names = {f"{name}-{size[0]}x{size[1]}.txt" for name, size in LOOKS}
    assert {path.name for path in SCREENS.iterdir()} == names
