"""The racer: whoever stops is overtaken. It signs nothing, hides little and keeps no promise that costs a step."""

from typing import ClassVar

from detente_rules.bots import reading
from detente_rules.bots.character import Character, Verdict
from detente_rules.decisions import LabDecision, NationDecision
from detente_rules.views.types import TreatyView, View


class Racer(Character):
    """Full speed, whatever the others do."""

    name = "racer"
    about = "full speed, signs nothing, says so"
    accuses: ClassVar[bool] = False

    def judge(self, view: View, treaty: TreatyView) -> Verdict:
        """Never."""
        del treaty
        return Verdict(
            False, "who stops is overtaken" if self.is_lab(view) else "our labs will not wait for anybody's"
        )

    def leaves(self, view: View, treaty: TreatyView) -> str:
        """Out of whatever a predecessor in this seat signed."""
        del view, treaty
        return "it slows us down"

    def remark(self, view: View) -> str:
        """A racer does not need others to speak first."""
        if view.round == 1:
            return "We mean to be first." if self.is_lab(view) else "Our labs have our full support."
        return ""

    def lab(self, view: View) -> LabDecision:
        """All effort into capability; the little safety that pays for itself."""
        del view
        return LabDecision(safety=0.03)

    def nation(self, view: View) -> NationDecision:
        """No law, no inspectors, and money for the labs at home."""
        money = round(reading.per_round(view, 0.5), 3)
        return NationDecision(
            enforcement=0.0, subsidy={lab.id: money for lab in reading.labs_of(view, self.seat)}
        )

    def explain(self, view: View) -> str:
        """Its belief."""
        del view
        return "I expect everybody to race, whatever they sign; so I never paid for safety that the others would not."
