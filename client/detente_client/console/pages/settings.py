"""The session's numbers and the level of the rules; what is changed is on record."""

from collections.abc import Mapping, Sequence
from typing import ClassVar

from textual import work
from textual.binding import Binding, BindingType

from detente_client.console import deeds
from detente_client.console.ask import Form
from detente_client.console.desk import DeskPage
from detente_client.console.fields import Field
from detente_client.console.rolls import LEVELS, SETTINGS, setting_rows
from detente_client.tui.lines import BLANK, Line, line
from detente_rules.session import RANGES
from detente_rules.views.types import View


class SettingsPage(DeskPage):
    """A line a number."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("l", "level", "Raise the level of the rules")]

    HINTS = (("↑ ↓", "choose"), ("Enter", "change"), ("l", "raise the level"))

    def head(self, view: View) -> tuple[Line, ...]:
        return (
            line(
                ("Level of the rules: ", "title"),
                (view.level, "strong"),
                ("   l raises it, between rounds", "dim"),
            ),
            line(("Numbers change between rounds: in the lobby or a briefing. Everybody is told.", "dim")),
            BLANK,
        )

    def rows(self, view: View) -> Sequence[tuple[str, Line]]:
        return setting_rows(view)

    def detail(self, view: View, chosen: str | None) -> tuple[Line, ...]:
        del view
        if chosen is None:
            return ()
        low, high = RANGES[chosen]
        return (line((chosen, "strong"), f", {low:g} to {high:g}: {SETTINGS[chosen]}."),)

    @work
    async def _change(self, view: View, name: str) -> None:
        was, (low, high) = view.session.thresholds.get(name), RANGES[name]

        def check(values: Mapping[str, str]) -> str:
            try:
                number = float(values["value"].replace(",", "."))
            except ValueError:
                return "A number, please."
            return "" if low <= number <= high else f"From {low:g} to {high:g}."

        field = Field(
            "value", f"{SETTINGS[name]} ({low:g} to {high:g}):", f"{was:g}" if was is not None else ""
        )
        said = await self.app.push_screen_wait(Form(name, (field,), check))
        if said is not None:
            self.do(deeds.set_threshold(name, float(said["value"].replace(",", ".")), was))

    def enter(self, view: View, chosen: str) -> None:
        self._change(view, chosen)

    def action_level(self) -> None:
        """Up by one."""
        view = self.view
        if view is None:
            return
        place = LEVELS.index(view.level)
        if place + 1 < len(LEVELS):
            self.do(deeds.set_level(LEVELS[place + 1]))
        else:
            self.tell("This is the highest level.")
