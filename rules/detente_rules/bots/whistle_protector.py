"""The whistle-protector: those inside know first; guard them, and no inspector need be let in by force."""

from detente_rules.bots import drafts, reading
from detente_rules.bots.character import Character, Verdict
from detente_rules.commands import Propose
from detente_rules.decisions import LabDecision, NationDecision
from detente_rules.views.types import TreatyView, View


class WhistleProtector(Character):
    """Counts on those who know."""

    name = "whistle-protector"
    about = "guards those who speak up, publishes what it knows"

    def judge(self, view: View, treaty: TreatyView) -> Verdict:
        """A floor, and either protection of those who tell or somebody who looks."""
        del view
        draft = drafts.read(treaty.clauses)
        guarded = "whistleblower" in drafts.kinds(treaty)
        if draft.floor <= 0 and not draft.capped and not guarded:
            return Verdict(False, "nobody is asked to do anything")
        if not guarded and draft.detection < 0.2:
            return Verdict(False, "whoever knows of a breach would have to keep silent")
        return Verdict(
            True, "those who know may say so" if guarded else "it is looked after, if not from inside"
        )

    def draft(self, view: View) -> Propose | None:
        """Protection, reports of incidents, estimates in the open."""
        if view.round >= view.rounds or any(
            "whistleblower" in drafts.kinds(t) and t.phase in {"open", "in_force"} for t in view.treaties
        ):
            return None
        nations = tuple(row.id for row in view.nations)
        if self.is_lab(view) and len(nations) > 1:
            return None
        parties = nations if len(nations) > 1 else tuple(row.id for row in view.seats)
        return Propose(
            title="Free to speak",
            parties=parties,
            clauses=drafts.free_to_speak(named=reading.only_home(view)),
        )

    def remark(self, view: View) -> str:
        """Speaks for those who cannot."""
        if view.round == 1:
            return super().remark(view)
        hidden = [
            incident
            for report in view.own_reports[-1:]
            for incident in report.incidents
            if not incident.public
        ]
        return (
            "We had an incident last round, and we tell you so ourselves."
            if hidden and self.is_lab(view)
            else ""
        )

    def lab(self, view: View) -> LabDecision:
        """Careful enough that its own people have nothing to tell; publishes."""
        return LabDecision(safety=max(0.2, reading.duties(view).floor), disclose="publish")

    def nation(self, view: View) -> NationDecision:
        """Full protection, a law for it to bite on, some public research."""
        return NationDecision(floor=0.15, protection=1.0, funding=round(reading.per_round(view, 0.3), 3))

    def explain(self, view: View) -> str:
        """What came out."""
        told = sum(finding.how == "whistleblower" for finding in reading.findings(view, rounds=view.rounds))
        return f"{told or 'No'} breaches came out because somebody inside dared to speak."
