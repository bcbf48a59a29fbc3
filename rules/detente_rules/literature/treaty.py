"""Self-enforcing agreements: how many sign, if nobody can be made to?

**Setting.**  N countries; abating costs c and brings b to each country.  The members of an agreement of k abate if that pays
them together (k b >= c); outsiders do not.  With trade terms an outsider loses sigma per member and a member tau per outsider.
With a minimum, nothing binds anybody until so many have joined.  Figure: the sizes from which no member gains by leaving and no
outsider by joining; whoever is indifferent stays where it is, and an agreement that is indifferent abates.  The tipping point
is the size from which a member prefers to stay.

**Mapping.**  A nation and its lab are a country.  A lab abates with a safety share of 1, at `safety_price` c; each lab that
does not adds 1/N to a hazard that is a probability (`carelessness`, `weight_sum` 1, `linear_hazard`), and the loss is N b to
each nation.  The agreement is a treaty with a floor of 1, which nations sign and ratify; the game's own life cycle brings it into
force at its minimum.  Each lab sells a fixed part in every market, and custom that a measure closes is lost to everybody
(`substitution` 0).  The treaty's trade measure cuts both ways; where one side loses more, the other closes its market further by
itself.  `gains_first`: costs are borne whatever happens.

**Solution.**  For each size the engine plays members who abate and members who do not; what pays them together is what they do
(an agreement whose members do not abate imposes nothing).  Stability compares payoffs of neighbouring sizes.

The minimum is no credible threat: with k = N as the minimum everybody is pivotal, full participation is stable even without
sanctions, and a country that stayed out would have to believe that the others then really do nothing, although some of them
would gain by going on.

Source: Barrett 1994, Self-enforcing international environmental agreements; 1997, The strategy of trade sanctions in
international environmental agreements; 2003, Environment and Statecraft.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np

from detente_rules.arrays import BoolArray, FloatArray, repeat
from detente_rules.literature.bare import Table, bare, conduct, one_round, payoffs
from detente_rules.literature.result import Result
from detente_rules.treaty.lifecycle import enter
from detente_rules.treaty.terms import Phase, Status, Terms
from detente_rules.world.params import Params

__all__ = ["TOLERANCE", "published_sizes", "solve"]

TOLERANCE: Final = 1e-9


@dataclass(frozen=True, eq=False, slots=True)
class _Payoffs:
    """Of a member and of an outsider by size of the agreement, (N + 1,); NaN where there is none."""

    member: FloatArray
    outsider: FloatArray


def solve(parameters: Mapping[str, Any]) -> Result:
    """Stable sizes, and with trade terms the tipping point."""
    count = parameters["countries"]
    acting = _play(parameters, abating=True, minimum=1)
    idle = _play(parameters, abating=False, minimum=count + 1)
    chosen = _chosen(parameters, idle)
    penalty, cost = parameters["trade_penalty"], parameters["trade_cost"]
    tipping = published_tipping = None
    if penalty + cost > 0.0:
        tipping = _tipping(acting)
        published_tipping = (parameters["cost"] - parameters["benefit"] + cost * count + penalty) / (
            cost + penalty
        )
    notes = []
    if parameters["minimum"] == count:
        notes.append(
            "with all as the minimum everybody is pivotal, and full participation is stable even without sanctions; "
            "it is no credible threat"
        )
    if tipping is not None and tipping > count:
        notes.append("the tipping point lies beyond the number of countries: no size tips")
    return Result(
        model="treaty",
        parameters=parameters,
        engine={"stable_sizes": _stable(chosen, _scale(parameters)), "tipping_point": tipping},
        published={"stable_sizes": published_sizes(parameters), "tipping_point": published_tipping},
        tolerance=TOLERANCE,
        notes=tuple(notes),
    )


def _scale(parameters: Mapping[str, Any]) -> float:
    """Differences below this are rounding."""
    names = ("benefit", "cost", "trade_penalty", "trade_cost")
    return 1e-9 * float(parameters["countries"] * max(parameters[name] for name in names))


# --- through the engine ---------------------------------------------------------------------------------------------------


def _world(parameters: Mapping[str, Any]) -> Params:
    count, trade = parameters["countries"], _trade_at_stake(parameters)
    return bare(
        range(count),
        count,
        demand=(count * trade,),
        substitution=0.0,
        safety_price=parameters["cost"],
        carelessness=1.0 / count,
        weight_sum=1.0,
        linear_hazard=1.0,
        gains_first=1.0,
        damage=(count * parameters["benefit"],),
    )


def _trade_at_stake(parameters: Mapping[str, Any]) -> float:
    """What a lab sells in each market."""
    return float(max(parameters["trade_penalty"], parameters["trade_cost"]))


def _play(parameters: Mapping[str, Any], *, abating: bool, minimum: int) -> _Payoffs:
    """A round of every size of the agreement, 0 to N, the first k countries its members."""
    params = _world(parameters)
    count = params.nations
    inside = np.arange(count)[None, :] < np.arange(count + 1)[:, None]
    trade = _trade_at_stake(parameters)
    cut = min(parameters["trade_penalty"], parameters["trade_cost"]) / trade if trade else 0.0
    table = _agreement(params, inside, minimum, cut)
    in_force = (table[1].phase[:, 0] == Phase.IN_FORCE)[:, None]
    choices = conduct(
        params,
        count + 1,
        safety=np.where(inside & in_force & abating, 1.0, 0.0),
        exclude=_closed(parameters, inside & in_force, in_force) if cut < 1.0 and trade else 0.0,
    )
    labs, nations = payoffs(params, one_round(params, choices, table))
    country = labs + nations
    sizes = np.arange(count + 1)
    member, outsider = np.full(count + 1, math.nan), np.full(count + 1, math.nan)
    member[1:], outsider[:-1] = country[sizes[1:], 0], country[sizes[:-1], count - 1]
    return _Payoffs(member, outsider)


def _agreement(params: Params, inside: BoolArray, minimum: int, cut: float) -> Table:
    """Signed and ratified by those inside, (G, N); in force where there are enough of them."""
    games, count = inside.shape
    row = Terms.row(
        params.labs, count, 1, exists=True, party=True, floor=1.0, floor_for=True, trade=cut, entry_count=minimum
    )  # fmt: skip
    terms = repeat(row, games)
    consent = np.concatenate([np.zeros((games, params.labs), dtype=np.bool_), inside], axis=1)[:, None, :]
    status = replace(
        Status.empty(games, params.labs, count, 1),
        phase=np.full((games, 1), int(Phase.OPEN)),
        signed=consent,
        ratified=consent,
    )
    equal = np.full((games, params.parties), 1.0 / count)
    return terms, enter(terms, status, equal, params.homes, 0)


def _closed(parameters: Mapping[str, Any], inside: BoolArray, in_force: BoolArray) -> FloatArray:
    """(G, N, A) what nations close of what the treaty's trade measure leaves open: the side that closes more does it all."""
    outside = in_force & ~inside
    against_outsiders = inside[:, :, None] & outside[:, None, :]
    against_members = outside[:, :, None] & inside[:, None, :]
    harder = parameters["trade_penalty"] > parameters["trade_cost"]
    return np.where(against_outsiders if harder else against_members, 1.0, 0.0)


# --- what follows from the payoffs ----------------------------------------------------------------------------------------


def _chosen(parameters: Mapping[str, Any], idle: _Payoffs) -> _Payoffs:
    """Payoffs where the members of each size do what pays them together, and nothing below the minimum."""
    minimum = max(1, parameters["minimum"] or 1)
    acting = _play(parameters, abating=True, minimum=minimum)
    breaking = _play(parameters, abating=False, minimum=minimum)
    sizes = np.arange(acting.member.size)
    abates = (sizes >= minimum) & (acting.member >= breaking.member - _scale(parameters))
    return _Payoffs(
        np.where(abates, acting.member, idle.member), np.where(abates, acting.outsider, idle.outsider)
    )


def _stable(payoff: _Payoffs, rounding: float) -> list[int]:
    last = payoff.member.size - 1
    stays = np.append(True, payoff.member[1:] >= payoff.outsider[:-1] - rounding)
    keeps_out = np.append(payoff.outsider[:-1] >= payoff.member[1:] - rounding, True)
    return [size for size in range(last + 1) if stays[size] and keeps_out[size]]


def _tipping(payoff: _Payoffs) -> float | None:
    """Size at which a member of an agreement in force neither gains nor loses by leaving; between sizes on the line."""
    gain = payoff.member[1:] - payoff.outsider[:-1]
    rise = float(gain[-1] - gain[0]) / max(gain.size - 1, 1)
    return 1.0 - float(gain[0]) / rise if rise > 0.0 else None


def published_sizes(parameters: Mapping[str, Any]) -> list[int]:
    """Stable sizes by the closed payoffs k b - c - tau (N - k) and k b - sigma k, 0 for all where nobody abates."""
    count, benefit, cost = parameters["countries"], parameters["benefit"], parameters["cost"]
    penalty, loss, minimum = parameters["trade_penalty"], parameters["trade_cost"], parameters["minimum"] or 1
    rounding = _scale(parameters)

    def acts(size: int) -> bool:
        return size >= max(1, minimum) and size * benefit >= cost - rounding

    def member(size: int) -> float:
        return size * benefit - cost - loss * (count - size) if acts(size) else 0.0

    def outsider(size: int) -> float:
        return size * benefit - penalty * size if acts(size) else 0.0

    return [
        size
        for size in range(count + 1)
        if (size == 0 or member(size) >= outsider(size - 1) - rounding)
        and (size == count or outsider(size) >= member(size + 1) - rounding)
    ]
