"""Two people in one seat on a real server, one of them at the screen: one draft, one seal, a channel of their own."""

from pathlib import Path

import pytest

from detente_client.link import Link
from detente_client.tui.app import DetenteApp
from detente_client.tui.screens.decide import DecidePage
from detente_rules import library
from detente_rules.commands import EndPhase, Message, Seal, Start
from detente_rules.commands.facilitation import Draft, Endorse
from detente_rules.decisions import LabCard, LabDecision
from detente_rules.rejections import Refused
from detente_rules.wire.session import Invitation
from tests.client.hands import Hands
from tests.end_to_end.tables import in_phase, table, until

QUORUM = "\n[delegation]\nquorum_seal = 2\n"


def two_keys(folder: Path) -> str:
    """first-steps, where two must stand behind what is sealed; the path of the scenario."""
    path = folder / "two-keys" / "scenario.toml"
    path.parent.mkdir()
    path.write_text(library.load_text("first-steps") + QUORUM, encoding="utf-8")
    return str(path)


async def test_two_people_share_a_seat_a_draft_and_a_seal(tmp_path: Path) -> None:
    """Ana, the head, sits at the screen; Ben's line is bare. What Ben drafts she sees, stands behind, and seals."""
    async with table(tmp_path / "data", two_keys(tmp_path)) as server:
        code, host = server.created["code"], Link(server.ws_url, server.created["facilitator"])
        app = DetenteApp(Link(server.ws_url, Invitation(code, "Ana", "beacon")), foresee=None)
        async with app.run_test(size=(120, 40), notifications=True) as pilot:
            ana = Hands(app, pilot)
            await ana.until("Ana")
            ben = Link(server.ws_url, Invitation(code, "Ben", "beacon"))
            await until(ben, lambda s: s.seat == "beacon")
            await host.send(Start())
            await host.send(EndPhase())
            await ana.until("Negotiation")
            await ana.press("escape", "escape", "k")

            await ben.send(Message(text="Psst: careful this time.", to=("beacon",)))
            await ana.until("among us")
            await ana.press("down", "down", "up", "up", "down")
            await ana.until("Psst: careful this time.")
            await ana.until("Only your own delegation (Beacon) reads this.")

            await host.send(EndPhase())
            await until(ben, in_phase("decision"))
            await ben.send(Draft(LabCard(posture="careful")))
            await ana.press("x")
            await ana.until("draft 1 by Ben")
            assert app.main.query_one(DecidePage).orders == LabCard(posture="careful")
            await ana.press("1", "s")
            await ana.until("R13.4")  # Ben does not stand behind a sprint
            await ana.press("g")
            assert app.main.query_one(DecidePage).orders == LabCard(posture="careful")
            await ana.press("s")
            # Nobody else is awaited, so the round ends with it, and the table comes back.
            await ana.until("Your decision is sealed.")
            done = await until(ben, lambda s: s.view is not None and bool(s.view.own_reports))
            assert done.view is not None
            decided = done.view.own_reports[-1].decision
            assert isinstance(decided, LabDecision)
            assert decided.safety == 0.35
        await ben.close()
        await host.close()


async def test_who_is_not_the_head_cannot_seal(tmp_path: Path) -> None:
    """Not even with the quorum behind it: the head's hand is on it."""
    async with table(tmp_path / "data", two_keys(tmp_path)) as server:
        code, host = server.created["code"], Link(server.ws_url, server.created["facilitator"])
        links = []
        for name in ("Ana", "Ben"):
            links.append(Link(server.ws_url, Invitation(code, name, "beacon")))
            await until(links[-1], lambda s: s.seat == "beacon")
        ana, ben = links
        await host.send(Start())
        await host.send(EndPhase())
        await host.send(EndPhase())
        await until(ben, in_phase("decision"))
        await ana.send(Draft(LabCard()))
        await ben.send(Endorse("seal", number=1))
        with pytest.raises(Refused) as refused:
            await ben.send(Seal(LabCard()))
        assert refused.value.rejection.rule == "R13.2"
        await ana.send(Seal(LabCard()))
        for link in (*links, host):
            await link.close()
