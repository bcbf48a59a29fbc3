"""Draws the README's picture anew from a real game: ``python -m tests.end_to_end.pictures``. Look at it before it is committed."""

import asyncio
import re
import tempfile
from pathlib import Path

from detente_client.link import Link
from detente_client.tui.app import DetenteApp
from detente_client.tui.notebook import NoNotebook
from detente_rules.commands import EndPhase, Message, Seal, Start
from detente_rules.decisions import LabDecision
from detente_rules.wire.session import Invitation
from tests.end_to_end.tables import in_phase, table, until

PICTURE = Path(__file__).resolve().parents[2] / "docs" / "pictures" / "table.svg"


async def drawn() -> str:
    """Round 3 of two-blocs, as somebody sees it who leads a laboratory among bots."""
    with tempfile.TemporaryDirectory() as data:
        async with table(Path(data), "two-blocs", seed="7") as server:
            ana = Link(server.ws_url, Invitation(server.created["code"], "Ana", "helion"))
            desk = Link(server.ws_url, server.created["facilitator"])
            await until(ana, lambda s: s.seat == "helion")
            app = DetenteApp(ana, notebook=NoNotebook())
            async with app.run_test(size=(120, 36)) as pilot:
                await desk.send(Start())
                for number in (1, 2, 3):
                    await until(ana, in_phase("briefing", number))
                    await desk.send(EndPhase())
                    await until(ana, in_phase("negotiation", number))
                    await until(ana, lambda s: s.view is not None and bool(s.view.treaties))
                    await asyncio.sleep(1.0)
                    if number < 3:
                        await desk.send(EndPhase())
                        await until(ana, in_phase("decision", number))
                        await ana.send(Seal(LabDecision(safety=0.2)))
                await ana.send(Message(text="We would sign if Meridian's inspectors come to us as well."))
                await pilot.press("escape", "escape", "t")
                await pilot.pause(1.5)
                svg = app.export_screenshot(title="detente join")
            await ana.close()
            await desk.close()
    # The drawing names a font on the network; any fixed one will do.
    return re.sub(r"@font-face \{.*?\}", "", svg, flags=re.DOTALL)


if __name__ == "__main__":
    PICTURE.parent.mkdir(exist_ok=True)
    PICTURE.write_text(asyncio.run(drawn()), encoding="utf-8")
