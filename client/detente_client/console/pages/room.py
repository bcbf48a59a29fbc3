"""The room at a glance."""

from collections.abc import Sequence
from typing import ClassVar

from textual import work
from textual.binding import Binding, BindingType

from detente_client.console import deeds, room
from detente_client.console.ask import Form
from detente_client.console.desk import DeskPage
from detente_client.console.fields import Field
from detente_client.console.handover import hand_over
from detente_client.tui.lines import BLANK, Line, line
from detente_client.tui.names import seat_name
from detente_rules.views.types import View

NEWS = 3
MOST_NEWS = 12


class RoomPage(DeskPage):
    """Every seat in a line; hands, world and news round them."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("x", "swap", "Swap bot and people in this seat"),
        Binding("w", "whisper", "Whisper to this seat"),
        Binding("h", "hand", "The first hand has had the floor"),
    ]

    HINTS = (("↑ ↓", "seat"), ("Enter x", "bot ↔ people"), ("w", "whisper"), ("h", "next hand"))

    def head(self, view: View) -> tuple[Line, ...]:
        return (room.count_line(self.snapshot), room.world_words(view), room.hands_line(view), BLANK)

    def rows(self, view: View) -> Sequence[tuple[str, Line]]:
        del view
        return room.seat_rows(self.snapshot, self.width)

    def detail(self, view: View, chosen: str | None) -> tuple[Line, ...]:
        del chosen
        left = self.size.height - 6 - len(view.seats)
        return (line(("News", "title")), *room.news_lines(self.snapshot, max(NEWS, min(MOST_NEWS, left))))

    def enter(self, view: View, chosen: str) -> None:
        del view, chosen
        self.action_swap()

    def action_swap(self) -> None:
        """A bot into the seat, or its people."""
        if self.view is not None and self.chosen is not None:
            hand_over(self, self.view, self.chosen)

    @work
    async def action_whisper(self) -> None:
        """Words to this seat alone."""
        view, seat = self.view, self.chosen
        if view is None or seat is None:
            return
        title = f"To {seat_name(view, seat)} alone"
        said = await self.app.push_screen_wait(Form(title, (Field("text", "Only this seat reads it."),)))
        if said and said["text"]:
            self.do(deeds.say(said["text"], (seat,)))

    def action_hand(self) -> None:
        """The first of the queue has had the floor."""
        view = self.view
        if view is None or not view.session.hands:
            self.tell("Nobody asks for the floor.")
            return
        one = room.person_of(view, view.session.hands[0])
        if one is not None:
            self.do(deeds.lower_hand(one))
