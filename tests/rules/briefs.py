"""Questions that the briefs' sentences are checked with: a scenario's world, played through the same step as a game,
every hidden threshold at its expectation.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import numpy as np

from detente_rules import library
from detente_rules.arrays import FloatArray
from detente_rules.genesis import params_of
from detente_rules.scenario import Scenario
from detente_rules.treaty.instruments import INSTRUMENTS
from detente_rules.world.choices import Choices
from detente_rules.world.draws import Dims, quiet_round
from detente_rules.world.params import Params
from detente_rules.world.profile import no_treaty
from detente_rules.world.state import WorldState
from detente_rules.world.step import step

RACE = 0.1
"""About what labs spend on safety in the race."""


@dataclass(frozen=True, eq=False)
class Path:
    """A game of constant shares: capability, assurance, market share by round (R, A), and the risk at the end."""

    capability: FloatArray
    assurance: FloatArray
    share: FloatArray
    risk: float


@dataclass(frozen=True, eq=False)
class World:
    """A scenario and its parameters, and questions about it."""

    scenario: Scenario
    params: Params

    def lab(self, seat: str) -> int:
        """Place of a lab on axis A."""
        return [lab.id for lab in self.scenario.labs].index(seat)

    def ahead(self, one: str, other: str) -> float:
        """By how many doublings one lab leads another at the start."""
        start = self.params.capability
        return float(start[self.lab(one)] - start[self.lab(other)])

    def gap(self, seat: str) -> float:
        """Assurance less capability at the start, doublings."""
        return float(self.params.assurance[self.lab(seat)] - self.params.capability[self.lab(seat)])

    def invest(self, seat: str) -> float:
        """A lab's investors, G$ per half-year."""
        return self.scenario.seat(seat).invest or 0.0

    def demand(self, seat: str) -> float:
        """A nation's spending, G$ per half-year."""
        return self.scenario.seat(seat).demand or 0.0

    def damage(self, seat: str) -> float:
        """What a catastrophe costs a nation, G$."""
        return self.scenario.seat(seat).damage or 0.0

    def danger(self, seat: str) -> float:
        """A lab's danger at the start, per half-year."""
        base = self.params.base
        behind = float(self.params.capability.max()) - float(self.params.capability[self.lab(seat)])
        return base.danger * 2 ** (-base.danger_gap * self.gap(seat) - base.danger_follow * behind)

    def play(self, rest: float = RACE, **safety: float) -> Path:
        """A game in which the labs named keep a safety share and the others ``rest``."""
        params = self.params
        shares = np.array([[safety.get(lab.id, rest) for lab in self.scenario.labs]])
        (terms, status), dims = no_treaty(params), Dims(params.labs, params.nations, observers=False)
        state = WorldState.initial(params, 1, None, terms.treaties)
        choices = Choices.neutral(1, params.labs, params.nations).having(safety=shares)
        rows: list[tuple[FloatArray, FloatArray, FloatArray]] = []
        for number in range(params.rounds):
            result = step(params, state, terms, status, choices, quiet_round(1, dims), number)
            state, status = result.world, result.status
            rows.append((state.capability[0], state.assurance[0], result.deployed[0]))
        capability, assurance, share = (np.array(column) for column in zip(*rows, strict=True))
        return Path(capability, assurance, share, 1.0 - float(state.survival[0]))


@cache
def world(name: str) -> World:
    """A scenario's world."""
    scenario = library.load(name)
    return World(scenario, params_of(scenario, scenario.rounds))


def near(value: float, wanted: float, by: float = 0.005) -> bool:
    """Equal as words are: to two decimals unless said."""
    return abs(value - wanted) <= by


def lead_is_lost(w: World, leader: str, rival: str, within_years: float, **safety: float) -> bool:
    """Within so many years, a lab that keeps this share is behind the rival."""
    path = w.play(**safety)
    until = max(1, math.floor(within_years * w.params.rounds / 6))
    lead = path.capability[:until, w.lab(leader)] - path.capability[:until, w.lab(rival)]
    return bool((lead < 0).any())


def part_of_the_good(w: World, some: dict[str, float], level: float) -> float:
    """How much of the fall in risk that a floor for all brings comes from these labs alone."""
    race, alone, everybody = w.play().risk, w.play(**some).risk, w.play(rest=level).risk
    return (race - alone) / (race - everybody)


def shortfall_a_year(w: World, seat: str) -> float:
    """Doublings a year by which a lab's assurance falls behind its capability in the race."""
    path, place = w.play(), w.lab(seat)
    end = float(path.capability[-1, place] - path.assurance[-1, place])
    return (end + w.gap(seat)) / 6


def growth_per_half_year(w: World, seat: str) -> float:
    """Doublings by which a lab grows per half-year in the race."""
    path = w.play().capability[:, w.lab(seat)]
    return float(path[-1] - w.params.capability[w.lab(seat)]) / 12


def place_in_market(w: World, seat: str, **safety: float) -> float:
    """A lab's share of the market at the end."""
    return float(w.play(**safety).share[-1, w.lab(seat)])


ON_SITE, SATELLITES = INSTRUMENTS["on_site"].hit, INSTRUMENTS["remote_sensing"].hit

Check = Callable[[World], bool]
"""Whether a sentence holds."""

Sheet = list[tuple[str, str, Check]]
"""Seat, sentence of its brief, check."""
