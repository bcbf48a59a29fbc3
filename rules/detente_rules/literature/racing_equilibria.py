"""Equilibria of the race to the precipice, found from the engine's scores; see `racing` for setting and mapping."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from detente_rules.arrays import FloatArray
from detente_rules.literature.bare import conduct, one_round, payoffs, start
from detente_rules.literature.solvers import crossing
from detente_rules.world.params import Params

__all__ = ["Equilibrium", "blind", "private", "public"]

_HAIR: Final = 1e-6
"""A small change of one's own, relative to what it changes."""
_TYPES: Final = 12
"""Types for which larger changes are tried, and their number of bids."""
_LEADS: Final = 1024
"""Cells of the leader's lead."""


@dataclass(frozen=True, slots=True)
class Equilibrium:
    """Expected risk; the most that a tried change of one's own still gains; the worst of |risk - (1 - s of the winner)|."""

    risk: float
    gain: float
    off: float


@dataclass(frozen=True, eq=False, slots=True)
class _Played:
    """Of every game: risk (G,), scores (G, n), and |risk - (1 - s of the winner)| (G,), 0 where two share the win."""

    risk: FloatArray
    scores: FloatArray
    off: FloatArray


def _play(params: Params, capability: FloatArray, safety: FloatArray) -> _Played:
    """One round of every game through the game's step.  capability, safety: (G, n)."""
    games = capability.shape[0]
    result = one_round(params, conduct(params, games, safety=safety), world=start(params, games, capability))
    sold = result.share[:, 0]
    alone = (sold == 1.0).any(axis=1)
    winners_safety = safety[np.arange(games), np.argmax(sold, axis=1)]
    off = np.where(alone, np.abs(result.risk - (1.0 - winners_safety)), 0.0)
    return _Played(result.risk, payoffs(params, result)[0], off)


def _field(own: FloatArray, rival: FloatArray, teams: int) -> FloatArray:
    """Capabilities (G, n): oneself, the strongest rival, and the rest spread evenly below that one."""
    rest = rival[:, None] * (np.arange(1, teams - 1) / (teams - 1.0))[None, :]
    return np.concatenate([own[:, None], rival[:, None], rest], axis=1)


# --- nobody knows anything ------------------------------------------------------------------------------------------------


def blind(params: Params, most: float) -> Equilibrium:
    """All choose one safety.  What counts of a draw is by how much one leads the strongest rival."""
    hair = _HAIR * min(1.0, most)

    def marginal(safety: float) -> float:
        cells = np.array([-most, -hair, 0.0, hair, most])
        values = _expected(params, most, cells, safety, np.array([safety - hair, safety + hair]))
        return float(values[1] - values[0])

    found = crossing(marginal, hair, 1.0 - hair)
    safety = found if found is not None else float(marginal(1.0 - hair) > 0.0)
    # Larger changes: the cells are bounded by them, so that within a cell nothing changes.
    tried = np.unique(np.append(np.linspace(0.0, 1.0, 65), safety))
    cells = np.unique(np.clip(np.concatenate([[-most, 0.0, most], tried - safety]), -most, most))
    values = _expected(params, most, cells, safety, tried)
    gain = float(values.max() - values[np.searchsorted(tried, safety)])
    draws = _field(np.array([0.6 * most, 0.4 * most]), np.array([0.5 * most, 0.5 * most]), params.labs)
    played = _play(params, draws, np.full(draws.shape, safety))
    return Equilibrium(float(played.risk.mean()), gain, float(played.off.max()))


def _expected(params: Params, most: float, cells: FloatArray, safety: float, own: FloatArray) -> FloatArray:
    """Expected score (B,) of playing each of ``own`` (B,) where all others play ``safety``.

    cells: bounds of one's lead over the strongest rival.
    """
    weight = np.diff(_lead_at_most(cells / most, params.labs))
    lead = 0.5 * (cells[1:] + cells[:-1])
    ahead = np.where(lead >= 0.0, most, most + lead)
    capability = np.tile(_field(ahead, ahead - lead, params.labs), (own.size, 1))
    shares = np.full(capability.shape, safety)
    shares[:, 0] = np.repeat(own, lead.size)
    scores = _play(params, capability, shares).scores[:, 0].reshape(own.size, lead.size)
    return np.asarray((scores * weight).sum(axis=1))


def _lead_at_most(lead: FloatArray, teams: int) -> FloatArray:
    """Probability that one leads the strongest of n - 1 rivals by at most ``lead`` (in units of mu), all uniform."""
    behind = np.clip(-lead, 0.0, 1.0)
    trailing = (teams - 1) / teams - behind + behind**teams / teams
    leading = 1.0 - (1.0 - np.clip(lead, 0.0, 1.0)) ** teams / teams
    return np.where(lead < 0.0, trailing, leading)


# --- everybody knows its own ----------------------------------------------------------------------------------------------


def private(params: Params, most: float) -> Equilibrium:
    """A safety for each type, from the weakest, who never wins and is at 0, up to the strongest."""
    types, safety = _climb(params, most)

    def plays(capability: FloatArray) -> FloatArray:
        return np.asarray(np.interp(capability, types, safety))

    teams = params.labs
    quantiles = (np.arange(4 * _LEADS) + 0.5) / (4 * _LEADS)
    strongest = most * quantiles ** (1.0 / teams)
    draws = _field(strongest, strongest * (1.0 - 1.0 / teams), teams)
    played = _play(params, draws, plays(draws))
    gain = _gain_of_other_bids(params, most, types, safety)
    return Equilibrium(float(played.risk.mean()), gain, float(played.off.max()))


def _climb(params: Params, most: float) -> tuple[FloatArray, FloatArray]:
    """Types and their safety: Runge-Kutta in log c, the slope being what leaves each type without a gain.

    A wrong start dies out (a type's conduct hangs on the types just below it), so that it can be near 0 and at 0.
    """
    whole, first = 0.1, 1e-4
    types, safety = [0.0, first * most], [0.0, 0.5 * min(1.0, first * most)]
    while types[-1] < most * (1.0 - 1e-12):
        c, s = types[-1], safety[-1]
        width = min(whole, float(np.log(most / c)))
        reached = _step(params, most, c, s, width)
        # The cap is met within the step: nearer and nearer, so that the corner is where it belongs.
        while reached is None and width > 1e-5:
            width *= 0.5
            reached = _step(params, most, c, s, width)
        types.append(c * float(np.exp(width)))
        safety.append(1.0 if reached is None else reached)
    return np.array(types), np.array(safety)


def _step(params: Params, most: float, own: float, safety: float, width: float) -> float | None:
    """Safety of the type ``own`` * e ^ ``width``; None where it would be above 1 on the way."""
    slopes: list[float] = []
    for part in (0.0, 0.5, 0.5, 1.0):
        level = safety + (part * width * slopes[-1] if slopes else 0.0)
        if level > 1.0:
            return None
        at = own * float(np.exp(part * width))
        slopes.append(at * _slope(params, most, at, max(1e-4 * at, level)))
    reached = safety + width * (slopes[0] + 2.0 * slopes[1] + 2.0 * slopes[2] + slopes[3]) / 6.0
    return max(0.0, reached) if reached <= 1.0 else None


def _slope(params: Params, most: float, own: float, safety: float) -> float:
    """Rise of rivals' safety with type at ``own`` that leaves this type, playing ``safety``, without a gain.

    The steeper rivals' safety, the more of them lie within a small change of one's bid.  0 where safety is at its cap
    and even rivals who are all at the cap leave it no reason to be less safe.
    """
    hair = _HAIR * min(own, safety)

    if safety >= 1.0 and _gain_of_safety(params, most, own, 1.0, hair, np.ones(1))[0] >= 0.0:
        return 0.0
    # To the first order of a hair the gain falls in proportion to the crowd, so that two points tell where it is 0.
    tried = np.array([1.0, 8.0])
    few, many = _gain_of_safety(params, most, own, safety, hair, tried)
    crowd = tried[0] + few * (tried[1] - tried[0]) / (few - many) if few > many else np.inf
    return 1.0 - 1.0 / float(crowd) if crowd > 1e-6 else 0.0


def _gain_of_safety(
    params: Params, most: float, own: float, safety: float, hair: float, crowd: FloatArray
) -> FloatArray:
    """What a type gains (B,) by a hair more safety over a hair less.

    crowd: (B,) rivals' types per unit of bid around one's own, 1 / (1 - slope of their safety).
    """
    high = min(1.0, safety + hair)
    bounds = own + crowd[:, None] * np.array([safety - high, 0.0, hair])[None, :]
    bounds = np.concatenate([np.zeros((crowd.size, 1)), bounds], axis=1)
    weight = np.diff((bounds / most) ** (params.labs - 1), axis=1)
    rival = 0.5 * (bounds[:, 1:] + bounds[:, :-1])
    bid = own - safety + (rival - own) / crowd[:, None]
    # Of those well below only that they lose matters.
    bid[:, 0] = np.minimum(bid[:, 0], own - safety - 4.0 * hair)
    theirs = np.clip(rival - bid, 0.0, 1.0)
    capability = _field(np.full(2 * rival.size, own), np.tile((bid + theirs).ravel(), 2), params.labs)
    shares = np.ones_like(capability)
    shares[:, 0] = np.repeat([safety - hair, high], rival.size)
    shares[:, 1] = np.tile(theirs.ravel(), 2)
    less, more = _play(params, capability, shares).scores[:, 0].reshape(2, *rival.shape)
    return np.asarray(((more - less) * weight).sum(axis=1) / weight[:, 0])


def _gain_of_other_bids(params: Params, most: float, types: FloatArray, safety: FloatArray) -> float:
    """The most that any of some types gains by bidding as any other would; types, safety: how rivals play."""
    teams, fine = params.labs, _TYPES * 16
    bounds = np.linspace(0.0, most, fine + 1)
    weight = np.diff((bounds / most) ** (teams - 1))
    rival = 0.5 * (bounds[1:] + bounds[:-1])
    theirs = np.interp(rival, types, safety)
    tried = bounds[::16]
    plays = np.interp(tried, types, safety)
    best = 0.0
    for own, chosen in zip(tried[1:], plays[1:], strict=True):
        shares = np.append(np.clip(own - (tried - plays), 0.0, 1.0), chosen)
        values = _against_rivals(params, own, shares, rival, theirs) @ weight
        best = max(best, float(values.max() - values[-1]))
    return best


def _against_rivals(
    params: Params, own: float, tried: FloatArray, rival: FloatArray, theirs: FloatArray
) -> FloatArray:
    """Scores (B, R) of a type with each of ``tried`` (B,) against each strongest rival (R,) and its safety."""
    capability = np.tile(_field(np.full(rival.size, own), rival, params.labs), (tried.size, 1))
    shares = np.ones_like(capability)
    shares[:, 0] = np.repeat(tried, rival.size)
    shares[:, 1] = np.tile(theirs, tried.size)
    return _play(params, capability, shares).scores[:, 0].reshape(tried.size, rival.size)


# --- everybody knows all --------------------------------------------------------------------------------------------------


def public(params: Params, most: float) -> Equilibrium:
    """For each draw the safest conduct of the leader at which nobody gains by undercutting it."""
    draws = _spread(params.labs, most)
    low, high = np.zeros(_LEADS), np.ones(_LEADS)
    high = np.where(_undercutters_gain(params, draws, high) > 0.0, high, 0.0)
    low = np.where(high > 0.0, low, 1.0)
    for _ in range(30):
        middle = np.where(high > 0.0, 0.5 * (low + high), 1.0)
        tempting = (high > 0.0) & (_undercutters_gain(params, draws, middle) > 0.0)
        high = np.where(tempting, middle, high)
        low = np.where(tempting, low, middle)
    shares = _standing_back(draws, low)
    played = _play(params, draws, shares)
    # The leader against its own temptation: a little more safety, and the runner-up wins; a little less is for nothing.
    gain = 0.0
    for change in (2.0 * _HAIR, -1e-3, -1e-2):
        other = shares.copy()
        other[:, 0] = np.clip(low + change, 0.0, 1.0)
        gain = max(gain, float((_play(params, draws, other).scores[:, 0] - played.scores[:, 0]).max()))
    gain = max(gain, float(_undercutters_gain(params, draws, low).max(initial=0.0)))
    return Equilibrium(float(played.risk.mean()), gain, float(played.off.max()))


def _spread(teams: int, most: float) -> FloatArray:
    """Draws (G, n), strongest first: the lead at the middles of equally likely cells, the rest spread evenly below.

    Given the lead, the others are independent and uniform below the leader less the lead.
    """
    cell = (np.arange(_LEADS) + 0.5) / _LEADS
    lead = most * (1.0 - (1.0 - cell) ** (1.0 / teams))
    second = (most - lead) * ((np.arange(_LEADS) * 0.6180339887498949 + 0.5) % 1.0) ** (1.0 / (teams - 1))
    return _field(second + lead, second, teams)


def _standing_back(draws: FloatArray, leader: FloatArray) -> FloatArray:
    """Safety (G, n): the leader's; the runner-up a hair behind it; the rest perfectly safe, and beaten."""
    shares = np.ones_like(draws)
    shares[:, 0] = leader
    shares[:, 1] = np.clip(leader - (draws[:, 0] - draws[:, 1]) + _HAIR, 0.0, 1.0)
    return shares


def _undercutters_gain(params: Params, draws: FloatArray, leader: FloatArray) -> FloatArray:
    """The most that any rival gains (G,) by the least cut of safety that beats the leader; 0 where none can."""
    beaten = np.ones_like(draws)
    beaten[:, 0] = leader
    before = _play(params, draws, beaten).scores
    gain = np.full(draws.shape[0], -np.inf)
    for rival in range(1, draws.shape[1]):
        cut = leader - (draws[:, 0] - draws[:, rival]) - _HAIR
        shares = beaten.copy()
        shares[:, rival] = np.clip(cut, 0.0, 1.0)
        after = _play(params, draws, shares).scores
        gain = np.where(cut >= 0.0, np.maximum(gain, after[:, rival] - before[:, rival]), gain)
    return np.where(np.isfinite(gain), gain, 0.0)
