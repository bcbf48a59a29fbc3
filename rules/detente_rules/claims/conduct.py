"""Conduct of every seat as numbers that a best reply can move: levers, and what they mean in a round.

A *doctrine* is conduct for a whole game: a safety share at three points of it, how far duties are kept, what is hidden.
It is richer than one number and small enough to search.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np

from detente_rules.arrays import FloatArray
from detente_rules.treaty.obligations import Obligations
from detente_rules.treaty.terms import Phase, Status, Terms
from detente_rules.world import knowledge
from detente_rules.world.backend import games_last, settled, used
from detente_rules.world.choices import Choices
from detente_rules.world.params import Params
from detente_rules.world.profile import between_knots
from detente_rules.world.state import WorldState
from detente_rules.world.step import duties

__all__ = ["BOAST", "LAB", "NATION", "Levers", "Script"]

KNOTS: Final = 3
LAB: Final = (
    "care",
    "care_middle",
    "care_end",
    "keep",
    "keep_late",
    "pace",
    "deploy",
    "hide",
    "overshoot",
    "boast",
)
"""Levers of a lab, all in [0, 1].  care…: safety share of its own accord at the start, middle and end.  keep: share of
the strictest floor that binds it which it keeps at least, in the first two years; keep_late: afterwards.  hide: concealment where it breaks something.  overshoot: of a
cap.  boast: how much assurance it declares beyond the true one, in units of `BOAST`."""
NATION: Final = ("funding", "subsidy", "enforcement", "law", "inspect", "protection")
"""Levers of a nation, in [0, 1]; funding and subsidy (to each home lab) in units of E0; law: the domestic floor."""
BOAST: Final = 4.0
"""Doublings."""


@dataclass(frozen=True, eq=False, slots=True)
class Levers:
    """Doctrines of B profiles: lab (B, A, len(LAB)), nation (B, N, len(NATION))."""

    lab: FloatArray
    nation: FloatArray

    @classmethod
    def start(cls, params: Params, care: float = 0.05) -> Levers:
        """Everybody a little careful, true to what binds it, at full speed; nations do nothing but enforce."""
        lab = np.zeros((1, params.labs, len(LAB)))
        lab[:, :, :KNOTS] = care
        for name in ("keep", "keep_late", "pace", "deploy"):
            lab[:, :, LAB.index(name)] = 1.0
        nation = np.zeros((1, params.nations, len(NATION)))
        nation[:, :, NATION.index("enforcement")] = 1.0
        return cls(lab, nation)

    def having(self, *, who: Any = slice(None), **values: Any) -> Levers:
        """With levers set to values that broadcast to (B, the named actors). ``care`` and ``keep`` set whole schedules."""
        lab, nation = self.lab.copy(), self.nation.copy()
        for name, value in values.items():
            if name == "care":
                lab[:, who, :KNOTS] = np.asarray(value)[..., None]
            elif name == "keep":
                lab[:, who, LAB.index("keep")] = lab[:, who, LAB.index("keep_late")] = value
            elif name in LAB:
                lab[:, who, LAB.index(name)] = value
            else:
                nation[:, who, NATION.index(name)] = value
        return Levers(lab, nation)

    def get(self, name: str) -> FloatArray:
        """(B, A) or (B, N)."""
        if name in LAB:
            return self.lab[:, :, LAB.index(name)]
        return self.nation[:, :, NATION.index(name)]

    @property
    def care(self) -> FloatArray:
        """(B, A) mean safety share of its own accord."""
        mean: FloatArray = self.lab[:, :, :KNOTS].mean(axis=2)
        return mean

    @property
    def count(self) -> int:
        """B."""
        return int(self.lab.shape[0])

    def repeated(self, times: int) -> Levers:
        """Each profile so many times in a row."""
        return Levers(np.repeat(self.lab, times, axis=0), np.repeat(self.nation, times, axis=0))

    def script(self, params: Params) -> Script:
        """The same, laid out for playing many games at once. B is the number of games."""
        lab = {name: settled(self.get(name)) for name in LAB}
        nation = {name: settled(self.get(name)) for name in NATION}
        schedule = between_knots(self.lab[:, :, :KNOTS], params.rounds)
        care = tuple(settled(schedule[:, :, now]) for now in range(params.rounds))
        unit, none = params.effort_unit, Choices.neutral(self.count, params.labs, params.nations)
        subsidy = none.subsidy
        if used(nation["subsidy"]):
            subsidy = games_last(nation["subsidy"][:, :, None] * params.home * unit)
        inspect = none.inspect
        if used(nation["inspect"]):
            inspect = games_last(nation["inspect"][:, :, None] * params.home)
        base = replace(
            none,
            pace=lab["pace"],
            deploy=lab["deploy"],
            overshoot=lab["overshoot"],
            enforcement=nation["enforcement"],
            funding=settled(nation["funding"] * unit),
            floor=nation["law"],
            protection=nation["protection"],
            subsidy=subsidy,
            inspect=inspect,
        )
        return Script(base, care, (lab["keep"], lab["keep_late"]), lab["hide"], BOAST * lab["boast"])


@dataclass(frozen=True, eq=False, slots=True)
class Script:
    """Conduct of every game of a batch. care: (G, A) a round. keep: early and late. hide: share. boast: doublings."""

    base: Choices
    care: tuple[FloatArray, ...]
    keep: tuple[FloatArray, FloatArray]
    hide: FloatArray
    boast: FloatArray

    def choices(
        self, params: Params, world: WorldState, terms: Terms, status: Status, round_: int
    ) -> Choices:
        """What is done in one round (0-based): duties are kept as far as the doctrine keeps them."""
        return self.acts(params, world, terms, status, round_)[0]

    def acts(
        self, params: Params, world: WorldState, terms: Terms, status: Status, round_: int
    ) -> tuple[Choices, Obligations | None]:
        """`choices`, and the treaties' duties that were worked out for them; None where no treaty is in force."""
        now = replace(
            self.base,
            declared_capability=world.capability,
            declared_assurance=world.assurance + self.boast if used(self.boast) else world.assurance,
        )
        duty: Obligations | None = None
        if (status.phase == Phase.IN_FORCE).any():
            duty = duties(params, world, terms, status, now)
        return self.under(params, now, round_, duty), duty

    def under(self, params: Params, now: Choices, round_: int, duty: Obligations | None) -> Choices:
        """What is done where treaties ask for this: ``now``, with what of it the doctrine keeps and hides. Of ``duty`` floor and cap."""
        care, keep = self.care[round_], self.keep[0 if 3 * round_ < params.rounds else 1]
        asked: FloatArray | None = knowledge.of_home(params, now.floor) if used(now.floor) else None
        if duty is not None:
            asked = duty.floor if asked is None else np.maximum(asked, duty.floor)
        if asked is None:
            return replace(now, safety=care, declared_safety=care)
        safety = np.maximum(care, keep * asked)
        said = np.maximum(safety, asked)
        if not used(self.hide):
            return replace(now, safety=safety, declared_safety=said)
        broken = safety < asked - 1e-12
        if duty is not None:
            capped = np.isfinite(duty.cap)
            if capped.any():
                broken = broken | (capped & (now.overshoot > 0.0))
        hidden = np.where(broken, self.hide, 0.0)
        return replace(now, safety=safety, concealment=hidden, declared_safety=said)
