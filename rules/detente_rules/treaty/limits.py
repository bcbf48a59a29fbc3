"""Limits and duties of single labs: floor, cap, gates, tests (R4.13). Strictest over treaties in force."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from detente_rules.arrays import BoolArray, FloatArray
from detente_rules.treaty.bound import Bound
from detente_rules.treaty.terms import OpenWeights, Status, Terms


@dataclass(frozen=True, eq=False, slots=True)
class Labs:
    """What is true of the labs, (G, A) doublings. assurance is as an audit would find it, declared as they say."""

    capability: FloatArray
    assurance: FloatArray
    declared: FloatArray


# --- a field of Terms, (G, T), spread over the labs it binds --------------------------------------------------------


def largest(values: FloatArray, who: Bound, mask: BoolArray | None = None) -> FloatArray:
    """(G, A) the largest value over the treaties that bind a lab, 0 where none does. Values are not negative."""
    level = values[:, who.slots]
    if not level.any():
        return np.zeros((values.shape[0], who.labs.shape[2]))
    binds = who.labs if mask is None else mask
    return np.asarray(np.where(binds, level[:, :, None], 0.0).max(axis=1, initial=0.0))


def least(values: FloatArray, who: Bound) -> FloatArray:
    """(G, A) the least value over the treaties that bind a lab, +inf where none does."""
    level = values[:, who.slots]
    return np.asarray(np.where(who.labs, level[:, :, None], np.inf).min(axis=1, initial=np.inf))


def total(values: FloatArray, who: Bound) -> FloatArray:
    """(G, A) the sum over the treaties that bind a lab."""
    level = values[:, who.slots]
    if not level.any():
        return np.zeros((values.shape[0], who.labs.shape[2]))
    return np.asarray(np.where(who.labs, level[:, :, None], 0.0).sum(axis=1))


def some(flags: BoolArray, who: Bound) -> BoolArray:
    """(G, A) some treaty that binds the lab says so."""
    return np.asarray((who.labs & flags[:, who.slots, None]).any(axis=1))


def every(flags: BoolArray, who: Bound) -> BoolArray:
    """(G, A) some treaty binds the lab, and all that do say so."""
    return np.asarray((flags[:, who.slots, None] | ~who.labs).all(axis=1) & who.labs.any(axis=1))


# --- floor and cap --------------------------------------------------------------------------------------------------


def licensed(terms: Terms, who: Bound, capability: FloatArray) -> BoolArray:
    """(G, T', A) floor and cost reach the lab: it is bound and, where a licence is needed, above the threshold."""
    needs = capability[:, None, :] >= terms.licence_threshold[:, who.slots, None]
    return np.asarray(who.labs & (needs | ~terms.licence[:, who.slots, None]))


def floor(terms: Terms, status: Status, who: Bound, lab: Labs) -> FloatArray:
    """(G, A) least safety share: grace, reservation, licence, the leader's standard and emergencies included."""
    at = who.slots
    level = terms.floor[:, at]
    standard = status.standard_floor[:, at]
    level = np.where(standard >= 0.0, standard, level)[:, :, None]
    asked = licensed(terms, who, lab.capability) & terms.floor_for[:, at] & who.ripe
    kept = 1.0 - terms.reservation[:, at, None] * who.free
    floors = np.where(asked, level * kept, 0.0)
    alarm = (status.emergency[:, at] != 0)[:, :, None] & who.labs
    floors = np.maximum(floors, np.where(alarm, terms.emergency_floor[:, at, None], 0.0))
    return np.asarray(floors.max(axis=1, initial=0.0))


def cap(terms: Terms, status: Status, who: Bound, lab: Labs) -> tuple[FloatArray, FloatArray]:
    """(G, A) most growth this round (doublings, +inf none), and the share of growth that it counts."""
    at, shape = who.slots, lab.capability.shape
    if not (np.isfinite(terms.cap[:, at]) | np.isfinite(terms.cap_level[:, at]) | terms.pause[:, at]).any():
        return np.full(shape, np.inf), np.ones(shape)
    age = status.age[:, at]
    base = terms.phase_base[:, at]
    elapsed = np.where(base < 0, age, np.maximum(0, status.entered[:, at] + age - base))
    growth = (terms.cap[:, at] * (1.0 - terms.phase_down[:, at]) ** elapsed)[:, :, None]
    earned = np.where(terms.merit_audited[:, at, None], lab.assurance[:, None], lab.declared[:, None])
    growth = growth + terms.merit[:, at, None] * np.maximum(earned, 0.0)
    growth = np.minimum(growth, np.maximum(0.0, terms.cap_level[:, at, None] - lab.capability[:, None]))
    caps = np.where(who.ripe, growth, np.inf)
    since = age - terms.pause_from[:, at]
    paused = terms.pause[:, at] & (since >= 0) & (since < terms.pause_rounds[:, at])
    stopped = paused[:, :, None] & who.labs
    caps = np.where(stopped, 0.0, caps)
    tightest = caps.min(axis=1, initial=np.inf)
    # Of equally tight caps the one that counts more; a pause counts everything.
    counted = np.where(stopped, 1.0, terms.cap_coverage[:, at, None])
    coverage = np.where(caps == tightest[:, None], counted, 0.0).max(axis=1, initial=0.0)
    return tightest, np.where(np.isfinite(tightest), coverage, 1.0)


# --- gates, tests and other duties ----------------------------------------------------------------------------------


def deploy_limit(terms: Terms, who: Bound, lab: Labs) -> FloatArray:
    """(G, A) share of capability that gates let onto the market: an older model at the threshold, 2^(threshold - K)."""
    at = who.slots
    threshold = terms.gate_threshold[:, at, None]
    if not np.isfinite(threshold).any():
        return np.ones(lab.capability.shape)
    over = lab.capability[:, None] - threshold
    shut = who.labs & (over > 0.0) & (lab.assurance[:, None] < terms.gate_assurance[:, at, None])
    limits = np.where(shut, np.exp2(-np.where(shut, over, 0.0)), 1.0)
    return np.asarray(limits.min(axis=1, initial=1.0))


def tests(terms: Terms, who: Bound) -> dict[str, Any]:
    """Evaluation and red line: the tightest margin, with the noise and tester of the treaty that sets it."""
    out: dict[str, Any] = {}
    for name in ("evaluation", "red_line"):
        margin = least(getattr(terms, f"{name}_margin"), who)
        out[f"{name}_margin"] = margin
        if not np.isfinite(margin).any():
            out[f"{name}_noise"] = np.zeros_like(margin)
            out[f"{name}_independent"] = np.zeros_like(margin, dtype=np.bool_)
            continue
        set_by = who.labs & (getattr(terms, f"{name}_margin")[:, who.slots, None] == margin[:, None])
        out[f"{name}_noise"] = largest(getattr(terms, f"{name}_noise"), who, set_by)
        independent = getattr(terms, f"{name}_independent")[:, who.slots, None]
        out[f"{name}_independent"] = (set_by & independent).any(axis=1)
    return out


def duties(terms: Terms, who: Bound, lab: Labs) -> dict[str, Any]:
    """Disclosure, reports, weights, protection, licence: the strictest of each, (G, A)."""
    at = who.slots
    within = terms.incident_report[:, at, None]
    never = np.iinfo(np.int64).max
    soonest = np.where(who.labs & (within >= 0), within, never).min(axis=1, initial=never)
    above = lab.capability[:, None] >= terms.open_weights_threshold[:, at, None]
    banned = who.labs & above & (terms.open_weights[:, at, None] == OpenWeights.BANNED)
    disclosure = np.where(who.labs, terms.disclosure[:, at, None], 0).max(axis=1, initial=0)
    return {
        "disclosure": disclosure,
        "incident_report": np.where(soonest == never, -1, soonest),
        "incident_sharing": largest(terms.incident_sharing, who),
        "open_weights_banned": banned.any(axis=1),
        "weights_security": largest(terms.weights_security, who),
        "protection": largest(terms.protection, who),
        "licence_revocable": some(terms.licence & terms.licence_revocable, who),
    }
