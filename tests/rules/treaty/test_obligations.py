"""What treaties demand together: the strictest, from those who are bound and from nobody else (R4.1, R4.13 to R4.16)."""

from dataclasses import fields, replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente_rules import arrays
from detente_rules.treaty import clauses as c
from detente_rules.treaty import lifecycle
from detente_rules.treaty.conflicts import conflicts
from detente_rules.treaty.obligations import Obligations, obligations
from detente_rules.treaty.terms import Terms
from tests.rules.treaty.board import AI_SHARE, EXAMPLES, FLOOR, HOMES, LABS, NATIONS, SEATS, Board, index

INSPECTED = c.Inspection(instrument="on_site", rate=0.5)
EVERYTHING = tuple(
    clause for clause in EXAMPLES.values() if clause.kind not in {"conditional", "entry_into_force"}
)


def neutral() -> Obligations:
    """Without any treaty."""
    return Board().obliged()


def test_without_treaties_everything_is_neutral() -> None:
    """The world can read obligations without asking whether there are any."""
    none = neutral()
    assert none.floor.tolist() == [[0.0] * 4]
    assert np.isinf(none.cap).all()
    assert (none.trade == 1.0).all()
    assert not none.bound.any()
    assert none.findings_public.all()


def test_a_nation_binds_its_labs_and_a_lab_itself() -> None:
    """Alpha and beta through mora, delta by itself, gamma not at all."""
    board = Board()
    duty = board.force(FLOOR, parties=("mora", "delta"))
    assert duty.floor[0].tolist() == [0.2, 0.2, 0.0, 0.2]
    assert duty.fixed_cost[0].tolist() == [1.0, 1.0, 0.0, 1.0]


def test_a_floor_may_speak_of_some_labs_only() -> None:
    """The others are bound by the rest of the treaty."""
    duty = Board().force(c.SafetyFloor(level=0.2, labs=("alpha",)), INSPECTED)
    assert duty.floor[0].tolist() == [0.2, 0.0, 0.0, 0.0]
    assert duty.rate[0].tolist() == [0.5, 0.5, 0.5, 0.0]


@given(st.sets(st.sampled_from(SEATS), min_size=1), st.floats(-1, 3), st.floats(-1, 3))
def test_no_clause_binds_costs_or_pays_a_non_party(
    seats: set[str], capability: float, assurance: float
) -> None:
    """With every clause of the vocabulary in one treaty that the others have not joined.

    Trade measures and export control touch outsiders by withholding what members give: nobody obliges them.
    """
    board = Board()
    board.open(*EVERYTHING, c.EntryIntoForce(count=1), parties=SEATS)
    board.consent(*seats)
    board.end_round(incidents=3)
    duty, none = board.obliged(capability, assurance), neutral()
    in_it = {seat for seat in SEATS if seat in seats}
    outside = [
        place
        for place, lab in enumerate(LABS)
        if lab not in in_it and (HOMES[place] < 0 or NATIONS[HOMES[place]] not in in_it)
    ]
    per_lab = [spec.name for spec in fields(duty) if getattr(duty, spec.name).shape == (1, len(LABS))]
    assert len(per_lab) > 20
    for name in per_lab:
        assert getattr(duty, name)[0, outside].tolist() == getattr(none, name)[0, outside].tolist(), name
    assert not duty.bound[0][:, outside].any()
    assert not duty.exclusion[0][:, outside].any()
    assert not duty.challenge[0][:, outside].any()
    assert not duty.model_access[0][:, outside].any()
    assert not duty.sharing[0][outside].any()
    absent = [place for place, seat in enumerate(SEATS) if seat not in in_it]
    assert not duty.dues[0, absent].any()
    assert not duty.transfer[0, absent].any()
    assert not duty.intrusiveness[0, [place - len(LABS) for place in absent if place >= len(LABS)]].any()


@given(
    st.lists(st.sampled_from(EVERYTHING), min_size=1, max_size=12, unique=True),
    st.lists(st.sampled_from(EVERYTHING), min_size=1, max_size=12, unique=True),
    st.floats(-1, 3),
)
def test_a_second_treaty_never_relaxes_the_first(
    first: list[c.Clause], second: list[c.Clause], capability: float
) -> None:
    """Obligations combine by the strictest (no recognition between them)."""
    board = Board()
    board.force(*_whole(first), parties=SEATS)
    one = board.obliged(capability, 0.5, 0.5)
    board.force(*_whole(second), parties=(*NATIONS, "alpha", "beta", "gamma"), slot=1)
    both = board.obliged(capability, 0.5, 0.5)
    for name in (
        "floor",
        "fine",
        "protection",
        "weights_security",
        "disclosure",
        "liability",
        "fixed_cost",
        "dues",
    ):
        assert (getattr(both, name) >= getattr(one, name) - 1e-12).all(), name
    for name in (
        "cap",
        "deploy_limit",
        "kill_trigger",
        "evaluation_margin",
        "red_line_margin",
        "trade",
        "observation",
    ):
        assert (getattr(both, name) <= getattr(one, name) + 1e-12).all(), name
    for name in ("exclusion", "sanction_trade", "supply", "sharing", "challenge", "intrusiveness"):
        assert (getattr(both, name) >= getattr(one, name) - 1e-12).all(), name
    sight = [duty.rate * duty.hit * duty.independence for duty in (one, both)]
    assert (sight[1] >= sight[0] - 1e-9).all()
    assert (both.supervision >= one.supervision).all()


def _whole(clauses: list[c.Clause]) -> tuple[c.Clause, ...]:
    """The clauses with what they need beside them, recognition left out."""
    kinds = {clause.kind for clause in clauses}
    needed: list[c.Clause] = []
    if kinds & {"phase_down", "merit"} and "capability_cap" not in kinds:
        needed.append(EXAMPLES["capability_cap"])
    if kinds & {"reservation", "licence"} and "safety_floor" not in kinds:
        needed.append(FLOOR)
    if "renewal" in kinds and "duration" not in kinds:
        needed.append(EXAMPLES["duration"])
    return (*(clause for clause in clauses if clause.kind != "mutual_recognition"), *needed)


def test_the_strictest_of_two_treaties_holds_and_costs_add() -> None:
    """Floors .2 and .3, costs 1 and .5."""
    board = Board()
    board.force(FLOOR)
    duty = board.force(c.SafetyFloor(level=0.3, cost=0.5), slot=1, parties=("mora",))
    assert duty.floor[0].tolist() == [0.3, 0.3, 0.2, 0.0]
    assert duty.fixed_cost[0].tolist() == [1.5, 1.5, 1.0, 0.0]


def test_domestic_law_is_one_floor_among_others() -> None:
    """The strictest of law and treaty."""
    board = Board()
    board.force(FLOOR, parties=("mora",))
    law = np.array([[0.1, 0.4, 0.9]])
    found = obligations(board.terms, board.status, HOMES, law)
    assert found.floor[0].tolist() == [0.2, 0.2, 0.4, 0.0]


def test_grace_frees_named_parties_from_floor_and_cap_for_a_while() -> None:
    """Norr has two rounds; the inspection begins at once."""
    board = Board()
    board.force(
        FLOOR, c.CapabilityCap(growth=0.3), c.PhaseDown(fraction=0.1, grace=2, grace_for=("norr",)), INSPECTED
    )
    for _ in range(2):
        assert board.obliged().floor[0].tolist() == [0.2, 0.2, 0.0, 0.0]
        assert np.isinf(board.obliged().cap[0, 2])
        assert board.obliged().rate[0, 2] == 0.5
        board.end_round()
    assert board.obliged().floor[0].tolist() == [0.2, 0.2, 0.2, 0.0]


def test_a_cap_shrinks_on_its_schedule() -> None:
    """Cap · (1 − fraction)^t since the entry into force."""
    board = Board()
    board.force(c.CapabilityCap(growth=0.3), c.PhaseDown(fraction=0.1))
    for age in range(4):
        assert board.obliged().cap[0, 0] == pytest.approx(0.3 * 0.9**age)
        board.end_round()


def test_a_schedule_may_count_from_a_base_year() -> None:
    """Counted from two half-years after the start, the late treaty begins further down."""
    board = Board()
    board.round = 5
    board.force(c.CapabilityCap(growth=0.3), c.PhaseDown(fraction=0.1, base=2))
    assert board.obliged().cap[0, 0] == pytest.approx(0.3 * 0.9**3)


@pytest.mark.parametrize(("audited", "growth"), [(True, 0.4), (False, 0.7)])
def test_merit_lets_the_cap_rise_with_audited_or_with_declared_assurance(
    audited: bool, growth: float
) -> None:
    """Well made, the safest path is the path to most progress; badly made, the boldest declaration is."""
    board = Board()
    board.force(c.CapabilityCap(growth=0.3), c.Merit(slope=0.1, audited=audited))
    assert board.obliged(assurance=1.0, declared=4.0).cap[0, 0] == pytest.approx(growth)


def test_a_cap_on_capability_leaves_what_is_missing_to_it() -> None:
    """And nothing beyond."""
    board = Board()
    board.force(c.CapabilityCap(level=2.0))
    assert board.obliged(capability=1.5).cap[0, 0] == 0.5
    assert board.obliged(capability=2.5).cap[0, 0] == 0.0


def test_growth_outside_the_counted_category_escapes_the_cap() -> None:
    """The substitution route: coverage says how much is counted."""
    board = Board()
    duty = board.force(c.CapabilityCap(growth=0.3, category="training runs", covers=0.6))
    assert duty.cap_coverage[0].tolist() == [0.6, 0.6, 0.6, 1.0]
    both = board.force(c.CapabilityCap(growth=0.2), slot=1, parties=("mora",))
    assert both.cap_coverage[0].tolist() == [1.0, 1.0, 0.6, 1.0]


def test_a_pause_stops_all_growth_in_its_window() -> None:
    """From the second round, two rounds long."""
    board = Board()
    board.force(c.Pause(starts=1, lasts=2))
    caps = []
    for _ in range(4):
        caps.append(float(board.obliged().cap[0, 0]))
        board.end_round()
    assert caps == [np.inf, 0.0, 0.0, np.inf]


def test_a_licence_binds_only_those_above_its_threshold() -> None:
    """Floor and cost alike."""
    board = Board()
    board.force(FLOOR, c.Licence(above=1.0, cost=0.5))
    assert board.obliged(capability=0.9).floor[0, 0] == 0.0
    assert board.obliged(capability=0.9).fixed_cost[0, 0] == 0.0
    assert board.obliged(capability=1.0).floor[0, 0] == 0.2
    assert board.obliged(capability=1.0).fixed_cost[0, 0] == 1.5


def test_a_gate_leaves_the_older_model_on_the_market() -> None:
    """One doubling above the threshold, half of the capability may be deployed."""
    board = Board()
    board.force(c.DeploymentGate(above=1.0, assurance=1.5))
    assert board.obliged(capability=2.0, assurance=1.0).deploy_limit[0].tolist() == [0.5, 0.5, 0.5, 1.0]
    assert board.obliged(capability=2.0, assurance=1.5).deploy_limit[0, 0] == 1.0
    assert board.obliged(capability=1.0, assurance=0.0).deploy_limit[0, 0] == 1.0


def test_a_reservation_excepts_its_maker_from_a_share_of_the_floor() -> None:
    """Mora reserves half; norr does not."""
    board = Board()
    board.open(FLOOR, c.Reservation(share=0.5))
    board.status = lifecycle.sign(board.status, 0, index("mora"), reserved=True)
    board.status = lifecycle.ratify(board.status, 0, index("mora"))
    board.consent("norr", "osk")
    assert board.obliged().floor[0].tolist() == [0.1, 0.1, 0.2, 0.0]


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
    assert conflict.labs == (2,)
    assert "trade" in conflict.matter


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
            assert np.array_equal(getattr(together, spec.name)[place : place + 1], getattr(alone, spec.name))
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
