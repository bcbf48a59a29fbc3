"""What a bot is: a class with a few questions it can be asked, all of them answered from a View.

The same class plays in the process (simulation, demo, a seat that its people left) and over the network. It sees
what a person in that seat sees and sends what a person could send. A bot holds no memory: every answer is a function of
the view, the seat and the dice, so it survives a restart, can be put into any seat in mid-game, and replays exactly.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from detente_rules.bots import interest
from detente_rules.bots.dice import BotDice
from detente_rules.bots.situation import Situation, situation_of
from detente_rules.commands import PlayerCommand
from detente_rules.decisions import Decision, LabCard, LabDecision, NationCard, NationDecision
from detente_rules.ids import SeatId
from detente_rules.views.question_types import QuestionView
from detente_rules.views.types import TreatyView, View

__all__ = ["Bot", "BotDice", "Heard", "Policy"]


@dataclass(frozen=True, slots=True)
class Heard:
    """A message as it reached this seat. sender: seat id. to: the seats addressed, empty for everybody."""

    sender: SeatId
    text: str
    to: tuple[SeatId, ...] = ()


class Policy:
    """What every bot is, however it is asked: a seat and dice of its own, and what it can say of itself."""

    name: ClassVar[str] = ""
    """The name in the registry and on screen, e.g. ``"racer"``; "" for the file's class name."""

    about: ClassVar[str] = ""
    """One line for the list of bots."""

    now: float | None = None
    """The server's clock at the moment of the question, seconds since 1970, set by whoever asks; None where none runs."""

    def __init__(self, seat: SeatId, dice: BotDice) -> None:
        self.seat = seat
        self.dice = dice

    def situation(self, view: View) -> Situation:
        """The time that is left, the last decision and what came of it, and what to expect without an agreement."""
        return situation_of(view, self.now)

    def unexplained(self) -> str:
        """What a bot says of its reasons that was given no words for them."""
        about = f" ({self.about})" if self.about else ""
        return f"I am a program, {self.name or type(self).__name__}{about}. I was given no words for why I decide as I do."

    def is_lab(self, view: View) -> bool:
        """Does this bot sit in a lab?"""
        return view.seat_row(self.seat).kind == "lab"


class Bot(Policy):
    """A policy for one seat; subclass it and say at least what to ``decide``.

    The driver asks, in this order in every round: ``negotiate`` once, when the negotiation begins; ``on_proposal``
    for each draft or amended draft that invites this seat, whenever it appears; ``on_message`` for each message
    of somebody else that reaches it; ``on_question`` for each vote that a treaty asks of this seat, and for each accusation
    against it; ``decide`` when the decision phase begins (the driver seals what comes back). At the debrief, a question that is
    put to this seat alone is one for ``explain``.
    Commands are carried out in order; those that the rules refuse are dropped, but a good bot sends none.

    >>> class Careful(Bot):
    ...     def decide(self, view):
    ...         return LabDecision(safety=0.5) if self.is_lab(view) else NationDecision(floor=0.2)
    """

    def negotiate(self, view: View) -> Iterable[PlayerCommand]:
        """Open the negotiation of a round: talk, propose, amend, sign, ratify, accede, withdraw."""
        del view
        return ()

    def decide(self, view: View) -> Decision:
        """The decision of this round; by default as the standing orders, else as the first-round defaults."""
        if view.standing is not None:
            return view.standing
        if view.level == "basic":
            return LabCard() if self.is_lab(view) else NationCard()
        return LabDecision() if self.is_lab(view) else NationDecision()

    def on_message(self, view: View, message: Heard) -> Iterable[PlayerCommand]:
        """Answer something that was said to this seat or to all."""
        del view, message
        return ()

    def on_proposal(self, view: View, treaty: TreatyView) -> Iterable[PlayerCommand]:
        """Answer a draft that invites this seat: sign it, ratify it, or say why not."""
        del view, treaty
        return ()

    def on_question(self, view: View, question: QuestionView) -> Iterable[PlayerCommand]:
        """Vote on what a treaty asks its members, or answer an accusation; by default a vote in its interest, no answer."""
        return interest.vote(self, view, question)

    def explain(self, view: View) -> str:
        """Why it decided as it did, in one or two sentences for the debrief; "" for no answer."""
        del view
        return self.unexplained()
