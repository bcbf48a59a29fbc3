"""People who share a seat (R13): duties, the shared draft, quorums, the private channel, the record of who did what."""

import pytest

from detente_rules.commands import ENGINE, Actor, Admit, LeaveSeat, Message, Propose, Seal, Sign
from detente_rules.commands.facilitation import Appoint, Draft, Endorse
from detente_rules.decisions import LabDecision
from detente_rules.delegation import DUTIES, duties_of_person, head_of, may
from detente_rules.ids import Duty
from detente_rules.rejections import Refused
from detente_rules.views.project import view
from tests.rules.tables import Table, lobby, scenario_text
from tests.rules.test_facilitation import refused, told

ONE, TWO = LabDecision(safety=0.2), LabDecision(safety=0.6)
FLOOR = ({"kind": "safety_floor", "level": 0.2},)


def shared(extra: str = "") -> tuple[Table, Actor, Actor, Actor, Actor]:
    """Ana, Ben and Cy in lab0, and somebody in lab1; in the negotiation."""
    table = Table(lobby(text=scenario_text() + extra))
    ana, ben, cy = (table.person(name, "lab0") for name in ("ana", "ben", "cy"))
    other = table.person("dee", "lab1")
    table.start()
    table.until("negotiation")
    return table, ana, ben, cy, other


def test_the_first_who_came_is_the_head_and_alone_seals() -> None:
    """R13.2."""
    table, ana, ben, _, other = shared()
    assert head_of(table.state, "lab0") == "ana"
    assert duties_of_person(table.state, table.state.people["dee"]) == (
        "head",
        "negotiator",
        "analyst",
        "press",
    )
    table.until("decision")
    assert refused(table, ben, Seal(ONE)) == ("not_allowed", "R13.2")
    table.act(ana, Seal(ONE))
    table.act(other, Seal(TWO))


def test_the_head_appoints_and_a_new_head_takes_over() -> None:
    """R13.2: by the head, in its own delegation; the seat and the facilitator are told."""
    table, ana, ben, cy, other = shared()
    assert refused(table, ben, Appoint("cy", ("press",))) == ("not_allowed", "R13.2")
    assert refused(table, other, Appoint("cy", ("press",))) == ("foreign_seat", "R13.2")
    table.act(ana, Appoint("cy", ("analyst",)))
    assert refused(table, cy, Message(text="I say in public")) == ("not_allowed", "R13.2")
    table.act(cy, Message(text="but to you", to=("lab0",)))
    assert refused(table, cy, Propose("P", ("lab0", "lab1"), FLOOR)) == ("not_allowed", "R13.2")
    table.act(ana, Appoint("ben", ("head", "press")))
    assert head_of(table.state, "lab0") == "ben"
    assert refused(table, ana, Appoint("ana", ("head",))) == ("not_allowed", "R13.2")
    assert {audience for audience, _ in told(table, "duties_given")} == {("seat:lab0", "facilitator")}
    table.act(ben, LeaveSeat(memo="Cy knows it all."))
    assert head_of(table.state, "lab0") == "ana"
    assert table.state.people["ben"].duties is None


def test_what_a_person_may_do_is_what_its_duties_say_whoever_was_appointed() -> None:
    """R13.2: duties, or everything for the head; however the answer is come by."""
    table, ana, ben, _, _ = shared()
    appointments: tuple[tuple[str | None, tuple[Duty, ...]], ...] = (
        (None, ()), ("cy", ("analyst",)), ("ben", ("press", "negotiator")), ("ben", ("head",)), ("cy", ()),
    )  # fmt: skip
    for who, given in appointments:
        if who is not None:
            head = ben if head_of(table.state, "lab0") == "ben" else ana
            table.act(head, Appoint(who, given))
        for person in table.state.people.values():
            held = duties_of_person(table.state, person)
            for duty in DUTIES:
                wanted = person.seat is None or duty in held or "head" in held
                assert may(table.state, person.id, duty) is wanted, (person.id, duty, held)


def test_a_program_beside_people_advises_and_alone_it_decides() -> None:
    """R13.2: it never becomes head while a person is there."""
    table = Table(lobby())
    table.act(ENGINE, Admit(person="bot", name="Bot", role="player", seat="lab0", program=True))
    bot = Actor("bot", "player", "lab0")
    assert head_of(table.state, "lab0") == "bot"
    ana = table.person("ana", "lab0")
    table.start()
    table.until("decision")
    assert duties_of_person(table.state, table.state.people["bot"]) == ("analyst",)
    assert refused(table, bot, Seal(ONE)) == ("not_allowed", "R13.2")
    table.act(bot, Draft(ONE))
    table.act(ana, Seal(ONE))


def test_what_is_said_in_the_delegation_stays_there() -> None:
    """R13.1: the channel of one's own seat."""
    table, ana, *_ = shared()
    (event,) = table.act(ana, Message(text="among us", to=("lab0",)))
    assert event.audience == ("seat:lab0",)


def test_a_draft_is_shared_and_another_one_voids_what_stood_behind_it() -> None:
    """R13.3: numbered, told to the seat alone, gone with the round."""
    table, ana, ben, cy, _ = shared()
    table.act(ben, Draft(ONE))
    table.act(cy, Endorse("seal", number=1))
    seen = view(table.state, "seat:lab0").delegation
    assert seen is not None
    assert (seen.draft, seen.draft_by, seen.behind_draft) == (ONE, "ben", ("ben", "cy"))
    table.act(ana, Draft(TWO))
    assert refused(table, cy, Endorse("seal", number=1)) == ("conflict", "R13.4")
    seen = view(table.state, "seat:lab0").delegation
    assert seen is not None
    assert (seen.draft_number, seen.behind_draft) == (2, ("ana",))
    assert {audience for audience, _ in told(table, "draft_written")} == {("seat:lab0",)}
    table.until("briefing")
    assert table.state.seats["lab0"].draft is None


def test_a_quorum_must_stand_behind_the_very_decision_that_is_sealed() -> None:
    """R13.4: as many as the scenario asks for, never more than there are people."""
    table, ana, ben, cy, other = shared("\n[delegation]\nquorum_seal = 2\n")
    table.until("decision")
    assert refused(table, ana, Seal(ONE)) == ("conflict", "R13.4")
    table.act(ben, Draft(ONE))
    assert refused(table, ana, Seal(TWO)) == ("conflict", "R13.4")
    table.act(ben, Endorse("seal", number=1, favour=False))
    assert refused(table, ana, Seal(ONE)) == ("conflict", "R13.4")
    table.act(cy, Endorse("seal", number=1))
    table.act(ana, Seal(ONE))
    table.act(other, Seal(ONE))  # alone in its seat


def test_a_quorum_must_stand_behind_the_very_version_that_is_signed() -> None:
    """R13.4: another version asks anew; nobody outside learns who hesitated."""
    table, ana, ben, cy, other = shared("\n[delegation]\nquorum_sign = 3\n")
    table.act(other, Propose("Accord", ("lab0", "lab1"), FLOOR))
    treaty = table.state.treaties[0].id
    table.act(ben, Endorse("sign", treaty=treaty, version=1))
    assert refused(table, ana, Sign(treaty, 1)) == ("conflict", "R13.4")
    assert refused(table, ben, Endorse("sign", treaty=treaty, version=1)) == ("conflict", "R13.4")
    assert refused(table, cy, Endorse("sign", treaty=treaty, version=2)) == ("conflict", "R4.3")
    assert refused(table, cy, Endorse("sign", treaty="t9", version=1)) == ("unknown_target", "R4.1")
    table.act(cy, Endorse("sign", treaty=treaty, version=1))
    table.act(ana, Sign(treaty, 1))
    assert {audience for audience, _ in told(table, "endorsed")} == {("seat:lab0",)}


def test_the_seats_stream_says_who_of_them_acted() -> None:
    """R13.5: nobody else's does, and a seat with one person needs no such line."""
    table, _, ben, _, other = shared()
    table.act(other, Propose("Accord", ("lab0", "lab1"), FLOOR))
    assert told(table, "member_acted") == []
    treaty = table.state.treaties[0].id
    table.act(ben, Sign(treaty, 1))
    assert told(table, "member_acted") == [
        (("seat:lab0",), {"seat": "lab0", "person": "ben", "act": "sign", "of": treaty})
    ]


@pytest.mark.parametrize("memo", ["a\nb\nc\nd", "x" * 601])
def test_a_memo_has_three_lines_at_most(memo: str) -> None:
    """R12.5."""
    from detente_rules.commands import parse_command

    with pytest.raises(Refused):
        parse_command({"kind": "leave_seat", "memo": memo})


def test_two_of_one_name_in_a_seat_are_told_apart() -> None:
    """R13.5: a message carries its speaker's id, which everybody has heard; a bot of the server has none."""
    table, ana, _, _, other = shared()
    table.act(ENGINE, Admit(person="ana2", name="Ana", role="player", seat="lab0"))
    twin = Actor("ana2", "player", "lab0")
    for speaker in (ana, twin, other):
        table.act(speaker, Message(text="Good day."))
    said = [event for event in table.events if event.kind == "message_sent"]
    assert [(event.data["name"], event.data["person"]) for event in said] == [
        ("Ana", "ana"), ("Ana", "ana2"), ("Dee", "dee"),
    ]  # fmt: skip
    known = {event.data["person"] for event in table.events if event.kind == "person_joined"}
    assert {event.data["person"] for event in said} <= known
    assert all(event.audience == "public" for event in table.events if event.kind == "person_joined")
    (spoken,) = table.act(Actor("lab2", "player", "lab2"), Message(text="I am a bot."))
    assert "person" not in spoken.data
