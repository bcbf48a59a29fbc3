"""What bots with a character do about a breach they have reason to see: accuse, call inspectors, answer (R4.20, R4.21)."""

from collections.abc import Iterator
from typing import Any

from detente_rules.bots import reading
from detente_rules.commands import PlayerCommand
from detente_rules.commands.treaty import Accuse, Answer, Challenge
from detente_rules.decisions import LabCard, LabDecision
from detente_rules.ids import SeatId
from detente_rules.views.question_types import Evidence, QuestionView
from detente_rules.views.types import TreatyView, View

JUDGED = frozenset({"accusation", "sanction"})
"""Questions after which a lab is not accused again in the same round (R4.20)."""


def accusations(view: View, seat: SeatId) -> Iterator[PlayerCommand]:
    """Of what only this seat's own means have seen, before a treaty that judges; other findings work by themselves."""
    for treaty in reading.in_force_for(view, seat):
        if not _takes_part(treaty, seat) or not _clause(treaty, "dispute_settlement"):
            continue
        for lab in reading.bound_labs(view, treaty):
            proof = _seen_alone(view, lab)
            judges = set(treaty.members) - set(treaty.suspended) - {seat, lab}
            if proof and judges and not _own(view, seat, lab) and not _asked(view, treaty, lab, JUDGED):
                text = f"Our own means saw {reading.name(view, lab)} below what it had promised."
                yield Accuse(treaty.id, lab, (proof[0].id,), text)


def challenges(view: View, seat: SeatId, doubts: float) -> Iterator[PlayerCommand]:
    """Inspectors to the lab whose declared assurance lies furthest above what is seen, if by so many standard deviations."""
    for treaty in reading.in_force_for(view, seat):
        look = _clause(treaty, "inspection")
        may_ask = look.get("challenge_by") or treaty.parties  # those named: who acceded later may not (R4.21)
        if not _takes_part(treaty, seat) or not look.get("challenge") or seat not in may_ask:
            continue
        called = [one for one in view.questions if one.about == "challenge" and one.round == view.round]
        labs = [lab for lab in reading.bound_labs(view, treaty) if not _own(view, seat, lab)]
        doubted = [lab for lab in labs if reading.doubt(view, lab) > doubts]
        if doubted and not called:
            yield Challenge(treaty.id, max(doubted, key=lambda lab: reading.doubt(view, lab)))


def answer(view: View, seat: SeatId, question: QuestionView, *, honest: bool) -> Iterator[PlayerCommand]:
    """To an accusation against this seat: the honest own up to what they did, the others deny everything."""
    if question.may_answer and not question.answer and not question.admitted and question.seat == seat:
        admit = honest and broke(view)
        text = "It is so. We take what follows." if admit else "We kept it. Come and look."
        yield Answer(question.id, text, admit)


def broke(view: View) -> bool:
    """Did this lab's last decision fall short of the floor that binds it?"""
    match view.standing:
        case LabDecision() as done:
            return done.safety < reading.duties(view).floor - 1e-9
        case LabCard() as card:
            return not card.keep_promises
        case _:
            return False


def _seen_alone(view: View, lab: SeatId) -> tuple[Evidence, ...]:
    """Findings of the last round that only this seat holds, where nothing has followed from another one."""
    found = [one for one in reading.findings(view, rounds=1) if one.lab == lab]
    if any(one.how != "technical_means" and one.round == view.round - 1 for one in found):
        return ()
    return tuple(
        item
        for item in view.evidence
        if item.kind == "finding" and item.lab == lab and item.round == view.round - 1
    )


def _takes_part(treaty: TreatyView, seat: SeatId) -> bool:
    return seat in treaty.members and seat not in treaty.suspended


def _own(view: View, seat: SeatId, lab: SeatId) -> bool:
    return seat in {lab, view.seat_row(lab).home}


def _asked(view: View, treaty: TreatyView, lab: SeatId, about: frozenset[str]) -> bool:
    return any(
        one.treaty == treaty.id and one.seat == lab and one.about in about and one.round == view.round
        for one in view.questions
    )


def _clause(treaty: TreatyView, kind: str) -> dict[str, Any]:
    return next((dict(clause) for clause in treaty.clauses if clause.get("kind") == kind), {})
