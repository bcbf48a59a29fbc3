"""Who is here (R11.10, R11.9): drop-outs, stand-ins, presence, devices, and the facilitator's acts about the door."""

import json

import pytest

from detente_server.attendance import Attendance
from tests.rules.tables import Table, lobby
from tests.server.fakes import Person, Rig


async def a_game(*seats: str) -> tuple[Rig, list[Person], Person]:
    """A started game with a minute's grace for drop-outs."""
    rig = Rig(dropout=60.0)
    people = await rig.seated(*seats)
    boss = await rig.facilitator()
    boss.do("start")
    await rig.settle()
    boss.link.take()
    return rig, people, boss


async def minutes(rig: Rig, count: float) -> None:
    """Time passes, looked at every ten seconds."""
    for _ in range(int(count * 6)):
        rig.clock.time += 10.0
        rig.room.tick(rig.clock.now(), 0.0)
        await rig.settle()


def bot_in(rig: Rig, seat: str) -> str | None:
    """Which bot holds the seat now."""
    return rig.room.game.committed.seats[seat].bot


# ------------------------------------------------------------------------------------------------------- drop-outs


async def test_a_seat_whose_people_are_gone_goes_to_a_bot_and_comes_back() -> None:
    """R11.10: after the grace, shown as a bot; the same token brings the same person into the same seat."""
    rig, (ana, _), _ = await a_game("lab0", "lab1")
    token = rig.credential("g1", "p1", "player", "lab0")
    ana.conversation.gone()
    await minutes(rig, 0.8)
    assert bot_in(rig, "lab0") is None
    await minutes(rig, 0.5)
    assert bot_in(rig, "lab0") == "cautious"
    back = rig.person()
    back.hello(token=token)
    await rig.settle()
    assert bot_in(rig, "lab0") is None
    assert back.link.frames[0]["seat"] == "lab0"
    back.do("message", text="I am back")
    assert (await back.answer())["type"] == "ack"


async def test_who_comes_back_in_time_keeps_the_seat() -> None:
    """A short break is nobody's business."""
    rig, (ana, _), _ = await a_game("lab0", "lab1")
    token = rig.credential("g1", "p1", "player", "lab0")
    for _ in range(3):
        ana.conversation.gone()
        await minutes(rig, 0.8)
        ana = rig.person()
        ana.hello(token=token)
        await rig.settle()
    assert bot_in(rig, "lab0") is None


async def test_one_of_a_delegation_is_enough() -> None:
    """The seat is not away while somebody of it is here."""
    rig, (ana, _), _ = await a_game("lab0", "lab1")
    await rig.seated("lab0")
    ana.conversation.gone()
    await minutes(rig, 3)
    assert bot_in(rig, "lab0") is None


async def test_when_everybody_is_gone_it_is_the_network() -> None:
    """Nobody is replaced while nobody waits for anybody."""
    rig, people, boss = await a_game("lab0", "lab1")
    for person in (*people, boss):
        person.conversation.gone()
    await minutes(rig, 5)
    assert bot_in(rig, "lab0") is None


async def test_a_break_with_the_clock_stopped_costs_nobody_a_seat() -> None:
    """Lunch."""
    rig, (ana, _), boss = await a_game("lab0", "lab1")
    boss.do("pause")
    await rig.settle()
    ana.conversation.gone()
    await minutes(rig, 5)
    assert bot_in(rig, "lab0") is None


async def test_what_the_facilitator_decided_is_not_undone() -> None:
    """A seat that the facilitator gave to a bot stays a bot's when its people come back."""
    rig, (ana, _), boss = await a_game("lab0", "lab1")
    token = rig.credential("g1", "p1", "player", "lab0")
    ana.conversation.gone()
    await minutes(rig, 2)
    boss.do("seat_bot", seat="lab0", bot="racer")
    await rig.settle()
    back = rig.person()
    back.hello(token=token)
    await rig.settle()
    assert bot_in(rig, "lab0") == "racer"


async def test_stand_ins_are_known_after_a_restart() -> None:
    """So that whoever returns then gets the seat back all the same."""
    rig, (ana, _), _ = await a_game("lab0", "lab1")
    ana.conversation.gone()
    await minutes(rig, 2)
    assert json.loads(rig.journal.notes["stand-ins g1"]) == ["lab0"]


def test_without_a_grace_nobody_is_replaced() -> None:
    """``dropout_seconds=None``."""
    table = Table(lobby())
    table.everybody()
    table.start()
    attendance = Attendance(None)
    assert [attendance.look(table.state, (), 1e9 * n) for n in range(3)] == [[], [], []]


async def test_only_bots_that_there_are_can_be_seated() -> None:
    """R1.6, with the names that there are."""
    _, _, boss = await a_game("lab0")
    boss.do("seat_bot", seat="lab1", bot="skynet")
    no = await boss.answer()
    assert (no["code"], no["field"]) == ("unknown_target", "command.bot")
    assert "cautious" in no["message"]


# -------------------------------------------------------------------------------------------------------- presence


async def test_the_facilitator_sees_who_is_here_and_nobody_else_does() -> None:
    """Whenever it changes; it is no news and not on record."""
    rig, (ana, ben), boss = await a_game("lab0", "lab1")
    lines = len(rig.journal.records["g1"])
    ana.conversation.gone()
    await rig.settle()
    assert [f["connected"] for f in boss.link.take() if f["type"] == "presence"] == [["facilitator", "p2"]]
    assert "presence" not in ben.link.kinds()
    assert len(rig.journal.records["g1"]) == lines


async def test_a_second_device_takes_over_and_it_is_said() -> None:
    """R11.9: the first is told (4001), and the facilitator, once."""
    rig, (ana,), boss = await a_game("lab0")
    token = rig.credential("g1", "p1", "player", "lab0")
    boss.link.take()
    other = rig.person()
    other.hello(token=token)
    await rig.settle()
    assert ana.link.closed is not None
    assert ana.link.closed[0] == 4001
    told = [frame for frame in boss.link.take() if frame["type"] == "presence"]
    assert told[-1]["replaced"] == ["p1"]
    other.conversation.gone()
    await rig.settle()
    told = [frame for frame in boss.link.take() if frame["type"] == "presence"]
    assert told[-1]["replaced"] == []


async def test_a_second_device_may_ask_first() -> None:
    """``takeover: false`` is refused while the other one is connected, and let in when it is not."""
    rig = Rig()
    token = rig.credential("g1", "ana", "player", "lab0")
    one, two, three = rig.person(), rig.person(), rig.person()
    one.hello(token=token)
    await rig.settle()
    two.hello(token=token, takeover=False)
    await rig.settle()
    assert (two.link.frames[0]["code"], two.link.frames[0]["rule"]) == ("conflict", "R11.9")
    assert one.link.closed is None
    one.conversation.gone()
    three.hello(token=token, takeover=False)
    await rig.settle()
    assert three.link.frames[0]["type"] == "welcome"


# -------------------------------------------------------------------------------------------------------- the door


async def manage(rig: Rig, who: Person, **act: str) -> dict[str, object]:
    """An act about the door, and its answer."""
    who.say({"type": "manage", "command_id": "m", "act": act})
    return await who.answer()


async def test_a_changed_code_opens_and_the_old_one_does_not() -> None:
    """R11.6: somebody photographed the wall."""
    rig, _, boss = await a_game("lab0")
    answer = await manage(rig, boss, kind="change_code")
    code = answer["data"]["code"]  # type: ignore[index]
    assert rig.journal.rows["g1"].code == code
    old, new = rig.person(), rig.person()
    old.hello(code="ABCD-EFGH", name="Eve")
    new.hello(code=code, name="Ben")
    await rig.settle()
    assert old.link.frames[0]["code"] == "bad_credential"
    assert new.link.frames[0]["type"] == "welcome"


async def test_a_revoked_person_is_out_and_the_seat_goes_on() -> None:
    """4003, the token opens nothing, the seat is its bot's."""
    rig, (ana,), boss = await a_game("lab0")
    assert (await manage(rig, boss, kind="revoke", person="p1"))["type"] == "ack"
    assert ana.link.closed is not None
    assert ana.link.closed[0] == 4003
    assert bot_in(rig, "lab0") == "cautious"
    assert ("g1", "p1") not in rig.journal.trusted


async def test_a_lost_token_is_made_anew_by_the_facilitator() -> None:
    """The new one is the same person in the same seat; the old one opens nothing."""
    rig, (ana,), boss = await a_game("lab0")
    answer = await manage(rig, boss, kind="reissue", person="p1")
    token = answer["data"]["token"]  # type: ignore[index]
    assert ana.link.closed is not None
    assert ana.link.closed[0] == 4003
    back = rig.person()
    back.hello(token=token)
    await rig.settle()
    assert (back.link.frames[0]["person"], back.link.frames[0]["seat"]) == ("p1", "lab0")


@pytest.mark.parametrize(
    ("who", "act", "code"),
    [
        ("player", {"kind": "change_code"}, "not_allowed"),
        ("player", {"kind": "revoke", "person": "facilitator"}, "not_allowed"),
        ("facilitator", {"kind": "revoke", "person": "nobody"}, "unknown_target"),
        ("facilitator", {"kind": "reissue", "person": "nobody"}, "unknown_target"),
    ],
)
async def test_who_may_not_and_what_cannot_be_is_refused(who: str, act: dict[str, str], code: str) -> None:
    """R1.2, R11.6."""
    rig, (ana,), boss = await a_game("lab0")
    answer = await manage(rig, boss if who == "facilitator" else ana, **act)
    assert (answer["type"], answer["code"]) == ("refused", code)


async def test_a_stranger_manages_nothing() -> None:
    """Before the hello."""
    rig, _, _ = await a_game("lab0")
    eve = rig.person()
    assert (await manage(rig, eve, kind="change_code"))["code"] == "bad_credential"
