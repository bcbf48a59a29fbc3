"""The broker: turns drafts that stand against each other into one that more can sign.

It asks for little itself: a body that is nobody's, a fund for the fixed cost, and entry into force only with enough of the world inside.
"""

from collections.abc import Iterable
from typing import Any

from detente_rules.bots import drafts, reading
from detente_rules.bots.character import Character, Verdict, titled
from detente_rules.commands import Amend, Message, PlayerCommand, Propose
from detente_rules.decisions import LabDecision, NationDecision
from detente_rules.views.types import TreatyView, View


class Broker(Character):
    """Finds what all can sign."""

    name = "broker"
    about = "amends what is stuck until more can sign it"

    def judge(self, view: View, treaty: TreatyView) -> Verdict:
        """Almost anything that asks for care and is not one country's."""
        draft = drafts.read(treaty.clauses)
        leader = drafts.leader(treaty)
        if leader is not None and leader not in {self.seat, reading.home_of(view, self.seat)}:
            return Verdict(False, "with a body of the parties instead of one leader we could")
        if draft.floor <= 0 and not draft.capped:
            return Verdict(False, "it leaves out what this is about")
        return Verdict(True, "it is not perfect, and it is there")

    def negotiate(self, view: View) -> Iterable[PlayerCommand]:
        """First mends what is stuck, then as everybody."""
        stuck = next((t for t in view.treaties if self._stuck(view, t)), None)
        if stuck is not None:
            yield Message(
                text=f"“{stuck.title}” lies still. We put a version on the table that more could sign."
            )
            yield Amend(
                treaty=stuck.id,
                version=stuck.version,
                parties=stuck.parties,
                clauses=self._mended(view, stuck.clauses),
            )
            return
        yield from super().negotiate(view)

    def draft(self, view: View) -> Propose | None:
        """From the second round, if nothing lies on the table: a prepared text that is nobody's, else one of its own."""
        if (
            view.round < 2
            or view.round >= view.rounds
            or any(t.phase in {"open", "in_force"} for t in view.treaties)
        ):
            return None
        nations = tuple(row.id for row in view.nations)
        parties = nations if len(nations) > 1 else tuple(row.id for row in view.seats)
        for pack in view.packs:
            clauses = tuple(pack["clauses"])
            asks = drafts.read(clauses)
            if (asks.floor > 0 or asks.capped) and drafts.led_by(clauses) is None and asks.detection > 0:
                return Propose(title=titled(pack["title"]), parties=parties, clauses=clauses)
        mended = self._mended(view, drafts.verified(floor=0.28, rate=0.6, fine=0.6, exclusion=0.4))
        return Propose(title="Common ground", parties=parties, clauses=mended)

    def lab(self, view: View) -> LabDecision:
        """A little above the floor, in the open."""
        return LabDecision(
            safety=min(0.95, round(max(0.12, reading.duties(view).floor) + 0.01, 4)), disclose="publish"
        )

    def nation(self, view: View) -> NationDecision:
        """Moderate in everything."""
        own = reading.labs_of(view, self.seat)
        bound = bool(reading.in_force_for(view, self.seat))
        return NationDecision(
            floor=0.1 if bound else 0.0,
            inspect={lab.id: 0.2 for lab in own} if bound else {},
            funding=round(reading.per_round(view, 0.2), 3),
            protection=0.4,
        )

    def explain(self, view: View) -> str:
        """Its score."""
        done = sum(t.entered is not None for t in view.treaties)
        return f"{done or 'No'} of the drafts came into force. I gave way where it cost least and asked others to do the same."

    def _stuck(self, view: View, treaty: TreatyView) -> bool:
        """Open, an invited party has not signed, and its terms are not already the broker's own."""
        unsigned = set(treaty.parties) - set(treaty.signed) - {self.seat}
        invited = self.seat in treaty.parties and treaty.phase == "open" and view.round > 1
        return (
            invited
            and len(unsigned) * 2 >= len(treaty.parties)
            and self._mended(view, treaty.clauses) != treaty.clauses
        )

    def _mended(self, view: View, clauses: Iterable[dict[str, Any]]) -> drafts.Clauses:
        """No leader, a body of the parties, a fund, a floor of at most .3, entry with most of the world."""
        kept = {
            str(c["kind"]): dict(c)
            for c in clauses
            if c.get("kind") not in {"leadership", "oversight", "fund"}
        }
        kinds = [kind for kind in kept if kind != "entry_into_force"]
        mended = [kept[kind] for kind in kinds]
        for clause in mended:
            if clause["kind"] == "safety_floor":
                clause["level"] = min(float(clause["level"]), 0.3)
        if "inspection" in kept:
            mended.append({"kind": "oversight", "body": "parties", "access": 1.0})
        if "safety_floor" in kept and view.nations:
            mended.append({"kind": "fund", "pays": 0.6})
        mended.append({"kind": "entry_into_force", "share": 0.6})
        return drafts.spelled_out(mended)
