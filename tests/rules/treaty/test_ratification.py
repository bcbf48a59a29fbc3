"""The chance at home: what makes a ratification harder and what makes it easier (R4.5)."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente_rules.treaty import clauses as c
from detente_rules.treaty import lifecycle
from detente_rules.treaty.ratification import WEIGHTS, Home, Odds, asked_at_home, ratification_odds
from tests.rules.treaty.board import AI_SHARE, FLOOR, HOMES, NATIONS, Board, index

PLAIN = Home(
    law=np.zeros((1, 3)),
    revenue=np.array([[10.0, 10.0, 10.0, 5.0]]),
    ai_share=AI_SHARE,
    trust=np.full((1, 3), 0.6),
    legitimacy=np.array([[0.5]]),
    sovereignty=np.full(3, 0.25),
)


def odds(*clauses: c.Clause, home: Home = PLAIN, signed: tuple[str, ...] = (), failures: int = 0) -> Odds:
    """The chances in a treaty among the three nations that some have ratified already."""
    board = Board()
    board.open(*clauses)
    for seat in signed:
        board.status = lifecycle.ratify(lifecycle.sign(board.status, 0, index(seat)), 0, index(seat))
    asked = asked_at_home(board.terms, HOMES, home)
    tried = np.full((1, board.terms.treaties, 3), failures)
    return ratification_odds(board.terms, board.status, HOMES, asked, tried)


def chance(nation: str, *clauses: c.Clause, **options: Any) -> float:
    """One nation's chance."""
    return float(odds(*clauses, **options).probability[0, 0, NATIONS.index(nation)])


def test_a_treaty_that_asks_for_nothing_passes_as_stated() -> None:
    """1/(1 + e^−start), by hand."""
    assert chance("mora", c.Review(every=4)) == pytest.approx(1 / (1 + np.exp(-WEIGHTS.start)))


def test_the_chance_by_hand() -> None:
    """A floor of .2 that no law asks for, costing two labs 1 G$ each of their 20 G$."""
    logit = WEIGHTS.start - WEIGHTS.burden * 0.2 - WEIGHTS.cost * 2 / 20
    assert chance("mora", FLOOR) == pytest.approx(1 / (1 + np.exp(-logit)))


HARDER: list[tuple[tuple[c.Clause, ...], tuple[c.Clause, ...]]] = [
    ((c.SafetyFloor(level=0.1),), (c.SafetyFloor(level=0.3),)),
    ((c.SafetyFloor(level=0.2, cost=0.0),), (c.SafetyFloor(level=0.2, cost=5.0),)),
    ((c.CapabilityCap(growth=0.5),), (c.CapabilityCap(growth=0.1),)),
    ((c.Inspection(instrument="declarations", rate=0.5),), (c.Inspection(instrument="resident", rate=0.5),)),
    ((c.Inspection(instrument="on_site", rate=0.2),), (c.Inspection(instrument="on_site", rate=0.9),)),
]


@pytest.mark.parametrize(("light", "heavy"), HARDER)
def test_what_asks_for_more_passes_less_easily(
    light: tuple[c.Clause, ...], heavy: tuple[c.Clause, ...]
) -> None:
    """Burden on the labs at home, and sovereignty."""
    assert chance("mora", *heavy) < chance("mora", *light)


def test_managed_access_and_a_fund_win_votes_back() -> None:
    """What is done for sovereignty and for the cost of compliance counts."""
    look = c.Inspection(instrument="on_site", rate=0.9)
    covered = c.Inspection(instrument="on_site", rate=0.9, managed_access=0.8)
    assert chance("mora", covered) > chance("mora", look)
    costly = c.SafetyFloor(level=0.2, cost=5.0)
    assert chance("mora", costly, c.Fund(pays=1.0)) > chance("mora", costly)


@pytest.mark.parametrize(
    ("home", "better"),
    [
        (replace(PLAIN, law=np.full((1, 3), 0.2)), True),
        (replace(PLAIN, legitimacy=np.array([[0.9]])), True),
        (replace(PLAIN, legitimacy=np.array([[0.1]])), False),
        (replace(PLAIN, trust=np.full((1, 3), 0.2)), True),
        (replace(PLAIN, trust=np.full((1, 3), 0.9)), False),
        (replace(PLAIN, revenue=PLAIN.revenue / 10), False),
    ],
)
def test_circumstances_at_home_move_the_chance(home: Home, better: bool) -> None:
    """Law that asks for it anyway, legitimacy, distrust of the industry, earlier tries; poor labs."""
    clauses = (FLOOR, c.Inspection(instrument="on_site", rate=0.7))
    assert (chance("mora", *clauses, home=home) > chance("mora", *clauses)) == better


def test_what_failed_before_passes_more_easily() -> None:
    """It was traded for votes meanwhile."""
    assert chance("mora", FLOOR, failures=1) > chance("mora", FLOOR)


def test_what_others_have_ratified_makes_it_easier() -> None:
    """In proportion to their AI: norr's consent weighs more with mora than osk's, which has none."""
    alone = chance("mora", FLOOR)
    assert chance("mora", FLOOR, signed=("osk",)) == alone
    assert chance("mora", FLOOR, signed=("norr",)) > alone
    assert chance("mora", FLOOR, signed=("mora",)) == alone


def test_transfers_are_noticed_by_those_who_pay_and_those_who_receive() -> None:
    """Side-payments buy ratifications, at a price."""
    paid = c.Transfer(payers=("mora",), receivers=("norr",), amount=2.0)
    assert chance("mora", FLOOR, paid) < chance("mora", FLOOR)
    assert chance("norr", FLOOR, paid) > chance("norr", FLOOR)


@given(st.floats(0, 0.95), st.floats(0, 1), st.floats(0, 1), st.floats(0, 1))
def test_no_chance_is_ever_nothing_or_certain(
    level: float, rate: float, legitimacy: float, trust: float
) -> None:
    """Between 2 and 98 per cent."""
    home = replace(PLAIN, legitimacy=np.array([[legitimacy]]), trust=np.full((1, 3), trust))
    found = odds(c.SafetyFloor(level=level), c.Inspection(instrument="resident", rate=rate), home=home)
    assert ((found.probability >= 0.02) & (found.probability <= 0.98)).all()
    assert np.isfinite(found.probability).all()


def test_the_parts_are_stated_with_the_weightiest_first() -> None:
    """For a card: why it is hard at home."""
    parts = odds(FLOOR).largest(0)
    assert parts[0][0] == "floor beyond the law at home"
    assert parts[0][1] == pytest.approx(-1.2)
    assert [abs(value) for _, value in parts] == sorted((abs(value) for _, value in parts), reverse=True)
