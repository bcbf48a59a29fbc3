"""Nothing leaks (R10): a stream is a function of what its audience is entitled to.

(a) Change what others wrote in private, drafted in confidence or sealed, and the stream is the same until the
    resolution. (b) Two states that agree on what a seat is entitled to give it the same view.
Each was seen to fail: (a) with injects released under their number, hands or prepared injects told to the public, drafts told to
the facilitator, places of the whole queue or duties in every view, and effects inside a lab felt at once; (a) with ``sealed`` told to the public and with treaty ids that count drafts, (b) with the
view's estimates replaced by the true figures.
"""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente_rules.bots import by_name
from detente_rules.commands import Announce, Message, Propose, Ready, Seal, Unseal
from detente_rules.commands.facilitation import (
    Appoint,
    Breakthrough,
    BudgetChange,
    Draft,
    Endorse,
    Mute,
    Prepare,
    RaiseHand,
    Recall,
    Release,
)
from detente_rules.decisions import Declaration, LabDecision, NationDecision
from detente_rules.ids import seat_audience
from detente_rules.secret import Secret
from detente_rules.session import Inject
from detente_rules.state import GameState, audiences
from detente_rules.treaty.question import Question
from detente_rules.views.project import view
from detente_rules.views.question_types import Evidence
from detente_rules.views.types import dump_view
from tests.rules.tables import Table, bots_for, events_of, lobby, parting, played, scenario_text

SHARE = st.floats(0, 0.5)
LAB = st.builds(
    LabDecision,
    safety=SHARE,
    concealment=SHARE,
    pace=st.floats(0, 1),
    declare=st.none() | st.builds(Declaration, safety=SHARE),
    disclose=st.sampled_from(["keep", "overseer", "publish"]),
)
NATION = st.builds(
    NationDecision, floor=SHARE, inspect=st.fixed_dictionaries({"lab0": SHARE}), funding=st.floats(0, 3)
)
TEXT = st.text(min_size=1, max_size=30)
LEVEL = st.floats(0.05, 0.9)

WATCHER = "lab0"


def stream(table: Table, audience: str, start: int = 0) -> list[dict[str, Any]]:
    """All news that reached an audience, in order."""
    return [event.news() for event in table.events[start:] if event.reaches(audience)]


def seen(state: GameState, audience: str) -> bytes:
    """A view as it is sent."""
    return dump_view(view(state, audience))


def told_apart(one: Table, other: Table, audience: str) -> str:
    """Where an audience's news of two evenings part, or what it may see at their ends; "" where it cannot tell them apart.

    Asked outside of an assertion: pytest would write out both games, arrays and all, at each example that fails.
    """
    news = parting(str(stream(one, audience)), str(stream(other, audience)))
    return news or parting(seen(one.state, audience), seen(other.state, audience))


def evening(texts: tuple[str, str], level: float, lab: LabDecision, nation: NationDecision) -> Table:
    """A round in which others whisper, draft in confidence and seal; what they say and do is given."""
    table = Table(lobby())
    actors = table.everybody()
    table.start()
    table.until("negotiation")
    table.act(actors["lab1"], Message(text=texts[0], to=("lab2",)))
    clauses = ({"kind": "safety_floor", "level": level},)
    table.act(actors["land1"], Propose("Quiet", ("land0", "land1"), clauses, confidential=True))
    table.act(actors["land0"], Message(text=texts[1], to=("land1",)))
    table.act(actors["lab2"], Ready())
    table.act(
        actors["land0"],
        Propose("Open", ("land0", "land1", "lab0"), ({"kind": "safety_floor", "level": 0.2},)),
    )
    table.until("decision")
    table.act(actors["lab1"], Seal(lab))
    table.act(actors["land1"], Seal(nation))
    table.act(actors["lab1"], Unseal())
    table.act(actors["lab1"], Seal(lab))
    return table


@settings(max_examples=60)
@given(texts=st.tuples(TEXT, TEXT), level=LEVEL, lab=LAB, nation=NATION)
def test_a_stream_does_not_change_with_the_secrets_of_others(
    texts: tuple[str, str], level: float, lab: LabDecision, nation: NationDecision
) -> None:
    """(a) Whatever they whispered, drafted or sealed: the watcher's stream and view are the same to the last byte."""
    one = evening(("a", "b"), 0.3, LabDecision(), NationDecision())
    other = evening(texts, level, lab, nation)
    for audience in (seat_audience(WATCHER), "observer"):
        apart = told_apart(one, other, audience)
        assert apart == ""


def test_no_view_tells_whether_others_have_sealed_or_are_ready() -> None:
    """R10.3, (b): two states that differ in that alone give everybody but these seats and the facilitator the same view."""
    state = evening(("a", "b"), 0.3, LabDecision(), NationDecision()).state
    other = state
    for seat in ("lab1", "land1"):
        assert state.seats[seat].sealed is not None
        other = other.with_seat(seat, sealed=None, commitment=None, seals=0, ready=True)
    knowing = {"facilitator", seat_audience("lab1"), seat_audience("land1")}
    for audience in set(audiences(state)) - knowing:
        apart = parting(seen(state, audience), seen(other, audience))
        assert apart == "", audience
    for audience in knowing:
        apart = parting(seen(state, audience), seen(other, audience))
        assert apart != "", audience


def test_a_confidential_draft_leaves_no_trace_in_later_ids() -> None:
    """Two seats that whisper a draft first do not change what an outsider's own draft is allowed or shown as."""
    quiet, busy = Table(lobby()), Table(lobby())
    for table, drafts in ((quiet, 0), (busy, 2)):
        actors = table.everybody()
        table.start()
        table.until("negotiation")
        for _ in range(drafts):
            clauses = ({"kind": "safety_floor", "level": 0.3},)
            table.act(actors["land1"], Propose("Quiet", ("land0", "land1"), clauses, confidential=True))
        table.at = 700.0
        table.act(
            actors["lab0"], Propose("Mine", ("lab0", "lab1"), ({"kind": "safety_floor", "level": 0.2},))
        )
    assert len(quiet.state.treaties) != len(busy.state.treaties)
    apart = told_apart(quiet, busy, "observer")
    assert apart == ""
    for table in (quiet, busy):
        told = [
            event for event in stream(table, seat_audience(WATCHER)) if event["kind"] == "treaty_proposed"
        ]
        assert len(told) == 1
        assert set(told[0]["data"]) == {
            "treaty",
            "version",
            "title",
            "by",
            "confidential",
            "parties",
            "clauses",
        }


HIDDEN_QUESTION = Question(
    id="qhidden",
    treaty="thidden",
    about="accusation",
    seat="lab2",
    by="lab1",
    round=2,
    share=0.5,
    more=False,
    voters=("land0", "land1"),
    veto=(),
    audience=("seat:lab1", "seat:lab2", "seat:land1"),
    data={"text": "between us", "evidence": []},
    votes={"land1": True},
)


def played_on() -> GameState:
    """A game of bots, stopped in its second decision phase."""
    state = lobby()
    bots = bots_for(state, by_name("conditional"))
    from detente_rules.headless import play_out

    for state, _ in play_out(state, bots):  # noqa: B020
        if state.round == 2 and state.phase == "decision":
            return state
    raise AssertionError("the game ended too early")


def test_two_states_that_agree_on_what_a_seat_may_know_give_it_the_same_view() -> None:
    """(b) Others' true figures, sealed choices, reports, drafts, the threshold, the seed: none of it is in the view."""
    state = played_on()
    audience = seat_audience(WATCHER)
    expected = seen(state, audience)
    others = np.arange(len(state.scenario.labs)) != 0
    world = state.world
    hidden = replace(
        state,
        secret=Secret("another", "ff" * 16),
        world=replace(
            world,
            capability=world.capability + 3.0 * others,
            assurance=world.assurance - 2.0 * others,
            supervised=world.supervised + others,
            lab_score=world.lab_score + 100.0 * others,
            threshold=world.threshold + 1.0,
            survival=world.survival * 0.5,
            nation_score=world.nation_score * 2.0,
        ),
        own_reports={seat: reports if seat == WATCHER else () for seat, reports in state.own_reports.items()},
        passed={"lab1": (Evidence("danger.1.lab2", "danger", 1, "lab2", "lab2", danger=0.7),)},
        questions=(*state.questions, HIDDEN_QUESTION),
    )
    hidden = replace(
        hidden,
        session=replace(
            state.session,
            injects=(Inject("i1", None, "", "boo", ("lab1",), (), round=2, phase="decision"),),
            muted=("p9",),
            hands=("p9",),
        ),
    )
    for seat in state.seats:
        if seat != WATCHER:
            hidden = hidden.with_seat(seat, sealed=None, standing=None, commitment="00", seals=7, ready=True)
            hidden = hidden.with_seat(
                seat,
                draft=LabDecision(),
                draft_by="p9",
                draft_number=4,
                endorsed=("p9",),
                signings=(("t1", 1, "p9"),),
                memo="boo",
            )
    apart = parting(seen(hidden, audience), expected)
    assert apart == ""


def test_where_others_begin_and_what_a_catastrophe_costs_them_is_no_public_number() -> None:
    """R10.7: of the world's numbers that a scenario changes these are each seat's own business."""
    own = "capability = [0.5, 0.4, 0.3]\nassurance = [0.2, 0.1, 0.0]\ndamage = [400.0, 300.0]"
    state = lobby(text=scenario_text(extra=f"[world]\nenmity = 0.5\n{own}"))
    for audience in audiences(state):
        assert set(view(state, audience).facts.world) == {"enmity"}, audience
    damages = {seat: view(state, seat_audience(seat)).facts.damage for seat in state.seats}
    assert damages == {"lab0": None, "lab1": None, "lab2": None, "land0": 400.0, "land1": 300.0}


def test_nothing_of_the_record_reaches_a_stream_before_the_debrief() -> None:
    """Line numbers, hashes, the seed, the salt and secret briefs stand in no news and no view until then."""
    state = lobby(seed="sesame-4711")
    first, turns = played(state, bots_for(state, by_name("conditional"), "9"))
    told = events_of(turns)
    until = next(n for n, event in enumerate(told) if event.kind == "debrief_opened")
    for audience in audiences(state):
        seat = audience.removeprefix("seat:")
        text = "".join(str(event.news()) for event in told[:until] if event.reaches(audience))
        assert "sesame-4711" not in text
        assert "'prev'" not in text
        assert "'hash'" not in text
        assert "'n':" not in text
        for other in state.seats:
            if other != seat:
                assert f"secret of {other}" not in text
    assert first.debrief is not None
    assert first.debrief.seed == "sesame-4711"


def session(words: str, draft: LabDecision, *, busy: bool) -> Table:
    """A negotiation in which the facilitator prepares and whispers, others raise hands, and a delegation drafts and endorses."""
    table = Table(lobby())
    boss = table.person("boss", role="facilitator")
    actors = table.everybody()
    second = table.person("second", "lab1")
    table.start()
    table.until("negotiation")
    table.act(
        actors["land1"], Propose("Open", ("land0", "lab0", "lab1"), ({"kind": "safety_floor", "level": 0.2},))
    )
    treaty = table.state.treaties[0].id
    if busy:
        table.at = 1_000.0
        shock = (Breakthrough(lab="lab1", capability=1.0), BudgetChange(lab="lab2", factor=2.0))
        table.act(boss, Prepare(text=words, to=("lab1",), effects=shock))
        table.act(boss, Prepare(text=words, round=3))
        table.act(boss, Release("i1"))
        table.act(boss, Recall("i2"))
        table.act(boss, Announce(text=words, to=("lab2",)))
        table.act(actors["lab2"], RaiseHand())
        table.act(boss, Mute("p-lab2"))
        table.act(boss, Appoint("second", ("analyst",)))
        table.act(second, Draft(draft))
        table.act(actors["lab1"], Endorse("seal", number=1))
        table.act(second, Endorse("sign", treaty=treaty, version=1))
        table.act(actors["lab1"], Message(text=words, to=("lab1",)))
    table.at = 2_000.0
    table.act(boss, Prepare(text="For all", title="News"))
    table.act(boss, Release(view(table.state, "facilitator").session.injects[-1].id))
    return table


@settings(max_examples=30)
@given(words=TEXT, draft=LAB)
def test_a_stream_does_not_change_with_what_the_session_keeps_from_it(words: str, draft: LabDecision) -> None:
    """(a) Injects prepared, recalled and whispered, hands, mutes, duties, drafts and endorsements of others leave no trace."""
    one, other = session("a", LabDecision(), busy=False), session(words, draft, busy=True)
    for audience in (seat_audience(WATCHER), seat_audience("land0"), "observer"):
        apart = told_apart(one, other, audience)
        assert apart == ""


def test_only_its_own_delegation_learns_what_a_delegation_drafts_and_endorses() -> None:
    """R13: not even the facilitator; and injects that wait are the facilitator's alone."""
    table = session("x", LabDecision(), busy=True)
    reached: dict[str, object] = {event.kind: event.audience for event in table.events}
    for kind in ("draft_written", "endorsed"):
        assert reached[kind] == (seat_audience("lab1"),)
    for kind in ("inject_prepared", "inject_settled", "hand_raised"):
        assert reached[kind] == ("facilitator",)
    assert reached["hand_placed"] == (seat_audience("lab2"),)


def test_a_wrong_audience_is_shown_nothing() -> None:
    """Secrecy fails closed: a name that is no audience is an error, never the whole."""
    state = lobby()
    for name in ("", "seat:", "seat:nobody", "public", "everything", "Seat:lab0"):
        with pytest.raises(KeyError):
            view(state, name)


def test_only_a_seat_and_the_facilitator_learn_that_it_sealed() -> None:
    """R10.3: sealing, opening and readiness reach nobody else."""
    table = evening(("a", "b"), 0.3, LabDecision(), NationDecision())
    for event in table.events:
        if event.kind in {"sealed", "unsealed", "readied"}:
            assert event.audience == (seat_audience(event.data["seat"]),)
        if event.kind == "lock_changed":
            assert event.audience == ("facilitator",)
