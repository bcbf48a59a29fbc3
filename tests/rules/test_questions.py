"""Questions that treaties put to their members: who votes, how many it takes, what follows (R4.14, R4.18, R4.19)."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente_rules.commands import Accede, Amend, Withdraw
from detente_rules.commands.treaty import Suspend, Vote
from detente_rules.decisions import LabDecision
from detente_rules.treaty.votes import reaches
from tests.rules.regimes import (
    FLOOR,
    LABS,
    act,
    asked,
    card,
    decide_all,
    force,
    kinds,
    next_negotiation,
    propose,
    seat,
    seated,
    view_of,
    vote,
)
from tests.rules.tables import Table
from tests.rules.test_rounds import refused

STRICTER = {"kind": "safety_floor", "level": 0.45}
CHEAT = LabDecision(safety=0.0)


def found(table: Table, lab: int = 0) -> None:
    """As if inspectors had reported a breach by this lab in the round resolved last."""
    last = dict(table.state.resolved[-1])
    result = dict(last["resolution"])
    row = list(result["found"][0])
    row[lab] = True
    result["found"] = [row]
    table.state = replace(table.state, resolved=(*table.state.resolved[:-1], {**last, "resolution": result}))


@given(st.integers(0, 30), st.integers(1, 30), st.integers(1, 100))
def test_a_vote_is_carried_exactly_at_its_share(favour: int, voters: int, percent: int) -> None:
    """At the share itself it is carried, a vote below it is not; whole-number arithmetic says the same."""
    assert reaches(favour, voters, percent / 100) == (100 * favour >= percent * voters)
    assert reaches(favour, voters, 0.5, more=True) == (2 * favour > voters)
    assert not reaches(0, 0, percent / 100)


@pytest.mark.parametrize(("votes", "joined"), [({}, False), ({"lab0": True}, True), ({"lab0": False}, False)])
def test_the_members_vote_on_who_joins(votes: dict[str, bool], joined: bool) -> None:
    """Two members, half of them is enough; who does not vote is not in favour."""
    table = seated()
    treaty = force(table, ("lab0", "lab1"), FLOOR, {"kind": "accession", "rule": "vote", "majority": 0.5})
    next_negotiation(table)
    assert card(table, treaty, "lab2").may_accede
    act(table, "lab2", Accede(treaty))
    assert not card(table, treaty, "lab2").may_accede
    assert refused(table, seat("lab2"), Accede(treaty)) == ("conflict", "R4.8")
    question = asked(table, "accession")
    assert (question.seat, question.voters, question.share) == ("lab2", ("lab0", "lab1"), 0.5)
    assert not asked(table, "accession", "lab2").may_vote
    assert refused(table, seat("lab2"), Vote(question.id, favour=True)) == ("not_a_party", "R4.18")
    vote(table, question, **votes)
    table.until("decision")
    assert ("lab2" in card(table, treaty).members) == joined


def test_votes_are_open_and_may_be_changed_until_the_negotiation_ends() -> None:
    """Everybody who knows of the treaty sees them; the count is made at the end."""
    table = seated()
    treaty = force(table, ("lab0", "lab1"), FLOOR, {"kind": "accession", "rule": "vote", "majority": 1.0})
    next_negotiation(table)
    act(table, "lab2", Accede(treaty))
    question = asked(table, "accession")
    vote(table, question, lab0=True, lab1=False)
    assert asked(table, "accession", "land1").votes == {"lab0": True, "lab1": False}
    assert refused(table, seat("lab1"), Vote(question.id, favour=False)) == ("conflict", "R4.18")
    vote(table, question, lab1=True)
    table.until("decision")
    assert "lab2" in card(table, treaty).members
    closed = next(one for one in view_of(table, "lab2").questions if one.id == question.id)
    assert (closed.open, closed.carried, closed.votes) == (False, True, {"lab0": True, "lab1": True})
    table.until("negotiation")
    assert refused(table, seat("lab0"), Vote(question.id, favour=True)) == ("conflict", "R4.18")


def test_members_vote_in_the_negotiation_alone() -> None:
    """R2.2; and on questions that there are."""
    table = seated()
    assert refused(table, seat("lab0"), Vote("qnever", favour=True)) == ("unknown_target", "R4.18")
    table.until("decision")
    assert refused(table, seat("lab0"), Vote("qnever", favour=True)) == ("wrong_phase", "R4.18")


@pytest.mark.parametrize(("share", "favour", "changed"), [(0.67, 2, False), (0.66, 2, True), (1.0, 3, True)])
def test_a_majority_changes_a_text_in_force_for_all(share: float, favour: int, changed: bool) -> None:
    """Members stay members, the new floor binds all three; its mover has voted for it by moving it."""
    table = seated()
    treaty = force(table, LABS, FLOOR, {"kind": "amendment", "majority": share})
    next_negotiation(table)
    clauses = (STRICTER, {"kind": "amendment", "majority": share})
    act(table, "lab0", Amend(treaty, 1, LABS, clauses))
    question = asked(table, "amendment")
    assert question.votes == {"lab0": True}
    assert "45 %" in question.sentences[0]
    vote(table, question, **dict.fromkeys(LABS[1:favour], True))
    table.until("decision")
    after = card(table, treaty)
    assert (after.version, after.members) == (2 if changed else 1, LABS)
    assert [duty.level for duty in view_of(table, "lab2").obligations] == [0.45 if changed else 0.3]
    assert ("treaty_revised" in kinds(table)) == changed


def test_what_an_amendment_must_be() -> None:
    """By a member, one at a time, on the version in force, naming every member, sound in itself."""
    table = seated()
    treaty = force(table, ("lab0", "lab1"), FLOOR)
    next_negotiation(table)
    wrong: list[tuple[str, Any, str]] = [
        ("lab2", Amend(treaty, 1, LABS, (STRICTER,)), "R4.19"),
        ("lab0", Amend(treaty, 2, ("lab0", "lab1"), (STRICTER,)), "R4.3"),
        ("lab0", Amend(treaty, 1, ("lab0",), (STRICTER,)), "R4.19"),
        ("lab0", Amend(treaty, 1, ("lab0", "lab1"), ({"kind": "safety_floor", "level": 2.0},)), "R4.2"),
    ]
    for who, command, rule in wrong:
        assert refused(table, seat(who), command)[1] == rule
    act(table, "lab0", Amend(treaty, 1, ("lab0", "lab1"), (STRICTER,)))
    assert refused(table, seat("lab1"), Amend(treaty, 1, ("lab0", "lab1"), (FLOOR,))) == ("conflict", "R4.19")


def test_an_amendment_falls_away_where_its_treaty_does() -> None:
    """The last members leave at once: nothing is left to change."""
    table = seated()
    treaty = force(table, ("lab0", "lab1"), FLOOR)
    next_negotiation(table)
    act(table, "lab0", Amend(treaty, 1, ("lab0", "lab1"), (STRICTER,)))
    for lab in ("lab0", "lab1"):
        act(table, lab, Withdraw(treaty))
    table.until("decision")
    closed = next(event for event in table.events if event.kind == "question_closed")
    assert (closed.data["carried"], closed.data["voters"]) == (False, [])


@pytest.mark.parametrize(("favour", "goes_on"), [(1, False), (2, True)])
def test_members_are_asked_in_time_whether_a_treaty_is_renewed(favour: int, goes_on: bool) -> None:
    """More than half of three, in the negotiation of its last round."""
    table = seated(rounds=12)
    clauses = (FLOOR, {"kind": "duration", "lasts": 2}, {"kind": "renewal", "how": "vote"})
    treaty = force(table, LABS, *clauses)
    next_negotiation(table)
    question = asked(table, "renewal")
    assert (question.by, question.share, question.more) == (None, 0.5, True)
    vote(table, question, **dict.fromkeys(LABS[:favour], True))
    next_negotiation(table)
    assert (card(table, treaty).phase == "in_force") == goes_on


VOTED = {"kind": "sanction", "fine": 0.5, "exclusion": 0.4, "decided": "vote", "majority": 0.6}


def sanctioned(clause: dict[str, Any], votes: dict[str, bool], *, cheats: bool = True) -> tuple[Table, str]:
    """Three labs; lab0 was found in breach in round 1, and the members have voted in round 2."""
    table = seated()
    treaty = force(table, LABS, FLOOR, clause)
    decide_all(table, **({"lab0": CHEAT} if cheats else {}))
    table.until("briefing")
    found(table)
    table.until("negotiation")
    vote(table, asked(table, "sanction"), **votes)
    table.until("decision")
    return table, treaty


@pytest.mark.parametrize(
    ("clause", "votes", "hits"),
    [
        (VOTED, {"lab1": True, "lab2": True}, True),
        (VOTED, {"lab1": True, "lab0": False}, False),
        (VOTED, {}, False),
        ({**VOTED, "veto": ("lab0",)}, {"lab1": True, "lab2": True, "lab0": False}, False),
        ({**VOTED, "veto": ("lab0",)}, {"lab1": True, "lab2": True}, True),
    ],
)
def test_a_sanction_by_vote_waits_for_the_members(
    clause: dict[str, Any], votes: dict[str, bool], hits: bool
) -> None:
    """Nothing follows before; afterwards the fine is owed, markets close and the lab is supervised. A veto defeats it."""
    table, treaty = sanctioned(clause, votes)
    del treaty
    before = table.state
    owed = 0.5 * float(before.world.revenue[0, 0])
    assert bool(before.status.charged[0].sum() == pytest.approx(owed)) == hits
    assert bool(before.world.supervised[0, 0] > 0) == hits
    score = float(before.world.lab_score[0, 0])
    decide_all(table)
    gained = float(table.state.world.lab_score[0, 0]) - score
    untouched, _ = sanctioned(VOTED, {})
    decide_all(untouched)
    plain = float(untouched.state.world.lab_score[0, 0]) - float(before.world.lab_score[0, 0])
    assert (gained < plain - 0.4 * owed) == hits
    assert not table.state.status.charged.any()
    assert not table.state.status.struck.any()


def test_a_lab_that_kept_its_word_is_cleared_of_most_of_a_sanction() -> None:
    """R7.6: the finding was wrong, the members voted for the sanction all the same."""
    table, _ = sanctioned(VOTED, {"lab1": True, "lab2": True}, cheats=False)
    share = table.state.params.false_alarm_cost
    owed = 0.5 * float(table.state.world.revenue[0, 0]) * share
    assert float(table.state.status.charged[0].sum()) == pytest.approx(owed)
    assert not table.state.world.supervised.any()


def test_whose_participation_stands_still_has_no_vote() -> None:
    """And counts among nobody's voters."""
    table = seated()
    treaty = force(table, LABS, FLOOR, {"kind": "accession", "rule": "vote", "majority": 0.5})
    next_negotiation(table)
    act(table, "land0", Accede(treaty))
    question = asked(table, "accession")
    act(table, "lab1", Suspend(treaty))
    act(table, "lab2", Suspend(treaty))
    assert refused(table, seat("lab1"), Vote(question.id, favour=False)) == ("not_a_party", "R4.18")
    vote(table, question, lab0=True)
    table.until("decision")
    assert "land0" in card(table, treaty).members


def test_a_question_on_a_confidential_treaty_reaches_its_members_alone() -> None:
    """R10.4: neither the question nor a vote nor its end stands in anybody else's stream."""
    table = seated()
    treaty = force(table, ("lab0", "lab1"), FLOOR, {"kind": "amendment", "majority": 1.0}, confidential=True)
    next_negotiation(table)
    start = len(table.events)
    act(table, "lab0", Amend(treaty, 1, ("lab0", "lab1"), (STRICTER,)))
    question = asked(table, "amendment", "lab1")
    vote(table, question, lab1=True)
    assert refused(table, seat("lab2"), Vote(question.id, favour=True)) == ("unknown_target", "R4.18")
    table.until("decision")
    told = {"question_put", "vote_cast", "question_closed", "treaty_revised"}
    assert told <= set(kinds(table, start))
    for event in table.events[start:]:
        if event.kind in told:
            assert set(event.audience) == {"seat:lab0", "seat:lab1"}
    assert view_of(table, "lab2").questions == ()
    assert view_of(table, "observer").questions == ()


def test_a_draft_is_amended_as_ever() -> None:
    """Before the entry into force nobody votes: signatures lapse."""
    table = seated()
    treaty = propose(table, ("lab0", "lab1"), FLOOR)
    act(table, "lab1", Amend(treaty, 1, ("lab0", "lab1"), (STRICTER,)))
    assert (card(table, treaty).version, view_of(table, "lab0").questions) == (2, ())
