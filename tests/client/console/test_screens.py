"""Golden screens of the console at two sizes, the clock standing still; REWRITE_SCREENS=1 draws them anew."""

import os
from pathlib import Path

import pytest

from detente_client.model import Snapshot
from tests.client.console.desks import HandDesk, a_session, at_desk, console, facilitators
from tests.client.tui.views import a_debrief

SCREENS = Path(__file__).parent / "screens"

LOBBY = at_desk(facilitators(phase="lobby", round=0, reports=(), treaties=(), locked={}))
DECISION = at_desk(facilitators(phase="decision"))
OVER = at_desk(facilitators(a_session(revealed=("wren",)), phase="debrief", debrief=a_debrief()))

CASES: dict[str, tuple[Snapshot, tuple[str, ...]]] = {
    "waiting": (Snapshot(detail="Nobody answers at ws://127.0.0.1:8765 (connection refused)."), ()),
    "lobby": (LOBBY, ()),
    "room": (at_desk(), ()),
    "decision": (DECISION, ()),
    "paused": (at_desk(facilitators(paused=True)), ()),
    "show": (at_desk(), ("2",)),
    "injects": (at_desk(), ("3",)),
    "people": (at_desk(), ("4",)),
    "say": (at_desk(), ("5",)),
    "settings": (at_desk(), ("6",)),
    "branch": (at_desk(), ("7",)),
    "debrief": (OVER, ("8",)),
    "asking": (at_desk(), ("E",)),
    "moving": (at_desk(), ("4", "enter")),
    "writing": (at_desk(), ("3", "n")),
    "lost": (at_desk(connection="lost", detail="The server restarts; coming back …"), ()),
}


@pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=["80x24", "120x40"])
@pytest.mark.parametrize("name", CASES)
async def test_the_page_looks_as_it_did(name: str, size: tuple[int, int]) -> None:
    """A difference is either a fault or meant; the file says which characters."""
    snapshot, keys = CASES[name]
    golden = SCREENS / f"{name}-{size[0]}x{size[1]}.txt"
    async with console(HandDesk(snapshot), size) as eyes:
        await eyes.press(*keys)
        seen = "".join(f"{row.rstrip()}\n" for row in eyes.sees.splitlines())
    if os.environ.get("REWRITE_SCREENS"):
        golden.parent.mkdir(exist_ok=True)
        golden.write_text(seen, encoding="utf-8")
    assert seen == golden.read_text(encoding="utf-8"), (
        f"{golden.name} differs; if it is meant, see this file's head"
    )


def test_no_golden_screen_is_left_over() -> None:
    """Every file belongs to a case."""
    names = {f"{name}-{size}.txt" for name in CASES for size in ("80x24", "120x40")}
    assert {path.name for path in SCREENS.iterdir()} == names
