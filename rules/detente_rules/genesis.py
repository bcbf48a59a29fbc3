"""How a game begins: its header, and the first state that follows from it (R9.1).

The header embeds all that the rules need (the scenario's own text, the rules' version, the reference of the index,
the salted commitment), so that editing a file afterwards changes nothing and a record can be replayed anywhere.
"""

from functools import lru_cache
from typing import Any, Final

import numpy as np

from detente_rules.events import Event
from detente_rules.ids import NOBODY
from detente_rules.rejections import refuse
from detente_rules.same import Same
from detente_rules.scenario import Level, Scenario
from detente_rules.scenario.text import read_scenario as read_text
from detente_rules.secret import Secret
from detente_rules.standings import Standings
from detente_rules.state import RULES_VERSION, GameState, SeatState, slots_for
from detente_rules.treaty.terms import Status, Terms
from detente_rules.world.calibration import Calibration
from detente_rules.world.params import LabFacts, NationFacts, Params
from detente_rules.world.reference import Reference
from detente_rules.world.state import WorldState

FORMAT: Final = 1
"""Version of the record's format."""


def header(
    *,
    game: str,
    scenario_text: str,
    secret: Secret,
    at: float,
    reference: dict[str, Any] | None = None,
    level: Level | None = None,
    rounds: int | None = None,
    timed: bool = True,
    open_start: bool = False,
    parent: dict[str, Any] | None = None,
) -> Event:
    """The first event of a game. timed: phases have deadlines. open_start: any seated player may start.

    parent: of a branch (R12.11): ``{"game", "round", "lines", "head", "same_dice"}``: see ``detente_rules.branch``.

    Raises: ScenarioFault.
    """
    scenario = read_scenario(scenario_text)
    data = {
        "format": FORMAT,
        "rules": RULES_VERSION,
        "numpy": np.__version__,
        "game": game,
        "scenario": scenario.id,
        "scenario_text": scenario_text,
        "reference": reference,
        "commitment": secret.commitment(),
        "level": level or scenario.level,
        "rounds": rounds or scenario.rounds,
        "timed": timed,
        "open_start": open_start,
    }
    if parent is not None:
        data["parent"] = parent
    return Event("game_created", NOBODY, data, at, 0, "lobby")


@lru_cache(maxsize=32)
def read_scenario(text: str) -> Scenario:
    """A scenario from its text; remembered, because a simulation begins the same one many times."""
    return read_text(text)


def params_of(scenario: Scenario, rounds: int) -> Params:
    """The world's parameters for this scenario at this length (six years, R6.1)."""
    return _params(Same(scenario), rounds)


@lru_cache(maxsize=64)
def _params(one: Same[Scenario], rounds: int) -> Params:
    scenario = one.it
    labs, nations = scenario.labs, scenario.nations
    return Params.scaled(
        Calibration().overridden(scenario.world),
        rounds,
        labs=LabFacts(
            homes=scenario.homes,
            capability=[seat.capability for seat in labs],
            assurance=[seat.assurance for seat in labs],
            invest=[seat.invest for seat in labs],
        ),
        nations=NationFacts(
            count=len(nations),
            demand=[seat.demand for seat in nations],
            damage=[seat.damage for seat in nations],
            sovereignty=[seat.sovereignty for seat in nations],
        ),
    )


def _reference(data: dict[str, Any] | None) -> Reference | None:
    return Reference.from_data(data) if data is not None else None


def _standings(data: dict[str, Any] | None) -> Standings | None:
    return Standings.from_data(data["seats"]) if data is not None and "seats" in data else None


def first_state(data: dict[str, Any], secret: Secret | None = None) -> GameState:
    """The state after the header. The threshold of danger is hidden and drawn; without the secret it is unknown.

    Raises: Refused (conflict, R9.5) for a record of another version of the rules or of the format.
    """
    if data["format"] != FORMAT or data["rules"] != RULES_VERSION:
        raise refuse(
            "conflict",
            "R9.5",
            "rules",
            f"The record is of rules {data['rules']}; these are rules {RULES_VERSION}. The version of the game that began it goes on with it "
            "and verifies it.",
        )
    scenario = read_scenario(data["scenario_text"])
    params = params_of(scenario, data["rounds"])
    labs, nations = len(scenario.labs), len(scenario.nations)
    slots = slots_for(labs + nations)
    keys = np.array([secret.key() if secret is not None else 0], dtype=np.uint64)
    return GameState(
        game=data["game"],
        scenario=scenario,
        level=data["level"],
        rounds=data["rounds"],
        timed=data["timed"],
        open_start=data["open_start"],
        commitment=data["commitment"],
        secret=secret,
        reference=_reference(data["reference"]),
        standings=_standings(data["reference"]),
        params=params,
        phase="lobby",
        round=0,
        deadline=None,
        paused_at=None,
        people={},
        seats={seat.id: SeatState(seat.id) for seat in scenario.seats},
        treaties=(),
        terms=Terms.empty(1, labs, nations, slots),
        status=Status.empty(1, labs, nations, slots),
        world=WorldState.initial(params, 1, keys if secret is not None else None, slots),
        parent=(data["parent"]["game"], data["parent"]["round"]) if data.get("parent") else None,
    )
