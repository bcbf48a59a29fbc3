"""A copy of a frozen dataclass with some fields changed: ``dataclasses.replace``, twice as fast.

For classes with many fields that are copied at every event. All fields must be taken by ``__init__`` in their order.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields
from functools import cache
from operator import attrgetter
from typing import Any, TypeVar, cast

T = TypeVar("T")


def changed(value: T, **changes: Any) -> T:
    """The copy. Raises: KeyError for a field that the class does not have."""
    read, place = _form(cast(Any, type(value)))
    values = list(read(value))
    for name, new in changes.items():
        values[place[name]] = new
    return type(value)(*values)


@cache
def _form(kind: type) -> tuple[Callable[[Any], tuple[Any, ...]], Mapping[str, int]]:
    """How to read all fields at once, and where each stands."""
    names = [field.name for field in fields(cast(Any, kind))]
    return cast("Callable[[Any], tuple[Any, ...]]", attrgetter(*names)), {
        name: n for n, name in enumerate(names)
    }
