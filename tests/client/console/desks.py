"""A facilitator's desk made by hand: a room in the middle of a game, and what is done about it written down."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

from detente_client.console.app import ConsoleApp
from detente_client.model import Snapshot
from detente_rules.commands import PlayerCommand
from detente_rules.commands.facilitation import Prepare
from detente_rules.views.session_types import InjectView, PersonView, SessionView
from detente_rules.views.types import View
from detente_rules.wire.messages import Act
from tests.client.hands import Hands
from tests.client.tui.solo import HandTable
from tests.client.tui.views import NOW, a_happening, a_message, a_snapshot, a_treaty, a_view

ANA = PersonView("p1", "Ana", "player", "beacon", program=False, duties=("head", "negotiator"))
BEN = PersonView("p2", "Ben", "player", "beacon", program=False)
CLEO = PersonView("p3", "Cleo", "player", None, program=False)
BOSS = PersonView("facilitator", "Facilitator", "facilitator", None, program=False)

LEAK = InjectView(
    "leak",
    "leak",
    "A leak",
    "Wren's safety log is out.",
    (),
    ({"kind": "trust", "change": -0.1},),
    None,
    None,
    "scenario",
)
VOTE = InjectView(
    "vote", "vote", "A vote at home", "Arden votes next week.", ("arden",), (), 4, "briefing", "prepared"
)
OUT = InjectView("out", "out", "A near miss", "It was close.", (), (), None, None, "released")

PLAN = (
    "0:00 Welcome, joining, briefs (12 min).",
    "0:12 Round 1. Nobody signs before everybody has spoken.",
    "0:20 Round 2. Packs on the wall.",
    "0:28 Round 3. 'A leak'.",
    "0:36 Rounds 4 to 5, four minutes each.",
    "0:44 Debrief: ledgers, four questions (15 min).",
)


def a_session(**changes: Any) -> SessionView:
    """Ana and Ben for Beacon, Cleo without a seat and asking for the floor."""
    session = SessionView(
        people=(ANA, BEN, CLEO, BOSS),
        hands=("p3",),
        injects=(LEAK, VOTE, OUT),
        thresholds={"bot_grace_seconds": 10.0, "risk_high": 0.15},
        started=NOW - 20 * 60,
        plan=PLAN,
        plan_minutes=60,
        questions=("Who appointed the overseer?", "What could nobody verify?"),
    )
    return replace(session, **changes)


def facilitators(session: SessionView | None = None, **changes: Any) -> View:
    """The facilitator's view of that game: no seat's figures, briefs or decisions."""
    view = a_view()
    seats = tuple(
        replace(row, bot="racer") if row.holder == "bot" else replace(row, people=("Ana", "Ben"))
        for row in view.seats
    )
    ours = {
        "seat": None, "audience": "facilitator", "role": "facilitator", "figures": None, "own_reports": (), "brief": None,
        "obligations": (), "seats": seats, "treaties": (a_treaty(),), "legal": ("announce", "end_phase", "pause", "extend", "seat_bot"),
        "people": {"p1": "Ana", "p2": "Ben", "p3": "Cleo", "facilitator": "Facilitator"},
        "locked": {"arden": True, "beacon": False, "wren": True, "quill": True},
        "session": session if session is not None else a_session(),
    }  # fmt: skip
    return replace(view, **{**ours, **changes})


def at_desk(view: View | None = None, **changes: Any) -> Snapshot:
    """A console's snapshot: Ben is away."""
    ours = {
        "role": "facilitator", "person": "facilitator", "seat": None,
        "connected": frozenset({"p1", "p3", "facilitator"}), "code": "KDPW-HUNA", "addresses": ("192.168.1.5:8765",),
        "happenings": (a_happening("Wren signs “Quiet Accord”."),),
        "messages": (a_message("We publish what goes wrong. You?"),),
    }  # fmt: skip
    return a_snapshot(view if view is not None else facilitators(), **{**ours, **changes})


class HandDesk(HandTable):
    """A hand-made table that also takes acts about the door. answer: what the server says to those."""

    def __init__(self, *snapshots: Snapshot, answer: dict[str, Any] | None = None) -> None:
        super().__init__(*snapshots)
        self.managed: list[Act] = []
        self.answer = answer if answer is not None else {}

    async def send(self, command: PlayerCommand, *, stamped: bool = True) -> dict[str, Any]:
        said = await super().send(command, stamped=stamped)
        return {"inject": command.inject or "i4"} if isinstance(command, Prepare) else said

    async def manage(self, act: Act) -> dict[str, Any]:
        self.managed.append(act)
        if self.refusals:
            raise self.refusals.pop(0)
        return self.answer


@asynccontextmanager
async def console(desk: HandDesk, size: tuple[int, int] = (120, 40)) -> AsyncIterator[Hands]:
    """The console at a desk, its clock standing still."""
    app = ConsoleApp(desk, lambda: NOW)
    async with app.run_test(size=size, notifications=True) as pilot:
        hands = Hands(app, pilot)
        await hands.settle()
        yield hands
