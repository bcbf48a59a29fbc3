"""A copy of a frozen dataclass with some fields changed: ``dataclasses.replace``, many times as fast.

For classes with many fields that are copied at every event. They keep their fields in ``__dict__`` (no slots), which is copied
whole; their own ``__init__`` and ``__post_init__`` do not run again.
"""

from __future__ import annotations

from typing import Any, Final, TypeVar

T = TypeVar("T")

_SET: Final = object.__setattr__
"""A frozen class lets nobody else set anything."""


def changed(value: T, **changes: Any) -> T:
    """The copy. Raises: KeyError for a field that the class does not have."""
    old = value.__dict__
    new = old | changes
    if len(new) != len(old):
        raise KeyError(*sorted(changes.keys() - old.keys()))
    copy = object.__new__(type(value))
    _SET(copy, "__dict__", new)
    return copy
