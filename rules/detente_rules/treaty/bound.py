"""Who is bound by what, right now: the one place that decides it, so that no clause ever binds a non-party (R4.4)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from detente_rules.arrays import BoolArray, IntArray
from detente_rules.treaty.terms import Phase, Status, Terms
from detente_rules.treaty.use import membership_key, sealed, uses


@dataclass(frozen=True, eq=False, slots=True)
class Bound:
    """Masks over the treaties in force in any game. T' of them; `slots` says which, and `order` the same as plain numbers.

    parties: (G, T', P) take part now. labs: (G, T', A) bound, by themselves or by their home. ripe: the same, past
    the grace of whoever binds them. free: bound only through parties that reserved against the floor. nations,
    homes_in: (G, T', N) and (G, T', A), the nation, and the lab's home, takes part. inside_labs, inside_nations:
    bound by the treaty or by one that it recognises.
    """

    slots: IntArray
    order: tuple[int, ...]
    parties: BoolArray
    labs: BoolArray
    ripe: BoolArray
    free: BoolArray
    nations: BoolArray
    homes_in: BoolArray
    inside_labs: BoolArray
    inside_nations: BoolArray


def bound(terms: Terms, status: Status, homes: IntArray) -> Bound:
    """The masks for this moment; of a single game worked out once for each membership. homes: (A,) nation index, -1 for none."""
    if terms.games > 1 or status.phase.shape[0] > 1:
        return _bound(terms, status, homes)
    key = "bound", membership_key(terms, status, homes)
    return terms.remember(key, lambda: sealed(_bound(terms, status, homes)))


def _bound(terms: Terms, status: Status, homes: IntArray) -> Bound:
    slots = np.flatnonzero((status.phase == Phase.IN_FORCE).any(axis=0))
    labs = terms.labs
    running = (status.phase[:, slots] == Phase.IN_FORCE) & terms.exists[:, slots]
    parties = status.member[:, slots] & ~status.suspended[:, slots] & running[:, :, None]
    by = ripe = unreserved = _reach(parties, homes, labs)
    if uses(terms, "grace"):
        in_grace = terms.grace[:, slots] > status.age[:, slots, None]
        ripe = _reach(parties & ~in_grace, homes, labs)
    if uses(terms, "reservation"):
        unreserved = _reach(parties & ~status.reserved[:, slots], homes, labs)
    nations = parties[:, :, labs:]
    inside_labs, inside_nations = by, nations
    if uses(terms, "recognises"):
        known = terms.recognises[:, slots][:, :, slots][:, :, :, None]
        inside_labs = by | (known & by[:, None]).any(axis=2)
        inside_nations = nations | (known & nations[:, None]).any(axis=2)
    home_in = _home(parties, homes, labs)
    return Bound(
        slots=slots,
        order=tuple(slots.tolist()),
        parties=parties,
        labs=by,
        ripe=ripe,
        free=by & ~unreserved,
        nations=nations,
        homes_in=home_in,
        inside_labs=inside_labs,
        inside_nations=inside_nations,
    )


def _home(parties: BoolArray, homes: IntArray, labs: int) -> BoolArray:
    """(G, T', A) the lab's home is among `parties`."""
    nations = parties[:, :, labs:]
    if not nations.shape[2]:
        return np.zeros((*parties.shape[:2], labs), dtype=np.bool_)
    return np.asarray(nations[:, :, np.maximum(homes, 0)] & (homes >= 0))


def _reach(parties: BoolArray, homes: IntArray, labs: int) -> BoolArray:
    """(G, T', A) the labs that a set of parties binds: those in it, and those at home in a nation in it."""
    return np.asarray(parties[:, :, :labs] | _home(parties, homes, labs))
