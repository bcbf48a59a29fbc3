"""A calibration made ready for one game: per round of its own length, with its own seats (R6.1)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from detente_rules.arrays import FloatArray, IntArray, floats, ints
from detente_rules.world.calibration import ROUNDS_OF_REFERENCE, BadCalibration, Calibration

__all__ = ["LabFacts", "NationFacts", "Params"]


@dataclass(frozen=True, kw_only=True, slots=True)
class LabFacts:
    """What a scenario says of its labs, axis A; None: the calibration's list.  Money in G$ per round at twelve rounds."""

    homes: Sequence[int]
    capability: Sequence[float | None] | None = None
    assurance: Sequence[float | None] | None = None
    invest: Sequence[float | None] | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class NationFacts:
    """What a scenario says of its nations, axis N; None: the calibration's list.  Money as in `LabFacts`."""

    count: int
    demand: Sequence[float | None] | None = None
    damage: Sequence[float | None] | None = None
    sovereignty: Sequence[float | None] | None = None
    chips: Sequence[float | None] | None = None


@dataclass(frozen=True, eq=False, kw_only=True, slots=True)
class Params:
    """Everything a step needs to know of the world; amounts per round of this game."""

    rounds: int
    """Length of the game."""
    pace: float
    """Length of a round in half-years, 12 / rounds: what turned figures at twelve rounds into these."""
    base: Calibration
    """Numbers that do not depend on the length of a round are read here."""
    homes: IntArray
    """(A,) place of a lab's nation, -1 for none."""
    labs_at: tuple[tuple[int, ...], ...]
    """For each nation, the places of its labs."""
    all_at_home: bool
    """Every lab has a home."""
    home: FloatArray
    """(N, A) 1.0 where the lab is at home."""
    abroad: FloatArray
    """(N, A) 1.0 where it is not."""
    access: FloatArray
    """(N, A) access to markets before any measure [0, 1]."""
    capability: FloatArray
    """(A,) K at the start (doublings)."""
    assurance: FloatArray
    """(A,) S at the start (doublings)."""
    invest: FloatArray
    """(A,) investors' money (G$/round)."""
    demand: FloatArray
    """(N,) spending at full trust (G$/round)."""
    damage: FloatArray
    """(N,) D_n (G$)."""
    sovereignty: FloatArray
    """(N,) cost of full intrusion (G$/round)."""
    chips: FloatArray
    """(N,) part of the world's chips and energy that the nation controls; sums to at most 1."""
    growth: float
    """g (doublings/round)."""
    assurance_growth: float
    """g_s (doublings/round)."""
    effort_unit: float
    """E0 (G$/round)."""
    fixed_cost: float
    """phi of a domestic law (G$/round)."""
    inspection_cost: float
    """Cost of inspecting one lab at rate 1 (G$/round)."""
    spill: float
    """psi (share/round)."""
    diffusion: float
    """chi (share/round)."""
    danger: float
    """lambda_0 (1/round)."""
    danger_most: float
    """u_max (1/round)."""
    failure_factor: float
    """Failures a customer meets per unit of danger; per half-year, so that a longer round does not hide more of them."""
    false_alarm_cost: float
    """Share of a round's sanction that a cleared lab has borne: clearing takes a half-year, of a longer round a smaller part."""
    trust_gain: float
    """(share/round)."""
    discount: float
    """(1/round)."""
    supervision: int
    """Rounds of supervision after a finding; at least one where the calibration has any."""
    legitimacy_speed: float
    """(share/round)."""

    @classmethod
    def scaled(cls, calibration: Calibration, rounds: int, *, labs: LabFacts, nations: NationFacts) -> Params:
        """Figures for a game of ``rounds`` rounds that spans the same six years.

        Amounts and rates of growth are multiplied by 12 / rounds; fractions that close a gap, and the discount, are
        compounded; odds of being found stay those of a half-year, of which a round holds ``pace`` (`looks.in_round`).
        Raises `BadCalibration`.
        """
        calibration.check()
        if rounds < 1:
            raise BadCalibration("rounds", "at least 1")
        homes = ints(labs.homes)
        if homes.size == 0 or bool((homes < -1).any()) or bool((homes >= nations.count).any()):
            raise BadCalibration(
                "homes", f"each lab's home must be in -1 … {nations.count - 1}, and one lab is needed"
            )
        pace = ROUNDS_OF_REFERENCE / rounds
        home = (np.arange(nations.count)[:, None] == homes[None, :]).astype(np.float64)
        supervision = calibration.supervision / pace
        return cls(
            rounds=rounds,
            pace=pace,
            base=calibration,
            homes=homes,
            labs_at=tuple(
                tuple(int(lab) for lab in np.flatnonzero(homes == nation)) for nation in range(nations.count)
            ),
            all_at_home=bool((homes >= 0).all()),
            home=floats(home),
            abroad=floats(1.0 - home),
            access=floats(home + (1.0 - home) * calibration.foreign),
            capability=_facts("capability", labs.capability, calibration.capability, homes.size),
            assurance=_facts("assurance", labs.assurance, calibration.assurance, homes.size),
            invest=_facts("invest", labs.invest, calibration.invest, homes.size, pace),
            demand=_facts("demand", nations.demand, calibration.demand, nations.count, pace),
            damage=_facts("damage", nations.damage, calibration.damage, nations.count),
            sovereignty=_facts(
                "sovereignty", nations.sovereignty, calibration.sovereignty, nations.count, pace
            ),
            chips=_part_of_one(_facts("chips", nations.chips, calibration.chips, nations.count)),
            growth=calibration.growth * pace,
            assurance_growth=calibration.assurance_growth * pace,
            effort_unit=calibration.effort_unit * pace,
            fixed_cost=calibration.fixed_cost * pace,
            inspection_cost=calibration.inspection_cost * pace,
            spill=_compounded(calibration.spill, pace),
            diffusion=_compounded(calibration.diffusion, pace),
            danger=calibration.danger * pace,
            danger_most=calibration.danger_most * pace,
            failure_factor=calibration.incident_factor / pace,
            false_alarm_cost=calibration.false_alarm_cost / max(1.0, pace),
            trust_gain=min(1.0, calibration.trust_gain * pace),
            discount=calibration.discount**pace,
            supervision=max(1, round(supervision)) if supervision > 0 else 0,
            legitimacy_speed=_compounded(calibration.legitimacy_speed, pace),
        )

    @property
    def labs(self) -> int:
        """A."""
        return int(self.homes.shape[0])

    @property
    def nations(self) -> int:
        """N."""
        return int(self.demand.shape[0])

    @property
    def parties(self) -> int:
        """P = A + N."""
        return self.labs + self.nations

    def per_round(self, amount: float) -> float:
        """An amount in G$ per half-year as G$ per round of this game."""
        return amount * self.pace


def _compounded(share: float, pace: float) -> float:
    """A fraction per half-year as a fraction per round: what is left is multiplied, not added."""
    return float(1.0 - (1.0 - share) ** pace)


def _part_of_one(shares: FloatArray) -> FloatArray:
    """Shares that leave nobody more than there is: scaled down where they sum to more than 1."""
    return floats(shares / max(1.0, float(shares.sum())))


def _facts(
    name: str, given: Sequence[float | None] | None, default: Sequence[float], count: int, factor: float = 1.0
) -> FloatArray:
    if given is not None and len(given) != count:
        raise BadCalibration(name, f"{len(given)} figures for {count} seats")
    listed = [float(default[min(place, len(default) - 1)]) for place in range(count)]
    for place, value in enumerate(given or ()):
        if value is not None:
            listed[place] = float(value)
    array = floats(listed) if count else floats(np.zeros(0))
    if not bool(np.isfinite(array).all()):
        raise BadCalibration(name, "must be finite")
    return floats(array * factor)
