"""Who is bound, from when, until when (R4.4 to R4.10)."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente_rules.treaty import clauses as c
from detente_rules.treaty import lifecycle
from detente_rules.treaty.conditional import held_share
from detente_rules.treaty.terms import Phase, Status, Terms
from tests.rules.treaty.board import AI_SHARE, FLOOR, HOMES, LABS, NATIONS, SEATS, Board, index, row


def test_a_lab_is_bound_by_its_signature_alone() -> None:
    """A voluntary commitment among labs needs no ratification."""
    board = Board()
    board.open(FLOOR, parties=("alpha", "gamma"))
    board.consent("alpha")
    assert board.phase() == Phase.OPEN
    board.consent("gamma")
    assert board.phase() == Phase.IN_FORCE
    assert board.members() == {"alpha", "gamma"}


def test_a_nation_signs_and_then_ratifies() -> None:
    """Its signature alone binds nobody."""
    board = Board()
    board.open(FLOOR)
    for nation in NATIONS:
        board.status = lifecycle.sign(board.status, 0, index(nation))
    board.enter()
    assert board.phase() == Phase.OPEN
    board.consent(*NATIONS)
    assert board.members() == set(NATIONS)
    assert board.status.entered[0, 0] == 0


@pytest.mark.parametrize("needed", [1, 2, 3])
def test_a_treaty_enters_into_force_exactly_at_its_number(needed: int) -> None:
    """Not one consent earlier."""
    board = Board()
    board.open(FLOOR, c.EntryIntoForce(count=needed))
    for number, nation in enumerate(NATIONS, start=1):
        board.consent(nation)
        assert (board.phase() == Phase.IN_FORCE) == (number >= needed)


@given(st.sets(st.sampled_from(SEATS), min_size=1), st.floats(0.001, 1.0))
def test_a_treaty_enters_into_force_exactly_at_its_share(seats: set[str], share: float) -> None:
    """The share counts a lab at home in a party once; exactly at the threshold is enough."""
    present = np.isin(SEATS, sorted(seats))[None, None, :]
    held = float(held_share(present, AI_SHARE, HOMES)[0, 0])
    labs = {lab for lab in LABS if lab in seats or _home(lab) in seats}
    assert held == pytest.approx(sum(AI_SHARE[0, SEATS.index(lab)] for lab in labs))
    for threshold, enters in ((share, held >= share), (held, True), (held + 1e-6, False)):
        if 0 < threshold <= 1:
            board = Board()
            board.open(FLOOR, c.EntryIntoForce(share=threshold), parties=SEATS)
            board.consent(*seats)
            assert (board.phase() == Phase.IN_FORCE) == enters


def _home(lab: str) -> str | None:
    place = int(HOMES[LABS.index(lab)])
    return NATIONS[place] if place >= 0 else None


def test_named_parties_are_waited_for() -> None:
    """Even where the number is reached."""
    board = Board()
    board.open(FLOOR, c.EntryIntoForce(count=2, named=("mora",)))
    board.consent("norr", "osk")
    assert board.phase() == Phase.OPEN
    board.consent("mora")
    assert board.phase() == Phase.IN_FORCE


def test_consumption_may_be_what_counts() -> None:
    """As in Montreal: those who use, not those who make."""
    terms = Terms.empty(1, 4, 3, 4).with_treaty(
        0, row(FLOOR, c.EntryIntoForce(share=0.5, measure="consumption"))
    )
    status = Status.empty(1, 4, 3, 4).opened(0)
    status = lifecycle.ratify(lifecycle.sign(status, 0, index("osk")), 0, index("osk"))
    consumption = np.array([[0.0, 0.0, 0.0, 0.0, 0.3, 0.2, 0.5]])
    assert lifecycle.enter(terms, status, AI_SHARE, HOMES, 0).phase[0, 0] == Phase.OPEN
    assert lifecycle.enter(terms, status, AI_SHARE, HOMES, 0, consumption).phase[0, 0] == Phase.IN_FORCE


@pytest.mark.parametrize(
    ("rule", "votes", "allowed"),
    [
        (c.AccessionRule(rule="open"), None, True),
        (c.AccessionRule(rule="closed"), None, False),
        (c.AccessionRule(rule="vote", majority=0.5), None, False),
        (c.AccessionRule(rule="vote", majority=0.5), 0, False),
        (c.AccessionRule(rule="vote", majority=0.5), 1, True),
        (c.Review(every=2), None, False),
    ],
)
def test_who_may_join_later(rule: c.Clause, votes: int | None, allowed: bool) -> None:
    """Mora and norr are in; osk, which the text does not name, asks to join."""
    board = Board()
    board.force(FLOOR, rule, parties=("mora", "norr"))
    cast = None if votes is None else np.array([[votes]])
    assert lifecycle.may_accede(board.terms, board.status, cast)[0, 0, index("osk")] == allowed
    if allowed:
        board.status = lifecycle.accede(board.status, 0, index("osk"))
        board.enter()
        assert board.members() == set(NATIONS)


def test_whoever_is_named_may_join_later_where_the_text_is_silent() -> None:
    """R4.12."""
    board = Board()
    board.open(FLOOR, c.EntryIntoForce(count=2))
    assert not lifecycle.may_accede(board.terms, board.status)[0, 0, index("osk")]
    board.consent("mora", "norr")
    assert lifecycle.may_accede(board.terms, board.status)[0, 0, index("osk")]
    assert not lifecycle.may_accede(board.terms, board.status)[0, 0, index("alpha")]


def test_what_is_allowed_when() -> None:
    """Sign once, ratify what was signed, withdraw what there is."""
    board = Board()
    board.open(FLOOR)
    mora, alpha = index("mora"), index("alpha")
    assert lifecycle.may_sign(board.terms, board.status, 0, mora)[0]
    assert not lifecycle.may_sign(board.terms, board.status, 0, alpha)[0]
    assert not lifecycle.may_ratify(board.terms, board.status, 0, mora)[0]
    assert not lifecycle.may_withdraw(board.status, 0, mora)[0]
    board.status = lifecycle.sign(board.status, 0, mora)
    assert not lifecycle.may_sign(board.terms, board.status, 0, mora)[0]
    assert lifecycle.may_ratify(board.terms, board.status, 0, mora)[0]
    assert lifecycle.may_withdraw(board.status, 0, mora)[0]
    assert not lifecycle.may_sign(board.terms, board.status, 1, mora)[0]


def test_a_signature_that_does_not_bind_is_taken_back_at_once() -> None:
    """Notice is for those who are bound."""
    board = Board()
    board.open(FLOOR, c.WithdrawalNotice(lasts=3))
    board.consent("mora")
    board.withdraw("mora")
    assert not board.status.signed.any()
    assert not board.status.ratified.any()
    assert (board.status.notice == -1).all()


@pytest.mark.parametrize("notice", [0, 1, 3])
def test_notice_binds_exactly_as_long_as_the_clause_says(notice: int) -> None:
    """And then nothing of the consent remains."""
    board = Board()
    board.force(FLOOR, c.WithdrawalNotice(lasts=notice))
    board.withdraw("mora")
    for _ in range(notice):
        assert "mora" in board.members()
        assert board.obliged().floor[0, 0] == 0.2
        board.end_round()
    assert board.members() == {"norr", "osk"}
    assert board.obliged().floor[0].tolist() == [0.0, 0.0, 0.2, 0.0]
    board.enter()
    assert board.members() == {"norr", "osk"}


def test_a_treaty_lapses_when_its_duration_has_run_out() -> None:
    """Three rounds in force, then over."""
    board = Board()
    board.force(FLOOR, c.Duration(lasts=3))
    for _ in range(3):
        assert board.phase() == Phase.IN_FORCE
        board.end_round()
    assert board.phase() == Phase.TERMINATED
    assert not board.status.member.any()
    assert not board.obliged().bound.any()


def test_renewal_by_itself_goes_on_until_the_sunset() -> None:
    """A sunset ends for good what would renew itself."""
    board = Board()
    board.force(FLOOR, c.Duration(lasts=2), c.RenewalRule(how="automatic"), c.Sunset(after=5))
    for _ in range(5):
        assert board.phase() == Phase.IN_FORCE
        board.end_round()
    assert board.phase() == Phase.TERMINATED


@pytest.mark.parametrize(("votes", "renewed"), [(1, False), (2, True), (3, True)])
def test_renewal_by_vote_needs_more_than_half_the_members_each_time(votes: int, renewed: bool) -> None:
    """And the votes of last time are spent."""
    board = Board()
    board.force(FLOOR, c.Duration(lasts=2), c.RenewalRule(how="vote"))
    for nation in NATIONS[:votes]:
        board.status = lifecycle.vote_renewal(board.status, 0, index(nation))
    board.end_round()
    board.end_round()
    assert (board.phase() == Phase.IN_FORCE) == renewed
    board.end_round()
    board.end_round()
    assert board.phase() == Phase.TERMINATED


def test_a_treaty_ends_with_its_last_member() -> None:
    """An empty treaty is none."""
    board = Board()
    board.force(FLOOR)
    for nation in NATIONS:
        board.withdraw(nation)
    board.end_round()
    assert board.phase() == Phase.TERMINATED


def test_a_suspended_party_is_a_member_that_is_not_bound() -> None:
    """As Russia in New START, 2023."""
    board = Board()
    board.force(FLOOR)
    board.status = lifecycle.suspend(board.status, 0, index("mora"))
    assert board.obliged().floor[0].tolist() == [0.0, 0.0, 0.2, 0.0]
    assert "mora" in board.members()
    board.status = lifecycle.resume(board.status, 0, index("mora"))
    assert board.obliged().floor[0].tolist() == [0.2, 0.2, 0.2, 0.0]


def test_a_suspended_treaty_binds_nobody_and_does_not_age() -> None:
    """Notices run on meanwhile."""
    board = Board()
    board.force(FLOOR, c.Duration(lasts=2), c.WithdrawalNotice(lasts=1))
    board.withdraw("osk")
    board.status = lifecycle.suspend_treaty(board.status, 0)
    assert not board.obliged().bound.any()
    board.end_round()
    assert board.members() == {"mora", "norr"}
    assert (board.status.age[0, 0], board.status.term_left[0, 0]) == (0, 2)
    board.status = lifecycle.suspend_treaty(board.status, 0, suspended=False)
    assert board.obliged().floor[0, 0] == 0.2


def test_an_emergency_lapses_unless_triggered_anew() -> None:
    """Two public incidents open it; its sunset is two rounds."""
    board = Board()
    board.force(FLOOR, c.EmergencyPowers(trigger=2, floor=0.6, rate=0.9, sunset=2))
    board.end_round(incidents=1)
    assert board.obliged().floor[0, 0] == 0.2
    board.end_round(incidents=2)
    for _ in range(2):
        assert board.obliged().floor[0].tolist() == [0.6, 0.6, 0.6, 0.0]
        assert board.obliged().rate[0, 0] == 0.9
        board.end_round()
    assert board.obliged().floor[0, 0] == 0.2


def test_an_emergency_without_a_sunset_stays() -> None:
    """What was meant for a moment."""
    board = Board()
    board.force(FLOOR, c.EmergencyPowers(floor=0.6, sunset=None))
    board.end_round(incidents=1)
    for _ in range(6):
        board.end_round()
    assert board.obliged().floor[0, 0] == 0.6


def test_the_leader_sets_the_standard_within_its_bounds() -> None:
    """Beyond them it is cut to them; without a leader nothing happens."""
    board = Board()
    board.force(FLOOR, c.Leadership(leader="mora", floor_low=0.1, floor_high=0.3, cost_high=2.0))
    board.status = lifecycle.set_standard(board.terms, board.status, 0, floor=0.9, cost=1.5)
    assert board.obliged().floor[0, 0] == 0.3
    assert board.obliged().fixed_cost[0, 0] == 1.5
    led = board.status
    board.force(FLOOR)
    board.status = lifecycle.set_standard(board.terms, board.status, 0, floor=0.9, cost=9.0)
    assert board.obliged().floor[0, 0] == 0.2
    assert led.standard_floor[0, 0] == 0.3


def test_acts_can_be_limited_to_some_games_of_a_batch() -> None:
    """A live game is a batch of one, a simulation a batch of many."""
    terms = Terms.empty(3, 4, 3, 4).with_treaty(
        0, row(FLOOR, c.WithdrawalNotice(lasts=1), c.EntryIntoForce(count=1))
    )
    status = Status.empty(3, 4, 3, 4).opened(0)
    mora = index("mora")
    some = np.array([True, False, True])
    status = lifecycle.ratify(lifecycle.sign(status, 0, mora, where=some), 0, mora, some)
    shares = np.repeat(AI_SHARE, 3, axis=0)
    status = lifecycle.enter(terms, status, shares, HOMES, now=2)
    assert status.phase[:, 0].tolist() == [Phase.IN_FORCE, Phase.OPEN, Phase.IN_FORCE]
    status = lifecycle.withdraw(terms, status, 0, mora, np.array([True, True, False]))
    assert status.notice[:, 0, mora].tolist() == [1, -1, -1]
    status = lifecycle.advance(terms, status)
    assert status.member[:, 0, mora].tolist() == [False, False, True]


@given(
    st.lists(
        st.tuples(st.sampled_from(["sign", "consent", "withdraw", "round"]), st.sampled_from(SEATS)),
        max_size=30,
    )
)
def test_whatever_happens_only_those_who_consented_are_bound(acts: list[tuple[str, str]]) -> None:
    """No order of acts binds a seat that is not named, has not signed, or has not ratified."""
    parties = ("mora", "norr", "alpha", "delta")
    board = Board()
    board.open(FLOOR, c.EntryIntoForce(count=2), c.WithdrawalNotice(lasts=2), parties=parties)
    for act, seat in acts:
        place = index(seat)
        if act in {"sign", "consent"} and lifecycle.may_sign(board.terms, board.status, 0, place)[0]:
            board.status = lifecycle.sign(board.status, 0, place)
        if act == "consent" and lifecycle.may_ratify(board.terms, board.status, 0, place)[0]:
            board.status = lifecycle.ratify(board.status, 0, place)
        if act == "withdraw" and lifecycle.may_withdraw(board.status, 0, place)[0]:
            board.withdraw(seat)
        if act == "round":
            board.end_round()
        board.enter()
        bound = board.members()
        assert bound <= set(parties)
        signed = {name for name in SEATS if board.status.signed[0, 0, index(name)]}
        ratified = {name for name in NATIONS if board.status.ratified[0, 0, index(name)]}
        assert bound <= signed
        assert bound & set(NATIONS) <= ratified
        assert bound == set() or board.phase() == Phase.IN_FORCE
