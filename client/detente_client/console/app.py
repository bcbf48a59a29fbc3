"""The console: one screen with pages on it, fed by one worker that reads the facilitator's stream.

State comes in one way, desk → snapshot → pages; what the facilitator wants goes out one way, page → ``Do`` → the
question, where it asks one → ``send`` or ``manage``. No page knows the network.
"""

import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import PurePath
from typing import Any, ClassVar

from textual import on, work
from textual.app import SystemCommand
from textual.binding import Binding, BindingType
from textual.screen import Screen

from detente_client.console import deeds
from detente_client.console.deeds import Deed
from detente_client.console.desk import Do, Tell
from detente_client.console.screen import PAGES, DeskScreen
from detente_client.model import Snapshot
from detente_client.table import CannotJoin, Desk
from detente_client.tui.happenings import Severity
from detente_client.tui.intents import SnapshotArrived
from detente_client.tui.screens.modals import Ask, Card
from detente_client.tui.text import clean, key_words
from detente_client.tui.toasts import Toasts
from detente_rules.rejections import Refused
from detente_rules.wire.messages import Branch, ChangeCode, Reissue, Revoke

MINUTE = 60.0
KEPT_UNDOS = 20


class ConsoleApp(Toasts):
    """A facilitator's place. Exit status: 0 left by choice, 1 the connection ended for good."""

    TITLE = "Détente console"
    CSS_PATH: ClassVar[list[str | PurePath]] = ["../tui/detente.tcss", "console.tcss"]
    BINDINGS: ClassVar[list[BindingType]] = [
        *(Binding(f"{key},f{key}", f"page('{name}')", words.capitalize()) for name, key, words in PAGES),
        Binding("space", "pause", "Pause, or let the clock run on"),
        Binding("plus,equals_sign", "add_time", "One minute more"),
        Binding("E", "end_phase", "End this phase now"),
        Binding("F", "finish", "Finish after this round"),
        Binding("S", "start", "Start the game"),
        Binding("z", "undo", "Undo the last thing that can be undone"),
        Binding("colon", "command_palette", "All commands"),
        Binding("ctrl+p", "command_palette", "All commands", show=False, priority=True),
        Binding("escape", "stop_writing", "Back to the keys", show=False),
        Binding("q", "leave", "Leave the console; the game runs on"),
        Binding("ctrl+q", "leave", "Leave", priority=True, show=False),
        Binding("ctrl+c", "leave", "Leave", show=False),
    ]

    def __init__(
        self,
        desk: Desk,
        now: Callable[[], float] = time.time,
        keep: Callable[[Mapping[str, Any]], str] | None = None,
    ) -> None:
        super().__init__()
        self.animation_level = "none"  # a page that slides is repainted many times, over a slow line too
        self.desk = desk
        self.main = DeskScreen()
        self.snapshot = Snapshot()
        self.undos: tuple[Deed, ...] = ()
        self.since = ""
        """What was done after the last thing that can be undone, in words."""
        self._now = now
        self._keep = keep if keep is not None else _forget

    def get_default_screen(self) -> Screen[None]:
        """The one screen."""
        return self.main

    def on_ready(self) -> None:
        """Begin to listen, and let the clock tick."""
        self.listen()
        self.set_interval(0.5, self.tick)
        self.main.turn_to("room")

    def tick(self) -> None:
        """Twice a second: the clock."""
        self.main.tick(self._now() + self.snapshot.clock_offset)
        self.wipe_toasts()

    # ---------------------------------------------------------------------------------------------- state comes in

    @work(exit_on_error=False, group="listen", exclusive=True)
    async def listen(self) -> None:
        """Read the stream until it is closed for good."""
        async for snapshot in self.desk.snapshots():
            self.post_message(SnapshotArrived(snapshot))

    @on(SnapshotArrived)
    def take(self, message: SnapshotArrived) -> None:
        """A new state."""
        if message.snapshot.role not in {None, "facilitator"}:
            self.exit(1, message="The console takes a facilitator's credential; players use detente join.")
            return
        before, self.snapshot = self.snapshot, message.snapshot
        self.main.show(self.snapshot)
        self._say_changes(before)
        self.main.draw()
        self.tick()

    def _say_changes(self, before: Snapshot) -> None:
        """Hands and lost lines are said aloud; the rest stands on the pages."""
        old, view = before.view, self.snapshot.view
        if before.connection == "live" and self.snapshot.connection == "lost":
            self.say_aloud("The connection is lost. It mends itself.", "error")
        if old is None or view is None:
            return
        fresh = [one for one in view.session.hands if one not in old.session.hands]
        if fresh:
            self.say_aloud(
                f"{', '.join(clean(view.people.get(one, one)) for one in fresh)} asks for the floor."
            )
        if old.phase != "debrief" and view.phase == "debrief" and not self.main.writing:
            self.main.turn_to("debrief")

    def say_aloud(self, words: str, severity: Severity = "information", seconds: float = 4.0) -> None:
        """A toast; the one before it goes."""
        self.tell(words, severity, seconds)

    @on(Tell)
    def told(self, message: Tell) -> None:
        """A page has something to say."""
        self.say_aloud(message.words)

    # ------------------------------------------------------------------------------------------------- deeds go out

    @on(Do)
    def wanted(self, message: Do) -> None:
        """A page wants something done."""
        self.perform(message.deed)

    @work(exit_on_error=False, group="deeds")
    async def perform(self, deed: Deed, *, undoing: bool = False) -> None:
        """Ask, where it asks; do it; say how it went; remember the way back."""
        asked = self.snapshot.view
        if deed.asks and not await self.push_screen_wait(Ask(deed.question)):
            if undoing:
                self.undos = (*self.undos, deeds.not_yet(deed))
            return
        if late := deeds.overtaken(deed, asked, self.snapshot.view):
            self.say_aloud(f"{late} Nothing was done.", "warning", 8)
            return
        try:
            if isinstance(deed.order, ChangeCode | Revoke | Reissue | Branch):
                answer = await self.desk.manage(deed.order)
            else:
                answer = await self.desk.send(deed.order)
        except Refused as refusal:
            no = refusal.rejection
            again = f" Try again in {no.retry_after:.0f} s." if no.retry_after else ""
            self.say_aloud(f"Not possible: {clean(no.message)}{again} ({no.rule})", "warning", 8)
            return
        except CannotJoin as closed:
            self.say_aloud(clean(str(closed)), "error", 8)
            return
        undo = None if undoing else deeds.way_back(deed, answer)
        if undo is not None:
            self.undos = (*self.undos, undo)[-KEPT_UNDOS:]
        self.since = "" if undoing or undo is not None else deed.done or deeds.SAID
        if deed.done:
            self.say_aloud(f"{deed.done} {deeds.BACK}" if undo is not None else deed.done)
        if deed.shows:
            how = self._keep(answer) if deed.shows == "branch" else ""
            rows = deeds.answer_lines(deed, answer, how)
            if rows:
                self.push_screen(Card(deed.done, rows))

    # ----------------------------------------------------------------------------------------------------- actions

    def action_page(self, name: str) -> None:
        """Show a page."""
        self.main.turn_to(name)

    def action_stop_writing(self) -> None:
        """Leave a text field."""
        self.main.page.leave_field()

    def _in_play(self) -> bool:
        view = self.snapshot.view
        if view is not None and view.phase not in {"lobby", "debrief"}:
            return True
        self.say_aloud("No phase is running.")
        return False

    def action_pause(self) -> None:
        """Stop the clock, or let it run on."""
        if self._in_play() and self.snapshot.view is not None:
            self.perform(deeds.pause_or_resume(self.snapshot.view))

    def action_add_time(self) -> None:
        """One minute more."""
        if self._in_play():
            self.perform(deeds.add_time(MINUTE))

    def action_end_phase(self) -> None:
        """On to the next phase."""
        if self._in_play() and self.snapshot.view is not None:
            self.perform(deeds.end_phase(self.snapshot.view))

    def action_finish(self) -> None:
        """This is the last round, or not after all."""
        if self._in_play() and self.snapshot.view is not None:
            self.perform(deeds.finish(self.snapshot.view))

    def action_start(self) -> None:
        """Begin round 1."""
        view = self.snapshot.view
        if view is not None and view.phase == "lobby":
            self.perform(deeds.start(view))
        else:
            self.say_aloud("The game has begun.")

    def action_undo(self) -> None:
        """The way back from the last deed that has one; asks where that was not the last of all."""
        if not self.undos:
            self.say_aloud("There is nothing that can be undone.")
            return
        *rest, last = self.undos
        self.undos = tuple(rest)
        self.perform(deeds.going_back(last, self.since), undoing=True)

    async def action_leave(self) -> None:
        """Ask once, then leave; the game runs on."""
        if self.snapshot.view is None or self.snapshot.connection == "closed":
            await self.go(leave=True)
        elif not isinstance(self.screen, Ask):
            self.push_screen(
                Ask("Leave the console? The game runs on; come back by the same command.", "leave", "stay"),
                self.go,
            )

    async def go(self, leave: bool | None) -> None:  # noqa: FBT001 - a screen's answer
        """Close and end."""
        if leave:
            lost = self.snapshot.view is not None and self.snapshot.connection == "closed"
            await self.desk.close()
            self.exit(1 if lost else 0)

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """Every action, for the command palette."""
        yield from super().get_system_commands(screen)
        for binding in self.BINDINGS:
            if isinstance(binding, Binding) and binding.show and binding.action != "command_palette":
                yield SystemCommand(binding.description, key_words(binding.key), self._runner(binding.action))
        for name, words, run in self.main.page.commands():
            yield SystemCommand(name, words, run)

    def _runner(self, action: str) -> Callable[[], None]:
        def run() -> None:
            self.call_later(self.run_action, action)

        return run


def _forget(answer: Mapping[str, Any]) -> str:
    """Keys of a branch, where nobody keeps them."""
    return f"with the token {answer.get('facilitator')}"
