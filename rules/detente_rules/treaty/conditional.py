"""Conditional commitments: "I am bound once enough others are" (R4.7).

A condition may only ask for more parties, never for fewer, so that the set of parties whose conditions all hold
together has a unique largest solution: begin with everybody who has consented and strike out, again and again,
whoever's condition fails. The order of striking does not matter, and one consent more never shrinks the result
(Tarski 1955: the greatest fixed point of a monotone map).
"""

from __future__ import annotations

import numpy as np

from detente_rules.arrays import BoolArray, FloatArray, IntArray
from detente_rules.treaty.terms import Terms

TOLERANCE = 1e-12
"""A share that misses its threshold by less is at it: sums of shares are not exact in binary."""


def held_share(present: BoolArray, shares: FloatArray, homes: IntArray) -> FloatArray:
    """The share of the world's AI (or of consumption) that a set of parties holds, (G, T).

    present: (G, T, P). shares: (G, P); a nation's holds its labs'. homes: (A,) nation index, -1 for none. A lab
    counts only where its home is not in the set, so that nothing is counted twice.
    """
    labs = homes.shape[0]
    nations = present[:, :, labs:]
    home_in = np.where(homes >= 0, nations[:, :, np.maximum(homes, 0)], False) if nations.shape[2] else False
    alone = present[:, :, :labs] & ~np.asarray(home_in)
    counted = np.concatenate([alone, nations], axis=2)
    return np.asarray((counted * shares[:, None, :]).sum(axis=2), dtype=np.float64)


def conditions_met(terms: Terms, present: BoolArray, shares: FloatArray, homes: IntArray) -> BoolArray:
    """Whose conditions hold if exactly `present` are bound, (G, T, P)."""
    met = np.ones_like(present)
    if terms.condition_share.any():
        held = held_share(present, shares, homes)
        met &= held[:, :, None] >= terms.condition_share - TOLERANCE
    if terms.condition_count.any():
        met &= present.sum(axis=2)[:, :, None] >= terms.condition_count
    if terms.condition_named.any():
        met &= ~(terms.condition_named & ~present[:, :, None, :]).any(axis=3)
    return met


def largest_consistent_set(
    terms: Terms, willing: BoolArray, shares: FloatArray, homes: IntArray, bound: BoolArray | None = None
) -> BoolArray:
    """The largest set of willing parties all of whose conditions hold within it, (G, T, P).

    willing: (G, T, P) consent given. bound: parties bound already; once bound, a party stays so whatever becomes
    of its condition, until it withdraws.
    """
    if not (terms.condition_share.any() or terms.condition_count.any() or terms.condition_named.any()):
        return np.asarray(willing)
    kept = np.zeros_like(willing) if bound is None else bound & willing
    present = np.asarray(willing)
    for _ in range(willing.shape[2] + 1):
        remaining = present & (conditions_met(terms, present, shares, homes) | kept)
        if np.array_equal(remaining, present):
            break
        present = remaining
    return present


def unlocks(
    terms: Terms, willing: BoolArray, shares: FloatArray, homes: IntArray, slot: int, game: int = 0
) -> BoolArray:
    """Who would unlock whom, (P, P): row q, column i: i is not bound now, and would be if q consented too.

    willing: (G, T, P). The diagonal says whether a party's own consent would bind itself.
    """
    size = willing.shape[2]
    now = largest_consistent_set(terms, willing, shares, homes)[game, slot]
    out = np.zeros((size, size), dtype=np.bool_)
    for candidate in range(size):
        if willing[game, slot, candidate] or not terms.party[game, slot, candidate]:
            continue
        more = willing.copy()
        more[game, slot, candidate] = True
        out[candidate] = largest_consistent_set(terms, more, shares, homes)[game, slot] & ~now
    return out
