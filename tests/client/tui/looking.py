"""The terminal client at a table, and somebody who uses it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from detente_client.model import Snapshot
from detente_client.tui import app as tui_app
from detente_client.tui.app import DetenteApp
from detente_client.tui.foresight import Foresee
from detente_client.tui.happenings import Severity
from tests.client import hands as any_hands
from tests.client.tui.solo import HandTable, SoloTable
from tests.client.tui.views import NOW

STYLES = str(Path(tui_app.__file__).with_name("detente.tcss"))


class Hands(any_hands.Hands):
    """Somebody at the keyboard of the terminal client."""

    app: DetenteApp


class Unhurried(DetenteApp):
    """The client, with toasts that stay and keys that wait: on a busy machine a toast would be gone before it is looked at,
    and a key given up before it was handled. A key whose screen has gone before it could say so is still let go by the clock.
    """

    CSS_PATH = STYLES
    patience = 8.0

    def tell(self, words: str, severity: Severity = "information", seconds: float = 4.0) -> None:
        super().tell(words, severity, seconds=max(seconds, 3600))


@asynccontextmanager
async def at_table(
    table: HandTable | SoloTable,
    size: tuple[int, int] = (80, 24),
    now: float = NOW,
    foresee: Foresee | None = None,
) -> AsyncIterator[Hands]:
    """The terminal client at a table, its clock standing still, without forecasts unless told otherwise."""
    app = Unhurried(table, lambda: now, foresee)
    async with app.run_test(size=size, notifications=True) as pilot:
        hands = Hands(app, pilot)
        await hands.settle()
        yield hands


async def put(hands: Hands, table: HandTable, snapshot: Snapshot) -> None:
    """A new state arrives."""
    table.put(snapshot)
    await hands.settle()
