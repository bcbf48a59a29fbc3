"""The chance that a nation's ratification passes at home: bargaining at two levels (R4.5).

What a government signs abroad must pass at home (Putnam 1988, *Diplomacy and Domestic Politics: The Logic of
Two-Level Games*): it passes the more easily the less it asks of the labs at home beyond the law they live under
anyway, the less it lets others look in, the more legitimate the regime, the more the others have already agreed to,
and the less the public trusts an unregulated industry. Everything used is public, so that stating the chance betrays
nothing. The weights are a calibration; each part is stated, so that players can bargain over it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import numpy as np

from detente_rules.arrays import FloatArray, IntArray
from detente_rules.treaty.conditional import held_share
from detente_rules.treaty.terms import Status, Terms


@dataclass(frozen=True, slots=True)
class Weights:
    """In logits. start: a treaty that asks for nothing passes with 1/(1 + e^-start)."""

    start: float = 2.2
    burden: float = 6.0
    """Per unit of floor beyond the law at home."""
    growth: float = 1.0
    """For a cap that forbids all growth, against one that forbids none of `usual_growth`."""
    cost: float = 2.0
    """Per G$ of fixed cost and dues per G$ of the home labs' revenue."""
    sovereignty: float = 4.0
    """Per unit of the nation's sensitivity times intrusiveness times rate, at a legitimacy of one half."""
    legitimacy: float = 2.0
    """From no legitimacy at all to full."""
    public: float = 2.0
    """From full trust in the industry (no need for a treaty) to none."""
    others: float = 1.5
    """Once all the AI abroad has consented."""
    money: float = 0.5
    """Per G$ of net transfer received per half-year."""
    again: float = 0.4
    """For every earlier failure: what failed was traded for votes meanwhile."""
    usual_growth: float = 0.5
    """Doublings per half-year."""
    lowest: float = 0.02
    highest: float = 0.98


WEIGHTS: Final = Weights()


@dataclass(frozen=True, eq=False, slots=True)
class Home:
    """What is publicly known of the nations. half_years: per round.

    law: (G, N) domestic floor. revenue: (G, A) of the last round (G$). ai_share: (G, P). trust: (G, N).
    legitimacy: (G,) of this regime. sovereignty: (N,) sensitivity. failures: (G, N) earlier failed attempts.
    """

    law: FloatArray
    revenue: FloatArray
    ai_share: FloatArray
    trust: FloatArray
    legitimacy: FloatArray
    sovereignty: FloatArray
    failures: IntArray
    half_years: float = 1.0


@dataclass(frozen=True, eq=False, slots=True)
class Odds:
    """probability: (G, N) that a ratification tried now passes. parts: what made it so, in logits, (G, N) each."""

    probability: FloatArray
    parts: Mapping[str, FloatArray]

    def largest(self, nation: int, game: int = 0) -> tuple[tuple[str, float], ...]:
        """The parts of one nation's chance, the weightiest first; for cards."""
        values = [(name, float(part[game, nation])) for name, part in self.parts.items() if name != "start"]
        return tuple(sorted(values, key=lambda item: -abs(item[1])))


def ratification_odds(
    terms: Terms, status: Status, slot: int, homes: IntArray, home: Home, weights: Weights = WEIGHTS
) -> Odds:
    """The chance of every nation, whether it is invited or not. homes: (A,) nation index, -1 for none."""
    at_home = homes[None, :] == np.arange(terms.parties - terms.labs)[:, None]
    income = (home.revenue[:, None, :] * at_home).sum(axis=2)
    cost = _cost(terms, slot, at_home) / np.maximum(income, 1.0)
    foreign = 1.0 - home.ai_share[:, terms.labs :]
    agreed = _others(terms, status, slot, homes, home.ai_share)
    legitimacy = home.legitimacy[:, None]
    depth = (terms.intrusiveness[:, slot] * terms.rate[:, slot])[:, None]
    per_half_year = terms.transfer[:, slot, terms.labs :] / home.half_years
    parts = {
        "start": np.full_like(home.law, weights.start),
        "floor beyond the law at home": -weights.burden * _burden(terms, slot, homes, home),
        "cap on growth": -weights.growth * _held_back(terms, slot, at_home, home, weights),
        "cost for labs and treasury": -weights.cost * cost,
        # Half as much again where nobody believes in the regime, half where everybody does.
        "sovereignty": -weights.sovereignty * home.sovereignty * depth * (1.5 - legitimacy),
        "legitimacy of the regime": weights.legitimacy * (legitimacy - 0.5) * np.ones_like(home.law),
        "public distrust of the industry": weights.public * (0.6 - home.trust),
        "others have consented": weights.others * agreed / np.where(foreign > 0.0, foreign, 1.0),
        "transfers": weights.money * per_half_year,
        "tried before": weights.again * home.failures,
    }
    logit = np.sum(list(parts.values()), axis=0)
    probability = np.clip(1.0 / (1.0 + np.exp(-logit)), weights.lowest, weights.highest)
    return Odds(probability, MappingProxyType(parts))


def _burden(terms: Terms, slot: int, homes: IntArray, home: Home) -> FloatArray:
    """(G, N) floor beyond the law, weighted by the home labs' revenue."""
    law = np.where(homes >= 0, home.law[:, np.maximum(homes, 0)], 0.0)
    beyond = np.maximum(0.0, terms.floor[:, slot, None] * terms.floor_for[:, slot] - law)
    nations = np.arange(terms.parties - terms.labs)
    weight = home.revenue[:, None, :] * (homes[None, :] == nations[:, None])
    whole = weight.sum(axis=2)
    return np.asarray((weight * beyond[:, None, :]).sum(axis=2) / np.where(whole > 0.0, whole, 1.0))


def _held_back(
    terms: Terms,
    slot: int,
    at_home: np.ndarray[tuple[int, ...], np.dtype[np.bool_]],
    home: Home,
    weights: Weights,
) -> FloatArray:
    """(G, N) share of usual growth that the cap forbids; nothing where a nation has no labs."""
    usual = weights.usual_growth * home.half_years
    forbidden = np.clip(1.0 - terms.cap[:, slot] / usual, 0.0, 1.0) * terms.cap_coverage[:, slot]
    forbidden = np.where(terms.pause[:, slot], 1.0, forbidden)
    return np.asarray(forbidden[:, None] * at_home.any(axis=1))


def _cost(terms: Terms, slot: int, at_home: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]) -> FloatArray:
    """(G, N) G$ per round: the home labs' fixed cost net of the fund, and the nation's dues to the body."""
    net = terms.fixed_cost[:, slot] * (1.0 - terms.fund[:, slot])
    reached = (at_home & terms.floor_for[:, slot, None, :]).sum(axis=2)
    body = terms.body_cost[:, slot, None] * terms.body_share[:, slot, terms.labs :]
    return np.asarray(net[:, None] * reached + body)


def _others(terms: Terms, status: Status, slot: int, homes: IntArray, ai_share: FloatArray) -> FloatArray:
    """(G, N) share of the world's AI whose parties have consented, the nation itself left out."""
    lab = np.arange(terms.parties) < terms.labs
    consented = status.signed[:, slot : slot + 1] & (lab | status.ratified[:, slot : slot + 1])
    nations = np.arange(terms.parties - terms.labs)
    other = np.concatenate([homes != nations[:, None], nations != nations[:, None]], axis=1)
    return held_share(consented & other, ai_share, homes)
