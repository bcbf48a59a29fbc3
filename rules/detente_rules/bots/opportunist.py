"""The opportunist: signs what looks well, and keeps it where cheating would cost more than it brings.

It is no fool: under a treaty that looks often and punishes hard it is as loyal as anybody. Its price is written down, so
that a table can find the treaty that holds it.
"""

import math
from typing import ClassVar

from detente_rules.bots import drafts, reading
from detente_rules.bots.character import Character, Verdict
from detente_rules.commands import Propose
from detente_rules.decisions import Declaration, LabDecision, NationDecision
from detente_rules.views.types import TreatyView, View

PRICE = 0.25
"""Expected loss, as a share of a round's revenue, at which it stops cheating."""

PAYS = 0.07
"""Safety share at which capability work goes fastest: the first safety work pays for itself (R6.4), and it leaves nothing lying."""


class Opportunist(Character):
    """Signs everything, cheats where that pays."""

    name = "opportunist"
    about = "signs everything, cheats where detection × cost is low"
    honest: ClassVar[bool] = False
    accuses: ClassVar[bool] = False

    def judge(self, view: View, treaty: TreatyView) -> Verdict:
        """A signature is cheap."""
        draft = drafts.read(treaty.clauses)
        if draft.deterrence < PRICE:
            return Verdict(True, "a fine step that respects everybody's good name")
        if view.round * 2 > view.rounds and not self.is_lab(view):
            return Verdict(False, "so late in the day it only freezes who is ahead")
        return Verdict(True, "if the others are held to it, so are we")

    def draft(self, view: View) -> Propose | None:
        """A treaty that sounds well before anybody proposes one that bites; nations of several only."""
        if self.is_lab(view) or len(view.nations) < 2 or view.round != 2 or view.treaties:
            return None
        return Propose(
            title="Joint declaration", parties=tuple(row.id for row in view.nations), clauses=drafts.weak()
        )

    def remark(self, view: View) -> str:
        """Good words."""
        return super().remark(view) if view.round == 1 else ""

    def lab(self, view: View) -> LabDecision:
        """Below the floor and hidden where that pays; else exactly at it."""
        duties = reading.duties(view)
        capped = math.isfinite(duties.cap)
        if duties.floor <= PAYS and not capped:
            return LabDecision(safety=PAYS)
        if self._deterrence(view) >= PRICE:
            return LabDecision(safety=max(PAYS, duties.floor))
        claim = Declaration(
            safety=round(max(duties.floor, PAYS) + 0.02, 4), assurance=round(reading.assurance(view) + 0.2, 2)
        )
        return LabDecision(safety=PAYS, concealment=0.12, overshoot=1.0 if capped else 0.0, declare=claim)

    def nation(self, view: View) -> NationDecision:
        """Looks away at home, watches abroad, and helps its labs along."""
        own = reading.labs_of(view, self.seat)
        abroad = [lab for lab in view.labs if lab not in own]
        bound = bool(reading.in_force_for(view, self.seat))
        return NationDecision(
            enforcement=0.3,
            watch={lab.id: 0.2 for lab in abroad} if bound else {},
            subsidy={lab.id: round(reading.per_round(view, 0.3), 3) for lab in own},
        )

    def explain(self, view: View) -> str:
        """Its arithmetic."""
        found = self._deterrence(view)
        if not reading.in_force_for(view, self.seat):
            return "Nothing bound me, so I did as the race does."
        if found >= PRICE:
            return f"To be found would have cost {found:.0%} of a round's revenue on average: more than cheating brings."
        return f"To be found would have cost {found:.0%} of a round's revenue on average: cheap. So I signed and did not keep it."

    def _deterrence(self, view: View) -> float:
        """The hardest of the treaties that bind this seat."""
        return max(
            (drafts.read(t.clauses).deterrence for t in reading.in_force_for(view, self.seat)), default=0.0
        )
