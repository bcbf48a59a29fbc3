"""Every shipped scenario is complete, sound, a dilemma, and has the reference that belongs to it."""

import re

import pytest

from detente_rules import library
from detente_rules.genesis import params_of
from detente_rules.scenario.check import faults
from detente_rules.world.reference import Reference, compute_reference

SCENARIOS = library.names()


def words(text: str) -> int:
    """How many words a text has."""
    return len(re.findall(r"\S+", text))


@pytest.mark.parametrize("name", SCENARIOS)
def test_a_scenario_has_no_fault_that_check_would_find(name: str) -> None:
    """`detente scenarios check` passes."""
    assert faults(library.load_text(name)) == ()


@pytest.mark.parametrize("name", SCENARIOS)
def test_every_seat_has_a_whole_brief(name: str) -> None:
    """About 150 words, half of them secret; goal, fear, honour, a first line, and two items the engine checks."""
    for seat in library.load(name).seats:
        brief = seat.brief
        assert 40 <= words(brief.public) <= 110, seat.id
        assert 40 <= words(brief.secret) <= 120, seat.id
        assert 100 <= words(brief.public) + words(brief.secret) <= 200, seat.id
        assert all([brief.goal, brief.fear, brief.honour, brief.first_line]), seat.id
        assert len(brief.mandates) >= 2, seat.id
        assert len({mandate.measure for mandate in brief.mandates}) >= 2, seat.id
        assert "worth trading" in brief.secret.lower(), seat.id


@pytest.mark.parametrize("name", SCENARIOS)
def test_a_fear_is_what_one_would_not_have_and_goal_and_honour_are_what_one_would(name: str) -> None:
    """To a player "your fear: a risk of at most 25 %" is nonsense, whatever the mandate of the engine says."""
    for seat in library.load(name).seats:
        brief = seat.brief
        assert not re.search(r"at most|at least|^Never|^Bound", brief.fear), (seat.id, brief.fear)
        for wish in (brief.goal, brief.honour):
            assert not re.search(r"less than|or less|or worse|below|risk of catastrophe above", wish), (
                seat.id,
                wish,
            )


@pytest.mark.parametrize("name", SCENARIOS)
def test_the_facilitator_has_what_a_session_needs(name: str) -> None:
    """News for every round, events to release, drafts to start from, plans, questions, and facts with a source."""
    scenario = library.load(name)
    assert [item.round for item in scenario.news] == list(range(1, scenario.rounds + 1))
    assert len(scenario.injects) >= 4
    assert len(scenario.packs) >= 2
    assert [plan.minutes for plan in scenario.run_of_show] == [60, 90, 180]
    assert {plan.level for plan in scenario.run_of_show} == {"basic", "standard", "full"}
    assert len(scenario.questions) >= 5
    assert words(scenario.analogy_ends) >= 30
    assert len(scenario.facts) >= 3
    assert all(fact.unit and words(fact.source) >= 3 for fact in scenario.facts)


@pytest.mark.parametrize("name", SCENARIOS)
def test_a_plan_fits_into_its_minutes(name: str) -> None:
    """Steps begin with a time, in order, and end before the plan does."""
    for plan in library.load(name).run_of_show:
        times = [re.match(r"(\d):(\d\d) ", step) for step in plan.steps]
        minutes = [int(at[1]) * 60 + int(at[2]) for at in times if at is not None]
        assert len(minutes) == len(plan.steps)
        assert minutes == sorted(minutes)
        assert minutes[-1] < plan.minutes


@pytest.mark.parametrize("name", SCENARIOS)
def test_the_phases_of_a_scenario_take_as_long_as_its_level_promises(name: str) -> None:
    """60, 90 or 180 minutes with opening and debrief."""
    scenario = library.load(name)
    times = scenario.minutes
    whole = (
        times.opening
        + scenario.rounds * (times.briefing + times.negotiation + times.decision)
        + times.debrief
    )
    assert whole <= {"basic": 60, "standard": 90, "full": 180}[scenario.level]


@pytest.mark.parametrize("name", SCENARIOS)
def test_a_scenario_has_a_page_for_teachers(name: str) -> None:
    """README.md beside it."""
    page = library.find(name).parent / "README.md"
    assert words(page.read_text(encoding="utf-8")) >= 150


@pytest.mark.parametrize("name", SCENARIOS)
def test_the_reference_is_a_dilemma_and_was_found_well(name: str) -> None:
    """R8.5: the race is worse for the world than the planner by a wide margin, and an equilibrium."""
    scenario = library.load(name)
    data = library.load_reference(name)
    assert data is not None
    reference = Reference.from_data(data)
    assert reference.rounds == scenario.rounds
    assert reference.w_coop > reference.w_race
    assert reference.risk_race > 2 * reference.risk_coop
    assert reference.residual < 0.02 * (reference.w_coop - reference.w_race)


@pytest.mark.slow
@pytest.mark.parametrize("name", SCENARIOS)
def test_the_reference_belongs_to_the_scenario_as_it_stands(name: str) -> None:
    """Edited facts, or another world, need another reference: see scenarios/README.md."""
    scenario = library.load(name)
    data = library.load_reference(name)
    assert data is not None
    stored, fresh = Reference.from_data(data), compute_reference(params_of(scenario, scenario.rounds))
    assert stored.w_race == pytest.approx(fresh.w_race, rel=1e-6)
    assert stored.w_coop == pytest.approx(fresh.w_coop, rel=1e-6)
