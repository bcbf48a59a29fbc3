"""Bots in Python at a real server that dies: they come back by themselves and play to the end."""

import asyncio
import json
from pathlib import Path

from detente_client.bot import AsyncBot, LabCard, play
from detente_client.link import Link
from detente_rules.commands import Start
from detente_rules.decisions import Decision
from detente_rules.views.types import View
from detente_rules.wire.session import Invitation
from tests.client.commands import detente
from tests.end_to_end.tables import host, in_phase, until


class Patient(AsyncBot):
    """Waits a little before it decides."""

    async def decide(self, view: View) -> Decision:
        """A card."""
        await asyncio.sleep(0)
        return LabCard(posture="careful")


async def test_a_bot_comes_back_to_a_server_that_was_killed(tmp_path: Path) -> None:
    """Kill -9 and the same command again: the bot says so, goes on, and decides once a round."""
    arguments = ("first-steps", "--data", str(tmp_path), "--listen", "127.0.0.1:0", "--untimed")
    said: list[str] = []
    with host(*arguments) as first:
        who = Invitation(first.said["code"], "Patient", "beacon", bot=True)
        bot = asyncio.create_task(
            play(Patient, Link(first.said["ws"], who), seed=1, say=said.append, quiet=0.02)
        )
        facilitator = Link(first.said["ws"], first.said["facilitator"])
        await until(facilitator, lambda s: s.view is not None and bool(s.view.seat_row("beacon").people))
        await facilitator.send(Start())
        await until(facilitator, in_phase("negotiation", 2))
        first.kill()
    with host(*arguments) as second:
        assert second.said["resumed"]
        async with asyncio.timeout(60):
            assert await bot == 0
        await facilitator.close()
    assert "Back." in said
    assert said[-1].startswith("The game is over")
    lines = [json.loads(line) for line in detente("export", str(tmp_path)).out.splitlines()]
    sealed = [line for line in lines if line["kind"] == "sealed" and line["data"]["seat"] == "beacon"]
    assert [line["round"] for line in sealed] == [1, 2, 3, 4, 5]
    assert {line["data"]["decision"]["posture"] for line in sealed} == {"careful"}
