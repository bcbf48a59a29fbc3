"""Decide: what I do and say in this round, in secret; one key seals it."""

from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widgets import Static

from detente_client.tui.delegation import draft_line, head_words, ours, seal_words
from detente_client.tui.foresight import Question, orders_forecast
from detente_client.tui.intents import Act, ForesightAsked
from detente_client.tui.lines import Line, line
from detente_client.tui.orders import first_orders, fits, meaning, seal_line
from detente_client.tui.screens.forms import OrdersForm, first_question, form_for, form_key
from detente_client.tui.screens.page import Page
from detente_client.tui.widgets.kept import Across, Down
from detente_client.tui.widgets.prose import Prose
from detente_client.tui.widgets.slider import Slider
from detente_client.tui.widgets.tokens import TokenBoard
from detente_rules.commands import Seal, Unseal
from detente_rules.commands.facilitation import Draft, Endorse
from detente_rules.decisions import Decision, decision_data, parse_decision
from detente_rules.views.types import View


class DecidePage(Page):
    """Keeps a draft through phases, pages and lost connections; the seal is the server's word, not this page's."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("s", "seal", "Seal my decision"),
        Binding("u", "unseal", "Open my sealed decision"),
        Binding("d", "share", "Share this draft with my delegation"),
        Binding("y", "stand_behind", "Stand behind the delegation's draft"),
        Binding("g", "take_over", "Show the delegation's draft here"),
    ]

    def __init__(self, **options: str) -> None:
        super().__init__(**options)
        self.orders: Decision | None = None
        self._form: OrdersForm | None = None
        self._form_key: tuple[object, ...] = ()
        self._seen_seal: Decision | None = None
        self._forecast: tuple[object, str] = (None, "")
        self._seen_draft: tuple[int, Decision | None] = (0, None)

    def compose(self) -> ComposeResult:
        yield Prose("", id="decide-head")
        with Across(id="decide-columns"):
            yield VerticalScroll(id="decide-form", can_focus=False)
            with Down(id="decide-side"):
                yield Static("What it comes to", classes="heading")
                yield Prose("", id="decide-meaning")
        yield Prose("", id="decide-seal")

    def hints(self) -> tuple[tuple[str, str], ...]:
        view = self.snapshot.view
        if view is None or view.seat is None:
            return ()
        focused = self.app.focused
        if isinstance(focused, TokenBoard):
            keys = (("↑ ↓ ← →", "move"), ("space", "put a token"), ("backspace", "take it"))
        elif isinstance(focused, Slider):
            keys = (("← →", "less, more"), ("0–9", "type it"), ("↑ ↓", "next"))
        else:
            keys = (("↑ ↓", "choose"), ("1–4", "choose"), ("Tab", "next question"))
        sealed = (("u", "open it again"),) if view.sealed is not None else ()
        group = ours(view)
        shared: tuple[tuple[str, str], ...] = (("d", "share"),) if group is not None else ()
        if group is not None and group.draft is not None:
            behind = self.snapshot.person in group.behind_draft
            shared += (("y", "stand back from it" if behind else "stand behind it"), ("g", "take it over"))
        seal = () if head_words(view, self.snapshot.person) else (("s", "SEAL"),)
        return (*keys, *seal, *sealed, *shared)

    def notes(self) -> dict[str, Any]:
        view = self.snapshot.view
        if self.orders is None or view is None:
            return {}
        return {"round": view.round, "orders": decision_data(self.orders)}

    def take_notes(self, notes: dict[str, Any]) -> None:
        self.orders = parse_decision(notes["orders"])

    def draw(self) -> None:
        view = self.snapshot.view
        if view is None:
            return
        self._follow_draft(view)
        if form_key(view) != self._form_key:
            self._new_form(view)
        if view.sealed != self._seen_seal:
            # Somebody of the delegation sealed (I, or another): what is sealed is what is shown.
            self._seen_seal = view.sealed
            if view.sealed is not None and fits(view, view.sealed):
                self.orders = view.sealed
        self._load(view)
        self._side(view)

    def _follow_draft(self, view: View) -> None:
        """A new draft of the delegation is shown to whoever has changed nothing since the last one."""
        group = ours(view)
        if group is None or group.draft is None or group.draft_number == self._seen_draft[0]:
            return
        untouched = self.orders is None or self.orders in {
            self._seen_draft[1],
            view.standing,
            first_orders(view),
        }
        self._seen_draft = (group.draft_number, group.draft)
        if untouched and fits(view, group.draft):
            self.orders = group.draft

    def _new_form(self, view: View) -> None:
        self._form_key = form_key(view)
        if self.orders is None or not fits(view, self.orders):
            self.orders = first_orders(view)
        box = self.query_one("#decide-form", VerticalScroll)
        box.remove_children()
        self._form = form_for(view)
        if self._form is not None:
            box.mount(self._form)
            self.call_after_refresh(self._first_load)

    def _first_load(self) -> None:
        view = self.snapshot.view
        if view is not None:
            self._load(view)
            if self.display:
                self.focus_first()

    def _load(self, view: View) -> None:
        form = self._form
        if form is None or self.orders is None or first_question(form) is None:
            return
        form.load(view, self.orders)

    def _side(self, view: View) -> None:
        if self.orders is None:
            head = line(("You have no seat, so you decide nothing. l: take one.", "dim"))
            self.query_one("#decide-head", Prose).say([head])
            return
        head = line(
            (f"Round {view.round}: your orders. ", "title"), ("Nobody else sees them before the end.", "dim")
        )
        self.query_one("#decide-head", Prose).say([head])
        self.query_one("#decide-meaning", Prose).say(self._meaning(view, self.orders))
        self._ask(view, self.orders)
        me = self.snapshot.person
        seal = seal_words(view, me, self.orders) or seal_line(view, self.orders)
        shared = draft_line(view, me)
        self.query_one("#decide-seal", Prose).say([*([shared] if shared else []), seal])

    def _meaning(self, view: View, orders: Decision) -> list[Line]:
        forecast = orders_forecast(self._forecast[1])
        return [*meaning(view, orders), *([forecast] if forecast else [])]

    def _ask(self, view: View, orders: Decision) -> None:
        """A forecast of these orders, once for each state of the game."""
        about = (view.round, view.phase, view.treaties, orders)
        if about == self._forecast[0] or view.seat is None:
            return
        self._forecast = (about, self._forecast[1])

        def answer(answers: tuple[str, ...]) -> None:
            self._forecast = (about, answers[0])
            if self.orders is not None:
                lines = self._meaning(view, self.orders)
                self.query_one("#decide-meaning", Prose).say(lines)

        self.post_message(ForesightAsked("decide", (Question(view, orders),), answer))

    def focus_first(self) -> None:
        target = first_question(self._form) if self._form is not None else None
        if target is not None:
            self.query_one("#decide-form", VerticalScroll).scroll_home(animate=False)
            self.hand_focus(target)

    @on(OrdersForm.Changed)
    def _changed(self) -> None:
        view = self.snapshot.view
        if view is not None and self._form is not None:
            self.orders = self._form.read()
            self._side(view)

    def action_seal(self) -> None:
        """Seal what is shown."""
        view = self.snapshot.view
        if view is None or self.orders is None:
            return
        if view.phase != "decision":
            words = "Sealing opens with the decision phase. Your choice is kept until then."
            self.app.notify(words, markup=False)
            return
        self.post_message(Act(Seal(self.orders), "Sealed. Nobody sees it before the end."))

    def action_unseal(self) -> None:
        """Open it again."""
        self.post_message(Act(Unseal(), "Open again: choose, then s seals it."))

    def action_share(self) -> None:
        """What is shown becomes the delegation's draft."""
        view = self.snapshot.view
        if view is None or self.orders is None or ours(view) is None:
            self.app.notify("You sit alone: there is nobody to share it with.", markup=False)
            return
        self.post_message(Act(Draft(self.orders), "Your delegation sees it now."))

    def action_stand_behind(self) -> None:
        """Endorse the draft as it is now, or no longer."""
        view, me = self.snapshot.view, self.snapshot.person
        group = ours(view) if view is not None else None
        if group is None or group.draft is None:
            self.app.notify("Your delegation has no draft yet: d shares what you see.", markup=False)
            return
        favour = me not in group.behind_draft
        words = "You stand behind the draft." if favour else "You no longer stand behind it."
        self.post_message(Act(Endorse("seal", number=group.draft_number, favour=favour), words))

    def action_take_over(self) -> None:
        """The delegation's draft, into my form."""
        view = self.snapshot.view
        group = ours(view) if view is not None else None
        if view is None or group is None or group.draft is None or not fits(view, group.draft):
            self.app.notify("Your delegation has no draft yet.", markup=False)
            return
        self.orders = group.draft
        self._load(view)
        self._side(view)
