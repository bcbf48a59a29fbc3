"""The common manners of the bots that have a character: how they treat drafts, talk, and fit a decision to the level.

A character answers a few smaller questions (``judge``, ``draft``, ``remark``, ``lab``, ``nation``); how that becomes
legal commands and a decision of the right form stands here once.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import ClassVar

from detente_rules.bots import drafts, grievances, reading
from detente_rules.bots.base import Bot, Heard
from detente_rules.bots.why import is_question
from detente_rules.cards import lab_card, nation_card
from detente_rules.commands import Accede, Amend, Message, PlayerCommand, Propose, Ratify, Sign, Withdraw
from detente_rules.decisions import Decision, LabDecision, NationDecision
from detente_rules.ids import MAX_NAME
from detente_rules.views.question_types import QuestionView
from detente_rules.views.types import TreatyView, View

MOST_DRAFTS = 3
"""A bot puts nothing more on the table while so many drafts lie open."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Sign or not, and why, as the end of a sentence."""

    sign: bool
    reason: str


class Character(Bot):
    """A bot that negotiates. Subclasses answer the questions below."""

    honest: ClassVar[bool] = True
    """Owns up to a breach of which it is rightly accused."""

    accuses: ClassVar[bool] = True
    """Brings what its own means saw before the members of a treaty that judges."""

    doubts: ClassVar[float] = 2.0
    """Standard deviations by which a lab must boast before inspectors are called to it."""

    def judge(self, view: View, treaty: TreatyView) -> Verdict:
        """Sign this draft, or join this treaty?"""
        del view, treaty
        return Verdict(False, "we sign nothing")

    def draft(self, view: View) -> Propose | None:
        """A treaty to put on the table now, if any."""
        del view
        return None

    def leaves(self, view: View, treaty: TreatyView) -> str:
        """Why this seat gives notice to a treaty in force, "" to stay."""
        del view, treaty
        return ""

    def remark(self, view: View) -> str:
        """The one public sentence of a round, "" for none. By default the brief's first line, in round 1."""
        return view.brief.first_line if view.round == 1 and view.brief is not None else ""

    def lab(self, view: View) -> LabDecision:
        """What it does as a lab."""
        del view
        return LabDecision()

    def nation(self, view: View) -> NationDecision:
        """What it does as a nation."""
        del view
        return NationDecision()

    def decide(self, view: View) -> Decision:
        """The decision in the form that the level asks for."""
        if self.is_lab(view):
            lab = self.lab(view)
            return lab_card(lab, reading.duties(view)) if view.level == "basic" else lab
        nation = self.nation(view)
        return nation_card(nation) if view.level == "basic" else nation

    def negotiate(self, view: View) -> Iterable[PlayerCommand]:
        """A sentence, then what is pending, then a draft of its own where the table lacks one."""
        if said := self.remark(view):
            yield Message(text=said)
        for treaty in view.treaties:
            yield from self._moved(view, treaty) or self._pending(view, treaty)
        if self.accuses:
            yield from grievances.accusations(view, self.seat)
        yield from grievances.challenges(view, self.seat, self.doubts)
        crowded = sum(treaty.phase == "open" for treaty in view.treaties) >= MOST_DRAFTS
        proposal = None if crowded or not reading.may_propose(view, self.seat) else self.draft(view)
        if proposal is not None:
            yield proposal

    def on_proposal(self, view: View, treaty: TreatyView) -> Iterable[PlayerCommand]:
        """Sign and ratify, or say why not; in private where the draft is confidential. One's own draft is signed."""
        if treaty.phase != "open" or self.seat not in treaty.parties or self.seat in treaty.signed:
            return
        if treaty.by == self.seat:
            yield from self._consent(treaty)
            return
        verdict = self._verdict(view, treaty)
        to = tuple(sorted({treaty.by, *treaty.parties} - {self.seat})) if treaty.confidential else ()
        does = "We sign" if verdict.sign else "We do not sign"
        yield Message(text=f"{does} “{treaty.title}”: {verdict.reason}.", to=to)
        if verdict.sign:
            yield from self._consent(treaty)

    def on_question(self, view: View, question: QuestionView) -> Iterable[PlayerCommand]:
        """Its vote in its interest; to an accusation an answer."""
        yield from super().on_question(view, question)
        yield from grievances.answer(view, self.seat, question, honest=self.honest)

    def on_message(self, view: View, message: Heard) -> Iterable[PlayerCommand]:
        """A question put to this seat alone: what it thinks of what lies on the table (at the debrief, see ``explain``)."""
        if is_question(self.seat, message):
            yield Message(text=self._position(view), to=(message.sender,))

    def _position(self, view: View) -> str:
        """In a sentence, on the first open draft that invites it; else that it waits for one."""
        for treaty in view.treaties:
            if treaty.phase == "open" and self.seat in treaty.parties:
                verdict = self._verdict(view, treaty)
                does = "We are for" if verdict.sign else "We are against"
                return f"{does} “{treaty.title}”: {verdict.reason}."
        return "Put a draft on the table and we shall say what we think of it."

    def _pending(self, view: View, treaty: TreatyView) -> Iterator[PlayerCommand]:
        """Acts on a treaty that has lain on the table since before this round."""
        me = self.seat
        if me not in treaty.parties and treaty.phase == "open":
            return
        if treaty.phase == "open":
            if me not in treaty.signed:
                if self._verdict(view, treaty).sign:
                    yield from self._consent(treaty)
            elif not self._verdict(view, treaty).sign:
                yield Withdraw(treaty.id)
            elif treaty.chance is not None:
                yield Ratify(treaty.id)
        elif treaty.phase == "in_force":
            if me in treaty.members and me not in treaty.notice:
                if why := self.leaves(view, treaty):
                    yield Message(text=f"We give notice to “{treaty.title}”: {why}.")
                    yield Withdraw(treaty.id)
            elif me in treaty.signed and me not in treaty.members:
                if treaty.chance is not None and self._verdict(view, treaty).sign:
                    yield Ratify(treaty.id)
            elif self._free_to_join(view, treaty) and self._verdict(view, treaty).sign:
                yield Accede(treaty.id)

    def _moved(self, view: View, treaty: TreatyView) -> tuple[PlayerCommand, ...]:
        """One's own draft whose host has not signed since it was put on the table: another version, with the body elsewhere."""
        host = drafts.host(treaty)
        if treaty.by != self.seat or treaty.phase != "open" or host is None:
            return ()
        if (
            host in {self.seat, *treaty.signed}
            or drafts.leader(treaty) == self.seat
            or view.round >= view.rounds
        ):
            return ()
        said = f"{reading.name(view, host)} will not house the body of “{treaty.title}”. It sits elsewhere, and we go on."
        clauses = drafts.without_host(treaty)
        return (Message(text=said), Amend(treaty.id, treaty.version, treaty.parties, clauses))

    def _verdict(self, view: View, treaty: TreatyView) -> Verdict:
        """Its judgement, unless a treaty that binds it asks for as much of the others invited, or is open to them: costs add."""
        draft = drafts.read(treaty.clauses)
        for other in reading.in_force_for(view, self.seat):
            kept = drafts.read(other.clauses)
            as_firm = kept.floor >= draft.floor - 0.03 and kept.deterrence >= draft.deterrence - 0.1
            if other.id == treaty.id or not as_firm:
                continue
            if reading.reach(view, treaty.parties) <= reading.reach(view, other.members):
                return Verdict(False, f"“{other.title}” asks for as much already")
            if drafts.open_to(other, treaty.parties):
                return Verdict(False, f"“{other.title}” asks for as much, and it is open to you")
        return self.judge(view, treaty)

    def _free_to_join(self, view: View, treaty: TreatyView) -> bool:
        """Admitted by the accession clause (R4.8), and not bound already through its home."""
        return treaty.may_accede and not reading.is_bound(view, treaty, self.seat)

    def _consent(self, treaty: TreatyView) -> Iterator[PlayerCommand]:
        yield Sign(treaty.id, treaty.version)
        # An earlier version may have failed at home in this very round, and there is one try a round (R4.5).
        if treaty.chance is not None and treaty.version == 1:
            yield Ratify(treaty.id)


def titled(text: str) -> str:
    """A title that is short enough (R11.3)."""
    return text if len(text) <= MAX_NAME else text[: MAX_NAME - 1] + "…"
