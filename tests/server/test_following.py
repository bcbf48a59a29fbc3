"""R11.8, R11.9: streams and those who follow them, coming back, changing seats and devices."""

import json

from detente_rules.evolve import evolve
from detente_rules.record import parse_line
from tests.server.fakes import Person, Rig


def news(person: Person) -> list[tuple[int, str]]:
    """The numbered news that came, taken."""
    return [(frame["seq"], frame["news"]["kind"]) for frame in person.link.take() if frame["type"] == "news"]


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


async def test_two_projectors_may_come_at_the_same_moment() -> None:
    """The first time, before the journal knows of the first of them."""
    rig = Rig()
    token = rig.credential("g1", "wall", "observer", None)
    screens = [rig.person(), rig.person(), rig.person()]
    for screen in screens:
        screen.hello(token=token)
    await rig.settle()
    assert [screen.link.frames[0]["type"] for screen in screens] == ["welcome"] * 3
    assert list(rig.room.game.committed.people) == ["wall"]
