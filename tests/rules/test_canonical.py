"""The short way to canonical JSON is the long one's equal, to the byte; records are hashed over it (R9.2)."""

import json
import random
from typing import Any

import pytest
import rfc8785

from detente_rules.canonical import canonical, compact

NUMBERS = (0.0, -0.0, 1.0, 0.1, 1e-4, 9.99e-5, 1e-7, 1e15, 1e16, 1e21, 5e-324, 123456.789, 2.0**52 + 0.5)
LETTERS = 'abZ09"\\/<&\x7f\n\t é\u2028'


def anything(dice: random.Random, depth: int = 0) -> Any:
    """Some JSON value."""
    match dice.randrange(8 if depth < 3 else 6):
        case 0:
            return dice.choice((*NUMBERS, dice.random(), round(dice.random(), 6), dice.random() * 1e14))
        case 1:
            return dice.uniform(-1, 1) * 10.0 ** dice.randrange(-8, 20)
        case 2:
            return dice.choice((0, -5, 2**53 - 1, dice.randrange(10**9)))
        case 3:
            return dice.choice((True, False, None))
        case 4 | 5:
            return "".join(dice.choice(LETTERS) for _ in range(dice.randrange(6)))
        case 6:
            return [anything(dice, depth + 1) for _ in range(dice.randrange(4))]
    names = ("".join(dice.choice('ab_"é0Z') for _ in range(3)) for _ in range(dice.randrange(5)))
    return {name: anything(dice, depth + 1) for name in names}


def test_both_ways_give_the_same_bytes() -> None:
    """Numbers at the edges of their forms, words beyond ASCII, nesting."""
    dice = random.Random(1)
    for _ in range(5_000):
        value = anything(dice)
        assert canonical(value) == rfc8785.dumps(value)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), 2**60, {1: 2}])
def test_what_json_cannot_hold_is_refused(value: Any) -> None:
    """As the library refuses it."""
    with pytest.raises(rfc8785.CanonicalizationError):
        canonical([value])


@pytest.mark.parametrize("sort_keys", [False, True])
def test_what_is_made_once_writes_as_pythons_own_json(sort_keys: bool) -> None:
    """ASCII, no spaces; the keys as they come, or sorted."""
    dice, write = random.Random(2), compact(sort_keys=sort_keys)
    for _ in range(2_000):
        value = anything(dice)
        assert write(value) == json.dumps(value, separators=(",", ":"), sort_keys=sort_keys)


@pytest.mark.parametrize("value", [float("nan"), [float("-inf")], {"a": object()}])
def test_what_is_made_once_refuses_what_json_cannot_hold(value: Any) -> None:
    """It never writes NaN, which no other language would read."""
    with pytest.raises((ValueError, TypeError)):
        compact()(value)
