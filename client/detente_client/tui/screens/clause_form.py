"""One clause as a form: every parameter with its range, and the sentence that comes of it, as one types."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Static

from detente_client.tui.drafting import clause_sentence
from detente_client.tui.lines import line
from detente_client.tui.names import seat_name, treaty_title
from detente_client.tui.paint import paint
from detente_client.tui.screens.modals import ChooseSome
from detente_client.tui.text import listing
from detente_client.tui.widgets.cycle import Cycle
from detente_client.tui.widgets.kept import Fresh
from detente_client.tui.widgets.prose import Prose
from detente_client.tui.widgets.slider import Slider, Unit
from detente_rules.treaty.forms import FieldForm, form
from detente_rules.views.types import View

_UNITS: dict[str, tuple[Unit, float]] = {
    "share": ("share", 0.01),
    "doublings": ("doublings", 0.05),
    "doublings per half-year": ("doublings", 0.05),
    "G$ per half-year": ("money", 0.1),
    "G$": ("money", 1.0),
}


class Several(Fresh, Static, can_focus=True):
    """A set of seats or words; Enter opens the list."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,space", "screen.choose", show=False),
        Binding("up", "app.focus_previous", show=False),
        Binding("down", "app.focus_next", show=False),
    ]

    def on_click(self) -> None:
        """As Enter."""
        self.focus()
        self.call_after_refresh(self.run_action, "screen.choose")


class ClauseForm(ModalScreen[Mapping[str, Any] | None]):
    """Ctrl+S or F10 puts the clause into the draft; Esc drops the changes."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s,f10", "put_in", "Put it in", priority=True),
        Binding("escape", "give_up", "Cancel"),
    ]

    def __init__(self, view: View, clause: Mapping[str, Any]) -> None:
        super().__init__()
        self._view = view
        self._clause = dict(clause)
        self._form = form(str(clause["kind"]))
        self._seats = [(row.id, seat_name(view, row.id)) for row in view.seats]

    def compose(self) -> ComposeResult:
        with Vertical(classes="card"):
            yield Static(f"{self._form.title}: {self._form.help}", classes="heading", markup=False)
            with VerticalScroll(id="clause-fields", can_focus=False):
                for field in self._form.fields:
                    yield self._field(field)
            yield Prose("", id="clause-words")
            keys = line(
                ("F10 or Ctrl+S", "key"),
                " put it in   ",
                ("Esc", "key"),
                " cancel   ",
                ("↑ ↓ ← →", "key"),
                " change",
            )
            yield Static(paint(keys), classes="card-keys")

    def on_mount(self) -> None:
        """The sentence of what is there already."""
        self._say()
        first = next((widget for widget in self.query("#clause-fields > *") if widget.focusable), None)
        if first is not None:
            first.focus(scroll_visible=False)

    def _value(self, field: FieldForm) -> Any:
        return self._clause.get(field.name, field.default)

    def _field(self, field: FieldForm) -> Widget:
        value, id_ = self._value(field), f"f-{field.name}"
        label = field.name.replace("_", " ")
        if field.type in {"number", "whole"}:
            unit, step = _UNITS.get(field.unit, ("whole" if field.type == "whole" else "plain", 1.0))
            low, high = field.low or 0.0, field.high if field.high is not None else 1.0
            if unit == "plain":
                step = 0.01 if high <= 10 else 1.0
            words = f"{field.help} ({low:g}–{high:g} {field.unit})" if field.unit != "share" else field.help
            return Slider(
                label,
                value=value,
                low=low,
                high=high,
                step=step,
                unit=unit,
                words=words,
                optional=field.optional,
                id=id_,
            )
        if field.type in {"seats", "choices"}:
            return Several("", id=id_, markup=False)
        answers = self._answers(field)
        place = next((n for n, (answer, _) in enumerate(answers) if answer == value), 0)
        return Cycle(label, [words for _, words in answers], place, words=field.help, id=id_)

    def _answers(self, field: FieldForm) -> Sequence[tuple[Any, str]]:
        none: list[tuple[Any, str]] = [(None, "none")] if field.optional else []
        if field.type == "yes_no":
            return [(False, "no"), (True, "yes")]
        if field.type == "seat":
            return [*none, *self._seats]
        if field.type == "treaty":
            return [*none, *((card.id, treaty_title(self._view, card)) for card in self._view.treaties)] or [
                ("", "no treaty")
            ]
        return [*none, *((word, word.replace("_", " ")) for word in field.choices)]

    @on(Slider.Changed)
    def _number(self, event: Slider.Changed) -> None:
        field = self._form.field(event.id.removeprefix("f-"))
        if field is not None:
            value = event.value
            self._clause[field.name] = int(value) if field.type == "whole" and value is not None else value
            self._say()

    @on(Cycle.Changed)
    def _word(self, event: Cycle.Changed) -> None:
        field = self._form.field(event.id.removeprefix("f-"))
        if field is not None:
            self._clause[field.name] = self._answers(field)[event.place][0]
            self._say()

    def action_choose(self) -> None:
        """Open the list of the field in focus."""
        field = self._form.field((self.focused.id or "").removeprefix("f-")) if self.focused else None
        if field is None:
            return
        known = self._seats if field.type == "seats" else [(word, word) for word in field.choices]
        held = set(self._value(field) or ())

        def chosen(names: tuple[str, ...] | None) -> None:
            if names is not None:
                self._clause[field.name] = list(names)
                self._say()

        self.app.push_screen(
            ChooseSome(
                f"{field.name.replace('_', ' ')}: {field.help}", [(i, n, i in held) for i, n in known]
            ),
            chosen,
        )

    def _say(self) -> None:
        for field in self._form.fields:
            if field.type in {"seats", "choices"}:
                held = self._value(field) or ()
                names = [seat_name(self._view, name) if field.type == "seats" else str(name) for name in held]
                words = f" {field.name.replace('_', ' '):<21}{listing(names) or 'none named'}   (Enter chooses) {field.help}"
                self.query_one(f"#f-{field.name}", Several).update(words)
        self._complete()
        says = line(("→ ", "mine"), clause_sentence(self._view, self._clause))
        self.query_one("#clause-words", Prose).say([says])

    def _complete(self) -> None:
        """What is shown is what is meant: a required field without a word takes the one that is shown."""
        for field in self._form.fields:
            if (
                field.required
                and field.name not in self._clause
                and field.type in {"choice", "seat", "treaty", "yes_no"}
            ):
                self._clause[field.name] = self._answers(field)[0][0]

    def action_put_in(self) -> None:
        """Close with the clause."""
        self.dismiss(self._clause)

    def action_give_up(self) -> None:
        """Close without it."""
        self.dismiss(None)
