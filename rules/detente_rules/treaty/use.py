"""Which fields of `Terms` say anything, and whether all games say the same: asked in every round, answered once.

Most of a text's eighty fields are neutral, and the games of a batch mostly play the same text. What is neutral is
skipped, and what all games share is worked out for one of them: its arrays have a leading axis of 1, which stands
for all games. Neither changes a number.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import fields
from typing import Any, Final, TypeVar, cast

import numpy as np

from detente_rules.arrays import IntArray
from detente_rules.treaty.frozen import AnyArray
from detente_rules.treaty.terms import Status, Terms

_A = TypeVar("_A", bound=AnyArray)
_S = TypeVar("_S", Terms, Status)
_R = TypeVar("_R")

_IN_ORDER = 8
_FEW = 64
_MANY = 1024
"""Numbers from which counting what is no flag costs more than asking."""

MEMBERSHIP = ("phase", "member", "suspended", "reserved", "key_turned", "challenged")
"""Fields of `Status` on which it depends who is bound by what; they change only when somebody acts."""


def uses(terms: Terms, name: str) -> frozenset[int]:
    """The slots in which a field is not neutral in some game."""
    # Asked dozens of times a round: no closure is made where the answer is known.
    slots: frozenset[int] | None = terms.known(name)
    return terms.remember(name, lambda: _uses(terms, name)) if slots is None else slots


def used(terms: Terms, slots: Sequence[int], *names: str) -> bool:
    """Whether any of these fields says anything in any of these slots."""
    return any(not uses(terms, name).isdisjoint(slots) for name in names)


def _uses(terms: Terms, name: str) -> frozenset[int]:
    says = terms.says()
    if says is not None:
        return says.get(name, _NOWHERE)
    neutral = _NEUTRAL[name]
    differs = getattr(terms, name) != neutral
    slots = differs.any(axis=tuple(axis for axis in range(differs.ndim) if axis != 1))
    return frozenset(np.flatnonzero(slots).tolist())


_NOWHERE: Final = frozenset[int]()
_NEUTRAL: dict[str, Any] = {spec.name: spec.metadata["neutral"] for spec in fields(Terms)}


def one(array: _A) -> _A:
    """The array for one game (leading axis 1) where all games have the same, else as it is."""
    if array.shape[0] > 1 and _same_in_all(array):
        return array[:1]  # type: ignore[return-value]
    return array


def shared(terms: Terms) -> Terms:
    """The terms of one game where all games have the same, else as they are."""
    if terms.games == 1:
        return terms
    return terms.remember("shared", lambda: _first(terms) if _alike(terms, _NEUTRAL) else terms)


def shared_membership(terms: Terms, status: Status) -> Status:
    """The status of one game where in all games the same parties are bound in the same way, else as it is.

    Of the result only what decides on that may be read: `MEMBERSHIP`, and the age where a clause gives grace.
    """
    if status.phase.shape[0] == 1:
        return status
    ages = ("age",) if uses(terms, "grace") else ()
    return _first(status) if _alike(status, (*MEMBERSHIP, *ages)) else status


def membership_key(terms: Terms, status: Status, homes: IntArray) -> bytes:
    """Equal for equal membership, so that what follows from it need not be worked out again."""
    ages = ("age",) if uses(terms, "grace") else ()
    return b"".join([homes.tobytes(), *(getattr(status, name).tobytes() for name in (*MEMBERSHIP, *ages))])


def _alike(record: Terms | Status, names: Iterable[str]) -> bool:
    return all(_same_in_all(getattr(record, name)) for name in names)


def _same_in_all(array: AnyArray) -> bool:
    """Bit for bit, which takes a fraction of what comparing numbers does; a zero of another sign only costs the sharing."""
    return bool(array.tobytes() == array[:1].tobytes() * array.shape[0])


def _first(record: _S) -> _S:
    return type(record)(**{spec.name: getattr(record, spec.name)[:1] for spec in fields(record)})


def sealed(record: _R) -> _R:
    """The record with all its arrays read-only: what is kept for later rounds must not change in this one."""
    for spec in fields(cast(Any, record)):
        value = getattr(record, spec.name)
        if isinstance(value, np.ndarray):
            value.flags.writeable = False
    return record


def anything(values: AnyArray) -> bool:
    """Whether any of them is true, or not zero; counting is several times quicker than the method where there are few."""
    return bool(np.count_nonzero(values) if values.size <= _MANY else values.any())


def total(values: AnyArray, axis: int) -> AnyArray:
    """Sum along a short axis, place by place: a library's own sum adds in another order for a batch than for one game.

    Fewer than eight numbers it adds in their order too, and where games are few a call costs more than numbers.
    """
    if 0 < values.shape[axis] < _IN_ORDER and values.shape[0] <= _FEW:
        return np.asarray(np.add.reduce(values, axis=axis))
    places = [values[(slice(None),) * axis + (place,)] for place in range(values.shape[axis])]
    if not places:
        return np.zeros(values.shape[:axis] + values.shape[axis + 1 :])
    out = places[0]
    for place in places[1:]:
        out = out + place
    return out
