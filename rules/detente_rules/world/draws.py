"""The chance of a round, drawn before it is resolved (R9.4).

`step` takes these numbers as arrays and rolls nothing itself, so a counterfactual or a branch that changes one decision
keeps every other roll (common random numbers).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from detente_rules.arrays import FloatArray
from detente_rules.dice import Keys, Purpose, Steps, bits_at, normal, steps, to_unit
from detente_rules.world.backend import spread

__all__ = ["Dims", "Draws", "draw_round", "draw_threshold", "quiet_round"]


@dataclass(frozen=True, slots=True)
class Dims:
    """Sizes of a round's arrays.  ``observers`` False leaves out the noisy estimates (their axis P is then empty)."""

    labs: int
    nations: int
    observers: bool = True

    @property
    def parties(self) -> int:
        """P = A + N."""
        return self.labs + self.nations


@dataclass(frozen=True, eq=False, kw_only=True, slots=True)
class Draws:
    """Uniforms in [0, 1): an event of probability p happens where the number is below p.  Normals are standard."""

    detection: FloatArray
    """(G, A) the treaties' inspection of a lab: finds a violation below its probability."""
    false_alarm: FloatArray
    """(G, A) the same inspection of an innocent."""
    own_detection: FloatArray
    """(G, A) inspections that nations make themselves."""
    watch: FloatArray
    """(G, N, A) national technical means."""
    whistle: FloatArray
    """(G, A) somebody inside speaks out."""
    incident: FloatArray
    """(G, A) a warning shot."""
    incident_seen: FloatArray
    """(G, A) it becomes public."""
    fate: FloatArray
    """(G,) the catastrophe of this round."""
    evaluation: FloatArray
    """(G, A) normal: error of a model evaluation."""
    noise_danger: FloatArray
    """(G, A) normal: error of a lab's estimate of its own danger."""
    noise_capability: FloatArray
    """(G, P, A) normal: error of an observer's estimate of K; P = 0 where nobody observes."""
    noise_assurance: FloatArray
    """(G, P, A) normal: error of its estimate of S."""


_CHUNK = 1 << 14
"""Draws made at a time: an eighth of a MiB."""

_FIELDS = tuple(entry.name for entry in fields(Draws))

_LAB_DRAWS = (
    Purpose.DETECTION,
    Purpose.FALSE_ALARM,
    Purpose.OWN_INSPECTION,
    Purpose.WHISTLE,
    Purpose.INCIDENT,
    Purpose.INCIDENT_SEEN,
)


@lru_cache(maxsize=1024)
def _places(labs: int, nations: int, round_: int, *, observed: bool) -> tuple[Steps, Steps]:
    """Where this round's uniforms and normals lie; concatenated, so that a round is drawn in two sweeps."""
    flat = [steps(purpose, round_, labs) for purpose in _LAB_DRAWS]
    flat += [steps(Purpose.WATCH, round_, nations, labs), steps(Purpose.FATE, round_)]
    bell = [steps(Purpose.NOISE_DANGER, round_, labs), steps(Purpose.EVALUATION, round_, labs)]
    if observed:
        bell.append(steps(Purpose.NOISE_CAPABILITY, round_, labs + nations, labs))
        bell.append(steps(Purpose.NOISE_ASSURANCE, round_, labs + nations, labs))
    return np.concatenate(flat), np.concatenate(bell)


def draw_round(keys: Keys, round_: int, dims: Dims) -> Draws:
    """All draws of round ``round_`` (0-based) for the games of ``keys`` (G,)."""
    labs, nations, watchers = dims.labs, dims.nations, dims.parties if dims.observers else 0
    flat, bell = _places(labs, nations, round_, observed=dims.observers)
    # Drawn place by place, so that the games lie side by side in memory (see `backend`).
    uniform = _drawn(keys, flat, to_unit)
    normal_ = _drawn(keys, bell, normal)
    games = uniform.shape[1]

    def by_lab(place: int) -> FloatArray:
        return uniform[place * labs : (place + 1) * labs].T

    def by_pair(values: FloatArray, actors: int) -> FloatArray:
        return values.reshape(actors, labs, games).transpose(2, 0, 1)

    seen = 2 * labs + watchers * labs
    draws = Draws(
        detection=by_lab(0),
        false_alarm=by_lab(1),
        own_detection=by_lab(2),
        whistle=by_lab(3),
        incident=by_lab(4),
        incident_seen=by_lab(5),
        watch=by_pair(uniform[len(_LAB_DRAWS) * labs : -1], nations),
        fate=uniform[-1],
        noise_danger=normal_[:labs].T,
        evaluation=normal_[labs : 2 * labs].T,
        noise_capability=by_pair(normal_[2 * labs : seen], watchers),
        noise_assurance=by_pair(normal_[seen:], watchers),
    )
    for name in _FIELDS:
        getattr(draws, name).flags.writeable = False
    return draws


def _drawn(keys: Keys, places: Steps, shape: Callable[[NDArray[np.uint64]], FloatArray]) -> FloatArray:
    """Draws at all places, (len(places), G): a few places at a time, so that what lies between stays in the cache."""
    few = max(1, _CHUNK // max(1, keys.size))
    if few >= places.size:
        return shape(bits_at(keys, places))
    drawn = np.empty((places.size, keys.size))
    for start in range(0, places.size, few):
        drawn[start : start + few] = shape(bits_at(keys, places[start : start + few]))
    return drawn


def quiet_round(games: int, dims: Dims) -> Draws:
    """Draws of a round in which nothing that can happen by chance does, and every estimate is exact.

    What equilibria and the planner's optimum are computed on: hazards enter scores as expected survival anyway.
    """
    lab = spread(1.0, (games, dims.labs))
    zero = spread(0.0, (games, dims.labs))
    seen = spread(0.0, (games, dims.parties if dims.observers else 0, dims.labs))
    return Draws(
        detection=lab,
        false_alarm=lab,
        own_detection=lab,
        whistle=lab,
        incident=lab,
        incident_seen=lab,
        watch=spread(1.0, (games, dims.nations, dims.labs)),
        fate=spread(1.0, (games,)),
        noise_danger=zero,
        evaluation=zero,
        noise_capability=seen,
        noise_assurance=seen,
    )


def draw_threshold(keys: Keys) -> FloatArray:
    """A standard normal for every game, (G,): where its hidden threshold lies within the scenario's spread."""
    drawn: FloatArray = normal(bits_at(keys, steps(Purpose.THRESHOLD, 0)))[0]
    return drawn
