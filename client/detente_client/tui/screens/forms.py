"""The forms of a decision: cards at the basic level, figures above it. Each turns into a decision and back."""

from collections.abc import Iterator
from typing import Any, Final, cast

from textual.app import ComposeResult
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Static

from detente_client.tui.lines import Answer
from detente_client.tui.names import seat_name, source_name
from detente_client.tui.orders import law_answers, posture_answers, promise_answers, truth_answers
from detente_client.tui.widgets.choice import Choice
from detente_client.tui.widgets.kept import Down
from detente_client.tui.widgets.slider import Mark, Slider
from detente_client.tui.widgets.tokens import ACTIONS, Action, BoardRow, TokenBoard
from detente_rules.decisions import Decision, Declaration, LabCard, LabDecision, NationCard, NationDecision
from detente_rules.views.types import LabFigures, View


class OrdersForm(Down):
    """A form of one kind of decision."""

    class Changed(Message):
        """Something was chosen."""

    def load(self, view: View, decision: Decision) -> None:
        """Show a decision; tells nobody."""
        raise NotImplementedError

    def read(self) -> Decision:
        """The decision that is shown."""
        raise NotImplementedError

    def on_choice_changed(self, event: Choice.Changed) -> None:
        """Pass it on as one message."""
        event.stop()
        self.changed(event.id)

    def on_slider_changed(self, event: Slider.Changed) -> None:
        """Pass it on as one message."""
        event.stop()
        self.changed(event.id)

    def on_token_board_changed(self, event: TokenBoard.Changed) -> None:
        """Pass it on as one message."""
        event.stop()
        self.changed("tokens")

    def changed(self, what: str) -> None:
        """A field has changed."""
        del what
        self.post_message(self.Changed())

    def choice(self, name: str) -> Choice:
        """A question of this form."""
        return self.query_one(f"#{name}", Choice)

    def slider(self, name: str) -> Slider:
        """A number of this form."""
        return self.query_one(f"#{name}", Slider)


class LabCardForm(OrdersForm):
    """Three questions."""

    def __init__(self, view: View) -> None:
        super().__init__()
        self._view = view

    def compose(self) -> ComposeResult:
        yield Choice("1 How fast do you build?", posture_answers(self._view), "balanced", id="posture")
        yield Choice("2 Do you keep your promises?", promise_answers(self._view), "yes", id="promises")
        yield Choice("3 Do you tell the truth about it?", truth_answers(self._view), "yes", id="truth")

    def load(self, view: View, decision: Decision) -> None:
        assert isinstance(decision, LabCard)
        for name, answers in (("posture", posture_answers(view)), ("promises", promise_answers(view)),
                              ("truth", truth_answers(view))):  # fmt: skip
            self.choice(name).put_words(answers)
        self.choice("posture").put(decision.posture)
        self.choice("promises").put("yes" if decision.keep_promises else "no")
        self.choice("truth").put("yes" if decision.tell_truth else "no")

    def read(self) -> LabCard:
        return LabCard(
            posture=cast("Any", self.choice("posture").value),
            keep_promises=self.choice("promises").value == "yes",
            tell_truth=self.choice("truth").value == "yes",
        )


class NationCardForm(OrdersForm):
    """A law and three tokens."""

    def __init__(self, view: View) -> None:
        super().__init__()
        rows = [
            BoardRow(lab.id, seat_name(view, lab.id), ACTIONS if lab.home == view.seat else _ABROAD)
            for lab in view.labs
        ]
        self._rows = [*rows, BoardRow("", "whistle-blowers", ("protect",))]

    def compose(self) -> ComposeResult:
        yield Choice("1 What is the law at home?", law_answers(), "off", id="law")
        yield TokenBoard(self._rows, (), id="tokens")

    def load(self, view: View, decision: Decision) -> None:
        assert isinstance(decision, NationCard)
        del view
        self.choice("law").put(decision.law)
        self.query_one(TokenBoard).put_tokens(decision.tokens)

    def read(self) -> NationCard:
        return NationCard(law=cast("Any", self.choice("law").value), tokens=self.query_one(TokenBoard).tokens)


_ABROAD: Final[tuple[Action, ...]] = ("inspect", "watch", "sanction")


class LabForm(OrdersForm):
    """A lab's round in figures. What is not safety and not concealment goes into capability.

    At the standard level speed, growth past a cap and inspectors stay as they are in the orders.
    """

    ONLY_FULL = ("pace", "overshoot", "admit")

    def compose(self) -> ComposeResult:
        yield Static("What you do", classes="heading")
        yield Slider("safety", id="safety", words="share of effort")
        yield Slider("concealment", id="concealment", words="share of effort")
        yield Slider("speed", id="pace", words="of what effort allows")
        yield Slider("past a cap", id="overshoot", words="share of growth past a cap that you take anyway")
        yield Slider("brought to market", id="deploy", words="share of capability")
        yield Static("What you say", classes="heading")
        yield Choice(
            "You declare",
            (Answer("truth", "the truth"), Answer("own", "these figures:")),
            "truth",
            id="declares",
        )
        yield Slider("declared safety", id="said-safety")
        yield Slider(
            "declared capability", id="said-capability", low=-20, high=40, step=0.05, unit="doublings"
        )
        yield Slider("declared assurance", id="said-assurance", low=-20, high=40, step=0.05, unit="doublings")
        yield Choice(
            "Your own estimate of your danger",
            (
                Answer("keep", "keep it"),
                Answer("overseer", "tell the overseer"),
                Answer("publish", "publish it"),
            ),
            "keep",
            id="disclose",
        )
        yield Choice(
            "Inspectors", (Answer("yes", "let them in"), Answer("no", "keep them out")), "yes", id="admit"
        )

    def load(self, view: View, decision: Decision) -> None:
        assert isinstance(decision, LabDecision)
        marks = [
            Mark(duty.level, source_name(view, duty.source))
            for duty in view.obligations
            if duty.what == "safety"
        ]
        self.slider("safety").put(decision.safety, marks)
        for name in ("concealment", "pace", "overshoot", "deploy"):
            self.slider(name).put(getattr(decision, name))
        said, own = decision.declare, view.figures
        figures = own if isinstance(own, LabFigures) else None
        self.choice("declares").put("truth" if said is None else "own")
        self.slider("said-safety").put(said.safety if said else decision.safety)
        for name in ("capability", "assurance"):
            told = getattr(said, name) if said else None
            true = getattr(figures, name) if figures else 0.0
            self.slider(f"said-{name}").put(told if told is not None else round(true, 2))
        self.choice("disclose").put(decision.disclose)
        self.choice("admit").put("yes" if decision.admit else "no")
        for name in self.ONLY_FULL:
            self.query_one(f"#{name}").display = view.level == "full"
        self._show_declared()

    def changed(self, what: str) -> None:
        safety, hidden = self.slider("safety"), self.slider("concealment")
        if safety.number + hidden.number > 1:
            other = hidden if what == "safety" else safety
            moved = safety if what == "safety" else hidden
            other.put(round(1 - moved.number, 6))
        if what == "safety" and self.choice("declares").value == "truth":
            self.slider("said-safety").put(safety.number)
        self._show_declared()
        super().changed(what)

    def _show_declared(self) -> None:
        for name in ("safety", "capability", "assurance"):
            self.slider(f"said-{name}").display = self.choice("declares").value == "own"

    def read(self) -> LabDecision:
        declare = None
        if self.choice("declares").value == "own":
            declare = Declaration(
                safety=self.slider("said-safety").number,
                capability=self.slider("said-capability").number,
                assurance=self.slider("said-assurance").number,
            )
        return LabDecision(
            safety=self.slider("safety").number,
            concealment=self.slider("concealment").number,
            pace=self.slider("pace").number,
            overshoot=self.slider("overshoot").number,
            deploy=self.slider("deploy").number,
            declare=declare,
            disclose=cast("Any", self.choice("disclose").value),
            admit=self.choice("admit").value == "yes",
        )


_TOWARDS: Final = (
    ("inspect", "Inspections (chance a half-year)"),
    ("watch", "Watching from outside (effort)"),
    ("sanctions", "Share of your market closed to"),
    ("supply", "Chips and energy withheld from"),
)


class NationForm(OrdersForm):
    """A nation's round in figures: law and money, then what it does to each lab."""

    def __init__(self, view: View) -> None:
        super().__init__()
        self._labs = [(lab.id, seat_name(view, lab.id), lab.home == view.seat) for lab in view.labs]
        self._supply = view.level == "full"

    def compose(self) -> ComposeResult:
        yield Static("At home", classes="heading")
        yield Slider("safety law", id="floor", words="least share of effort for your labs")
        yield Slider("enforcement", id="enforcement", words="how hard inspections bite")
        yield Slider("public research", id="funding", high=100, step=0.5, unit="money", words="a round")
        yield Slider("whistle-blowers", id="protection", words="protected")
        for lab, name, home in self._labs:
            if home:
                yield Slider(
                    f"subsidy to {name}",
                    id=f"subsidy-{lab}",
                    high=100,
                    step=0.5,
                    unit="money",
                    words="a round",
                )
        for field, title in _TOWARDS:
            heading = Static(title, classes="heading")
            heading.display = field != "supply" or self._supply
            yield heading
            for lab, name, home in self._labs:
                slider = Slider(f"{name} (home)" if home else name, id=f"{field}-{lab}", step=0.05)
                slider.display = heading.display
                yield slider

    def _fields(self) -> Iterator[tuple[str, str]]:
        yield from (("subsidy", lab) for lab, _, home in self._labs if home)
        yield from ((field, lab) for field, _ in _TOWARDS for lab, _, _ in self._labs)

    def load(self, view: View, decision: Decision) -> None:
        assert isinstance(decision, NationDecision)
        del view
        for name in ("floor", "enforcement", "funding", "protection"):
            self.slider(name).put(getattr(decision, name))
        for field, lab in self._fields():
            self.slider(f"{field}-{lab}").put(getattr(decision, field).get(lab, 0.0))

    def read(self) -> NationDecision:
        towards: dict[str, dict[str, float]] = {"subsidy": {}, **{field: {} for field, _ in _TOWARDS}}
        for field, lab in self._fields():
            if number := self.slider(f"{field}-{lab}").number:
                towards[field][lab] = number
        return NationDecision(
            floor=self.slider("floor").number,
            enforcement=self.slider("enforcement").number,
            funding=self.slider("funding").number,
            protection=self.slider("protection").number,
            inspect=towards["inspect"],
            watch=towards["watch"],
            subsidy=towards["subsidy"],
            sanctions=towards["sanctions"],
            supply=towards["supply"],
        )


def form_for(view: View) -> OrdersForm | None:
    """The form for my seat at this level."""
    if view.seat is None:
        return None
    lab = view.seat_row(view.seat).kind == "lab"
    if view.level == "basic":
        return LabCardForm(view) if lab else NationCardForm(view)
    return LabForm() if lab else NationForm(view)


def form_key(view: View) -> tuple[object, ...]:
    """Changes where another form is needed."""
    return (view.seat, view.level, tuple(lab.id for lab in view.labs))


def first_question(form: Widget) -> Widget | None:
    """The first field of a form."""
    return next(
        (widget for widget in form.walk_children() if isinstance(widget, Choice | Slider | TokenBoard)), None
    )
