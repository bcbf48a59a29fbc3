"""What regimes do together: inspection, sanctions, markets, money, recognition (R4.13 to R4.16)."""

from dataclasses import fields, replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente_rules import arrays
from detente_rules.treaty import clauses as c
from detente_rules.treaty import lifecycle
from detente_rules.treaty.conflicts import TRADE, conflicts
from detente_rules.treaty.obligations import obligations
from detente_rules.treaty.terms import Terms
from tests.rules.treaty.board import AI_SHARE, EVERYTHING, FLOOR, HOMES, NATIONS, SEATS, Board, index

INSPECTED = c.Inspection(instrument="on_site", rate=0.5)


def test_a_quota_is_shared_by_the_labs_that_are_bound() -> None:
    """Three labs, one and a half inspections."""
    duty = Board().force(c.Inspection(instrument="on_site", rate=0.9, quota=1.5))
    assert duty.rate[0].tolist() == [0.5, 0.5, 0.5, 0.0]


def test_a_body_inspects_only_as_far_as_it_has_been_built_up() -> None:
    """Capacity multiplies the rate; the innocent are accused the less."""
    board = Board()
    board.force(INSPECTED)
    half = np.full((1, board.terms.treaties), 0.5)
    assert obligations(board.terms, board.status, HOMES, capacity=half).rate[0, 0] == 0.25


def test_of_two_regimes_the_one_that_sees_more_inspects() -> None:
    """Its rate, its instrument, its independence: not a mixture of the best of each."""
    board = Board()
    board.force(INSPECTED, c.Oversight(body="overseen", access=1.0))
    duty = board.force(
        c.Inspection(instrument="declarations", rate=1.0), c.Oversight(body="independent", access=1.0), slot=1
    )
    sights = {0: 0.5 * 0.8 * 0.15, 1: 1.0 * 0.15 * 0.9}
    assert sights[1] > sights[0]
    assert (duty.rate[0, 0], duty.hit[0, 0]) == (1.0, 0.15)
    assert duty.independence[0, 0] == pytest.approx(0.9)


@pytest.mark.parametrize(
    ("clause", "struck"),
    [
        (c.Sanction(fine=0.5), [True, True, True]),
        (c.Sanction(fine=0.5, decided="vote", majority=2 / 3), [True, True, True]),
        (c.Sanction(fine=0.5, decided="vote", majority=0.7), [False, False, False]),
        (c.Sanction(fine=0.5, decided="vote", veto=("mora",)), [False, False, True]),
    ],
)
def test_a_sanction_by_vote_needs_the_others_and_no_veto(clause: c.Sanction, struck: list[bool]) -> None:
    """Three members: the home votes against, two for; mora would veto for its own two labs."""
    duty = Board().force(clause)
    assert (duty.fine[0] > 0).tolist() == [*struck, False]
    assert duty.supervision[0].tolist() == [*struck, False]


def test_exclusion_closes_the_members_markets_and_no_others() -> None:
    """Mora and norr shut a lab out; osk is not in it."""
    duty = Board().force(c.Sanction(exclusion=0.6, trade=0.3), parties=("mora", "norr"))
    assert duty.exclusion[0].tolist() == [[0.6, 0.6, 0.6, 0], [0.6, 0.6, 0.6, 0], [0, 0, 0, 0]]
    assert duty.sanction_trade[0].tolist() == [[0, 0, 0.3, 0], [0.3, 0.3, 0, 0], [0, 0, 0, 0]]


def test_trade_is_cut_between_members_and_others_both_ways() -> None:
    """Mora alone is in: its labs lose abroad, others lose in mora; home markets stay open."""
    duty = Board().force(c.TradeMeasures(cut=0.6), c.ExportControl(withheld=0.5), parties=("mora",))
    assert duty.trade[0].tolist() == [[1, 1, 0.4, 0.4], [0.4, 0.4, 1, 1], [0.4, 0.4, 1, 1]]
    assert duty.supply[0].tolist() == [[0, 0, 0.5, 0.5], [0, 0, 0, 0], [0, 0, 0, 0]]


def test_what_is_shared_is_shared_within_one_treaty() -> None:
    """Two clubs do not share with one another."""
    board = Board()
    board.force(c.ResearchSharing(rate=0.1), parties=("mora",))
    duty = board.force(c.ResearchSharing(rate=0.2), parties=("norr", "delta"), slot=1)
    assert duty.sharing[0].tolist() == [[0, 0.1, 0, 0], [0.1, 0, 0, 0], [0, 0, 0, 0.2], [0, 0, 0.2, 0]]


def test_members_see_one_another_better() -> None:
    """Nations, and the labs they bind; outsiders neither see nor are seen better."""
    duty = Board().force(c.DataExchange(what=("effort", "capability", "assurance")), parties=("mora", "norr"))
    factor = duty.observation[0]
    assert factor[index("mora")].tolist() == pytest.approx([0.4, 0.4, 0.4, 1.0])
    assert factor[index("alpha")].tolist() == pytest.approx([0.4, 0.4, 0.4, 1.0])
    assert factor[index("osk")].tolist() == [1.0] * 4
    assert factor[index("delta")].tolist() == [1.0] * 4


@given(
    st.lists(
        st.tuples(
            st.sets(st.sampled_from(SEATS), min_size=1, max_size=3),
            st.sets(st.sampled_from(SEATS), min_size=1, max_size=3),
            st.floats(0.01, 50),
        ),
        min_size=1,
        max_size=4,
    ),
    st.sets(st.sampled_from(SEATS), min_size=1),
)
def test_transfers_conserve_money_whoever_is_absent(
    flows: list[tuple[set[str], set[str], float]], present: set[str]
) -> None:
    """They sum to zero, and nobody outside pays or receives."""
    clauses = [
        c.Transfer(payers=tuple(sorted(payers)), receivers=tuple(sorted(takers - payers)), amount=amount)
        for payers, takers, amount in flows
        if takers - payers
    ]
    board = Board()
    board.open(FLOOR, *clauses, c.EntryIntoForce(count=1), parties=SEATS)
    board.consent(*present)
    moved = board.obliged().transfer[0]
    assert moved.sum() == pytest.approx(0.0, abs=1e-9)
    assert all(moved[index(seat)] == 0.0 for seat in SEATS if seat not in present)


def test_what_the_fund_pays_is_what_the_labs_do_not() -> None:
    """Three labs at 1 each; half from the fund, which mora and osk fill."""
    duty = Board().force(FLOOR, c.Fund(pays=0.5, filled_by=("mora", "osk")))
    assert duty.fixed_cost[0].tolist() == [0.5, 0.5, 0.5, 0.0]
    assert duty.dues[0].tolist() == [0, 0, 0, 0, 0.75, 0, 0.75]


@pytest.mark.parametrize(
    ("body", "leader", "payers"),
    [
        ("parties", None, NATIONS),
        ("independent", None, NATIONS),
        ("leader", "mora", ("mora",)),
        ("overseen", None, ("delta",)),
    ],
)
def test_who_pays_the_body(body: c.Appointer, leader: str | None, payers: tuple[str, ...]) -> None:
    """Its whole cost, in equal parts."""
    duty = Board().force(
        INSPECTED, c.Oversight(body=body, leader=leader, cost=3.0), parties=(*NATIONS, "delta")
    )
    assert {seat: float(duty.dues[0, index(seat)]) for seat in SEATS if duty.dues[0, index(seat)]} == {
        seat: pytest.approx(3.0 / len(payers)) for seat in payers
    }


def test_recognised_regimes_ask_for_the_cost_once_and_cut_no_trade() -> None:
    """Two orders with rival standards, before and after recognition."""
    clauses = (FLOOR, c.TradeMeasures(cut=0.9))
    board = Board()
    board.force(*clauses, parties=("mora",))
    apart = board.force(*clauses, parties=("norr", "mora"), slot=1)
    assert apart.fixed_cost[0].tolist() == [2.0, 2.0, 1.0, 0.0]
    assert apart.trade[0, 0, 2] == pytest.approx(0.1)
    board.force(*clauses, c.MutualRecognition(treaty="t2"), parties=("mora",))
    together = board.obliged()
    assert together.fixed_cost[0].tolist() == [1.0, 1.0, 1.0, 0.0]
    assert together.trade[0, 0, 2] == 1.0
    assert together.trade[0, 0, 3] == pytest.approx(0.1)


def test_conflicts_are_shown_with_the_word_that_holds() -> None:
    """The floor of the second, the cap of the first; two leaders, neither."""
    board = Board()
    led = c.Leadership(leader="mora", floor_high=0.5)
    board.force(FLOOR, c.CapabilityCap(growth=0.2), led)
    other = c.Leadership(leader="norr", floor_high=0.5)
    board.force(
        c.SafetyFloor(level=0.4), c.CapabilityCap(growth=0.3), other, c.TradeMeasures(cut=0.5), slot=1
    )
    found = {one.matter: (one.slots, one.holds) for one in conflicts(board.terms, board.status, HOMES)}
    assert found == {"safety floor": ((0, 1), 1), "cap on growth": ((0, 1), 0), "leader": ((0, 1), -1)}
    board = Board()
    board.force(c.TradeMeasures(cut=0.5), parties=("mora",))
    board.force(FLOOR, parties=("norr",), slot=1)
    (conflict,) = conflicts(board.terms, board.status, HOMES)
    assert (conflict.slots, conflict.labs, conflict.matter) == ((0, 1), (2,), TRADE)


@given(st.lists(st.sets(st.sampled_from(SEATS)), min_size=2, max_size=5))
def test_a_batch_of_games_is_so_many_single_games(coalitions: list[set[str]]) -> None:
    """Bit for bit: nothing leaks from one game of a batch to another."""
    games = []
    for coalition in coalitions:
        board = Board()
        board.open(*EVERYTHING, c.EntryIntoForce(count=2), parties=SEATS)
        board.consent(*sorted(coalition))
        board.force(FLOOR, INSPECTED, slot=2)
        board.end_round(incidents=len(coalition))
        games.append(board)
    status = arrays.concatenate([board.status for board in games])
    terms = arrays.concatenate([board.terms for board in games])
    shares = np.repeat(AI_SHARE, len(games), axis=0)
    entered = lifecycle.enter(terms, status, shares, HOMES, 1)
    together = obligations(terms, status, HOMES)
    for place, board in enumerate(games):
        board.round = 1
        alone = obligations(board.terms, board.status, HOMES)
        for spec in fields(alone):
            whole = np.broadcast_to(
                getattr(together, spec.name), (len(games), *getattr(alone, spec.name).shape[1:])
            )
            assert np.array_equal(whole[place : place + 1], getattr(alone, spec.name)), spec.name
        board.enter()
        assert arrays.same(arrays.take(entered, place), board.status)


def test_only_the_past_of_a_treaty_s_own_game_matters() -> None:
    """Two treaties of different ages keep their own clocks."""
    board = Board()
    board.force(c.CapabilityCap(growth=0.3), c.PhaseDown(fraction=0.5))
    board.end_round()
    board.force(c.CapabilityCap(growth=0.2), slot=1)
    assert board.obliged().cap[0, 0] == pytest.approx(0.15)
    assert replace(board.status).age[0].tolist() == [1, 0, 0, 0]
    assert isinstance(board.terms, Terms)
