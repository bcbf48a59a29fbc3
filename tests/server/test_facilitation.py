"""Facilitation over the wire (R12, R13): injects, branches, deputies, limits that a host sets, and time given back."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from detente_rules.verify import verify_lines
from detente_server.clock import SystemClock
from detente_server.deadlines import Pulse
from detente_server.settings import Limits
from tests.server.fakes import GENEROUS, Person, Rig
from tests.server.sockets import FAST, a_player, a_server
from tests.server.test_attendance import a_game, bot_in, minutes


def heard(person: Person, kind: str) -> list[dict[str, Any]]:
    """The data of all news of a kind that reached a person."""
    frames = [json.loads(raw) for raw in person.link.raw]
    return [one["news"]["data"] for one in frames if one["type"] == "news" and one["news"]["kind"] == kind]


async def test_an_inject_is_prepared_in_secret_recalled_and_released_to_whom_it_is_for() -> None:
    """R12.2, R12.3 over the wire: the answer gives its id, and the seats' streams say nothing before."""
    rig, (ana, ben), boss = await a_game("lab0", "lab1")
    boss.do("prepare", text="A whisper", to=["lab1"])
    first = (await boss.answer())["data"]["inject"]
    boss.do("prepare", text="Nobody hears this")
    second = (await boss.answer())["data"]["inject"]
    assert heard(ana, "inject_prepared") == heard(ben, "inject_prepared") == []
    boss.do("recall", inject=second)
    boss.do("release", inject=first)
    await rig.settle()
    boss.do("release", inject=second)
    assert (await boss.answer())["code"] == "conflict"
    assert [one["text"] for one in heard(ben, "inject_released")] == ["A whisper"]
    assert heard(ana, "inject_released") == []
    assert verify_lines(rig.journal.records["g1"]).fault is None


async def test_players_do_not_facilitate() -> None:
    """R1.2: every kind of it, refused to its sender alone."""
    _, (ana, ben), _ = await a_game("lab0", "lab1")
    ben.link.take()
    for kind, fields in (
        ("finish", {}),
        ("prepare", {"text": "x"}),
        ("release", {"inject": "i1"}),
        ("recall", {"inject": "i1"}),
        ("move_person", {"person": "p2"}),
        ("mute", {"person": "p2"}),
        ("lower_hand", {"person": "p2"}),
        ("set_threshold", {"name": "quorum_seal", "value": 2.0}),
        ("set_level", {"level": "full"}),
        ("reveal", {"seat": "lab1"}),
    ):
        ana.do(kind, **fields)
        answer = await ana.answer()
        assert (answer["type"], answer["code"]) == ("refused", "not_allowed"), kind
    assert ben.link.frames == []


async def test_a_head_who_stays_away_is_deputised_for() -> None:
    """R13.2: nobody waits for ever for somebody who seals."""
    rig, (ana, ben), _ = await a_game("lab0", "lab0")
    ana.conversation.gone()
    await minutes(rig, 0.8)
    assert heard(ben, "duties_given") == []
    await minutes(rig, 0.5)
    assert heard(ben, "duties_given")[-1]["person"] == "p2"
    assert "head" in heard(ben, "duties_given")[-1]["duties"]


async def test_the_facilitator_sets_how_long_a_seat_waits() -> None:
    """R12.8: in place of what the host said."""
    rig, (ana, _), boss = await a_game("lab0", "lab1")
    boss.do("set_threshold", name="dropout_seconds", value=20.0)
    await rig.settle()
    ana.conversation.gone()
    await minutes(rig, 0.6)
    assert rig.room.game.committed.seats["lab0"].bot == "cautious"


async def test_a_no_show_at_the_start_is_a_bot_and_a_late_joiner_takes_its_place() -> None:
    """R1.5, R1.4: neither holds anything up."""
    rig, _, _ = await a_game("lab0")
    assert bot_in(rig, "lab1") == "cautious"
    late = rig.person()
    late.hello(code="ABCD-EFGH", name="Late", seat="lab1")
    await rig.settle()
    assert bot_in(rig, "lab1") is None
    assert heard(late, "memo_left") or late.link.frames[0]["view"]["delegation"]["memo"]


# ----------------------------------------------------------------------------------------------------------- branches


async def test_a_branch_is_a_game_beside_its_parent(tmp_path: Path) -> None:
    """R12.11: its own codes, answered to the facilitator; the parent goes on untouched; both survive a restart."""
    async with a_server(tmp_path, timed=False) as server:
        desk = a_player(server, token=server.created["facilitator"])
        async with desk as boss:
            await boss.do("start")
            while server.house.rooms[server.created["game"]].game.committed.round == 1:
                state = server.house.rooms[server.created["game"]].game.committed
                await boss.do("end_phase", stamp=(state.round, state.phase))
            before = await server.record(server.created["game"])
            await boss.say({"type": "manage", "command_id": "b", "act": {"kind": "branch", "round": 9}})
            no = await boss.next("refused")
            assert (no["rule"], no["field"]) == ("R12.11", "act.round")
            await boss.say({"type": "manage", "command_id": "b", "act": {"kind": "branch", "round": 1}})
            new = (await boss.next("ack"))["data"]
        assert new["game"] != server.created["game"]
        assert new["code"] != server.created["code"]
        assert (await server.record(server.created["game"]))[: len(before)] == before
        parent = json.loads((await server.record(new["game"]))[0])["data"]["parent"]
        assert (parent["game"], parent["round"], parent["same_dice"]) == (server.created["game"], 1, False)
        async with a_player(server) as ana, a_player(server, token=new["facilitator"]) as head:
            welcome = await ana.hello(code=new["code"], name="Ana", seat="wren")
            assert (welcome["game"], welcome["view"]["round"], welcome["view"]["paused"]) == (
                new["game"],
                2,
                True,
            )
            assert (await head.do("resume"))["type"] == "ack"
        assert verify_lines(await server.record(new["game"])).fault is None
    async with a_server(tmp_path) as server:
        assert {new["game"], parent["game"]} == set(server.house.rooms)
        assert server.house.rooms[new["game"]].game.committed.parent == (parent["game"], 1)


# ------------------------------------------------------------------------------------------------------------- limits


@pytest.mark.parametrize(
    ("limits", "frame", "code", "field"),
    [
        (replace(GENEROUS, text_chars=10), {"text": "x" * 11}, "too_large", "command.text"),
        (replace(GENEROUS, commands_per_second=0.5, burst=3), {"text": "x"}, "rate", ""),
    ],
)
async def test_limits_are_the_hosts_and_say_when_to_try_again(
    limits: Limits, frame: dict[str, str], code: str, field: str
) -> None:
    """R11.3, R11.4."""
    rig = Rig(limits=limits)
    (ana,) = await rig.seated("lab0")
    for _ in range(5):
        ana.do("message", **frame)
    await rig.settle()
    answer = next(frame for frame in ana.link.frames if frame["type"] == "refused")
    assert (answer["code"], answer["field"]) == (code, field)
    assert code != "rate" or 0 < answer["retry_after"] <= 2.0


async def test_a_full_game_and_a_long_name_are_refused_in_words() -> None:
    """R11.3: how many people, how long a name."""
    rig = Rig(limits=replace(GENEROUS, people=1, name_chars=5))
    long, ana, ben = rig.person(), rig.person(), rig.person()
    long.hello(code="ABCD-EFGH", name="Annabella")
    await rig.settle()
    assert long.link.frames[0]["field"] == "name"
    ana.hello(code="ABCD-EFGH", name="Ana")
    await rig.settle()
    ben.hello(code="ABCD-EFGH", name="Ben")
    await rig.settle()
    assert (ben.link.frames[0]["code"], ben.link.frames[0]["retry_after"]) == ("rate", 60.0)


async def test_one_server_runs_so_many_games(tmp_path: Path) -> None:
    """A branch more is refused as ``rate``."""
    async with (
        a_server(tmp_path, limits=replace(FAST, games=1)) as server,
        a_player(server, token=server.created["facilitator"]) as desk,
    ):
        await desk.say({"type": "manage", "command_id": "b", "act": {"kind": "branch", "round": 1}})
        assert (await desk.next("refused"))["code"] == "rate"


# --------------------------------------------------------------------------------------------------------------- time


async def test_a_closed_lid_is_given_back_and_everybody_is_told() -> None:
    """R2.6: the machine slept for an hour; its monotonic clock stood, the deadline moves by what was lost."""
    rig, (ana, _), _ = await a_game("lab0", "lab1")
    deadline = rig.room.deadline
    assert deadline is not None
    pulse = Pulse(rig.clock.now(), 0.0, stall=3.0)
    rig.clock.time += 1.0
    beat = pulse.beat(rig.clock.now(), 3600.0)
    rig.room.tick(beat.now, beat.lost)
    await rig.settle()
    assert rig.room.deadline == deadline + 3600.0
    assert heard(ana, "deadline_moved")[-1]["reason"] == "downtime"


def test_the_systems_clock_tells_of_sleep_only_what_there_was() -> None:
    """A machine that did not sleep since the clock began says so."""
    assert SystemClock().slept() < 1.0
