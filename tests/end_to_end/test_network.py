"""Links, bots and a real server: whole games over a socket, and what a restart or a second device does to them."""

import asyncio
import json
from pathlib import Path

import pytest

from detente_client.bot import load, play
from detente_client.credentials import Keeper, Store
from detente_client.link import Link
from detente_client.table import CannotJoin
from detente_rules.commands import Message, Ready, Seal, Sign, Start
from detente_rules.decisions import LabCard
from detente_rules.rejections import Refused
from detente_rules.wire.session import Invitation
from tests.client.commands import detente
from tests.end_to_end.tables import host, in_phase, table, until

FORM = {"game", "code", "ws", "http", "mqtt", "resumed", "facilitator", "observer", "seats"}


async def test_a_game_of_network_bots(tmp_path: Path) -> None:
    """Bots in every seat play a whole game over the network; the record verifies, and the report is made from it."""
    async with table(tmp_path) as server:
        said: list[str] = []
        bots = [
            asyncio.create_task(
                play(
                    load(name),
                    Link(
                        server.ws_url, Invitation(server.created["code"], f"{name} {number}", None, bot=True)
                    ),
                    seed=number,
                    say=said.append,
                    quiet=0.05,
                )
            )
            for number, name in enumerate(("conditional", "cautious", "opportunist", "racer"))
        ]
        facilitator = Link(server.ws_url, server.created["facilitator"])
        await until(facilitator, lambda s: s.view is not None and all(row.people for row in s.view.seats))
        await facilitator.send(Start())
        async with asyncio.timeout(60):
            assert await asyncio.gather(*bots) == [0, 0, 0, 0]
        await until(facilitator, in_phase("debrief"))
        await facilitator.close()
    assert not [line for line in said if line.startswith(("Refused", "In "))]
    assert detente("verify", str(tmp_path)).status == 0
    page = tmp_path / "page.html"
    assert detente("report", str(tmp_path), "--out", str(page)).status == 0
    assert "Coordination" in page.read_text() or "coordination" in page.read_text()


async def test_a_restart_in_mid_round(tmp_path: Path) -> None:
    """The server goes down and comes up: links come back by themselves, nothing acknowledged is lost or done twice."""
    async with table(tmp_path) as server:
        port, code = server.port, server.created["code"]
        ana = Link(server.ws_url, Invitation(code, "Ana", "beacon"))
        await until(ana, lambda s: s.seat == "beacon")
        facilitator = Link(server.ws_url, server.created["facilitator"])
        await facilitator.send(Start())
        await until(ana, in_phase("briefing", 1))
        await ana.send(Message(text="Before."))
    lost = await until(ana, lambda s: s.connection == "lost")
    assert lost.view is not None
    during = asyncio.create_task(ana.send(Message(text="While you were away.")))
    await asyncio.sleep(0.3)
    async with table(tmp_path, port=port) as server:
        assert server.created["resumed"]
        assert (server.created["code"], server.port) == (code, port)
        await during
        snapshot = await until(ana, lambda s: s.connection == "live" and len(s.messages) == 2)
        assert [line.text for line in snapshot.messages] == ["Before.", "While you were away."]
        await until(facilitator, lambda s: s.connection == "live")
        await ana.close()
        await facilitator.close()


async def test_power_off_in_mid_round(tmp_path: Path) -> None:
    """Kill -9, the same command again: people and bots go on, and every acknowledged act is on record once."""
    arguments = ("first-steps", "--data", str(tmp_path), "--listen", "127.0.0.1:0", "--untimed")
    with host(*arguments) as first:
        url, code = first.said["ws"], first.said["code"]
        ana = Link(url, Invitation(code, "Ana", "beacon"))
        await until(ana, lambda s: s.seat == "beacon")
        facilitator = Link(url, first.said["facilitator"])
        await facilitator.send(Start())
        await until(ana, in_phase("briefing", 1))
        await ana.send(Ready())
        await until(ana, in_phase("negotiation", 1))
        talk = [asyncio.create_task(ana.send(Message(text=f"Line {number}."))) for number in range(20)]
        await asyncio.wait(talk, return_when=asyncio.FIRST_COMPLETED)
        first.kill()
    with host(*arguments) as second:
        assert second.said["resumed"]
        assert (second.said["ws"], second.said["code"], second.said["facilitator"]) == (url, code, None)
        await asyncio.gather(*talk)
        await until(ana, lambda s: s.connection == "live")
        await ana.send(Ready())
        await until(ana, in_phase("decision", 1))
        await ana.send(Seal(LabCard(posture="careful")))
        snapshot = await until(ana, in_phase("briefing", 2))
        texts = [line.text for line in snapshot.messages if line.mine]
        assert sorted(texts) == sorted(f"Line {number}." for number in range(20))
        await ana.close()
        await facilitator.close()
        assert second.stop() == 0
    assert detente("verify", str(tmp_path)).status == 0


async def test_a_second_device(tmp_path: Path) -> None:
    """The same credential on another device takes the place; the first one says why it is closed."""
    async with table(tmp_path) as server:
        token = server.created["seats"][0]["token"]
        first, second = Link(server.ws_url, token), Link(server.ws_url, token)
        await until(first, lambda s: s.connection == "live")
        await until(second, lambda s: s.connection == "live")
        closed = await until(first, lambda s: s.connection == "closed")
        assert "another device" in closed.detail
        await second.close()


async def test_coming_back_unasked(tmp_path: Path) -> None:
    """Who joins again on the same machine is the same person; who joins beside them is somebody else."""
    async with table(tmp_path / "game") as server:
        where = f"{server.created['code']}@127.0.0.1:{server.port}"
        people = []
        links = [Link(keeper=Keeper(Store(tmp_path / "keys"))) for _ in range(3)]
        for number in (0, 1):
            await links[number].join(where, "Ana")
            people.append(links[number].snapshot.person)
        await links[0].close()
        await links[2].join(where, "Ana")
        people.append(links[2].snapshot.person)
        assert people[0] != people[1]
        assert people[2] == people[0]
        await links[1].close()
        await links[2].close()


async def test_a_wrong_code_and_a_wrong_token(tmp_path: Path) -> None:
    """Both are refused in the server's words."""
    async with table(tmp_path) as server:
        with pytest.raises(CannotJoin, match="no game with this code"):
            await Link().join(f"AAAA-AAAA@127.0.0.1:{server.port}", "Ana")
        closed = await until(Link(server.ws_url, "nonsense"), lambda s: s.connection == "closed")
        assert "opens no game" in closed.detail


async def test_refusals_cross_the_network(tmp_path: Path) -> None:
    """A refusal brings code, rule and field to the sender; the game goes on."""
    async with table(tmp_path) as server:
        ana = Link(server.ws_url, server.created["seats"][1]["token"])
        await until(ana, lambda s: s.connection == "live")
        with pytest.raises(Refused) as no:
            await ana.send(Sign(treaty="t9", version=1))
        assert no.value.rejection.rule.startswith("R")
        await ana.send(Message(text="Still here."))
        await ana.close()


def test_the_form_of_host(tmp_path: Path) -> None:
    """`host --json` prints one line with the port and every credential, and SIGTERM ends it with 0."""
    with host("two-blocs", "--data", str(tmp_path), "--listen", "127.0.0.1:0") as one:
        said = one.said
        assert set(said) >= FORM
        assert said["ws"].startswith("ws://127.0.0.1:")
        assert said["http"].startswith("http://127.0.0.1:")
        assert (said["mqtt"], said["resumed"]) == (None, False)
        assert {seat["kind"] for seat in said["seats"]} == {"lab", "nation"}
        assert all(seat["token"] for seat in said["seats"])
        assert one.stop() == 0
    with host("--data", str(tmp_path), "--reissue", "facilitator") as two:
        assert (two.said["game"], two.said["code"], two.said["ws"]) == (
            said["game"],
            said["code"],
            said["ws"],
        )
        assert two.said["resumed"]
        assert two.said["facilitator"] not in {None, said["facilitator"]}
        assert two.said["observer"] is None
        two.stop()
    with host("first-steps", "--data", str(tmp_path), "--listen", "127.0.0.1:0", "--new") as three:
        assert three.said["game"] != said["game"]
        three.stop()


def test_two_hosts_in_one_folder(tmp_path: Path) -> None:
    """A second server on the same folder is turned away in words."""
    with host("first-steps", "--data", str(tmp_path), "--listen", "127.0.0.1:0"):
        done = detente("host", "first-steps", "--data", str(tmp_path), "--listen", "127.0.0.1:0")
        assert done.status == 1
        assert "Another server" in done.err


def test_play_line_by_line(tmp_path: Path) -> None:
    """`play --plain` is a whole game on standard input and output, from the lobby to the debrief."""
    script = ["wait briefing"]
    for number in range(1, 6):
        script += [
            "ready",
            "wait negotiation",
            "say Good morning.",
            "ready",
            "wait decision",
            "decide careful",
            "seal",
        ]
        script.append("wait briefing" if number < 5 else "wait debrief")
    done = detente(
        "play",
        "first-steps",
        "--plain",
        "--data",
        str(tmp_path),
        stdin="\n".join([*script, "debrief", "quit"]),
    )
    assert (done.status, done.err) == (0, "")
    assert "Scores" in done.out
    folder = next(tmp_path.iterdir())
    assert f"detente report {folder}" in done.out
    lines = detente("export", str(folder)).out.splitlines()
    assert json.loads(lines[-1])["kind"] == "debrief_opened"
    assert detente("verify", str(folder)).status == 0
