"""A seat from a bot to its people and back, with a memo of three lines for whoever takes over."""

import asyncio

from textual.widget import Widget

from detente_client.console import deeds
from detente_client.console.ask import Form
from detente_client.console.deeds import Deed
from detente_client.console.desk import Do
from detente_client.console.fields import Field
from detente_client.console.rolls import bot_rows
from detente_client.console.room import people_in
from detente_client.tui.names import seat_name
from detente_client.tui.screens.modals import ChooseOne
from detente_rules.views.types import View

MEMO = (
    Field("one", "A memo to whoever takes over. What this seat wants now:"),
    Field("two", "What it has promised, and to whom:"),
    Field("three", "What to do next:"),
)


def hand_over(asker: Widget, view: View, seat: str) -> None:
    """Ask which bot (where people sit) and for the memo, then have it done."""
    asker.run_worker(_flow(asker, view, seat), exit_on_error=False)


async def _flow(asker: Widget, view: View, seat: str) -> None:
    row, app, bot = view.seat_row(seat), asker.app, None
    if row.holder != "bot" or not people_in(view, seat):
        title = f"Who plays {seat_name(view, seat)}?"
        bot = await app.push_screen_wait(ChooseOne(title, await asyncio.to_thread(bot_rows)))
        if bot is None:
            return
    memo = await app.push_screen_wait(Form(f"{seat_name(view, seat)} changes hands", MEMO))
    if memo is None:
        return
    lines = "\n".join(text for text in memo.values() if text)
    deed: Deed = deeds.hand_over(view, seat, bot, lines)
    asker.post_message(Do(deed))
