"""Racing to the precipice: how safe is the team that wins?

**Setting.**  n teams; capability c_i uniform on [0, mu]; each chooses a safety s_i in [0, 1]; the highest c_i - s_i builds AI,
and disaster comes with probability 1 - s of the winner.  Payoff 1 to the winner and 1 - e to the others without a disaster,
0 to all with one.  Nobody knows any capability (``none``), everybody its own (``private``), or everybody all (``public``).

**Mapping.**  One round, labs for teams, c = K, s = the safety share.  Nothing grows.  Safety costs performance one to one
(`safety_drag` 1) and the best takes the whole market (`elasticity` infinite), which is the final standing
(`standing_by_sales`).  A lab's danger is what is missing of its safety share (`carelessness` 1); the deployed one's counts
(`weight_share` 1), and is the probability itself (`linear_hazard`).  Prize 1, of which losers have 1 - e (`lab_enmity` e - 1).

**Equilibria** (`racing_equilibria`), from the scores that the engine returned.  ``none``: the common safety from which no
small change of one's own pays.  ``private``: from the weakest type up, the conduct of rivals that leaves each type without a
gain by a small change.  ``public``: the safest conduct of the leader at which no rival gains by undercutting it (of the many
equilibria the best for all).  Then larger changes are tried, and what they still gain is reported.  Expectations are sums over
cells of draws, weighted by the probabilities of the setting.

Source: Armstrong, Bostrom & Shulman 2016, Racing to the precipice: a model of artificial intelligence development, AI & Society.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, Final

from detente_rules.literature import racing_equilibria as equilibria
from detente_rules.literature.bare import bare
from detente_rules.literature.result import Result
from detente_rules.world.params import Params

__all__ = ["TOLERANCE", "published_risk", "solve"]

TOLERANCE: Final = 0.01


def solve(parameters: Mapping[str, Any]) -> Result:
    """Play the race with the information that ``parameters`` name."""
    teams, most, enmity = parameters["teams"], parameters["max_capability"], parameters["enmity"]
    information = parameters["information"]
    play = {"none": equilibria.blind, "private": equilibria.private, "public": equilibria.public}
    found = play[information](_world(teams, enmity), most)
    return Result(
        model="racing",
        parameters=parameters,
        engine={"risk": found.risk},
        published={"risk": published_risk(teams, most, enmity, information)},
        tolerance=TOLERANCE,
        checks={
            "disaster less 1 - s of the winner, in any draw": (found.off, 1e-12),
            "gain by a change of one's own": (found.gain, 1e-3),
        },
    )


def _world(teams: int, enmity: float) -> Params:
    return bare(
        [0] * teams,
        1,
        demand=(1.0,),
        reinvest=1.0,
        elasticity=math.inf,
        safety_drag=1.0,
        standing_by_sales=1.0,
        carelessness=1.0,
        weight_share=1.0,
        linear_hazard=1.0,
        lab_prize=1.0,
        lab_enmity=enmity - 1.0,
    )


def published_risk(teams: int, most: float, enmity: float, information: str) -> float:
    """Expected probability of disaster where safety is min(1, mu/(n e)), min(1, c/(1 + e(n - 1))), min(1, lead/e)."""
    if information == "none":
        return 1.0 - min(1.0, most / (teams * enmity))
    if information == "private":
        # The winner is the strongest, whose c is the largest of n; from `safe` on it is perfectly safe.
        safe = 1.0 + enmity * (teams - 1)
        if most <= safe:
            return 1.0 - teams / (teams + 1) * most / safe
        return float((safe / most) ** teams / (teams + 1))
    # The lead of the strongest exceeds g with probability (1 - g/mu)^n.
    within = min(1.0, enmity / most)
    return 1.0 - most / (enmity * (teams + 1)) * (1.0 - float((1.0 - within) ** (teams + 1)))
