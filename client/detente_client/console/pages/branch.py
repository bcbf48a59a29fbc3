"""A new game from the end of a past round; the old one stays as it is."""

from collections.abc import Sequence

from detente_client.console import deeds
from detente_client.console.desk import DeskPage
from detente_client.console.rolls import round_rows
from detente_client.tui.lines import BLANK, Line, line
from detente_rules.views.types import View


class BranchPage(DeskPage):
    """A line a round that was played."""

    HINTS = (("↑ ↓", "round"), ("Enter", "a new game from its end"))

    def head(self, view: View) -> tuple[Line, ...]:
        came = view.session.parent
        words = f"This game came from {came[0]} after round {came[1]}. " if came is not None else ""
        return (
            line(
                ("Branch: ", "title"),
                f"{words}What if? A new game begins where a round ended; nothing is overwritten.",
            ),
            BLANK,
        )

    def rows(self, view: View) -> Sequence[tuple[str, Line]]:
        return round_rows(view)

    def detail(self, view: View, chosen: str | None) -> tuple[Line, ...]:
        del chosen
        if not view.reports:
            return (line(("No round has been played yet.", "dim")),)
        return (
            line(
                (
                    "The people of this game join the new one by its own code; seats, treaties and the world are as they were.",
                    "dim",
                )
            ),
        )

    def enter(self, view: View, chosen: str) -> None:
        del view
        self.do(deeds.branch(int(chosen)))
