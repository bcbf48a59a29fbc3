"""Accusations, answers, calls for inspectors, and the evidence they rest on (R4.20, R4.21, R4.24)."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from detente_rules.commands.treaty import Accuse, Answer, Challenge, PassEvidence, Vote
from detente_rules.decisions import LabDecision
from detente_rules.duties import duties_of
from detente_rules.views.types import Finding, LabFigures
from tests.rules.regimes import (
    EVERYBODY,
    FLOOR,
    INSPECTION,
    LABS,
    act,
    asked,
    decide_all,
    force,
    next_negotiation,
    seat,
    seated,
    view_of,
    vote,
)
from tests.rules.tables import Table
from tests.rules.test_rounds import refused

DISPUTES = {"kind": "dispute_settlement", "majority": 1.0, "cost": 2.0}
SANCTION = {"kind": "sanction", "fine": 0.5, "exclusion": 0.4}
CHEAT = LabDecision(safety=0.0)


def disputed(*clauses: dict[str, Any], cheats: bool = True) -> tuple[Table, str]:
    """Three labs under a floor; lab0 broke it in round 1 and was not found; it is the negotiation of round 2."""
    table = seated()
    treaty = force(table, LABS, FLOOR, *clauses)
    decide_all(table, **({"lab0": CHEAT} if cheats else {}))
    next_negotiation(table)
    assert view_of(table, "lab1").reports[-1].findings == ()
    return table, treaty


def accused(table: Table, treaty: str, *evidence: str) -> str:
    """lab1 accuses lab0; the question's id."""
    act(table, "lab1", Accuse(treaty, "lab0", evidence, "You were at .0."))
    return asked(table, "accusation").id


def test_an_accusation_that_is_upheld_counts_as_a_finding() -> None:
    """The others judge, neither the accuser nor the accused; the clause's sanction follows by itself."""
    table, treaty = disputed(DISPUTES, SANCTION)
    question = accused(table, treaty)
    shown = asked(table, "accusation", "lab2")
    assert (shown.seat, shown.by, shown.voters, shown.text) == ("lab0", "lab1", ("lab2",), "You were at .0.")
    for judge in ("lab0", "lab1"):
        assert refused(table, seat(judge), Vote(question, favour=True)) == ("not_a_party", "R4.18")
    vote(table, shown, lab2=True)
    table.until("decision")
    revenue = float(table.state.world.revenue[0, 0])
    assert float(table.state.status.charged[0].sum()) == pytest.approx(0.5 * revenue)
    assert int(table.state.world.supervised[0, 0]) > 0
    assert int(table.state.status.upheld[0].max()) == 2


def test_an_accusation_that_is_not_upheld_costs_its_maker_what_the_clause_says() -> None:
    """Two G$, off the accuser's score; without a cost in the clause nothing."""
    for clause, cost in ((DISPUTES, 2.0), ({**DISPUTES, "cost": 0.0}, 0.0)):
        table, treaty = disputed(clause, cheats=False)
        accused(table, treaty)
        vote(table, asked(table, "accusation"), lab2=False)
        table.until("decision")
        assert table.state.status.charged[0].sum() == cost
        assert duties_of(table.state).treaties.dues[0].tolist() == [0.0, cost, 0.0, 0.0, 0.0]
        decide_all(table)
        assert not table.state.status.charged.any()


def test_the_accused_answers_or_owns_up() -> None:
    """Its words stand beside the accusation; owning up needs no votes."""
    table, treaty = disputed(DISPUTES, SANCTION)
    question = accused(table, treaty)
    assert refused(table, seat("lab2"), Answer(question, "Hear, hear.")) == ("not_allowed", "R4.20")
    assert refused(table, seat("lab0"), Answer(question)) == ("bad_value", "R4.20")
    act(table, "lab0", Answer(question, "Never."))
    assert asked(table, "accusation", "lab2").answer == "Never."
    act(table, "lab0", Answer(question, admit=True))
    shown = asked(table, "accusation", "lab2")
    assert (shown.answer, shown.admitted) == ("Never.", True)
    table.until("decision")
    assert int(table.state.world.supervised[0, 0]) > 0


def test_where_sanctions_are_voted_on_an_upheld_accusation_brings_the_vote() -> None:
    """In the next negotiation."""
    table, treaty = disputed(DISPUTES, {**SANCTION, "decided": "vote", "majority": 0.5})
    accused(table, treaty)
    vote(table, asked(table, "accusation"), lab2=True)
    table.until("decision")
    assert not table.state.status.struck.any()
    decide_all(table)
    next_negotiation(table)
    assert asked(table, "sanction").seat == "lab0"


def test_who_may_be_accused_of_what_by_whom() -> None:
    """By members, under a procedure, of a bound lab, once, of something not yet dealt with, with evidence one holds."""
    table, treaty = disputed(DISPUTES)
    assert refused(table, seat("land1"), Accuse(treaty, "lab0")) == ("not_a_party", "R4.18")
    assert refused(table, seat("lab1"), Accuse(treaty, "nobody")) == ("unknown_target", "R4.18")
    assert refused(table, seat("lab1"), Accuse(treaty, "lab1")) == ("bad_value", "R4.20")
    made_up = Accuse(treaty, "lab0", ("finding.1.lab0.land1.technical_means",))
    assert refused(table, seat("lab1"), made_up) == ("unknown_target", "R4.24")
    elsewhere = Accuse(treaty, "lab0", ("reading.1.lab2.lab1",))
    assert refused(table, seat("lab1"), elsewhere) == ("bad_value", "R4.20")
    accused(table, treaty)
    assert refused(table, seat("lab2"), Accuse(treaty, "lab0")) == ("conflict", "R4.20")
    bare = seated()
    lawless = force(bare, LABS, FLOOR)
    next_negotiation(bare)
    assert refused(bare, seat("lab1"), Accuse(lawless, "lab0")) == ("not_allowed", "R4.20")


def test_nobody_is_accused_where_nobody_could_judge() -> None:
    """A treaty of two labs leaves none."""
    table = seated()
    treaty = force(table, ("lab0", "lab1"), FLOOR, DISPUTES)
    next_negotiation(table)
    assert refused(table, seat("lab1"), Accuse(treaty, "lab0")) == ("not_allowed", "R4.20")


def test_what_inspectors_found_is_not_judged_twice() -> None:
    """A finding of the last round has set the sanction in motion already."""
    table = seated()
    treaty = force(table, LABS, FLOOR, DISPUTES, SANCTION)
    decide_all(table, lab0=CHEAT)
    report = table.state.reports[-1]
    told = replace(report, findings=(Finding(1, "lab0", treaty, "inspection"),))
    table.state = replace(table.state, reports=(told,))
    table.until("negotiation")
    assert refused(table, seat("lab1"), Accuse(treaty, "lab0")) == ("conflict", "R4.20")


# --- evidence -------------------------------------------------------------------------------------------------------------


def test_evidence_goes_from_hand_to_hand_with_its_provenance() -> None:
    """lab1's reading of lab0 goes to lab2, from there to land1; whoever cites it shows where it came from."""
    table, treaty = disputed(DISPUTES)
    name = "reading.1.lab0.lab1"
    assert refused(table, seat("lab2"), PassEvidence(name, ("land1",))) == ("unknown_target", "R4.24")
    act(table, "lab1", PassEvidence(name, ("lab2",)))
    act(table, "lab2", PassEvidence(name, ("land1",)))
    (held,) = [item for item in view_of(table, "land1").evidence if item.id == name]
    assert (held.by, held.through, held.lab, held.round) == ("lab1", ("lab1", "lab2"), "lab0", 1)
    own = view_of(table, "lab1").own_reports[-1].estimates["lab0"]
    assert (held.capability, held.assurance_sd) == (own.capability, own.assurance_sd)
    act(table, "lab2", Accuse(treaty, "lab0", (name,)))
    assert asked(table, "accusation", "observer").evidence[0].through == ("lab1",)


def test_evidence_reaches_those_it_is_handed_to_and_nobody_else() -> None:
    """R10.1; handed to nobody in particular it is everybody's."""
    table, _ = disputed(DISPUTES)
    (passed,) = act(table, "lab1", PassEvidence("danger.1.lab1", ("lab2", "lab1")))
    assert passed.audience == ("seat:lab1", "seat:lab2")
    assert "danger.1.lab1" not in {item.id for item in view_of(table, "lab0").evidence}
    (published,) = act(table, "lab2", PassEvidence("danger.1.lab1"))
    assert published.audience == "public"
    (item,) = [one for one in view_of(table, "land0").evidence if one.id == "danger.1.lab1"]
    own = view_of(table, "lab1").own_reports[-1].figures
    assert isinstance(own, LabFigures)
    assert item.danger == own.danger
    assert refused(table, seat("lab1"), PassEvidence("danger.1.lab1", ("lab1",))) == ("bad_value", "R4.24")
    nobody = PassEvidence("danger.1.lab1", ("nobody",))
    assert refused(table, seat("lab1"), nobody) == ("unknown_target", "R4.24")


def test_evidence_may_be_passed_in_any_phase() -> None:
    """Like talk it is never stale."""
    table, _ = disputed(DISPUTES)
    table.until("decision")
    assert "pass_evidence" in view_of(table, "lab1").legal
    act(table, "lab1", PassEvidence("danger.1.lab1", ("lab2",)))


# --- calls for inspectors -----------------------------------------------------------------------------------------------


def called(stop: float | None, votes: dict[str, bool]) -> tuple[Table, str]:
    """lab1 has inspectors called to lab0, and the members have voted on stopping them."""
    table = seated(rounds=12, seed="2")
    clause = {**INSPECTION, "challenge": 1.0, "challenge_stop": stop}
    treaty = force(table, (*LABS, "land1"), FLOOR, clause)
    next_negotiation(table)
    act(table, "lab1", Challenge(treaty, "lab0"))
    question = asked(table, "challenge")
    if votes:
        vote(table, question, **votes)
    return table, treaty


@pytest.mark.parametrize(
    ("stop", "votes", "comes"),
    [
        (0.5, {}, True),
        (0.5, {"lab0": True}, True),
        (0.5, {"lab0": True, "lab2": True}, False),
        (0.75, {"lab0": True, "lab2": True}, True),
        (None, {}, True),
    ],
)
def test_inspectors_come_unless_enough_members_stop_them(
    stop: float | None, votes: dict[str, bool], comes: bool
) -> None:
    """For certain, in this round alone; where nobody may stop them nobody votes."""
    table, treaty = called(stop, votes)
    if stop is None:
        question = asked(table, "challenge")
        assert refused(table, seat("lab0"), Vote(question.id, favour=True)) == ("not_allowed", "R4.21")
    del treaty
    table.until("decision")
    # The parties' own inspectorate is built up over three half-years: a third of it is at work after one round.
    ready = table.state.world.capacity[0].max()
    assert duties_of(table.state).treaties.rate[0].tolist() == [ready if comes else 0.0, 0.0, 0.0]
    assert np.isclose(ready, 1 / 3)
    decide_all(table)
    table.until("decision")
    assert duties_of(table.state).treaties.rate[0].tolist() == [0.0, 0.0, 0.0]


def test_a_nation_may_send_its_own_where_the_call_was_not_stopped() -> None:
    """Where members can stop a challenge, what was not called for need not be let in."""
    table, treaty = called(0.75, {})
    act(table, "land1", Challenge(treaty, "lab2"))
    table.until("decision")
    allowed = duties_of(table.state).treaties.challenge[0]
    assert allowed[1].tolist() == [1.0, 0.0, 1.0]


def test_how_often_and_to_whom_inspectors_are_called() -> None:
    """Once each half-year by each member, to labs of others, once to each lab."""
    table, treaty = called(0.5, {})
    assert refused(table, seat("lab2"), Challenge(treaty, "lab0")) == ("conflict", "R4.21")
    assert refused(table, seat("lab1"), Challenge(treaty, "lab2")) == ("conflict", "R4.21")
    assert refused(table, seat("land1"), Challenge(treaty, "lab1")) == ("bad_value", "R4.21")
    assert refused(table, seat("land0"), Challenge(treaty, "lab1")) == ("not_a_party", "R4.18")
    plain = seated()
    treaty = force(plain, LABS, FLOOR, INSPECTION)
    next_negotiation(plain)
    assert refused(plain, seat("lab1"), Challenge(treaty, "lab0")) == ("not_allowed", "R4.21")


def test_what_a_menu_offers_is_what_one_may_do() -> None:
    """``legal`` names the acts of members to members alone (R2.2)."""
    table, treaty = disputed(DISPUTES, {**INSPECTION, "challenge": 1.0})
    assert {"accuse", "challenge", "suspend"} <= set(view_of(table, "lab1").legal)
    assert not {"accuse", "challenge", "suspend", "vote"} & set(view_of(table, "land1").legal)
    accused(table, treaty)
    assert "vote" in view_of(table, "lab2").legal
    assert "answer" in view_of(table, "lab0").legal
    assert "vote" not in view_of(table, "lab1").legal
    assert all("release_weights" in view_of(table, lab).legal for lab in LABS)
    assert {*EVERYBODY} == {row.id for row in view_of(table, "lab0").seats}
