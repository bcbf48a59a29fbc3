"""Read-only arrays in frozen objects, and their exact way into JSON and back (R9.6).

Every array container of the rules (`Terms`, `Status`, `WorldState`, `Choices`, `Resolution` …) is a frozen dataclass whose
fields are numpy arrays, numbers, texts or further such dataclasses.  The helpers here work on any of them by their fields.
"""

from __future__ import annotations

import dataclasses
import functools
import hashlib
import json
import math
import types
import typing
from collections.abc import Mapping
from typing import Any, TypeAlias, TypeVar

import numpy as np
from numpy.typing import NDArray

from detente_rules.recorded import Recorded, original

__all__ = [
    "BoolArray",
    "BrokenData",
    "Recorded",
    "FloatArray",
    "IntArray",
    "SmallIntArray",
    "bools",
    "concatenate",
    "digest",
    "floats",
    "frozen",
    "from_data",
    "ints",
    "original",
    "repeat",
    "same",
    "small_ints",
    "take",
    "to_data",
]

FloatArray: TypeAlias = NDArray[np.float64]
IntArray: TypeAlias = NDArray[np.int64]
SmallIntArray: TypeAlias = NDArray[np.int8]
BoolArray: TypeAlias = NDArray[np.bool_]

T = TypeVar("T")
_Scalar = TypeVar("_Scalar", bound=np.generic)


class BrokenData(ValueError):
    """Stored data do not have the form of the dataclass they should become."""


def frozen(array: NDArray[_Scalar]) -> NDArray[_Scalar]:
    """The same array with its read-only flag set; a view of a foreign buffer is copied first."""
    result = array if array.base is None else array.copy()
    result.flags.writeable = False
    return result


def floats(values: object, shape: tuple[int, ...] | None = None) -> FloatArray:
    """A read-only float64 array of its own, broadcast to ``shape`` where given."""
    return _own(values, np.float64, shape)


def ints(values: object, shape: tuple[int, ...] | None = None) -> IntArray:
    """A read-only int64 array of its own, broadcast to ``shape`` where given."""
    return _own(values, np.int64, shape)


def small_ints(values: object, shape: tuple[int, ...] | None = None) -> SmallIntArray:
    """A read-only int8 array of its own, broadcast to ``shape`` where given."""
    return _own(values, np.int8, shape)


def bools(values: object, shape: tuple[int, ...] | None = None) -> BoolArray:
    """A read-only bool array of its own, broadcast to ``shape`` where given."""
    return _own(values, np.bool_, shape)


def _own(values: object, dtype: type[_Scalar], shape: tuple[int, ...] | None) -> NDArray[_Scalar]:
    array = np.array(values, dtype=dtype)
    if shape is not None and array.shape != shape:
        array = np.array(np.broadcast_to(array, shape))
    array.flags.writeable = False
    return array


# --- along the axis of games ---------------------------------------------------------------------------------------------


def repeat(value: T, games: int) -> T:
    """A container of one game (leading axis 1) as ``games`` equal games."""
    return _map_arrays(value, lambda array: np.repeat(array, games, axis=0))


def take(value: T, game: int) -> T:
    """Game number ``game`` of a batch as a batch of one."""
    return _map_arrays(value, lambda array: array[game : game + 1].copy())


def concatenate(parts: typing.Sequence[T]) -> T:
    """Several batches as one, in order."""
    if not parts:
        raise ValueError("nothing to concatenate")
    first = parts[0]
    changes: dict[str, Any] = {}
    for field in dataclasses.fields(typing.cast(Any, first)):
        values = [getattr(part, field.name) for part in parts]
        if isinstance(values[0], np.ndarray):
            changes[field.name] = frozen(np.concatenate(values, axis=0))
        elif dataclasses.is_dataclass(values[0]):
            changes[field.name] = concatenate(values)
    return typing.cast(T, dataclasses.replace(typing.cast(Any, first), **changes))


def _map_arrays(value: T, change: typing.Callable[[Any], Any]) -> T:
    changes: dict[str, Any] = {}
    for field in dataclasses.fields(typing.cast(Any, value)):
        part = getattr(value, field.name)
        if isinstance(part, np.ndarray):
            changes[field.name] = frozen(change(part))
        elif dataclasses.is_dataclass(part):
            changes[field.name] = _map_arrays(part, change)
    return typing.cast(T, dataclasses.replace(typing.cast(Any, value), **changes))


# --- into JSON and back --------------------------------------------------------------------------------------------------


def to_data(value: Any) -> Any:
    """A dataclass of arrays as plain lists, numbers and texts that JSON can carry exactly.

    Python writes a float64 with as many digits as bring the same bits back.  JSON has no infinity: ``inf`` becomes
    ``null`` (the rules use it for "no limit" alone); ``-inf`` and NaN have no meaning here and are refused.
    """
    if isinstance(value, np.ndarray):
        return _array_to_list(value)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        own = getattr(value, "to_own_data", None)  # some know what they have written out before
        return own() if own is not None else {n: to_data(getattr(value, n)) for n in _names(type(value))}
    if isinstance(value, float | np.floating):
        return _number(float(value))
    if isinstance(value, bool | int | str) or value is None:
        return value
    if isinstance(value, np.bool_ | np.integer):
        return value.item()
    if isinstance(value, tuple | list):
        return [to_data(part) for part in value]
    raise BrokenData(f"{type(value).__name__} has no form in the record")


@functools.cache
def _names(kind: type) -> tuple[str, ...]:
    return tuple(field.name for field in dataclasses.fields(typing.cast(Any, kind)))


def _array_to_list(array: NDArray[Any]) -> Any:
    # Counting is several times quicker than asking whether all are, where there are few.
    if array.dtype.kind != "f" or np.count_nonzero(np.isfinite(array)) == array.size:
        return array.tolist()
    if bool(np.isnan(array).any()) or bool(np.isneginf(array).any()):
        raise BrokenData("NaN or minus infinity in an array that should be recorded")
    return _nulls(array.tolist())


def _nulls(value: Any) -> Any:
    return [_nulls(part) for part in value] if isinstance(value, list) else _number(value)


def _number(value: float) -> float | None:
    if math.isnan(value) or value == -math.inf:
        raise BrokenData("NaN or minus infinity in what should be recorded")
    return None if value == math.inf else value


def from_data(kind: type[T], data: Any) -> T:
    """The dataclass ``kind`` back from `to_data`'s form; unknown and missing fields are refused.

    Raises `BrokenData` with the name of the field.
    """
    if not isinstance(data, Mapping):
        raise BrokenData(f"{kind.__name__}: expected an object, got {type(data).__name__}")
    form = _form(typing.cast(Any, kind))
    if form.keys() != data.keys():
        odd = sorted(form.keys() ^ data.keys())
        raise BrokenData(f"{kind.__name__}: missing or unknown fields {', '.join(odd)}")
    return kind(**{name: _field_from_data(kind, name, hint, data[name]) for name, hint in form.items()})


@functools.cache
def _form(kind: type) -> Mapping[str, Any]:
    """Fields and their types; read once a class, because evaluating annotations is slow."""
    hints = typing.get_type_hints(kind)
    return {
        field.name: hints[field.name] for field in dataclasses.fields(typing.cast(Any, kind)) if field.init
    }


def _field_from_data(kind: type, name: str, hint: Any, data: Any) -> Any:
    try:
        if isinstance(hint, type) and dataclasses.is_dataclass(hint):
            return from_data(hint, data)
        dtype = _dtype_of(hint)
        if dtype is not None:
            return _finished(data) if dtype is np.float64 else _own(data, dtype, None)
        if hint is float:
            return math.inf if data is None else float(data)
        if typing.get_origin(hint) in (typing.Union, types.UnionType) or hint in (int, bool, str):
            return data
        if typing.get_origin(hint) is tuple:
            return tuple(tuple(part) if isinstance(part, list) else part for part in data)
        return data
    except (TypeError, ValueError) as error:
        raise BrokenData(f"{kind.__name__}.{name}: {error}") from error


def _dtype_of(hint: Any) -> type[np.generic] | None:
    # NDArray[np.float64] is ndarray[shape, dtype[np.float64]].
    if typing.get_origin(hint) is not np.ndarray:
        return None
    inner = typing.get_args(typing.get_args(hint)[1])[0]
    return typing.cast(type[np.generic], inner)


def _finished(data: Any) -> FloatArray:
    """Floats from plain data; numpy reads null as NaN, which JSON cannot hold otherwise, and which means infinity."""
    array = np.array(data, dtype=np.float64)
    array[np.isnan(array)] = np.inf
    return frozen(array)


# --- equality --------------------------------------------------------------------------------------------------------------


def same(one: Any, other: Any, tolerance: float = 0.0) -> bool:
    """Whether two containers hold the same numbers: bit for bit, or within ``tolerance`` (absolute and relative)."""
    if type(one) is not type(other):
        return False
    if dataclasses.is_dataclass(one) and not isinstance(one, type):
        return all(
            same(getattr(one, f.name), getattr(other, f.name), tolerance) for f in dataclasses.fields(one)
        )
    if isinstance(one, np.ndarray):
        if one.shape != other.shape or one.dtype != other.dtype:
            return False
        if tolerance and one.dtype.kind == "f":
            return bool(np.allclose(one, other, rtol=tolerance, atol=tolerance))
        return bool(np.array_equal(one, other))
    return bool(one == other)


def digest(value: Any) -> str:
    """SHA-256 of the canonical JSON form: equality across processes, in 64 characters."""
    text = json.dumps(to_data(value), sort_keys=True, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()
