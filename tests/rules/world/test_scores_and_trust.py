"""What a round is worth, what the end is worth, trust and regimes (R6.8, R6.10, R8)."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from detente_rules.arrays import floats
from detente_rules.world import scores, trust
from detente_rules.world.choices import Choices
from detente_rules.world.state import WorldState
from tests.rules.world.worlds import in_force, one_round, small_world


def test_standing_is_a_softmax_of_capability() -> None:
    """kappa_T 1.2: a doubling ahead is worth e^1.2 times the standing."""
    params = small_world()
    share = scores.standing(params, floats([[1.0, 0.0]]))
    assert share.sum() == pytest.approx(1.0)
    assert share[0, 0] / share[0, 1] == pytest.approx(np.exp(1.2))


def test_the_end_is_worth_a_prize_or_a_loss() -> None:
    """Two equal labs, survival .9: 150 * .5 * .9 - 80 * .1; a nation 200 * (.5 - .35 * .5) * .9 - D * .1 (R8.4)."""
    params = small_world(discount=1.0)
    world = replace(
        WorldState.initial(params, 1, None, 1), capability=floats([[1.0, 1.0]]), survival=floats([0.9])
    )
    labs, nations = scores.terminal(params, world)
    assert labs[0] == pytest.approx([59.5, 59.5])
    assert nations[0] == pytest.approx([200 * 0.325 * 0.9 - 42.0, 200 * 0.325 * 0.9 - 36.0])


def test_final_scores_add_the_rounds_and_the_end() -> None:
    """Discounted to the start (R8.3)."""
    params = small_world()
    start = WorldState.initial(params, 1, None, 1)
    world = replace(start, lab_score=floats([[3.0, 4.0]]))
    labs, _ = scores.final_scores(params, world)
    assert labs[0] == pytest.approx(scores.terminal(params, world)[0][0] + [3.0, 4.0])


def test_a_labs_round_is_what_it_does_not_reinvest() -> None:
    """(1 - r) of its revenue (R8.1)."""
    params = small_world()
    result = one_round(params, Choices.neutral(1, 2, 2))
    assert result.lab_gain[0] == pytest.approx(0.45 * result.revenue[0])
    assert result.world.lab_score[0] == pytest.approx(result.lab_gain[0] * result.world.survival[0])


def test_every_policy_of_a_nation_costs_what_it_says() -> None:
    """Public money 1.25 of itself, an inspection .6, withheld chips their margin (R8.2)."""
    params = small_world()
    nobody = np.zeros((1, 2, 2))

    def cost(**change: object) -> float:
        plain = one_round(params, Choices.neutral(1, 2, 2))
        result = one_round(params, Choices.neutral(1, 2, 2).having(**change))
        return float(plain.nation_gain[0, 0] - result.nation_gain[0, 0])

    first = nobody.copy()
    first[0, 0, 0] = 1.0
    assert cost(funding=[[2.0, 0.0]]) == pytest.approx(2.5)
    assert cost(subsidy=2.0 * first) == pytest.approx(2.5)
    assert cost(watch=first) == pytest.approx(0.6)
    assert cost(supply=first) > 0.0


def test_intrusion_costs_sovereignty_less_where_the_regime_is_respected() -> None:
    """It is sov * depth * rate, times 1.5 - legitimacy."""
    params = small_world()
    table = in_force(params, 1, rate=0.5, intrusiveness=0.8)
    world = WorldState.initial(params, 1, None, 2)
    plain = one_round(params, Choices.neutral(1, 2, 2), None, world)
    for legitimacy, factor in ((0.5, 1.0), (1.0, 0.5), (0.0, 1.5)):
        regarded = replace(world, legitimacy=floats(legitimacy, (1, 2)))
        result = one_round(params, Choices.neutral(1, 2, 2), table, regarded)
        lost = plain.nation_gain[0] - result.nation_gain[0]
        # Two nations with a sovereignty of .25 G$ a round each, .4 of an inspection at full depth.
        assert lost == pytest.approx([0.25 * 0.4 * factor] * 2, rel=1e-6)


def test_transfers_and_dues_are_paid_and_received() -> None:
    """What one pays the other gets; the body costs both the same."""
    params = small_world()
    transfer = [0.0, 0.0, -3.0, 3.0]
    table = in_force(params, 1, transfer=transfer, body_cost=2.0)
    world = WorldState.initial(params, 1, None, 2)
    plain = one_round(params, Choices.neutral(1, 2, 2), None, world)
    result = one_round(params, Choices.neutral(1, 2, 2), table, world)
    assert result.nation_gain[0] - plain.nation_gain[0] == pytest.approx([-4.0, 2.0])


def test_trust_falls_with_risk_findings_and_public_incidents() -> None:
    """And rises as far as what people use is verified and nothing was found."""
    params = small_world()
    share = floats([[[0.6, 0.2], [0.1, 0.1]]])
    none, no = floats([[0.0, 0.0]]), np.array([[False, False]])
    quiet = floats([0.0])

    def after(**change: object) -> list[float]:
        given = {"share": share, "scrutiny": none, "exposed": no, "rate": quiet, "alarms": no, **change}
        moved = trust.next_trust(params, floats([[0.5, 0.5]]), **given)  # type: ignore[arg-type]
        return [float(value) for value in moved[0]]

    assert after() == [0.5, 0.5]
    assert after(rate=floats([0.02])) == pytest.approx([0.44, 0.44])
    assert after(scrutiny=floats([[1.0, 0.0]])) == pytest.approx(
        [0.5 + 0.1 * 0.6 * 0.5, 0.5 + 0.1 * 0.1 * 0.5]
    )
    found = np.array([[True, False]])
    assert after(scrutiny=floats([[1.0, 0.0]]), exposed=found) == pytest.approx([0.5 - 0.5 * 0.6, 0.5 - 0.05])
    assert after(alarms=np.array([[True, True]])) == pytest.approx([0.4, 0.4])
    assert after(rate=floats([9.0])) == [0.0, 0.0]


def test_a_regime_must_build_its_inspectorate_first() -> None:
    """With a ramp of three rounds it finds nothing in the first, and is whole after three."""
    params = small_world()
    terms, status = in_force(
        params, 1, rate=1.0, hit=1.0, floor=0.4, floor_for=True, ramp=3, independence=1.0
    )
    world = WorldState.initial(params, 1, None, 2)
    scrutiny = []
    for round_ in range(5):
        result = one_round(params, Choices.neutral(1, 2, 2), (terms, status), world, round_=round_)
        scrutiny.append(float(result.scrutiny[0, 0]))
        world, status = result.world, result.status
    assert scrutiny == pytest.approx([0.0, 1 / 3, 2 / 3, 1.0, 1.0])


def test_embedded_overseers_are_at_work_a_round_earlier() -> None:
    """They already sit there."""
    params = small_world()
    terms, status = in_force(
        params, 1, rate=1.0, hit=1.0, floor=0.4, floor_for=True, ramp=2, embedded=True, independence=1.0
    )
    result = one_round(
        params, Choices.neutral(1, 2, 2), (terms, status), WorldState.initial(params, 1, None, 2)
    )
    assert result.scrutiny[0, 0] == pytest.approx(0.5)


def test_legitimacy_follows_independence_voice_and_record() -> None:
    """A regime of the overseen without a say loses it; an independent one with a say gains."""
    params = small_world()
    for independence, voice, rises in ((0.9, 1.0, True), (0.1, 0.2, False)):
        table = in_force(params, 1, independence=independence, voice=voice)
        result = one_round(params, Choices.neutral(1, 2, 2), table, WorldState.initial(params, 1, None, 2))
        assert (result.world.legitimacy[0, 0] > 0.5) == rises
        assert result.world.legitimacy[0, 1] == 0.5, "a slot without a treaty in force keeps its start"


@pytest.mark.parametrize("judged", [1, 2])
def test_an_accusation_that_members_upheld_costs_trust_like_a_finding(judged: int) -> None:
    """R4.20, R6.8: right or wrong (1), since the public cannot tell, and the regime's record with it."""
    params = small_world()
    terms, status = in_force(params, 1, floor=0.4, floor_for=True)
    upheld = status.upheld.copy()
    upheld[:, 0, 0] = judged
    choices = Choices.neutral(1, 2, 2).having(safety=0.5)
    calm = one_round(params, choices, (terms, status)).world
    judged_ = one_round(params, choices, (terms, replace(status, upheld=upheld))).world
    assert (judged_.trust < calm.trust).all()
    assert judged_.legitimacy[0, 0] < calm.legitimacy[0, 0]
