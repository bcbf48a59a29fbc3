"""Rounds, phases and who is waited for (R1, R2)."""

import pytest

from detente_rules.commands import (
    ENGINE,
    Actor,
    EndPhase,
    Extend,
    LeaveSeat,
    Message,
    Pause,
    Ready,
    Resume,
    Seal,
    SeatBot,
    Stamp,
    Start,
    TakeSeat,
)
from detente_rules.decide import decide
from detente_rules.decisions import LabCard, LabDecision, NationDecision
from detente_rules.rejections import Refused
from tests.rules.tables import Table, bot_actor, lobby, scenario_text


def refused(table: Table, actor: Actor, command: object, stamp: Stamp | None = None) -> tuple[str, str]:
    """Code and rule of the refusal that this command meets; the state must not have changed."""
    before = table.state
    with pytest.raises(Refused) as caught:
        table.act(actor, command, stamp)  # type: ignore[arg-type]
    assert table.state is before
    return caught.value.rejection.code, caught.value.rejection.rule


def test_a_round_runs_briefing_negotiation_decision_and_then_the_next_begins() -> None:
    """R2.1, with deadlines all the way to the debrief (R2.7)."""
    table = Table(lobby())
    table.start()
    table.until("debrief")
    phases = [(e.round, e.phase) for e in table.events if e.kind == "phase_began"]
    one_round = ["briefing", "negotiation", "decision", "resolution"]
    assert phases == [(n, phase) for n in (1, 2, 3) for phase in one_round] + [(3, "debrief")]


def test_open_seats_go_to_bots_when_the_game_starts_and_are_shown_as_bots() -> None:
    """R1.5."""
    table = Table(lobby())
    table.person("ana", "lab0")
    table.start()
    assert table.state.seats["lab0"].bot is None
    assert {seat.bot for seat in table.state.seats.values() if seat.id != "lab0"} == {"cautious"}


def test_an_order_for_another_phase_is_stale_and_talk_never_is() -> None:
    """R2.4."""
    table = Table(lobby())
    ana = table.person("ana", "lab0")
    table.start()
    table.until("decision")
    assert refused(table, ana, Seal(LabDecision()), Stamp(1, "negotiation")) == ("stale", "R2.4")
    assert refused(table, ana, Seal(LabDecision()), Stamp(2, "decision")) == ("stale", "R2.4")
    table.act(ana, Message(text="hello"), Stamp(0, "lobby"))


def test_a_phase_ends_early_when_everybody_is_ready() -> None:
    """R2.5."""
    table = Table(lobby())
    actors = table.everybody()
    table.start()
    for actor in actors.values():
        assert table.state.phase == "briefing"
        table.act(actor, Ready())
    assert table.state.phase == "negotiation"


def test_readiness_can_be_taken_back() -> None:
    """R2.5."""
    table = Table(lobby())
    actors = list(table.everybody().values())
    table.start()
    table.act(actors[0], Ready())
    table.act(actors[0], Ready(ready=False))
    for actor in actors[1:]:
        table.act(actor, Ready())
    assert table.state.phase == "briefing"


def test_bots_never_hold_up_a_clock_but_get_ten_seconds_when_humans_are_done() -> None:
    """R2.5: one human among bots that say nothing."""
    table = Table(lobby())
    ana = table.person("ana", "lab0")
    table.start()
    table.act(ana, Ready())
    assert table.state.deadline == table.at + 10.0
    for seat in table.state.seats:
        if seat != "lab0":
            table.act(bot_actor(seat), Ready())
    assert table.state.phase == "negotiation"


def test_a_dropped_player_blocks_nobody() -> None:
    """R1.6: the seat goes to its bot, and the phase can end."""
    table = Table(lobby())
    actors = table.everybody()
    table.start()
    table.act(actors["lab0"], LeaveSeat())
    assert table.state.seats["lab0"].bot == "cautious"
    for seat, actor in actors.items():
        if seat != "lab0":
            table.act(actor, Ready())
    table.act(bot_actor("lab0"), Ready())
    assert table.state.phase == "negotiation"


def test_a_phase_does_not_end_before_its_deadline() -> None:
    """R2.3: the engine's clock is checked, too."""
    table = Table(lobby())
    table.start()
    assert refused(table, ENGINE, EndPhase()) == ("stale", "R2.3")


def test_pausing_gives_the_time_back() -> None:
    """R2.6."""
    table = Table(lobby())
    boss = table.person("boss", role="facilitator")
    table.act(boss, Start())
    deadline = table.state.deadline
    assert deadline is not None
    table.act(boss, Pause())
    paused_at = table.at
    table.at += 300
    assert refused(table, ENGINE, EndPhase()) == ("frozen", "R2.6")
    table.act(boss, Resume())
    assert table.state.deadline == deadline + (table.at - paused_at)
    table.act(boss, Extend(seconds=60.0))
    assert table.state.deadline == deadline + (table.at - 1 - paused_at) + 60.0


def test_only_the_facilitator_runs_the_session() -> None:
    """R1.2."""
    table = Table(lobby())
    ana = table.person("ana", "lab0")
    table.start()
    for command in (Start(), EndPhase(), Pause(), Extend(seconds=5.0), SeatBot(seat="lab0", bot="racer")):
        assert refused(table, ana, command) == ("not_allowed", "R1.2")


def test_nobody_acts_for_a_seat_that_somebody_else_holds() -> None:
    """R1.1: neither by a made-up actor, nor for a seat that a bot took over (R1.1)."""
    table = Table(lobby())
    ana = table.person("ana", "lab0")
    boss = table.person("boss", role="facilitator")
    table.start()
    assert refused(table, Actor("ana", "player", "lab1"), Ready()) == ("foreign_seat", "R1.2")
    assert refused(table, Actor("eve", "player", "lab0"), Ready()) == ("foreign_seat", "R1.2")
    table.act(boss, SeatBot(seat="lab0", bot="racer"))
    assert refused(table, ana, Ready()) == ("foreign_seat", "R1.2")
    table.act(boss, SeatBot(seat="lab0", bot=None))
    table.act(ana, Ready())


def test_observers_watch_and_do_not_talk() -> None:
    """R3.2."""
    table = Table(lobby())
    olga = table.person("olga", role="observer")
    assert refused(table, olga, Message(text="psst")) == ("not_allowed", "R1.2")


def test_a_late_joiner_is_put_where_people_are_needed() -> None:
    """R1.4: open seats first, then a bot's."""
    table = Table(lobby())
    table.person("ana", "lab0")
    ben = table.person("ben")
    table.act(ben, TakeSeat())
    assert table.state.people["ben"].seat == "lab1"
    table.start()
    carla = table.person("carla")
    table.act(carla, TakeSeat())
    assert table.state.people["carla"].seat == "lab2"
    assert table.state.seats["lab2"].bot is None


def test_the_form_of_a_decision_must_fit_seat_and_level() -> None:
    """R5.5."""
    table = Table(lobby())
    ana = table.person("ana", "lab0")
    table.start()
    table.until("decision")
    assert refused(table, ana, Seal(NationDecision())) == ("bad_value", "R5.5")
    assert refused(table, ana, Seal(LabDecision(safety=0.7, concealment=0.7))) == ("bad_value", "R5.2")
    table.act(ana, Seal(LabCard(posture="sprint")))
    basic = Table(lobby(text=scenario_text(level="basic")))
    ben = basic.person("ben", "lab0")
    basic.start()
    basic.until("decision")
    assert refused(basic, ben, Seal(LabDecision())) == ("bad_value", "R5.5")


def test_a_seat_that_seals_nothing_keeps_its_standing_orders() -> None:
    """R5.1."""
    table = Table(lobby())
    ana = table.person("ana", "lab0")
    table.start()
    table.until("decision")
    table.act(ana, Seal(LabDecision(safety=0.37)))
    table.until("briefing")
    table.until("decision")
    table.until("briefing")
    safety = [resolved["decisions"]["lab0"]["safety"] for resolved in table.state.resolved]
    assert safety == [0.37, 0.37]


def test_a_law_binds_from_the_round_after_it_was_sealed() -> None:
    """R5.3: labs know the law when they decide."""
    table = Table(lobby())
    land = table.person("lena", "land0")
    table.start()
    table.until("decision")
    table.act(land, Seal(NationDecision(floor=0.3)))
    table.until("briefing")
    floors = [round_["resolution"]["floor"][0][0] for round_ in table.state.resolved]
    table.until("decision")
    table.until("briefing")
    floors = [round_["resolution"]["floor"][0][0] for round_ in table.state.resolved]
    assert floors == [0.0, 0.3]


def test_deciding_twice_on_one_state_gives_the_same_events() -> None:
    """Rules are pure: no clock, no hidden dice (R5.8)."""
    table = Table(lobby())
    ana = table.person("ana", "lab0")
    table.start()
    table.until("decision")
    stamp = Stamp(1, "decision")
    twice = [decide(table.state, ana, Seal(LabDecision(safety=0.2)), 5.0, stamp) for _ in range(2)]
    assert twice[0] == twice[1]
