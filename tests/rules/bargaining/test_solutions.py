"""Bargaining solutions on hand-sized sets, and their axioms on random ones (R8.11)."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from detente_rules.bargaining.solutions import (
    BadPoints,
    egalitarian,
    ideal,
    kalai_smorodinsky,
    nash,
    pareto_frontier,
)

TEXTBOOK = [(0, 1), (0.5, 0.8), (0.8, 0.6), (1, 0)]
NOTHING = (0, 0)
SETS = hnp.arrays(np.float64, st.tuples(st.integers(1, 12), st.integers(2, 4)), elements=st.floats(-2, 9))
PAIRS = hnp.arrays(np.float64, st.tuples(st.integers(1, 12), st.just(2)), elements=st.floats(-2, 9))


def grid(count: int) -> np.ndarray:
    """``count`` agreements on the textbook's frontier, even along the first player's utility."""
    x = np.linspace(0, 1, count)
    return np.stack([x, np.interp(x, *np.transpose(TEXTBOOK))], axis=1)


@pytest.mark.parametrize("points", [TEXTBOOK, grid(11)], ids=["corners", "11-grid"])
def test_the_textbook_frontier_gives_the_published_points(points: np.ndarray) -> None:
    """Nash (0.8, 0.6) and Kalai-Smorodinsky (0.68, 0.68), from the corners and from eleven agreements alike."""
    assert nash(points, NOTHING) == pytest.approx((0.8, 0.6), abs=1e-12)
    assert kalai_smorodinsky(points, NOTHING) == pytest.approx((0.68, 0.68), abs=1e-12)
    assert egalitarian(points, NOTHING) == pytest.approx((0.68, 0.68), abs=1e-12)


def test_the_frontier_leaves_out_what_somebody_would_better() -> None:
    """(.4, .4) is worse than (.5, .8) for both, and a twin counts once."""
    assert pareto_frontier([*TEXTBOOK, (0.4, 0.4), (0.5, 0.8)]).tolist() == [
        list(map(float, p)) for p in TEXTBOOK
    ]


def test_two_players_may_draw_lots_between_agreements() -> None:
    """All or nothing for one of two: the lottery (½, ½) is better for both than the dull (.4, .4)."""
    assert nash([(1, 0), (0, 1), (0.4, 0.4)], NOTHING) == pytest.approx((0.5, 0.5))


def test_an_outside_option_moves_every_solution_towards_its_owner() -> None:
    """Who has .5 without any agreement, splits only what is left of a pie of one: .75 to .25."""
    for solution in (nash, kalai_smorodinsky, egalitarian):
        assert solution([(1, 0), (0, 1)], (0.5, 0)) == pytest.approx((0.75, 0.25))


def test_the_ideal_counts_only_what_the_other_would_accept() -> None:
    """A player whose partner walks away below .5 cannot hope for more than the other half."""
    assert ideal([(1, 0), (0, 1)], (0, 0.5)) == pytest.approx((0.5, 1.0))


def test_where_no_agreement_helps_everybody_there_is_none() -> None:
    """Nobody signs what is worse than nothing."""
    for solution in (nash, kalai_smorodinsky, egalitarian):
        assert solution([(3, -1), (-1, 3)], (2, 2)) is None


def test_kalai_smorodinsky_shares_by_what_could_be_gained_and_egalitarian_by_gains() -> None:
    """One could gain 2, the other 1: the first solution gives twice as much to the first, the second the same to both."""
    points = [(2, 0), (0, 1)]
    assert kalai_smorodinsky(points, NOTHING) == pytest.approx((1, 0.5))
    assert egalitarian(points, NOTHING) == pytest.approx((2 / 3, 2 / 3))


def test_who_cannot_gain_has_no_veto_over_shares() -> None:
    """A player that gets nothing anyway does not pull everybody down to nothing."""
    points = [(1.0, 0.0, 0.0), (0.5, 0.5, 0.0)]
    assert kalai_smorodinsky(points, (0, 0, 0)) == pytest.approx((0.5, 0.5, 0.0))


@pytest.mark.parametrize(
    "points", [[], [1.0, 2.0], [(np.nan, 1.0)], [(1.0, 2.0, 3.0)]], ids=["empty", "flat", "nan", "three"]
)
def test_what_is_no_set_of_agreements_is_refused(points: list[float]) -> None:
    """Not a number, not two players, not a table."""
    with pytest.raises(BadPoints):
        nash(points, NOTHING)


@given(SETS)
def test_every_solution_is_individually_rational_and_undominated(points: np.ndarray) -> None:
    """Nobody is worse off than without agreement, and no agreement on the table is better for all."""
    d = np.zeros(points.shape[1])
    for solution in (nash, kalai_smorodinsky, egalitarian):
        chosen = solution(points, d)
        if chosen is not None:
            assert (chosen >= d - 1e-9).all()
            assert not (points > chosen + 1e-9).all(axis=1).any()


@given(PAIRS, st.floats(0.1, 10), st.floats(-5, 5))
def test_nash_and_kalai_smorodinsky_do_not_mind_another_scale(
    points: np.ndarray, factor: float, shift: float
) -> None:
    """Utility has no unit: the same agreement is chosen whatever unit one player counts in."""
    d, stretch, move = np.zeros(2), np.array([factor, 1.0]), np.array([shift, 0.0])
    for solution in (nash, kalai_smorodinsky):
        chosen, other = solution(points, d), solution(points * stretch + move, d * stretch + move)
        if chosen is not None and other is not None:
            product, again = np.prod(chosen - d), np.prod((other - move) / stretch - d)
            assert again == pytest.approx(product, rel=1e-6, abs=1e-6)


@given(PAIRS)
def test_players_alike_are_treated_alike(points: np.ndarray) -> None:
    """Swap the two players of a set, and the solution swaps."""
    for solution in (kalai_smorodinsky, egalitarian):
        chosen, swapped = solution(points, NOTHING), solution(points[:, ::-1], NOTHING)
        assert (chosen is None) == (swapped is None)
        if chosen is not None and swapped is not None:
            assert min(chosen) == pytest.approx(min(swapped), abs=1e-9)
