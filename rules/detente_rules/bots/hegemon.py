"""The hegemon: whoever leads should also supervise; everybody may join the order, nobody may lead it but us.

As a lab it is the one that such an order would be built round: it keeps the floor of its own order, and lobbies for it.
"""

from detente_rules.bots import drafts, reading
from detente_rules.bots.character import Character, Verdict
from detente_rules.commands import Propose
from detente_rules.decisions import LabDecision, NationDecision
from detente_rules.ids import SeatId
from detente_rules.views.types import TreatyView, View


class Hegemon(Character):
    """Lead and supervise."""

    name = "hegemon"
    about = "offers an order that it leads, open to all"

    def judge(self, view: View, treaty: TreatyView) -> Verdict:
        """Its own order, or one that nobody else leads and that binds the rivals firmly."""
        leader = drafts.leader(treaty)
        mine = {self.seat, reading.home_of(view, self.seat)}
        if leader is not None:
            if leader in mine:
                return Verdict(True, "somebody must answer for it, and we can")
            return Verdict(False, f"we do not put our labs under {reading.name(view, leader)}")
        draft = drafts.read(treaty.clauses)
        if draft.deterrence >= 0.4 and draft.floor > 0:
            if view.round * 3 <= view.rounds and not self.is_lab(view):
                return Verdict(False, "our own offer lies on the table")
            return Verdict(True, "it holds the others as firmly as we would")
        return Verdict(False, "an order needs somebody who can keep it")

    def draft(self, view: View) -> Propose | None:
        """The order, once; again when it has lapsed."""
        if self.is_lab(view) or len(view.nations) < 2 or view.round >= view.rounds:
            return None
        if any(drafts.read(t.clauses).deterrence >= 0.4 for t in reading.in_force_for(view, self.seat)):
            return None
        if any(drafts.leader(t) == self.seat and t.phase in {"open", "in_force"} for t in view.treaties):
            return None
        parties = tuple(row.id for row in view.nations)
        return Propose(
            title=f"Order led by {reading.name(view, self.seat)}"[:40],
            parties=parties,
            clauses=drafts.led(self.seat),
        )

    def remark(self, view: View) -> str:
        """The offer to those outside."""
        if view.round == 1:
            return super().remark(view)
        order = next(
            (t for t in view.treaties if drafts.leader(t) == self.seat and t.phase == "in_force"), None
        )
        outside = [row.name for row in view.nations if order is not None and row.id not in order.members]
        return f"The door is open for {outside[0]}. It will not stay so for ever." if outside else ""

    def lab(self, view: View) -> LabDecision:
        """The floor where there is one, and a careful leader's share where there is none."""
        return LabDecision(safety=max(0.12, reading.duties(view).floor), disclose="overseer")

    def nation(self, view: View) -> NationDecision:
        """Backs its own labs, watches the rest, and shuts its market and its chips a little to those outside its order."""
        own = reading.labs_of(view, self.seat)
        abroad = [lab for lab in view.labs if lab not in own]
        outside = [lab.id for lab in abroad if not self._inside(view, lab.home)]
        led = any(drafts.leader(t) == self.seat and t.phase == "in_force" for t in view.treaties)
        return NationDecision(
            enforcement=0.7,
            watch={lab.id: 0.2 for lab in abroad},
            subsidy={lab.id: round(reading.per_round(view, 0.4), 3) for lab in own},
            sanctions=dict.fromkeys(outside, 0.3) if led else {},
            supply=dict.fromkeys(outside, 0.3) if led else {},
        )

    def explain(self, view: View) -> str:
        """Its case."""
        order = next(
            (t for t in view.treaties if drafts.leader(t) == self.seat and t.entered is not None), None
        )
        if order is None:
            return "Nobody wanted an order that we lead; so we kept the lead without the order."
        return f"“{order.title}” worked because we were fast and could enforce it. That we profited is true as well."

    def _inside(self, view: View, nation: SeatId | None) -> bool:
        return any(drafts.leader(t) == self.seat and nation in t.members for t in view.treaties)
