"""From text to arrays: half-years become rounds, independence follows from who appoints and pays (R4.11, R4.12, R4.15)."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente_rules.treaty import clauses as c
from detente_rules.treaty.context import Context, Independence
from detente_rules.treaty.effects.verification import independence
from detente_rules.treaty.terms import Accession, Disclosure, Status, Terms
from tests.rules.treaty.board import CONTEXT, EXAMPLES, FLOOR, NATIONS, row


def at(rounds: int) -> Context:
    """The same seats in a game of so many rounds."""
    return replace(CONTEXT, rounds=rounds)


@pytest.mark.parametrize(("rounds", "expected"), [(12, 6), (7, 4), (5, 3), (24, 12), (1, 1)])
def test_a_span_of_three_years_in_rounds(rounds: int, expected: int) -> None:
    """Rounded half up, and never to nothing."""
    assert row(c.Duration(lasts=6), context=at(rounds)).duration[0, 0] == expected
    assert row(c.WithdrawalNotice(lasts=0), context=at(rounds)).notice[0, 0] == 0


def test_rates_per_half_year_become_rates_per_round() -> None:
    """At six rounds a round is a year: growth and money double, fractions compound; chances and quotas are of a half-year's look."""
    clauses = (
        FLOOR,
        c.CapabilityCap(growth=0.3),
        c.PhaseDown(fraction=0.1),
        c.Inspection(instrument="on_site", rate=0.4, quota=3),
        c.ResearchSharing(rate=0.06),
        c.KillSwitch(trigger=0.2),
    )
    year = row(*clauses, context=at(6))
    assert year.fixed_cost[0, 0] == 2.0
    assert year.cap[0, 0] == pytest.approx(0.6)
    assert year.phase_down[0, 0] == pytest.approx(0.19)
    assert year.quota[0, 0] == 3.0
    assert year.sharing[0, 0] == pytest.approx(1 - 0.94**2)
    assert year.kill_trigger[0, 0] == pytest.approx(0.4)
    assert year.rate[0, 0] == 0.4


@pytest.mark.parametrize(
    ("who", "leader", "expected"),
    [
        ("overseen", None, [0.15, 0.15, 0.15, 0.15]),
        ("parties", None, [0.6, 0.6, 0.6, 0.6]),
        ("independent", None, [0.9, 0.9, 0.9, 0.9]),
        ("leader", "mora", [0.35, 0.35, 0.9, 0.9]),
        ("leader", "gamma", [0.9, 0.9, 0.35, 0.9]),
    ],
)
def test_independence_follows_from_who_appoints_and_pays(
    who: c.Appointer, leader: str | None, expected: list[float]
) -> None:
    """The design's figures; a leader is less strict with its own."""
    found = independence(c.Oversight(body=who, leader=leader), CONTEXT)
    assert found.tolist() == pytest.approx(expected)


def test_the_leader_s_strictness_with_its_own_is_the_scenario_s_to_state() -> None:
    """It decides whether leader-led oversight beats none, so it is never fixed."""
    context = replace(CONTEXT, independence=Independence(leader_own=0.6))
    assert independence(c.Oversight(body="leader", leader="mora"), context)[0] == pytest.approx(0.6)


def test_either_appointment_or_pay_can_spoil_independence() -> None:
    """The geometric mean of the two."""
    mixed = c.Oversight(body="independent", paid_by="overseen")
    assert independence(mixed, CONTEXT)[0] == pytest.approx(np.sqrt(0.9 * 0.15))


@given(st.floats(0, 1), st.floats(0, 1))
def test_a_larger_stake_never_makes_an_overseer_more_independent(one: float, other: float) -> None:
    """And it touches only the labs in which there is a stake."""
    low, high = sorted((one, other))
    by = [
        independence(c.Oversight(body="independent", stake=stake, stake_in=("alpha",)), CONTEXT)
        for stake in (low, high)
    ]
    assert by[1][0] <= by[0][0] + 1e-12
    assert by[0][1:].tolist() == by[1][1:].tolist()
    assert 0.15 - 1e-12 <= by[1][0] <= 0.9 + 1e-12


@pytest.mark.parametrize(
    ("oversight", "ramp"),
    [
        (c.Oversight(body="independent"), 4),
        (c.Oversight(body="independent", placement="embedded"), 3),
        (c.Oversight(body="independent", hosted_by="mora"), 1),
        (c.Oversight(body="leader", leader="mora"), 1),
        (c.Oversight(body="leader", leader="mora", placement="embedded"), 0),
        (c.Oversight(body="parties"), 3),
        (c.Oversight(body="overseen"), 0),
    ],
)
def test_a_body_that_is_built_from_nothing_takes_time(oversight: c.Oversight, ramp: int) -> None:
    """Speed against legitimacy; whoever sits inside development is ready sooner."""
    inspection = c.Inspection(instrument="on_site", rate=0.5)
    assert row(inspection, oversight).ramp[0, 0] == ramp
    remote = c.Inspection(instrument="remote_sensing", rate=0.5)
    assert row(remote, oversight).ramp[0, 0] == 0


def test_embedded_overseers_see_more_than_outside_ones() -> None:
    """Independence trades against access."""
    outside, inside = (
        row(c.Oversight(body="independent", placement=place)).access[0, 0]
        for place in ("outside", "embedded")
    )
    assert (outside, inside) == (0.75, 1.0)


def test_managed_access_is_less_intrusive_and_sees_less() -> None:
    """The inspected cover what is none of the matter."""
    open_, managed = (
        row(c.Inspection(instrument="on_site", rate=0.5, managed_access=share)) for share in (0.0, 0.5)
    )
    assert (open_.hit[0, 0], open_.intrusiveness[0, 0]) == (0.8, 0.7)
    assert managed.hit[0, 0] == pytest.approx(0.68)
    assert managed.intrusiveness[0, 0] == pytest.approx(0.35)


def test_where_the_text_is_silent() -> None:
    """R4.12: all must consent, parties inspect one another, those named may join later."""
    silent = row(FLOOR, c.Inspection(instrument="on_site", rate=0.5))
    assert silent.entry_named[0, 0].tolist() == [False] * 4 + [True] * 3
    assert silent.independence[0, 0].tolist() == [0.6] * 4
    assert silent.accession[0, 0] == Accession.NAMED
    assert silent.notice[0, 0] == 0
    own_means = row(c.Inspection(instrument="remote_sensing", rate=0.5))
    assert own_means.independence[0, 0].tolist() == [0.9] * 4


def test_exchange_of_data_narrows_estimates_and_may_open_risk_assessments() -> None:
    """All three figures every half-year leave two fifths of the noise."""
    full = c.DataExchange(what=("effort", "capability", "assurance", "risk"), to="public")
    assert row(full).observation[0, 0] == pytest.approx(0.4)
    assert row(full).disclosure[0, 0] == Disclosure.PUBLIC
    seldom = c.DataExchange(what=("capability",), every=2)
    assert row(seldom).observation[0, 0] == pytest.approx(0.9)


def test_who_has_a_say() -> None:
    """Voice is full among equals, and small where one party decides."""
    assert row(FLOOR).voice[0, 0] == 1.0
    led = row(c.Leadership(leader="mora", floor_high=0.3), c.Oversight(body="leader", leader="mora"))
    assert led.voice[0, 0] == pytest.approx(1 / 3)
    assert row(c.EmergencyPowers(floor=0.5, sunset=None)).voice[0, 0] == 0.0


def test_terms_take_a_treaty_in_one_slot_and_lose_it_again() -> None:
    """The other slots stay neutral."""
    terms = Terms.empty(3, 4, 3, 4)
    filled = terms.with_treaty(2, row(*EXAMPLES.values(), parties=(*NATIONS, "alpha", "beta", "gamma")))
    assert filled.exists.tolist() == [[False, False, True, False]] * 3
    assert filled.floor[:, 2].tolist() == [0.2] * 3
    back = filled.without_treaty(2)
    assert back.to_data() == terms.to_data()


def test_terms_and_status_survive_the_record() -> None:
    """Exactly, infinities included."""
    terms = Terms.empty(1, 4, 3, 4).with_treaty(1, row(*EXAMPLES.values(), parties=(*NATIONS, "alpha")))
    assert Terms.from_data(terms.to_data()).to_data() == terms.to_data()
    status = Status.empty(1, 4, 3, 4).opened(1)
    assert Status.from_data(status.to_data()).to_data() == status.to_data()
    assert terms.cap.dtype == np.float64
    assert Status.from_data(status.to_data()).phase.dtype == np.int64


def test_arrays_of_terms_and_status_cannot_be_written_to() -> None:
    """Frozen means frozen."""
    terms = Terms.empty(1, 4, 3)
    with pytest.raises(ValueError, match="read-only"):
        terms.floor[0, 0] = 1.0
    with pytest.raises(ValueError, match="read-only"):
        Status.empty(1, 4, 3).phase[0, 0] = 1
