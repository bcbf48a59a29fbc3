"""A view made by hand: three labs and a nation, in the middle of a game."""

from dataclasses import replace
from typing import Any

from detente_client.model import Happening, MessageLine, Snapshot
from detente_rules.decisions import LabDecision
from detente_rules.views.types import (
    BriefView,
    DebriefView,
    Declared,
    Estimate,
    Finding,
    Incident,
    LabFigures,
    ObligationView,
    PublicReport,
    SeatReport,
    SeatView,
    TreatyView,
    View,
)

NOW = 1_700_000_000.0

FLOOR = {"kind": "safety_floor", "level": 0.22, "labs": [], "cost": 0.8}
LOOK = {"kind": "inspection", "instrument": "on_site", "rate": 0.7}


def a_seat(seat: str, kind: Any = "lab", **changes: Any) -> SeatView:
    """A seat held by a bot, at home in Arden if it is a lab."""
    row = SeatView(
        id=seat,
        name=seat.capitalize(),
        kind=kind,
        home="arden" if kind == "lab" else None,
        holder="bot",
        people=(),
        bot="bot",
        brief=BriefView(public=f"{seat.capitalize()} is one of four."),
    )
    return replace(row, **changes)


def a_treaty(treaty: str = "t1", **changes: Any) -> TreatyView:
    """A draft by Arden that everybody but Beacon has signed."""
    card = TreatyView(
        id=treaty,
        version=1,
        title="Quiet Accord",
        by="arden",
        confidential=False,
        parties=("beacon", "wren", "quill", "arden"),
        clauses=(FLOOR, LOOK),
        sentences=("Every bound lab spends at least 22 % of effort on safety.", "Inspectors come on site."),
        phase="open",
        signed=("wren", "quill", "arden"),
        ratified=(),
        members=(),
        notice={},
        needs="not signed by Beacon",
    )
    return replace(card, **changes)


def a_report(round_: int, risk: float = 0.02) -> PublicReport:
    """A round in which everybody declared, and Quill was found in breach."""
    labs = ("beacon", "wren", "quill")
    return PublicReport(
        round=round_,
        declared={lab: Declared(0.2, 0.5 * round_ - 0.1 * n, 0.4 * round_) for n, lab in enumerate(labs)},
        shares={"beacon": 0.4, "wren": 0.35, "quill": 0.25},
        hhi=0.345,
        trust={"arden": 0.6},
        floors={"arden": 0.1},
        risk=risk,
        findings=(Finding(round_, "quill", "arden", "inspection"),),
        incidents=(Incident(round_, "wren", public=True),),
    )


def an_own_report(round_: int, **changes: Any) -> SeatReport:
    """What Beacon learnt: it did less than it said, and nobody saw it."""
    report = SeatReport(
        round=round_,
        decision=LabDecision(safety=0.12),
        figures=figures(capability=0.5 * round_, assurance=0.3 * round_),
        estimates={
            "beacon": Estimate(0.5, 0.0, 0.3, 0.0),
            "wren": Estimate(0.5 * round_, 0.3, 0.35 * round_, 0.6),
            "quill": Estimate(0.4 * round_, 0.3, 0.4 * round_ - 1.2, 0.6),
        },
        findings=(),
        incidents=(),
        gained=10.5,
        accused=False,
        breach=True,
    )
    return replace(report, **changes)


def figures(**changes: Any) -> LabFigures:
    """Beacon's own."""
    own = LabFigures(
        capability=1.0, assurance=0.6, revenue=25.0, danger=0.02, supervised=0, share=0.4, score=21.0
    )
    return replace(own, **changes)


def a_view(**changes: Any) -> View:
    """Beacon's view in the negotiation of round 3 of 5, basic level; Ana sits there."""
    last = a_report(2)
    rows = [
        a_seat("arden", "nation", floor=0.1),
        a_seat(
            "beacon",
            holder="people",
            people=("Ana",),
            bot=None,
            declared=last.declared["beacon"],
            market_share=0.4,
        ),
        a_seat(
            "wren", declared=last.declared["wren"], estimate=Estimate(1.0, 0.3, 0.7, 0.6), market_share=0.35
        ),
        a_seat(
            "quill",
            declared=last.declared["quill"],
            estimate=Estimate(0.8, 0.3, -0.4, 0.6),
            market_share=0.25,
        ),
    ]
    view = View(
        game="g",
        scenario="first-steps",
        title="First steps",
        summary="Three labs in one country.",
        level="basic",
        rounds=5,
        round=3,
        phase="negotiation",
        deadline=NOW + 161,
        paused=False,
        commitment="c0ffee",
        audience="seat:beacon",
        role="player",
        seat="beacon",
        brief=BriefView("Beacon leads.", "Your danger is higher.", "Lead.", "Be last.", "Be honest.", "Good day."),
        figures=figures(),
        seats=tuple(rows),
        people={"p1": "Ana"},
        treaties=(a_treaty(),),
        obligations=(ObligationView("arden", "safety", 0.1, "The law of Arden asks for at least 10% of effort on safety."),),
        reports=(a_report(1, 0.02), last),
        own_reports=(an_own_report(1), an_own_report(2)),
        sealed=None,
        commitment_of_decision=None,
        standing=None,
        ready=False,
        locked={},
        legal=("message", "ready", "propose", "sign"),
        news=("A paper counts incidents.",),
        packs=({"id": "checked", "title": "A checked floor", "text": "Inspectors come.", "clauses": [FLOOR, LOOK]},),
    )  # fmt: skip
    return replace(view, **changes)


def a_debrief() -> DebriefView:
    """An end: Beacon said more than it did and was never found."""
    books = {
        "declared": {"safety": 0.2, "capability": 1.0, "assurance": 0.9},
        "actual": {
            "safety": 0.12,
            "capability": 1.0,
            "assurance": 0.6,
            "violation": 0.4,
            "found": 0.0,
            "danger": 0.02,
        },
        "observed": {"capability": 1.1, "assurance": 0.7},
    }
    return DebriefView(
        scores={"beacon": 50.0, "wren": 60.0, "quill": -5.0, "arden": 300.0},
        index=0.42,
        risk=0.21,
        catastrophe=False,
        seed="7",
        salt="ab",
        ledgers=({"beacon": books}, {"beacon": books}),
        decisions=(),
        briefs={"wren": BriefView("Wren is second.", "Wren fears a leak.", "Stay.", "Fall.")},
        mandates={"beacon": (("Lead the market", True), ("Fear: be last", False))},
    )


def a_message(
    text: str, *, sender: str = "wren", to: tuple[str, ...] = (), seq: int = 1, mine: bool = False
) -> MessageLine:
    """Something said in this round."""
    return MessageLine(
        seq, NOW - 60 + seq, sender, sender.capitalize(), to, text, mine, person=sender.capitalize()
    )


def a_snapshot(view: View | None = None, **changes: Any) -> Snapshot:
    """Live, at ``a_view()`` unless told otherwise."""
    base = Snapshot(
        view=view if view is not None else a_view(), connection="live", game="g", person="p1", role="player"
    )
    return replace(base, **changes)


def a_happening(sentence: str, kind: str = "treaty_signed", seq: int = 9) -> Happening:
    """A piece of news."""
    return Happening(seq, NOW, 3, "negotiation", kind, sentence)
