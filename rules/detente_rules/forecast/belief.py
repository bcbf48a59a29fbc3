"""Worlds as they may be, for all that a seat knows: own figures exact, others' as read ± their error, the threshold drawn (R8.10)."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np

from detente_rules import dice
from detente_rules.arrays import FloatArray, IntArray, floats, ints
from detente_rules.dice import Keys, Purpose
from detente_rules.forecast import past
from detente_rules.forecast.known import Known, Table
from detente_rules.views.types import Finding, LabFigures
from detente_rules.world import market
from detente_rules.world.backend import games_last
from detente_rules.world.draws import Dims, draw_round, draw_threshold
from detente_rules.world.params import Params
from detente_rules.world.state import WorldState

__all__ = ["branch_keys", "worlds"]

_BEFORE: Final = 0xFFFF
"""A round that no game reaches: where the present is drawn, apart from the dice of the rounds to come."""


def branch_keys(key: int, futures: int) -> Keys:
    """A key a future, (F,), all derived from the forecast's own."""
    drawn = dice.bits_at(dice.keys([key]), dice.steps(Purpose.BRANCH, 0, 1, futures))[:, 0].copy()
    drawn.flags.writeable = False
    return drawn


def worlds(known: Known, table: Table, keys: Keys) -> WorldState:
    """The present as it may be, one world a key. table: of one game; the regimes' capacity and standing are its."""
    params, view, games = known.params, known.view, len(keys)
    reading = past.latest(known)
    noise = draw_round(keys, _BEFORE, Dims(params.labs, 0))
    # Weights that were released belong to everybody: nobody is behind them (R4.23).
    open_to_all = max(view.released.values(), default=-np.inf)
    read = reading.capability + reading.capability_sd * noise.noise_capability[:, 0]
    capability = np.maximum(read, open_to_all)
    assurance = reading.assurance + reading.assurance_sd * noise.noise_assurance[:, 0]
    mean, spread = past.threshold(known)
    threshold = mean + spread * draw_threshold(keys)
    trust = floats(_trust(known), (games, params.nations))
    so_far = past.scores_so_far(known)
    slots = table.terms.treaties
    return replace(
        WorldState.initial(params, games, None, slots),
        capability=games_last(floats(capability)),
        assurance=games_last(floats(assurance)),
        revenue=games_last(floats(_revenue(known, capability, trust))),
        supervised=games_last(ints(_supervised(known), (games, params.labs))),
        trust=games_last(trust),
        survival=floats(np.exp(-past.danger_so_far(known) * _shift(params, threshold)))
        if view.reports
        else floats(1.0, (games,)),
        legitimacy=floats(table.legitimacy[:1], (games, slots)),
        capacity=floats(table.capacity[:1], (games, slots)),
        threshold=floats(threshold),
        lab_score=games_last(floats(so_far.labs, (games, params.labs))),
        nation_score=games_last(floats(so_far.nations, (games, params.nations))),
    )


def _shift(params: Params, threshold: FloatArray) -> FloatArray:
    """Factor on all danger where the threshold is not at its expectation, (F,)."""
    base = params.base
    return np.asarray(np.exp2(base.threshold_slope * (base.threshold - threshold)))


def _trust(known: Known) -> list[float]:
    if not known.view.reports:
        return [known.params.base.trust] * len(known.nations)
    return [known.view.reports[-1].trust[nation] for nation in known.nations]


def _revenue(known: Known, capability: FloatArray, trust: FloatArray) -> FloatArray:
    """Of the last round, (F, A): shares of the market are public, own revenue is known."""
    view, games = known.view, capability.shape[0]
    if view.reports:
        shares = np.array([view.reports[-1].shares.get(lab, 0.0) for lab in known.labs])
        total = past.spending(known, known.next - 1).sum()
        revenue = np.array(np.broadcast_to(shares * total, (games, len(known.labs))))
    else:
        revenue = np.array(market.opening(known.params, capability, trust))
    if known.own_lab is not None and isinstance(view.figures, LabFigures):
        revenue[:, known.own_lab] = view.figures.revenue
    return revenue


def _supervised(known: Known) -> IntArray:
    """(A,) rounds of supervision left, as findings of the last rounds let one think; one's own are known."""
    view, lasts = known.view, known.params.supervision
    left = np.zeros(len(known.labs), dtype=np.int64)
    for finding in _findings(known):
        if finding.how == "inspection" and finding.lab in known.labs:
            place = known.labs.index(finding.lab)
            left[place] = max(left[place], lasts - (known.next - finding.round))
    if known.own_lab is not None and isinstance(view.figures, LabFigures):
        left[known.own_lab] = view.figures.supervised
    return left


def _findings(known: Known) -> tuple[Finding, ...]:
    public = [finding for report in known.view.reports for finding in report.findings]
    told = [finding for report in known.view.own_reports for finding in report.findings]
    return (*public, *told)
