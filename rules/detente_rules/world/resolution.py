"""Everything a round brought: what is recorded of it, and what views may be cut from (R6.12, R9.6)."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

from detente_rules import arrays
from detente_rules.arrays import BoolArray, FloatArray, SmallIntArray
from detente_rules.treaty.obligations import Obligations
from detente_rules.treaty.terms import Status
from detente_rules.world.backend import xp
from detente_rules.world.budget import Conduct
from detente_rules.world.consequences import Consequences
from detente_rules.world.hazard import Incidents
from detente_rules.world.market import Market
from detente_rules.world.observe import Estimates
from detente_rules.world.state import WorldState
from detente_rules.world.verification import Evidence

__all__ = ["Resolution", "sealed"]


@dataclass(frozen=True, eq=False, kw_only=True, slots=True)
class Resolution:
    """Result of one step.  Axes: G games, A labs, N nations, P = A + N, T treaties.  Actual conduct unless said."""

    world: WorldState
    """After the round."""
    status: Status
    """After the round: notice, age, duration moved on."""
    floor: FloatArray
    """(G, A) strictest safety floor that bound the lab [0, 1]."""
    cap: FloatArray
    """(G, A) cap on growth that bound it (doublings per round, inf none)."""
    safety: FloatArray
    """(G, A) safety share as carried out."""
    concealment: FloatArray
    """(G, A) concealment share as carried out."""
    effort: FloatArray
    """(G, A) budget E (G$)."""
    growth: FloatArray
    """(G, A) growth of capability by own effort (doublings)."""
    violation: FloatArray
    """(G, A) size of the breach of treaty obligations [0, 1]."""
    unlawful: FloatArray
    """(G, A) size of the larger of that and the breach of the home's law [0, 1]."""
    found: BoolArray
    """(G, A) treaty inspectors reported a breach that was there."""
    accused: BoolArray
    """(G, A) they reported one that was not.  The public sees `found | accused` alone."""
    own_found: BoolArray
    """(G, A) a nation's own inspectors reported one that was there."""
    own_accused: BoolArray
    """(G, A) and one that was not."""
    leaked: BoolArray
    """(G, A) an insider made a breach public."""
    seen: BoolArray
    """(G, N, A) report of a nation's technical means, right or wrong; known to that nation alone."""
    scrutiny: FloatArray
    """(G, A) chance that a full, unhidden breach would have been found [0, 1]."""
    fined: FloatArray
    """(G, A) G$."""
    incident: BoolArray
    """(G, A) a warning shot at this lab."""
    incident_public: BoolArray
    """(G, A) and everybody heard of it."""
    fate: BoolArray
    """(G,) the round's own roll, for simulations that count them; a game's fate is one roll at the debrief (`decide.debrief`, R6.7)."""
    share: FloatArray
    """(G, N, A) share of a nation's spending that went to a lab."""
    deployed: FloatArray
    """(G, A) share of the world's sales."""
    surplus: FloatArray
    """(G, N) consumer surplus (G$)."""
    danger: FloatArray
    """(G, A) catastrophes per round if this lab alone were deployed."""
    hazard: FloatArray
    """(G,) the world's rate in this round; risk of the round is 1 - exp(-hazard)."""
    lab_gain: FloatArray
    """(G, A) score of the round before discount and survival (G$)."""
    nation_gain: FloatArray
    """(G, N) the same of nations (G$)."""
    own_danger: FloatArray
    """(G, A) the lab's own noisy estimate of its danger, per round."""
    disclosed: SmallIntArray
    """(G, A) who was told that estimate, see `choices.Disclose`: as chosen, or more where a treaty wants it."""
    seen_capability: FloatArray
    """(G, P, A) each party's reading of K (doublings)."""
    seen_assurance: FloatArray
    """(G, P, A) each party's reading of S (doublings)."""
    seen_factor: FloatArray
    """(G, P, A) their standard deviations, as a factor on the calibration's noise."""

    @property
    def revenue(self) -> FloatArray:
        """(G, A) of this round (G$)."""
        return self.world.revenue

    @property
    def exposed(self) -> BoolArray:
        """(G, A) something was reported against the lab that sanctions follow from; what others may see of it."""
        return self.found | self.accused | self.own_found | self.own_accused | self.leaked

    @property
    def risk(self) -> FloatArray:
        """(G,) cumulated probability of catastrophe."""
        return 1.0 - self.world.survival

    def to_data(self) -> dict[str, Any]:
        """Nested lists of plain numbers (infinity as null), exact on the way back."""
        data: dict[str, Any] = arrays.to_data(self)
        return data

    @classmethod
    def from_data(cls, data: dict[str, Any]) -> Resolution:
        """The inverse of `to_data`.  Raises `arrays.BrokenData`."""
        return arrays.from_data(cls, data)


def sealed(
    world: WorldState,
    status: Status,
    *,
    floor: FloatArray,
    duty: Obligations,
    acts: Conduct,
    effort: FloatArray,
    grown: FloatArray,
    breach: FloatArray,
    unlawful: FloatArray,
    evidence: Evidence,
    effect: Consequences,
    shots: Incidents,
    sales: Market,
    deployed: FloatArray,
    danger: FloatArray,
    rate: FloatArray,
    lab_gain: FloatArray,
    nation_gain: FloatArray,
    disclosed: SmallIntArray,
    readings: Estimates,
) -> Resolution:
    """The parts of a round under the names they are recorded by; arrays become read-only."""
    result = Resolution(
        world=world,
        status=status,
        floor=floor,
        cap=_over_all(duty.cap, breach.shape),
        safety=acts.safety,
        concealment=acts.concealment,
        effort=effort,
        growth=grown,
        violation=breach,
        unlawful=unlawful,
        found=evidence.found,
        accused=evidence.accused,
        own_found=evidence.own_found,
        own_accused=evidence.own_accused,
        leaked=evidence.leaked,
        seen=evidence.seen,
        scrutiny=evidence.scrutiny,
        fined=effect.fine * sales.revenue,
        incident=shots.happened,
        incident_public=shots.public,
        fate=shots.fate,
        share=sales.share,
        deployed=deployed,
        surplus=sales.surplus,
        danger=danger,
        hazard=rate,
        lab_gain=lab_gain,
        nation_gain=nation_gain,
        own_danger=readings.danger,
        disclosed=disclosed,
        seen_capability=readings.capability,
        seen_assurance=readings.assurance,
        seen_factor=_over_all(readings.factor, readings.capability.shape),
    )
    for name in _ARRAYS:
        getattr(result, name).flags.writeable = False
    for name in _STATE:
        getattr(world, name).flags.writeable = False
    return result


def _over_all(values: FloatArray, shape: tuple[int, ...]) -> FloatArray:
    """One game's figures for every game of the batch."""
    return values if values.shape == shape else xp.broadcast_to(values, shape)


_ARRAYS = tuple(entry.name for entry in fields(Resolution) if entry.name not in {"world", "status"})
_STATE = tuple(entry.name for entry in fields(WorldState))
