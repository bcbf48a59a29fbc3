"""Bayes' rule over stated rates (R7.8), against hand-sized numbers and against the engine's own findings."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente_rules.posterior import BadOdds, Reading, posterior, suspicion
from detente_rules.views.question_types import Evidence
from detente_rules.world.choices import Choices
from detente_rules.world.draws import Dims, draw_round
from detente_rules.world.looks import in_round_of
from detente_rules.world.state import WorldState
from detente_rules.world.step import duties, step
from tests.rules.forecast.seen import moments, seen_from
from tests.rules.world.worlds import in_force, keys, small_world

RATE = st.floats(0.01, 0.99)
READING = st.builds(Reading, st.booleans(), RATE, RATE)


def test_a_finding_by_an_inspector_on_site_lifts_one_in_ten_to_two_in_three() -> None:
    """D .8, α .04: .1·.8 against .9·.04; and a clean report lowers it to 2 %."""
    assert posterior(0.1, [Reading(True, 0.8, 0.04)]) == pytest.approx(0.08 / 0.116)
    assert posterior(0.1, [Reading(False, 0.8, 0.04)]) == pytest.approx(0.02 / 0.884)


def test_an_instrument_that_did_not_look_says_nothing() -> None:
    """Rates of nought leave the prior as it was."""
    assert posterior(0.3, [Reading(False, 0.0, 0.0)] * 5) == pytest.approx(0.3)


def test_what_only_a_breach_can_cause_settles_it() -> None:
    """Somebody inside spoke: insiders do not err."""
    assert posterior(0.01, [Reading(True, 0.05, 0.0), Reading(False, 0.8, 0.04)]) == 1.0


def test_certainty_beforehand_stays_certainty() -> None:
    """A prior of nought or one is moved by nothing."""
    assert posterior(0.0, [Reading(True, 0.8, 0.04)]) == 0.0
    assert posterior(1.0, [Reading(False, 0.8, 0.04)]) == 1.0


@pytest.mark.parametrize(("prior", "hit"), [(1.2, 0.5), (-0.1, 0.5), (0.5, 1.5), (float("nan"), 0.5)])
def test_what_is_no_probability_is_refused_by_name(prior: float, hit: float) -> None:
    """Prior or rate."""
    with pytest.raises(BadOdds, match=r"prior|hit"):
        posterior(prior, [Reading(True, hit, 0.1)])


@given(st.floats(0.01, 0.99), st.lists(READING, max_size=8), st.randoms())
def test_the_order_of_readings_does_not_matter(prior: float, readings: list[Reading], dice: object) -> None:
    """And every answer is a probability."""
    shuffled = sorted(readings, key=lambda reading: (reading.hit, reading.false_alarm))
    one, other = posterior(prior, readings), posterior(prior, shuffled)
    assert 0.0 <= one <= 1.0
    assert one == pytest.approx(other)


@given(st.floats(0.01, 0.99), READING)
def test_a_report_speaks_for_guilt_exactly_if_the_guilty_are_reported_more_often(
    prior: float, reading: Reading
) -> None:
    """An instrument that accuses the innocent more often than it finds the guilty would speak the other way."""
    up = (reading.hit > reading.false_alarm) == reading.positive
    after = posterior(prior, [reading])
    assert after >= prior - 1e-12 if up or reading.hit == reading.false_alarm else after <= prior + 1e-12


@pytest.mark.parametrize("length", [12, 5])
def test_of_labs_believed_guilty_with_some_probability_so_many_are(length: int) -> None:
    """Calibration: 20,000 games through the step, a quarter of the labs in breach; beliefs by the stated rates are right."""
    prior, games, rounds, size = 0.25, 20_000, 3, 0.5
    params = small_world(homes=(0,), nations=1, whistle=0.0, rounds=length)
    terms, status = in_force(
        params, games, floor=0.4, floor_for=True, rate=0.5, hit=0.8, false_alarm=0.1, independence=0.9, ramp=0
    )
    guilty = np.arange(games) < prior * games
    seeds = keys(games)
    world = WorldState.initial(params, games, seeds, terms.treaties)
    safety = np.where(guilty, 0.4 * (1 - size), 0.4)[:, None]
    choices = Choices.neutral(games, 1, 1).having(safety=safety)
    reports = []
    duty = duties(params, world, terms, status, choices)
    for number in range(rounds):
        result = step(params, world, terms, status, choices, draw_round(seeds, number, Dims(1, 1)), number)
        reports.append((result.found | result.accused)[:, 0])
        world, status = result.world, result.status
    rate = float(np.broadcast_to(duty.rate, (games, 1))[0, 0])
    hit = in_round_of(rate * 0.9 * 0.8 * size**params.base.size, params.pace)
    wrong = in_round_of(rate * 0.1, params.pace)
    # Supervision makes a found lab keep the floor, so only games without an earlier finding tell of constant conduct.
    first = reports[0]
    for positive in (False, True):
        believed = posterior(prior, [Reading(positive, hit, wrong)])
        true = float(guilty[first == positive].mean())
        assert true == pytest.approx(believed, abs=0.02)
    quiet = ~(reports[0] | reports[1] | reports[2])
    believed = posterior(prior, [Reading(False, hit, wrong)] * rounds)
    assert float(guilty[quiet].mean()) == pytest.approx(believed, abs=0.02)


def test_quiet_rounds_under_inspection_clear_a_lab_and_findings_stain_it() -> None:
    """As the evidence page shows it: from the view of a member, with the rates that the treaty states."""
    late = moments("two-blocs", "conditional")[7, "decision"]
    view = seen_from(late, "aurelia")
    found = {finding.lab for report in view.reports for finding in report.findings}
    for lab in view.labs:
        thought = suspicion(view, lab.id, prior=0.25)
        assert thought.readings
        if lab.id in found:
            assert thought.probability > suspicion(view, lab.id, prior=0.25, rounds=1).probability or any(
                reading.positive for reading in thought.readings
            )
        else:
            assert thought.probability < 0.25


def test_a_cheat_found_twice_is_suspected_more_than_a_loyal_lab() -> None:
    """Random conduct under treaties: who was reported stands above who was not."""
    state = moments("us-led-order", "random", "4")[6, "decision"]
    view = seen_from(state, "aurelia")
    reported = {
        finding.lab
        for report in view.reports
        for finding in report.findings
        if finding.how != "technical_means"
    }
    thought = {lab.id: suspicion(view, lab.id) for lab in view.labs}
    often = [lab for lab in thought if any(reading.positive for reading in thought[lab].readings)]
    never = [lab for lab in thought if lab not in often]
    assert set(often) <= reported
    if often and never:
        assert max(thought[lab].probability for lab in often) > min(thought[lab].probability for lab in never)


def test_a_finding_that_was_handed_on_counts_like_one_that_was_told() -> None:
    """R4.24: what another nation's technical means saw speaks for a breach, though this seat did not watch."""
    view = seen_from(moments("two-blocs", "conditional")[4, "decision"], "aurelia")
    piece = Evidence(
        id="e1",
        kind="finding",
        round=3,
        lab="helion",
        by="meridian",
        how="technical_means",
        through=("meridian",),
    )
    before, after = suspicion(view, "helion"), suspicion(replace(view, evidence=(piece,)), "helion")
    assert after.probability > before.probability
    assert len(after.readings) == len(before.readings) + 1


def test_without_any_duty_or_look_there_is_only_the_prior() -> None:
    """Before the first round nothing was read of anybody."""
    thought = suspicion(seen_from(moments()[1, "negotiation"], "corvid"), "helion", prior=0.4)
    assert thought.readings == ()
    assert thought.probability == pytest.approx(0.4)
    assert thought.sentence("Helion") == "Helion breaks its word with 40% (0 reports in 0 looks; 40% before)."


def test_only_a_lab_can_be_suspected() -> None:
    """Nations break treaties through their labs."""
    with pytest.raises(KeyError):
        suspicion(seen_from(moments()[1, "negotiation"], "corvid"), "aurelia")
