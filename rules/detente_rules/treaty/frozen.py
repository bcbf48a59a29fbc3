"""A record of read-only arrays that remembers what was worked out from them: what `Terms` and `Status` are made of."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import field, fields
from functools import cache
from typing import Any, Final, Self, TypeVar, cast

import numpy as np
import numpy.typing as npt

from detente_rules import arrays

AnyArray = npt.NDArray[Any]
_T = TypeVar("_T")

_MEMO: Final = 256
"""Most results that are kept with one object; beyond that all are forgotten."""


def f(axes: str, neutral: float, doc: str) -> Any:
    """A field of float64 over these axes, and the value that says nothing."""
    return field(metadata={"axes": axes, "neutral": neutral, "dtype": np.float64, "doc": doc})


def i(axes: str, neutral: int, doc: str) -> Any:
    """The same of int64."""
    return field(metadata={"axes": axes, "neutral": neutral, "dtype": np.int64, "doc": doc})


def b(axes: str, doc: str) -> Any:
    """The same of bool; False says nothing."""
    return field(metadata={"axes": axes, "neutral": False, "dtype": np.bool_, "doc": doc})


def read_only(array: npt.ArrayLike, dtype: npt.DTypeLike) -> AnyArray:
    """A read-only array of `dtype`; arrays that are so already are not copied."""
    out = np.asarray(array, dtype=dtype)
    if out.flags.writeable or out.base is not None:
        out = out.copy()
        out.flags.writeable = False
    return out


@cache
def _dtypes(kind: type[Any]) -> dict[str, npt.DTypeLike]:
    """Name and type of every array of a record."""
    return {spec.name: spec.metadata["dtype"] for spec in fields(kind)}


class Frozen:
    """Read-only arrays, their plain-data form, and a memory beside them.

    The arrays stand in ``__dict__``, so that a copy with some of them replaced is quick; the memory is no part of a copy.
    """

    __slots__ = ("__dict__", "_listed", "_memo")
    _memo: dict[Any, Any]
    _listed: dict[str, list[Any]]

    def remember(self, key: Hashable, make: Callable[[], _T]) -> _T:
        """What ``make`` gives, worked out once: nothing here ever changes, so what follows from it does not either."""
        try:
            memo = self._memo
        except AttributeError:  # nothing was remembered yet
            memo = {}
            object.__setattr__(self, "_memo", memo)
        if key not in memo:
            if len(memo) >= _MEMO:
                memo.clear()
            memo[key] = make()
        return cast(_T, memo[key])

    def known(self, key: Hashable) -> Any:
        """What is remembered under this key, None where nothing is."""
        try:
            return self._memo.get(key)
        except AttributeError:
            return None

    def having(self, **changes: AnyArray) -> Self:
        """A copy with some arrays replaced; the others, which are frozen already, are not looked at again."""
        kind = type(self)
        dtypes = _dtypes(cast(Any, kind))
        new = object.__new__(kind)
        fresh = {name: read_only(array, dtypes[name]) for name, array in changes.items()}
        object.__setattr__(new, "__dict__", self.__dict__ | fresh)
        # What has been written out of arrays that are the very same stays good.
        known = getattr(self, "_listed", None)
        if known:
            kept = {name: told for name, told in known.items() if name not in fresh}
            object.__setattr__(new, "_listed", kept)
        return new

    def __post_init__(self) -> None:
        for name, dtype in _dtypes(cast(Any, type(self))).items():
            object.__setattr__(self, name, read_only(getattr(self, name), dtype))

    def __getstate__(self) -> dict[str, Any]:
        return dict(self.__dict__)

    def listed(self, name: str) -> list[Any]:
        """One array as nested lists of plain numbers (infinity as null), written out once; not to be changed."""
        try:
            known = self._listed
        except AttributeError:  # nothing was written out yet
            known = {}
            object.__setattr__(self, "_listed", known)
        told = known.get(name)
        if told is None:
            told = known[name] = arrays.to_data(getattr(self, name))
        return told

    def to_data(self) -> dict[str, Any]:
        """Nested lists of plain numbers (infinity as null), exact on the way back."""
        return {name: self.listed(name) for name in _dtypes(cast(Any, type(self)))}

    to_own_data = to_data
    """How ``arrays.to_data`` finds it inside other records."""

    @classmethod
    def from_data(cls, data: dict[str, Any]) -> Self:
        """The inverse of `to_data`."""
        return arrays.from_data(cls, data)
