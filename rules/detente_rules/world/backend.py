"""The one place that names the array library of the kernel, and the few tricks that make it fast (R9.6).

Processes use what the Python array API standard also has (functions, no in-place tricks, no matrix products), so that another
library could stand here.

**Order of sums.** `total` and `largest` fold slice by slice.  A library's own sum adds in another order for a batch than for
a single game (pairwise, by blocks of eight), and a replayed game must be equal to the last bit.  Fewer than eight numbers it
adds one after the other too, so its own sum is taken where games are few, and calls cost more than numbers, or lie side by side, and
one call runs along all of them.

**Games last.** Arrays have shape (G, A) everywhere, but lie in memory with the games side by side (`games_last`), so that
every operation runs along thousands of games instead of along six labs; results inherit the order.  That is three to five
times faster and changes no number.

**Nothing at all.** Levers that nobody uses are single zeros spread over the shape (`spread`), which `used` sees at once.
"""

from __future__ import annotations

from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from detente_rules.arrays import FloatArray

__all__ = [
    "count",
    "crossed",
    "games_last",
    "largest",
    "product",
    "settled",
    "shifted",
    "spread",
    "total",
    "used",
    "xp",
]

xp = np

_IN_ORDER = 8
"""Fewer numbers than these a library sums in their order (numpy's pairwise summation has blocks of eight)."""
_FEW = 64
"""Games, or numbers, up to which the cost of a call is what counts."""

_Scalar = TypeVar("_Scalar", bound=np.generic)


def total(values: NDArray[Any], axis: int, *, keepdims: bool = False) -> FloatArray:
    """Sum along the second or the last axis, in the order of its places; zeros where the axis is empty."""
    return _folded(np.add, values, axis, keepdims=keepdims)


def largest(values: FloatArray, axis: int, *, keepdims: bool = False) -> FloatArray:
    """Maximum along the second or the last axis."""
    return _folded(np.maximum, values, axis, keepdims=keepdims)


def product(values: FloatArray, axis: int) -> FloatArray:
    """Product along the second or the last axis, which is not empty."""
    return _folded(np.multiply, values, axis, keepdims=False)


def count(flags: NDArray[np.bool_], axis: int) -> NDArray[np.int64]:
    """How many are true along an axis."""
    number: NDArray[np.int64] = np.add.reduce(
        flags, axis=axis
    )  # what `np.sum` comes to, without its questions
    return number


def crossed(by_game: FloatArray, by_pair: FloatArray) -> FloatArray:
    """The product of (G, 1, 1) or (G, N, 1) and (N, A) or (1, N, A): (G, N, A) with the games side by side.

    Left to itself the library lays such a product the other way, and all that is made of it.
    """
    games = by_game.shape[0]
    if games <= _FEW:
        return by_game * by_pair
    laid: FloatArray = np.empty((*by_pair.shape[-2:], games)).transpose(2, 0, 1)
    return np.multiply(by_game, by_pair, out=laid)


def shifted(start: FloatArray, first: FloatArray, *factors: FloatArray | float) -> FloatArray:
    """``start + first * factors[0] * factors[1] …`` in one array, for large ones: each operation writes over the last.

    The product has the shape of the result from its first step on.
    """
    out: FloatArray = first * factors[0]
    for factor in factors[1:]:
        np.multiply(out, factor, out=out)
    return np.add(start, out, out=out)


def _folded(fold: np.ufunc, values: NDArray[Any], axis: int, *, keepdims: bool) -> FloatArray:
    places = values.shape[axis]
    if 0 < places < _IN_ORDER and (values.shape[0] <= _FEW or values.strides[0] == values.itemsize):
        few: FloatArray = fold.reduce(values, axis=axis, keepdims=keepdims)
        return few
    if places == 0:
        summed = np.zeros(values.shape[:axis] + values.shape[axis + 1 :])
        return np.expand_dims(summed, axis) if keepdims else summed
    slices = [values[:, place] if axis == 1 else values[..., place] for place in range(places)]
    result = slices[0]
    if places > 1:
        result = fold(slices[0], slices[1])
        for part in slices[2:]:
            fold(result, part, out=result)
    return np.expand_dims(result, axis) if keepdims else result


def games_last(values: NDArray[_Scalar]) -> NDArray[_Scalar]:
    """The same array, read-only, with the games side by side in memory."""
    if values.ndim < 2 or values.shape[0] == 1 or 0 in values.strides:
        return values
    there, back = ((1, 0), (1, 0)) if values.ndim == 2 else ((1, 2, 0), (2, 0, 1))
    laid = np.ascontiguousarray(values.transpose(there)).transpose(back)
    laid.flags.writeable = False
    return laid


def settled(values: NDArray[_Scalar]) -> NDArray[_Scalar]:
    """`games_last`, or `spread` where every place holds the same: for arrays that are read often."""
    if values.ndim < 2 or values.shape[0] == 1 or values.size == 0 or 0 in values.strides:
        return values
    first = values.flat[0]
    return spread(first, values.shape) if bool((values == first).all()) else games_last(values)


def spread(value: object, shape: tuple[int, ...]) -> NDArray[Any]:
    """One value in every place of the shape, stored once, read-only."""
    stored = np.asarray(value)
    # What `np.broadcast_to` gives, three times as fast.
    laid: NDArray[Any] = np.ndarray(shape, stored.dtype, stored, 0, (0,) * len(shape))
    laid.flags.writeable = False
    return laid


def used(values: NDArray[Any]) -> bool:
    """Whether anything in the array is not zero."""
    if values.size == 0:
        return False
    if values.item(0) or not any(values.strides):
        return bool(values.item(0))  # whoever finds something in the first place looks no further
    return bool(np.count_nonzero(values) if values.size <= _FEW else values.any())
