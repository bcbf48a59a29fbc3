"""The numbers of the world, as stated for a game of twelve rounds of six months (R6.1).

One list: every number with unit, range and source in its metadata.  ``model`` as source is the design of this game
(chosen so that the strategic patterns of the literature appear; no measurement); others are named.  `params.Params.scaled`
turns them into figures per round of a game of any length.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any

__all__ = ["BadCalibration", "Calibration", "ROUNDS_OF_REFERENCE", "YEARS"]

YEARS = 6.0
"""A game spans six years, whatever its number of rounds."""

ROUNDS_OF_REFERENCE = 12
"""Calibrated figures are per round of half a year."""


class BadCalibration(ValueError):
    """A number of the world is unknown, not finite or out of range; names the field and the range."""

    def __init__(self, name: str, message: str) -> None:
        super().__init__(f"{name}: {message}")
        self.name = name


def _n(value: float, unit: str, low: float, high: float, doc: str, source: str = "model") -> Any:
    return field(
        default=value, metadata={"unit": unit, "low": low, "high": high, "doc": doc, "source": source}
    )


def _list(
    values: tuple[float, ...], unit: str, low: float, high: float, doc: str, source: str = "model"
) -> Any:
    return field(
        default=values, metadata={"unit": unit, "low": low, "high": high, "doc": doc, "source": source}
    )


_LIT = "special cases of the literature"


def _switch(doc: str) -> Any:
    return _n(0.0, "0 or 1", 0, 1, doc, _LIT)


@dataclass(frozen=True, kw_only=True, slots=True)
class Calibration:
    """Numbers at twelve rounds.  Lists are per seat of a kind, in the scenario's order; the last value goes on."""

    # One row a number reads better than the formatter's four.
    # fmt: off
    # Facts of the seats where the scenario states none
    capability: tuple[float, ...] = _list((0, -0.15, -0.1, -0.4, -0.45, -0.7), "doublings", -20, 20, "K at the start")
    assurance: tuple[float, ...] = _list((0, -0.05, -0.1, -0.4, -0.45, -0.7), "doublings", -20, 20, "S at the start")
    invest: tuple[float, ...] = _list((5, 5, 5, 4, 3, 2), "G$/round", 0, 1e4, "investors' money")
    demand: tuple[float, ...] = _list((36, 30, 14, 9, 7, 4), "G$/round", 0, 1e4, "spending on AI at full trust")
    damage: tuple[float, ...] = _list((420, 360, 220, 190, 160, 130), "G$", 0, 1e6, "D_n, a nation's loss in a catastrophe")
    sovereignty: tuple[float, ...] = _list((0.25, 0.25, 0.2, 0.15, 0.1, 0.1), "G$/round", 0, 1e3, "cost of full intrusion")
    chips: tuple[float, ...] = _list((0.4, 0.2, 0.1, 0.1, 0.1, 0.1), "share", 0, 1, "part of the world's chips and energy")
    chip_margin: float = _n(0.4, "share", 0, 1, "earned by a nation on the chips and energy that its part of E buys")
    # Budget and growth
    growth: float = _n(0.43, "doublings/round", 0, 10, "g, growth at full effort and budget E0")
    growth_returns: float = _n(0.58, "1", 0, 2, "beta, returns of capability work to budget")
    bonus: float = _n(0.25, "share", 0, 2, "most that safety work adds to the pace of capability work", "Bai et al. 2022")
    bonus_scale: float = _n(0.08, "share", 1e-3, 1, "safety share at which 63 % of that bonus is reached")
    effort_unit: float = _n(10.0, "G$/round", 1e-6, 1e6, "E0, budget at which growth is g")
    reinvest: float = _n(0.55, "share", 0, 1, "r, share of revenue put back into effort")
    fixed_cost: float = _n(1.0, "G$/round", 0, 1e4, "phi of a domestic law, borne by each lab under it")
    spill: float = _n(0.055, "share/round", 0, 1, "psi, closing of the gap to the best known capability")
    # Assurance
    assurance_growth: float = _n(1.0, "doublings/round", 0, 10, "g_s, growth of assurance at safety money E0")
    assurance_returns: float = _n(0.9, "1", 0, 2, "beta_s, returns of safety work to money")
    diffusion: float = _n(0.03, "share/round", 0, 1, "chi, closing of the gap to the best assurance without any treaty")
    funding_reach: float = _n(0.05, "share", 0, 1, "efficiency of public safety money in each home lab")
    # Market
    elasticity: float = _n(1.0, "1/doubling", 0, math.inf, "kappa; infinite: winner takes all")
    outside: float = _n(1.0, "1", 0, 1e6, "weight of buying from nobody; with winner takes all nobody buys from nobody")
    pace_pull: float = _n(0.0, "1", 0, 10, "customers drawn by pace: a lab's weight times its growth in the round ^ this", _LIT)
    substitution: float = _n(1.0, "share", 0, 1, "of the custom that closed access drives away, what turns to other labs", _LIT)
    safety_drag: float = _n(0.5, "doublings", 0, 10, "tau, performance lost at full safety share")
    foreign: float = _n(0.5, "share", 0, 1, "access to a market abroad")
    distrust: float = _n(0.3, "share", 0, 1, "customers lost where a product is certain to fail in a round")
    trust_demand: float = _n(0.3, "share", 0, 1, "demand lost at zero trust")
    # Hazard
    danger: float = _n(0.011, "1/round", 0, 1, "lambda_0, hazard of a lab whose assurance keeps up with its capability")
    danger_gap: float = _n(1.2, "1/doubling", 0, 10, "eta, doublings of danger per doubling of K - S")
    danger_follow: float = _n(0.5, "1/doubling", 0, 10, "eta_f, doublings less per doubling behind the frontier")
    danger_most: float = _n(3.0, "1/round", 0, 100, "u_max")
    weight_share: float = _n(0.7, "1", 0, 10, "a, hazard weighted by deployment")
    weight_worst: float = _n(0.3, "1", 0, 10, "b, hazard of the weakest link")
    weight_sum: float = _n(0.0, "1", 0, 10, "f, additive hazard")
    weight_each: float = _n(0.0, "1", 0, 1, "chance that a lab's danger strikes by itself, independent of the others'", _LIT)
    linear_hazard: float = _switch("the rate is itself the probability of a catastrophe in the round (at most 1)")
    carelessness: float = _n(0.0, "1/round", 0, 100, "danger of a lab without any safety share, falling in proportion to it", _LIT)
    careful: float = _n(1.0, "share", 1e-9, 1, "safety share at which no carelessness is left")
    haste: float = _n(0.0, "1", 0, 1e30, "danger of work per growth ^ haste_pace and safety effort ^ -haste_care; u_max at most", _LIT)
    haste_pace: float = _n(1.0, "1", 0, 20, "exponent of a round's growth in the danger of haste")
    haste_care: float = _n(1.0, "1", 0, 20, "exponent of a round's safety effort (in E0) in the danger of haste")
    found_in_time: float = _n(0.0, "share", 0, 1, "of a lab's danger, averted in the round in which inspectors find its breach", _LIT)
    threshold: float = _n(2.5, "doublings", -20, 60, "expected capability at which models become dangerous")
    threshold_spread: float = _n(0.5, "doublings", 0, 10, "standard deviation of it between games")
    threshold_slope: float = _n(0.5, "1/doubling", 0, 10, "doublings of danger per doubling that it lies lower")
    incident_factor: float = _n(5.0, "1", 0, 1e3, "incidents per unit of a lab's danger")
    incident_public: float = _n(0.5, "probability", 0, 1, "an incident becomes public by itself")
    # Verification
    hide: float = _n(4.0, "1", 0, 50, "xi, detection falls as exp(-xi c)")
    size: float = _n(0.5, "1", 0, 5, "nu, detection grows as violation size ^ nu")
    own_hit: float = _n(0.8, "probability", 0, 1, "D of inspections a nation makes itself (on site)")
    own_false_alarm: float = _n(0.03, "probability", 0, 1, "alpha of inspections a nation makes itself")
    watch_hit: float = _n(0.35, "probability", 0, 1, "D of national technical means")
    watch_false_alarm: float = _n(0.02, "probability", 0, 1, "alpha of national technical means")
    own_fine: float = _n(0.3, "share of revenue", 0, 1, "fine of a domestic law")
    supervision: float = _n(2.0, "rounds", 0, 60, "heightened supervision after a finding")
    false_alarm_cost: float = _n(0.3, "share", 0, 1e6, "share of a sanction that a cleared lab has borne")
    wrong_accusation: float = _n(0.0, "G$", 0, 1e6, "cost to a lab's home where national inspectors accused it wrongly", _LIT)
    whistle: float = _n(0.05, "probability/round", 0, 1, "w_0, a full violation is leaked")
    inspection_cost: float = _n(0.6, "G$/round", 0, 1e3, "cost of inspecting or watching one lab at rate 1")
    noise_capability: float = _n(0.3, "doublings", 0, 10, "sd of an outsider's estimate of K")
    noise_assurance: float = _n(0.6, "doublings", 0, 10, "sd of an outsider's estimate of S")
    noise_danger: float = _n(0.15, "log", 0, 10, "sd of a lab's estimate of its own danger (log)")
    # Trust
    trust: float = _n(0.6, "share", 0, 1, "public trust at the start")
    trust_gain: float = _n(0.10, "share/round", 0, 1, "rise where conduct is verified and kept")
    trust_loss: float = _n(0.5, "share", 0, 1, "fall on a finding against a lab that holds the whole market")
    trust_risk: float = _n(3.0, "share", 0, 100, "fall per unit of hazard")
    trust_incident: float = _n(0.05, "share", 0, 1, "fall on a public incident")
    # Scores
    discount: float = _n(0.97, "1/round", 0.01, 1, "weight of the next round")
    consumer: float = _n(0.5, "1", 0, 10, "weight of consumer surplus in a nation's score")
    public_money: float = _n(1.25, "1", 1, 5, "cost of one G$ of subsidy or public research", "marginal cost of public funds")
    tax: float = _n(0.25, "share", 0, 1, "a nation's take of its labs' revenue")
    lab_prize: float = _n(150.0, "G$", 0, 1e6, "V of a lab, for the whole final standing")
    lab_damage: float = _n(80.0, "G$", 0, 1e6, "D of a lab, its loss in a catastrophe")
    nation_prize: float = _n(200.0, "G$", 0, 1e6, "V of a nation, for the whole final standing")
    enmity: float = _n(0.35, "1", 0, 10, "weight of rivals' standing in a nation's prize")
    lab_enmity: float = _n(0.0, "1", -1, 10, "weight of rivals' standing in a lab's prize; below 0: it shares their success", _LIT)
    standing_by_sales: float = _switch("final standing is the share of the last round's sales, not a softmax of K")
    gains_first: float = _switch("a round's gains are had before a catastrophe of that round")
    safety_price: float = _n(0.0, "G$/G$", 0, 1e6, "score that a lab pays per G$ of effort for safety or concealment", _LIT)
    capability_price: float = _n(0.0, "G$/G$", 0, 1e6, "score that a lab pays per G$ of effort for capability", _LIT)
    setback: float = _n(0.0, "probability", 0, 1, "a careless lab (see careful) loses what it gained in the round", _LIT)
    finish: float = _n(math.inf, "doublings", -20, math.inf, "K at which the race is over; infinite: never before the last round")
    finish_prize: float = _n(0.0, "G$", 0, 1e9, "prize of the first lab there, shared by those who arrive together", _LIT)
    standing: float = _n(1.2, "1/doubling", 0, 50, "kappa_T, softmax of final standing")
    # Regimes
    legitimacy: float = _n(0.5, "share", 0, 1, "of a new regime")
    legitimacy_speed: float = _n(0.2, "share/round", 0, 1, "adjustment of legitimacy to conduct and voice")

    # fmt: on

    def overridden(self, values: Mapping[str, Any]) -> Calibration:
        """This calibration with a scenario's own numbers.  Raises `BadCalibration`."""
        known = {entry.name: entry for entry in fields(self)}
        changes: dict[str, Any] = {}
        for name, value in values.items():
            if name not in known:
                raise BadCalibration(name, "no number of the world has this name")
            listed = isinstance(known[name].default, tuple)
            if listed != isinstance(value, tuple | list):
                raise BadCalibration(name, "expected a list of numbers" if listed else "expected a number")
            changes[name] = tuple(float(part) for part in value) if listed else float(value)
        result = replace(self, **changes)
        result.check()
        return result

    def check(self) -> None:
        """Raises `BadCalibration` with the field and its range unless every number is finite and in range."""
        for entry in fields(self):
            value = getattr(self, entry.name)
            values = value if isinstance(value, tuple) else (value,)
            low, high = entry.metadata["low"], entry.metadata["high"]
            if not values:
                raise BadCalibration(entry.name, "the list is empty")
            for number in values:
                # NaN is in no range; an infinite number only where the range says so.
                if not low <= number <= high:
                    raise BadCalibration(
                        entry.name, f"{number} is not in [{low}, {high}] {entry.metadata['unit']}"
                    )
                if entry.metadata["unit"] == "0 or 1" and number not in {0.0, 1.0}:
                    raise BadCalibration(entry.name, f"{number} is neither 0 nor 1")
