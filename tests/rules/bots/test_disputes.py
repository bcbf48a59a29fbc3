"""Bots and breaches: who accuses on what, who calls inspectors, what the accused says, and what is said when asked (R4.20)."""

from dataclasses import replace
from typing import Any

import pytest

from detente_rules.bots import Bot, BotDice, Heard, by_name
from detente_rules.bots.why import replies
from detente_rules.commands import Message
from detente_rules.commands.treaty import Accuse, Answer, Challenge
from detente_rules.decisions import LabDecision
from detente_rules.views.question_types import Evidence, QuestionView
from detente_rules.views.types import Declared, Estimate, ObligationView, TreatyView, View
from tests.rules.forecast.seen import moments, seen_from

JUDGED = (
    {"kind": "safety_floor", "level": 0.3},
    {"kind": "inspection", "instrument": "on_site", "rate": 0.5, "challenge": 1.0, "challenge_by": ()},
    {"kind": "dispute_settlement", "majority": 0.5},
)
MEMBERS = ("aurelia", "meridian", "corvid")
SEEN = Evidence(
    "finding.1.lodestar.aurelia.technical_means", "finding", 1, "lodestar", "aurelia", "technical_means"
)


def second_round(seat: str, **changes: Any) -> View:
    """The second negotiation of two blocs, everybody bound by a treaty that judges and lets inspectors be called."""
    before = seen_from(moments()[2, "negotiation"], seat)
    card = TreatyView(
        id="t1",
        version=1,
        title="Judged",
        by="aurelia",
        confidential=False,
        parties=MEMBERS,
        clauses=JUDGED,
        sentences=(),
        phase="in_force",
        signed=MEMBERS,
        ratified=MEMBERS,
        members=MEMBERS,
        notice={},
        entered=1,
    )
    return replace(before, treaties=(card,), reports=(), own_reports=(), questions=(), **changes)


def acts(name: str, view: View, kind: type[Any]) -> list[Any]:
    """What a bot does of one kind when it opens a negotiation."""
    bot = by_name(name)(view.seat or "", BotDice.of("1", view.seat or ""))
    return [one for one in bot.negotiate(view) if isinstance(one, kind)]


@pytest.mark.parametrize(
    ("name", "times"), [("conditional", 1), ("inspector", 1), ("opportunist", 0), ("racer", 0)]
)
def test_who_saw_a_breach_brings_it_before_the_members(name: str, times: int) -> None:
    """On evidence of its own, cited; those who live in glass houses keep silent."""
    found = acts(name, second_round("aurelia", evidence=(SEEN,)), Accuse)
    assert len(found) == times
    assert all((one.lab, one.evidence) == ("lodestar", (SEEN.id,)) for one in found)


def test_nobody_is_accused_without_evidence_or_twice() -> None:
    """Of nothing, or while the members judge it already."""
    assert acts("conditional", second_round("aurelia"), Accuse) == []
    asked = accusation("lodestar")
    assert (
        acts("conditional", replace(second_round("aurelia", evidence=(SEEN,)), questions=(asked,)), Accuse)
        == []
    )


def accusation(lab: str, **changes: Any) -> QuestionView:
    """An accusation that is open."""
    return replace(
        QuestionView(
            id="q1",
            treaty="t1",
            about="accusation",
            seat=lab,
            by="aurelia",
            round=2,
            sentence="It broke its word.",
            share=0.5,
            more=False,
            voters=("meridian",),
            veto=(),
            votes={},
            open=True,
            carried=None,
            moot=False,
        ),
        **changes,
    )


@pytest.mark.parametrize(
    ("name", "safety", "admits"),
    [("conditional", 0.05, True), ("conditional", 0.4, False), ("opportunist", 0.05, False)],
)
def test_the_honest_own_up_and_the_others_deny(name: str, safety: float, admits: bool) -> None:
    """What the last decision was, its seat knows."""
    view = second_round("corvid", standing=LabDecision(safety=safety))
    view = replace(view, obligations=(ObligationView("t1", "safety", 0.3, "A floor."),))
    question = accusation("corvid", may_answer=True)
    bot = by_name(name)("corvid", BotDice.of("1", "corvid"))
    said = [one for one in bot.on_question(view, question) if isinstance(one, Answer)]
    assert [one.admit for one in said] == [admits]


def test_inspectors_are_called_to_whoever_boasts() -> None:
    """To the lab whose declaration lies furthest above what is seen; the inspector is quicker to doubt than others."""
    view = second_round("aurelia")
    boasting = tuple(
        replace(
            row,
            declared=Declared(safety=0.3, capability=0.0, assurance=2.0),
            estimate=Estimate(0.0, 0.3, 0.9, 0.7),
        )
        if row.id == "lodestar"
        else row
        for row in view.seats
    )
    seen = replace(view, seats=boasting)
    assert [one.lab for one in acts("inspector", seen, Challenge)] == ["lodestar"]
    assert acts("conditional", seen, Challenge) == []


def test_a_bot_that_is_asked_says_what_it_thinks_and_at_the_debrief_why() -> None:
    """In private, to whoever asked; not to a remark, not to the room."""
    view = second_round("meridian")
    bot = by_name("conditional")("meridian", BotDice.of("1", "meridian"))
    asked = [*bot.on_message(view, Heard("aurelia", "What do you think?", ("meridian",)))]
    assert [type(one) for one in asked] == [Message]
    assert asked[0].to == ("aurelia",)  # type: ignore[union-attr]
    assert [*bot.on_message(view, Heard("aurelia", "What do you think?"))] == []
    assert [*bot.on_message(view, Heard("aurelia", "Good morning.", ("meridian",)))] == []
    after = replace(view, phase="debrief")
    told = replies(bot, after, Heard("aurelia", "Why did you do that?", ("meridian",)))
    assert told == (Message(text=bot.explain(after), to=("aurelia",)),)


def test_any_bot_says_why_at_the_debrief_and_is_honest_where_it_was_given_no_words() -> None:
    """Whatever it does with messages; to whoever asked it alone, also where they listed themselves."""

    class Silent(Bot):
        about = "says nothing"

    view = replace(second_round("meridian"), phase="debrief")
    bot = Silent("meridian", BotDice.of("1", "meridian"))
    for to in [("meridian",), ("corvid", "meridian"), ("meridian", "corvid")]:
        (told,) = replies(bot, view, Heard("corvid", "Why?", to))
        assert told == Message(text=bot.explain(view), to=("corvid",))
    assert bot.explain(view).startswith("I am a program, Silent (says nothing).")
    assert replies(bot, view, Heard("corvid", "Why?")) == ()
    assert replies(bot, view, Heard("corvid", "Why?", ("aurelia", "meridian"))) == ()
    assert replies(bot, replace(view, phase="decision"), Heard("corvid", "Why?", ("meridian",))) == ()
