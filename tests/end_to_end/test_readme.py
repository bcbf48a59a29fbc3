"""What a reader sees in the README is so."""

import asyncio
import json
from itertools import pairwise
from pathlib import Path

from detente_client.bot import load, play
from detente_client.link import Link
from detente_rules.commands import Start
from detente_rules.wire.session import Invitation
from tests.client.commands import detente
from tests.end_to_end import readme
from tests.end_to_end.tables import in_phase, table, until


def test_the_demo() -> None:
    """The excerpt is what the command prints."""
    assert readme.part("demo") == readme.demo(), readme.RENEW


def test_the_commands() -> None:
    """The table lists the commands there are, in their own words."""
    assert readme.part("commands") == readme.commands(), readme.RENEW


def test_the_bot_has_fifteen_lines() -> None:
    """Blank lines apart."""
    assert len([line for line in readme.bot().splitlines() if line.strip()]) <= 15


def test_the_bot_in_the_process(tmp_path: Path) -> None:
    """It plays a whole game, and its safety share is the one it says."""
    file = tmp_path / "neighbour.py"
    file.write_text(readme.bot())
    done = detente(
        "demo", "two-blocs", "--seed", "3", "--seats", f"helion={file}", "--data", str(tmp_path), "--json"
    )
    assert (done.status, done.err) == (0, "")
    lines = [json.loads(line) for line in Path(json.loads(done.out)["journal"]).read_text().splitlines()]
    resolved = [line["data"] for line in lines if line["kind"] == "round_resolved"]
    for before, after in pairwise(resolved):
        others = [said["safety"] for lab, said in before["declared"].items() if lab != "helion"]
        assert after["decisions"]["helion"]["safety"] == min(others)


async def test_the_bot_on_the_network(tmp_path: Path) -> None:
    """The same file takes a seat of a game on a server and plays it to its end, without a refusal."""
    file = tmp_path / "neighbour.py"
    file.write_text(readme.bot())
    said: list[str] = []
    async with table(tmp_path / "game", "two-blocs") as server:
        who = Invitation(server.created["code"], "Neighbour", "helion", bot=True)
        playing = asyncio.create_task(
            play(load(str(file)), Link(server.ws_url, who), seed=1, say=said.append, quiet=0.02)
        )
        facilitator = Link(server.ws_url, server.created["facilitator"])
        await until(facilitator, lambda s: s.view is not None and bool(s.view.seat_row("helion").people))
        await facilitator.send(Start())
        async with asyncio.timeout(60):
            assert await playing == 0
        await until(facilitator, in_phase("debrief"))
        await facilitator.close()
    assert said[0] == "Seated as helion."
    assert not [line for line in said if line.startswith(("Refused", "In "))]
