"""Compose a treaty: title, parties, clauses; what it comes to beside it, and what is still wrong with it."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widgets import Input, Static

from detente_client.tui.analysis import Analysis, analysis_lines, gathered, steps
from detente_client.tui.drafting import (
    CARDS,
    TreatyDraft,
    addable,
    blank_draft,
    clause_sentence,
    defaults,
    draft_from_pack,
    draft_from_treaty,
    draft_lines,
    faults,
    strength_of,
    with_strength,
)
from detente_client.tui.foresight import Question, draft_forecast
from detente_client.tui.fourtests import four_tests
from detente_client.tui.intents import Act, ForesightAsked, GoTo, ReckoningAsked
from detente_client.tui.lines import BLANK, Line, line
from detente_client.tui.names import seat_name
from detente_client.tui.paint import paint
from detente_client.tui.screens.clause_form import ClauseForm
from detente_client.tui.screens.modals import ChooseOne, ChooseSome
from detente_client.tui.screens.page import Page
from detente_client.tui.text import clean, listing
from detente_client.tui.unlocking import unlock_lines
from detente_client.tui.widgets.cycle import Cycle
from detente_client.tui.widgets.kept import Across, Down
from detente_client.tui.widgets.prose import Prose
from detente_client.tui.widgets.rows import Rows
from detente_rules.ids import MAX_NAME
from detente_rules.treaty.forms import forms
from detente_rules.views.types import View


class ComposePage(Page):
    """One draft at a time, kept until it is on the table or thrown away."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "add", "Draft: add a clause"),
        Binding("delete,backspace", "remove", "Draft: take the clause out"),
        Binding("f", "pack", "Draft: start from a prepared pack"),
        Binding("v", "parties", "Draft: choose the parties"),
        Binding("i", "title", "Draft: title"),
        Binding("o", "confidential", "Draft: public or confidential"),
        Binding("s", "send", "Draft: put it on the table"),
        Binding("escape", "leave", "Back to the treaties", show=False),
    ]

    def __init__(self, **options: str) -> None:
        super().__init__(**options)
        self.draft_ = TreatyDraft()
        self._begun = False
        self._asked: object = None
        self._forecast: tuple[Line, ...] = ()
        self._analysis = Analysis(done=True)

    def compose(self) -> ComposeResult:
        with Across(id="compose-head"):
            yield Static("Title", id="compose-label")
            yield Input(id="compose-title", max_length=MAX_NAME, compact=True)
        yield Prose("", id="compose-parties")
        with Across(id="compose-columns"):
            with VerticalScroll(id="compose-left", can_focus=False):
                with Down(id="compose-cards"):
                    for card in CARDS:
                        answers = ["no", *(word for word, _ in card.strengths)]
                        yield Cycle(card.title, answers, id=f"card-{card.kind}")
                yield Rows(id="compose-clauses")
            with VerticalScroll(id="compose-side", can_focus=True):
                yield Prose("", id="compose-words")

    @property
    def _naming(self) -> bool:
        """Is the title being typed?"""
        return self.query_one("#compose-title", Input).has_focus

    def hints(self) -> tuple[tuple[str, str], ...]:
        if self._naming:
            return (("Enter", "keeps the title"), ("Esc", "stop writing"))
        send = "SEND it" if self.draft_.amends else "PROPOSE it"
        return (
            ("s", send), ("f", "packs"), ("n", "add"), ("Enter", "edit"), ("Del", "drop"),
            ("v", "parties"), ("i", "title"), ("o", "secret"), ("Esc", "back"),
        )  # fmt: skip

    def advice(self) -> str:
        view = self.snapshot.view
        if view is None:
            return ""
        if self._naming:
            return "Type a title; Enter keeps it."
        wrong = faults(view, self.draft_)
        if wrong:
            return f"Not ready: {wrong[0]}"
        if view.phase != "negotiation":
            return "The draft is sound and kept here; it can be put on the table in the negotiation."
        return "The draft is sound: s puts it on the table."

    def notes(self) -> dict[str, Any]:
        draft = self.draft_
        if not self._begun or not (draft.clauses or draft.title):
            return {}
        return {
            "title": draft.title,
            "parties": list(draft.parties),
            "clauses": [dict(clause) for clause in draft.clauses],
            "confidential": draft.confidential,
            "amends": list(draft.amends) if draft.amends is not None else None,
        }

    def take_notes(self, notes: dict[str, Any]) -> None:
        amends = notes["amends"]
        self._take(
            TreatyDraft(
                title=str(notes["title"]),
                parties=tuple(map(str, notes["parties"])),
                clauses=tuple(dict(clause) for clause in notes["clauses"]),
                confidential=bool(notes["confidential"]),
                amends=(str(amends[0]), int(amends[1])) if amends else None,
            )
        )

    # --------------------------------------------------------------------------------------------------------- drawing

    def arrive(self, what: str | tuple[str, ...] = "") -> None:
        view = self.snapshot.view
        if view is not None and isinstance(what, str) and what:
            self._take(draft_from_treaty(view.treaty(what)))
        elif view is not None and not self._begun:
            self._take(blank_draft(view))
            if view.packs:
                self.app.call_later(self.action_pack)
        super().arrive(what)

    def _take(self, draft: TreatyDraft) -> None:
        self._begun = True
        self.draft_ = draft
        self.query_one("#compose-title", Input).value = draft.title
        self.draw()

    def draw(self) -> None:
        view, draft = self.snapshot.view, self.draft_
        if view is None:
            return
        self.query_one("#compose-title", Input).disabled = draft.amends is not None
        secret = "confidential: only the parties see it" if draft.confidential else "public"
        parties = listing([seat_name(view, seat) for seat in draft.parties]) or "nobody"
        heading: list[str] = ["Parties: ", parties, f"   ({secret})"]
        words = line((heading[0], "title"), heading[1], (heading[2], "dim"))
        self.query_one("#compose-parties", Prose).say([words])
        basic = view.level == "basic"
        self.query_one("#compose-cards").display = basic
        for card in CARDS:
            self.query_one(f"#card-{card.kind}", Cycle).put(strength_of(draft, card))
        rows = [
            (str(place), paint(line((f"{place + 1}. ", "dim"), clause_sentence(view, clause))))
            for place, clause in enumerate(draft.clauses)
        ]
        rows.append(("add", paint(line(("+ add a clause", "key")))))
        self.query_one("#compose-clauses", Rows).set_rows(rows)
        self.query_one("#compose-words", Prose).say(self._words(view))

    def _words(self, view: View) -> list[Line]:
        wrong = [line(("✗ ", "bad"), fault) for fault in faults(view, self.draft_)]
        if not wrong:
            self._ask(view)
        out = [line(("What it comes to", "title")), *wrong]
        if not wrong:
            out += self._forecast
        out += [*draft_lines(view, self.draft_), BLANK]
        if not wrong:
            width = self.query_one("#compose-side").size.width or self.app.size.width
            out += analysis_lines(view, self.draft_, self._analysis, width - 2)
        out += unlock_lines(view, self.draft_)
        return (
            [*out, *four_tests(view, self.draft_.parties, self.draft_.clauses)]
            if self.draft_.clauses
            else out
        )

    def _ask(self, view: View) -> None:
        """The forecast with this draft in force, and without it."""
        about = (view.round, view.phase, view.treaties, self.draft_)
        if about == self._asked:
            return
        self._asked = about

        def answer(answers: tuple[str, ...]) -> None:
            self._forecast = draft_forecast(*answers)
            self.query_one("#compose-words", Prose).say(self._words(view))

        def worked_out(answers: tuple[Any, ...]) -> None:
            self._analysis = gathered(answers)
            self.query_one("#compose-words", Prose).say(self._words(view))

        questions = (Question(view, draft=self.draft_), Question(view))
        self.post_message(ForesightAsked("compose", questions, answer))
        self.post_message(ReckoningAsked("compose", steps(view, self.draft_), worked_out))

    def focus_first(self) -> None:
        view = self.snapshot.view
        basic = view is not None and view.level == "basic"
        self.hand_focus(self.query_one(f"#card-{CARDS[0].kind}" if basic else "#compose-clauses"))

    def _changed(self, draft: TreatyDraft) -> None:
        self.draft_ = draft
        self.draw()
        self.post_message(self.Redraw())

    # --------------------------------------------------------------------------------------------------------- changing

    @on(Input.Changed, "#compose-title")
    def _titled(self) -> None:
        title = self.query_one("#compose-title", Input).value  # as it is now; the message may be older
        if title != self.draft_.title:
            self._changed(replace(self.draft_, title=title))

    @on(Input.Submitted, "#compose-title")
    def _title_done(self) -> None:
        self.focus_first()

    @on(Cycle.Changed)
    def _strength(self, event: Cycle.Changed) -> None:
        card = next(card for card in CARDS if event.id == f"card-{card.kind}")
        self._changed(with_strength(self.draft_, card, event.place))

    @on(Rows.OptionSelected, "#compose-clauses")
    def _edit(self, event: Rows.OptionSelected) -> None:
        view = self.snapshot.view
        if view is None or event.option.id is None:
            return
        if event.option.id == "add":
            self.action_add()
            return
        self._form(int(event.option.id), self.draft_.clauses[int(event.option.id)])

    def _form(self, place: int | None, clause: Mapping[str, Any]) -> None:
        view = self.snapshot.view
        if view is None:
            return

        def done(changed: Mapping[str, Any] | None) -> None:
            if changed is not None:
                self._changed(self.draft_.with_clause(place, changed))

        self.app.push_screen(ClauseForm(view, clause), done)

    def action_add(self) -> None:
        """Choose a kind, then fill its form."""
        rows = [
            (one.kind, line((f"{one.title}  ", "strong"), (one.help, "dim")))
            for one in addable(self.draft_, forms())
        ]

        def chosen(kind: str | None) -> None:
            if kind is not None:
                self._form(None, defaults(kind))

        self.app.push_screen(ChooseOne("Which clause?", rows), chosen)

    def action_remove(self) -> None:
        """Take out the clause under the cursor."""
        row = self.query_one("#compose-clauses", Rows)
        if row.has_focus and row.chosen is not None and row.chosen.isdigit():
            self._changed(self.draft_.without_clause(int(row.chosen)))

    def action_pack(self) -> None:
        """Start from a pack; an empty sheet is one of them."""
        view = self.snapshot.view
        if view is None:
            return
        rows = [
            (
                str(place),
                line((clean(str(pack.get("title", ""))), "strong"), f"  {clean(str(pack.get('text', '')))}"),
            )
            for place, pack in enumerate(view.packs)
        ]
        rows.append(("blank", line(("An empty sheet", "strong"), "  put it together yourself")))

        def chosen(row: str | None) -> None:
            if row is not None:
                self._take(
                    blank_draft(view) if row == "blank" else draft_from_pack(view, view.packs[int(row)])
                )
                self.post_message(self.Redraw())

        self.app.push_screen(ChooseOne("Start from", rows), chosen)

    def action_parties(self) -> None:
        """Choose who is invited."""
        view = self.snapshot.view
        if view is None:
            return
        rows = [(row.id, seat_name(view, row.id), row.id in self.draft_.parties) for row in view.seats]

        def chosen(seats: tuple[str, ...] | None) -> None:
            if seats is not None:
                self._changed(replace(self.draft_, parties=seats))

        self.app.push_screen(
            ChooseSome("Who is invited? (labs are bound through their nation, too)", rows), chosen
        )

    def action_title(self) -> None:
        """Into the title."""
        self.query_one("#compose-title", Input).focus()

    def action_confidential(self) -> None:
        """Public, or for the parties' eyes only."""
        if self.draft_.amends is None:
            self._changed(replace(self.draft_, confidential=not self.draft_.confidential))

    def action_leave(self) -> None:
        """Back to the treaties; the draft stays."""
        if self.query_one("#compose-title", Input).has_focus:
            self.focus_first()
        else:
            self.post_message(GoTo("treaty"))

    def action_send(self) -> None:
        """Put it on the table, unless it is known to be refused."""
        view = self.snapshot.view
        if view is None:
            return
        wrong = faults(view, self.draft_)
        if wrong:
            self.app.notify(wrong[0], title="Not ready", severity="warning", markup=False)
            return

        def accepted(data: Mapping[str, Any]) -> None:
            self._begun = False
            self.post_message(GoTo("treaty", str(data.get("treaty", ""))))

        words = f"“{clean(self.draft_.title)}” is on the table. Your own signature is still to come: s."
        self.post_message(Act(self.draft_.command(), words, accepted=accepted))
