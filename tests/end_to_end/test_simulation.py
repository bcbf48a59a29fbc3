"""Deterministic simulation: whatever clock, disk and network do, everybody is told the truth once, and nobody is stuck.

Seen to fail when acknowledgements left before the commit, when a restart numbered streams anew, when answers were not
stored, and when a repetition of what was under way was decided anew. Beside talk and orders the tables raise hands, share
drafts, and are paused, muted, moved, injected and handed to bots.
"""

import pytest

from tests.end_to_end.simulation import digest, simulate


def run(seeds: range) -> None:
    """Play these seeds; the first that goes wrong is named with the command that plays it again."""
    for seed in seeds:
        try:
            faults, _ = simulate(seed)
        except Exception as fault:
            raise AssertionError(f"python -m tests.end_to_end.simulation {seed}") from fault
        assert not faults, f"python -m tests.end_to_end.simulation {seed}\n" + "\n".join(faults)


@pytest.mark.parametrize("tens", range(6))
def test_a_storm_harms_nobody(tens: int) -> None:
    """Ten seeds each."""
    run(range(10 * tens, 10 * tens + 10))


@pytest.mark.slow
def test_a_thousand_storms_harm_nobody() -> None:
    """A minute of one core."""
    run(range(1_000, 2_000))


def test_a_seed_plays_the_same_run_again() -> None:
    """To the last hash, or replaying a failure would be a matter of luck."""
    one, other = simulate(4711)[1], simulate(4711)[1]
    assert digest(one) == digest(other)
    assert one.happened == other.happened
    assert digest(one) != digest(simulate(4712)[1])
