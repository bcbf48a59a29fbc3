"""What a text needs to know of its game before it can be judged and compiled."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from detente_rules.treaty.instruments import INSTRUMENTS, Instrument
from detente_rules.treaty.terms import MAX_TREATIES

HALF_YEARS_OF_A_GAME: Final = 12
"""A game spans six years, whatever its number of rounds."""


@dataclass(frozen=True, slots=True)
class Independence:
    """Iota by who appoints and pays; [0, 1]. Default values: the design's.

    leader_own: towards its own labs. Its sources disagree from .1 (capture) to .6 (reputation); this number
    decides whether leader-led oversight beats none, so a scenario states it and shows it to the players.
    """

    overseen: float = 0.15
    leader_others: float = 0.9
    leader_own: float = 0.35
    parties: float = 0.6
    independent: float = 0.9


@dataclass(frozen=True, slots=True)
class Ramp:
    """Half-years until a body that is built from nothing can inspect in full, by who builds it."""

    hosted: int = 1
    overseen: int = 0
    leader: int = 1
    parties: int = 3
    independent: int = 4


@dataclass(frozen=True, slots=True)
class Context:
    """Seats, homes and stated rates of a game.

    labs, nations: seat ids in scenario order. homes: nation index of each lab, -1 for none. rounds: of the game.
    slots: treaty id → slot, for clauses that name another treaty.
    """

    labs: tuple[str, ...]
    nations: tuple[str, ...]
    homes: tuple[int, ...]
    rounds: int = HALF_YEARS_OF_A_GAME
    treaties: int = MAX_TREATIES
    instruments: Mapping[str, Instrument] = field(default_factory=lambda: INSTRUMENTS)
    slots: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    independence: Independence = Independence()
    ramp: Ramp = Ramp()
    polled: bool = False
    """Members sit at the table and vote on sanctions themselves; else they are taken to vote in their interest (R4.14)."""

    @property
    def seats(self) -> tuple[str, ...]:
        """Every party's seat id, labs first: the order of axis P."""
        return self.labs + self.nations

    @property
    def scale(self) -> float:
        """Half-years per round."""
        return HALF_YEARS_OF_A_GAME / self.rounds

    def home(self, lab: str) -> str | None:
        """The nation a lab is at home in."""
        index = self.homes[self.labs.index(lab)]
        return self.nations[index] if index >= 0 else None

    def rounds_of(self, half_years: float) -> int:
        """A span of time in rounds, rounded half up, and never to nothing."""
        return max(1, int(half_years / self.scale + 0.5)) if half_years > 0 else 0
