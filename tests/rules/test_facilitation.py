"""What a facilitator does about a session (R12): injects, thresholds, hands, moves and swaps, the debrief's pace."""

import pytest

from detente_rules.commands import Actor, Message, Seal, SeatBot, TakeSeat, parse_command
from detente_rules.commands.facilitation import (
    Breakthrough,
    BudgetChange,
    Finish,
    IncidentAt,
    LowerHand,
    MovePerson,
    Mute,
    Prepare,
    RaiseHand,
    Recall,
    Release,
    Reveal,
    SetLevel,
    SetThreshold,
    TrustShock,
)
from detente_rules.decisions import LabDecision
from detente_rules.evolve import evolve
from detente_rules.genesis import header
from detente_rules.record import chain
from detente_rules.rejections import Refused
from detente_rules.secret import Secret
from detente_rules.verify import verify_lines
from detente_rules.views.project import view
from tests.rules.tables import SALT, Table, lobby, scenario_text

INJECT = """
[[injects]]
id = "leak"
title = "A leak"
text = "A memo is in the papers."
to = ["lab1"]
effects = [{kind = "trust", change = -0.1, nation = "land1"}]
"""


def begun(extra: str = "", level: str = "standard") -> tuple[Table, Actor, dict[str, Actor]]:
    """A started game with a person in every seat, its facilitator, and those persons."""
    table = Table(lobby(text=scenario_text(level=level) + extra))
    boss = table.person("boss", role="facilitator")
    people = table.everybody()
    table.start()
    return table, boss, people


def refused(table: Table, actor: Actor, command: object) -> tuple[str, str]:
    """Code and rule of the refusal."""
    with pytest.raises(Refused) as caught:
        table.act(actor, command)  # type: ignore[arg-type]
    return caught.value.rejection.code, caught.value.rejection.rule


def told(table: Table, kind: str) -> list[tuple[object, dict[str, object]]]:
    """Audience and data of every event of that kind."""
    return [(event.audience, event.data) for event in table.events if event.kind == kind]


def holds(table: Table) -> bool:
    """Does the record of a table with the plain scenario verify?"""
    first = header(game="g1", scenario_text=scenario_text(), secret=Secret("1", SALT), at=0.0)
    return verify_lines(line.text for line in chain((first, *table.events))).fault is None


# ------------------------------------------------------------------------------------------------------------- length


def test_the_game_ends_after_this_round_and_its_record_holds() -> None:
    """R12.1: the debrief follows the round that runs; it can be taken back before."""
    table, boss, _ = begun()
    table.act(boss, Finish())
    assert refused(table, boss, Finish()) == ("conflict", "R12.1")
    table.act(boss, Finish(finish=False))
    table.act(boss, Finish())
    assert view(table.state, "observer").session.finishing
    table.until("debrief")
    assert len(table.state.resolved) == 1
    assert table.state.debrief is not None
    assert table.state.debrief.index is None
    assert holds(table)


# ------------------------------------------------------------------------------------------------------------ injects


def test_a_prepared_inject_is_known_to_the_facilitator_alone_until_it_is_released() -> None:
    """R12.2, R12.3: then it is told to whom it is for, without a number."""
    table, boss, _ = begun(INJECT)
    table.act(boss, Prepare(inject="leak"))
    table.act(boss, Prepare(title="Rumour", text="Somebody says …", to=("lab0", "land0")))
    assert [one.standing for one in view(table.state, "facilitator").session.injects] == ["prepared"] * 2
    assert view(table.state, "seat:lab0").session.injects == ()
    assert {audience for audience, _ in told(table, "inject_prepared")} == {("facilitator",)}
    table.act(boss, Release("i2"))
    (audience, data), *_ = told(table, "inject_released")
    assert audience == ("facilitator", "seat:lab0", "seat:land0")
    assert data == {"title": "Rumour", "text": "Somebody says …", "to": ["lab0", "land0"]}


def test_what_is_recalled_is_gone_and_what_is_released_is_not() -> None:
    """R12.3: undo until released."""
    table, boss, _ = begun(INJECT)
    table.act(boss, Prepare(inject="leak"))
    assert refused(table, boss, Prepare(inject="leak")) == ("conflict", "R12.2")
    table.act(boss, Recall("leak"))
    assert refused(table, boss, Recall("leak")) == ("conflict", "R12.3")
    table.act(boss, Release("leak"))  # as the scenario has it
    assert refused(table, boss, Recall("leak")) == ("conflict", "R12.3")
    assert refused(table, boss, Release("nothing")) == ("unknown_target", "R12.3")
    assert [one.standing for one in view(table.state, "facilitator").session.injects] == ["released"]


def test_a_scheduled_inject_comes_with_its_phase() -> None:
    """R12.2: once, after the phase began; a phase that has begun already is refused."""
    table, boss, _ = begun()
    assert refused(table, boss, Prepare(text="x", round=1)) == ("bad_value", "R12.2")
    assert refused(table, boss, Prepare(text="x", phase="decision")) == ("bad_value", "R12.2")
    assert refused(table, boss, Prepare(text="x", round=4)) == ("bad_value", "R12.2")
    table.act(boss, Prepare(text="At the second table", round=2, phase="negotiation"))
    table.until("decision")
    assert told(table, "inject_released") == []
    table.until("briefing")
    table.until("negotiation")
    kinds = [event.kind for event in table.events]
    assert kinds.count("inject_released") == 1
    assert kinds.index("inject_released") > max(n for n, kind in enumerate(kinds) if kind == "phase_began")
    table.until("debrief")
    assert holds(table)


def test_the_world_feels_an_inject_and_only_those_concerned_are_told() -> None:
    """R12.4: trust and incidents are public, what happens in a lab is the lab's; the replay comes to the same."""
    table, boss, _ = begun()
    before = table.state.world
    effects = (
        TrustShock(change=-0.2, nation="land1"),
        Breakthrough(lab="lab1", capability=0.5, assurance=-0.25),
        BudgetChange(lab="lab2", factor=0.5),
        IncidentAt(lab="lab0"),
    )
    table.act(boss, Prepare(text="A bad day.", effects=effects))
    assert table.state.world is before
    table.act(boss, Release("i1"))
    world, fall = table.state.world, table.state.params.base.trust_incident
    assert world.trust[0] == pytest.approx([before.trust[0][0] - fall, before.trust[0][1] - 0.2 - fall])
    assert (world.capability == before.capability).all()
    table.until("decision")
    sealed = table.state
    table.until("briefing")
    (hold,) = (event for event in table.events if event.kind == "effects_took_hold")
    assert hold.audience == ()
    after = evolve(sealed, hold).world
    assert after.capability[0][1] == before.capability[0][1] + 0.5
    assert after.assurance[0][1] == before.assurance[0][1] - 0.25
    assert after.revenue[0][2] == before.revenue[0][2] * 0.5
    assert [audience for audience, _ in told(table, "world_shaken")] == [
        "public",
        ("facilitator", "seat:lab1"),
        ("facilitator", "seat:lab2"),
        "public",
    ]
    table.until("debrief")
    assert holds(table)


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"text": "x", "to": ["nobody"]}, "to.0"),
        ({"text": "x", "effects": [{"kind": "trust", "change": 0.1, "nation": "lab0"}]}, "effects.0.nation"),
        ({"text": "x", "effects": [{"kind": "budget", "lab": "land0", "factor": 1.0}]}, "effects.0.lab"),
        ({"inject": "nothing"}, "inject"),
        ({}, "text"),
    ],
)
def test_an_inject_that_fits_nothing_is_refused_with_its_field(data: dict[str, object], field: str) -> None:
    """R12.2."""
    table, boss, _ = begun()
    with pytest.raises(Refused) as caught:
        table.act(boss, parse_command({"kind": "prepare", **data}))
    assert caught.value.rejection.field == field


# ---------------------------------------------------------------------------------------------------------- the floor


def test_the_queue_is_the_facilitators_and_everybody_knows_its_own_place() -> None:
    """R12.7."""
    table, boss, people = begun()
    for seat in ("lab1", "land0", "lab0"):
        table.act(people[seat], RaiseHand())
    assert view(table.state, "facilitator").session.hands == ("p-lab1", "p-land0", "p-lab0")
    assert view(table.state, "seat:lab0").session.places == {"p-lab0": 3}
    assert view(table.state, "seat:lab0").session.hands == ()
    table.act(boss, LowerHand("p-lab1"))
    assert view(table.state, "seat:lab0").session.places == {"p-lab0": 2}
    table.act(people["land0"], RaiseHand(raised=False))
    assert view(table.state, "seat:lab0").session.places == {"p-lab0": 1}
    placed = [(a, d["place"]) for a, d in told(table, "hand_placed") if d["person"] == "p-lab0"]
    assert placed == [(("seat:lab0",), 3), (("seat:lab0",), 2), (("seat:lab0",), 1)]
    table.act(boss, MovePerson("p-lab0", "lab1"))
    assert table.state.session.hands == ()
    assert refused(table, boss, RaiseHand()) == ("not_allowed", "R12.7")


def test_who_is_muted_acts_and_does_not_talk() -> None:
    """R12.6."""
    table, boss, people = begun()
    table.act(boss, Mute("p-lab0"))
    assert refused(table, people["lab0"], Message(text="but")) == ("not_allowed", "R12.6")
    assert told(table, "muted")[0][0] == ("facilitator", "seat:lab0")
    table.until("decision")
    table.act(people["lab0"], Seal(LabDecision()))
    table.act(boss, Mute("p-lab0", muted=False))
    table.act(people["lab0"], Message(text="at last"))
    assert refused(table, people["lab1"], Mute("p-lab0")) == ("not_allowed", "R1.2")


# --------------------------------------------------------------------------------------------------- numbers and level


def test_thresholds_change_between_rounds_and_hold_from_then_on() -> None:
    """R12.8: on record, told to all; not in mid-round, not out of range, bands in order."""
    table, boss, _ = begun()
    table.act(boss, SetThreshold("minutes_negotiation", 9.0))
    assert refused(table, boss, SetThreshold("minutes_decision", 0.0)) == ("bad_value", "R12.8")
    assert refused(table, boss, SetThreshold("quorum_seal", 1.5)) == ("bad_value", "R12.8")
    assert refused(table, boss, SetThreshold("risk_guarded", 0.5)) == ("bad_value", "R12.8")
    assert told(table, "threshold_set") == [
        ("public", {"name": "minutes_negotiation", "value": 9.0, "was": 4.0})
    ]
    table.until("negotiation")
    assert table.state.deadline == table.at + 9 * 60
    assert refused(table, boss, SetThreshold("risk_high", 0.2)) == ("wrong_phase", "R12.8")
    assert view(table.state, "observer").session.thresholds["minutes_negotiation"] == 9.0


def test_a_room_rises_and_does_not_fall() -> None:
    """R12.9."""
    table, boss, people = begun(level="basic")
    table.act(boss, SetLevel("standard"))
    assert refused(table, boss, SetLevel("basic")) == ("not_allowed", "R12.9")
    assert view(table.state, "seat:lab0").level == "standard"
    table.until("decision")
    table.act(people["lab0"], Seal(LabDecision()))
    assert refused(table, boss, SetLevel("full")) == ("wrong_phase", "R12.9")


# ----------------------------------------------------------------------------------------------------- moves and swaps


def test_a_seat_changes_hands_in_mid_round_with_its_seal_and_a_memo() -> None:
    """R12.5: human to bot and back; nothing that binds is lost, and the memo is the seat's alone."""
    table, boss, people = begun()
    table.until("decision")
    table.act(people["lab0"], Seal(LabDecision(safety=0.4)))
    table.act(boss, SeatBot("lab0", "cautious", memo="We owe Land0 an answer.\nDo not sign."))
    assert table.state.seats["lab0"].sealed == LabDecision(safety=0.4)
    table.act(boss, SeatBot("lab0", None))
    assert table.state.seats["lab0"].sealed == LabDecision(safety=0.4)
    memos = told(table, "memo_left")
    assert [audience for audience, _ in memos] == [("seat:lab0",)] * 2
    assert memos[0][1] == {"seat": "lab0", "text": "We owe Land0 an answer.\nDo not sign.", "by": "boss"}
    assert str(memos[1][1]["text"]).count("\n") == 2
    assert "sealed" in str(memos[1][1]["text"])
    seen = view(table.state, "seat:lab0").delegation
    assert seen is not None
    assert seen.memo == memos[1][1]["text"]


def test_a_late_joiner_takes_over_from_a_bot_and_reads_how_things_stand() -> None:
    """R1.4, R12.5: in the middle of a round."""
    table = Table(lobby())
    table.start()
    table.until("negotiation")
    late = table.person("late")
    table.act(late, TakeSeat("lab1"))
    assert table.state.seats["lab1"].bot is None
    assert told(table, "memo_left")[-1][0] == ("seat:lab1",)


def test_a_person_is_moved_and_an_empty_seat_goes_to_its_bot() -> None:
    """R12.5, R1.6."""
    table, boss, _ = begun()
    table.act(boss, MovePerson("p-lab0", "lab1"))
    assert [one.id for one in table.state.people_of("lab1")] == ["p-lab1", "p-lab0"]
    assert table.state.seats["lab0"].bot == "cautious"
    table.act(boss, MovePerson("p-lab0", None))
    assert table.state.people["p-lab0"].seat is None
    assert refused(table, boss, MovePerson("boss", "lab1")) == ("unknown_target", "R12.5")


def test_secrets_are_revealed_seat_by_seat_at_the_debrief() -> None:
    """R12.10."""
    table, boss, _ = begun()
    assert refused(table, boss, Reveal("lab0")) == ("wrong_phase", "R12.10")
    table.until("debrief")
    table.act(boss, Reveal("lab1"))
    assert refused(table, boss, Reveal("lab1")) == ("conflict", "R12.10")
    assert view(table.state, "observer").session.revealed == ("lab1",)
