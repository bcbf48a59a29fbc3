"""Injects: what the scenario has ready, what was typed, what waits for its round."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from textual import work
from textual.binding import Binding, BindingType

from detente_client.console import deeds
from detente_client.console.ask import Form
from detente_client.console.desk import DeskPage
from detente_client.console.effects import EFFECTS, effect_fields, effect_of, effect_words
from detente_client.console.fields import Field
from detente_client.console.rolls import inject_of, inject_rows, to_come
from detente_client.tui.lines import BLANK, Line, line
from detente_client.tui.names import PHASE_NAMES, seat_name
from detente_client.tui.screens.modals import ChooseOne, ChooseSome
from detente_client.tui.text import clean
from detente_rules.commands import parse_command
from detente_rules.commands.facilitation import Prepare
from detente_rules.rejections import Refused
from detente_rules.views.session_types import InjectView
from detente_rules.views.types import View


class InjectsPage(DeskPage):
    """A line an inject; beside it its words and what it does."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("x", "release", "Release this inject now"),
        Binding("w", "schedule", "Schedule this inject for a round"),
        Binding("u", "recall", "Take this inject back"),
        Binding("n", "write", "Write a new inject"),
    ]

    HINTS = (("Enter x", "release"), ("w", "for a round"), ("u", "take back"), ("n", "write a new one"))

    _written: int | None = None
    """How many injects there were when one was written that is not here yet."""

    def head(self, view: View) -> tuple[Line, ...]:
        waiting = sum(one.standing == "prepared" for one in view.session.injects)
        words = (
            f"{waiting} prepared; players learn of an inject when it is out."
            if waiting
            else "Players learn of an inject when it is out."
        )
        return (line(("Injects: ", "title"), words), BLANK)

    def rows(self, view: View) -> Sequence[tuple[str, Line]]:
        return inject_rows(view)

    def detail(self, view: View, chosen: str | None) -> tuple[Line, ...]:
        one = inject_of(view, chosen)
        if one is None:
            return (line(("n writes a new one.", "dim")),)
        out: list[Line] = [line((clean(one.title), "title")), line(clean(one.text.strip(), lines=True))]
        out += [line(("It does: ", "dim"), (effect_words(view, effect), "warn")) for effect in one.effects]
        return tuple(out)

    def enter(self, view: View, chosen: str) -> None:
        del view, chosen
        self.action_release()

    def action_release(self) -> None:
        """Let it out."""
        view = self.view
        one = inject_of(view, self.chosen) if view is not None else None
        if view is None or one is None:
            return
        if one.standing == "released":
            self.tell("It is out already.")
        else:
            self.do(deeds.release(view, one))

    def action_recall(self) -> None:
        """Take it back."""
        view = self.view
        one = inject_of(view, self.chosen) if view is not None else None
        if one is None or one.standing != "prepared":
            self.tell("Only what is prepared and not out can be taken back.")
        else:
            self.do(deeds.recall(one))

    @work
    async def action_schedule(self) -> None:
        """For a round and a phase."""
        view = self.view
        one = inject_of(view, self.chosen) if view is not None else None
        if view is None or one is None or one.standing == "released":
            return
        rows = [
            (f"{round_} {phase}", line(f"round {round_}, {PHASE_NAMES[phase].lower()}"))
            for round_, phase in to_come(view)
        ]
        if not rows:
            self.tell("No phase is to come in which it could be released by itself.")
            return
        chosen = await self.app.push_screen_wait(ChooseOne(f"When does “{clean(one.title)}” come?", rows))
        if chosen is not None:
            round_words, phase = chosen.split()
            # Prepared again under its own id; one that was typed goes with its words.
            self._prepare({"inject": one.source or one.id, "round": int(round_words), "phase": phase}, one)

    @work
    async def action_write(self) -> None:
        """A new one: title, words, to whom, and what it does."""
        view = self.view
        if view is None:
            return
        fields = (Field("title", "Title, for you:"), Field("text", "What the table hears:"))
        said = await self.app.push_screen_wait(
            Form("A new inject", fields, lambda values: "" if values["text"] else "It needs words.")
        )
        if said is None:
            return
        seats = [(row.id, seat_name(view, row.id), False) for row in view.seats]
        to = await self.app.push_screen_wait(ChooseSome("To whom? None marked: everybody.", seats))
        if to is None:
            return
        effects = await self._effects(view)
        if effects is not None:
            self._prepare(
                {
                    "title": said["title"] or said["text"][:30],
                    "text": said["text"],
                    "to": list(to),
                    "effects": effects,
                }
            )

    async def _effects(self, view: View) -> list[dict[str, Any]] | None:
        kind = await self.app.push_screen_wait(ChooseOne("What does it do to the world?", EFFECTS))
        if kind is None or kind == "none":
            return None if kind is None else []
        fields, check = effect_fields(view, kind)
        values = await self.app.push_screen_wait(Form("What exactly?", fields, check))
        return None if values is None else [effect_of(view, kind, values)]

    def _prepare(self, fields: Mapping[str, Any], known: InjectView | None = None) -> None:
        try:
            order = parse_command({"kind": "prepare", **fields})
        except Refused as no:
            self.tell(clean(no.rejection.message))
            return
        assert isinstance(order, Prepare)  # its kind says so
        if known is None and self.view is not None:
            self._written = len(self.view.session.injects)
        self.do(deeds.prepare(order, known))

    def draw(self) -> None:
        super().draw()
        view = self.view
        if view is not None and self._written is not None and len(view.session.injects) > self._written:
            # One that was just written is the one that comes next: the cursor goes to it.
            self._written = None
            self.list.choose(view.session.injects[-1].id)
