"""The world stripped of everything: what published models are built up from, switch by switch.

Figures are per round as stated (a round here is as long as the calibration's).  Nothing grows, nothing leaks, nobody sells,
nothing is dangerous, no score is discounted, until a model says so.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, Final, TypeAlias

import numpy as np

from detente_rules.arrays import BoolArray, FloatArray, floats, repeat
from detente_rules.treaty.terms import Phase, Status, Terms
from detente_rules.world.calibration import ROUNDS_OF_REFERENCE, Calibration
from detente_rules.world.choices import Choices
from detente_rules.world.draws import Dims, Draws, quiet_round
from detente_rules.world.params import LabFacts, NationFacts, Params
from detente_rules.world.resolution import Resolution
from detente_rules.world.scores import final_scores
from detente_rules.world.state import WorldState
from detente_rules.world.step import step

__all__ = ["Table", "bare", "conduct", "nobody", "odds", "one_round", "payoffs", "quiet", "start", "treaty"]

Table: TypeAlias = tuple[Terms, Status]

_NOTHING: Final[dict[str, Any]] = {
    "capability": (0.0,), "assurance": (0.0,), "invest": (1.0,), "demand": (0.0,), "damage": (0.0,), "sovereignty": (0.0,),
    "chips": (0.0,), "chip_margin": 0.0,
    "growth": 0.0, "growth_returns": 1.0, "bonus": 0.0, "effort_unit": 1.0, "reinvest": 0.0, "fixed_cost": 0.0, "spill": 0.0,
    "assurance_growth": 0.0, "diffusion": 0.0, "funding_reach": 0.0,
    "elasticity": 0.0, "outside": 0.0, "safety_drag": 0.0, "foreign": 1.0, "distrust": 0.0, "trust_demand": 0.0,
    "danger": 0.0, "danger_gap": 0.0, "danger_follow": 0.0, "weight_share": 0.0, "weight_worst": 0.0, "weight_sum": 0.0,
    "threshold_spread": 0.0, "threshold_slope": 0.0, "incident_factor": 0.0, "incident_public": 0.0,
    "hide": 0.0, "size": 1.0, "own_hit": 0.0, "own_false_alarm": 0.0, "watch_hit": 0.0, "watch_false_alarm": 0.0,
    "own_fine": 0.0, "supervision": 0.0, "false_alarm_cost": 0.0, "whistle": 0.0, "inspection_cost": 0.0,
    "trust_gain": 0.0, "trust_loss": 0.0, "trust_risk": 0.0, "trust_incident": 0.0,
    "discount": 1.0, "consumer": 0.0, "public_money": 1.0, "tax": 0.0, "lab_prize": 0.0, "lab_damage": 0.0,
    "nation_prize": 0.0, "enmity": 0.0, "standing": 1.0, "legitimacy_speed": 0.0,
}  # fmt: skip


def bare(homes: Sequence[int], nations: int, **numbers: Any) -> Params:
    """A world in which nothing happens but what ``numbers`` (fields of `Calibration`) say.

    homes: nation of each lab.  Raises `BadCalibration` where a number is out of its range.
    """
    calibration = Calibration().overridden({**_NOTHING, **numbers})
    labs, facts = LabFacts(homes=homes), NationFacts(count=nations)
    return Params.scaled(calibration, int(ROUNDS_OF_REFERENCE), labs=labs, nations=facts)


def start(params: Params, games: int, capability: FloatArray | None = None) -> WorldState:
    """The start of ``games`` games; capability: (G, A) doublings where a model draws it."""
    world = WorldState.initial(params, games, None, 1)
    return world if capability is None else replace(world, capability=floats(capability))


def conduct(params: Params, games: int, **fields: Any) -> Choices:
    """What everybody does; what is not named is neutral.  Raises `ChoiceOutOfRange`."""
    return Choices.neutral(games, params.labs, params.nations).having(**fields)


def quiet(params: Params, games: int, **uniforms: Any) -> Draws:
    """A round without chance, but for the uniforms that are given, broadcast to (G, A)."""
    draws = quiet_round(games, Dims(params.labs, params.nations, observers=False))
    changes = {name: floats(value, (games, params.labs)) for name, value in uniforms.items()}
    return replace(draws, **changes)


def odds(happens: Callable[[FloatArray], BoolArray], games: int) -> FloatArray:
    """How likely something is in each of some games (G,), measured on the engine by halving.

    happens: whether it does where the dice show these uniforms (G,).  The dice are such that an event of probability p
    happens where its uniform is below p.
    """
    low, high = np.zeros(games), np.ones(games)
    certain = happens(np.full(games, 1.0 - 2.0**-53))
    for _ in range(55):
        middle = 0.5 * (low + high)
        there = happens(middle)
        low, high = np.where(there, middle, low), np.where(there, high, middle)
    return np.where(certain, 1.0, np.where(low > 0.0, 0.5 * (low + high), 0.0))


def nobody(params: Params) -> Table:
    """An empty table."""
    return Terms.empty(1, params.labs, params.nations, 1), Status.empty(1, params.labs, params.nations, 1)


def treaty(params: Params, members: BoolArray | None = None, **terms: Any) -> Table:
    """A treaty that is in force.  members: (G, P) who takes part, every nation by default; terms: fields of `Terms`."""
    if members is None:
        members = np.arange(params.parties)[None, :] >= params.labs
    games = members.shape[0]
    row = Terms.row(params.labs, params.nations, 1, exists=True, party=True, **terms)
    empty = Status.empty(games, params.labs, params.nations, 1)
    inside = members[:, None, :]
    status = replace(
        empty,
        phase=np.full((games, 1), int(Phase.IN_FORCE)),
        signed=inside,
        ratified=inside,
        member=inside,
        entered=np.zeros((games, 1), dtype=np.int64),
    )
    return repeat(row, games), status


def one_round(
    params: Params,
    choices: Choices,
    table: Table | None = None,
    draws: Draws | None = None,
    world: WorldState | None = None,
    round_: int = 0,
) -> Resolution:
    """The game's own step, from the start and without treaty or chance unless given."""
    games = choices.games
    terms, status = table or nobody(params)
    world = start(params, games) if world is None else world
    draws = quiet(params, games) if draws is None else draws
    return step(params, world, terms, status, choices, draws, round_)


def payoffs(params: Params, result: Resolution) -> tuple[FloatArray, FloatArray]:
    """Final scores of labs (G, A) and nations (G, N) where the game ends after this round."""
    return final_scores(params, result.world)
