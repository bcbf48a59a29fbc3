"""Conditional commitments: the largest consistent set, unique, order-independent, monotone (R4.7)."""

from itertools import chain, combinations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from detente_rules.treaty import clauses as c
from detente_rules.treaty.conditional import conditions_met, largest_consistent_set, unlocks
from detente_rules.treaty.terms import Terms
from tests.rules.treaty.board import AI_SHARE, FLOOR, HOMES, LABS, NATIONS, SEATS, Board, row

Seats = st.sets(st.sampled_from(SEATS), max_size=4)
Conditions = st.lists(
    st.builds(
        lambda who, share, count, named: c.Conditional(
            seats=tuple(sorted(who)), share=share, count=count, named=tuple(sorted(named))
        ),
        Seats,
        st.sampled_from([0.0, 0.3, 0.5, 0.7, 1.0]),
        st.integers(1, 7),
        Seats,
    ),
    max_size=5,
)


def terms_of(conditions: list[c.Conditional]) -> Terms:
    """A treaty among all seven seats with these conditions."""
    return Terms.empty(1, len(LABS), len(NATIONS), 1).with_treaty(0, _row(conditions))


def _row(conditions: list[c.Conditional]) -> Terms:
    made = row(FLOOR, *conditions, parties=SEATS)
    return Terms(
        **{name: getattr(made, name)[:, :1] for name in vars(made)}
        | {"recognises": made.recognises[:, :, :1]}
    )


def mask(seats: set[str]) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
    """(1, 1, P)."""
    return np.isin(SEATS, sorted(seats))[None, None, :]


def bound(terms: Terms, willing: set[str]) -> set[str]:
    """The largest consistent set, by name."""
    found = largest_consistent_set(terms, mask(willing), AI_SHARE, HOMES)[0, 0]
    return {seat for place, seat in enumerate(SEATS) if found[place]}


def consistent(terms: Terms, seats: set[str]) -> bool:
    """Whether everybody's condition holds if exactly these are bound."""
    present = mask(seats)
    return bool((~present | conditions_met(terms, present, AI_SHARE, HOMES)).all())


@given(Conditions, st.sets(st.sampled_from(SEATS)))
def test_it_is_the_union_of_all_consistent_sets(conditions: list[c.Conditional], willing: set[str]) -> None:
    """So it is unique, and no order can matter: compared with every subset of the willing."""
    terms = terms_of(conditions)
    names = sorted(willing)
    subsets = chain.from_iterable(combinations(names, size) for size in range(len(names) + 1))
    union = set().union(*(set(subset) for subset in subsets if consistent(terms, set(subset))))
    assert bound(terms, willing) == union
    assert consistent(terms, union)


@given(Conditions, st.sets(st.sampled_from(SEATS)), st.sets(st.sampled_from(SEATS)))
def test_one_consent_more_never_unbinds_anybody(
    conditions: list[c.Conditional], willing: set[str], more: set[str]
) -> None:
    """Monotone."""
    terms = terms_of(conditions)
    assert bound(terms, willing) <= bound(terms, willing | more)


@given(Conditions, st.permutations(SEATS))
def test_the_order_of_signatures_does_not_matter(conditions: list[c.Conditional], order: list[str]) -> None:
    """Played through the life cycle, the same parties are bound in the end."""
    played, sorted_ = Board(), Board()
    for board, seats in ((played, order), (sorted_, SEATS)):
        board.open(FLOOR, *conditions, c.EntryIntoForce(count=1), parties=SEATS)
        board.consent(*seats)
    assert played.members() == sorted_.members()


def test_two_that_wait_for_one_another_are_both_bound() -> None:
    """Nobody has to go first: that is what conditions are for."""
    terms = terms_of(
        [c.Conditional(seats=("mora",), named=("norr",)), c.Conditional(seats=("norr",), named=("mora",))]
    )
    assert bound(terms, {"mora"}) == set()
    assert bound(terms, {"mora", "norr"}) == {"mora", "norr"}


def test_a_share_of_compute_exactly_at_its_threshold_is_enough() -> None:
    """Norr holds .4 and mora .5 of the world's AI."""
    terms = terms_of([c.Conditional(seats=("norr",), share=0.9)])
    assert bound(terms, {"norr", "osk"}) == {"osk"}
    assert bound(terms, {"norr", "mora"}) == {"norr", "mora"}
    terms = terms_of([c.Conditional(seats=("norr",), share=0.91)])
    assert bound(terms, {"norr", "mora"}) == {"mora"}


def test_who_would_unlock_whom() -> None:
    """Mora's consent would bind norr, and osk behind it; osk's own alone would not even bind itself."""
    terms = terms_of(
        [c.Conditional(seats=("norr",), named=("mora",)), c.Conditional(seats=("osk",), count=3)]
    )
    table = unlocks(terms, mask({"norr"}), AI_SHARE, HOMES, slot=0)
    names = {(SEATS[row_], SEATS[column]) for row_, column in zip(*np.nonzero(table), strict=True)}
    assert ("mora", "norr") in names
    assert ("osk", "osk") not in names
    assert ("norr", "norr") not in names
    table = unlocks(terms, mask({"norr", "osk"}), AI_SHARE, HOMES, slot=0)
    assert {SEATS[column] for column in np.flatnonzero(table[SEATS.index("mora")])} == {"mora", "norr", "osk"}


def test_once_bound_a_party_stays_so_though_its_condition_fails() -> None:
    """It may withdraw like everybody else."""
    board = Board()
    board.open(FLOOR, c.Conditional(seats=("norr",), named=("mora",)), c.EntryIntoForce(count=2))
    board.consent("mora", "norr", "osk")
    board.withdraw("mora")
    board.enter()
    assert board.members() == {"norr", "osk"}
    board.withdraw("norr")
    board.consent("norr")
    assert board.members() == {"osk"}
