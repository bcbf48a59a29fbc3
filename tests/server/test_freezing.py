"""R11.5 and R2.6 on a hand-made clock and journal: a game that cannot be written stands still, and loses no time."""

import asyncio

import pytest

from detente_rules.verify import verify_lines
from detente_server.journal import Full
from tests.server.fakes import GENEROUS, Person, Rig


def news(person: Person) -> list[tuple[int, str]]:
    """The numbered news that came, taken."""
    return [(frame["seq"], frame["news"]["kind"]) for frame in person.link.take() if frame["type"] == "news"]


def ticking(rig: Rig) -> bool:
    """Does the phase's clock run?"""
    return rig.room.deadline is not None


def phase(rig: Rig) -> str:
    """The phase on record."""
    return rig.room.game.committed.phase


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


async def test_everybody_is_told_that_the_game_stands_still_and_that_it_goes_on() -> None:
    """R11.5: also who did nothing, who only watches, and who comes back in the middle; news keep their numbers."""
    rig = Rig()
    ana, ben = await rig.seated("lab0", "lab1")
    wall = rig.person()
    wall.hello(token=rig.credential("g1", "wall", "observer", None))
    await rig.settle()
    for person in (ana, ben, wall):
        person.link.take()
    rig.journal.fault = Full("The journal cannot be written: database or disk is full.")
    ana.do("message", text="lost")
    await rig.settle()
    for person in (ana, ben, wall):
        (notice,) = [frame for frame in person.link.take() if frame["type"] == "notice"]
        assert (notice["standing"], "full" in notice["message"]) == ("frozen", True)
    late = rig.person()
    late.hello(token=rig.credential("g1", "wall", "observer", None))
    await rig.settle()
    assert [frame["type"] for frame in late.link.take()][:2] == ["welcome", "notice"]
    rig.journal.fault = None
    await _thawed(rig)
    for person in (ana, ben, late):
        (notice,) = [frame for frame in person.link.take() if frame["type"] == "notice"]
        assert notice == {"type": "notice", "standing": "going", "message": ""}


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


# ------------------------------------------------------------------------------------------------------------- time


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
