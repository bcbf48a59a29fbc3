"""What labs can spend, how they grow, what caps hold back, what spreads (R6.3, R6.4, R6.9)."""

from __future__ import annotations

import math

import numpy as np
import pytest

from detente_rules.arrays import floats
from detente_rules.world import budget, growth, knowledge
from detente_rules.world.budget import Conduct
from detente_rules.world.choices import ChoiceOutOfRange, Choices
from tests.rules.world.worlds import small_world


def shares(safety: float, concealment: float = 0.0, overshoot: float = 0.0) -> Conduct:
    """The same conduct of two labs."""
    return Conduct(*(floats([[value, value]]) for value in (safety, concealment, overshoot)))


def test_safety_and_concealment_above_one_are_scaled_down() -> None:
    """In proportion; below one they stay as chosen."""
    choices = Choices.neutral(1, 2, 2).having(safety=[[0.9, 0.3]], concealment=[[0.6, 0.2]])
    acts = budget.conduct(choices, floats([[0.0, 0.0]]), np.array([[False, False]]))
    assert acts.safety[0] == pytest.approx([0.6, 0.3])
    assert acts.concealment[0] == pytest.approx([0.4, 0.2])


def test_a_supervised_lab_keeps_the_floor_and_hides_nothing() -> None:
    """And takes nothing beyond a cap."""
    choices = Choices.neutral(1, 2, 2).having(safety=0.1, concealment=0.2, overshoot=1.0)
    acts = budget.conduct(choices, floats([[0.3, 0.3]]), np.array([[True, False]]))
    assert acts.safety[0].tolist() == [0.3, 0.1]
    assert acts.concealment[0].tolist() == [0.0, 0.2]
    assert acts.overshoot[0].tolist() == [0.0, 1.0]


def test_the_budget_of_a_round() -> None:
    """That is r * revenue + investors + subsidies - fixed cost, never below nothing: .55 * 10 + 5 + 2 - 1 = 11.5."""
    params = small_world()
    nothing = floats(0.0, (1, 2, 2))
    subsidy = floats([[[2.0, 0.0], [0.0, 0.0]]])
    money = budget.effort(params, floats([[10.0, 0.0]]), floats([[1.0, 9.0]]), subsidy, nothing)
    assert money[0] == pytest.approx([11.5, 0.0])


def test_withheld_chips_take_their_part_of_the_effort() -> None:
    """The first nation holds .4 of the world's chips: withholding half of them costs a fifth."""
    params = small_world()
    nothing = floats(0.0, (1, 2, 2))
    withheld = floats([[[0.5, 0.0], [0.0, 0.0]]])
    full = budget.effort(params, floats([[10.0, 10.0]]), floats([[0.0, 0.0]]), nothing, nothing)
    cut = budget.effort(params, floats([[10.0, 10.0]]), floats([[0.0, 0.0]]), nothing, withheld)
    assert cut[0, 0] == pytest.approx(0.8 * full[0, 0])
    assert cut[0, 1] == full[0, 1]


def test_growth_is_linear_in_the_share_of_effort_and_concave_in_money() -> None:
    """At budget E0 and no safety: g; half the pace, half of it; fourfold money, 4^.58."""
    params = small_world()
    unit = params.effort_unit
    full = growth.desired(params, floats([[unit, 4 * unit]]), shares(0.0), floats([[1.0, 1.0]]))
    assert full[0] == pytest.approx([0.43, 0.43 * 4**0.58])
    half = growth.desired(params, floats([[unit, unit]]), shares(0.0), floats([[0.5, 0.5]]))
    assert half[0] == pytest.approx([0.215, 0.215])


def test_the_first_safety_work_pays_for_itself_and_more_does_not() -> None:
    """The alignment bonus: the pace peaks at a small safety share and falls beyond."""
    params = small_world()
    money, pace = floats([[10.0, 10.0]]), floats([[1.0, 1.0]])
    at = {
        share: growth.desired(params, money, shares(share), pace)[0, 0] for share in (0, 0.05, 0.1, 0.3, 0.6)
    }
    assert at[0.05] > at[0]
    assert at[0.1] > at[0.3] > at[0.6]
    assert at[0.3] < at[0]
    assert at[0.3] == pytest.approx(0.43 * 0.7 * (1 + 0.25 * (1 - math.exp(-0.3 / 0.08))))


def test_a_cap_holds_growth_back_and_an_overshoot_breaks_it() -> None:
    """Wanted .5, cap .2: kept, .2; half of the excess taken, .35, a breach of .75 of the cap."""
    wanted, cap, all_of_it = floats([[0.5, 0.5]]), floats([[0.2, 0.2]]), floats([[1.0, 1.0]])
    grown, breach = growth.capped(wanted, cap, all_of_it, floats([[0.0, 0.5]]))
    assert grown[0] == pytest.approx([0.2, 0.35])
    assert breach[0] == pytest.approx([0.0, 0.75])


def test_an_uncovered_category_escapes_lawfully() -> None:
    """A cap that covers .6 of growth lets .4 of the excess through without a breach; only more than that breaks it."""
    wanted, cap = floats([[0.5, 0.5]]), floats([[0.2, 0.2]])
    grown, breach = growth.capped(wanted, cap, floats([[0.6, 0.6]]), floats([[0.0, 1.0]]))
    assert grown[0] == pytest.approx([0.2 + 0.4 * 0.3, 0.5])
    assert breach[0] == pytest.approx([0.0, 0.6 * 0.3 / 0.2])


def test_a_pause_is_a_cap_of_nothing() -> None:
    """Any growth under it is a full breach; none is none."""
    nothing, both = floats([[0.0, 0.0]]), floats([[1.0, 1.0]])
    grown, breach = growth.capped(floats([[0.5, 0.5]]), nothing, both, floats([[0.0, 0.1]]))
    assert grown[0] == pytest.approx([0.0, 0.05])
    assert breach[0].tolist() == [0.0, 1.0]


def test_without_a_cap_nothing_is_held_back() -> None:
    """Infinity is no cap, also beside a lab that has one."""
    wanted = floats([[0.5, 0.5]])
    both = floats([[1.0, 1.0]])
    for cap in ([[math.inf, math.inf]], [[math.inf, 0.2]]):
        grown, breach = growth.capped(wanted, floats(cap), both, floats([[1.0, 0.0]]))
        assert grown[0, 0] == 0.5
        assert breach[0, 0] == 0.0


def test_assurance_grows_with_money_for_safety() -> None:
    """At sigma * E = E0: g_s = 1; with nothing spent, nothing gained."""
    params = small_world()
    gained = growth.assured(params, floats([[20.0, 20.0]]), floats([[0.5, 0.0]]), floats([[0.0, 0.0]]))
    assert gained[0] == pytest.approx([1.0, 0.0])


def test_public_money_reaches_the_labs_at_home_and_only_in_part() -> None:
    """100 G$ of one nation are worth 5 in each of its labs."""
    params = small_world(homes=(0, 0, 1))
    reached = knowledge.public_money(params, floats([[100.0, 0.0]]))
    assert reached[0] == pytest.approx([5.0, 5.0, 0.0])


def test_a_lab_without_a_home_gets_nothing_from_nations() -> None:
    """No law and no money of any nation."""
    params = small_world(homes=(0, -1))
    assert knowledge.of_home(params, floats([[0.3, 0.4]]))[0].tolist() == [0.3, 0.0]


def test_capability_spills_over_to_those_behind() -> None:
    """A part psi of the gap to the best, .055 * 2; nothing to the best; less where trade is cut; none where weights are safe."""
    params = small_world()
    ahead = floats([[2.0, 0.0]])
    assert growth.spilled(params, ahead, None, floats([[1.0, 1.0]]))[0] == pytest.approx([0.0, 0.11])
    apart = floats([[[1.0, 0.25], [0.25, 1.0]]])
    assert growth.spilled(params, ahead, apart, floats([[1.0, 1.0]]))[0, 1] == pytest.approx(0.0275)
    assert growth.spilled(params, ahead, None, floats([[1.0, 0.0]]))[0, 1] == 0.0


def test_cut_trade_cuts_the_flow_of_ideas_both_ways() -> None:
    """The weaker of both directions counts; at home nothing is cut."""
    params = small_world()
    trade = floats([[[1.0, 0.4], [0.7, 1.0]]])
    flow = knowledge.relation(params, trade)
    assert flow is not None
    assert flow[0].tolist() == [[1.0, 0.4], [0.4, 1.0]]
    assert knowledge.relation(params, floats(1.0, (1, 2, 2))) is None


def test_assurance_is_learnt_from_others_more_where_a_treaty_shares() -> None:
    """A part chi, .03 of the gap without a treaty, .09 with one that adds .06."""
    params = small_world()
    gap = floats([[2.0, 0.0]])
    assert growth.diffused(params, gap, floats(0.0, (1, 2, 2)))[0] == pytest.approx([0.0, 0.06])
    shared = floats([[[0.0, 0.06], [0.06, 0.0]]])
    assert growth.diffused(params, gap, shared)[0] == pytest.approx([0.0, 0.18])


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("safety", 1.2),
        ("safety", -0.1),
        ("pace", math.nan),
        ("funding", -1.0),
        ("subsidy", math.inf),
        ("watch", 2.0),
    ],
)
def test_choices_out_of_range_are_refused_by_name(field: str, value: float) -> None:
    """NaN, negative, above one, infinite."""
    with pytest.raises(ChoiceOutOfRange, match=field):
        Choices.neutral(1, 2, 2).having(**{field: value})
