"""A room on a hand-made clock, journal and line: exactly once, commit before acknowledge, freezing, time."""

import asyncio
import json
from concurrent.futures import Executor, Future
from dataclasses import replace
from typing import Any

import pytest

from detente_rules.evolve import evolve
from detente_rules.record import parse_line
from detente_rules.verify import verify_lines
from detente_server.journal import Full
from detente_server.keeper import BotKeeper
from tests.server.fakes import GENEROUS, Person, Rig


def news(person: Person) -> list[tuple[int, str]]:
    """The numbered news that came, taken."""
    return [(frame["seq"], frame["news"]["kind"]) for frame in person.link.take() if frame["type"] == "news"]


class SlowDisk(Executor):
    """Work waits until the test lets it happen."""

    def __init__(self) -> None:
        self.waiting: list[Any] = []

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> "Future[Any]":
        future: Future[Any] = Future()
        self.waiting.append((future, fn, args, kwargs))
        return future

    def work(self) -> None:
        """Do what has been asked so far."""
        waiting, self.waiting = self.waiting, []
        for future, fn, args, kwargs in waiting:
            try:
                future.set_result(fn(*args, **kwargs))
            except BaseException as fault:  # noqa: BLE001  # as an executor does
                future.set_exception(fault)


def ticking(rig: Rig) -> bool:
    """Does the phase's clock run?"""
    return rig.room.deadline is not None


def phase(rig: Rig) -> str:
    """The phase on record."""
    return rig.room.game.committed.phase


async def passes(times: int = 30) -> None:
    """Let the loop go round."""
    for _ in range(times):
        await asyncio.sleep(0)


# ------------------------------------------------------------------------------------- commit before acknowledge


async def test_nothing_is_said_before_it_is_durable() -> None:
    """R11.5: neither the acknowledgement nor the news to others leaves before the commit."""
    disk = SlowDisk()
    rig = Rig(executor=disk)
    ana, ben = rig.person(), rig.person()
    for person, seat in ((ana, "lab0"), (ben, "lab1")):
        person.hello(code="ABCD-EFGH", name="x", seat=seat)
        for _ in range(3):
            await passes()
            disk.work()
        await passes()
    ana.link.take()
    ben.link.take()
    ana.do("message", text="hello")
    await passes()
    assert ana.link.frames == []
    assert ben.link.frames == []
    assert "hello" not in "".join(rig.journal.records["g1"])
    disk.work()
    await passes()
    assert ana.link.kinds() == ["message_sent", "ack"]
    assert ben.link.kinds() == ["message_sent"]
    assert "hello" in rig.journal.records["g1"][-1]


async def test_what_arrives_while_the_disk_works_goes_into_the_next_batch() -> None:
    """Group commit: two transactions for ten messages, in order."""
    disk = SlowDisk()
    rig = Rig(executor=disk)
    ana = rig.person()
    ana.hello(code="ABCD-EFGH", name="x", seat="lab0")
    for _ in range(3):
        await passes()
        disk.work()
    await passes()
    before = rig.journal.commits
    for n in range(10):
        ana.do("message", text=str(n))
        await passes(2)
    disk.work()
    await passes()
    disk.work()
    await passes()
    assert rig.journal.commits == before + 2
    texts = [parse_line(line, n).event.data.get("text") for n, line in enumerate(rig.journal.records["g1"])]
    assert texts[-10:] == [str(n) for n in range(10)]


# ------------------------------------------------------------------------------------------------- exactly once


async def test_a_repeated_command_gets_the_first_answer_and_does_nothing() -> None:
    """R11.4."""
    rig = Rig()
    ana, _ = await rig.seated("lab0", "lab1")
    ana.do("message", command_id="same", text="once")
    first = await ana.answer()
    lines = len(rig.journal.records["g1"])
    ana.do("message", command_id="same", text="once")
    assert await ana.answer() == first
    assert first["type"] == "ack"
    assert len(rig.journal.records["g1"]) == lines


async def test_a_command_repeated_before_it_is_durable_is_done_once_and_answered_on_the_new_line() -> None:
    """R11.4, when the line broke between the command and its commit."""
    disk = SlowDisk()
    rig = Rig(executor=disk)
    token = rig.credential("g1", "ana", "player", "lab0")
    lines: list[Person] = []
    for _ in range(2):
        ana = rig.person()
        ana.hello(token=token)
        for _ in range(3):
            await passes()
            if not lines:
                disk.work()
        await passes()
        ana.link.take()
        lines.append(ana)
        ana.do("message", command_id="same", text="once")
        await passes()
    disk.work()
    await passes()
    disk.work()
    await passes()
    assert [frame["type"] for frame in lines[1].link.frames if frame["type"] != "news"] == ["ack"]
    record = "".join(rig.journal.records["g1"])
    assert record.count('"text":"once"') == 1


async def test_the_first_answer_survives_a_restart() -> None:
    """R11.4: answers are durable with their events."""
    rig = Rig()
    (ana,) = await rig.seated("lab0")
    ana.do("message", command_id="same", text="once")
    first = await ana.answer()
    answers = list(rig.journal.answers("g1"))
    assert [(one.person, one.command_id) for one in answers] == [("p1", "same")]
    game = rig.replay()
    game.remember(answers)
    rig.room.open(game)
    ana.do("message", command_id="same", text="once")
    assert await ana.answer() == first
    assert "".join(rig.journal.records["g1"]).count("once") == 1


async def test_the_same_id_of_two_people_is_two_commands() -> None:
    """R11.4: ids are a person's own."""
    rig = Rig()
    ana, ben = await rig.seated("lab0", "lab1")
    ana.do("message", command_id="same", text="mine")
    ben.do("message", command_id="same", text="also mine")
    await rig.settle()
    assert len(list(rig.journal.answers("g1"))) == 2


async def test_a_repetition_older_than_memory_gets_its_answer_from_the_journal() -> None:
    """The memory of answers is bounded; the store's own key is the last line of defence, and nobody is held up."""
    rig = Rig(limits=replace(GENEROUS, answers=2))
    ana, ben = await rig.seated("lab0", "lab1")
    for n in range(4):
        ana.do("message", command_id=f"c{n}", text=f"text {n}")
        await rig.settle()
    ana.do("message", command_id="c0", text="text 0")
    ben.do("message", text="at the same time")
    assert (await ana.answer()) == {"type": "ack", "command_id": "c0", "data": {}}
    assert (await ben.answer())["type"] == "ack"
    assert rig.room.frozen is None
    record = "".join(rig.journal.records["g1"])
    assert (record.count("text 0"), record.count("at the same time")) == (1, 1)


async def test_a_record_that_another_process_wrote_to_freezes_the_game() -> None:
    """R11.5: never two writers."""
    rig = Rig()
    (ana,) = await rig.seated("lab0")
    rig.journal.rows["g1"] = replace(rig.journal.rows["g1"], head=99)
    ana.do("message", text="x")
    assert (await ana.answer())["code"] == "frozen"


# ------------------------------------------------------------------------------------------------------ freezing


async def _thawed(rig: Rig) -> None:
    task = rig.room._thaw
    assert task is not None
    await asyncio.wait_for(task, 10)
    await rig.settle()


async def test_a_full_disk_freezes_the_game_and_loses_nothing_that_was_acknowledged() -> None:
    """R11.5: what could not be stored is refused with the time to wait, and the state is as if never asked."""
    rig = Rig()
    ana, ben = await rig.seated("lab0", "lab1")
    ana.do("message", text="stored")
    await rig.settle()
    ben.link.take()
    rig.journal.fault = Full("The journal cannot be written: database or disk is full.")
    ana.do("message", command_id="lost", text="not stored")
    no = await ana.answer()
    assert (no["code"], no["rule"], no["retry_after"]) == ("frozen", "R11.5", GENEROUS.thaw_seconds)
    assert "full" in no["message"]
    ben.do("message", text="neither")
    assert (await ben.answer())["code"] == "frozen"
    assert news(ben) == []
    rig.journal.fault = None
    await _thawed(rig)
    ana.do("message", command_id="lost", text="not stored")
    assert (await ana.answer())["type"] == "ack"
    assert [kind for _, kind in news(ben)] == ["message_sent"]
    assert verify_lines(rig.journal.records["g1"]).fault is None


async def test_what_could_not_be_stored_is_undone() -> None:
    """R11.5: a seat whose taking was lost is free, for everybody who asks after it."""
    rig = Rig()
    (ana,) = await rig.seated("lab0")
    rig.journal.fault = Full("full")
    ana.do("take_seat", seat="lab1")
    await rig.settle()
    assert rig.room.game.tentative is rig.room.game.committed
    assert rig.room.game.tentative.people["p1"].seat == "lab0"
    rig.journal.fault = None
    await _thawed(rig)
    assert rig.room.game.committed.people["p1"].seat == "lab0"
    ana.do("take_seat", seat="lab1")
    assert (await ana.answer())["type"] == "ack"


async def test_streams_have_no_gap_over_a_freeze() -> None:
    """R11.8: what was rolled back had no number."""
    rig = Rig()
    ana, ben = await rig.seated("lab0", "lab1")
    ana.do("message", text="one")
    await rig.settle()
    rig.journal.fault = Full("full")
    ana.do("message", text="two")
    await rig.settle()
    rig.journal.fault = None
    await _thawed(rig)
    ana.do("message", text="three")
    await rig.settle()
    numbers = [seq for seq, _ in news(ben)]
    assert numbers == list(range(numbers[0], numbers[0] + 2))


async def test_the_time_of_a_freeze_is_given_back() -> None:
    """R2.6 for a full disk."""
    rig = Rig()
    await rig.seated("lab0")
    boss = await rig.facilitator()
    boss.do("start")
    await rig.settle()
    deadline = rig.room.deadline
    assert deadline is not None
    rig.journal.fault = Full("full")
    boss.do("announce", text="x")
    await rig.settle()
    assert not ticking(rig)
    rig.clock.time += 90
    rig.room.tick(rig.clock.now(), 0.0)
    rig.journal.fault = None
    await _thawed(rig)
    assert rig.room.deadline == deadline + 90
    assert phase(rig) == "briefing"


async def test_a_fault_in_one_game_freezes_that_game_only(caplog: pytest.LogCaptureFixture) -> None:
    """An exception in the rules: the command is refused for good, the game rebuilds itself from its record."""
    rig = Rig()
    neighbour = rig.new_game("g2", "HJKL-MNPQ")
    (ana,) = await rig.seated("lab0")
    ben = rig.person()
    ben.hello(code="HJKL-MNPQ", name="Ben", seat="lab0")
    await rig.settle()
    rig.room.game.tentative = None  # type: ignore[assignment]  # a planted fault: the rules will fail on this
    ana.say({"type": "command", "command_id": "bad", "command": {"kind": "message", "text": "x"}})
    no = await ana.answer()
    assert (no["code"], no["rule"]) == ("conflict", "R11.5")
    assert rig.room.frozen is not None
    ana.say({"type": "command", "command_id": "c2", "command": {"kind": "message", "text": "x"}})
    assert (await ana.answer())["code"] == "frozen"
    assert neighbour.frozen is None
    ben.say({"type": "command", "command_id": "c1", "command": {"kind": "message", "text": "all well here"}})
    assert (await ben.answer())["type"] == "ack"
    await _thawed(rig)
    ana.say({"type": "command", "command_id": "bad", "command": {"kind": "message", "text": "x"}})
    assert (await ana.answer())["code"] == "conflict"
    ana.say({"type": "command", "command_id": "c3", "command": {"kind": "message", "text": "x"}})
    assert (await ana.answer())["type"] == "ack"
    assert "the rules failed" in caplog.text


# ----------------------------------------------------------------------------------------------------------- time


async def test_a_phase_ends_at_its_deadline_and_not_before() -> None:
    """R2.3."""
    rig = Rig()
    await rig.seated("lab0")
    boss = await rig.facilitator()
    boss.do("start")
    await rig.settle()
    deadline = rig.room.deadline
    assert deadline is not None
    rig.clock.time = deadline - 0.001
    rig.room.tick(rig.clock.now(), 0.0)
    await rig.settle()
    assert phase(rig) == "briefing"
    rig.clock.time = deadline
    rig.room.tick(rig.clock.now(), 0.0)
    await rig.settle()
    assert phase(rig) == "negotiation"


async def test_lost_time_is_given_back_before_anything_is_ended() -> None:
    """R2.6: the process stood still past the deadline; everybody gets the time, and is told why."""
    rig = Rig()
    (ana,) = await rig.seated("lab0")
    boss = await rig.facilitator()
    boss.do("start")
    await rig.settle()
    deadline = rig.room.deadline
    assert deadline is not None
    ana.link.take()
    rig.clock.time = deadline + 100
    rig.room.tick(rig.clock.now(), 200.0)
    await rig.settle()
    assert phase(rig) == "briefing"
    assert rig.room.deadline == deadline + 200
    moved = [frame["news"]["data"] for frame in ana.link.take() if frame["type"] == "news"]
    assert moved == [{"deadline": deadline + 200, "seconds": 200.0, "reason": "downtime"}]


async def test_an_outage_is_given_back_when_the_game_is_opened_again() -> None:
    """R2.6 for a server that was down."""
    rig = Rig()
    await rig.seated("lab0")
    boss = await rig.facilitator()
    boss.do("start")
    await rig.settle()
    deadline = rig.room.deadline
    assert deadline is not None
    rig.clock.time += 500
    rig.room.open(rig.replay(), lost=500)
    await rig.settle()
    assert rig.room.deadline == deadline + 500


async def test_a_paused_clock_neither_ticks_nor_gets_time_back() -> None:
    """R2.6: resuming moves the deadline by all the time it stood."""
    rig = Rig()
    await rig.seated("lab0")
    boss = await rig.facilitator()
    boss.do("start")
    boss.do("pause")
    await rig.settle()
    assert rig.room.deadline is None
    lines = len(rig.journal.records["g1"])
    rig.clock.time += 10_000
    rig.room.tick(rig.clock.now(), 10_000.0)
    await rig.settle()
    assert len(rig.journal.records["g1"]) == lines


# --------------------------------------------------------------------------------------------- streams and devices


async def test_streams_are_the_same_after_a_replay() -> None:
    """R11.8: numbers are a function of what an audience was entitled to hear."""
    rig = Rig()
    ana, ben = await rig.seated("lab0", "land0")
    boss = await rig.facilitator()
    boss.do("start")
    await rig.settle()
    ana.do("message", text="between us", to=["lab1"])
    ben.do("message", text="to all")
    await rig.settle()
    again = rig.replay()
    for audience in ("seat:lab0", "seat:lab1", "seat:land0", "facilitator", "observer"):
        one, other = rig.room.game.catchup(audience, 0), again.catchup(audience, 0)
        assert [(seq, json.loads(news)) for seq, news in one.news] == [
            (n, json.loads(body)) for n, body in other.news
        ]
    assert again.head == rig.room.game.head
    # A recovered room tells a whole story: it can go on from there.
    state = None
    for n, line in enumerate(rig.journal.records["g1"]):
        state = evolve(state, parse_line(line, n).event)
    assert state is not None
    assert state.round == rig.room.game.committed.round


async def test_who_comes_back_gets_what_was_missed_and_no_more() -> None:
    """R11.8, the ordinary case."""
    rig = Rig()
    token = rig.credential("g1", "ana", "player", "lab0")
    ana = rig.person()
    ana.hello(token=token)
    await rig.settle()
    seq = ana.link.frames[-1]["seq"]
    (ben,) = await rig.seated("lab1")
    ana.conversation.gone()
    for n in range(3):
        ben.do("message", text=f"m{n}")
    await rig.settle()
    back = rig.person()
    back.hello(token=token, since=seq + 2, audience="seat:lab0")
    await rig.settle()
    (welcome,) = back.link.take()
    assert welcome["resumed"]
    assert [heard["news"]["data"]["text"] for heard in welcome["history"]] == ["m0", "m1", "m2"]
    assert [heard["seq"] for heard in welcome["history"]] == [seq + 3, seq + 4, seq + 5]
    ben.do("message", text="m3")
    await rig.settle()
    assert news(back) == [(welcome["seq"] + 1, "message_sent")]


async def test_a_number_of_another_stream_is_not_believed() -> None:
    """R11.8: somebody was moved to another seat while away."""
    rig = Rig()
    token = rig.credential("g1", "ana", "player", "lab0")
    ana = rig.person()
    ana.hello(token=token, since=1, audience="seat:lab1")
    await rig.settle()
    assert ana.link.frames[0]["resumed"] is False


async def test_a_second_device_replaces_the_first() -> None:
    """R11.9."""
    rig = Rig()
    token = rig.credential("g1", "ana", "player", "lab0")
    one, two = rig.person(), rig.person()
    for person in (one, two):
        person.hello(token=token)
        await rig.settle()
    assert one.link.closed is not None
    assert one.link.closed[0] == 4001
    two.do("message", text="from here")
    assert (await two.answer())["type"] == "ack"


async def test_several_projectors_may_show_the_same_game() -> None:
    """R11.9 is for those who act."""
    rig = Rig()
    token = rig.credential("g1", "wall", "observer", None)
    screens = [rig.person(), rig.person()]
    for screen in screens:
        screen.hello(token=token)
        await rig.settle()
    assert [screen.link.closed for screen in screens] == [None, None]


async def test_taking_a_seat_changes_the_stream_and_says_so() -> None:
    """A second welcome, with the numbers of the new stream."""
    rig = Rig()
    ana = rig.person()
    ana.hello(code="ABCD-EFGH", name="Ana")
    await rig.settle()
    assert (ana.link.frames[0]["audience"], ana.link.frames[0]["seat"]) == ("observer", None)
    ana.link.take()
    ana.do("take_seat", seat="lab1")
    await rig.settle()
    frames = ana.link.take()
    welcome = next(frame for frame in frames if frame["type"] == "welcome")
    assert (welcome["audience"], welcome["seat"]) == ("seat:lab1", "lab1")
    assert welcome["view"]["brief"]["secret"] == "secret of lab1"
    assert frames[-1]["type"] == "ack"
    ana.do("message", text="x")
    await rig.settle()
    assert news(ana) == [(welcome["seq"] + 1, "message_sent")]


async def test_a_view_comes_with_every_phase() -> None:
    """Once a phase, with the last news that began it."""
    rig = Rig()
    (ana,) = await rig.seated("lab0")
    boss = await rig.facilitator()
    ana.link.take()
    boss.do("start")
    await rig.settle()
    boss.do("end_phase")
    await rig.settle()
    seen = [frame for frame in ana.link.take() if frame["type"] == "news" and frame.get("view")]
    assert [frame["news"]["kind"] for frame in seen] == ["phase_began", "phase_began"]
    assert [frame["view"]["phase"] for frame in seen] == ["briefing", "negotiation"]


# ----------------------------------------------------------------------------------------------------------- bots


async def test_bots_hold_the_open_seats_and_never_the_clock() -> None:
    """R1.6, R2.5: one human, four bots, no time passes."""
    rig = Rig()
    (ana,) = await rig.seated("lab0")
    boss = await rig.facilitator()
    boss.do("start")
    await rig.settle()
    for _ in range(40):
        state = rig.room.game.tentative
        if state.phase == "debrief":
            break
        if state.phase == "decision":
            if state.seats["lab0"].sealed is None:
                ana.do("seal", decision={"kind": "lab", "safety": 0.3})
        elif not state.seats["lab0"].ready:
            ana.do("ready")
        await rig.settle()
    assert phase(rig) == "debrief"
    assert rig.clock.time == 1000.0
    assert verify_lines(rig.journal.records["g1"]).fault is None


async def test_after_a_restart_bots_do_what_they_still_owe_and_nothing_twice() -> None:
    """A bot remembers nothing; the state says what it has done."""
    rig = Rig()
    await rig.seated("lab0")
    boss = await rig.facilitator()
    boss.do("start")
    boss.do("end_phase")
    await rig.settle()
    record = list(rig.journal.records["g1"])
    assert phase(rig) == "negotiation"
    rig.room.open(rig.replay())
    await rig.settle()
    assert rig.journal.records["g1"] == record
    boss.do("end_phase")
    await rig.settle()
    assert all(seat.sealed is not None for seat in rig.room.game.committed.seats.values() if seat.bot)


async def test_a_bot_that_fails_costs_nobody_anything(caplog: pytest.LogCaptureFixture) -> None:
    """Its question is lost, the game goes on."""
    rig = Rig()
    (ana,) = await rig.seated("lab0")
    boss = await rig.facilitator()
    boss.do("start")
    await rig.settle()
    keeper = rig.room._bots
    assert isinstance(keeper, BotKeeper)

    def fail(_state: Any) -> Any:
        raise ZeroDivisionError

    keeper._questions.append(("lab1", fail))
    ana.do("message", text="x")
    assert (await ana.answer())["type"] == "ack"
    await rig.settle()
    assert "the bot in seat lab1" in caplog.text
    assert rig.room.frozen is None
