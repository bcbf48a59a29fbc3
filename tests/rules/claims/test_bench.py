"""The bench: doctrines, best replies, measured games."""

from __future__ import annotations

import numpy as np
import pytest

from detente_rules.claims import chance
from detente_rules.claims.bench import QUICK, Bench
from detente_rules.claims.conduct import LAB, Levers
from detente_rules.claims.table import NATIONS
from detente_rules.claims.texts import standing, unverified
from detente_rules.world.calibration import Calibration
from detente_rules.world.profile import play
from detente_rules.world.race import race


@pytest.fixture(scope="module")
def bench() -> Bench:
    """The default world in five rounds."""
    return Bench(Calibration(), 5, QUICK)


def test_the_race_as_levers_is_the_race(bench: Bench) -> None:
    """The same risk and scores as the schedules of `world.race`, to a thousandth."""
    found = play(bench.params, race(bench.params, starts=(0.05,)).profile)
    run = bench.quiet(bench.race)
    assert run.risk == pytest.approx(found.risk, abs=1e-3)
    assert run.labs == pytest.approx(found.labs, abs=0.1)


def test_nobody_gains_by_leaving_the_race_alone(bench: Bench) -> None:
    """Best replies from the race stay there."""
    again = bench.settled(start=bench.race, free=("care",), key="again")
    assert np.abs(again.care - bench.race.care).max() < 0.02


def test_duties_are_kept_as_far_as_the_doctrine_keeps_them(bench: Bench) -> None:
    """Keep = 1: the floor; keep = .5: half of it, where care of one's own accord is less."""
    text = standing(bench)
    careless = bench.race.having(care=0.0)
    whole, half = (bench.measure(careless.having(keep=share), text) for share in (1.0, 0.5))
    assert (whole.series["violation"] == 0).all()
    floor = whole.series["floor"]
    free = half.series["safety"] < floor - 1e-9  # supervised labs keep it wholly
    assert half.series["safety"][free] == pytest.approx(0.5 * floor[free])


def test_a_treaty_nobody_checks_is_not_kept_and_one_with_inspectors_is(bench: Bench) -> None:
    """Best replies, from complying conduct."""
    text = standing(bench)
    kept = bench.measure(bench.settled(text), text)
    broken = bench.measure(bench.settled(unverified(text)), unverified(text))
    assert kept.series["violation"].mean() < 0.05
    assert broken.series["violation"].mean() > 0.3
    assert kept.risk.mean() < broken.risk.mean()


def test_strata_leave_every_probability_as_it_is() -> None:
    """Of a draw's games exactly the stated share lies below any of its n-ths."""
    (first, *_) = chance.strata(20, 2, 6, 6)
    ordered = np.sort(first.detection, axis=0)
    assert ordered[:, 0] == pytest.approx((np.arange(20) + 0.5) / 20)


def test_fewer_games_are_the_first_of_many() -> None:
    """So that a quick run looks at games of the full one."""
    assert (chance.game_keys(10) == chance.game_keys(20)[:10]).all()


def test_levers_are_set_by_name_for_whom_one_names() -> None:
    """Care and keep set whole schedules."""
    params = Bench(Calibration(), 5).params
    levers = Levers.start(params).having(who=[1], care=0.4, keep=0.2)
    assert levers.care[0].round(3).tolist() == [0.05, 0.4, 0.05, 0.05, 0.05, 0.05]
    for name in ("keep", "keep_late"):
        assert levers.lab[0, :, LAB.index(name)].tolist() == [1.0, 0.2, 1.0, 1.0, 1.0, 1.0]
    assert levers.having(who=[0], law=0.3).get("law")[0, 0] == 0.3
    assert len(NATIONS) == params.nations
