"""What membership lets one do to others: accuse, call inspectors, set standards, stand aside, turn a key, release weights."""

from collections.abc import Callable, Iterable
from typing import ClassVar

from textual.binding import Binding, BindingType

from detente_client.tui.intents import Act
from detente_client.tui.lines import Line, line
from detente_client.tui.names import seat_name
from detente_client.tui.powers import (
    accusable,
    callable_labs,
    keyed_labs,
    may_release,
    may_reserve,
    may_stand_aside,
    standards,
)
from detente_client.tui.questions import evidence_words
from detente_client.tui.screens.ballot import Words
from detente_client.tui.screens.modals import Ask, ChooseOne, ChooseSome
from detente_client.tui.screens.page import Page
from detente_client.tui.screens.standards import Standards
from detente_client.tui.text import clean
from detente_rules.commands import Sign
from detente_rules.commands.treaty import Accuse, Challenge, ReleaseWeights, SetStandard, Suspend, TurnKey
from detente_rules.ids import SeatId
from detente_rules.views.types import TreatyView, View


class PowerActs(Page):
    """A page with a treaty under the cursor. ``m`` lists what this treaty lets me do; each has a key of its own."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("m", "more", "Treaty: what else can I do?"),
        Binding("A", "accuse", "Accuse a lab of breaking this treaty"),
        Binding("I", "inspectors", "Call inspectors to a lab"),
        Binding("D", "standard", "Set the standard (leader)"),
        Binding("U", "aside", "Suspend my part, or take part again"),
        Binding("K", "turn", "Turn the key of a switch"),
        Binding("W", "weights", "Release my weights to everybody"),
        Binding("V", "reserve", "Sign with a reservation"),
    ]

    def current_card(self) -> TreatyView | None:
        """The treaty that the keys act on."""
        raise NotImplementedError

    def powers(self) -> tuple[tuple[str, str, Callable[[], None]], ...]:
        """(key, words, what it does) of everything that is possible now."""
        view, card = self.snapshot.view, self.current_card()
        if view is None or view.phase != "negotiation" or view.seat is None:
            return ()
        out: list[tuple[str, str, Callable[[], None]]] = []
        if card is not None:
            if accusable(view, card):
                out.append(("A", "accuse a lab of breaking it", self.action_accuse))
            if callable_labs(view, card):
                out.append(("I", "call inspectors to a lab", self.action_inspectors))
            if standards(view, card) is not None:
                out.append(("D", "set its standard", self.action_standard))
            aside = may_stand_aside(view, card)
            if aside is not None:
                out.append(("U", "suspend my part in it" if aside else "take part again", self.action_aside))
            if keyed_labs(view, card):
                out.append(("K", "turn the key at a lab", self.action_turn))
            if may_reserve(view, card):
                out.append(("V", "sign with a reservation", self.action_reserve))
        if may_release(view):
            out.append(("W", "release my weights to everybody", self.action_weights))
        return tuple(out)

    def action_more(self) -> None:
        """Everything that this treaty lets me do, as a list."""
        known = {key: (words, run) for key, words, run in self.powers()}
        if not known:
            self._no("Nothing more can be done here: it opens with treaties in force, in the negotiation.")
            return

        def chosen(key: str | None) -> None:
            if key is not None:
                known[key][1]()

        rows = [(key, line((f"{key}  ", "key"), words)) for key, (words, _) in known.items()]
        self.app.push_screen(ChooseOne("What else?", rows), chosen)

    def _no(self, words: str) -> None:
        self.app.notify(words, markup=False)

    def _pick(
        self, title: str, labs: Iterable[SeatId], then: Callable[[View, TreatyView, SeatId], None]
    ) -> None:
        """Choose a lab; where there is one alone it is chosen."""
        view, card, known = self.snapshot.view, self.current_card(), list(labs)
        if view is None or card is None:
            return

        def chosen(lab: str | None) -> None:
            if lab is not None:
                then(view, card, lab)

        if len(known) == 1:
            chosen(known[0])
        else:
            rows: list[tuple[str, Line]] = [(lab, line(seat_name(view, lab))) for lab in known]
            self.app.push_screen(ChooseOne(title, rows), chosen)

    def action_accuse(self) -> None:
        """Which lab, on what evidence, in which words."""
        view, card = self.snapshot.view, self.current_card()
        labs = accusable(view, card) if view is not None and card is not None else ()
        if not labs:
            self._no("There is no lab that you could accuse under this treaty now (R4.20).")
            return
        self._pick("Whom do you accuse?", labs, self._cite)

    def _cite(self, view: View, card: TreatyView, lab: SeatId) -> None:
        pieces = [piece for piece in view.evidence if piece.lab == lab]
        if not pieces:
            self._plead(view, card, lab, ())
            return
        rows = [
            (piece.id, "".join(text for text, _ in evidence_words(view, piece)), True) for piece in pieces
        ]

        def cited(chosen: tuple[str, ...] | None) -> None:
            if chosen is not None:
                self._plead(view, card, lab, chosen)

        title = f"Which evidence against {seat_name(view, lab)} do you lay before the members?"
        self.app.push_screen(ChooseSome(title, rows), cited)

    def _plead(self, view: View, card: TreatyView, lab: SeatId, evidence: tuple[str, ...]) -> None:
        name, title = seat_name(view, lab), clean(card.title)

        def said(words: str | None) -> None:
            if words is not None:
                done = f"You accuse {name}. The other members of “{title}” judge."
                self.post_message(Act(Accuse(card.id, lab, evidence, words), done))

        body = (
            line(
                f"Under “{title}”, with {len(evidence)} piece{'' if len(evidence) == 1 else 's'} of evidence."
            ),
            line(("If it is not upheld you may owe its cost, and everybody will remember.", "dim")),
        )
        self.app.push_screen(Words(f"You accuse {name}. In your words:", body, empty=True), said)

    def action_inspectors(self) -> None:
        """To which lab."""
        view, card = self.snapshot.view, self.current_card()
        labs = callable_labs(view, card) if view is not None and card is not None else ()
        if not labs:
            self._no("This treaty gives you no right to call inspectors now (R4.21).")
            return

        def call(view: View, card: TreatyView, lab: SeatId) -> None:
            done = f"Inspectors are called to {seat_name(view, lab)}."
            self.post_message(Act(Challenge(card.id, lab), done))

        self._pick("To which lab do inspectors come?", labs, call)

    def action_standard(self) -> None:
        """Floor and cost."""
        view, card = self.snapshot.view, self.current_card()
        bounds = standards(view, card) if view is not None and card is not None else None
        if card is None or bounds is None:
            self._no("You do not set the standard of this treaty (R4.22).")
            return

        def done(command: SetStandard | None) -> None:
            if command is not None:
                self.post_message(Act(command, "The standard is set."))

        self.app.push_screen(Standards(card.id, clean(card.title), bounds), done)

    def action_aside(self) -> None:
        """Suspend my part; asked once, since all will know."""
        view, card = self.snapshot.view, self.current_card()
        aside = may_stand_aside(view, card) if view is not None and card is not None else None
        if card is None or aside is None:
            self._no("You are no member of this treaty (R4.4).")
            return
        words = "You take no part in it for now." if aside else "You take part again."
        self._sure(
            f"Suspend your part in “{clean(card.title)}”? It will not bind you, and you have no vote and no benefit.",
            "suspend it",
            Act(Suspend(card.id, aside), words),
            ask=aside,
        )

    def _sure(self, question: str, yes: str, act: Act, *, ask: bool = True) -> None:
        def answered(sure: bool | None) -> None:  # noqa: FBT001 - a screen's answer
            if sure:
                self.post_message(act)

        if ask:
            self.app.push_screen(Ask(question, yes, "leave it"), answered)
        else:
            answered(True)

    def action_turn(self) -> None:
        """At which lab; back where it is off already."""
        view, card = self.snapshot.view, self.current_card()
        labs = keyed_labs(view, card) if view is not None and card is not None else ()
        if not labs:
            self._no("You hold no key of this treaty (R4.22).")
            return

        def turn(view: View, card: TreatyView, lab: SeatId) -> None:
            off, name = lab not in card.switched_off, seat_name(view, lab)
            words = f"Turn the key at {name}: " + (
                "off where its danger passes the trigger?" if off else "on again?"
            )
            done = f"The key at {name} is turned {'off' if off else 'on again'}."
            self._sure(words, "turn it", Act(TurnKey(card.id, lab, off), done))

        self._pick("At which lab?", labs, turn)

    def action_weights(self) -> None:
        """There is no way back, so it is asked."""
        view = self.snapshot.view
        if view is None or not may_release(view):
            self._no("Only a lab releases weights, and in the negotiation (R4.23).")
            return
        words = "Release the weights of your best model to everybody? There is no way back."
        self._sure(words, "release them", Act(ReleaseWeights(), "Everybody has your weights now."))

    def action_reserve(self) -> None:
        """Sign, except from a part of the floor."""
        view, card = self.snapshot.view, self.current_card()
        if view is None or card is None or not may_reserve(view, card):
            self._no("This text allows no reservation (R4.4).")
            return
        act = Sign(card.id, card.version, reservation=True)
        self.post_message(Act(act, f"You signed “{clean(card.title)}”, with a reservation."))

    def power_hint(self) -> tuple[tuple[str, str], ...]:
        """One hint for all that this treaty lets me do; releasing weights is offered in the list alone."""
        return (("m", "more"),) if any(key != "W" for key, _, _ in self.powers()) else ()
