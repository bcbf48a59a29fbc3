"""What the console asks on top of its pages: a few fields to fill in."""

from collections.abc import Mapping, Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from detente_client.console.fields import Check, Field
from detente_client.tui.lines import line
from detente_client.tui.paint import paint


def _content(values: Mapping[str, str]) -> str:
    del values
    return ""


class Form(ModalScreen[dict[str, str] | None]):
    """Fields, one under the other; Enter goes on and at the last one is done, Esc gives up."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "give_up", "Cancel"),
        Binding("ctrl+s", "take", "Done", priority=True),
        Binding("up", "app.focus_previous", show=False),
        Binding("down", "app.focus_next", show=False),
    ]

    def __init__(self, title: str, fields: Sequence[Field], check: Check = _content) -> None:
        super().__init__()
        self._title = title
        self._fields = tuple(fields)
        self._check = check

    def compose(self) -> ComposeResult:
        with Vertical(classes="card"):
            yield Static(self._title, classes="heading", markup=False)
            for field in self._fields:
                yield Static(field.words, markup=False, classes="field-words")
                yield Input(field.value, id=f"field-{field.name}")
            yield Static("", id="form-said", markup=False)
            keys = line(
                ("Enter", "key"), " next, done   ", ("Ctrl+S", "key"), " done   ", ("Esc", "key"), " cancel"
            )
            yield Static(paint(keys), classes="card-keys")

    @on(Input.Submitted)
    def _next(self, event: Input.Submitted) -> None:
        event.stop()
        if event.input.id == f"field-{self._fields[-1].name}":
            self.action_take()
        else:
            self.focus_next()

    def action_take(self) -> None:
        """Close with what was filled in, or say what is wrong with it."""
        values = {
            field.name: self.query_one(f"#field-{field.name}", Input).value.strip() for field in self._fields
        }
        wrong = self._check(values)
        if wrong:
            self.query_one("#form-said", Static).update(wrong)
        else:
            self.dismiss(values)

    def action_give_up(self) -> None:
        """Close without."""
        self.dismiss(None)
