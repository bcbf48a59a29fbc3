"""What one does as a person, whatever page is shown: hand up, one's seat and delegation, the questions before the members."""

from detente_client.model import Snapshot
from detente_client.tui.briefing import brief_due
from detente_client.tui.delegation import (
    DUTIES,
    delegation_lines,
    hand_place,
    member_rows,
    ours,
    person_name,
    person_of,
)
from detente_client.tui.intents import Act
from detente_client.tui.names import PHASE_NAMES
from detente_client.tui.questions import question_rows
from detente_client.tui.screens.ballot import Ballot
from detente_client.tui.screens.main import MainScreen
from detente_client.tui.screens.modals import BriefCard, Card, ChooseOne, ChooseSome
from detente_client.tui.toasts import Toasts
from detente_rules.commands import LeaveSeat, PlayerCommand, Ready, Start
from detente_rules.commands.facilitation import Appoint, RaiseHand
from detente_rules.views.types import View


class PersonalActs(Toasts):
    """Actions of the app that need no page. Whoever mixes it in has a snapshot and takes ``Act`` messages."""

    snapshot: Snapshot
    main: MainScreen

    def __init__(self) -> None:
        super().__init__()
        self._briefed = ""  # the seat whose brief was handed over
        self._owes_brief = False
        self._said_ready: tuple[int, str] | None = None  # round and phase in which R was pressed here

    # -------------------------------------------------------------------------------------------------- game and seat

    def action_start(self) -> None:
        """Begin the game."""
        self.post_message(Act(Start()))

    def action_ready(self) -> None:
        """Say that one has nothing more to say, or take it back.

        Readiness is the whole seat's (R2.5): who presses R after a colleague means the same thing, and is asked before it is undone.
        """
        view = self.snapshot.view
        if view is None or view.seat is None:
            self.tell("Take a seat first (l).")
            return
        if view.phase == "decision":
            self.tell("In this phase you seal your decision: x, then s.")
            return
        if view.phase not in {"briefing", "negotiation"}:
            self.tell(f"There is nothing to be ready for in the {PHASE_NAMES[view.phase].lower()}.")
            return
        now = (view.round, view.phase)
        if view.ready and ours(view) is not None and self._said_ready != now:
            self.tell("Your delegation is ready already. R again takes that back for all of you.")
        else:
            self.post_message(Act(Ready(not view.ready), "Taken back." if view.ready else ""))
        self._said_ready = now

    def action_stand_up(self) -> None:
        """Leave the seat to its bot or to others."""
        self.post_message(Act(LeaveSeat(), "You have left your seat."))

    # ---------------------------------------------------------------------------------------------------- the brief

    def action_brief(self) -> None:
        """The brief of my seat."""
        view = self.snapshot.view
        if view is not None:
            self.push_screen(BriefCard(view))

    def owe_brief(self, before: Snapshot) -> None:
        """A new state: is there a seat in it whose brief I have not seen? before: the state until now."""
        view = self.snapshot.view
        if view is None or view.seat is None:
            self._owes_brief = False
        elif brief_due(before, self.snapshot) and view.seat != self._briefed:
            self._owes_brief = True
        self.hand_brief()

    def hand_brief(self) -> None:
        """Hand over the brief that is owed, but put it before nobody's eyes who is writing or reads another card."""
        view = self.snapshot.view
        if not self._owes_brief or view is None or view.seat is None:
            return
        if self.main.writing or len(self.screen_stack) > 1:
            return
        first, self._briefed, self._owes_brief = not self._briefed, view.seat, False
        self.hold_keys()  # what is pressed from now on is meant for the card
        if first:
            self.push_screen(BriefCard(view, first=True), self.greeted)
        else:
            self.push_screen(BriefCard(view))

    def greeted(self, _: None) -> None:
        """The first brief was read."""

    # ------------------------------------------------------------------------------------------ questions of members

    def action_questions(self) -> None:
        """What the members are asked, what I owe first."""
        view = self.snapshot.view
        if view is None or not view.questions:
            self.tell("No treaty has put a question to its members.")
            return
        if len(view.questions) == 1:
            self.action_question(view.questions[0].id)
            return
        rows = list(question_rows(view, min(96, self.size.width * 9 // 10 - 5)))
        self.push_screen(ChooseOne("Before the members", rows), self.action_question)

    def action_question(self, question: str | None) -> None:
        """One question: read it, vote, answer."""
        view = self.snapshot.view
        asked = (
            next((one for one in view.questions if one.id == question), None) if view is not None else None
        )
        if view is None or asked is None:
            return

        def answered(command: PlayerCommand | None) -> None:
            if command is not None:
                words = "Your vote is cast." if command.kind == "vote" else "You have answered."
                self.post_message(Act(command, words))

        self.push_screen(Ballot(view, asked), answered)

    # ----------------------------------------------------------------------------------------------------- the floor

    def action_hand(self) -> None:
        """Ask the facilitator for the floor, or no longer."""
        view = self.snapshot.view
        if view is None:
            return
        up = not hand_place(view, self.snapshot.person)
        self.post_message(
            Act(RaiseHand(up), "Your hand is up: the facilitator sees it." if up else "Your hand is down.")
        )

    # ------------------------------------------------------------------------------------------------ my delegation

    def action_delegation(self) -> None:
        """Who is here for my seat; the head may say what each is there for."""
        view, me = self.snapshot.view, self.snapshot.person
        group = view.delegation if view is not None else None
        if view is None or group is None:
            self.tell("You have no seat, so no delegation either.")
            return
        if group.head != me or len(group.members) < 2:
            self.push_screen(Card("Your delegation", delegation_lines(view, me)))
            return
        rows = [("read", delegation_lines(view, me)[0]), *member_rows(view, me)]
        self.push_screen(
            ChooseOne("Your delegation (Enter: what is this member there for?)", rows), self._member
        )

    def _member(self, member: str | None) -> None:
        view, me = self.snapshot.view, self.snapshot.person
        if view is None or member is None:
            return
        if member == "read":
            self.push_screen(Card("Your delegation", delegation_lines(view, me)))
            return
        self._appoint(view, member, me)

    def _appoint(self, view: View, member: str, me: str) -> None:
        person = person_of(view, member)
        held = person.duties if person is not None else ()
        name = person_name(view, member, me)

        def chosen(duties: tuple[str, ...] | None) -> None:
            if duties is not None:
                given = tuple(duty for duty, _ in DUTIES if duty in duties)
                self.post_message(Act(Appoint(member, given), f"{name[0].upper()}{name[1:]}: duties given."))

        rows = [(duty, words, duty in held) for duty, words in DUTIES]
        self.push_screen(ChooseSome(f"What is {name} there for?", rows), chosen)
