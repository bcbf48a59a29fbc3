"""Evidence: findings, incidents, what does not fit together."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Static

from detente_client.tui.evidence import evidence_lines
from detente_client.tui.paint import paint_all
from detente_client.tui.screens.page import Page


class EvidencePage(Page):
    """A list to read."""

    HINTS: ClassVar[tuple[tuple[str, str], ...]] = (("↑ ↓", "scroll"),)

    def compose(self) -> ComposeResult:
        yield Static("Evidence", classes="heading")
        with VerticalScroll(id="evidence-box"):
            yield Static("", id="evidence-text")

    def draw(self) -> None:
        view = self.snapshot.view
        if view is not None:
            self.query_one("#evidence-text", Static).update(paint_all(evidence_lines(view)))
