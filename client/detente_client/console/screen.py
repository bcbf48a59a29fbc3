"""The console's one screen: status, what wants doing, the page, its keys, the keys that work everywhere."""

from typing import Final

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.screen import Screen
from textual.widgets import ContentSwitcher, Input, Static, TextArea

from detente_client.console import room
from detente_client.console.desk import DeskPage
from detente_client.console.pages.branch import BranchPage
from detente_client.console.pages.debrief import DebriefPage
from detente_client.console.pages.injects import InjectsPage
from detente_client.console.pages.people import PeoplePage
from detente_client.console.pages.room import RoomPage
from detente_client.console.pages.say import SayPage
from detente_client.console.pages.settings import SettingsPage
from detente_client.console.pages.show import ShowPage
from detente_client.model import Snapshot
from detente_client.tui.clock import Clock, read_clock
from detente_client.tui.lines import Line, Span, line
from detente_client.tui.names import PHASE_NAMES
from detente_client.tui.paint import paint
from detente_client.tui.screens.page import HintLine
from detente_client.tui.text import clean, shorten
from detente_client.tui.widgets.bars import CONNECTION, URGENCY, AdviceLine, KeyBar

WIDE: Final = 100
"""Columns from which what there is to say of a row stands beside the rows."""

PAGES: Final = (
    ("room", "1", "room"),
    ("show", "2", "plan"),
    ("injects", "3", "injects"),
    ("people", "4", "people"),
    ("say", "5", "say"),
    ("settings", "6", "settings"),
    ("branch", "7", "branch"),
    ("debrief", "8", "debrief"),
)
"""Id, key and word of every page."""


def status_line(snapshot: Snapshot, clock: Clock, width: int) -> tuple[Line, Line]:
    """Left and right half of the first line."""
    view = snapshot.view
    if view is None:
        return line(("Détente · console", "title")), line(CONNECTION[snapshot.connection])
    when = PHASE_NAMES[view.phase]
    if view.phase not in {"lobby", "debrief"}:
        when = f"Round {view.round}/{view.rounds} {when}"
    right: list[Span] = [(when, "strong"), ("  ", "plain")]
    if clock.text and view.phase != "debrief" and snapshot.connection != "closed":
        right += [(clock.text, URGENCY[clock.urgency]), ("  ", "plain")]
    right.append(CONNECTION[snapshot.connection])
    room = width - sum(len(part) for part, _ in right) - 3
    return line((shorten(f"Détente · console · {clean(view.title)}", room), "title")), tuple(right)


class DeskScreen(Screen[None]):
    """Shows one page at a time; all of them stay mounted."""

    def __init__(self) -> None:
        super().__init__()
        self.snapshot = Snapshot()
        self.page_name = "room"

    def compose(self) -> ComposeResult:
        with Horizontal(id="status"):
            yield Static("", id="status-left", markup=False)
            yield Static("", id="status-right", markup=False)
        yield AdviceLine("▶ …", id="advice")
        with ContentSwitcher(initial="room", id="pages"):
            yield RoomPage(id="room")
            yield ShowPage(id="show")
            yield InjectsPage(id="injects")
            yield PeoplePage(id="people")
            yield SayPage(id="say")
            yield SettingsPage(id="settings")
            yield BranchPage(id="branch")
            yield DebriefPage(id="debrief")
        yield HintLine("", id="hints")
        yield KeyBar("", id="desk-keys")
        yield KeyBar("", id="keys")

    @property
    def page(self) -> DeskPage:
        """The page that is shown."""
        return self.query_one(f"#{self.page_name}", DeskPage)

    @property
    def writing(self) -> bool:
        """Is the focus in a text field, so that letters are letters?"""
        return isinstance(self.focused, Input | TextArea)

    @property
    def _whole(self) -> bool:
        return bool(self.query("#status-left")) and bool(self.query("#keys"))

    def on_resize(self) -> None:
        """A class carries the width to the style sheet."""
        self.set_class(self.size.width < WIDE, "narrow")
        self.call_after_refresh(self.redraw)

    def turn_to(self, name: str) -> None:
        """Show a page."""
        self.page_name = name
        self.query_one("#pages", ContentSwitcher).current = name
        self.page.arrive()
        self.call_after_refresh(self.draw)

    def show(self, snapshot: Snapshot) -> None:
        """Hand a snapshot to every page."""
        self.snapshot = snapshot
        if self._whole:
            for page in self.query(DeskPage):
                page.show(snapshot)

    def redraw(self) -> None:
        """Everything anew, after a change of size."""
        if self._whole:
            self.page.draw()
            self.draw()

    def draw(self) -> None:
        """The lines round the page."""
        if not self._whole:
            return
        words = self.page.advice() or room.advice(self.snapshot.view)
        if self.snapshot.connection != "live":
            words = self.snapshot.detail
        if self.snapshot.connection == "closed":
            words = f"{self.snapshot.detail or 'The connection is closed.'} q leaves; the same command comes back."
        if self.snapshot.frozen:
            words = f"The game stands still: {self.snapshot.frozen}"
        self.query_one("#advice", AdviceLine).advise(clean(words) or "Everything runs.")
        self.query_one("#hints", HintLine).of(self.page)
        self.query_one("#desk-keys", KeyBar).show(self._deeds())
        self.query_one("#keys", KeyBar).show(self._pages())

    def tick(self, now: float) -> None:
        """The clock alone. now: by the server's clock."""
        if not self._whole:
            return
        clock = read_clock(self.snapshot.view, now)
        left, right = status_line(self.snapshot, clock, self.app.size.width)
        self.query_one("#status-left", Static).update(paint(left))
        self.query_one("#status-right", Static).update(paint(right))
        self.query_one("#status").set_class(clock.urgency == "last", "last-seconds")
        for page in self.query(DeskPage):
            page.tick(now)

    def _deeds(self) -> list[tuple[str, str, str, bool]]:
        """What may be done about the clock now."""
        view = self.snapshot.view
        if view is None:
            return []
        if view.phase == "lobby":
            return [("S", "start the game", "start", False)]
        if view.phase == "debrief":
            return [("z", "undo", "undo", False)]
        return [
            ("space", "run on" if view.paused else "pause", "pause", view.paused),
            ("+", "1 min", "add_time", False),
            ("E", "end phase now", "end_phase", False),
            (
                "F",
                "all rounds after all" if view.session.finishing else "last round",
                "finish",
                view.session.finishing,
            ),
            ("z", "undo", "undo", False),
        ]

    def _pages(self) -> list[tuple[str, str, str, bool]]:
        keys = [(key, words, f"page('{name}')", name == self.page_name) for name, key, words in PAGES]
        if self.writing:
            others = [(f"F{key}", words, action, here) for key, words, action, here in keys]
            return [("Esc", "stop writing", "stop_writing", False), *others]
        return (
            keys
            if self.app.size.width < WIDE
            else [*keys, (":", "all", "command_palette", False), ("q", "leave", "leave", False)]
        )
