"""What everybody thinks they see of everybody else (R6.11)."""

from __future__ import annotations

import numpy as np

from detente_rules.world.choices import Choices, Disclose
from tests.rules.world.worlds import in_force, one_round, small_world

GAMES = 20_000


def errors(**terms: object) -> tuple[np.ndarray, np.ndarray]:
    """Standard deviations (P, A) of readings of K and S over many games."""
    params = small_world(threshold_spread=0.0)
    table = in_force(params, GAMES, **terms) if terms else None
    result = one_round(params, Choices.neutral(GAMES, 2, 2), table)
    capability = result.seen_capability - result.world.capability[:, None, :]
    assurance = result.seen_assurance - result.world.assurance[:, None, :]
    assert np.abs(capability.mean(axis=0)).max() < 0.02, "no bias"
    return capability.std(axis=0), assurance.std(axis=0)


def test_outsiders_see_capability_to_three_tenths_and_assurance_to_six_tenths() -> None:
    """A lab knows itself exactly; a nation sees its own labs half as badly."""
    capability, assurance = errors()
    assert np.allclose(capability, [[0, 0.3], [0.3, 0], [0.15, 0.3], [0.3, 0.15]], atol=0.01)
    assert np.allclose(assurance, [[0, 0.6], [0.6, 0], [0.3, 0.6], [0.6, 0.3]], atol=0.02)


def test_data_exchange_and_inspection_narrow_the_error() -> None:
    """By the exchange's factor, and by up to a half where inspectors would see everything."""
    shared, _ = errors(observation=0.5)
    assert np.allclose(shared[0, 1], 0.15, atol=0.005)
    looked, _ = errors(rate=1.0, hit=1.0, independence=1.0, floor=0.1, floor_for=True)
    assert np.allclose(looked[0, 1], 0.15, atol=0.005)


def test_stated_standard_deviations_are_the_observed_ones() -> None:
    """What a view tells a seat about its own uncertainty is true."""
    params = small_world()
    result = one_round(params, Choices.neutral(4, 2, 2), in_force(params, 4, observation=0.5))
    assert np.allclose(result.seen_factor[:, 0, 1], 0.5)
    assert np.allclose(result.seen_factor[:, 0, 0], 0.0)


def test_a_treaty_may_want_more_told_than_a_lab_would_tell() -> None:
    """The wider of its own choice and its duty."""
    params = small_world()
    choices = Choices.neutral(1, 2, 2).having(disclose=[[Disclose.KEEP, Disclose.PUBLISH]])
    free = one_round(params, choices)
    bound = one_round(params, choices, in_force(params, 1, disclosure=Disclose.OVERSEER))
    assert free.disclosed[0].tolist() == [Disclose.KEEP, Disclose.PUBLISH]
    assert bound.disclosed[0].tolist() == [Disclose.OVERSEER, Disclose.PUBLISH]


def test_a_lab_knows_its_own_danger_better_than_anybody_but_not_exactly() -> None:
    """A factor of e^.15 either way; and danger tells of the hidden threshold, which nobody sees."""
    params = small_world()
    result = one_round(params, Choices.neutral(GAMES, 2, 2))
    error = np.log(result.own_danger / result.danger)
    assert abs(error.std() - 0.15) < 0.01
    assert np.log2(result.danger[:, 0]).std() > 0.2, "thresholds differ between games"
