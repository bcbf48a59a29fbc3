"""A room on a hand-made clock, journal and line: commit before acknowledge, exactly once, bots."""

import asyncio
from concurrent.futures import Executor, Future
from dataclasses import replace
from typing import Any

import pytest

from detente_rules.record import parse_line
from detente_rules.verify import verify_lines
from detente_server.keeper import BotKeeper
from tests.server.fakes import GENEROUS, Person, Rig


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


async def test_what_a_game_decides_before_the_disk_is_free_is_one_batch() -> None:
    """A batch is closed when it is written, not when its first order comes: a row a game, and one send to everybody."""
    disk = SlowDisk()
    rig = Rig(executor=disk)
    ana = rig.person()
    ana.hello(code="ABCD-EFGH", name="x", seat="lab0")
    for _ in range(3):
        await passes()
        disk.work()
    await passes()
    for n in range(5):
        ana.do("message", text=str(n))
    await passes()
    ((_, _, (_, batches), _),) = disk.waiting
    assert [len(batch.lines) for batch in batches] == [5]
    disk.work()
    await passes()
    assert verify_lines(rig.journal.records["g1"]).fault is None


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
