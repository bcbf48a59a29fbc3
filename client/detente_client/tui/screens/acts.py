"""What can be done to a treaty, from whichever page shows its card."""

from collections.abc import Mapping
from typing import Any, ClassVar

from textual.binding import Binding, BindingType

from detente_client.tui.delegation import ours
from detente_client.tui.intents import Act, GoTo
from detente_client.tui.screens.modals import Ask, Card
from detente_client.tui.screens.power_acts import PowerActs
from detente_client.tui.text import clean
from detente_client.tui.treaties import card_lines, diff_lines
from detente_rules.commands import Accede, Ratify, Sign, Withdraw
from detente_rules.commands.facilitation import Endorse


class TreatyActs(PowerActs):
    """A page with a treaty under the cursor."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("o", "open", "Open this treaty"),
        Binding("d", "diff", "What the last version changed"),
        Binding("s", "sign", "Sign this treaty"),
        Binding("y", "ratify", "Ratify this treaty"),
        Binding("a", "amend", "Amend this treaty"),
        Binding("c", "accede", "Accede to this treaty"),
        Binding("w", "withdraw", "Withdraw"),
        Binding("n", "new", "Propose a treaty"),
        Binding("f", "endorse", "Stand behind signing this version (delegation)"),
    ]

    def treaty_hints(self) -> tuple[tuple[str, str], ...]:
        """The keys that make sense for the card under the cursor."""
        view, card = self.snapshot.view, self.current_card()
        if view is None or card is None:
            return self.power_hint()
        me = view.seat
        out = [("o", "open")] + ([("d", "what changed")] if card.previous is not None else [])
        invited = me in card.parties
        nation = any(row.id == me and row.kind == "nation" for row in view.seats)
        if card.phase == "open":
            if invited and me not in card.signed:
                out.append(("s", "sign"))
            if invited and me in card.signed and nation and me not in card.ratified:
                out.append(("y", "ratify"))
            if invited or me == card.by:
                out.append(("a", "change it"))
            if me in card.signed:
                out.append(("w", "take my signature back"))
        elif card.phase in {"in_force", "suspended"}:
            if me in card.members and me not in card.notice:
                out.append(("w", "leave it"))
            if me in card.signed and nation and me not in card.ratified:
                out.append(("y", "ratify"))
            elif card.may_accede:
                out.append(("c", "join it"))
        return (*out, *self.power_hint())

    def action_new(self) -> None:
        """A new treaty, in the composer."""
        self.post_message(GoTo("compose"))

    def action_open(self) -> None:
        """Read it in full."""
        view, card = self.snapshot.view, self.current_card()
        if view is not None and card is not None:
            self.app.push_screen(Card("Treaty", card_lines(view, card)))

    def action_diff(self) -> None:
        """What this version changes."""
        view, card = self.snapshot.view, self.current_card()
        if view is not None and card is not None:
            self.app.push_screen(Card("What changed", diff_lines(view, card)))

    def action_sign(self) -> None:
        """Sign this very version."""
        view, card = self.snapshot.view, self.current_card()
        if view is None or card is None or view.seat is None:
            return
        nation = view.seat_row(view.seat).kind == "nation"
        then = "It binds you once you ratify it: y." if nation else "It binds you once it is in force."
        self.post_message(Act(Sign(card.id, card.version), f"You signed “{clean(card.title)}”. {then}"))

    def action_endorse(self) -> None:
        """For a delegation that signs together."""
        view, card, me = self.snapshot.view, self.current_card(), self.snapshot.person
        group = ours(view) if view is not None else None
        if card is None or group is None:
            self.app.notify("You sit alone: s signs.", markup=False)
            return
        if view is not None and view.seat not in card.parties:
            self.app.notify("This draft does not invite you.", markup=False)
            return
        favour = me not in group.behind.get(card.id, ())
        words = "You stand behind signing it." if favour else "You no longer stand behind signing it."
        self.post_message(Act(Endorse("sign", treaty=card.id, version=card.version, favour=favour), words))

    def action_ratify(self) -> None:
        """Ask the home."""
        card = self.current_card()
        if card is None:
            return
        title = clean(card.title)

        def voted(data: Mapping[str, Any]) -> None:
            words = (
                f"Your parliament ratifies “{title}”."
                if data.get("passed")
                else (f"Your parliament refuses “{title}”. Try again next round.")
            )
            self.app.notify(words, severity="information" if data.get("passed") else "warning", markup=False)

        self.post_message(Act(Ratify(card.id), accepted=voted))

    def action_accede(self) -> None:
        """Join a treaty in force."""
        card = self.current_card()
        if card is not None:
            self.post_message(Act(Accede(card.id), f"You join “{clean(card.title)}”."))

    def action_withdraw(self) -> None:
        """Take the signature back, or give notice; the latter is asked once."""
        view, card = self.snapshot.view, self.current_card()
        if view is None or card is None:
            return
        act = Act(Withdraw(card.id), "Done.")
        if card.phase == "open":
            self.post_message(act)
            return

        def answered(yes: bool | None) -> None:  # noqa: FBT001 - a screen's answer
            if yes:
                self.post_message(act)

        words = f"Give notice to leave “{clean(card.title)}”? Everybody will know."
        self.app.push_screen(Ask(words, "give notice", "stay in"), answered)

    def action_amend(self) -> None:
        """Change it, in the composer."""
        card = self.current_card()
        if card is not None:
            self.post_message(GoTo("compose", card.id))
