"""A session run from the console, seen on the wall: the real server, a person at the table, bots elsewhere."""

import stat
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from detente_client.address import DEFAULT_SERVER
from detente_client.channel import Channel, websocket
from detente_client.cli.faults import Misused
from detente_client.cli.keys import console_link, keep_keys, keeper_of_branches, watch_link
from detente_client.console.app import ConsoleApp
from detente_client.credentials import Credential, Store
from detente_client.link import Link
from detente_client.tui.lines import bare_all
from detente_client.watch.board import Wall, board
from detente_rules.commands import Announce, EndPhase, Message, Ready, Seal, Start
from detente_rules.commands.facilitation import RaiseHand
from detente_rules.decisions import LabCard
from detente_rules.rejections import Refused
from detente_rules.wire.session import Invitation
from tests.client.hands import Hands
from tests.end_to_end.tables import in_phase, table, until


async def test_a_whole_session_from_the_lobby_to_the_debrief(tmp_path: Path) -> None:
    """Start, an inject, a mute, a hand, phases ended, a last round, secrets revealed; the wall shows what is public."""
    async with table(tmp_path) as server:
        ana = Link(server.ws_url, Invitation(server.created["code"], "Ana", "beacon"))
        wall = Link(server.ws_url, server.created["observer"], watch=True)
        await until(ana, lambda s: s.seat == "beacon")
        await until(wall, lambda s: s.code == server.created["code"])
        desk = ConsoleApp(Link(server.ws_url, server.created["facilitator"]))
        async with desk.run_test(size=(120, 40)) as pilot:
            eyes = Hands(desk, pilot)
            await eyes.until("● Ana")
            await eyes.press("S", "y")
            await eyes.until("Round 1/5 Briefing")

            await eyes.press("3", "x", "y")
            await eyes.until("✓ out")
            await eyes.press("4", "m", "y")
            await eyes.until("muted")
            with pytest.raises(Refused):
                await ana.send(Message(text="Nobody hears this."))
            await eyes.press("z")
            await ana.send(RaiseHand())
            await eyes.until("hand 1")
            await eyes.press("1", "h")
            await eyes.until("nobody asks for the floor")

            await ana.send(Ready())
            await eyes.until("Round 1/5 Negotiation")
            await eyes.press("E", "y")
            await until(ana, in_phase("decision", 1))
            await ana.send(Seal(LabCard()))
            await eyes.until("Round 2/5 Briefing")
            await eyes.press("7", "enter", "y")
            await eyes.until("The new game stands beside this one")
            await eyes.press("escape", "F", "y")
            await eyes.until("all rounds after all")
            for phase in ("briefing", "negotiation", "decision"):
                await until(ana, in_phase(phase, 2))
                await eyes.until(f"Round 2/5 {phase.capitalize()}")
                await eyes.press("E", "y")
            await eyes.until("0 of 4 seats revealed")
            public = await until(wall, in_phase("debrief"))
            assert "Secrets are told seat by seat: 0 of 4" in bare_all(board(public, 0.0, Wall(120, 40)))
            await eyes.press("enter", "y")
            await eyes.until("✓ revealed")
            told = await until(wall, lambda s: s.view is not None and bool(s.view.session.revealed))
            assert "1 of 4" in bare_all(board(told, 0.0, Wall(120, 40)))
            await eyes.press("q", "y")
        assert desk.return_value == 0
        await ana.close()
        await wall.close()


async def test_the_walls_process_only_ever_receives_the_observers_stream(tmp_path: Path) -> None:
    """Every text that came to it, over a round with whispers and secrets, is on the observer's stream and about nobody's seat."""
    texts: list[str] = []

    async with table(tmp_path) as server:

        class Taped:
            def __init__(self, channel: Channel) -> None:
                self._channel = channel

            async def send(self, text: str) -> None:
                await self._channel.send(text)

            async def receive(self) -> str | bytes:
                text = await self._channel.receive()
                texts.append(str(text))
                return text

        @asynccontextmanager
        async def taped(url: str) -> AsyncIterator[Channel]:
            async with websocket(url) as channel:
                yield Taped(channel)

        wall = Link(server.ws_url, server.created["observer"], watch=True, connect=taped)
        await until(wall, lambda s: s.connection == "live")
        boss = Link(server.ws_url, server.created["facilitator"])
        ana = Link(server.ws_url, Invitation(server.created["code"], "Ana", "beacon"))
        await until(ana, lambda s: s.seat == "beacon")
        await boss.send(Start())
        await boss.send(Announce(text="For Beacon alone.", to=("beacon",)))
        await ana.send(Message(text="To Wren alone.", to=("wren",)))
        for _ in ("briefing", "negotiation", "decision"):
            await boss.send(EndPhase())
        seen = await until(wall, in_phase("briefing", 2))
        assert seen.role == "observer"
        assert seen.view is not None
        assert (seen.view.audience, seen.view.figures, seen.view.brief) == ("observer", None, None)
        for link in (wall, boss, ana):
            await link.close()
    everything = "\n".join(texts)
    assert "round_reported" in everything
    for secret in (
        "alone.",
        "seat_reported",
        '"kind":"sealed"',
        '"sealed":{',
        "lock_changed",
        "bot_named",
        '"audience":"seat:',
        '"presence"',
    ):
        assert secret not in everything


async def test_the_wall_refuses_every_other_key(tmp_path: Path) -> None:
    """A facilitator's or a seat's token ends it at once, before any view has come."""
    async with table(tmp_path) as server:
        seat = server.created["seats"][0]["token"]
        for token in (server.created["facilitator"], seat):
            wall = Link(server.ws_url, token, watch=True)
            end = await until(wall, lambda s: s.connection == "closed")
            assert end.view is None
            assert "observer" in end.detail


async def test_the_hosts_keys_are_found_where_console_and_watch_look(tmp_path: Path) -> None:
    """`host` keeps them, readable by their owner alone; a resumed game's count as the newest again."""
    async with table(tmp_path / "game") as server:
        keep_keys(server)
        files = sorted(Store().folder.glob("*.json"))
        assert len(files) == 2
        assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}
        desk = console_link(None, server=server.ws_url, token_file=None)
        assert (await until(desk, lambda s: s.connection == "live")).role == "facilitator"
        wall = watch_link(None, server=server.ws_url, token_file=None)
        assert (await until(wall, lambda s: s.connection == "live")).role == "observer"
        by_code = watch_link(
            f"{server.created['code']}@127.0.0.1:{server.port}", server=None, token_file=None
        )
        assert (await until(by_code, lambda s: s.connection == "live")).role == "observer"
        for link in (desk, wall, by_code):
            await link.close()
        port = server.port
    async with table(tmp_path / "other", port=port) as server:
        keep_keys(server)
    async with table(tmp_path / "game", port=port) as server:
        assert server.created["facilitator"] is None
        keep_keys(server)
        again = console_link(None, server=server.ws_url, token_file=None)
        assert (await until(again, lambda s: s.connection == "live")).game == server.created["game"]
        await again.close()


async def test_a_branch_is_found_by_its_code(tmp_path: Path) -> None:
    """The console that made it keeps its keys and says how to run it; without a code one comes back to where one was."""
    async with table(tmp_path) as server:
        keep_keys(server)
        other = await server.another()
        words = keeper_of_branches(None, server.ws_url)(other)
        assert words == f"detente console {other['code']} --server {server.ws_url}"
        for code, game in ((other["code"], other["game"]), (None, server.created["game"])):
            desk = console_link(code, server=server.ws_url, token_file=None)
            assert (await until(desk, lambda s: s.connection == "live")).game == game
            await desk.close()


def test_without_a_key_one_is_told_where_it_would_be() -> None:
    """Two ways in for the wall, one for the console."""
    with pytest.raises(Misused, match="--reissue facilitator"):
        console_link(None, server=None, token_file=None)
    with pytest.raises(Misused, match=DEFAULT_SERVER):
        watch_link(None, server=None, token_file=None)


def test_a_host_on_another_port_is_named_to_whoever_forgot_it() -> None:
    """Of the newest key; not where the code, and not the address, is wrong."""
    Store().save(
        Credential("ws://127.0.0.1:9000", "g", "ABCD-EFGH", "facilitator", "facilitator", "t")
    ).release()
    with pytest.raises(Misused, match=r"--server ws://127\.0\.0\.1:9000"):
        console_link(None, server=None, token_file=None)
    with pytest.raises(Misused) as wrong:
        console_link("WXYZ-WXYZ", server="ws://127.0.0.1:9000", token_file=None)
    assert "for another" not in str(wrong.value)


async def test_the_wall_comes_back_by_itself(tmp_path: Path) -> None:
    """The server goes down and up; the wall says so and goes on."""
    async with table(tmp_path) as server:
        port = server.port
        wall = Link(server.ws_url, server.created["observer"], watch=True)
        await until(wall, lambda s: s.connection == "live")
    await until(wall, lambda s: s.connection == "lost")
    async with table(tmp_path, port=port):
        await until(wall, lambda s: s.connection == "live")
        await wall.close()
