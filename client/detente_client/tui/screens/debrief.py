"""After the end: results, the three ledgers round by round, secrets."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll

from detente_client.tui.debrief import (
    ledger_charts,
    ledger_lines,
    result_lines,
    secret_lines,
    telling_lines,
    told,
    treaty_lives,
)
from detente_client.tui.lines import BLANK, Line, Span, line
from detente_client.tui.screens.page import Page
from detente_client.tui.widgets.charts import ChartView
from detente_client.tui.widgets.kept import Across
from detente_client.tui.widgets.prose import Prose
from detente_rules.views.types import DebriefView, View

BOOKS = ("declared", "actual", "observed")
PARTS = ("results", "ledgers", "secrets")


class DebriefPage(Page):
    """Three parts; the left and right arrows go through the rounds of the ledgers."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("1", "part('results')", "Debrief: results"),
        Binding("2", "part('ledgers')", "Debrief: three ledgers"),
        Binding("3", "part('secrets')", "Debrief: secrets and treaties"),
        Binding("left", "round(-1)", "Previous round", show=False, priority=True),
        Binding("right", "round(1)", "Next round", show=False, priority=True),
    ]
    HINTS: ClassVar[tuple[tuple[str, str], ...]] = (
        ("1", "results"),
        ("2", "ledgers: declared, done, seen"),
        ("3", "secrets"),
        ("← →", "rounds"),
        ("↑ ↓", "scroll"),
    )

    def __init__(self, **options: str) -> None:
        super().__init__(**options)
        self.part = "results"
        self.round = 1

    def compose(self) -> ComposeResult:
        yield Prose("", id="debrief-head")
        with VerticalScroll(id="debrief-box"):
            yield Prose("", id="debrief-text")
        with Across(id="debrief-books"):
            for book in BOOKS:
                yield ChartView(book)

    def draw(self) -> None:
        view = self.snapshot.view
        debrief = told(view, view.debrief) if view is not None and view.debrief is not None else None
        if view is None or debrief is None:
            self.query_one("#debrief-text", Prose).say(
                [line("The debrief opens when the last round is over.")]
            )
            return
        spans: list[str | Span] = [("Debrief  ", "title")]
        for place, part in enumerate(PARTS, start=1):
            here = part == self.part
            spans += [(f" {place} {'▸' if here else ' '}{part} ", "strong" if here else "dim")]
        if self.part == "ledgers":
            spans.append((f"  round {self.round} of {len(debrief.ledgers)}  ← →", "mine"))
        self.query_one("#debrief-head", Prose).say([line(*spans)])
        self.query_one("#debrief-text", Prose).say(self._lines(view, debrief))
        books = self.query_one("#debrief-books")
        books.set_class(self.part != "ledgers", "closed")
        if self.part == "ledgers":
            for chart in ledger_charts(view, debrief):
                self.query_one(f"#chart-{chart.id}", ChartView).show(chart, max(1, len(debrief.ledgers)))

    def _lines(self, view: View, debrief: DebriefView) -> tuple[Line, ...]:
        if self.part == "ledgers":
            return ledger_lines(view, debrief, self.round)
        if self.part == "secrets":
            heading = line(("Treaties", "title"))
            return (heading, *treaty_lives(view), BLANK, *secret_lines(view, debrief))
        return (*telling_lines(view), *result_lines(view, debrief))

    def action_part(self, part: str) -> None:
        """Another part."""
        self.part = part
        self.draw()
        self.query_one("#debrief-box", VerticalScroll).scroll_home(animate=False)

    def action_round(self, step: int) -> None:
        """Another round of the ledgers."""
        view = self.snapshot.view
        if view is None or view.debrief is None:
            return
        if self.part != "ledgers":
            self.part = "ledgers"
        else:
            self.round = min(max(1, self.round + step), max(1, len(view.debrief.ledgers)))
        self.draw()
