"""A number on a scale, with marks for what binds: arrows move it, digits type it, a click sets it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Literal

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from detente_client.tui.lines import Span, line
from detente_client.tui.paint import paint
from detente_client.tui.text import doublings, money, percent, shorten

Unit = Literal["share", "money", "doublings", "whole", "plain"]
_LABEL = 22
_SCALE = 20
_ROOM = 62
"""Columns below which label and scale take less, as on a phone."""


@dataclass(frozen=True)
class Mark:
    """A bound on the scale: what is below it breaches; words: where it comes from."""

    value: float
    words: str


class Slider(Widget, can_focus=True):
    """One number in [low, high]; an optional one may be empty."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left,minus", "nudge(-1)", show=False),
        Binding("right,plus", "nudge(1)", show=False),
        Binding("shift+left,pagedown", "nudge(-10)", show=False),
        Binding("shift+right,pageup", "nudge(10)", show=False),
        Binding("home", "end(0)", show=False),
        Binding("end", "end(1)", show=False),
        Binding("up", "app.focus_previous", show=False),
        Binding("down,enter", "app.focus_next", show=False),
        Binding("backspace", "rub_out", show=False),
    ]

    @dataclass
    class Changed(Message):
        """Another number. id: of the slider."""

        id: str
        value: float | None

    def __init__(
        self,
        label: str,
        *,
        value: float | None = 0.0,
        low: float = 0.0,
        high: float = 1.0,
        step: float = 0.01,
        unit: Unit = "share",
        words: str = "",
        optional: bool = False,
        id: str,  # noqa: A002 - Textual's own name for it
    ) -> None:
        super().__init__(id=id)
        self.label = label
        self.low, self.high, self.step, self.unit = low, high, step, unit
        self.words = words
        self.optional = optional
        self.empty = value is None
        self.number = low if value is None else min(max(value, low), high)
        self.marks: tuple[Mark, ...] = ()
        self._typed = ""

    def put(self, value: float, marks: Sequence[Mark] | None = None) -> None:
        """Set the number (and its marks) from outside; tells nobody."""
        before = (self.number, self.marks)
        self.number = min(max(value, self.low), self.high)
        if marks is not None:
            self.marks = tuple(marks)
        if (self.number, self.marks) != before:
            self.refresh()

    @property
    def value(self) -> float | None:
        """The number, None where it is empty."""
        return None if self.empty else self.number

    def _set(self, value: float) -> None:
        value = min(max(value, self.low), self.high)
        if value != self.number or self.empty:
            self.number, self.empty = value, False
            self.post_message(self.Changed(self.id or "", value))
        self.refresh()

    def action_nudge(self, steps: int) -> None:
        """A step, or ten."""
        self._typed = ""
        self._set(round(round(self.number / self.step) * self.step + steps * self.step, 6))

    def action_end(self, which: int) -> None:
        """To the end of the scale."""
        self._typed = ""
        self._set(self.high if which else self.low)

    def action_rub_out(self) -> None:
        """One digit back; an optional number that has none is emptied."""
        if not self._typed and self.optional:
            self.empty = True
            self.post_message(self.Changed(self.id or "", None))
            self.refresh()
        else:
            self._type(self._typed[:-1])

    def on_key(self, event: events.Key) -> None:
        """Digits type the number: 22 is 22 %."""
        char = event.character or ""
        if char.isdigit() or char in {".", ","}:
            event.stop()
            self._type(self._typed + char.replace(",", "."))

    def _type(self, typed: str) -> None:
        try:
            value = float(typed or "0")
        except ValueError:
            return
        self._typed = typed
        self._set(value / 100 if self.unit == "share" else value)

    def on_blur(self) -> None:
        """What was typed is typed."""
        self._typed = ""
        self.refresh()

    def on_click(self, event: events.Click) -> None:
        """Set it where one clicks."""
        names, columns = self._widths
        place = event.x - names - 1
        if 0 <= place <= columns:
            share = place / columns
            self._set(round(round((self.low + share * (self.high - self.low)) / self.step) * self.step, 6))

    @property
    def _widths(self) -> tuple[int, int]:
        """Columns of the label and of the scale."""
        return (_LABEL, _SCALE) if self.size.width >= _ROOM else (_LABEL - 4, _SCALE // 2)

    def get_content_height(self, *_: object) -> int:
        return 1

    def shown(self, value: float) -> str:
        """A value in the slider's unit."""
        if self.unit == "share":
            return percent(value)
        if self.unit in {"whole", "plain"}:
            return f"{value:g}"
        return money(value) if self.unit == "money" else doublings(value)

    def render(self) -> Content:
        span = self.high - self.low
        names, columns = self._widths
        filled = 0 if self.empty else round(columns * (self.number - self.low) / span)
        scale = ["█" if place < filled else "░" for place in range(columns)]
        for mark in self.marks:
            if self.low <= mark.value <= self.high:
                scale[min(columns - 1, round(columns * (mark.value - self.low) / span))] = "┃"
        label: Span = (
            ("▶" if self.has_focus else " ") + shorten(self.label, names - 2).ljust(names - 1),
            "plain",
        )
        if self.has_focus:
            label = (label[0], "strong")
        broken = next((mark for mark in self.marks if self.number + 1e-9 < mark.value), None)
        tail: Span = (f" {self.words}", "dim")
        if broken is not None:
            tail = (f" ✗ breach: below {self.shown(broken.value)}", "bad")
        elif self.marks:
            tail = (f" ✓ {self.shown(max(mark.value for mark in self.marks))} asked", "good")
        shown = "none" if self.empty else self.shown(self.number)
        return paint(line(label, ("".join(scale), "mine"), (f" {shown:>7}", "strong"), tail))
