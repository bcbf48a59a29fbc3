"""The dice (R9.4): every draw is a pure function of its coordinates."""

from __future__ import annotations

import numpy as np
import pytest

from detente_rules import dice
from detente_rules.dice import Purpose

# (key, purpose, round, actor, counter) → the number, to the last bit. These vectors are part of the record's format: a
# change here makes every stored game unverifiable.
GOLDEN = [
    (0, Purpose.FATE, 0, 0, 0, 0.501991650807946),
    (1, Purpose.DETECTION, 0, 0, 0, 0.5573954173837086),
    (2**64 - 1, Purpose.WATCH, 11, 5, 7, 0.580774990221784),
    (0x0123456789ABCDEF, Purpose.NOISE_CAPABILITY, 65535, 65535, 2**24 - 1, 0.3798357248517853),
    (42, Purpose.BOT, 3, 2, 1, 0.04870844885111125),
]


@pytest.mark.parametrize(("key", "purpose", "round_", "actor", "counter", "expected"), GOLDEN)
def test_golden_vectors(
    key: int, purpose: Purpose, round_: int, actor: int, counter: int, expected: float
) -> None:
    """Stored games depend on these numbers."""
    assert dice.uniform(key, purpose, round_, actor, counter) == expected


def test_the_mixing_function_is_splitmix64() -> None:
    """Seed 0 of the published generator gives these first outputs (Vigna's splitmix64.c)."""
    published = (0xE220A8397B1DCDAF, 0x6E789E6AA1B965F4, 0x06C45D188009454F)
    gamma = 0x9E3779B97F4A7C15
    states = np.array([(gamma * n) % 2**64 for n in (1, 2, 3)], dtype=np.uint64)
    assert tuple(int(value) for value in dice.mix(states)) == published


def test_golden_seeds() -> None:
    """A seed given as a number or as text is one seed."""
    assert dice.key_from_seed(7) == 0x4FA6B6BF7745CB6
    assert dice.key_from_seed("7") == dice.key_from_seed(7)
    assert dice.key_from_seed("détente") == 0x184A3BCB087D2482


def test_arrays_and_plain_integers_draw_the_same() -> None:
    """The vectorised draw and the scalar one agree to the last bit."""
    key = dice.key_from_seed("both ways")
    array = dice.uniforms(dice.keys([key, key + 1]), Purpose.WATCH, 9, actors=3, counters=4)
    assert array.shape == (2, 3, 4)
    for game, actor, counter in np.ndindex(2, 3, 4):
        assert array[game, actor, counter] == dice.uniform(key + game, Purpose.WATCH, 9, actor, counter)


def test_no_order_of_calls_changes_a_draw() -> None:
    """Draws forward and backward are equal."""
    key = dice.keys([5])
    places = [(purpose, round_) for purpose in Purpose for round_ in range(3)]
    forward = [dice.uniforms(key, *place, actors=4).tolist() for place in places]
    backward = [dice.uniforms(key, *place, actors=4).tolist() for place in reversed(places)]
    assert forward == backward[::-1]


def test_asking_for_more_actors_leaves_the_others_draws_alone() -> None:
    """A seat more changes nobody else's luck."""
    key = dice.keys([5])
    few = dice.uniforms(key, Purpose.INCIDENT, 2, actors=2)
    many = dice.uniforms(key, Purpose.INCIDENT, 2, actors=9)
    assert np.array_equal(few, many[:, :2])


def test_uniforms_are_uniform_and_unrelated_between_neighbours() -> None:
    """Chi-square and serial correlation of half a million draws."""
    values = dice.uniforms(dice.keys(range(200)), Purpose.FATE, 0, actors=50, counters=50).reshape(-1)
    assert values.min() >= 0.0
    assert values.max() < 1.0
    counts, _ = np.histogram(values, bins=100, range=(0.0, 1.0))
    chi_square = float(((counts - values.size / 100) ** 2 / (values.size / 100)).sum())
    assert 45 < chi_square < 175, "99 degrees of freedom, far tails of both sides"
    assert abs(float(np.corrcoef(values[:-1], values[1:])[0, 1])) < 0.01


def test_normals_have_mean_zero_and_spread_one() -> None:
    """Both of a pair, and no correlation between them."""
    places = dice.steps(Purpose.NOISE_CAPABILITY, 0, 100, 100)
    one, other = (dice.normal(dice.bits_at(dice.keys(range(start, start + 50)), places)) for start in (0, 50))
    for values in (one, other):
        assert abs(float(values.mean())) < 0.01
        assert abs(float(values.std()) - 1.0) < 0.01
    assert abs(float(np.corrcoef(one.reshape(-1), other.reshape(-1))[0, 1])) < 0.01
    assert np.isfinite(one).all()


def test_a_branch_has_dice_of_its_own() -> None:
    """Derived keys differ from one another and from their parent."""
    key = dice.key_from_seed(1)
    branches = {dice.sub_key(key, Purpose.BRANCH, number) for number in range(1000)}
    assert len(branches) == 1000
    assert key not in branches


@pytest.mark.parametrize("place", [(-1, 0, 0), (1 << 16, 0, 0), (0, 1 << 16, 0), (0, 0, 1 << 24)])
def test_coordinates_out_of_range_are_refused(place: tuple[int, int, int]) -> None:
    """Instead of sharing bits with another draw."""
    with pytest.raises(dice.DiceRange):
        dice.uniform(0, Purpose.FATE, *place)
