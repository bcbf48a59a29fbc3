"""Doctrines played as one tree bring what each brings alone, to the last bit."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from detente_rules.claims.bench import QUICK, Bench
from detente_rules.claims.branching import grown
from detente_rules.claims.conduct import Levers
from detente_rules.claims.nearby import members
from detente_rules.claims.play import expected
from detente_rules.claims.table import Table
from detente_rules.claims.texts import standing, unverified
from detente_rules.world.calibration import Calibration


@pytest.fixture(scope="module")
def bench() -> Bench:
    """The default world in five rounds."""
    return Bench(Calibration(), 5, replace(QUICK, search=8))


def doctrines(bench: Bench) -> Levers:
    """A hundred that differ in one lever: with effect, without, or only late."""
    start = Levers.start(bench.params).having(care=0.1)
    kinds = (
        {"care": 0.05},
        {"care": 0.6},
        {"care_end": 0.5},
        {"keep_late": 0.4},
        {"keep": 0.3, "hide": 0.1},
        {"hide": 0.2},
        {"overshoot": 0.7},
        {"subsidy": 0.5},
        {"enforcement": 0.3},
        {"law": 0.2, "inspect": 0.4},
    )
    made = [start.having(who=[number % 6], **kinds[number % len(kinds)]) for number in range(100)]
    return Levers(np.concatenate([one.lab for one in made]), np.concatenate([one.nation for one in made]))


def alone(bench: Bench, levers: Levers, table: Table, number: int) -> tuple[np.ndarray, ...]:
    """One doctrine of them, by itself."""
    one = Levers(levers.lab[number : number + 1], levers.nation[number : number + 1])
    return expected(bench.params, one, table, bench.search_dice)


@pytest.mark.parametrize("name", ["no treaty", "inspected", "unverified", "left by some"])
def test_every_doctrine_brings_what_it_brings_alone(bench: Bench, name: str) -> None:
    """Scores of labs and nations, and risk."""
    table = {
        "no treaty": bench.table(),
        "inspected": bench.table(standing(bench)),
        "unverified": bench.table(unverified(standing(bench))),
        "left by some": members(bench.table(standing(bench)), (0, 2, 4)),
    }[name]
    levers = doctrines(bench)
    together = expected(bench.params, levers, table, bench.search_dice)
    for number in range(0, levers.count, 9):
        for whole, part in zip(together, alone(bench, levers, table, number), strict=True):
            assert np.array_equal(whole[number], part[0])


def test_what_makes_no_difference_is_not_played_twice(bench: Bench) -> None:
    """A share below what the treaty asks anyway, and hiding where nothing is broken, are one game; so are late changes, early."""
    leaves = grown(bench.params, doctrines(bench), bench.table(standing(bench)), bench.search_dice)
    assert leaves.block[0] == leaves.block[5] == leaves.block[10]
    assert leaves.block[1] != leaves.block[0] != leaves.block[2]
    assert leaves.world.capability.shape[0] == (leaves.block.max() + 1) * 8
