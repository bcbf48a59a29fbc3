"""`detente claims`: the rows, their verdicts, their JSON form."""

from __future__ import annotations

import json
import re

import numpy as np
import pytest

from detente_rules.claims.bench import QUICK, ROBUST, Bench
from detente_rules.claims.claim import LENGTHS, Claim, Evidence, NotYet
from detente_rules.claims.registry import CLAIMS, UnknownClaim, by_id
from detente_rules.claims.run import Answer, Unit, answered, drawn, results, robust_units, units
from detente_rules.claims.stats import exact, sampled
from detente_rules.world.calibration import Calibration

FAST = ("race-is-a-dilemma", "always-a-competitor")
"""Rows that take a second."""


def test_every_row_has_its_own_id_and_says_what_it_compares() -> None:
    """Ids are the words people type; each statement is a sentence."""
    names = [claim.id for claim in CLAIMS]
    assert len(set(names)) == len(names)
    for claim in CLAIMS:
        assert re.fullmatch(r"[a-z]+(-[a-z]+)*", claim.id)
        assert claim.statement.endswith(".")
        assert claim.compared


def test_a_row_that_does_not_exist_is_refused_by_name() -> None:
    """The command lists those there are."""
    with pytest.raises(UnknownClaim):
        by_id("race-is-a-picnic")


@pytest.mark.parametrize("name", FAST)
def test_quick_rows_hold_at_seven_rounds(name: str) -> None:
    """The dilemma, and rivals that are always invoked."""
    answer = answered(Unit(name, 7, QUICK))
    assert answer.evidence is not None
    assert answer.evidence.met
    for figure in answer.evidence.figures:
        assert figure.low <= figure.value <= figure.high


def test_the_json_form_is_the_documented_one() -> None:
    """Keys, types, and nothing that JSON cannot carry."""
    claims = [by_id(name) for name in FAST]
    judged = results(claims, [answered(unit) for unit in units(claims, [7], quick=True)])
    for one in judged:
        data = json.loads(json.dumps(one.to_data(), allow_nan=False))
        assert set(data) == {"id", "holds", "figures", "robust", "reason", "seconds"}
        assert data["robust"] is None
        for figure in data["figures"].values():
            assert {"value", "low", "high", "bar"} <= set(figure)


def test_answers_do_not_depend_on_who_works_on_them_or_in_which_order() -> None:
    """Units are independent: results from shuffled answers, and from a second run, are equal."""
    claims = [by_id(name) for name in FAST]
    work = units(claims, [5, 7], quick=True)
    first = [answered(unit) for unit in work]
    again = [answered(unit) for unit in reversed(work)]
    assert results(claims, first) == results(claims, again)


def test_a_row_that_cannot_be_computed_says_so_and_neither_holds_nor_fails() -> None:
    """`holds` is null, with the reason."""
    claim = CLAIMS[0]
    (result,) = results([claim], [Answer(Unit(claim.id, 7, QUICK), None, "no scenario for it yet")])
    assert result.holds is None
    assert result.reason == "no scenario for it yet"


def test_a_figure_beyond_its_bar_by_chance_alone_does_not_hold() -> None:
    """Met, but not beyond chance: the verdict is no, and says why."""
    claim = by_id("coordinated-restraint")
    noisy = sampled("gain", lambda mean: mean, np.tile([-10.0, 10.5], 20), at_least=0.0)
    (result,) = results([claim], [Answer(Unit(claim.id, 7, QUICK), Evidence((noisy,)))])
    assert result.holds is False
    assert "not beyond chance" in result.reason


def test_all_lengths_must_hold() -> None:
    """One length that fails is named."""
    claim = by_id("teeth")
    answers = [
        Answer(
            Unit(claim.id, rounds, QUICK),
            Evidence((exact("breaches", 0.5 if rounds == 5 else 0.9, at_least=0.8),)),
        )
        for rounds in LENGTHS
    ]
    (result,) = results([claim], answers)
    assert result.holds is False
    assert "5 rounds" in result.reason


def test_draws_move_every_parameter_by_a_quarter_at_most_and_are_always_the_same() -> None:
    """In range, all different from one another, and never the default."""
    default = Calibration()
    assert drawn(3) == drawn(3)
    assert drawn(3) != drawn(4)
    assert drawn(0) != default
    for number in range(5):
        moved = drawn(number)
        moved.check()
        assert abs(moved.growth / default.growth - 1.0) <= 0.25
        assert all(
            abs(one - two) <= 0.25 * abs(two) + 1e-12
            for one, two in zip(moved.demand, default.demand, strict=True)
        )


def test_robust_draws_go_through_all_lengths_in_turn() -> None:
    """At the smallest sample sizes."""
    work = robust_units(CLAIMS[:1], 6)
    assert [unit.rounds for unit in work] == [*LENGTHS, *LENGTHS]
    assert {unit.size for unit in work} == {ROBUST}


def test_a_test_may_raise_not_yet() -> None:
    """And whoever runs it gets an answer."""

    def test(bench: Bench) -> Evidence:
        raise NotYet(f"not at {bench.rounds} rounds")

    claim = Claim("later", "Fair play", "Later.", "nothing", test)
    with pytest.raises(NotYet):
        claim.test(Bench(Calibration(), 5))
