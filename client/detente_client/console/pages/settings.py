"""The session's numbers and the level of the rules; what is changed is on record."""

from collections.abc import Mapping, Sequence
from typing import ClassVar, Final

from textual import work
from textual.binding import Binding, BindingType

from detente_client.console import deeds
from detente_client.console.ask import Field, Form
from detente_client.console.desk import DeskPage
from detente_client.tui.lines import BLANK, Line, Span, columns, line
from detente_rules.scenario import Level
from detente_rules.session import RANGES
from detente_rules.views.types import View

LEVELS: Final[tuple[Level, ...]] = ("basic", "standard", "full")

WORDS: Final = {
    "bot_grace_seconds": "seconds that programs still get once every human is done",
    "dropout_seconds": "seconds until a bot stands in for people who dropped out",
    "minutes_briefing": "minutes of a briefing, from the next one on",
    "minutes_negotiation": "minutes of a negotiation, from the next one on",
    "minutes_decision": "minutes of a decision, from the next one on",
    "quorum_seal": "members of a delegation who must stand behind a decision",
    "quorum_sign": "members of a delegation who must stand behind a signature",
    "risk_guarded": "public risk from which it is called guarded",
    "risk_high": "public risk from which it is called high",
    "risk_severe": "public risk from which it is called severe",
}


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
        cells: list[list[Span]] = []
        for name in WORDS:
            value = view.session.thresholds.get(name)
            low, high = RANGES[name]
            shown = f"{value:g}" if value is not None else "as the host has it"
            cells.append(
                [(name, "strong"), (shown, "key"), (f"{low:g} to {high:g}", "dim"), (WORDS[name], "plain")]
            )
        return tuple(zip(WORDS, columns(cells), strict=True))

    @work
    async def _change(self, view: View, name: str) -> None:
        was, (low, high) = view.session.thresholds.get(name), RANGES[name]

        def check(values: Mapping[str, str]) -> str:
            try:
                number = float(values["value"].replace(",", "."))
            except ValueError:
                return "A number, please."
            return "" if low <= number <= high else f"From {low:g} to {high:g}."

        field = Field("value", f"{WORDS[name]} ({low:g} to {high:g}):", f"{was:g}" if was is not None else "")
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
