"""Limits and duties of single labs: floor, cap, gates, tests (R4.13). Strictest over treaties in force.

What only the text and the membership decide is worked out once (`plain_floor`, `plain_cap`, `tests`, `duties`); what also
moves with the round, a lab's capability, or a leader's word is worked out in every round, slot by slot.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np

from detente_rules.arrays import BoolArray, FloatArray
from detente_rules.treaty.bound import Bound
from detente_rules.treaty.terms import OpenWeights, Status, Terms
from detente_rules.treaty.use import anything, one, total, used, uses


@dataclass(frozen=True, eq=False, slots=True)
class Labs:
    """What is true of the labs, (G, A) doublings. assurance is as an audit would find it, declared as they say."""

    capability: FloatArray
    assurance: FloatArray
    declared: FloatArray


Places: TypeAlias = tuple[tuple[int, int], ...]
"""Slots of treaties in force: place on the axis T' of `Bound`, and slot."""


def places(terms: Terms, who: Bound, *names: str) -> Places:
    """Where one of these fields says anything."""
    slots = frozenset[int]().union(*[uses(terms, name) for name in names])
    if not slots:
        return ()
    return tuple([place for place in enumerate(who.order) if place[1] in slots])


# --- a field of Terms, (G, T), spread over the labs it binds --------------------------------------------------------


def largest(values: FloatArray, who: Bound, mask: BoolArray | None = None) -> FloatArray:
    """(G, A) the largest value over the treaties that bind a lab, 0 where none does. Values are not negative."""
    binds = who.labs if mask is None else mask
    return np.asarray(np.where(binds, values[:, who.slots, None], 0.0).max(axis=1, initial=0.0))


def least(values: FloatArray, who: Bound, mask: BoolArray | None = None) -> FloatArray:
    """(G, A) the least value over the treaties that bind a lab, +inf where none does."""
    binds = who.labs if mask is None else mask
    return np.asarray(np.where(binds, values[:, who.slots, None], np.inf).min(axis=1, initial=np.inf))


def added(values: FloatArray, who: Bound) -> FloatArray:
    """(G, A) the sum over the treaties that bind a lab."""
    return total(np.where(who.labs, values[:, who.slots, None], 0.0), 1)


def some(flags: BoolArray, who: Bound) -> BoolArray:
    """(G, A) some treaty that binds the lab says so."""
    return np.asarray((who.labs & flags[:, who.slots, None]).any(axis=1))


def every(flags: BoolArray, who: Bound) -> BoolArray:
    """(G, A) some treaty binds the lab, and all that do say so."""
    return np.asarray((flags[:, who.slots, None] | ~who.labs).all(axis=1) & who.labs.any(axis=1))


# --- floor and cap --------------------------------------------------------------------------------------------------

MOVING_FLOOR = ("licence", "leader_floor_high", "emergency_trigger")
"""Fields that make a floor move from round to round."""

MOVING_CAP = ("phase_down", "merit", "cap_level", "pause")


def licensed(terms: Terms, who: Bound, place: tuple[int, int], capability: FloatArray) -> BoolArray:
    """(G, A) floor and cost reach the lab: it is named, past its grace and, where a licence is needed, above the threshold."""
    index, slot = place
    asked = who.ripe[:, index] & terms.floor_for[:, slot]
    if slot in uses(terms, "licence"):
        needs = capability >= terms.licence_threshold[:, slot, None]
        asked = asked & (needs | ~terms.licence[:, slot, None])
    return np.asarray(asked)


def floor(
    terms: Terms, status: Status, who: Bound, lab: Labs, at: Places, least_asked: FloatArray
) -> FloatArray:
    """(G, A) least safety share: grace, reservation, licence, the leader's standard and emergencies included.

    at: the treaties to look at. least_asked: (G, A) what others ask anyway.
    """
    out = least_asked
    for index, slot in at:
        level = terms.floor[:, slot]
        if slot in uses(terms, "leader_floor_high"):
            standard = one(status.standard_floor[:, slot])
            level = np.where(standard >= 0.0, standard, level)
        asked = licensed(terms, who, (index, slot), lab.capability)
        kept: FloatArray | float = 1.0
        if slot in uses(terms, "reservation"):
            kept = 1.0 - terms.reservation[:, slot, None] * who.free[:, index]
        out = np.maximum(out, np.where(asked, level[:, None] * kept, 0.0))
        if slot in uses(terms, "emergency_trigger"):
            alarm = one(status.emergency[:, slot])[:, None] != 0
            if anything(alarm):
                strict = np.where(alarm & who.labs[:, index], terms.emergency_floor[:, slot, None], 0.0)
                out = np.maximum(out, strict)
    return out


def plain_floor(terms: Terms, status: Status, who: Bound, size: tuple[int, int]) -> tuple[FloatArray, Places]:
    """The part of the floor that stays while nobody comes or goes, and the treaties whose part does not."""
    moving = places(terms, who, *MOVING_FLOOR)
    still = tuple(place for place in places(terms, who, "floor") if place not in moving)
    nothing = np.zeros(size)
    return floor(terms, status, who, Labs(nothing, nothing, nothing), still, nothing), moving


Cap: TypeAlias = tuple[FloatArray, FloatArray]
"""(G, A) most growth (doublings, +inf none) and the share of growth that it counts."""


def tighter(first: Cap, second: Cap) -> Cap:
    """The tighter of two caps for every lab; of equally tight ones what counts more."""
    less, same = second[0] < first[0], second[0] == first[0]
    coverage = np.where(less, second[1], np.where(same, np.maximum(first[1], second[1]), first[1]))
    return np.minimum(first[0], second[0]), coverage


def cap(terms: Terms, status: Status, who: Bound, lab: Labs, at: Places, known: Cap) -> Cap:
    """The tightest cap, that of others included; a level, a schedule, merit and pauses have their word."""
    for place in at:
        known = tighter(known, _cap_of(terms, status, who, lab, place))
    return known


def _cap_of(terms: Terms, status: Status, who: Bound, lab: Labs, place: tuple[int, int]) -> Cap:
    index, slot = place
    growth = terms.cap[:, slot]
    age = one(status.age[:, slot])
    if slot in uses(terms, "phase_down"):
        base = terms.phase_base[:, slot]
        elapsed = np.where(base < 0, age, np.maximum(0, one(status.entered[:, slot]) + age - base))
        growth = growth * (1.0 - terms.phase_down[:, slot]) ** elapsed
    allowed = growth[:, None]
    if slot in uses(terms, "merit"):
        earned = np.where(terms.merit_audited[:, slot, None], lab.assurance, lab.declared)
        allowed = allowed + terms.merit[:, slot, None] * np.maximum(earned, 0.0)
    if slot in uses(terms, "cap_level"):
        room = np.maximum(0.0, terms.cap_level[:, slot, None] - lab.capability)
        allowed = np.minimum(allowed, room)
    allowed = np.where(who.ripe[:, index], allowed, np.inf)
    counted = np.where(np.isfinite(allowed), terms.cap_coverage[:, slot, None], 1.0)
    if slot in uses(terms, "pause"):
        since = age - terms.pause_from[:, slot]
        paused = terms.pause[:, slot] & (since >= 0) & (since < terms.pause_rounds[:, slot])
        stopped = paused[:, None] & who.labs[:, index]
        # A pause counts everything.
        allowed, counted = np.where(stopped, 0.0, allowed), np.where(stopped, 1.0, counted)
    return allowed, counted


def plain_cap(terms: Terms, status: Status, who: Bound, size: tuple[int, int]) -> tuple[Cap, Places]:
    """The cap that stays while nobody comes or goes, and the treaties whose cap does not."""
    moving = places(terms, who, *MOVING_CAP)
    still = tuple(place for place in places(terms, who, "cap") if place not in moving)
    nothing = np.zeros(size)
    free = np.full(size, np.inf), np.ones(size)
    return cap(terms, status, who, Labs(nothing, nothing, nothing), still, free), moving


# --- gates, tests and other duties ----------------------------------------------------------------------------------


def deploy_limit(terms: Terms, who: Bound, lab: Labs, at: Places) -> FloatArray:
    """(G, A) share of capability that gates let onto the market: an older model at the threshold, 2^(threshold - K)."""
    limit = np.ones((1, who.labs.shape[2]))
    for index, slot in at:
        over = lab.capability - terms.gate_threshold[:, slot, None]
        shut = who.labs[:, index] & (over > 0.0) & (lab.assurance < terms.gate_assurance[:, slot, None])
        if anything(shut):
            limit = np.minimum(limit, np.where(shut, np.exp2(-np.where(shut, over, 0.0)), 1.0))
    return limit


def open_weights_banned(terms: Terms, who: Bound, lab: Labs, at: Places) -> BoolArray:
    """(G, A) the lab may not release the weights of what it has now."""
    banned = np.zeros((1, who.labs.shape[2]), dtype=np.bool_)
    for index, slot in at:
        above = lab.capability >= terms.open_weights_threshold[:, slot, None]
        rule = (terms.open_weights[:, slot] == OpenWeights.BANNED)[:, None]
        banned = banned | (who.labs[:, index] & above & rule)
    return banned


def tests(terms: Terms, who: Bound) -> dict[str, Any]:
    """Evaluation and red line: the tightest margin, with the noise and tester of the treaty that sets it."""
    out: dict[str, Any] = {}
    size = who.labs.shape[0], who.labs.shape[2]
    for name in ("evaluation", "red_line"):
        if not used(terms, who.order, f"{name}_margin"):
            out[f"{name}_margin"], out[f"{name}_noise"] = np.full(size, np.inf), np.zeros(size)
            out[f"{name}_independent"] = np.zeros(size, dtype=np.bool_)
            continue
        margin = least(getattr(terms, f"{name}_margin"), who)
        set_by = who.labs & (getattr(terms, f"{name}_margin")[:, who.slots, None] == margin[:, None])
        set_by = set_by & np.isfinite(margin)[:, None]
        independent = getattr(terms, f"{name}_independent")[:, who.slots, None]
        out[f"{name}_margin"] = margin
        out[f"{name}_noise"] = largest(getattr(terms, f"{name}_noise"), who, set_by)
        out[f"{name}_independent"] = (set_by & independent).any(axis=1)
    return out


def kill_trigger(terms: Terms, status: Status, who: Bound) -> FloatArray:
    """(G, A) danger at which deployment stops: by itself, or once whoever holds the key has turned it."""
    acts = who.labs
    if not used(terms, who.order, "kill_trigger"):
        return np.full((acts.shape[0], acts.shape[2]), np.inf)
    if used(terms, who.order, "kill_holder"):
        held = terms.kill_holder[:, who.slots, None] >= 0
        acts = acts & (~held | status.key_turned[:, who.slots])
    return least(terms.kill_trigger, who, acts)


def duties(terms: Terms, who: Bound) -> dict[str, Any]:
    """Disclosure, reports, weights, protection, licence, liability: the strictest of each, (G, A)."""
    at, size = who.slots, (who.labs.shape[0], who.labs.shape[2])

    def said(name: str, combined: Callable[[Any, Bound], Any]) -> Any:
        """The treaties' word, or the neutral one where none has any."""
        field = getattr(terms, name)
        return combined(field, who) if used(terms, who.order, name) else np.zeros(size, field.dtype)

    soonest = np.full(size, -1)
    if used(terms, who.order, "incident_report"):
        within = terms.incident_report[:, at, None]
        never = np.iinfo(np.int64).max
        soonest = np.where(who.labs & (within >= 0), within, never).min(axis=1, initial=never)
        soonest = np.where(soonest == never, -1, soonest)
    disclosure = np.zeros(size, np.int64)
    if used(terms, who.order, "disclosure"):
        disclosure = np.where(who.labs, terms.disclosure[:, at, None], 0).max(axis=1, initial=0)
    revocable = np.zeros(size, np.bool_)
    if used(terms, who.order, "licence_revocable"):
        revocable = some(terms.licence & terms.licence_revocable, who)
    return {
        "disclosure": disclosure,
        "incident_report": soonest,
        "incident_sharing": said("incident_sharing", largest),
        "weights_security": said("weights_security", largest),
        "protection": said("protection", largest),
        "licence_revocable": revocable,
        "embedded": said("embedded", some),
        "findings_public": ~said("findings_private", every),
        "liability": said("liability", added),
        "liability_premium": said("liability_premium", added),
    }
