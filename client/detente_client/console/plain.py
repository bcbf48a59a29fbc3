"""The console in line mode: a whole session run by typed words, over ssh, in a pipe, or with a screen reader."""

from collections.abc import Callable, Mapping
from typing import Any, ClassVar, Final, TextIO

from detente_client.console import deeds, room
from detente_client.console.deeds import Deed
from detente_client.console.typed import answer
from detente_client.console.typed_shows import advice, standing
from detente_client.model import Snapshot
from detente_client.table import CannotJoin, Desk
from detente_client.tui.lines import bare
from detente_client.tui.names import seat_name
from detente_client.tui.sitting import Input, Sitting, sit_down
from detente_client.tui.text import clean, listing
from detente_rules.rejections import Refused
from detente_rules.views.types import View
from detente_rules.wire.messages import Branch, ChangeCode, Reissue, Revoke

BACK: Final = "undo takes it back."
KEPT_UNDOS: Final = 20
YES: Final = frozenset({"yes", "y"})
NO: Final = frozenset({"no", "n", ""})


class PlainDesk(Sitting[Desk]):
    """A facilitator's sitting. keep: is handed the keys of a branched game, and says in words how to run it."""

    UNTOLD: ClassVar[frozenset[str]] = Sitting.UNTOLD | room.QUIET | {"lock_changed"}

    def __init__(
        self,
        desk: Desk,
        now: Callable[[], float],
        write: Callable[[str], None],
        keep: Callable[[Mapping[str, Any]], str],
    ) -> None:
        super().__init__(desk, now, write)
        self._keep = keep
        self._undos: tuple[Deed, ...] = ()
        self._since = ""
        self._asked: tuple[Deed, bool, View | None] | None = None

    async def _come_in(self, lines: Input) -> bool:
        """In, where the key is a facilitator's."""
        if not await super()._come_in(lines):
            return False
        if self.snapshot.role == "facilitator":
            return True
        self._write("The console takes a facilitator's credential; players use detente join.")
        return False

    def _status_outside(self) -> int:
        return 1

    def _advice(self) -> str:
        view = self.snapshot.view
        return advice(view) if view is not None else ""

    # ----------------------------------------------------------------------------------------------------- listening

    def _tell(self, before: Snapshot) -> None:
        """News, who comes and goes, who is done."""
        super()._tell(before)
        old, view = before.view, self.snapshot.view
        if old is None or view is None:
            return
        for one in view.session.people:
            here = one.id in self.snapshot.connected
            if one.role == "player" and not one.program and here != (one.id in before.connected):
                seat = f" ({seat_name(view, one.seat)})" if one.seat else ""
                self._write(f"* {clean(one.name)}{seat} is {'here' if here else 'away'}.")
        if (old.round, old.phase) == (view.round, view.phase):
            self._tell_done(old, view)

    def _tell_done(self, old: View, view: View) -> None:
        """Seats of people that are done now; the bots' are many and quick."""
        done = [seat for seat, yes in view.locked.items() if yes and not old.locked.get(seat)]
        said = [seat_name(view, seat) for seat in done if view.seat_row(seat).holder == "people"]
        owing = sum(not yes for yes in view.locked.values())
        if done and (said or not owing):
            left = f"; {owing} of {len(view.locked)} seats are not" if owing else "; everybody is"
            self._write(
                f"* {listing(said) or 'The last seat'} {'are' if len(said) > 1 else 'is'} done{left}."
            )

    def _phase(self) -> None:
        super()._phase()
        view = self.snapshot.view
        for row in standing(view, self._clock) if view is not None else ():
            self._write(f"> {bare(row)}")

    # ----------------------------------------------------------------------------------------------------- answering

    async def _answer(self, text: str) -> None:
        said = text.strip().casefold()
        if self._asked is not None:
            (deed, undoing, asked), self._asked = self._asked, None
            late = deeds.overtaken(deed, asked, self.snapshot.view)
            if said in YES and not late:
                await self._do(deed, undoing=undoing)
                return
            self._write(f"{late} Nothing was done.".strip())
            if said in YES | NO:
                return
        reply = answer(self.snapshot, text, clock=self._clock)
        if reply.wait is not None:
            await self._wait(reply.wait)
        elif reply.undo:
            await self._undo()
        elif reply.deed is not None:
            await self._ask(reply.deed)
        else:
            self._print(reply.lines)

    async def _undo(self) -> None:
        if not self._undos:
            self._write("There is nothing that can be undone.")
            return
        await self._ask(deeds.going_back(self._undos[-1], self._since), undoing=True)

    async def _ask(self, deed: Deed, *, undoing: bool = False) -> None:
        """The question, where the deed asks one; else it is done."""
        if not deed.asks:
            await self._do(deed, undoing=undoing)
            return
        self._asked = (deed, undoing, self.snapshot.view)
        self._write(f"? {clean(deed.question_with(BACK))} (yes or no)")

    async def _do(self, deed: Deed, *, undoing: bool) -> None:
        """Do it, say how it went, remember the way back."""
        if undoing:
            self._undos = self._undos[:-1]
        try:
            if isinstance(deed.order, ChangeCode | Revoke | Reissue | Branch):
                data = await self.table.manage(deed.order)
            else:
                data = await self.table.send(deed.order)
        except Refused as refusal:
            no = refusal.rejection
            again = f" Try again in {no.retry_after:.0f} s." if no.retry_after else ""
            self._write(f"Refused: {clean(no.message)}{again} ({no.rule})")
            return
        except CannotJoin as closed:
            self._write(f"Refused: {clean(str(closed))}")
            return
        undo = None if undoing else deeds.way_back(deed, data)
        if undo is not None:
            self._undos = (*self._undos, undo)[-KEPT_UNDOS:]
        done = deed.done or deeds.SAID
        self._since = "" if undoing or undo is not None else done
        self._write(f"{done} {BACK}" if undo is not None else done)
        if deed.shows:
            how = self._keep(data) if deed.shows == "branch" else ""
            self._print(row for row in deeds.answer_lines(deed, data, how) if row)


def run_plain(
    desk: Desk,
    *,
    now: Callable[[], float],
    keep: Callable[[Mapping[str, Any]], str],
    source: TextIO | None,
    sink: TextIO | None,
) -> int:
    """Run a session line by line; see ``detente_client.console.run``."""
    return sit_down(lambda write: PlainDesk(desk, now, write, keep), source, sink)
