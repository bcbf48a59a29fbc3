"""The terminal client: one screen with pages on it, fed by one worker that reads the table.

State comes in one way, table → snapshot → ``SnapshotArrived`` → pages; what people want goes out one way, widget →
``Act`` → ``Table.send``. No page knows the table.
"""

import asyncio
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from typing import Any, ClassVar, Final

from textual import on, work
from textual.app import SystemCommand
from textual.binding import Binding, BindingType
from textual.screen import Screen

from detente_client.model import Snapshot
from detente_client.table import CannotJoin, Table
from detente_client.tui.foresight import Foresee, foresee
from detente_client.tui.happenings import toasts
from detente_client.tui.intents import Act, ForesightAsked, GoTo, JoinAsked, ReckoningAsked, SnapshotArrived
from detente_client.tui.notebook import NoNotebook, Notebook
from detente_client.tui.personal import PersonalActs
from detente_client.tui.screens.join import JoinPage
from detente_client.tui.screens.main import MainScreen
from detente_client.tui.screens.modals import Leave
from detente_client.tui.screens.page import Page
from detente_client.tui.text import clean, key_words
from detente_client.tui.thrift import thrifty
from detente_rules.rejections import Refused

PAUSE: Final = 0.15
"""Seconds without another question of the same page before one is answered."""

REST: Final = 0.3
"""Seconds without a key before any arithmetic is begun: it would share the processor with the keys that follow."""

KEYS_FIRST: Final = 0.06
"""Seconds after a key in which what others do is not yet shown: the page that the key brings comes first."""

LONGEST_WAIT: Final = 0.3
"""Seconds that a new state waits at most, however fast somebody types."""

HOME_OF_PHASE: Final = {
    "lobby": "lobby",
    "briefing": "table",
    "negotiation": "table",
    "decision": "decide",
    "resolution": "table",
    "debrief": "debrief",
}

PLACES: Final = {
    "table": "Table",
    "talk": "Talk",
    "treaty": "Treaties",
    "evidence": "Evidence",
    "decide": "Decide",
    "lobby": "Lobby",
}
"""Pages whose actions the command palette knows from everywhere."""

NOT_OURS: Final = frozenset({"Quit", "Keys", "Maximize", "Minimize"})
"""Commands of Textual's own that would not ask before leaving, or would hide the game."""


class DetenteApp(PersonalActs):
    """A place at the table. Exit status: 0 left by choice, 1 the connection ended for good."""

    TITLE = "Détente"
    CSS_PATH = "detente.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("t,f2", "page('table')", "Table"),
        Binding("k,f3", "page('talk')", "Talk"),
        Binding("p,f4", "page('treaty')", "Treaties"),
        Binding("e,f5", "page('evidence')", "Evidence"),
        Binding("x,f6", "decide", "Decide"),
        Binding("question_mark,f1", "page('help')", "Help"),
        Binding("v", "questions", "Questions: votes, accusations, inspections"),
        Binding("b", "brief", "My brief"),
        Binding("G", "delegation", "My delegation: who is here, who does what"),
        Binding("T", "tour", "The tour: a line on every page; T ends it"),
        Binding("H", "hand", "Raise my hand, or lower it"),
        Binding("l", "page('lobby')", "Lobby: seats and people"),
        Binding("R", "ready", "Ready: nothing more to say"),
        Binding("S", "start", "Start the game"),
        Binding("colon", "command_palette", "All commands"),
        Binding("ctrl+p", "command_palette", "All commands", show=False, priority=True),
        Binding("escape", "stop_writing", "Back to the keys", show=False),
        Binding("q", "leave", "Leave"),
        Binding("ctrl+q", "leave", "Leave", priority=True, show=False),
        Binding("ctrl+c", "leave", "Leave", show=False),
    ]

    def __init__(
        self,
        table: Table,
        now: Callable[[], float] = time.time,
        foresee: Foresee | None = foresee,
        notebook: Notebook | None = None,
        settled: Callable[[], None] = lambda: None,
        endings: Iterable[int] = (),
        keys_first: float = 0.0,
    ) -> None:
        super().__init__()
        self.animation_level = "none"  # a page that slides is repainted many times, over a slow line too
        self._settled = settled
        self._endings = tuple(endings)
        self._notebook: Notebook = notebook if notebook is not None else NoNotebook()
        self._kept: tuple[tuple[str, str], dict[str, Any]] = (("", ""), {})
        self.table = table
        self.main = MainScreen()
        self.snapshot = Snapshot()
        self._newest = self.snapshot
        self._keys_first = keys_first
        self._waiting: float | None = None  # since when a new state waits for the keys, monotonic seconds
        self._now = now
        self._foresee = foresee
        self._reckoner = ThreadPoolExecutor(1, thread_name_prefix="reckoner")

    def get_default_screen(self) -> Screen[None]:
        """The one screen."""
        return self.main

    def on_ready(self) -> None:
        """Begin to listen, and let the clock tick: not before every page is mounted."""
        self.listen()
        self.set_interval(0.5, self.tick)
        self.set_timer(1.0, self._settled)
        for one in self._endings:
            with suppress(NotImplementedError, RuntimeError, ValueError):  # Windows; another thread
                asyncio.get_running_loop().add_signal_handler(one, self.exit, 1)

    def server_now(self) -> float:
        """The time on the server's clock."""
        return self._now() + self.snapshot.clock_offset

    def tick(self) -> None:
        """Twice a second: the clock, and what was typed since is put into the notebook."""
        self.main.tick(self.server_now())
        self._keep_notes()
        self.hand_brief()
        self.wipe_toasts()

    # ------------------------------------------------------------------------------------------------ what was typed

    @property
    def _place(self) -> tuple[str, str]:
        return (self.snapshot.game, self.snapshot.person)

    @property
    def _seated(self) -> bool:
        """Is there a place, and are its pages whole? While they are taken down they hold nothing that should be kept."""
        return bool(self.snapshot.view and self.snapshot.person) and self.is_running and self.main.whole

    def _open_notes(self) -> None:
        """Give back what was typed and not sent when this place was left."""
        if self._kept[0] == self._place or not self._seated:
            return
        notes = self._notebook.read(*self._place)
        self._kept = (self._place, notes)
        self.main.take_notes(notes)

    def _keep_notes(self) -> None:
        if self._kept[0] != self._place or not self._seated:
            return
        notes = self.main.notes()
        if notes != self._kept[1]:
            self._kept = (self._place, notes)
            self._notebook.write(*self._place, notes)

    # ---------------------------------------------------------------------------------------------- state comes in

    @work(exit_on_error=False, group="listen", exclusive=True)
    async def listen(self) -> None:
        """Read the table until it is closed for good."""
        async for snapshot in self.table.snapshots():
            self._newest = snapshot
            self.post_message(SnapshotArrived(snapshot))

    @on(SnapshotArrived)
    def take(self, message: SnapshotArrived) -> None:
        """A new state. In a burst only the last is drawn, and none between a key and what it brings on screen."""
        if message.snapshot is self._newest and self._waiting is None:
            self._take_now()

    def _take_now(self) -> None:
        """Hand the newest state to the pages, follow the phase, say what matters; or wait a moment for the keys."""
        now = time.monotonic()
        since = now if self._waiting is None else self._waiting
        wait = min(self.touched + self._keys_first, since + LONGEST_WAIT) - now
        if wait > 0:
            self._waiting = since
            self.set_timer(wait, self._take_now)
            return
        self._waiting = None
        before, self.snapshot = self.snapshot, self._newest
        self._open_notes()
        self.main.show(self.snapshot)
        self._follow(before)
        self.owe_brief(before)
        for severity, words in toasts(before, self.snapshot):
            self.tell(words, severity=severity)
        self.main.draw()
        self.tick()

    def _follow(self, before: Snapshot) -> None:
        """Turn to the page of a new phase, unless somebody is in the middle of writing."""
        view, old = self.snapshot.view, before.view
        if view is None:
            if (
                self.main.page_name != "join"
                and self.snapshot.connection == "closed"
                and not self.snapshot.detail
            ):
                self.action_page("join")
            return
        fresh = old is None
        if not fresh and old is not None and (old.phase, old.round) == (view.phase, view.round):
            if view.seat is not None and old.seat is None and self.main.page_name == "lobby" != view.phase:
                self.action_page(HOME_OF_PHASE[view.phase])  # a latecomer has sat down
            return
        writing = self.main.writing and self.main.page_name != "join"
        choosing = (
            not fresh and view.seat is None and self.main.page_name == "lobby"
        )  # a latecomer, about to sit down
        self.hold_keys()  # what is pressed from now on is meant for what comes now
        if not writing and not choosing and len(self.screen_stack) == 1:
            self.action_page(HOME_OF_PHASE[view.phase])

    def greeted(self, _: None) -> None:
        """The first brief was read: the tour, once for each user of this machine."""
        if self._notebook.first_time():
            self.main.tour(begin=True)

    # ------------------------------------------------------------------------------------------------ intents go out

    @on(Act)
    def act(self, message: Act) -> None:
        """A widget wants something done."""
        self.send(message)

    @work(exit_on_error=False, group="send")
    async def send(self, act: Act) -> None:
        """Send one command, and tell how it went."""
        try:
            data = await self.table.send(act.command)
        except Refused as refusal:
            rejection = refusal.rejection
            again = f" Try again in {rejection.retry_after:.0f} s." if rejection.retry_after else ""
            words = f"Not possible: {clean(rejection.message)}{again} ({rejection.rule})"
            self.tell(words, severity="warning", seconds=8)
            if act.refused is not None:
                act.refused()
        except CannotJoin as closed:
            self.tell(clean(str(closed)), severity="error", seconds=8)
            if act.refused is not None:
                act.refused()
        else:
            if act.accepted is not None:
                act.accepted(data)
            if act.done:
                self.tell(act.done)

    @on(JoinAsked)
    def join_asked(self, message: JoinAsked) -> None:
        """The join page wants in."""
        self.join(message)

    @work(exit_on_error=False, group="join", exclusive=True)
    async def join(self, asked: JoinAsked) -> None:
        """Come in, or say why not."""
        page = self.main.query_one(JoinPage)
        try:
            await self.table.join(asked.where, asked.name, asked.seat)
        except CannotJoin as reason:
            page.fail(clean(str(reason)))
        else:
            page.succeed()
            self.listen()

    @on(ForesightAsked)
    def foresight_asked(self, message: ForesightAsked) -> None:
        """A page wants a forecast."""
        if self._foresee is not None:
            coroutine = self._reckon(self._foresee, message)
            self.run_worker(
                coroutine, group=f"foresight-{message.asker}", exclusive=True, exit_on_error=False
            )

    async def _reckon(self, foresee: Foresee, asked: ForesightAsked) -> None:
        """In a thread, and only once the keys have come to rest: no key waits for it."""
        await asyncio.sleep(PAUSE)
        answers = []
        for question in asked.questions:
            await self._rest()
            answers.append(await self._beside(partial(foresee, question)))
        asked.answer(tuple(answers))

    @on(ReckoningAsked)
    def reckoning_asked(self, message: ReckoningAsked) -> None:
        """A page wants something worked out."""
        if self._foresee is not None:
            self.run_worker(
                self._work_out(message),
                group=f"reckoning-{message.asker}",
                exclusive=True,
                exit_on_error=False,
            )

    async def _rest(self) -> None:
        """Until the keys have come to rest."""
        while (left := self.touched + REST - time.monotonic()) > 0:  # noqa: ASYNC110 - every key moves it
            await asyncio.sleep(left)

    async def _beside(self, work: Callable[[], Any]) -> Any:
        """The result of some arithmetic. One thread for all of it: several would fight over the interpreter with the keys,
        and each would keep the memory that it once needed.
        """
        return await asyncio.get_running_loop().run_in_executor(self._reckoner, thrifty, work)

    async def _work_out(self, asked: ReckoningAsked) -> None:
        """In a thread, once the keys have come to rest; every step is shown as it comes."""
        await asyncio.sleep(PAUSE)
        known: list[object] = []
        for step in asked.steps:
            await self._rest()
            known.append(await self._beside(step))
            asked.answer(tuple(known))

    @on(GoTo)
    def go_to(self, message: GoTo) -> None:
        """A widget wants another page."""
        self.main.turn_to(message.page, message.what)

    # ------------------------------------------------------------------------------------------------------- actions

    def action_page(self, name: str) -> None:
        """Show a page."""
        self.main.turn_to(name)

    def action_tour(self) -> None:
        """Begin the tour, or end it."""
        self.main.tour(begin=not self.main.touring)

    def action_decide(self) -> None:
        """The page of decisions; after the end, the debrief."""
        view = self.snapshot.view
        self.main.turn_to("debrief" if view is not None and view.phase == "debrief" else "decide")

    def action_stop_writing(self) -> None:
        """Leave a text field, so that the letters are keys again."""
        self.main.page.leave_field()

    async def action_leave(self) -> None:
        """Ask once, then leave; the seat stays mine."""
        if self.snapshot.view is None or self.snapshot.connection == "closed":
            await self.go(leave=True)
        elif not isinstance(self.screen, Leave):
            self.push_screen(Leave(), self.go)

    async def go(self, leave: bool | None) -> None:  # noqa: FBT001 - a screen's answer
        """Close the table and end."""
        if leave:
            lost = self.snapshot.view is not None and self.snapshot.connection == "closed"
            await self.table.close()
            self.exit(1 if lost else 0)

    def exit(self, *args: Any, **options: Any) -> None:
        """End, by whichever way: what was typed in the last half second is kept too."""
        self._keep_notes()
        super().exit(*args, **options)

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """Every action, for the command palette. What another page does leads there: nothing is signed unseen."""
        yield from (own for own in super().get_system_commands(screen) if own.title not in NOT_OURS)
        for binding in self.BINDINGS:
            if isinstance(binding, Binding) and binding.show and binding.action != "command_palette":
                act = partial(self.call_later, self.run_action, binding.action)
                yield SystemCommand(binding.description, key_words(binding.key), act)
        yield SystemCommand("Stand up", "Leave your seat to its bot or to others", self.action_stand_up)
        here = set()
        for name, words, run in self.main.page.commands():
            here.add(name)
            yield SystemCommand(name, words, run)
        for page, title in PLACES.items():
            for name, words, _ in self.main.query_one(f"#{page}", Page).commands():
                if name not in here:
                    yield SystemCommand(
                        name,
                        f"{words} on the page {title}, which this shows",
                        partial(self.action_page, page),
                    )
