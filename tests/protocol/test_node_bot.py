"""The example in plain Node.js, which knows the published documents alone, plays whole games."""

import asyncio
import json
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from detente_client.link import Link
from detente_rules.commands import SeatBot, Start
from tests.client.commands import detente
from tests.end_to_end.tables import host, in_phase, until
from tests.protocol.node import example_bot

pytestmark = pytest.mark.heavy


@asynccontextmanager
async def node(folder: Path, code: str, url: str, *more: str) -> AsyncIterator[Process]:
    """The bot, on its way to a game."""
    command = ["node", str(example_bot(folder / "bot")), f"{code}@{url}", *more]
    process = await asyncio.create_subprocess_exec(*command, stdout=PIPE, stderr=PIPE)
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def said(process: Process, seconds: float = 120.0) -> list[str]:
    """What it printed up to its end."""
    async with asyncio.timeout(seconds):
        out, err = await process.communicate()
    assert not err.decode()
    return out.decode().splitlines()


async def start(link: Link, seat: str, others: str | None = None) -> None:
    """Begin when somebody sits there. others: the bot of every other seat, None: as the rules seat them."""
    now = await until(link, lambda s: s.view is not None and bool(s.view.seat_row(seat).people))
    for row in now.view.seats if now.view is not None and others is not None else ():
        if row.id != seat:
            await link.send(SeatBot(row.id, others))
    await link.send(Start())


def record(folder: Path) -> list[dict[str, Any]]:
    """The game's lines, from the outside."""
    return [json.loads(line) for line in detente("export", str(folder)).out.splitlines()]


async def test_it_plays_a_whole_game(tmp_path: Path) -> None:
    """It comes in by the code, offers a treaty and signs, decides in every round, and nothing it does is refused."""
    with host("two-blocs", "--data", str(tmp_path / "game"), "--listen", "127.0.0.1:0", "--untimed") as game:
        async with node(tmp_path, game.said["code"], game.said["ws"], "--seat", "aurelia") as bot:
            facilitator = Link(game.said["ws"], game.said["facilitator"])
            # Others that offered something themselves would be the first now and then, and it would sign theirs instead.
            await start(facilitator, "aurelia", others="cautious")
            lines = await said(bot)
            await facilitator.close()
    assert bot.returncode == 0, lines
    assert lines[-1].startswith("The game is over")
    assert not [line for line in lines if line.startswith("refused")]
    events = [
        line
        for line in record(tmp_path / "game")
        if line["data"].get("by", line["data"].get("seat")) == "aurelia"
    ]
    kinds = [line["kind"] for line in events]
    assert kinds.count("sealed") == sum(
        line["kind"] == "round_resolved" for line in record(tmp_path / "game")
    )
    assert {"treaty_proposed", "treaty_signed"} <= set(kinds)


async def test_it_comes_back_to_a_server_that_was_killed(tmp_path: Path) -> None:
    """Kill -9 in the middle of the game, and the same command again: the bot goes on by itself and decides once a round."""
    arguments = ("first-steps", "--data", str(tmp_path / "game"), "--listen", "127.0.0.1:0", "--untimed")
    with host(*arguments) as first:
        async with node(tmp_path, first.said["code"], first.said["ws"], "--seat", "beacon") as bot:
            facilitator = Link(first.said["ws"], first.said["facilitator"])
            await start(facilitator, "beacon")
            await until(facilitator, in_phase("negotiation", 2))
            first.kill()
            with host(*arguments) as second:
                assert second.said["resumed"]
                lines = await said(bot)
                await facilitator.close()
    assert bot.returncode == 0, lines
    assert [line for line in lines if line.startswith("lost")]
    assert [line for line in lines if line.startswith("back as beacon")]
    sealed = [
        line["round"]
        for line in record(tmp_path / "game")
        if line["kind"] == "sealed" and line["data"]["seat"] == "beacon"
    ]
    assert sealed == [1, 2, 3, 4, 5]


async def test_a_wrong_code_ends_it(tmp_path: Path) -> None:
    """In the server's words."""
    with host("first-steps", "--data", str(tmp_path / "game"), "--listen", "127.0.0.1:0") as game:
        async with node(tmp_path, "AAAA-AAAA", game.said["ws"]) as bot:
            lines = await said(bot)
    assert bot.returncode == 1
    assert "no game with this code" in lines[-1]
