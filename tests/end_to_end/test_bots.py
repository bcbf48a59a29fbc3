"""Bots in Python at a real server that dies: they come back by themselves and play to the end."""

import asyncio
import json
from pathlib import Path

from detente_client.bot import AsyncBot, LabCard, Message, load, play
from detente_client.link import Link
from detente_client.model import Snapshot
from detente_rules.commands import Start
from detente_rules.decisions import Decision
from detente_rules.views.types import View
from detente_rules.wire.session import Invitation
from tests.client.commands import detente
from tests.end_to_end.tables import host, in_phase, table, until


class Patient(AsyncBot):
    """Waits a little before it decides."""

    async def decide(self, view: View) -> Decision:
        """A card."""
        await asyncio.sleep(0)
        return LabCard(posture="careful")

    async def explain(self, view: View) -> str:
        """A sentence."""
        return f"Haste is dear in {view.rounds} rounds."


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


def both_sit(now: Snapshot) -> bool:
    """Beacon and quill are taken."""
    return now.view is not None and all(now.view.seat_row(seat).people for seat in ("beacon", "quill"))


def to_quill(now: Snapshot) -> list[str]:
    """What beacon said to quill alone."""
    return [line.text for line in now.messages if line.sender == "beacon" and line.to == ("quill",)]


async def test_a_bot_of_ones_own_stays_at_the_debrief_and_says_why(tmp_path: Path) -> None:
    """To another player, in private, once the game is over."""
    async with table(tmp_path) as server:
        links = [
            Link(server.ws_url, Invitation(server.created["code"], name, seat, bot=True))
            for name, seat in (("Patient", "beacon"), ("Ana", "quill"))
        ]
        staying = asyncio.create_task(play(Patient, links[0], seed=1, quiet=0.02, stay=600))
        playing = asyncio.create_task(play(load("cautious"), links[1], seed=1, quiet=0.02))
        facilitator = Link(server.ws_url, server.created["facilitator"])
        await until(facilitator, both_sit)
        await facilitator.send(Start())
        async with asyncio.timeout(60):
            assert await playing == 0
        ana = Link(server.ws_url, links[1].snapshot.token)
        await until(ana, in_phase("debrief"))
        await ana.send(Message(text="Why so slow?", to=("beacon",)))
        assert to_quill(await until(ana, lambda s: bool(to_quill(s)))) == ["Haste is dear in 5 rounds."]
        assert not staying.done()
        staying.cancel()
        await asyncio.wait({staying})
        await ana.close()
        await facilitator.close()
