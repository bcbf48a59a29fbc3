"""The run-of-show."""

from collections.abc import Sequence

from detente_client.console import show
from detente_client.console.desk import DeskPage
from detente_client.tui.lines import BLANK, Line, line
from detente_client.tui.text import clean
from detente_rules.views.types import View


class ShowPage(DeskPage):
    """The plan of the evening, the present step marked, and how far behind it one is."""

    HINTS = (("↑ ↓", "read"), ("space", "clock"), ("+", "one minute more"), ("E", "end the phase"))

    def head(self, view: View) -> tuple[Line, ...]:
        plan = show.read_plan(view.session.plan)
        standing = show.where(plan, view.round, view.session.started, self.now)
        total = (
            f"{view.session.plan_minutes} minutes, {view.level} level. " if view.session.plan_minutes else ""
        )
        if not plan:
            return (line(("The scenario has no plan for this level of the rules.", "dim")), BLANK)
        return (line((f"Plan: {total}", "title"), *show.standing_words(standing)), BLANK)

    def rows(self, view: View) -> Sequence[tuple[str, Line]]:
        plan = show.read_plan(view.session.plan)
        standing = show.where(plan, view.round, view.session.started, self.now)
        return [(f"step{n}", row) for n, row in enumerate(show.plan_rows(plan, standing))]

    def detail(self, view: View, chosen: str | None) -> tuple[Line, ...]:
        plan = show.read_plan(view.session.plan)
        place = int(chosen.removeprefix("step")) if chosen is not None else len(plan)
        return (line(clean(plan[place].text)),) if place < len(plan) else ()

    def arrive(self, what: str | tuple[str, ...] = "") -> None:
        super().arrive(what)
        view = self.view
        if view is not None:
            standing = show.where(
                show.read_plan(view.session.plan), view.round, view.session.started, self.now
            )
            self.list.choose(f"step{standing.step}")

    def tick(self, now: float) -> None:
        super().tick(now)
        if self.display and self.is_mounted:
            self.draw()
