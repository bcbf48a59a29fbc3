"""Claims on orders, precedents, fair play and both goods: their tools on small cases, and that each row answers."""

from __future__ import annotations

import math
from functools import cache

import numpy as np
import pytest

from detente_rules.claims import (
    bans,
    bargains,
    blocs,
    both_goods,
    emergency,
    fair_play,
    leadership,
    montreal,
    new_start,
    precedents,
    salt,
    seats,
)
from detente_rules.claims.bench import QUICK, Bench, bench_for
from detente_rules.claims.claim import Claim
from detente_rules.claims.games import Passive, played, suggested
from detente_rules.claims.joining import settle_members
from detente_rules.claims.nearby import (
    each_worth,
    governed,
    half_years,
    members,
    outside,
    tastes,
    terms_with,
    worth,
    years,
)
from detente_rules.claims.play import Run
from detente_rules.claims.table import NATIONS, Text
from detente_rules.treaty.packs import reference_treaty
from detente_rules.treaty.terms import Phase
from detente_rules.world.calibration import Calibration

ROWS = tuple(
    claim
    for module in (
        leadership,
        blocs,
        emergency,
        bargains,
        precedents,
        salt,
        new_start,
        bans,
        montreal,
        both_goods,
    )
    for claim in module.CLAIMS
)
REFERENCE = Text(reference_treaty())


@cache
def bench() -> Bench:
    """Five rounds, small samples."""
    return bench_for(Calibration(), 5, QUICK)


@cache
def raced() -> Run:
    """The race, measured once."""
    return bench().measure(bench().race)


@pytest.mark.parametrize("claim", ROWS, ids=lambda claim: claim.id)
def test_every_row_answers_with_finite_figures_and_at_least_one_bar(claim: Claim) -> None:
    """Whatever the verdict: values lie in their intervals, and something is asked."""
    found = claim.test(bench())
    assert any(figure.bar is not None for figure in found.figures)
    for figure in found.figures:
        assert math.isfinite(figure.value)
        assert figure.low <= figure.value <= figure.high


def test_no_lever_wins_the_game_alone() -> None:
    """At five rounds, as at the others."""
    (row,) = (claim for claim in fair_play.CLAIMS if claim.id == "no-free-lunch")
    assert row.test(bench()).met


def test_ids_are_unique_and_families_are_those_of_the_table() -> None:
    """One row an id."""
    ids = [claim.id for claim in (*ROWS, *fair_play.CLAIMS, *seats.CLAIMS)]
    assert len(ids) == len(set(ids)) == 23


# --- tools ------------------------------------------------------------------------------------------------------------------


def test_members_are_exactly_those_named_and_a_treaty_of_nobody_is_over() -> None:
    """Labs are bound through their homes."""
    table = members(bench().table(REFERENCE), (0, 3))
    inside = table[1].member[0, 0]
    assert np.flatnonzero(inside).tolist() == [6, 9]
    assert outside(bench(), REFERENCE)[1].phase[0, 0] == Phase.TERMINATED


def test_terms_change_in_their_slot_alone() -> None:
    """The other treaty keeps its own."""
    table = terms_with(bench().table(REFERENCE, REFERENCE), 1, rate=0.25)
    assert table[0].rate[0].tolist() == [0.7, 0.25]


def test_half_years_become_rounds_and_rounds_years() -> None:
    """Five rounds in six years: the third year ends in the third round."""
    assert [half_years(bench(), span) for span in (0, 1, 4, 12)] == [0, 0, 2, 5]
    series = np.arange(5.0)[None]
    assert years(bench(), series)[0].tolist() == [0, 1, 2, 3, 4, 4]


def test_tastes_are_the_same_draws_for_every_run_and_centre_on_the_scores() -> None:
    """Two askings agree; the mean nation is about the default one."""
    first, second = tastes(bench(), raced(), 400), tastes(bench(), raced(), 400)
    assert np.array_equal(first, second)
    middle = raced().nations.mean(axis=0)
    assert np.allclose(first.mean(axis=0), middle, atol=0.08 * np.abs(middle).max())


def test_governments_keep_a_ban_with_teeth_better_than_one_without() -> None:
    """The chemical clauses against the biological ones, kept as far as governments like."""
    kept = {}
    for name in ("chemical", "biological"):
        table = bench().table(precedents.precedent(name))
        kept[name] = float(governed(bench(), table).get("keep").mean())
    assert kept["chemical"] > kept["biological"]


def test_several_memberships_at_once_are_worth_what_each_is() -> None:
    """To the last bit: only the number of calls differs."""
    table, levers = bench().table(REFERENCE), bench().race
    tables = [members(table, inside) for inside in ((0, 1), (2,), (), range(6))]
    for found, inside in zip(each_worth(bench(), tables, levers), tables, strict=True):
        alone = worth(bench(), inside, levers)
        assert found.nations.tolist() == alone.nations.tolist()
        assert found.labs.tolist() == alone.labs.tolist()
        assert found.risk == alone.risk


def test_a_settled_coalition_is_one_that_nobody_would_change() -> None:
    """Under trade measures all are in, and the search says that it is stable."""
    text = precedents.precedent("montreal")
    found = settle_members(bench(), bench().table(text), frozenset({0, 1}), 20)
    assert found.stable
    assert found.inside == frozenset(range(len(NATIONS)))
    assert found.participation > 0.9


def test_games_of_scenarios_are_the_same_every_time_and_a_passive_seat_is_in_no_treaty() -> None:
    """Equal seeds, equal ends."""
    bots = suggested("first-steps")
    assert played("first-steps", bots, "7") == played("first-steps", bots, "7")
    seat = next(iter(bots))
    end = played("first-steps", {**bots, seat: Passive}, "7")
    assert all(seat not in treaty for treaty in end.treaties)
