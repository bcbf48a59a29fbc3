"""Regimes in a whole game: bots that vote, records that are checked, treaties that end, scenarios with rates of their own."""

import json
from dataclasses import replace
from typing import Any

import pytest

from detente_rules.bots import by_name
from detente_rules.bots.base import Bot
from detente_rules.bots.interest import in_its_interest
from detente_rules.commands import ENGINE, Amend, EndPhase, Propose, Sign
from detente_rules.commands.treaty import (
    Accuse,
    Answer,
    Challenge,
    PassEvidence,
    ReleaseWeights,
    SetStandard,
    Suspend,
    TurnKey,
)
from detente_rules.decisions import LabDecision
from detente_rules.events import Event
from detente_rules.genesis import first_state, header, read_scenario
from detente_rules.headless import Asker
from detente_rules.ids import seat_audience
from detente_rules.record import chain, parse_line
from detente_rules.scenario import ScenarioFault
from detente_rules.secret import Secret
from detente_rules.treaty_text import rates_of
from detente_rules.verify import verify_lines
from detente_rules.views.project import view
from detente_rules.views.question_types import QuestionView
from tests.rules.regimes import (
    FLOOR,
    INSPECTION,
    LABS,
    act,
    asked,
    card,
    decide_all,
    force,
    next_negotiation,
    seated,
    view_of,
    vote,
)
from tests.rules.tables import SALT, Table, bots_for, scenario_text

CHEAT = LabDecision(safety=0.0)
EVERYTHING: tuple[dict[str, Any], ...] = (
    FLOOR,
    {**INSPECTION, "challenge": 1.0, "challenge_stop": 0.5},
    {"kind": "dispute_settlement", "majority": 0.5, "cost": 1.0},
    {"kind": "sanction", "fine": 0.4, "decided": "vote", "majority": 0.5},
    {"kind": "leadership", "leader": "lab0", "floor_low": 0.1, "floor_high": 0.4, "cost_high": 1.0},
    {"kind": "kill_switch", "trigger": 0.01, "holder": "lab1"},
    {"kind": "amendment", "majority": 0.6},
)


def eventful() -> tuple[list[Event], Table]:
    """A game in which members do everything there is to do under a treaty; its events, the header first."""
    secret = Secret("1", SALT)
    first = header(game="g1", scenario_text=scenario_text(rounds=2), secret=secret, at=0.0)
    table = Table(first_state(first.data, secret))
    table.everybody()
    table.start()
    table.until("negotiation")
    treaty = force(table, LABS, *EVERYTHING)
    decide_all(table, lab0=CHEAT)
    table.until("negotiation")
    act(table, "lab1", PassEvidence("reading.1.lab0.lab1", ("lab2",)))
    act(table, "lab2", Accuse(treaty, "lab0", ("reading.1.lab0.lab1",), "Look at this."))
    act(table, "lab0", Answer(asked(table, "accusation").id, "Never."))
    act(table, "lab1", Challenge(treaty, "lab2"))
    act(table, "lab0", Amend(treaty, 1, LABS, (FLOOR, *EVERYTHING[4:])))
    act(table, "lab0", SetStandard(treaty, 0.35))
    act(table, "lab1", TurnKey(treaty, "lab0"))
    act(table, "land0", PassEvidence("reading.1.lab1.land0"))
    act(table, "lab2", ReleaseWeights())
    for about in ("accusation", "amendment", "challenge"):
        question = asked(table, about)
        vote(table, question, **{voter: True for voter in question.voters if voter not in question.votes})
    act(table, "lab2", Suspend(treaty))
    table.until("debrief")
    return [first, *table.events], table


EVENTS, TABLE = eventful()


def test_a_game_full_of_questions_checks_to_the_last_bit() -> None:
    """R9.6: counts, calls, sanctions and releases included."""
    verdict = verify_lines(line.text for line in chain(EVENTS))
    assert verdict.fault is None, verdict.fault
    assert (verdict.exact, verdict.rounds) == (True, 2)


@pytest.mark.parametrize(
    ("kind", "field", "value", "what"),
    [
        ("question_closed", "carried", False, "count.carried"),
        ("weights_released", "capability", 9.0, "weights"),
    ],
)
def test_a_host_that_miscounts_is_found(kind: str, field: str, value: Any, what: str) -> None:
    """The chain fits, the replay does not."""
    events = [parse_line(line.text, n).event for n, line in enumerate(chain(EVENTS))]
    target = next(event for event in events if event.kind == kind and event.data[field] != value)
    target.data[field] = value
    fault = verify_lines(line.text for line in chain(events)).fault
    assert fault is not None
    assert fault.what == what


@pytest.mark.parametrize("left_out", ["question_closed", "vote_cast"])
def test_a_host_that_leaves_something_out_is_found(left_out: str) -> None:
    """A question that never closes, and a vote that was not counted."""
    events = [parse_line(line.text, n).event for n, line in enumerate(chain(EVENTS))]
    gone = next(event for event in events if event.kind == left_out)
    fault = verify_lines(line.text for line in chain([one for one in events if one is not gone])).fault
    assert fault is not None


# --- bots -----------------------------------------------------------------------------------------------------------------


def bot(table: Table, seat: str, name: str = "cautious") -> Bot:
    """A policy for a seat of this table."""
    return bots_for(table.state, by_name(name))[seat]


def answers(table: Table, seat: str, policy: Bot, about: str) -> list[Any]:
    """What the driver gets when it puts an open question to a bot."""
    put = next(e for e in reversed(table.events) if e.kind == "question_put" and e.data["about"] == about)
    questions = [ask for who, ask in Asker().commands(table.state, {seat: policy}, [put]) if who == seat]
    return [command for ask in questions for command in ask(table.state)]


def test_bots_vote_their_interest_on_accusations_and_calls() -> None:
    """A lab stops an inspection of its own, others do not; without a finding nobody is condemned."""
    table = seated()
    treaty = force(table, LABS, *EVERYTHING)
    decide_all(table)
    next_negotiation(table)
    act(table, "lab1", Challenge(treaty, "lab2"))
    act(table, "lab1", Accuse(treaty, "lab0"))
    assert [one.favour for one in answers(table, "lab2", bot(table, "lab2"), "challenge")] == [True]
    assert [one.favour for one in answers(table, "lab0", bot(table, "lab0"), "challenge")] == [False]
    assert [one.favour for one in answers(table, "lab2", bot(table, "lab2"), "accusation")] == [False]
    assert [one.kind for one in answers(table, "lab0", bot(table, "lab0"), "accusation")] == ["answer"]
    act(table, "lab0", Answer(asked(table, "accusation").id, admit=True))
    assert [one.favour for one in answers(table, "lab2", bot(table, "lab2"), "accusation")] == [True]


def test_a_bot_judges_an_amendment_as_if_it_were_proposed_afresh() -> None:
    """Its own policy on drafts decides; one that signs everything agrees, one that signs nothing does not."""

    class Signs(Bot):
        def on_proposal(self, view: Any, treaty: Any) -> Any:
            return (Sign(treaty.id, treaty.version),)

    table = seated()
    treaty = force(table, LABS, FLOOR, {"kind": "amendment", "majority": 0.5})
    next_negotiation(table)
    act(table, "lab0", Amend(treaty, 1, LABS, ({"kind": "safety_floor", "level": 0.4},)))
    shown = asked(table, "amendment", "lab1")
    seen = view_of(table, "lab1")
    dice = bot(table, "lab1").dice
    assert in_its_interest(Signs("lab1", dice), seen, shown)
    assert not in_its_interest(Bot("lab1", dice), seen, shown)
    for about, expected in (("sanction", False), ("renewal", True), ("accession", True)):
        other = replace(shown, about=about, seat="lab1" if about == "sanction" else "lab2")  # type: ignore[arg-type]
        assert in_its_interest(Bot("lab1", dice), seen, other) == expected


def test_a_bot_with_a_word_of_its_own_on_questions_is_asked_for_it() -> None:
    """``on_question`` answers with whatever commands it likes."""

    class Talks(Bot):
        def on_question(self, view: Any, question: QuestionView) -> Any:
            return (Answer(question.id, "Hm."),)

    table = seated()
    treaty = force(table, LABS, *EVERYTHING)
    decide_all(table)
    next_negotiation(table)
    act(table, "lab1", Challenge(treaty, "lab2"))
    (command,) = answers(table, "lab0", Talks("lab0", bot(table, "lab0").dice), "challenge")
    assert isinstance(command, Answer)


def test_a_bot_that_comes_in_late_votes_on_what_is_open() -> None:
    """A keeper that catches up tells of the phase alone; open questions are asked with it, those voted on are not."""
    table = seated()
    treaty = force(table, LABS, *EVERYTHING)
    decide_all(table)
    next_negotiation(table)
    act(table, "lab1", Challenge(treaty, "lab2"))
    began = Event("phase_began", "public", {}, 0.0, table.state.round, "negotiation")
    for expected in (["vote"], []):
        asks = Asker().commands(table.state, {"lab0": bot(table, "lab0")}, [began])
        commands = [command for _, ask in asks for command in ask(table.state)]
        assert [one.kind for one in commands if one.kind == "vote"] == expected
        if expected:
            act(table, "lab0", next(one for one in commands if one.kind == "vote"))


# --- treaties that have ended -----------------------------------------------------------------------------------------------


def test_a_treaty_that_ended_keeps_its_card_when_its_place_is_taken() -> None:
    """R10.4: whether somebody's draft took its place shows nowhere; and the newcomer inherits nothing."""
    table = seated(rounds=12)
    ended: dict[str, Any] = {}
    shown: dict[str, Any] = {}
    clauses = (FLOOR, {**INSPECTION, "rate": 0.5}, {"kind": "duration", "lasts": 1})
    for _ in range(3):
        for first in LABS:
            for _ in range(2):
                others = tuple(lab for lab in LABS if lab != first)
                events = act(table, first, Propose("Short", (first, *others), clauses))
                treaty = str(events[-1].data["treaty"])
                for lab in LABS:
                    act(table, lab, Sign(treaty, 1))
                ended[treaty] = None
                slot = next(one.slot for one in table.state.treaties if one.id == treaty)
                assert float(table.state.world.capacity[0, slot]) == 0.0
        next_negotiation(table)
        for treaty in ended:
            now = card(table, treaty)
            assert (now.phase, now.signed) == ("terminated", LABS)
            assert shown.setdefault(treaty, now) == now
    assert any(one.slot < 0 and one.ended is not None for one in table.state.treaties)


# --- what a scenario states -------------------------------------------------------------------------------------------------

RATES = (
    "[instruments.on_site]\nhit = 0.6\nfalse_alarm = 0.1\n[independence]\nleader_own = 0.55\n"
    "[ramp]\nparties = 1\n"
)


def test_rates_of_a_scenario_reach_the_treaties_and_the_players() -> None:
    """R4.26: compiled into the terms, and shown to every seat."""
    text = scenario_text(rounds=12) + "\n" + RATES
    secret = Secret("1", SALT)
    first = header(game="g1", scenario_text=text, secret=secret, at=0.0)
    table = Table(first_state(first.data, secret))
    table.everybody()
    table.start()
    table.until("negotiation")
    force(table, LABS, FLOOR, {**INSPECTION, "rate": 0.5})
    terms = table.state.terms
    assert (terms.hit[0, 0], terms.false_alarm[0, 0], terms.ramp[0, 0]) == (0.6, 0.1, 1)
    facts = view(table.state, seat_audience("land1")).facts
    assert facts.instruments["on_site"] == {"hit": 0.6, "false_alarm": 0.1, "intrusiveness": 0.7}
    assert (facts.independence["leader_own"], facts.independence["parties"]) == (0.55, 0.6)
    assert facts.ramp["parties"] == 1
    assert rates_of(table.state.scenario).independence.leader_own == 0.55


@pytest.mark.parametrize(
    ("table", "place"),
    [
        ("[instruments.telepathy]\nhit = 0.5\n", "instruments.telepathy"),
        ("[instruments.on_site]\nhit = 1.5\n", "instruments.on_site.hit"),
        ("[instruments.on_site]\nluck = 0.5\n", "instruments.on_site.luck"),
        ("[independence]\nleader_own = -0.1\n", "independence.leader_own"),
        ("[ramp]\nparties = 1.5\n", "ramp.parties"),
        ("[ramp]\nparties = 13\n", "ramp.parties"),
    ],
)
def test_a_wrong_rate_is_refused_with_its_place(table: str, place: str) -> None:
    """Strictly: no unknown name, no number out of range, no half of a half-year."""
    with pytest.raises(ScenarioFault) as fault:
        read_scenario(scenario_text() + "\n" + table)
    assert any(where.startswith(place) for where, _ in fault.value.faults), fault.value.faults


def test_the_engine_alone_ends_a_phase_and_closes_its_questions() -> None:
    """Both happen in one act, so that nobody sees a decision phase with an open question."""
    table = seated()
    treaty = force(table, LABS, *EVERYTHING)
    decide_all(table)
    next_negotiation(table)
    act(table, "lab1", Challenge(treaty, "lab2"))
    assert table.state.deadline is not None
    table.at = table.state.deadline
    kinds = [event.kind for event in table.act(ENGINE, EndPhase())]
    assert kinds.index("question_closed") < kinds.index("entries_resolved") < kinds.index("phase_began")
    assert json.dumps([event.data for event in table.events[-3:]])
