"""A language model's bot at a real server: a whole game, with a stand-in for the model."""

import asyncio
import json
from pathlib import Path
from typing import Any

from detente_client.agents.endpoint import Endpoint
from detente_client.agents.llm import Policy, llm_bot
from detente_client.bot import play
from detente_client.link import Link
from detente_rules.commands import Start
from detente_rules.wire.session import Invitation
from tests.client.agents.stand_in import Said, stand_in
from tests.client.commands import detente
from tests.end_to_end.tables import table, until


def answer(body: dict[str, Any]) -> Said:
    """A sentence in every negotiation, a careful card in every decision."""
    asked = json.loads(body["messages"][1]["content"])
    if asked["situation"]["phase"] == "decision":
        return Said(json.dumps({"decision": {"kind": "lab_card", "posture": "careful"}, "why": "So."}))
    opening = "begins" in asked["task"]
    return Said(json.dumps({"acts": [{"kind": "message", "text": "Slowly."}] if opening else []}))


async def test_a_whole_game_over_the_network(tmp_path: Path) -> None:
    """It talks and decides in every round, nothing of it is refused, and no key is on any record."""
    said: list[str] = []
    with stand_in(answer) as model:
        async with table(tmp_path) as server:
            bot = llm_bot(Policy(Endpoint(model.url, "stand-in", key="secret-key")), said.append)
            link = Link(server.ws_url, Invitation(server.created["code"], "Model", "beacon", bot=True))
            playing = asyncio.create_task(play(bot, link, seed=1, say=said.append, quiet=0.05))
            facilitator = Link(server.ws_url, server.created["facilitator"])
            await until(facilitator, lambda s: s.view is not None and bool(s.view.seat_row("beacon").people))
            await facilitator.send(Start())
            async with asyncio.timeout(60):
                assert await playing == 0
            await facilitator.close()
    faults = ("Refused", "In ", "The answer", "The model", "Nor can")
    assert not [line for line in said if line.startswith(faults)]
    lines = [json.loads(line) for line in detente("export", str(tmp_path)).out.splitlines()]
    sealed = [one for one in lines if one["kind"] == "sealed" and one["data"]["seat"] == "beacon"]
    spoken = [one for one in lines if one["kind"] == "message_sent" and one["data"]["sender"] == "beacon"]
    assert [one["data"]["decision"]["posture"] for one in sealed] == ["careful"] * len(sealed)
    assert len(sealed) >= 5
    assert len(spoken) == len(sealed)
    assert "secret-key" not in json.dumps(lines)
