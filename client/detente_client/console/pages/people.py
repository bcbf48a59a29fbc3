"""The people: where they sit, what they are there for, and the keys they hold."""

from collections.abc import Sequence
from typing import ClassVar, get_args

from textual import work
from textual.binding import Binding, BindingType

from detente_client.console import deeds
from detente_client.console.deeds import Deed
from detente_client.console.desk import DeskPage
from detente_client.console.rolls import people_rows
from detente_client.console.room import person_of
from detente_client.tui.lines import BLANK, Line, line
from detente_client.tui.names import holder_words, seat_name
from detente_client.tui.screens.modals import ChooseOne, ChooseSome
from detente_client.tui.text import clean
from detente_rules.ids import Duty
from detente_rules.views.session_types import PersonView
from detente_rules.views.types import View

NOWHERE = "nowhere:"


class PeoplePage(DeskPage):
    """Everybody in the game, a line each."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("m", "mute", "Mute, or let speak again"),
        Binding("v", "move", "Move to another seat"),
        Binding("a", "appoint", "Appoint to duties in the delegation"),
        Binding("h", "hand", "This person has had the floor"),
        Binding("n", "reissue", "A new key for somebody who lost theirs"),
        Binding("k", "revoke", "Take the key back"),
        Binding("c", "code", "Another join code"),
    ]

    HINTS = (
        ("Enter v", "move"), ("m", "mute"), ("a", "duties"), ("h", "heard"), ("n", "new key"), ("k", "take key"), ("c", "code"),
    )  # fmt: skip

    def head(self, view: View) -> tuple[Line, ...]:
        del view
        code = self.snapshot.code or "–"
        where = f"  at {self.snapshot.addresses[0]}" if self.snapshot.addresses else ""
        return (line(("Join code: ", "title"), (code, "key"), where, ("   c: another one", "dim")), BLANK)

    def rows(self, view: View) -> Sequence[tuple[str, Line]]:
        del view
        return people_rows(self.snapshot)

    def enter(self, view: View, chosen: str) -> None:
        del view, chosen
        self.action_move()

    @property
    def _who(self) -> PersonView | None:
        view, chosen = self.view, self.chosen
        return person_of(view, chosen) if view is not None and chosen is not None else None

    def _player(self) -> PersonView | None:
        """The player under the cursor; says so where it is none."""
        who = self._who
        if who is None or who.role != "player":
            self.tell("That is for players.")
            return None
        return who

    def _with(self, deed: Deed | None) -> None:
        if deed is not None:
            self.do(deed)

    def action_mute(self) -> None:
        """Mute, or let speak."""
        who = self._player()
        self._with(deeds.mute(who) if who is not None else None)

    def action_hand(self) -> None:
        """It has had the floor."""
        who, view = self._who, self.view
        if who is None or view is None or who.id not in view.session.hands:
            self.tell("This person does not ask for the floor.")
        else:
            self.do(deeds.lower_hand(who))

    def action_reissue(self) -> None:
        """A new key."""
        who = self._who
        self._with(deeds.reissue(who) if who is not None else None)

    def action_revoke(self) -> None:
        """Take the key back; one's own would end the console, so not that."""
        who = self._who
        if who is not None and who.id == self.snapshot.person:
            self.tell("This is your own key.")
            return
        self._with(deeds.revoke(who) if who is not None else None)

    def action_code(self) -> None:
        """Another join code."""
        self.do(deeds.change_code())

    @work
    async def action_move(self) -> None:
        """Choose a seat."""
        who, view = self._player(), self.view
        if who is None or view is None:
            return
        rows: list[tuple[str, Line]] = [
            (row.id, line((f"{seat_name(view, row.id):<20}", "strong"), (holder_words(row), "dim")))
            for row in view.seats
            if row.id != who.seat
        ]
        if who.seat is not None:
            rows.append((NOWHERE, line(("no seat", "strong"))))
        seat = await self.app.push_screen_wait(ChooseOne(f"Where does {clean(who.name)} sit?", rows))
        if seat is not None:
            self.do(deeds.move(view, who, None if seat == NOWHERE else seat))

    @work
    async def action_appoint(self) -> None:
        """Choose duties."""
        who = self._player()
        if who is None:
            return
        if who.seat is None:
            self.tell("Duties are for people in a seat.")
            return
        duties: tuple[Duty, ...] = get_args(Duty)
        rows = [(duty, duty, duty in who.duties) for duty in duties]
        chosen = await self.app.push_screen_wait(ChooseSome(f"What is {clean(who.name)} there for?", rows))
        if chosen is not None:
            self.do(deeds.appoint(who, tuple(duty for duty in duties if duty in chosen)))
