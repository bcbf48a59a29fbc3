"""Counter-based dice: every draw is a pure function of what it is for (R9.4).

A draw is ``SplitMix64`` of ``(key, purpose, round, actor, counter)``.  Nothing is consumed, so no order of calls can
change a roll: two processes, a replay, a branch and a batch of a thousand games all see the same number in the same place.

The word ``purpose(8) | round(16) | actor(16) | counter(24)`` walks the SplitMix64 sequence that starts at the mixed key:
``mix(mix(key) + GAMMA * (word + 1))``.  Within one key no two words share a position of the sequence.

Source of the generator: Steele, Lea & Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014 (finaliser
variant 13 of Stafford, as in Java's ``SplittableRandom``).
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from enum import IntEnum
from functools import lru_cache
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "DiceRange",
    "Keys",
    "Purpose",
    "Steps",
    "bits_at",
    "key_from_seed",
    "keys",
    "mix",
    "normal",
    "steps",
    "sub_key",
    "to_unit",
    "uniform",
    "uniforms",
]

Keys: TypeAlias = NDArray[np.uint64]
"""One key per game, shape (G,)."""

Steps: TypeAlias = NDArray[np.uint64]
"""Places on the generator's sequence, shape (n,); see `steps`."""

_GAMMA: Final = 0x9E3779B97F4A7C15
_MIX_A: Final = 0xBF58476D1CE4E5B9
_MIX_B: Final = 0x94D049BB133111EB
_MASK: Final = 0xFFFF_FFFF_FFFF_FFFF
_TO_UNIT: Final = 2.0**-53

_LOW_BYTES: Final = np.uint64(0x00FF00FF00FF00FF)
_ADD_PARTS: Final = np.uint64(0x0001000100010001)
_BYTES_MEAN: Final = 8 * 255 / 2
_BYTES_SCALE: Final = 1.0 / (8 * (256**2 - 1) / 12) ** 0.5

_ROUND_LIMIT: Final = 1 << 16
_ACTOR_LIMIT: Final = 1 << 16
_COUNTER_LIMIT: Final = 1 << 24


class Purpose(IntEnum):
    """What a draw is for.  Numbers are part of the record: never reuse or renumber one (R9.4)."""

    FATE = 1
    INCIDENT = 2
    INCIDENT_SEEN = 3
    DETECTION = 4
    FALSE_ALARM = 5
    WATCH = 6
    WHISTLE = 7
    NOISE_CAPABILITY = 8
    NOISE_DANGER = 9
    THRESHOLD = 10
    RATIFICATION = 11
    EVALUATION = 12
    BOT = 13
    NEWS = 14
    SEATING = 15
    OWN_INSPECTION = 16
    BRANCH = 17
    NOISE_ASSURANCE = 18


class DiceRange(ValueError):
    """A coordinate of a draw lies outside the range that its bits can carry."""


def key_from_seed(seed: int | str) -> int:
    """The 64-bit key of a seed; a number and its text are the same seed (``--seed 7`` and ``"7"``).

    SHA-256 spreads neighbouring seeds over the whole range, so that games 1, 2, 3 share nothing.
    """
    digest = hashlib.sha256(f"detente/seed/1:{seed}".encode()).digest()
    return int.from_bytes(digest[:8], "big")


def sub_key(key: int, purpose: Purpose, number: int = 0) -> int:
    """A key of its own derived from ``key``: for a branch of a game, a bot, the n-th game of a batch (number < 2^56)."""
    if not 0 <= number < 1 << 56:
        raise DiceRange(f"number {number}: beyond 56 bits")
    return _mix_int(_mix_int(key) + _GAMMA * ((int(purpose) << 56) + number + 1))


def keys(values: Sequence[int]) -> Keys:
    """Keys of a batch of games as the array that `uniforms` takes, shape (G,), read-only."""
    array = np.array([value & _MASK for value in values], dtype=np.uint64)
    array.flags.writeable = False
    return array


def uniform(key: int, purpose: Purpose, round_: int = 0, actor: int = 0, counter: int = 0) -> float:
    """One number in [0, 1); equal to the same place of `uniforms`, in plain integers."""
    word = _word(purpose, round_, actor, counter)
    return float(_mix_int(_mix_int(key) + _GAMMA * (word + 1)) >> 11) * _TO_UNIT


@lru_cache(maxsize=4096)
def steps(purpose: Purpose, round_: int, actors: int = 1, counters: int = 1) -> Steps:
    """The places of a round's draws on the generator's sequence, shape (actors * counters,), row by row, read-only.

    Places of several purposes may be concatenated and drawn at once with `bits_at`; that changes no draw.
    """
    _word(purpose, round_, max(actors - 1, 0), max(counters - 1, 0))  # for its range check
    actor = np.arange(actors, dtype=np.uint64)[:, None] << np.uint64(24)
    counter = np.arange(counters, dtype=np.uint64)[None, :]
    places = ((np.uint64(_word(purpose, round_, 0, 0) + 1) + actor + counter) * np.uint64(_GAMMA)).reshape(-1)
    places.flags.writeable = False
    return places


def bits_at(key: Keys, places: Steps) -> NDArray[np.uint64]:
    """64 random bits at every place for every game, shape (len(places), G): the games side by side in memory."""
    return mix(places[:, None] + mix(np.atleast_1d(key)))


def to_unit(random: NDArray[np.uint64]) -> NDArray[np.float64]:
    """The upper 53 bits as a number in [0, 1)."""
    unit = (random >> np.uint64(11)).astype(np.float64)
    unit *= _TO_UNIT
    return unit


def uniforms(
    key: Keys, purpose: Purpose, round_: int, actors: int = 1, counters: int = 1
) -> NDArray[np.float64]:
    """Numbers in [0, 1), shape (G, actors, counters); element [g, a, c] depends on its own coordinates alone."""
    unit = to_unit(bits_at(key, steps(purpose, round_, actors, counters)))
    return unit.T.reshape(-1, actors, counters)


def normal(random: NDArray[np.uint64]) -> NDArray[np.float64]:
    """A bell-shaped number of mean 0 and standard deviation 1 for every 64 random bits: the sum of their eight bytes.

    Whole numbers until the last step, so that every machine rolls the same; a logarithm or cosine would not.  The
    Irwin–Hall distribution of eight: ends at 4.9 standard deviations, and up to two is within .4 % of the normal's.
    """
    sums = random >> np.uint64(8)
    sums &= _LOW_BYTES
    sums += random & _LOW_BYTES
    # The product's upper 16 bits hold the sum of the four 16-bit parts.
    sums *= _ADD_PARTS
    sums >>= np.uint64(48)
    bell = sums.astype(np.float64)
    bell -= _BYTES_MEAN
    bell *= _BYTES_SCALE
    return bell


def _word(purpose: Purpose, round_: int, actor: int, counter: int) -> int:
    if not (0 <= round_ < _ROUND_LIMIT and 0 <= actor < _ACTOR_LIMIT and 0 <= counter < _COUNTER_LIMIT):
        raise DiceRange(f"round {round_}, actor {actor}, counter {counter}: beyond 16, 16 and 24 bits")
    return (int(purpose) << 56) | (round_ << 40) | (actor << 24) | counter


def _mix_int(value: int) -> int:
    z = value & _MASK
    z = ((z ^ (z >> 30)) * _MIX_A) & _MASK
    z = ((z ^ (z >> 27)) * _MIX_B) & _MASK
    return z ^ (z >> 31)


def mix(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """SplitMix64's output function on an array of states."""
    # Two arrays are made and then written over: a pass over memory that is warm costs half of one over new memory.
    shifted = values >> np.uint64(30)
    z = values ^ shifted
    # Overflow is the point of these multiplications; numpy wraps arrays silently (and warns for scalars only).
    z *= np.uint64(_MIX_A)
    np.right_shift(z, np.uint64(27), out=shifted)
    z ^= shifted
    z *= np.uint64(_MIX_B)
    np.right_shift(z, np.uint64(31), out=shifted)
    z ^= shifted
    return z
