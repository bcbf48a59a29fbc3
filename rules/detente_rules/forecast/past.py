"""What a seat makes of the rounds behind it: danger so far, others' scores so far, hints of the threshold (R8.10).

Public reports, and the seat's own readings of others; the functions are the world's own, on what was read instead of on
what was so.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from detente_rules.arrays import FloatArray, floats
from detente_rules.dice import Purpose, bits_at, keys, normal, steps
from detente_rules.forecast.known import Known
from detente_rules.ids import SeatId
from detente_rules.views.types import Estimate, LabFigures
from detente_rules.world import hazard

__all__ = ["Reading", "Scores", "danger_so_far", "latest", "scores_so_far", "spending", "threshold"]


_TRIES: Final = 64
"""Draws from which the optimism of a highest reading is told."""


@dataclass(frozen=True, eq=False, slots=True)
class Reading:
    """Where labs stand, as read: means and standard deviations, (A,) doublings each; sd 0 is known exactly."""

    capability: FloatArray
    capability_sd: FloatArray
    assurance: FloatArray
    assurance_sd: FloatArray


def latest(known: Known) -> Reading:
    """Where the labs stand now. Before anything was read: the calibration's starts, as roughly as anybody reads them."""
    reading = _after(known, known.next)
    own, figures = known.own_lab, known.view.figures
    if own is None or not isinstance(figures, LabFigures):
        return reading
    exact = (figures.capability, 0.0, figures.assurance, 0.0)
    columns = []
    for values, value in zip(_columns(reading), exact, strict=True):
        column = values.copy()
        column[own] = value
        columns.append(floats(column))
    return Reading(*columns)


def spending(known: Known, resolved: int) -> FloatArray:
    """(N,) what nations spent on AI in a resolved round (from 0), by the public trust before it (G$)."""
    params, reports = known.params, known.view.reports
    trust = [
        reports[resolved - 1].trust[nation] if resolved else params.base.trust for nation in known.nations
    ]
    lost = params.base.trust_demand * (1.0 - np.array(trust))
    return np.asarray(params.demand * (1.0 - lost))


def danger_so_far(known: Known) -> float:
    """The world's rate of catastrophe summed over the rounds behind, were the threshold at its expectation."""
    params, total = known.params, 0.0
    expected = np.array([params.base.threshold])
    for resolved, report in enumerate(known.view.reports):
        reading = _after(known, resolved)
        danger = hazard.dangers(params, reading.capability[None], reading.assurance[None], expected)
        # Noise in an exponent makes the mean too large; what is known of its size takes that back.
        power = np.log(2.0) * params.base.danger_gap
        noise = power**2 * (reading.capability_sd**2 + reading.assurance_sd**2)
        shares = np.array([[report.shares.get(lab, 0.0) for lab in known.labs]])
        total += float(hazard.world_hazard(params, danger * np.exp(-0.5 * noise), shares)[0])
    return total


@dataclass(frozen=True, eq=False, slots=True)
class Scores:
    """Scores so far as this seat would reckon them: (A,) and (N,), G$. Its own is exact."""

    labs: FloatArray
    nations: FloatArray


def scores_so_far(known: Known) -> Scores:
    """From public shares of the market: revenue that is not reinvested; consumers and taxes. Fines and costs are not seen."""
    params, base = known.params, known.params.base
    labs, nations = np.zeros(params.labs), np.zeros(params.nations)
    for resolved, report in enumerate(known.view.reports):
        weight = params.discount**resolved * (1.0 - report.risk)
        spent = spending(known, resolved)
        shares = np.array([report.shares.get(lab, 0.0) for lab in known.labs])
        revenue = shares * spent.sum()
        # The log-sum of a logit follows from the part that buys from nobody.
        surplus = spent * (np.log(base.outside) - np.log(max(1e-9, 1.0 - shares.sum()))) / base.elasticity
        labs += weight * (1.0 - base.reinvest) * revenue
        at_home = (params.home * revenue[None, :]).sum(axis=1)
        nations += weight * (base.consumer * surplus + base.tax * at_home)
    figures = known.view.figures
    if figures is not None and known.own_lab is not None:
        labs[known.own_lab] = figures.score
    elif figures is not None and known.own_nation is not None:
        nations[known.own_nation] = figures.score
    return Scores(floats(labs), floats(nations))


def threshold(known: Known) -> tuple[float, float]:
    """Mean and standard deviation of the hidden threshold, as this seat may believe (doublings).

    Everybody starts from the stated spread. A lab also meets signs of it: each round its models prove as dangerous as
    the threshold makes them, which it reads with a stated error. So does whoever was told of another's estimate, or read
    it in public (R4.25), as well as it knows where that lab stands. Beliefs are joined as independent bell curves.
    """
    base = known.params.base
    mean, spread = base.threshold, base.threshold_spread
    slope = base.threshold_slope
    if slope <= 0.0 or spread <= 0.0:
        return mean, spread
    weight, pull = spread**-2.0, mean * spread**-2.0
    expected = np.array([mean])
    # The danger of a round follows from where labs stood before it, which the first round's report does not tell.
    for resolved in range(1, known.next):
        estimates = _told(known, resolved)
        if not estimates:
            continue
        reading = _after(known, resolved)
        due = hazard.dangers(known.params, reading.capability[None], reading.assurance[None], expected)[0]
        ahead = base.danger_follow * _optimism(reading)
        behind = base.danger_follow * float(reading.capability_sd.max())
        for lab, danger in estimates.items():
            if danger >= 0.9 * known.params.danger_most:
                continue
            shift = (float(np.log2(max(danger, 1e-12) / due[lab])) - ahead) / slope
            where = base.danger_gap * np.hypot(reading.capability_sd[lab], reading.assurance_sd[lab])
            error = float(np.hypot(np.hypot(base.noise_danger / np.log(2.0), behind), where)) / slope
            if error > 0.0:
                weight, pull = weight + error**-2.0, pull + (mean - shift) * error**-2.0
    return float(pull / weight), float(weight**-0.5)


def _told(known: Known, resolved: int) -> dict[int, float]:
    """Labs' estimates of their danger in a round (from 0) that this seat has: its own, those told to it, those published."""
    view = known.view
    told: dict[SeatId, float] = dict(view.reports[resolved].disclosed)
    if view.own_reports:
        told |= view.own_reports[resolved].disclosed
    by_place = {known.labs.index(lab): danger for lab, danger in told.items()}
    own = known.own_lab
    if own is not None:
        figures = view.own_reports[resolved].figures
        by_place.pop(own, None)
        if isinstance(figures, LabFigures):
            by_place[own] = figures.danger
    return by_place


def _optimism(reading: Reading) -> float:
    """How far the highest of several uncertain readings lies above the true frontier, on average (doublings).

    The same error, laid on the readings once more, lifts their highest by about as much as it did the first time.
    """
    places = steps(Purpose.NOISE_CAPABILITY, 0, _TRIES, len(reading.capability))
    noise = normal(bits_at(keys([0]), places)).reshape(_TRIES, -1)
    highest = (reading.capability + reading.capability_sd * noise).max(axis=1)
    return float(highest.mean() - reading.capability.max())


def _after(known: Known, rounds: int) -> Reading:
    """What was read of every lab once so many rounds were resolved."""
    base, view = known.params.base, known.view
    if rounds == 0:
        many = known.params.labs
        spread = floats(base.noise_capability, (many,)), floats(base.noise_assurance, (many,))
        return Reading(known.params.capability, spread[0], known.params.assurance, spread[1])
    if view.own_reports:
        read = view.own_reports[rounds - 1].estimates
        seen = [read[lab] for lab in known.labs]
    else:
        # Who holds no seat reads nothing but what labs declare.
        said = view.reports[rounds - 1].declared
        seen = [
            Estimate(said[lab].capability, base.noise_capability, said[lab].assurance, base.noise_assurance)
            for lab in known.labs
        ]
    table = np.array([[e.capability, e.capability_sd, e.assurance, e.assurance_sd] for e in seen])
    return Reading(*(floats(table[:, column]) for column in range(4)))


def _columns(reading: Reading) -> tuple[FloatArray, ...]:
    return reading.capability, reading.capability_sd, reading.assurance, reading.assurance_sd
