"""Treaties: those on the table, the one under the cursor in full, what it is to me, and what it would do to everybody."""

from dataclasses import replace
from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import VerticalScroll

from detente_client.tui.analysis import Analysis, analysis_lines, gathered, steps
from detente_client.tui.delegation import behind_line
from detente_client.tui.drafting import draft_from_treaty
from detente_client.tui.foresight import Question, draft_forecast
from detente_client.tui.fourtests import four_tests
from detente_client.tui.intents import ForesightAsked, ReckoningAsked
from detente_client.tui.lines import BLANK, Line, line
from detente_client.tui.paint import paint
from detente_client.tui.screens.acts import TreatyActs
from detente_client.tui.treaties import card_lines, treaty_rows
from detente_client.tui.unlocking import card_unlock_lines
from detente_client.tui.widgets.kept import Across, Down
from detente_client.tui.widgets.prose import Prose
from detente_client.tui.widgets.rows import Rows
from detente_rules.views.types import TreatyView, View

EMPTY = (
    line(("No treaty is on the table.", "strong")),
    line("n proposes one: choose a prepared pack or put it together clause by clause."),
    line(
        "A lab is bound by its own signature; a nation signs, then ratifies, and binds the labs at home in it."
    ),
)


class TreatyPage(TreatyActs):
    """A list, a card, and beside them what the text under the cursor would do."""

    HINTS: ClassVar[tuple[tuple[str, str], ...]] = (("n", "propose another"),)
    _wanted = ""
    _asked: object = None
    _forecast: tuple[object, tuple[Line, ...]] = (None, ())
    _analysis: tuple[object, Analysis] = (None, Analysis())

    def compose(self) -> ComposeResult:
        with Across(id="treaty-columns"):
            with Down(id="treaty-left"):
                yield Rows(id="treaty-list")
                with VerticalScroll(id="treaty-card", can_focus=True):
                    yield Prose("", id="treaty-text")
            with VerticalScroll(id="treaty-side", can_focus=True):
                yield Prose("", id="treaty-more")

    def hints(self) -> tuple[tuple[str, str], ...]:
        return (("↑ ↓", "choose"), *(hint for hint in self.treaty_hints() if hint[0] != "o"), *self.HINTS)

    def _room(self) -> int:
        """Columns of the list."""
        return self.columns_of("treaty-list")

    def current_card(self) -> TreatyView | None:
        view, chosen = self.snapshot.view, self.query_one("#treaty-list", Rows).chosen
        return next((card for card in view.treaties if card.id == chosen), None) if view is not None else None

    def arrive(self, what: str | tuple[str, ...] = "") -> None:
        super().arrive(what)
        if isinstance(what, str) and what:
            self._wanted = what
            self.draw()

    def focus_first(self) -> None:
        target = "#treaty-list" if self.query_one("#treaty-list", Rows).option_count else "#treaty-card"
        self.hand_focus(self.query_one(target))

    def draw(self) -> None:
        view = self.snapshot.view
        if view is None:
            return
        rows = [(treaty, paint(text)) for treaty, text in treaty_rows(view, self._room())]
        listed = self.query_one("#treaty-list", Rows)
        listed.set_rows(rows)
        listed.display = bool(rows)
        self.set_class(not rows, "empty")
        if self._wanted in [treaty for treaty, _ in rows]:
            # It may have been put on the table a moment ago and come with this snapshot only.
            listed.choose(self._wanted)
            self._wanted = ""
        self._card()

    @on(Rows.OptionHighlighted, "#treaty-list")
    def _card(self) -> None:
        view, card = self.snapshot.view, self.current_card()
        if view is None:
            return
        beside = self.query_one("#treaty-side").display
        more = self._more(view, card)
        text = self._lines(view, card)
        self.query_one("#treaty-text", Prose).say(text if beside else (*text, BLANK, *more))
        if beside:
            self.query_one("#treaty-more", Prose).say(more)
        about = (view.round, view.phase, view.treaties, card)
        if card is None or card.phase != "open" or view.phase == "debrief" or about == self._asked:
            return
        self._asked = about

        def answer(answers: tuple[str, ...]) -> None:
            self._forecast = (about[-1], draft_forecast(*answers))
            self._card()

        draft = replace(draft_from_treaty(card), amends=None)
        self.post_message(ForesightAsked("treaty", (Question(view, draft=draft), Question(view)), answer))

        def worked_out(answers: tuple[Any, ...]) -> None:
            self._analysis = (about[-1], gathered(answers))
            self._card()

        self.post_message(ReckoningAsked("treaty", steps(view, draft), worked_out))

    def _lines(self, view: View, card: TreatyView | None) -> tuple[Line, ...]:
        if card is None:
            return EMPTY
        head, *rest = card_lines(view, card)
        known = self._forecast[1] if self._forecast[0] == card else ()
        us = behind_line(view, card, self.snapshot.person)
        return (head, *([us] if us else []), *known, *rest)

    def _more(self, view: View, card: TreatyView | None) -> tuple[Line, ...]:
        """Beyond the text: who waits for whom, who would cheat, how it shares the gains, the four tests."""
        if card is None:
            return ()
        out: list[Line] = list(card_unlock_lines(view, card))
        if out:
            out.append(BLANK)
        about, known = self._analysis
        if card.phase == "open" and about == card:
            width = self.columns_of("treaty-side")
            out += analysis_lines(view, replace(draft_from_treaty(card), amends=None), known, width - 2)
        return (*out, *four_tests(view, card.parties, card.clauses))
