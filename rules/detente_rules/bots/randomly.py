"""The random bot: any legal act, by its dice. It is the yardstick that every other bot must beat, and a fuzzer."""

from collections.abc import Iterable
from typing import Any, Final

from detente_rules.bots import reading
from detente_rules.bots.base import Bot
from detente_rules.bots.character import MOST_DRAFTS, titled
from detente_rules.bots.drafts import HIT, INDEPENDENCE, Clauses
from detente_rules.commands import Accede, Message, PlayerCommand, Propose, Ratify, Sign, Withdraw
from detente_rules.decisions import (
    Decision,
    Declaration,
    LabCard,
    LabDecision,
    NationCard,
    NationDecision,
    Token,
)
from detente_rules.views.types import TreatyView, View

_SAYINGS: Final = (
    "What would you need to see?",
    "We are open to talk.",
    "We have nothing to hide.",
    "Not this year.",
    "Who pays for the inspectors?",
    "Others first.",
)


class Random(Bot):
    """Decides by dice."""

    name = "random"
    about = "any legal act, by dice: the yardstick"

    def negotiate(self, view: View) -> Iterable[PlayerCommand]:
        """Now and then a word, a draft, a withdrawal."""
        if self._chance(0.3, view, "talk"):
            yield Message(text=self.dice.choice(_SAYINGS, view.round, "saying"))
        for place, treaty in enumerate(view.treaties):
            yield from self._pending(view, treaty, place)
        crowded = sum(t.phase == "open" for t in view.treaties) >= MOST_DRAFTS
        if not crowded and reading.may_propose(view, self.seat) and self._chance(0.15, view, "propose"):
            yield self._draft(view)

    def on_proposal(self, view: View, treaty: TreatyView) -> Iterable[PlayerCommand]:
        """Heads or tails."""
        if treaty.phase != "open" or self.seat not in treaty.parties or self.seat in treaty.signed:
            return
        if self._chance(0.5, view, f"sign {treaty.id}", treaty.version):
            yield Sign(treaty.id, treaty.version)
            if treaty.chance is not None and treaty.version == 1:  # one try a round (R4.5)
                yield Ratify(treaty.id)

    def decide(self, view: View) -> Decision:
        """Anything that the level allows."""
        if view.level == "basic":
            return self._lab_card(view) if self.is_lab(view) else self._nation_card(view)
        return self._lab(view) if self.is_lab(view) else self._nation(view)

    def explain(self, view: View) -> str:
        """The truth."""
        del view
        return "It was the dice."

    def _pending(self, view: View, treaty: TreatyView, place: int) -> Iterable[PlayerCommand]:
        me = self.seat
        if treaty.phase == "open" and me in treaty.signed and treaty.chance is not None:
            yield Ratify(treaty.id)
        elif treaty.phase == "in_force" and me in treaty.members and me not in treaty.notice:
            if self._chance(0.1, view, "leave", place):
                yield Withdraw(treaty.id)
        elif treaty.may_accede and self._chance(0.3, view, "accede", place):
            yield Accede(treaty.id)

    def _draft(self, view: View) -> Propose:
        pick = self.dice.uniform(view.round, "which draft")
        packs = view.packs
        clauses: Clauses = (
            tuple(packs[int(pick * len(packs))]["clauses"]) if packs and pick < 0.7 else self._clauses(view)
        )
        parties = tuple(row.id for row in (view.nations if len(view.nations) > 1 else view.seats))
        return Propose(
            title=titled(f"Draft {view.round} of {reading.name(view, self.seat)}"),
            parties=parties,
            clauses=clauses,
        )

    def _clauses(self, view: View) -> Clauses:
        drawn: list[dict[str, Any]] = [
            {"kind": "safety_floor", "level": self._drawn(view, "floor", 0.05, 0.5)},
            {"kind": "entry_into_force", "share": self._drawn(view, "entry", 0.2, 0.9)},
        ]
        if self._chance(0.7, view, "inspect"):
            instrument = self.dice.choice(tuple(HIT), view.round, "instrument")
            drawn.append(
                {"kind": "inspection", "instrument": instrument, "rate": self._drawn(view, "rate", 0.1, 1.0)}
            )
        if self._chance(0.5, view, "body"):
            bodies = tuple(body for body in INDEPENDENCE if body != "leader")
            drawn.append({"kind": "oversight", "body": self.dice.choice(bodies, view.round, "which body")})
        if self._chance(0.5, view, "sanction"):
            drawn.append({"kind": "sanction", "fine": self._drawn(view, "fine", 0.1, 1.0)})
        return tuple(drawn)

    def _lab(self, view: View) -> LabDecision:
        safety = self._drawn(view, "safety", 0.0, 0.6)
        lies = self._chance(0.3, view, "lie")
        return LabDecision(
            safety=safety,
            concealment=self._drawn(view, "conceal", 0.0, 0.3) if lies else 0.0,
            pace=self._drawn(view, "pace", 0.5, 1.0),
            overshoot=self._drawn(view, "overshoot", 0.0, 1.0) if lies else 0.0,
            deploy=self._drawn(view, "deploy", 0.5, 1.0),
            declare=Declaration(safety=self._drawn(view, "claim", 0.0, 0.6)) if lies else None,
            disclose=self.dice.choice(("keep", "overseer", "publish"), view.round, "disclose"),
            admit=self._chance(0.8, view, "admit"),
        )

    def _nation(self, view: View) -> NationDecision:
        own = reading.labs_of(view, self.seat)
        return NationDecision(
            floor=self._drawn(view, "floor of law", 0.0, 0.4),
            enforcement=self._drawn(view, "enforce", 0.0, 1.0),
            inspect={lab.id: self._drawn(view, "look", 0.0, 1.0, n) for n, lab in enumerate(own)},
            watch={lab.id: self._drawn(view, "watch", 0.0, 0.5, n) for n, lab in enumerate(view.labs)},
            subsidy={lab.id: self._drawn(view, "pay", 0.0, 2.0, n) for n, lab in enumerate(own)},
            funding=self._drawn(view, "fund", 0.0, 2.0),
            protection=self._drawn(view, "protect", 0.0, 1.0),
            sanctions={
                lab.id: 0.5 for n, lab in enumerate(view.labs) if self._chance(0.1, view, "sanction lab", n)
            },
        )

    def _lab_card(self, view: View) -> LabCard:
        return LabCard(
            posture=self.dice.choice(("sprint", "balanced", "careful", "pause"), view.round, "posture"),
            keep_promises=self._chance(0.5, view, "keep"),
            tell_truth=self._chance(0.5, view, "truth"),
        )

    def _nation_card(self, view: View) -> NationCard:
        own = [lab.id for lab in reading.labs_of(view, self.seat)]
        options = [
            Token("protect"),
            *(Token("inspect", lab) for lab in own),
            *(Token("subsidise", lab) for lab in own),
        ]
        options += [Token("watch", lab.id) for lab in view.labs]
        return NationCard(
            law=self.dice.choice(("off", "light", "strict"), view.round, "law"),
            tokens=tuple(self.dice.choice(options, view.round, "token", n) for n in range(3)),
        )

    def _chance(self, chance: float, view: View, what: str, counter: int = 0) -> bool:
        return self.dice.happens(chance, view.round, what, counter)

    def _drawn(self, view: View, what: str, low: float, high: float, counter: int = 0) -> float:
        return round(self.dice.between(low, high, view.round, what, counter), 3)
