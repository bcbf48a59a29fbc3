"""The conditional cooperator: offers a treaty that can be checked, keeps it while others do, and races where there is none.

Three views of the same situation. Without a treaty that binds the rivals, restraint is only paid for: it races. Under one, it keeps the
floor and says so. A finding is answered with sanctions; where a lab is found again, with notice as a nation and no more than the race's own
care as a lab, until three rounds have passed with at most one.
"""

from detente_rules.bots import drafts, reading
from detente_rules.bots.character import Character, Verdict
from detente_rules.commands import Propose
from detente_rules.decisions import LabDecision, NationDecision
from detente_rules.ids import SeatId
from detente_rules.views.types import TreatyView, View

ENOUGH = 0.25
"""Expected loss of a full violation, as a share of a round's revenue, at which keeping a treaty pays."""

RACE = 0.1
"""Safety share of a lab that no treaty binds."""

OPENED, CUT = 0.5, 0.25
"""Of the obstacles to parties' markets what falls for parties, and of trade what is cut for those outside: who shares no duty shares less."""

WITHHELD = 0.4
"""Of its chips and energy, from labs outside the treaty that binds it and from those found in breach."""


class Conditional(Character):
    """Cooperates as long as the others verifiably do."""

    name = "conditional"
    about = "offers a verified treaty, keeps it while others do"

    def judge(self, view: View, treaty: TreatyView) -> Verdict:
        """A floor, somebody who looks, something that follows, and the rivals inside."""
        draft = drafts.read(treaty.clauses)
        if draft.floor <= 0 and not draft.capped:
            return Verdict(False, "it binds nobody to anything we asked for")
        if draft.floor > 0.6:
            return Verdict(False, "nobody can work under such a floor")
        if draft.detection <= 0:
            return Verdict(False, "nobody looks")
        leader = drafts.leader(treaty)
        if leader is not None and leader not in {self.seat, reading.home_of(view, self.seat)}:
            return Verdict(False, f"{reading.name(view, leader)} would be judge in its own cause")
        if draft.deterrence < ENOUGH:
            return Verdict(False, "whoever is found breaking it loses less than it gained")
        if missing := self._missing(view, treaty):
            return Verdict(False, f"{reading.name(view, missing)} is not asked to join")
        return Verdict(True, "it can be checked, and it asks the same of all")

    def draft(self, view: View) -> Propose | None:
        """A verified floor for everybody, if no good treaty is in force or on the table; nations speak first."""
        if any(self._good(view, treaty) for treaty in view.treaties):
            return None
        nations = tuple(row.id for row in view.nations)
        among_nations = len(nations) > 1
        if view.round >= view.rounds or (among_nations and self.is_lab(view) and view.round == 1):
            return None
        parties = nations if among_nations else tuple(row.id for row in view.seats)
        homeless = tuple(row.id for row in view.labs if row.home is None)
        host = reading.neutral(view) if among_nations else None
        return Propose(
            title="Verified floor",
            parties=(*parties, *(lab for lab in homeless if lab not in parties)),
            clauses=drafts.verified(
                share=0.6,
                named=(*reading.only_home(view), *((host,) if host else ())),
                opened=OPENED,
                cut=CUT,
                host=host,
            ),
        )

    def leaves(self, view: View, treaty: TreatyView) -> str:
        """Two rounds of findings in three against labs of others: the treaty no longer holds them."""
        broken = reading.breakers(view, self._others(view, treaty), times=2, rounds=3)
        return f"{reading.name(view, broken[0])} was found breaking it again and again" if broken else ""

    def remark(self, view: View) -> str:
        """What it saw in the last round."""
        if view.round == 1:
            return super().remark(view)
        if broken := self._broken(view):
            return f"{reading.name(view, broken[0])} was found in breach. We keep our word while others keep theirs."
        return ""

    def lab(self, view: View) -> LabDecision:
        """At the floor while the treaty holds; as the race goes otherwise."""
        floor = reading.duties(view).floor
        treaties = reading.in_force_for(view, self.seat)
        if not treaties:
            return LabDecision(safety=max(RACE, floor))
        if self._betrayed(view):
            return LabDecision(safety=RACE)
        return LabDecision(safety=min(0.95, round(max(RACE, floor) + 0.005, 4)), disclose="overseer")

    def nation(self, view: View) -> NationDecision:
        """No law that binds only its own; under a treaty markets closed to those found in breach, and fewer chips for them and for outsiders."""
        treaties = reading.in_force_for(view, self.seat)
        if not treaties:
            return NationDecision(protection=0.2)
        broken = self._broken(view)
        withheld = dict.fromkeys((*reading.outsiders(view, self.seat), *broken), WITHHELD)
        return NationDecision(protection=0.5, sanctions=dict.fromkeys(broken, 0.5), supply=withheld)

    def explain(self, view: View) -> str:
        """Where it stood at the end."""
        if not any(treaty.entered is not None for treaty in view.treaties):
            return "No treaty that could be checked bound the others, so restraint would only have cost us our place."
        if broken := self._broken(view):
            return f"We kept the floor until {reading.name(view, broken[0])} was found below it."
        return "The others were looked at as we were, and nothing was found; so keeping the floor cost us nothing."

    def _good(self, view: View, treaty: TreatyView) -> bool:
        """In force for this seat or free to join, or open and worth signing."""
        if treaty.phase == "in_force":
            joins = self.seat in treaty.signed or treaty.may_accede
            firm = drafts.read(treaty.clauses).deterrence >= ENOUGH
            return firm and (joins or reading.is_bound(view, treaty, self.seat))
        return (
            treaty.phase == "open"
            and self.seat in self._reach(view, treaty)
            and self.judge(view, treaty).sign
        )

    def _reach(self, view: View, treaty: TreatyView) -> frozenset[SeatId]:
        """The seats that a treaty would bind: its parties and the labs at home in them."""
        return frozenset(treaty.parties) | {row.id for row in view.labs if row.home in treaty.parties}

    def _missing(self, view: View, treaty: TreatyView) -> SeatId | None:
        """The strongest rival that a treaty leaves free: the lab with most of the market, among those not bound by it."""
        reach = self._reach(view, treaty)
        free = [row for row in view.labs if row.id not in reach and row.id != self.seat]
        held = sum(row.market_share or 1.0 / len(view.labs) for row in free)
        return max(free, key=lambda row: row.market_share or 0.0).id if free and held > 0.2 else None

    def _others(self, view: View, treaty: TreatyView) -> tuple[SeatId, ...]:
        home = reading.home_of(view, self.seat)
        return tuple(
            lab
            for lab in reading.bound_labs(view, treaty)
            if lab != self.seat and (home is None or view.seat_row(lab).home != home)
        )

    def _broken(self, view: View) -> tuple[SeatId, ...]:
        """Labs of others that were found in breach in the last round of some treaty that binds this seat."""
        labs = {lab for treaty in reading.in_force_for(view, self.seat) for lab in self._others(view, treaty)}
        return reading.breakers(view, tuple(sorted(labs)), times=1, rounds=1)

    def _betrayed(self, view: View) -> bool:
        """A lab was found twice in three rounds; a single finding may be false (R7.3), and is answered by its sanction."""
        return any(self.leaves(view, treaty) for treaty in reading.in_force_for(view, self.seat))
