"""Evidence: how likely each rival breaks its word, who accuses whom, what I hold and may pass on, what came to light."""

from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content

from detente_client.tui.evidence import evidence_lines
from detente_client.tui.intents import Act, ReckoningAsked
from detente_client.tui.lines import BLANK, Line, line
from detente_client.tui.names import seat_name, treaty_title
from detente_client.tui.paint import paint
from detente_client.tui.powers import accusable
from detente_client.tui.questions import evidence_words, question_lines, question_rows
from detente_client.tui.screens.modals import ChooseOne, ChooseSome
from detente_client.tui.screens.power_acts import PowerActs
from detente_client.tui.suspicions import (
    FIRST_PRIOR,
    Suspect,
    due_lines,
    next_prior,
    reckon,
    suspect_lines,
    suspect_row,
)
from detente_client.tui.text import percent
from detente_client.tui.widgets.kept import Across
from detente_client.tui.widgets.prose import Prose
from detente_client.tui.widgets.rows import Rows
from detente_rules.commands.treaty import PassEvidence
from detente_rules.ids import SeatId
from detente_rules.views.types import TreatyView, View


class EvidencePage(PowerActs):
    """A list, and what is under the cursor in full."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("h", "hand_on", "Evidence: pass it on"),
        Binding("plus", "prior(1)", "Evidence: suspect more to begin with"),
        Binding("minus", "prior(-1)", "Evidence: suspect less to begin with"),
    ]

    def __init__(self, **options: str) -> None:
        super().__init__(**options)
        self._prior = FIRST_PRIOR
        self._suspects: tuple[Suspect, ...] = ()
        self._asked: object = None

    def compose(self) -> ComposeResult:
        with Across(id="evidence-columns"):
            yield Rows(id="evidence-list")
            with VerticalScroll(id="evidence-card", can_focus=True):
                yield Prose("", id="evidence-text")

    def hints(self) -> tuple[tuple[str, str], ...]:
        kind, _ = self._chosen()
        out: list[tuple[str, str]] = [("↑ ↓", "choose")]
        if kind == "lab":
            out += [("A", "accuse it"), ("+ −", f"first guess ({percent(self._prior)})")]
        elif kind == "piece":
            out += [("Enter", "pass it on"), ("A", "accuse with it")]
        elif kind == "question":
            out += [("Enter", "open it")]
        return (*out, ("v", "questions"), ("Tab", "read on"))

    def current_card(self) -> TreatyView | None:
        return None

    # --------------------------------------------------------------------------------------------------------- drawing

    def draw(self) -> None:
        view = self.snapshot.view
        if view is None:
            return
        self._ask(view)
        self.query_one("#evidence-list", Rows).set_rows(self._rows(view))
        self._card()

    def _ask(self, view: View) -> None:
        """The posteriors, beside the screen and once for each state of what is known."""
        about = (view.round, view.phase, view.treaties, view.reports, view.evidence, self._prior)
        if about == self._asked or not view.reports:
            return
        self._asked, prior = about, self._prior

        def answer(answers: tuple[Any, ...]) -> None:
            self._suspects = answers[0]
            now = self.snapshot.view
            if now is not None and self.display:
                self.query_one("#evidence-list", Rows).set_rows(self._rows(now))
                self._card()

        self.post_message(ReckoningAsked("evidence", (lambda: reckon(view, prior),), answer))

    def _rows(self, view: View) -> list[tuple[str, Content]]:
        rows: list[tuple[str, Line]] = [("all", line(("What came to light, round by round", "strong")))]
        if view.reports:
            rows.append(("-r", line(("Does it break its word, given this?", "title"))))
            known = {one.lab: one for one in self._suspects}
            ordered = [*known, *(row.id for row in view.labs if row.id not in known and row.id != view.seat)]
            rows += [
                (f"lab:{lab}", suspect_row(view, known[lab]) if lab in known else line(seat_name(view, lab)))
                for lab in ordered
            ]
        if view.questions:
            rows.append(("-q", line(("Before the members", "title"))))
            width = self.query_one("#evidence-list").size.width or self.app.size.width
            rows += [(f"question:{one}", text) for one, text in question_rows(view, width)]
        if view.evidence:
            rows.append(("-p", line(("What you hold, and may pass on", "title"))))
            rows += [(f"piece:{one.id}", evidence_words(view, one)) for one in view.evidence]
        return [(row, paint(text)) for row, text in rows]

    def _chosen(self) -> tuple[str, str]:
        kind, _, which = (self.query_one("#evidence-list", Rows).chosen or "all").partition(":")
        return kind, which

    @on(Rows.OptionHighlighted, "#evidence-list")
    def _moved(self) -> None:
        self._card()
        self.post_message(self.Redraw())

    def _card(self) -> None:
        view = self.snapshot.view
        if view is not None:
            self.query_one("#evidence-text", Prose).say(self._lines(view))

    def _lines(self, view: View) -> tuple[Line, ...]:
        kind, which = self._chosen()
        if kind == "lab":
            one = next((item for item in self._suspects if item.lab == which), None)
            if one is None:
                return (line(("Reckoning …", "dim")), *due_lines(view, which))
            return suspect_lines(view, one)
        if kind == "question":
            asked = next((item for item in view.questions if item.id == which), None)
            return question_lines(view, asked) if asked is not None else ()
        if kind == "piece":
            piece = next((item for item in view.evidence if item.id == which), None)
            if piece is None:
                return ()
            how = line(
                (
                    "Nobody can alter it on the way: it is what it says, whoever passes it on. Enter passes it on.",
                    "dim",
                )
            )
            return (evidence_words(view, piece), BLANK, how)
        return evidence_lines(view)

    def focus_first(self) -> None:
        self.hand_focus(self.query_one("#evidence-list"))

    # ------------------------------------------------------------------------------------------------------------ acts

    def action_prior(self, step: int) -> None:
        """Another first guess."""
        self._prior = next_prior(self._prior, step)
        self.draw()
        self.post_message(self.Redraw())

    @on(Rows.OptionSelected, "#evidence-list")
    async def _enter(self) -> None:
        kind, which = self._chosen()
        if kind == "piece":
            self.action_hand_on()
        elif kind == "question":
            await self.app.run_action(f"question('{which}')")
        else:
            self.query_one("#evidence-card").focus()

    def action_hand_on(self) -> None:
        """Pass the piece under the cursor to others; nobody marked is everybody."""
        view, (kind, which) = self.snapshot.view, self._chosen()
        piece = next((item for item in view.evidence if item.id == which), None) if view is not None else None
        if view is None or kind != "piece" or piece is None:
            self.app.notify("Put the cursor on a piece of evidence that you hold.", markup=False)
            return
        rows = [("*", "EVERYBODY (it becomes public)", False)]
        rows += [(row.id, seat_name(view, row.id), False) for row in view.seats if row.id != view.seat]

        def chosen(seats: tuple[str, ...] | None) -> None:
            if not seats:
                return
            to = () if "*" in seats else seats
            words = "It is public now." if not to else "Passed on."
            self.post_message(Act(PassEvidence(which, to), words))

        self.app.push_screen(ChooseSome("Who shall have it?", rows), chosen)

    def action_accuse(self) -> None:
        """The lab of the row under the cursor, under a treaty that can judge it."""
        view, (kind, which) = self.snapshot.view, self._chosen()
        if view is None:
            return
        lab: SeatId | None = which if kind == "lab" else None
        if kind == "piece":
            lab = next((item.lab for item in view.evidence if item.id == which), None)
        cards = {card.id: card for card in view.treaties if lab is not None and lab in accusable(view, card)}
        if lab is None or not cards or view.phase != "negotiation":
            self._no(
                "No treaty lets you accuse it now: it takes one in force with a procedure to judge (R4.20)."
            )
            return
        target = lab

        def chosen(treaty: str | None) -> None:
            if treaty is not None:
                self._cite(view, cards[treaty], target)

        if len(cards) == 1:
            chosen(next(iter(cards)))
        else:
            rows = [(card.id, line(treaty_title(view, card))) for card in cards.values()]
            self.app.push_screen(ChooseOne("Under which treaty?", rows), chosen)
