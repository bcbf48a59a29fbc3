"""A forecast knows what its seat knows, and nothing else (R10.7)."""

import ast
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import detente_rules.forecast
from detente_rules.arrays import floats
from detente_rules.decisions import LabDecision
from detente_rules.forecast import Fan, forecast
from detente_rules.secret import Secret
from tests.rules.forecast.seen import each_seat, moments, seen_from


def same(one: Fan, other: Fan) -> bool:
    """To the last bit."""
    return all(
        np.array_equal(getattr(one, name), getattr(other, name)) for name in ("risk", "rounds")
    ) and all(np.array_equal(one.scores[seat], other.scores[seat]) for seat in one.scores)


@pytest.mark.parametrize("scenario", ["first-steps", "two-blocs"])
def test_the_same_view_gives_the_same_forecast_whatever_is_hidden(scenario: str) -> None:
    """Another seed, another threshold, other labs elsewhere, another's sealed decision: not a bit of the fan moves."""
    state = moments(scenario)[3, "decision"]
    for before in each_seat(state):
        others = [lab.id for lab in state.scenario.labs if lab.id != before.seat]
        own = [lab.id == before.seat for lab in state.scenario.labs]
        moved = np.where(own, state.world.capability, state.world.capability + 0.7)
        hidden = replace(
            state,
            secret=Secret("another seed", "f" * 32),
            world=replace(state.world, threshold=state.world.threshold + 2.0, capability=floats(moved)),
        ).with_seat(others[0], sealed=LabDecision(safety=0.9))
        after = seen_from(hidden, before.seat or "")
        # A nation reads shares of AI off the treaty cards' odds; what it is told there is part of its view.
        if replace(after, treaties=()) == replace(before, treaties=()):
            assert same(
                forecast(before, futures=64), forecast(replace(after, treaties=before.treaties), futures=64)
            )
        else:
            pytest.fail(f"{before.seat} sees what is hidden")


def test_the_package_reads_views_and_never_a_state_or_a_secret() -> None:
    """There is no way in for what a view does not hold: no file of it imports one."""
    folder = Path(detente_rules.forecast.__file__).parent
    for file in folder.glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom):
                assert node.module not in {
                    "detente_rules.state",
                    "detente_rules.secret",
                    "detente_rules.scenario",
                    "detente_rules.evolve",
                    "detente_rules.headless",
                    "detente_rules.views.project",
                }, f"{file.name} imports {node.module}"


def test_a_view_tells_the_worlds_numbers_but_not_where_others_stand() -> None:
    """R10.7: demand is a public figure; a nation's loss in a catastrophe is its own business."""
    state = moments()[1, "decision"]
    lab, nation = state.scenario.labs[0].id, state.scenario.nations[0].id
    assert seen_from(state, lab).facts.damage is None
    assert seen_from(state, nation).facts.damage == pytest.approx(float(state.params.damage[0]))
    assert set(seen_from(state, lab).facts.demand) <= {seat.id for seat in state.scenario.nations}
    assert not {"capability", "assurance", "damage"} & set(seen_from(state, lab).facts.world)
