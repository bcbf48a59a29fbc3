"""``host --data DIR``: what a restart resumes, and what it does not."""

import asyncio
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from detente_rules.verify import verify_lines
from detente_server.app import running
from detente_server.clock import SystemClock
from detente_server.deadlines import Pulse, next_look
from detente_server.journal import Locked
from detente_server.journal_sqlite import SqliteJournal
from detente_server.opening import CannotResume
from detente_server.settings import LOOPBACK, Settings
from tests.server.sockets import FAST, a_player, a_server, token_of


async def test_a_restart_resumes_the_game_on_the_same_port_with_the_same_code(tmp_path: Path) -> None:
    """People come back with their tokens and miss nothing; tokens are not printed again."""
    async with a_server(tmp_path) as server:
        first = server.created
        async with a_player(server, token=token_of(server, "wren")) as ana:
            await ana.do("message", text="before")
            (said,) = ana.told("message_sent")
            seq = said["seq"]
    async with a_server(tmp_path) as server:
        again = server.created
        assert (again["game"], again["code"], again["port"]) == (first["game"], first["code"], first["port"])
        assert again["resumed"] is True
        assert again["facilitator"] is None
        assert again["observer"] is None
        assert [one["token"] for one in again["seats"]] == [None] * 4
        token = next(one["token"] for one in first["seats"] if one["seat"] == "wren")
        async with a_player(server, token=token, since=seq, audience="seat:wren") as ana:
            assert ana.heard[0]["resumed"] is True
            assert ana.heard[0]["seq"] >= seq
            assert (await ana.do("message", text="after"))["type"] == "ack"


async def test_clients_are_told_to_come_back_when_the_server_goes_down(tmp_path: Path) -> None:
    """1012, and the record is whole."""
    async with a_server(tmp_path) as server:
        player = a_player(server, token=token_of(server, "wren"))
        ana = await player.__aenter__()
        await ana.do("message", text="last words")
    assert (await ana.closed())[0] == 1012
    journal = SqliteJournal.read(tmp_path)
    try:
        lines = list(journal.lines(server.created["game"]))
    finally:
        journal.close()
    assert verify_lines(lines).fault is None
    assert "last words" in lines[-1]


async def test_new_starts_another_game_and_the_old_one_can_still_be_played(tmp_path: Path) -> None:
    """``--new``."""
    async with a_server(tmp_path) as server:
        old, old_token = server.created, token_of(server, "wren")
    async with a_server(tmp_path, new=True) as server:
        assert server.created["game"] != old["game"]
        assert server.created["resumed"] is False
        async with a_player(server, token=old_token) as ana:
            assert ana.heard[0]["game"] == old["game"]


async def test_a_lost_token_is_made_anew_and_the_old_one_opens_nothing(tmp_path: Path) -> None:
    """``--reissue facilitator``."""
    async with a_server(tmp_path) as server:
        old = server.created["facilitator"]
    async with a_server(tmp_path, reissue=("facilitator", "quill")) as server:
        new = server.created["facilitator"]
        assert new not in {None, old}
        assert token_of(server, "quill")
        assert token_of(server, "wren") is None
        async with a_player(server, token=new) as boss:
            assert boss.heard[0]["role"] == "facilitator"
        async with a_player(server) as eve:
            assert (await eve.hello(token=old))["code"] == "bad_credential"


async def test_reissue_of_nobody_says_whom_there_is(tmp_path: Path) -> None:
    """With the seats by name."""
    async with a_server(tmp_path):
        pass
    with pytest.raises(CannotResume, match="facilitator, observer, arden"):
        async with a_server(tmp_path, reissue=("the boss",)):
            pass


async def test_a_second_server_on_the_folder_refuses(tmp_path: Path) -> None:
    """Two authorities over one game would be none."""
    async with a_server(tmp_path):
        with pytest.raises(Locked, match="Another server"):
            async with a_server(tmp_path):
                pass


async def test_an_edited_scenario_changes_nothing_in_a_game_under_way(tmp_path: Path) -> None:
    """The first event holds the scenario's text."""
    text = (Path("scenarios") / "first-steps" / "scenario.toml").read_text(encoding="utf-8")
    file = tmp_path / "mine.toml"
    file.write_text(text)
    async with a_server(tmp_path / "data", scenario=str(file)) as server:
        title = server.house.rooms[server.created["game"]].game.committed.scenario.title
    file.write_text(text.replace(title, "Something else"))
    async with a_server(tmp_path / "data", scenario=str(file)) as server:
        assert server.house.rooms[server.created["game"]].game.committed.scenario.title == title


async def test_the_time_of_an_outage_is_given_back_and_said_so(tmp_path: Path) -> None:
    """R2.6: the deadline moves by the time between the last sign of life and the restart."""
    clock = _Wall(1_000_000.0)
    settings = Settings(data=tmp_path, scenario="first-steps", listen=LOOPBACK, port=0, limits=FAST)
    async with running(settings, clock) as server:
        async with a_player(server, token=server.created["facilitator"]) as boss:
            await boss.do("start")
        room = server.house.rooms[server.created["game"]]
        deadline = room.deadline
        assert deadline is not None
    clock.time += 600.0
    async with running(settings, clock) as server:
        room = server.house.rooms[server.created["game"]]
        assert room.deadline == deadline + 600.0


class _Wall:
    """A wall clock that is set by hand."""

    def __init__(self, now: float) -> None:
        self.time = now

    def now(self) -> float:
        return self.time

    def slept(self) -> float:
        return 0.0


def written_off(data: Path, game: str) -> bool:
    """Is the game's debrief over, as the journal has it?"""
    with closing(SqliteJournal.read(data)) as journal:
        return next(row.finished for row in journal.games() if row.game == game)


async def test_a_finished_game_is_kept_and_not_resumed(tmp_path: Path) -> None:
    """Its debrief stays open for its time; after that the folder begins a new game."""
    clock = _Wall(1_000_000.0)
    settings = Settings(data=tmp_path, scenario="first-steps", listen=LOOPBACK, port=0, limits=FAST)
    async with running(settings, clock) as server:
        game = server.created["game"]
        async with a_player(server, token=server.created["facilitator"]) as boss:
            await boss.do("start")
            while not boss.told("debrief_opened"):  # bots hold every seat
                await boss.next("news")
        clock.time += 10.0
    async with running(settings, clock) as server:
        assert server.created["game"] == game
        clock.time += 10_000.0
        async with asyncio.timeout(20):
            while not written_off(tmp_path, game):  # noqa: ASYNC110 -- a fact of another's
                await asyncio.sleep(0.05)
    async with running(replace(settings), clock) as server:
        assert server.created["game"] != game


def test_a_pulse_tells_standing_still_from_waiting() -> None:
    """The ordinary second is not downtime; a stopped process and a closed lid are."""
    pulse = Pulse(now=0.0, slept=0.0, stall=3.0)
    assert pulse.beat(1.0, 0.0).lost == 0.0
    assert pulse.beat(3.5, 0.0).lost == 0.0
    assert pulse.beat(14.5, 0.0).lost == 10.0
    assert pulse.beat(15.5, 600.0).lost == 600.0
    assert pulse.beat(16.5, 600.0).lost == 0.0


def test_the_next_look_is_at_the_next_deadline_or_in_a_second() -> None:
    """And never in the past."""
    assert next_look(10.0, []) == 1.0
    assert next_look(10.0, [10.25, 99.0]) == 0.25
    assert next_look(10.0, [9.0]) == 0.001


def test_the_clock_never_runs_backward_over_a_restart() -> None:
    """Somebody set the laptop's clock back: events stay in order all the same."""
    future = 4e9
    clock = SystemClock(not_before=future)
    assert clock.now() >= future
    assert SystemClock().now() < future
