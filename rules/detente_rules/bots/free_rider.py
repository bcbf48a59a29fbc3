"""The free-rider: lets the others carry it, and joins only where staying outside costs more than joining."""

from typing import ClassVar

from detente_rules.bots import drafts, reading
from detente_rules.bots.character import Character, Verdict
from detente_rules.decisions import LabDecision, NationDecision
from detente_rules.views.types import TreatyView, View

TOLL = 0.3
"""Share of trade or supply lost outside at which it would rather be inside."""


class FreeRider(Character):
    """Enjoys what others pay for."""

    name = "free-rider"
    about = "stays out unless staying out costs it"
    accuses: ClassVar[bool] = False

    def judge(self, view: View, treaty: TreatyView) -> Verdict:
        """Inside only where outsiders pay, or where it is paid to come."""
        draft = drafts.read(treaty.clauses)
        if drafts.pays(treaty, self.seat) > 0:
            return Verdict(True, "it takes account of what joining costs us")
        if draft.outsiders >= TOLL and len(set(treaty.signed) - {self.seat}) > 0:
            return Verdict(True, "outside it there is little left to sell")
        if self.is_lab(view) and draft.fixed <= 0.2 and draft.deterrence < 0.05:
            return Verdict(True, "it costs us nothing")
        return Verdict(False, "others can do this as well without us")

    def remark(self, view: View) -> str:
        """Applause."""
        if view.round == 1:
            return super().remark(view)
        others = [
            t for t in view.treaties if t.phase == "in_force" and not reading.is_bound(view, t, self.seat)
        ]
        return f"We welcome “{others[0].title}” and wish its parties well." if others else ""

    def lab(self, view: View) -> LabDecision:
        """What it must, and little without a must."""
        return LabDecision(safety=max(0.06, reading.duties(view).floor))

    def nation(self, view: View) -> NationDecision:
        """Nothing that costs anything."""
        del view
        return NationDecision(enforcement=0.5)

    def explain(self, view: View) -> str:
        """Its reckoning."""
        if reading.in_force_for(view, self.seat):
            return "Outside I would have paid more than inside, so I joined and kept it."
        return "The others' care made my world safer whether I paid for it or not."
