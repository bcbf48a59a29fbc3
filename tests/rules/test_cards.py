"""The basic level's cards are macros over full decisions (R5.6, R5.7)."""

import math

import pytest

from detente_rules.cards import (
    HIDING,
    LAWS,
    POSTURES,
    TOKEN_RATE,
    LabDuties,
    Law,
    Posture,
    expand_lab,
    expand_nation,
    lab_card,
    nation_card,
)
from detente_rules.decisions import LabCard, LabDecision, NationCard, NationDecision, Token

BOUND = LabDuties(floor=0.22, cap=0.3)
FREE = LabDuties()


@pytest.mark.parametrize("posture", list(POSTURES))
def test_a_lab_that_keeps_its_promises_is_never_below_its_floor_nor_above_its_cap(posture: Posture) -> None:
    """R5.6."""
    decision = expand_lab(LabCard(posture=posture), BOUND)
    assert decision.safety >= BOUND.floor
    assert decision.overshoot == 0.0
    assert decision.concealment == 0.0


def test_breaking_a_promise_hides_it_and_takes_what_the_cap_forbids() -> None:
    """R5.6."""
    decision = expand_lab(LabCard(posture="sprint", keep_promises=False), BOUND)
    assert decision.safety == POSTURES["sprint"].safety
    assert decision.concealment == HIDING
    assert decision.overshoot == 1.0


def test_where_nothing_binds_there_is_nothing_to_break_or_to_hide() -> None:
    """R5.6."""
    kept, broken = (expand_lab(LabCard(posture="sprint", keep_promises=keep), FREE) for keep in (True, False))
    assert kept == broken
    assert broken.concealment == 0.0


def test_a_careful_lab_that_would_break_a_promise_breaks_none() -> None:
    """R5.6: a floor that the posture is above anyway."""
    decision = expand_lab(LabCard(posture="careful", keep_promises=False), LabDuties(floor=0.2))
    assert decision.concealment == 0.0


def test_the_truth_is_declared_and_published() -> None:
    """R5.6."""
    decision = expand_lab(LabCard(tell_truth=True), BOUND)
    assert decision.declare is None
    assert decision.disclose == "publish"


def test_a_lie_declares_at_least_the_floor_and_more_assurance_than_there_is() -> None:
    """R5.4, R5.6."""
    decision = expand_lab(
        LabCard(posture="sprint", keep_promises=False, tell_truth=False), LabDuties(floor=0.5), assurance=1.0
    )
    assert decision.declare is not None
    assert decision.declare.safety == 0.5
    assert decision.declare.assurance == pytest.approx(1.3)
    assert decision.disclose == "keep"


def test_tokens_on_the_same_target_add_up_to_at_most_everything() -> None:
    """R5.7."""
    one, three = (expand_nation(NationCard(tokens=(Token("inspect", "x"),) * n), 5) for n in (1, 3))
    assert one.inspect == {"x": TOKEN_RATE}
    assert three.inspect == {"x": 1.0}


def test_a_token_of_subsidy_is_worth_the_same_a_year_in_a_short_game() -> None:
    """R5.7, R6.1: six years whatever the number of rounds."""
    short, long = (expand_nation(NationCard(tokens=(Token("subsidise", "x"),)), rounds) for rounds in (4, 12))
    assert short.subsidy["x"] * 4 == pytest.approx(long.subsidy["x"] * 12)


@pytest.mark.parametrize("law", list(LAWS))
def test_the_law_is_a_floor(law: Law) -> None:
    """R5.7."""
    assert expand_nation(NationCard(law=law), 5).floor == LAWS[law]


@pytest.mark.parametrize("posture", list(POSTURES))
@pytest.mark.parametrize("keeps", [True, False])
def test_laying_out_a_lab_card_and_reading_it_back_gives_the_same_card(posture: Posture, keeps: bool) -> None:
    """There and back, where the posture decides (no floor)."""
    card = LabCard(posture=posture, keep_promises=True)
    assert lab_card(expand_lab(card, FREE), FREE) == card
    broken = expand_lab(LabCard(posture="sprint", keep_promises=keeps), BOUND)
    assert lab_card(broken, BOUND).keep_promises is keeps


def test_a_nations_card_spends_its_three_tokens_on_what_it_does_most() -> None:
    """R5.7."""
    decision = NationDecision(floor=0.3, inspect={"x": 0.8, "y": 0.1}, protection=0.5)
    card = nation_card(decision)
    assert card.law == "strict"
    assert sorted(card.tokens, key=str) == sorted(
        (Token("inspect", "x"), Token("inspect", "x"), Token("protect")), key=str
    )


def test_a_nation_that_does_nothing_spends_no_token() -> None:
    """R5.7."""
    assert nation_card(NationDecision()) == NationCard()


def test_an_honest_understatement_is_no_lie() -> None:
    """A lab that declares less than it does tells no lie to its own advantage."""
    from detente_rules.decisions import Declaration

    modest = LabDecision(safety=0.3, declare=Declaration(safety=0.2))
    assert lab_card(modest, LabDuties(cap=math.inf)).tell_truth
