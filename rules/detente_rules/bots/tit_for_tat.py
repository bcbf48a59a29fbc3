"""Tit for tat on findings: begins careful, then does what the others were last seen to do, treaty or not.

The classic reciprocator (Axelrod 1984) in a world with noise: it believes declarations as far as nothing speaks against
them, and forgives after a round.
"""

from detente_rules.bots import drafts, reading
from detente_rules.bots.character import Character, Verdict
from detente_rules.decisions import LabDecision, NationDecision
from detente_rules.ids import SeatId
from detente_rules.views.types import TreatyView, View

FIRST = 0.3
"""Safety share of its first round, before anybody has been seen."""

MOST_DOUBT = 1.5
"""Standard deviations by which a declared assurance may lie above what is seen before it is no longer believed."""


class TitForTat(Character):
    """Does unto others as they were seen to do."""

    name = "tit-for-tat"
    about = "careful first, then as the others were seen to be"

    def judge(self, view: View, treaty: TreatyView) -> Verdict:
        """What shows who keeps it, and answers who does not."""
        del view
        draft = drafts.read(treaty.clauses)
        if draft.floor <= 0 and not draft.capped:
            return Verdict(False, "there is nothing in it to answer in kind")
        if draft.detection < 0.1:
            return Verdict(False, "we would never see whether it is kept")
        return Verdict(True, "we will see who keeps it, and do as they do")

    def remark(self, view: View) -> str:
        """Names whom it answers."""
        if view.round == 1:
            return super().remark(view)
        broken = self._found_last(view)
        return (
            f"{reading.name(view, broken[0])} broke its word. So shall we, for one round." if broken else ""
        )

    def lab(self, view: View) -> LabDecision:
        """The mean of what others are believed to have done; a finding among those bound with it frees it for a round."""
        if self._found_last(view):
            return LabDecision(safety=0.08)
        floor = reading.duties(view).floor
        return LabDecision(safety=round(max(floor, self._believed(view)), 3), disclose="overseer")

    def nation(self, view: View) -> NationDecision:
        """The law that the others have, inspected as they are; markets and chips closed to labs found in breach."""
        floors = [row.floor for row in reading.rivals(view, self.seat) if row.floor is not None]
        law = sum(floors) / len(floors) if floors else 0.1
        own, broken = reading.labs_of(view, self.seat), self._found_last(view)
        return NationDecision(
            floor=round(min(law, 0.5), 3),
            inspect={lab.id: 0.3 for lab in own} if law > 0.02 else {},
            sanctions=dict.fromkeys(broken, 0.6),
            supply=dict.fromkeys(broken, 0.6),
        )

    def explain(self, view: View) -> str:
        """What it saw."""
        return f"I did as I saw done: the others' safety share, as far as I believed it, was {self._believed(view):.0%} at the end."

    def _believed(self, view: View) -> float:
        seen = [
            self._belief(view, row.id)
            for row in view.labs
            if row.id != self.seat and row.declared is not None
        ]
        return sum(seen) / len(seen) if seen else FIRST

    def _belief(self, view: View, lab: SeatId) -> float:
        """What a lab declared; a third of it where a finding or the figures speak against it."""
        declared = view.seat_row(lab).declared
        share = declared.safety if declared is not None else FIRST
        doubted = reading.findings_against(view, lab) > 0 or reading.doubt(view, lab) > MOST_DOUBT
        return share / 3 if doubted else share

    def _found_last(self, view: View) -> tuple[SeatId, ...]:
        """Labs of others found in breach in the last round, in treaties that bind this seat."""
        home = reading.home_of(view, self.seat)
        bound = {
            lab
            for treaty in reading.in_force_for(view, self.seat)
            for lab in reading.bound_labs(view, treaty)
        }
        others = sorted(
            lab for lab in bound if lab != self.seat and (home is None or view.seat_row(lab).home != home)
        )
        return reading.breakers(view, tuple(others), times=1, rounds=1)
