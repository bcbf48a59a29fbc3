"""What treaties demand together: the strictest, from those who are bound and from nobody else (R4.1, R4.13)."""

from dataclasses import fields

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente_rules.treaty import clauses as c
from detente_rules.treaty import lifecycle
from detente_rules.treaty.obligations import Obligations, obligations
from tests.rules.treaty.board import EVERYTHING, EXAMPLES, FLOOR, HOMES, LABS, NATIONS, SEATS, Board, index

INSPECTED = c.Inspection(instrument="on_site", rate=0.5)


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
