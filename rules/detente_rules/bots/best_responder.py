"""The best-responder: reckons what each of a few decisions would bring it, and takes the best.

It believes what it reads: others as they declare themselves, true to what binds them unless found in breach. Against that it
plays each option to the end of the game, over the same futures, and compares its own score; whether to sign, to propose
or to leave is judged the same way. It has no character beside that, so what it does tells what the situation rewards.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from detente_rules import dice
from detente_rules.bargaining.worth import worth
from detente_rules.bots import drafts, reading
from detente_rules.bots.character import Character, Verdict, titled
from detente_rules.commands import Propose
from detente_rules.decisions import (
    Decision,
    Declaration,
    LabCard,
    LabDecision,
    NationCard,
    NationDecision,
    Token,
)
from detente_rules.dice import Purpose
from detente_rules.forecast import Assumptions, draft_of, known, replies
from detente_rules.forecast.known import rounds_left
from detente_rules.ids import SeatId
from detente_rules.treaty.draft import Draft, parse_draft
from detente_rules.views.types import TreatyView, View

FUTURES: Final = 16
"""Futures an option is judged by; the same ones for all, so that few are enough."""

SAFETY: Final = (0.04, 0.1, 0.16, 0.24, 0.32, 0.42)
"""Safety shares that a lab tries beside what binds it."""

HIDING: Final = 0.1
"""Share of effort for hiding where it tries to break its word."""

GAIN: Final = 1.0
"""G$ that a treaty must bring before it is worth a signature; less is noise."""

LEAVES: Final = 5.0
"""G$ that leaving must bring; others may follow, which a reply to their present conduct does not see."""


class BestResponder(Character):
    """Whatever pays best, as far as it can see."""

    name = "best-responder"
    about = "plays what a forecast says is best for it, and signs what is worth it"

    def decide(self, view: View) -> Decision:
        """The option with the highest mean score."""
        options = self._options(view)
        assumed = [self._believing(view, option) for option in options]
        scores = replies(view, options, assumed, self._key(view, 0), FUTURES).mean(axis=1)
        best = options[int(scores.argmax())]
        return self._declared(view, best)

    def judge(self, view: View, treaty: TreatyView) -> Verdict:
        """Sign if the treaty, kept or broken by all as suits them, leaves this seat better off than no agreement."""
        gain = self._worth(view, (draft_of(treaty),))[0]
        if gain > GAIN:
            return Verdict(True, "by our reckoning it is worth it to us")
        return Verdict(False, "by our reckoning we are better off without it")

    def draft(self, view: View) -> Propose | None:
        """Of a few verified treaties among all nations, the one that is best for this seat and still worth it to the rest."""
        if self.is_lab(view) or view.round >= view.rounds or self._served(view):
            return None
        nations = tuple(row.id for row in view.nations)
        parties = nations if len(nations) > 1 else tuple(row.id for row in view.seats)
        options = [
            drafts.verified(floor=floor, rate=rate, share=0.6) for floor, rate in ((0.22, 0.7), (0.32, 0.9))
        ]
        texts = [
            parse_draft({"title": "Draft", "parties": list(parties), "clauses": list(clauses)})
            for clauses in options
        ]
        gains = self._worths(view, texts, parties)
        fair = [number for number, row in enumerate(gains) if min(row.values()) > GAIN]
        if not fair:
            return None
        best = max(fair, key=lambda number: gains[number][self.seat])
        title = titled(f"Reckoned by {reading.name(view, self.seat)}")
        return Propose(title=title, parties=parties, clauses=options[best])

    def leaves(self, view: View, treaty: TreatyView) -> str:
        """Leave where one's own best reply outside beats keeping the treaty, the others staying."""
        members = tuple(seat for seat in treaty.members if seat != self.seat)
        outside = replace(
            view,
            treaties=tuple(
                replace(card, members=members) if card.id == treaty.id else card for card in view.treaties
            ),
        )
        key = self._key(view, 1)
        stay = replies(view, ("complying",), key=key, futures=FUTURES).mean()
        leave = replies(outside, ("racing", "complying"), key=key, futures=FUTURES).mean(axis=1).max()
        return "we are better off outside it" if leave > stay + LEAVES else ""

    def explain(self, view: View) -> str:
        """What it does, in one sentence."""
        bound = reading.in_force_for(view, self.seat)
        if not bound:
            return "No treaty bound me; of what I could do, this brought the highest score in a forecast."
        return (
            "I weighed keeping the treaty against breaking it in a forecast, every round, and took what paid."
        )

    # --- deciding -------------------------------------------------------------------------------------------------

    def _options(self, view: View) -> Sequence[Decision]:
        if view.level == "basic":
            return self._lab_cards(view) if self.is_lab(view) else self._nation_cards(view)
        return self._lab_options(view) if self.is_lab(view) else self._nation_options(view)

    def _lab_options(self, view: View) -> list[Decision]:
        duties = reading.duties(view)
        capped = duties.cap != float("inf")
        levels = sorted({*SAFETY, *((duties.floor, 0.6 * duties.floor) if duties.floor > 0 else ())})
        out: list[Decision] = [LabDecision(safety=round(level, 4)) for level in levels]
        if duties.floor > 0:
            out.append(LabDecision(safety=round(min(0.1, 0.5 * duties.floor), 4), concealment=HIDING))
        if capped:
            out += [
                LabDecision(safety=round(max(duties.floor, 0.1), 4), overshoot=1.0),
                LabDecision(safety=0.1, overshoot=1.0, concealment=HIDING),
            ]
        return out

    def _lab_cards(self, view: View) -> list[Decision]:
        keeps = (True, False) if reading.duties(view).floor > 0 else (True,)
        return [
            LabCard(posture=posture, keep_promises=keep, tell_truth=keep)
            for posture in ("sprint", "balanced", "careful", "pause")
            for keep in keeps
        ]

    def _nation_options(self, view: View) -> list[Decision]:
        own = reading.labs_of(view, self.seat)
        money = round(reading.per_round(view, 1.0), 3)
        half = {lab.id: 0.5 for lab in own}
        out: list[Decision] = [
            NationDecision(),
            NationDecision(funding=money),
            NationDecision(funding=3 * money),
        ]
        if own:
            out += [
                NationDecision(floor=0.15, inspect=half),
                NationDecision(floor=0.3, inspect=half),
                NationDecision(inspect=half),
                NationDecision(subsidy={lab.id: money for lab in own}),
            ]
        if broken := self._broken(view):
            out.append(NationDecision(sanctions=dict.fromkeys(broken, 0.5)))
        return out

    def _nation_cards(self, view: View) -> list[Decision]:
        own = reading.labs_of(view, self.seat)
        looks = tuple(Token("inspect", lab.id) for lab in own)[:3]
        out: list[Decision] = [NationCard(), NationCard(tokens=(Token("protect"),))]
        if own:
            out += [
                NationCard(tokens=looks),
                NationCard(law="light", tokens=looks),
                NationCard(law="strict", tokens=looks),
                NationCard(tokens=(Token("subsidise", own[0].id),)),
            ]
        return out

    def _believing(self, view: View, option: Decision) -> Assumptions:
        """Others as they declare themselves; but a law that nobody checks is not expected to be kept by one's own labs."""
        looked = (
            bool(option.inspect)
            if isinstance(option, NationDecision)
            else any(token.action == "inspect" for token in option.tokens)
            if isinstance(option, NationCard)
            else True
        )
        if looked or reading.in_force_for(view, self.seat):
            return Assumptions()
        own = reading.labs_of(view, self.seat)
        said = {lab.id: lab.declared.safety if lab.declared is not None else 0.15 for lab in own}
        return Assumptions(but={lab: LabDecision(safety=safety) for lab, safety in said.items()})

    def _declared(self, view: View, best: Decision) -> Decision:
        """Below the floor it says that it is at the floor; whoever keeps its word says what is so."""
        if not isinstance(best, LabDecision):
            return best
        floor = reading.duties(view).floor
        if best.safety >= floor:
            return best
        return replace(best, declare=Declaration(safety=round(floor, 4)))

    def _broken(self, view: View) -> tuple[SeatId, ...]:
        """Labs abroad that were found in breach in the last round."""
        home = reading.home_of(view, self.seat)
        abroad = tuple(row.id for row in view.labs if row.home != home)
        return reading.breakers(view, abroad, times=1, rounds=1)

    # --- treaties -------------------------------------------------------------------------------------------------

    def _served(self, view: View) -> bool:
        """A treaty binds this seat, or a draft lies open that it would sign."""
        if reading.in_force_for(view, self.seat):
            return True
        return any(
            treaty.phase == "open" and self.seat in treaty.parties and self.judge(view, treaty).sign
            for treaty in view.treaties
        )

    def _worth(self, view: View, texts: Sequence[Draft]) -> list[float]:
        return [row[self.seat] for row in self._worths(view, texts, (self.seat,))]

    def _worths(
        self, view: View, texts: Sequence[Draft], seats: Sequence[SeatId]
    ) -> list[dict[SeatId, float]]:
        """Gains of some seats by each draft, over no agreement."""
        seen = known(view)
        found = worth(seen, texts, self._key(view, 2), rounds_left(seen), searched=6, told=FUTURES)
        places = {seat: seen.seats.index(seat) for seat in seats}
        return [{seat: float(row[place]) for seat, place in places.items()} for row in found.gains]

    def _key(self, view: View, what: int) -> int:
        """Its own dice for a forecast: the same question in the same round meets the same futures."""
        return dice.sub_key(self.dice.key, Purpose.BOT, 3 * view.round + what)
