"""What everybody thinks they see of everybody else (R6.11)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from detente_rules.arrays import FloatArray, SmallIntArray
from detente_rules.treaty.obligations import Obligations
from detente_rules.world.backend import shifted, used, xp
from detente_rules.world.choices import Choices
from detente_rules.world.draws import Draws
from detente_rules.world.params import Params
from detente_rules.world.state import WorldState

__all__ = ["Estimates", "observe", "observer_factor", "told"]


@dataclass(frozen=True, eq=False, slots=True)
class Estimates:
    """Readings of a round, per observing party P (labs first)."""

    capability: FloatArray
    """(G, P, A) doublings; P = 0 where nobody observes."""
    assurance: FloatArray
    """(G, P, A) doublings."""
    factor: FloatArray
    """(G, P, A) or (1, P, A): standard deviations are this times the calibration's noise."""
    danger: FloatArray
    """(G, A) the lab's own estimate of its own danger, per round."""


@lru_cache(maxsize=64)
def observer_factor(params: Params) -> FloatArray:
    """Noise before any treaty, (P, A): none about oneself, half about a nation's own labs, all about others."""
    own = 1.0 - xp.eye(params.labs)
    factor = xp.concat([own, 1.0 - 0.5 * params.home], axis=0)
    factor.flags.writeable = False
    return factor


def told(choices: Choices, obligations: Obligations) -> SmallIntArray:
    """Who learns a lab's own estimate of its danger, (G, A): what it chose, or more where a treaty wants it."""
    widest: SmallIntArray = xp.maximum(choices.disclose, obligations.disclosure).astype(xp.int8)
    return widest


def observe(
    params: Params,
    world: WorldState,
    obligations: Obligations,
    scrutiny: FloatArray,
    danger: FloatArray,
    draws: Draws,
) -> Estimates:
    """Readings: truth plus noise, which data exchange (its factor) and inspection (up to a half) shrink."""
    base = params.base
    heard = danger * xp.exp(base.noise_danger * draws.noise_danger)
    if draws.noise_capability.shape[1] == 0:
        return Estimates(draws.noise_capability, draws.noise_assurance, draws.noise_capability, heard)
    factor = observer_factor(params) * obligations.observation
    if used(scrutiny):
        factor = factor * (1.0 - 0.5 * scrutiny)[:, None, :]
    return Estimates(
        shifted(world.capability[:, None, :], factor, draws.noise_capability, base.noise_capability),
        shifted(world.assurance[:, None, :], factor, draws.noise_assurance, base.noise_assurance),
        factor,
        heard,
    )
