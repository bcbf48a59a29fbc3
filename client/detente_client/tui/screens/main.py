"""The one screen: status, advice, the pages, their hints, the keys."""

from collections.abc import Sequence
from contextlib import suppress
from typing import Any, Final

from textual import on
from textual.app import ComposeResult
from textual.css.query import NoMatches
from textual.reactive import Reactive, reactive
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import ContentSwitcher, Input, TextArea

from detente_client.model import Snapshot
from detente_client.tui.advice import FUNCTION_KEYS, advise, signable
from detente_client.tui.clock import LAST_SECONDS, read_clock
from detente_client.tui.delegation import ours
from detente_client.tui.questions import owed
from detente_client.tui.screens.compose import ComposePage
from detente_client.tui.screens.debrief import DebriefPage
from detente_client.tui.screens.decide import DecidePage
from detente_client.tui.screens.evidence import EvidencePage
from detente_client.tui.screens.help import HelpPage
from detente_client.tui.screens.join import JoinPage
from detente_client.tui.screens.lobby import LobbyPage
from detente_client.tui.screens.page import HintLine, Page
from detente_client.tui.screens.table import TablePage
from detente_client.tui.screens.talk import TalkPage
from detente_client.tui.screens.treaty import TreatyPage
from detente_client.tui.tour import seen_with, tip_line
from detente_client.tui.widgets.bars import AdviceLine, KeyBar, StatusBar
from detente_client.tui.widgets.kept import Ground
from detente_client.tui.widgets.prose import Prose

WIDE: Final = 118
"""Columns from which a page sets two things side by side."""

VAST: Final = 160
"""Columns from which three things stand side by side in full."""

SLIM: Final = 70
"""Columns below which the keys, and the hints, take two lines: a phone."""

LOW: Final = 30
"""Rows below which a page leaves out what can be seen elsewhere."""


class Pages(Ground, ContentSwitcher):
    """The pages, one of them on screen; turning them repaints what they show, and not the ground below it."""

    current: reactive[str | None] = reactive[str | None](None, init=False, repaint=False)


def _columns(keys: Sequence[tuple[str, str, str]]) -> int:
    """What a line of keys takes: each with its words and two spaces."""
    return sum(len(key) + len(words) + 3 for key, words, _ in keys)


class MainScreen(Ground, Screen[None]):
    """Shows one page at a time; all of them stay mounted."""

    # Textual paints the whole screen anew whenever the focus moves. The two widgets that it moves between do so
    # themselves, and nothing else here looks different.
    focused: Reactive[Widget | None] = Reactive(None, repaint=False)

    def __init__(self) -> None:
        super().__init__()
        self.snapshot = Snapshot()
        self.page_name = "join"
        self._toured: tuple[str, ...] | None = None  # pages of the tour that were seen; None: no tour

    def compose(self) -> ComposeResult:
        yield StatusBar(id="status")
        yield AdviceLine("▶ …", id="advice")
        with Pages(initial="join", id="pages"):
            yield JoinPage(id="join")
            yield LobbyPage(id="lobby")
            yield TablePage(id="table")
            yield TalkPage(id="talk")
            yield TreatyPage(id="treaty")
            yield ComposePage(id="compose")
            yield DecidePage(id="decide")
            yield EvidencePage(id="evidence")
            yield DebriefPage(id="debrief")
            yield HelpPage(id="help")
        yield Prose("", id="tip")
        yield HintLine("", id="hints")
        yield KeyBar("", id="keys")

    def on_resize(self) -> None:
        """Four classes carry the size to the style sheet: ``slim``, ``narrow``, ``vast`` and ``low``."""
        self.set_class(self.size.width < WIDE, "narrow")
        self.set_class(self.size.width < SLIM, "slim")
        self.set_class(self.size.width >= VAST, "vast")
        self.set_class(self.size.height < LOW, "low")
        self.call_after_refresh(self.redraw)

    @property
    def page(self) -> Page:
        """The page that is shown."""
        return self.query_one(f"#{self.page_name}", Page)

    @property
    def writing(self) -> bool:
        """Is the focus in a text field, so that letters are letters?"""
        return isinstance(self.focused, Input | TextArea)

    @property
    def whole(self) -> bool:
        """Is everything mounted, and not already being taken down?"""
        with suppress(NoMatches):  # ``query_one_optional`` came with Textual 8
            self.query_one("#status")
            self.query_one("#keys")
            return True
        return False

    @property
    def _pages(self) -> list[Page]:
        """All of them. A query by class would walk the whole tree, several times for each message that comes in."""
        return [page for page in self.query_one("#pages").children if isinstance(page, Page)]

    def turn_to(self, name: str, what: str | tuple[str, ...] = "") -> None:
        """Show a page; without a view there is nothing to show but the door and the help."""
        if self.snapshot.view is None and name not in {"join", "help"}:
            return
        self.page_name = name
        self._toured = seen_with(self._toured, name)
        self.query_one("#pages", Pages).current = name
        self.page.arrive(what)
        # Now, so that page and lines are laid out together; and again once the page knows its size.
        self.draw()
        self.call_after_refresh(self.draw)

    @property
    def touring(self) -> bool:
        """Is there a tour?"""
        return self._toured is not None

    def tour(self, *, begin: bool) -> None:
        """Begin the tour at this page, or end it."""
        self._toured = seen_with((), self.page_name) if begin else None
        self.draw()

    def show(self, snapshot: Snapshot) -> None:
        """Hand a snapshot to every page."""
        self.snapshot = snapshot
        if not self.whole:
            return
        talk = self.query_one("#talk", TalkPage)
        talk.show(snapshot)
        self.query_one("#table", TablePage).unread = talk.marks(snapshot)
        for page in self._pages:
            if page is not talk:
                page.show(snapshot)

    def notes(self) -> dict[str, Any]:
        """What was typed and chosen on every page and not yet sent, as plain data."""
        return {page.id or "": kept for page in self._pages if (kept := page.notes())} if self.whole else {}

    def take_notes(self, notes: dict[str, Any]) -> None:
        """Give every page back what it had."""
        if not self.whole:
            return
        for page in self._pages:
            kept = notes.get(page.id or "")
            if isinstance(kept, dict):
                # A notebook of another version, or one that somebody edited: the page begins empty.
                with suppress(KeyError, TypeError, ValueError, AttributeError):
                    page.take_notes(kept)

    def redraw(self) -> None:
        """Everything anew, after a change of size."""
        if self.whole:
            self.page.draw()
            self.draw()

    def draw(self) -> None:
        """The lines round the page."""
        if not self.whole:
            return
        unread = self.query_one("#talk", TalkPage).unread(self.snapshot)
        advice = self.page.advice() or advise(
            self.snapshot, page=self.page_name, unread=unread, writing=self.writing
        )
        self.query_one("#advice", AdviceLine).advise(advice)
        tip = () if self._toured is None else tip_line(self.page_name, self._toured)
        strip = self.query_one("#tip", Prose)
        if strip.display != bool(tip):
            strip.display = bool(tip)
        strip.say([tip])
        self.query_one("#hints", HintLine).of(self.page)
        self.query_one("#keys", KeyBar).show(self._keys(unread))

    def tick(self, now: float) -> None:
        """The clock alone. now: by the server's clock."""
        if not self.whole:
            return
        clock = read_clock(self.snapshot.view, now)
        bar = self.query_one("#status", StatusBar)
        bar.show(self.snapshot, clock)
        bar.set_class(clock.seconds is not None and clock.seconds <= LAST_SECONDS, "last-seconds")

    @on(Page.Redraw)
    def _page_changed(self) -> None:
        self.draw()

    def on_descendant_focus(self) -> None:
        """The keys are others while one writes."""
        self.call_after_refresh(self.draw)

    def _keys(self, unread: int) -> list[tuple[str, str, str, bool]]:
        view = self.snapshot.view
        if view is None:
            return [("F1", "help", "page('help')", False), ("ctrl+q", "leave", "leave", False)]
        waiting = len(signable(view))
        late = view.seat is None and view.role == "player" and view.phase != "debrief"
        keys = (
            [("l", "lobby" if view.phase == "lobby" else "seats", "page('lobby')")]
            if late or view.phase == "lobby"
            else []
        )
        keys += [
            ("t", "table", "page('table')"),
            ("k", f"talk•{unread}" if unread else "talk", "page('talk')"),
            ("p", f"treaty•{waiting}" if waiting else "treaty", "page('treaty')"),
            ("e", "evidence", "page('evidence')"),
        ]
        if view.questions:
            mine = len(owed(view))
            keys.append(("v", f"vote•{mine}" if mine else "votes", "questions"))
        if view.phase == "debrief":
            keys.append(("x", "debrief", "decide"))
        else:
            keys.append(("x", "sealed■" if view.sealed is not None else "decide□", "decide"))
        if ours(view) is not None:
            keys.append(("G", "delegation", "delegation"))
        if view.seat is not None and view.phase in {"briefing", "negotiation"}:
            keys.append(("R", "ready ✓" if view.ready else "ready", "ready"))
        room = self.size.width * (2 if self.size.width < SLIM else 1)
        # Where there is little room the two signs that people know from elsewhere stand alone.
        tight = _columns(keys) + 14 > room
        keys += [
            ("?", "" if tight else "help", "page('help')"),
            (":", "" if tight else "all", "command_palette"),
        ]
        if self.writing:
            keys = [(FUNCTION_KEYS[key], words, act) for key, words, act in keys if key in FUNCTION_KEYS]
            keys.insert(0, ("Esc", "stop writing", "stop_writing"))
            if _columns(keys) > room:
                keys[0] = ("Esc", "stop", "stop_writing")
        here = {f"page('{self.page_name}')", "decide" if self.page_name in {"decide", "debrief"} else ""}
        return [(key, words, action, action in here) for key, words, action in keys]
