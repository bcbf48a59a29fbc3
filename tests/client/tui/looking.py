"""What a test sees on the screen, and hands on the keys."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from textual.pilot import Pilot

from detente_client.model import Snapshot
from detente_client.tui.app import DetenteApp
from detente_client.tui.foresight import Foresee
from tests.client.tui.solo import HandTable, SoloTable
from tests.client.tui.views import NOW


def screen_text(app: DetenteApp) -> str:
    """The screen as lines of plain text."""
    strips = app.screen._compositor.render_strips(app.size)
    return "\n".join("".join(segment.text for segment in strip) for strip in strips)


class Hands:
    """Somebody at the keyboard."""

    def __init__(self, app: DetenteApp, pilot: "Pilot[int]") -> None:
        self.app = app
        self.pilot = pilot

    async def press(self, *keys: str) -> None:
        """Press keys, one after the other, and let the screen settle."""
        for key in keys:
            await self.pilot.press(key)
        await self.settle()

    async def type(self, words: str) -> None:
        """Type words into the field that has the focus."""
        names = {
            " ": "space",
            "-": "minus",
            "[": "left_square_bracket",
            "]": "right_square_bracket",
            ".": "full_stop",
        }
        await self.press(*(names.get(char, char) for char in words))

    async def settle(self) -> None:
        """Until the screen no longer changes, which on a busy machine takes longer."""
        before = ""
        for _ in range(20):
            await self.pilot.pause()
            now = self.sees
            if now == before:
                return
            before = now

    @property
    def sees(self) -> str:
        """The screen as text."""
        return screen_text(self.app)


@asynccontextmanager
async def at_table(
    table: HandTable | SoloTable,
    size: tuple[int, int] = (80, 24),
    now: float = NOW,
    foresee: Foresee | None = None,
) -> AsyncIterator[Hands]:
    """The terminal client at a table, its clock standing still, without forecasts unless told otherwise."""
    app = DetenteApp(table, lambda: now, foresee)
    async with app.run_test(size=size, notifications=True) as pilot:
        hands = Hands(app, pilot)
        await hands.settle()
        yield hands


async def put(hands: Hands, table: HandTable, snapshot: Snapshot) -> None:
    """A new state arrives."""
    table.put(snapshot)
    await hands.settle()
