"""Array records and their exact way through JSON (R9.6)."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays as some_array

from detente_rules import arrays
from detente_rules.arrays import BoolArray, FloatArray, IntArray


@dataclass(frozen=True, eq=False, kw_only=True)
class Inner:
    flags: BoolArray


@dataclass(frozen=True, eq=False, kw_only=True)
class Record:
    name: str
    level: float
    count: IntArray
    level_by_lab: FloatArray
    inner: Inner
    span: tuple[float, ...] = (1.0, 2.0)


def record(levels: object = ((1.0, math.inf), (-0.0, 1e-300))) -> Record:
    """One of each kind of field."""
    return Record(
        name="x",
        level=math.inf,
        count=arrays.ints([[1, 2]]),
        level_by_lab=arrays.floats(levels),
        inner=Inner(flags=arrays.bools([[True, False]])),
    )


def test_a_record_comes_back_from_json_bit_for_bit() -> None:
    """Infinity too, which JSON cannot write: it stands as null."""
    text = json.dumps(arrays.to_data(record()), allow_nan=False)
    back = arrays.from_data(Record, json.loads(text))
    assert arrays.same(back, record())
    assert back.level == math.inf
    assert back.span == (1.0, 2.0)
    assert back.count.dtype == np.int64


@given(some_array(np.float64, (2, 3), elements=st.floats(allow_nan=False, min_value=-1e308)))
def test_every_finite_float_survives(levels: FloatArray) -> None:
    """Python writes as many digits as bring the same bits back."""
    back = arrays.from_data(Record, json.loads(json.dumps(arrays.to_data(record(levels)))))
    assert np.array_equal(back.level_by_lab, levels)


@pytest.mark.parametrize("bad", [math.nan, -math.inf])
def test_what_has_no_meaning_is_not_recorded(bad: float) -> None:
    """NaN and minus infinity are faults, not figures."""
    with pytest.raises(arrays.BrokenData):
        arrays.to_data(record([[1.0, bad]]))


@pytest.mark.parametrize("change", [{"unknown": 1}, {"count": "many"}, {"inner": 3}])
def test_broken_data_name_the_field(change: dict[str, object]) -> None:
    """Stored data of another form are refused."""
    with pytest.raises(arrays.BrokenData):
        arrays.from_data(Record, {**arrays.to_data(record()), **change})


def test_a_missing_field_is_refused() -> None:
    """And named."""
    data = arrays.to_data(record())
    del data["level_by_lab"]
    with pytest.raises(arrays.BrokenData, match="level_by_lab"):
        arrays.from_data(Record, data)


def test_arrays_are_read_only() -> None:
    """A frozen record whose arrays can be written to is not frozen."""
    for array in (arrays.floats([1.0]), arrays.ints([1], (3,)), arrays.frozen(np.ones(3)[1:])):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 7


def test_games_can_be_repeated_taken_and_joined() -> None:
    """The leading axis is the axis of games."""
    many = arrays.repeat(record([[1.0, 2.0]]), 3)
    assert many.level_by_lab.shape == (3, 2)
    assert many.inner.flags.shape == (3, 2)
    one = arrays.take(many, 2)
    assert arrays.same(one, record([[1.0, 2.0]]))
    assert arrays.same(arrays.concatenate([one, one, one]), many)


def test_digest_tells_records_apart_to_the_last_bit() -> None:
    """Equality across processes."""
    assert arrays.digest(record()) == arrays.digest(record())
    nearly = math.nextafter(1.0, 2.0)
    assert arrays.digest(record([[1.0]])) != arrays.digest(record([[nearly]]))
    assert arrays.same(record([[1.0]]), record([[nearly]]), tolerance=1e-12)
    assert not arrays.same(record([[1.0]]), record([[nearly]]))
