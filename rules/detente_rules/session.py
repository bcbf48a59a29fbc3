"""What a facilitator's acts leave behind in a game: injects that wait, thresholds, the queue of hands (R12)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal, get_args

from detente_rules.commands.facilitation import ThresholdName
from detente_rules.ids import PersonId, Phase, SeatId

if TYPE_CHECKING:
    from detente_rules.state import GameState

InjectStanding = Literal["scenario", "prepared", "released", "recalled"]


@dataclass(frozen=True, slots=True)
class Inject:
    """An inject that was prepared (R12.2). source: its id in the scenario, None for one that was typed.

    to: seats, empty: everybody. effects: plain data of ``commands.facilitation.Effect``. round, phase: when it is
    released by itself; None: when told to.
    """

    id: str
    source: str | None
    title: str
    text: str
    to: tuple[SeatId, ...]
    effects: tuple[dict[str, Any], ...]
    round: int | None = None
    phase: Phase | None = None
    standing: InjectStanding = "prepared"


@dataclass(frozen=True, slots=True)
class Session:
    """Everything of R12 that a state remembers. hands: persons in the order in which they asked for the floor.

    pending: effects inside labs, which take hold when the round is resolved (R12.4). started: when round 1 began, seconds since 1970.
    """

    finish: bool = False
    injects: tuple[Inject, ...] = ()
    muted: tuple[PersonId, ...] = ()
    hands: tuple[PersonId, ...] = ()
    thresholds: tuple[tuple[str, float], ...] = ()
    revealed: tuple[SeatId, ...] = ()
    pending: tuple[dict[str, Any], ...] = ()
    started: float | None = None

    def inject(self, name: str) -> Inject | None:
        """A prepared inject by id."""
        return next((one for one in self.injects if one.id == name), None)


BANDS: Final = ("risk_guarded", "risk_high", "risk_severe")

RANGES: Final[dict[str, tuple[float, float]]] = {
    "bot_grace_seconds": (0.0, 120.0),
    "dropout_seconds": (10.0, 3600.0),
    "minutes_briefing": (0.1, 240.0),
    "minutes_negotiation": (0.1, 240.0),
    "minutes_decision": (0.1, 240.0),
    "quorum_seal": (1.0, 8.0),
    "quorum_sign": (1.0, 8.0),
    "risk_guarded": (0.0, 1.0),
    "risk_high": (0.0, 1.0),
    "risk_severe": (0.0, 1.0),
}
"""What each threshold may be set to, both ends included."""

_DEFAULTS: Final = {
    "bot_grace_seconds": 10.0,
    "risk_guarded": 0.05,
    "risk_high": 0.15,
    "risk_severe": 0.35,
}


def threshold(state: GameState, name: ThresholdName) -> float | None:
    """A threshold as it holds now: as set, else as the scenario or the rules have it; None where only the host knows."""
    for set_name, value in state.session.thresholds:
        if set_name == name:
            return value
    scenario = state.scenario
    of_scenario: dict[str, float] = {
        "minutes_briefing": scenario.minutes.briefing,
        "minutes_negotiation": scenario.minutes.negotiation,
        "minutes_decision": scenario.minutes.decision,
        "quorum_seal": float(scenario.delegation.quorum_seal),
        "quorum_sign": float(scenario.delegation.quorum_sign),
    }
    return of_scenario.get(name, _DEFAULTS.get(name))


def thresholds(state: GameState) -> dict[str, float]:
    """All thresholds that the rules know a value of."""
    names: tuple[ThresholdName, ...] = get_args(ThresholdName)
    return {name: value for name in names if (value := threshold(state, name)) is not None}
