"""Fair play between seats and strategies: whole games of the shipped scenarios with bots, as live games are played.

`many-ways` is refuted where some bot is best in no seat, or one in more than a third of the seats; with fewer than three seats a bot there
is nothing to judge by.

`no-spectators` is refuted by any seat in which the best bot, against one that only sits there, neither moves the seat's own score by a tenth nor the
world's risk by two points, or where without a seat (mean over seats) fewer than a tenth of the treaties fail to enter into force.

Every bot takes every seat once, the suggested bots sit in the others, and all these games have the same seed. Scenarios have lengths and levels of
their own, at which the bars stand; what the same tables bring at each of the three levels is reported.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np

from detente_rules import library
from detente_rules.bots.base import Bot
from detente_rules.bots.registry import BOTS
from detente_rules.claims.bench import Bench
from detente_rules.claims.claim import Claim, Evidence, NotYet
from detente_rules.claims.games import End, Passive, played, suggested
from detente_rules.claims.stats import exact
from detente_rules.ids import SeatId
from detente_rules.scenario import Level

__all__ = ["CLAIMS", "Tried", "many_ways", "no_spectators"]

_LEFT_OUT: Final = frozenset({"random", "best-responder", "nash"})
"""The yardstick, and the two that ask a forecast before every act: they would take hours over all seats and levels."""
_STRATEGIES: Final = tuple(name for name in BOTS if name not in _LEFT_OUT)
_LEVELS: Final[tuple[Level, ...]] = ("basic", "standard", "full")
_QUICK: Final = ("first-steps", "moat", "safety-lab-first", "salt", "two-blocs", "whistle")
"""Scenarios of a quick run, at their own level alone; a full run plays all there are, at all levels."""
_SEED: Final = "claims 0"
_ENOUGH: Final = 3
"""Seats a bot from which on there is something to judge."""


@dataclass(frozen=True, slots=True)
class Tried:
    """What happened with each bot, with nobody active, and with the suggested bot, in one seat of one scenario."""

    scenario: str
    seat: SeatId
    by: Mapping[str, End]
    passive: End
    usual: End

    def score(self, end: End) -> float:
        """The seat's own (G$)."""
        return end.scores[self.seat]

    @property
    def name(self) -> str:
        """As a note tells it."""
        return f"{self.seat} of {self.scenario}"


@lru_cache(maxsize=128)
def _scenario(name: str, level: Level | None) -> tuple[Tried, ...]:
    """All seats of one scenario; level None: its own."""
    table = suggested(name)
    usual = played(name, table, _SEED, level=level)

    def with_(seat: SeatId, kind: type[Bot]) -> End:
        return usual if kind is table[seat] else played(name, {**table, seat: kind}, _SEED, level=level)

    return tuple(
        Tried(name, seat, {bot: with_(seat, BOTS[bot]) for bot in _STRATEGIES}, with_(seat, Passive), usual)
        for seat in table
    )


def _tried(bench: Bench) -> dict[str, tuple[Tried, ...]]:
    """All seats at each level; "own" is each scenario's own level."""
    if bench.size.name != "full":
        names = [name for name in library.names() if name in _QUICK]
        return {"own": tuple(seat for name in names for seat in _scenario(name, None))}
    out: dict[str, tuple[Tried, ...]] = {"own": ()}
    for name in library.names():
        own = library.load(name).level
        for level in _LEVELS:
            found = _scenario(name, None if level == own else level)
            out[level] = out.get(level, ()) + found
            if level == own:
                out["own"] += found
    return out


def many_ways(tried: Mapping[str, Sequence[Tried]]) -> Evidence:
    """The verdict on tables at each level, "own" among them. Raises `NotYet` where there are too few seats."""
    seats = tried["own"]
    if len(seats) < _ENOUGH * len(_STRATEGIES):
        raise NotYet(f"{len(seats)} seats cannot tell {len(_STRATEGIES)} bots apart.")
    wins = {level: _wins(these) for level, these in tried.items()}
    own = wins["own"]
    most = max(own, key=lambda bot: own[bot])
    figures = [
        exact("bots that are best nowhere", _never(own), at_most=0.0),
        exact("largest share of seats in which one bot is best", own[most] / len(seats), at_most=1 / 3),
        exact("seats", len(seats)),
    ]
    for level in (level for level in _LEVELS if level in wins):
        figures += [
            exact(f"bots that are best nowhere, level {level}", _never(wins[level])),
            exact(f"largest share of seats, level {level}", max(wins[level].values()) / len(tried[level])),
        ]
    nowhere = ", ".join(sorted(bot for bot, count in own.items() if not count)) or "none"
    counted = ", ".join(f"{bot} {count}" for bot, count in sorted(own.items(), key=lambda item: -item[1]))
    names = len({seat.scenario for seat in seats})
    return Evidence(
        tuple(figures),
        f"{names} scenarios at their own levels, one game a bot and seat. Best nowhere: {nowhere}. Seats in which each is best, ties "
        f"counted for all: {counted}.",
    )


def _wins(seats: Sequence[Tried]) -> dict[str, int]:
    """In how many seats each bot is best."""
    wins = dict.fromkeys(_STRATEGIES, 0)
    for one in seats:
        top = max(one.score(end) for end in one.by.values())
        for bot, end in one.by.items():
            wins[bot] += one.score(end) >= top - 1e-9
    return wins


def _never(wins: Mapping[str, int]) -> int:
    return sum(not count for count in wins.values())


def no_spectators(tried: Mapping[str, Sequence[Tried]]) -> Evidence:
    """The verdict on tables at each level, "own" among them."""
    seats = tried["own"]
    idle = [one.name for one in seats if _idle(one)]
    spare = [one.name for one in seats if _spare(one)]
    pivotal = [_pivotal(one) for one in seats]
    never = [one.name for one, part in zip(seats, pivotal, strict=True) if part < 0.1]
    figures = [
        exact("seats whose best play changes neither own score nor risk", len(idle), at_most=0.0),
        exact(
            "treaties that fail to enter into force without the seat, mean over seats",
            float(np.mean(pivotal)),
            at_least=0.1,
        ),
        exact("seats without which fewer than a tenth of the treaties fail", len(never)),
        exact("seats that never were in any treaty nor stopped one", len(spare)),
        exact("seats", len(seats)),
    ]
    for level in (level for level in _LEVELS if level in tried):
        figures += [
            exact(f"idle seats, level {level}", sum(_idle(one) for one in tried[level])),
            exact(
                f"treaties that fail without the seat, level {level}",
                float(np.mean([_pivotal(one) for one in tried[level]])),
            ),
        ]
    return Evidence(
        tuple(figures),
        f"Idle: {', '.join(idle) or 'none'}. Labs sign little themselves: their nations bind them.",
    )


def _idle(one: Tried) -> bool:
    """Whether the best bot moves neither the seat's score by a tenth nor risk by two points, against one that sits there."""
    best = max(one.by.values(), key=one.score)
    own = abs(one.score(best) - one.score(one.passive)) / max(1.0, abs(one.score(one.passive)))
    risk = max(abs(end.risk - one.passive.risk) for end in one.by.values())
    return own < 0.1 and risk < 0.02


def _spare(one: Tried) -> bool:
    ends = (*one.by.values(), one.usual)
    stopped = any(len(end.treaties) > len(one.passive.treaties) for end in ends)
    inside = any(one.seat in treaty for end in one.by.values() for treaty in end.treaties)
    return not (inside or stopped) or not any(end.treaties for end in ends)


def _pivotal(one: Tried) -> float:
    """Share of the treaties in force with an active player of the seat that are missing without one."""
    active = [len(end.treaties) for end in one.by.values() if end.treaties]
    if not active:
        return 0.0
    return float(np.mean([max(0, count - len(one.passive.treaties)) / count for count in active]))


CLAIMS: Final = (
    Claim(
        "many-ways",
        "Fair play",
        "Every kind of strategy wins somewhere.",
        "every bot but `random`, `best-responder` and `nash` in every seat of every scenario, the suggested bots in the others",
        lambda bench: many_ways(_tried(bench)),
        lengths=(7,),
        drawn=False,
    ),
    Claim(
        "no-spectators",
        "Fair play",
        "Every seat matters.",
        "the best bot in every seat of every scenario against one that only sits there",
        lambda bench: no_spectators(_tried(bench)),
        lengths=(7,),
        drawn=False,
    ),
)
