"""The cautious: does alone what all should do, tells what it knows, and signs whatever binds anybody to care."""

from detente_rules.bots import drafts, reading
from detente_rules.bots.character import Character, Verdict
from detente_rules.decisions import LabDecision, NationDecision
from detente_rules.views.types import TreatyView, View

CARELESS = 0.15
"""Declared safety share below which it sells a lab abroad half of its chips and energy."""


class Cautious(Character):
    """Careful whatever it costs; signs even what nobody can check."""

    name = "cautious"
    about = "careful alone, honest, signs every floor"

    def judge(self, view: View, treaty: TreatyView) -> Verdict:
        """Any floor or cap is better than none."""
        del view
        draft = drafts.read(treaty.clauses)
        if draft.floor > 0 or draft.capped:
            return Verdict(
                True, "any rule is better than none" if draft.deterrence < 0.1 else "it can be checked"
            )
        return Verdict(False, "it asks nobody to be more careful")

    def remark(self, view: View) -> str:
        """The first line, then the risk as the public sees it."""
        if view.round == 1:
            return super().remark(view)
        return f"The public figures put the risk at {reading.risk(view):.0%}. Slow down with us."

    def lab(self, view: View) -> LabDecision:
        """More than any floor asks; published."""
        return LabDecision(safety=max(0.36, round(reading.duties(view).floor + 0.05, 3)), disclose="publish")

    def nation(self, view: View) -> NationDecision:
        """A law of its own, inspectors at home, protection for those who speak, money for safety research; few chips for the careless."""
        own = reading.labs_of(view, self.seat)
        abroad = (row for row in view.labs if row not in own and row.declared is not None)
        careless = [row.id for row in abroad if row.declared is not None and row.declared.safety < CARELESS]
        return NationDecision(
            floor=0.3,
            inspect={lab.id: 0.5 for lab in own},
            funding=round(reading.per_round(view, 0.5), 3),
            protection=0.8,
            supply=dict.fromkeys(careless, 0.5),
        )

    def explain(self, view: View) -> str:
        """Its belief."""
        return f"I did what I asked of others. The risk stands at {reading.risk(view):.0%}; my share of it is the smaller."
