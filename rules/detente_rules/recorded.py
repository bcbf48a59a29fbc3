"""Plain data of the record that know what they were made from, so that this process need not read them again (R9.6)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

T = TypeVar("T")


class Recorded(dict[str, Any]):
    """Plain data of a record, beside the very object that it was made from; equal to it, and JSON like any other dict."""

    __slots__ = ("of",)

    def __init__(self, data: Mapping[str, Any], of: object) -> None:
        super().__init__(data)
        self.of = of


def original(kind: type[T], data: Any) -> T | None:
    """What the data was made from in this very process, if it was a ``kind``; None for data that was read."""
    made = data.of if isinstance(data, Recorded) else None
    return made if isinstance(made, kind) else None
