"""The bloc-builder: signs no order that another leads, and gathers those outside it round rules of their own."""

from detente_rules.bots import drafts, reading
from detente_rules.bots.character import Character, Verdict
from detente_rules.commands import Propose
from detente_rules.decisions import LabDecision, NationDecision
from detente_rules.ids import SeatId
from detente_rules.views.types import TreatyView, View


class BlocBuilder(Character):
    """A second order beside the first."""

    name = "bloc-builder"
    about = "gathers those outside round rules of their own"

    def judge(self, view: View, treaty: TreatyView) -> Verdict:
        """No leader but itself; a vote for all who are bound."""
        leader = drafts.leader(treaty)
        home = reading.home_of(view, self.seat)
        if leader is not None and leader not in {self.seat, home}:
            return Verdict(False, "rules that one country writes are that country's rules")
        if treaty.by in {self.seat, home}:
            return Verdict(True, "these are rules of our own")
        draft = drafts.read(treaty.clauses)
        if self._strongest(view) in treaty.parties and draft.deterrence < 0.2:
            return Verdict(False, "it would bind us and leave the strongest as free as before")
        if draft.floor > 0 or draft.sharing:
            return Verdict(True, "those who are bound have a say in it")
        return Verdict(False, "there is nothing in it for us")

    def draft(self, view: View) -> Propose | None:
        """Its own order without the strongest, once somebody leads one, or from the second round."""
        strongest = self._strongest(view)
        others = tuple(row.id for row in view.nations if row.id != strongest)
        if self.is_lab(view) or strongest == self.seat or len(others) < 2 or view.round >= view.rounds:
            return None
        if any(t.by == self.seat and t.phase in {"open", "in_force"} for t in view.treaties):
            return None
        if view.round == 1 and not any(drafts.leader(t) for t in view.treaties):
            return None
        return Propose(title="Order of equals", parties=others, clauses=drafts.bloc())

    def remark(self, view: View) -> str:
        """Equality."""
        return super().remark(view) if view.round == 1 else ""

    def lab(self, view: View) -> LabDecision:
        """As its bloc asks; outside it, the race."""
        return LabDecision(safety=max(0.08, reading.duties(view).floor))

    def nation(self, view: View) -> NationDecision:
        """Catches up: money for its labs, more where it stands outside an order of others."""
        own = reading.labs_of(view, self.seat)
        excluded = any(
            t.phase == "in_force" and not reading.is_bound(view, t, self.seat) for t in view.treaties
        )
        money = round(reading.per_round(view, 0.8 if excluded else 0.3), 3)
        strongest = [lab.id for lab in reading.labs_of(view, self._strongest(view))]
        return NationDecision(
            subsidy={lab.id: money for lab in own},
            watch=dict.fromkeys(strongest, 0.3) if self._strongest(view) != self.seat else {},
        )

    def explain(self, view: View) -> str:
        """Its case."""
        mine = [t for t in view.treaties if t.by == self.seat and t.entered is not None]
        if mine:
            return f"“{mine[0].title}” gave those outside a say. Two orders are not one, but better than one of another's."
        return "We were asked to join, never to write. So we did neither."

    def _strongest(self, view: View) -> SeatId:
        """The nation whose labs hold most of the market; before the first report, whoever has the first lab."""
        held = {
            row.id: sum(lab.market_share or 0.0 for lab in reading.labs_of(view, row.id))
            for row in view.nations
        }
        if not held:
            return ""
        if any(held.values()):
            return max(held, key=lambda nation: held[nation])
        return next((lab.home for lab in view.labs if lab.home is not None), next(iter(held)))
