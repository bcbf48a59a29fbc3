"""The inspector: trusts nothing that it has not seen, and sees to it that everybody is seen."""

from typing import ClassVar

from detente_rules.bots import drafts, reading
from detente_rules.bots.character import Character, Verdict
from detente_rules.commands import Propose
from detente_rules.decisions import LabDecision, NationDecision
from detente_rules.views.types import TreatyView, View


class Inspector(Character):
    """Looks, and says what it saw."""

    name = "inspector"
    about = "signs only what is looked after, looks itself, says what it saw"
    doubts: ClassVar[float] = 1.0

    def judge(self, view: View, treaty: TreatyView) -> Verdict:
        """Somebody must look often and see well; what follows is a second question."""
        del view
        draft = drafts.read(treaty.clauses)
        if draft.detection < 0.25:
            return Verdict(
                False, f"a full breach would be found {draft.detection:.0%} of the time; that is guessing"
            )
        if draft.floor <= 0 and not draft.capped:
            return Verdict(False, "there is much looking in it, and nothing to look for")
        return Verdict(True, "whoever breaks it will be seen")

    def draft(self, view: View) -> Propose | None:
        """Resident inspectors and exchange of data, if nothing like it is there."""
        if self.is_lab(view) or view.round >= view.rounds:
            return None
        if any(
            drafts.read(t.clauses).detection >= 0.25 and t.phase in {"open", "in_force"}
            for t in view.treaties
        ):
            return None
        nations = tuple(row.id for row in view.nations)
        parties = nations if len(nations) > 1 else tuple(row.id for row in view.seats)
        host = reading.neutral(view) if len(nations) > 1 else None
        named = (*reading.only_home(view), *((host,) if host else ()))
        clauses = drafts.open_labs(named=named, host=host)
        return Propose(title="Open laboratories", parties=parties, clauses=clauses)

    def remark(self, view: View) -> str:
        """What was found, by name; else what is declared and not believed."""
        if view.round == 1:
            return super().remark(view)
        found = reading.findings(view, rounds=1)
        if found:
            return f"{reading.name(view, found[-1].lab)} was found in breach ({found[-1].how.replace('_', ' ')}). It should answer."
        doubted = [row for row in view.labs if row.id != self.seat and reading.doubt(view, row.id) > 1.5]
        return f"We do not see what {doubted[0].name} declares. May we come and look?" if doubted else ""

    def lab(self, view: View) -> LabDecision:
        """Its own house in order, and open."""
        return LabDecision(safety=max(0.15, reading.duties(view).floor), disclose="publish")

    def nation(self, view: View) -> NationDecision:
        """A modest law, well inspected; technical means on all others; markets closed to those found."""
        own = reading.labs_of(view, self.seat)
        found = {finding.lab for finding in reading.findings(view)}
        return NationDecision(
            floor=0.12,
            inspect={lab.id: 0.6 for lab in own},
            watch={lab.id: 0.4 for lab in view.labs if lab not in own},
            sanctions=dict.fromkeys(sorted(found), 0.5),
            protection=0.4,
        )

    def explain(self, view: View) -> str:
        """What it found."""
        count = len(reading.findings(view, rounds=view.rounds))
        return f"I saw {count} findings in all. What nobody looked at, I did not count as kept."
