"""A treaty's life: open → in force → suspended or terminated, and each party's place in it (R4.4 to R4.10).

Pure functions from status to status over all games at once. The acts of the negotiation (`sign` … `withdraw`) change
one slot and one party; whether an act is allowed is what the `may_…` functions say, (G,), and is not asked again
by the acts. Parties are indices on axis P, labs first. A lab is bound by its signature; a nation signs and then
ratifies. `enter` is called after the negotiation's acts, `advance` once at the end of every round.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from detente_rules.arrays import BoolArray, FloatArray, IntArray
from detente_rules.treaty.conditional import TOLERANCE, held_share, largest_consistent_set
from detente_rules.treaty.terms import Accession, EntryMeasure, Phase, Renewal, Status, Terms
from detente_rules.treaty.use import anything, uses

_OPEN: Final = int(Phase.OPEN)
_IN_FORCE: Final = int(Phase.IN_FORCE)
_SUSPENDED: Final = int(Phase.SUSPENDED)
"""As plain numbers: asked in every round, and an enumeration looks itself up each time."""

# --- what is allowed ------------------------------------------------------------------------------------------------


def may_sign(terms: Terms, status: Status, slot: int, party: int) -> BoolArray:
    """Open for signature, and one of those named, (G,)."""
    is_open = status.phase[:, slot] == Phase.OPEN
    return np.asarray(is_open & terms.party[:, slot, party] & ~status.signed[:, slot, party])


def may_ratify(terms: Terms, status: Status, slot: int, party: int) -> BoolArray:
    """A nation that has signed and not yet ratified, before or after the entry into force, (G,)."""
    alive = (status.phase[:, slot] == Phase.OPEN) | (status.phase[:, slot] == Phase.IN_FORCE)
    nation = party >= terms.labs
    return np.asarray(alive & status.signed[:, slot, party] & ~status.ratified[:, slot, party] & nation)


def may_accede(terms: Terms, status: Status, votes: IntArray | None = None) -> BoolArray:
    """In force, and its accession clause lets the party in, (G, T, P). votes: (G, T) members in favour, where by vote."""
    outside = (status.phase == _IN_FORCE)[:, :, None] & ~status.signed
    if not anything(outside):
        return np.asarray(outside)
    rule = terms.accession[:, :, None]
    carried = carries(terms.accession_vote, status.member.sum(axis=2), votes)
    allowed = (
        (rule == Accession.OPEN)
        | ((rule == Accession.NAMED) & terms.party)
        | ((rule == Accession.VOTE) & carried[:, :, None])
    )
    return np.asarray(allowed & outside)


def may_withdraw(status: Status, slot: int, party: int) -> BoolArray:
    """Has signed or is bound, and has not given notice yet, (G,)."""
    alive = (status.phase[:, slot] != Phase.NONE) & (status.phase[:, slot] != Phase.TERMINATED)
    there = status.signed[:, slot, party] | status.member[:, slot, party]
    return np.asarray(alive & there & (status.notice[:, slot, party] < 0))


def carries(share: FloatArray, members: IntArray, votes: IntArray | None) -> BoolArray:
    """Whether a vote reaches its share of the members, exactly at the threshold included."""
    cast = np.zeros_like(members) if votes is None else votes
    return np.asarray((members > 0) & (cast >= share * members - TOLERANCE))


# --- acts of the negotiation ----------------------------------------------------------------------------------------


def sign(
    status: Status, slot: int, party: int, *, reserved: bool = False, where: BoolArray | None = None
) -> Status:
    """Sign; `reserved` with the reservation that the text allows. where: (G,) the games it happens in."""
    changes = {"signed": _at(status.signed, slot, party, value=True, where=where)}
    changes["reserved"] = _at(status.reserved, slot, party, value=reserved, where=where)
    return status.having(**changes)


def ratify(status: Status, slot: int, party: int, where: BoolArray | None = None) -> Status:
    """A nation's ratification went through at home."""
    return status.having(ratified=_at(status.ratified, slot, party, value=True, where=where))


def accede(status: Status, slot: int, party: int, where: BoolArray | None = None) -> Status:
    """Sign and ratify in one act; bound from the next `enter`, if its own condition holds."""
    return ratify(sign(status, slot, party, where=where), slot, party, where)


def withdraw(terms: Terms, status: Status, slot: int, party: int, where: BoolArray | None = None) -> Status:
    """Take back a signature that does not bind yet, at once; else give notice, and leave when it has run out."""
    games = np.ones(terms.games, dtype=np.bool_) if where is None else where
    bound = status.member[:, slot, party]
    waits = bound & (terms.notice[:, slot] > 0)
    status = status.having(
        notice=_at(status.notice, slot, party, value=terms.notice[:, slot], where=games & waits)
    )
    return _leave(status, _mask(status, slot, party) & (games & ~waits)[:, None, None])


def suspend(status: Status, slot: int, party: int, where: BoolArray | None = None) -> Status:
    """A party's participation stands still: it stays a member and is not bound meanwhile."""
    return status.having(suspended=_at(status.suspended, slot, party, value=True, where=where))


def resume(status: Status, slot: int, party: int, where: BoolArray | None = None) -> Status:
    """A suspended party takes part again."""
    return status.having(suspended=_at(status.suspended, slot, party, value=False, where=where))


def suspend_treaty(status: Status, slot: int, *, suspended: bool = True) -> Status:
    """The whole treaty stands still, or goes on. Notices run on meanwhile; its age does not."""
    now, then = (Phase.IN_FORCE, Phase.SUSPENDED) if suspended else (Phase.SUSPENDED, Phase.IN_FORCE)
    phase = status.phase.copy()
    phase[:, slot] = np.where(phase[:, slot] == now, then, phase[:, slot])
    return status.having(phase=phase)


def vote_renewal(status: Status, slot: int, party: int, *, favour: bool = True) -> Status:
    """A member's vote on renewal; it stands until the duration has run out."""
    return status.having(renewal_for=_at(status.renewal_for, slot, party, value=favour, where=None))


def set_standard(terms: Terms, status: Status, slot: int, floor: float | None, cost: float | None) -> Status:
    """The leader sets floor and fixed cost (G$ per round), within the bounds that the text gives it; None: as it was."""
    floors, costs = status.standard_floor.copy(), status.standard_cost.copy()
    if floor is not None:
        low, high = terms.leader_floor_low[:, slot], terms.leader_floor_high[:, slot]
        floors[:, slot] = np.where(high > 0, np.clip(floor, low, high), floors[:, slot])
    if cost is not None:
        low, high = terms.leader_cost_low[:, slot], terms.leader_cost_high[:, slot]
        costs[:, slot] = np.where(high > 0, np.clip(cost, low, high), costs[:, slot])
    return status.having(standard_floor=floors, standard_cost=costs)


def clear(status: Status, slot: int) -> Status:
    """The slot is free again, and nothing of what stood there remains."""
    return status.cleared(slot)


# --- the round's own steps ------------------------------------------------------------------------------------------


def consents(terms: Terms, status: Status) -> BoolArray:
    """Whose consent is complete, (G, T, P): a lab's signature, a nation's ratification of what it signed."""
    lab = np.arange(terms.parties) < terms.labs
    return np.asarray(status.signed & (lab | status.ratified))


def thresholds_met(
    terms: Terms,
    present: BoolArray,
    ai_share: FloatArray,
    homes: IntArray,
    consumption: FloatArray | None = None,
) -> BoolArray:
    """Whether a set of parties brings each treaty into force, (G, T); exactly at a threshold is enough (R4.6)."""
    held = held_share(present, ai_share, homes)
    if consumption is not None:
        used = held_share(present, consumption, homes)
        held = np.where(terms.entry_measure == EntryMeasure.CONSUMPTION, used, held)
    return np.asarray(
        present.any(axis=2)
        & (present.sum(axis=2) >= terms.entry_count)
        & (held >= terms.entry_share - TOLERANCE)
        & ~(terms.entry_named & ~present).any(axis=2)
    )


def enter(
    terms: Terms,
    status: Status,
    ai_share: FloatArray,
    homes: IntArray,
    now: int,
    consumption: FloatArray | None = None,
) -> Status:
    """Bring into force what has reached its thresholds, and bind whose consent and condition are there.

    ai_share, consumption: (G, P) shares of the world's compute and consumption; a nation's holds its labs'.
    homes: (A,) nation index. now: the round. In force already: later consents bind from here on. Where nothing moves the
    status is the very same, and with it what is remembered beside it.
    """
    is_open, in_force = status.phase == _OPEN, status.phase == _IN_FORCE
    if not anything(is_open | in_force):
        return status
    agreed = largest_consistent_set(terms, consents(terms, status), ai_share, homes, status.member)
    begins = is_open & terms.exists & thresholds_met(terms, agreed, ai_share, homes, consumption)
    bound = (begins | in_force)[:, :, None]
    changes: dict[str, Any] = {}
    if anything(bound & (agreed != status.member)):
        changes["member"] = np.where(bound, agreed, status.member)
    if anything(begins):
        changes["phase"] = np.where(begins, _IN_FORCE, status.phase)
        changes["entered"] = np.where(begins, now, status.entered)
        changes["age"] = np.where(begins, 0, status.age)
        changes["term_left"] = np.where(
            begins, np.where(terms.duration > 0, terms.duration, -1), status.term_left
        )
    return status.having(**changes) if changes else status


def advance(terms: Terms, status: Status, incidents: IntArray | None = None) -> Status:
    """The end of a round: notices, durations, sunsets and emergencies run on; what members voted for it is done.

    incidents: (G,) incidents that became public in the round; they open emergencies. Arrays that do not change stay the
    very same, so that a round in which little happens costs little.
    """
    running = status.phase == _IN_FORCE
    if not anything(running | (status.phase == _SUSPENDED)):
        return status
    status = _spent(_notices(status))
    changes: dict[str, Any] = {"age": status.age + running}
    over, renewed = _over(terms, status, running, changes["age"])
    if status.term_left.max() > 0:
        term_left = np.where(running & (status.term_left > 0), status.term_left - 1, status.term_left)
        changes["term_left"] = np.where(renewed, terms.duration, term_left)
    if anything(over):
        changes["phase"] = np.where(over, Phase.TERMINATED, status.phase)
        changes["member"] = status.member & ~over[:, :, None]
        changes["notice"] = np.where(over[:, :, None], -1, status.notice)
    if anything(status.renewal_for):
        due = running & (status.term_left == 1)
        changes["renewal_for"] = status.renewal_for & ~due[:, :, None]
    opens = incidents is not None and anything(incidents) and uses(terms, "emergency_trigger")
    if opens or anything(status.emergency):
        changes["emergency"] = _emergency(terms, status, running & ~over, incidents)
    return status.having(**changes)


def _over(terms: Terms, status: Status, running: BoolArray, age: IntArray) -> tuple[BoolArray, BoolArray]:
    """(G, T) treaties that end with this round, and those that are renewed instead."""
    # Suspension stops no sunset of membership: a treaty without members is over.
    over = running & ~status.member.any(axis=2)
    if uses(terms, "sunset"):
        over = over | (running & (terms.sunset > 0) & (age >= terms.sunset))
    due = running & (status.term_left == 1)
    if not anything(due):
        return over, due
    renewed = due & _renewed(terms, status)
    return over | (due & ~renewed), renewed


def _notices(status: Status) -> Status:
    if not anything(status.notice > 0):
        return status
    notice = np.where(status.notice > 0, status.notice - 1, status.notice)
    return _leave(status.having(notice=notice), notice == 0)


_FOR_ONE_ROUND: Final = ("challenged", "struck", "upheld", "charged")


def _spent(status: Status) -> Status:
    """Without what held for the round that ends."""
    used = [name for name in _FOR_ONE_ROUND if anything(getattr(status, name))]
    return status.having(**{name: np.zeros_like(getattr(status, name)) for name in used}) if used else status


def _renewed(terms: Terms, status: Status) -> BoolArray:
    votes = (status.renewal_for & status.member).sum(axis=2)
    most = 2 * votes > status.member.sum(axis=2)
    by_vote = (terms.renewal == Renewal.VOTE) & most
    return np.asarray((terms.renewal == Renewal.AUTOMATIC) | by_vote)


def _emergency(terms: Terms, status: Status, running: BoolArray, incidents: IntArray | None) -> IntArray:
    left = np.where(status.emergency > 0, status.emergency - 1, status.emergency)
    if incidents is not None:
        opened = running & (incidents[:, None] >= terms.emergency_trigger)
        left = np.where(opened, np.where(terms.emergency_sunset > 0, terms.emergency_sunset, -1), left)
    return np.where(running, left, 0).astype(np.int64)


def _leave(status: Status, gone: BoolArray) -> Status:
    """These parties, (G, T, P), are out, and nothing of their consent remains."""
    if not anything(gone):
        return status
    return status.having(
        signed=status.signed & ~gone,
        ratified=status.ratified & ~gone,
        member=status.member & ~gone,
        reserved=status.reserved & ~gone,
        suspended=status.suspended & ~gone,
        renewal_for=status.renewal_for & ~gone,
        notice=np.where(gone, -1, status.notice),
    )


def _mask(status: Status, slot: int, party: int) -> BoolArray:
    out = np.zeros_like(status.signed)
    out[:, slot, party] = True
    return out


def _at(array: Any, slot: int, party: int, *, value: Any, where: BoolArray | None) -> Any:
    out = array.copy()
    out[:, slot, party] = value if where is None else np.where(where, value, out[:, slot, party])
    return out
