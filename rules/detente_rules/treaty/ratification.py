"""The chance that a nation's ratification passes at home: bargaining at two levels (R4.5).

What a government signs abroad must pass at home (Putnam 1988, *Diplomacy and Domestic Politics: The Logic of
Two-Level Games*): it passes the more easily the less it asks of the labs at home beyond the law they live under
anyway, the less it lets others look in, the more legitimate the regime, the more the others have already agreed to,
and the less the public trusts an unregulated industry. Everything used is public, so that stating the chance betrays
nothing. The weights are a calibration; each part is stated, so that players can bargain over it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import reduce
from types import MappingProxyType
from typing import Final

import numpy as np

from detente_rules.arrays import BoolArray, FloatArray, IntArray
from detente_rules.treaty.conditional import held_share
from detente_rules.treaty.terms import Status, Terms
from detente_rules.treaty.use import uses


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
    legitimacy: (G, T) of the regimes. sovereignty: (N,) sensitivity.
    """

    law: FloatArray
    revenue: FloatArray
    ai_share: FloatArray
    trust: FloatArray
    legitimacy: FloatArray
    sovereignty: FloatArray
    half_years: float = 1.0


@dataclass(frozen=True, eq=False, slots=True)
class Odds:
    """probability: (G, T, N) that a ratification tried now passes. parts: what made it so, in logits, broadcast to that."""

    probability: FloatArray
    parts: Mapping[str, FloatArray]

    def largest(self, nation: int, slot: int = 0, game: int = 0) -> tuple[tuple[str, float], ...]:
        """The parts of one nation's chance, the weightiest first; for cards."""
        values = [
            (name, float(np.broadcast_to(part, self.probability.shape)[game, slot, nation]))
            for name, part in self.parts.items()
            if name != "start"
        ]
        return tuple(sorted(values, key=lambda item: -abs(item[1])))


@dataclass(frozen=True, eq=False, slots=True)
class Asked:
    """What every treaty asks of every home: it stays while no text, no law and nothing of the world changes.

    parts: logits that broadcast to (G, T, N), in the order in which they are added; so_far: their sum. transfers: the part that
    comes last but one. ai_share: (G, P), foreign: (G, 1, N) that of all others, 1 where there is none. others: (N, P) not the nation or its labs.
    """

    parts: Mapping[str, FloatArray]
    so_far: FloatArray
    transfers: FloatArray
    ai_share: FloatArray
    foreign: FloatArray
    others: BoolArray


def asked_at_home(terms: Terms, homes: IntArray, home: Home, weights: Weights = WEIGHTS) -> Asked:
    """The parts that no act of the negotiation moves. homes: (A,) nation index, -1 for none."""
    nations = np.arange(terms.parties - terms.labs)
    at_home = homes[None, :] == nations[:, None]
    weight = home.revenue[:, None, :] * at_home
    income = weight.sum(axis=2)
    cost = _cost(terms, at_home) / np.maximum(income, 1.0)[:, None]
    legitimacy = home.legitimacy[:, :, None]
    depth = (terms.intrusiveness * terms.rate)[:, :, None]
    parts = {
        "start": np.full((1, 1, 1), weights.start),
        "floor beyond the law at home": -weights.burden * _burden(terms, homes, home, weight, income),
        "cap on growth": -weights.growth * _held_back(terms, at_home, home, weights),
        "cost for labs and treasury": -weights.cost * cost,
        # Half as much again where nobody believes in the regime, half where everybody does.
        "sovereignty": -weights.sovereignty * home.sovereignty * depth * (1.5 - legitimacy),
        "legitimacy of the regime": weights.legitimacy * (legitimacy - 0.5),
        "public distrust of the industry": weights.public * (0.6 - home.trust)[:, None],
    }
    foreign = 1.0 - home.ai_share[:, None, terms.labs :]
    return Asked(
        parts=MappingProxyType(parts),
        so_far=_sum(parts.values()),
        transfers=weights.money * (terms.transfer[:, :, terms.labs :] / home.half_years),
        ai_share=home.ai_share,
        foreign=np.where(foreign > 0.0, foreign, 1.0),
        others=np.concatenate([~at_home, nations != nations[:, None]], axis=1),
    )


def ratification_odds(
    terms: Terms,
    status: Status,
    homes: IntArray,
    asked: Asked,
    failures: IntArray,
    weights: Weights = WEIGHTS,
) -> Odds:
    """The chance of every treaty in every nation, whether it is invited or not.

    asked: as ``asked_at_home`` says. failures: (G, T, N) earlier failed attempts.
    """
    moved: dict[str, FloatArray] = {
        "others have consented": weights.others * _agreed(terms, status, homes, asked) / asked.foreign,
        "transfers": asked.transfers,
        "tried before": np.asarray(weights.again * failures),
    }
    chance = 1.0 / (1.0 + np.exp(-_sum((asked.so_far, *moved.values()))))
    within = np.minimum(np.maximum(chance, weights.lowest), weights.highest)
    return Odds(within, MappingProxyType({**asked.parts, **moved}))


def _sum(parts: Iterable[FloatArray]) -> FloatArray:
    """One after another, so that what is summed beforehand gives the same bits."""
    return reduce(np.add, parts)


def _agreed(terms: Terms, status: Status, homes: IntArray, asked: Asked) -> FloatArray:
    """(G, T, N) share of the world's AI whose parties have consented, the nation itself left out."""
    games, slots, parties = status.signed.shape
    nations = parties - terms.labs
    consented = status.signed.copy()
    consented[:, :, terms.labs :] &= status.ratified[:, :, terms.labs :]  # a lab's signature is all of it
    without = (consented[:, :, None, :] & asked.others).reshape(games, slots * nations, parties)
    return held_share(without, asked.ai_share, homes).reshape(games, slots, nations)


def _burden(terms: Terms, homes: IntArray, home: Home, weight: FloatArray, whole: FloatArray) -> FloatArray:
    """(G, T, N) floor beyond the law, weighted by the home labs' revenue.

    weight: (G, N, A) that revenue (G$), 0 for labs abroad. whole: (G, N) its sum.
    """
    law = np.where(homes >= 0, home.law[:, np.maximum(homes, 0)], 0.0)
    beyond = np.maximum(0.0, terms.floor[:, :, None] * terms.floor_for - law[:, None])
    borne = (weight[:, None] * beyond[:, :, None, :]).sum(axis=3)
    return np.asarray(borne / np.where(whole > 0.0, whole, 1.0)[:, None])


def _held_back(
    terms: Terms,
    at_home: BoolArray,
    home: Home,
    weights: Weights,
) -> FloatArray:
    """(G, T, N) share of usual growth that the cap forbids; nothing where a nation has no labs."""
    if not (uses(terms, "cap") or uses(terms, "pause")):
        return np.zeros((1, 1, 1))
    usual = weights.usual_growth * home.half_years
    forbidden = np.clip(1.0 - terms.cap / usual, 0.0, 1.0) * terms.cap_coverage
    forbidden = np.where(terms.pause, 1.0, forbidden)
    return np.asarray(forbidden[:, :, None] * at_home.any(axis=1))


def _cost(terms: Terms, at_home: BoolArray) -> FloatArray:
    """(G, T, N) G$ per round: the home labs' fixed cost net of the fund, and the nation's dues to the body."""
    net = terms.fixed_cost * (1.0 - terms.fund)
    reached = (at_home & terms.floor_for[:, :, None, :]).sum(axis=3)
    body = terms.body_cost[:, :, None] * terms.body_share[:, :, terms.labs :]
    return np.asarray(net[:, :, None] * reached + body)
