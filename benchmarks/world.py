"""How fast the world turns: game-rounds per CPU-second of the step, beside a plain numpy pass in the same minutes.

    python benchmarks/world.py [--json]

Six labs, six nations.  *core*: no treaty, no noisy estimates.  *full*: two treaties with every clause in force, every lever
in use, all draws and all estimates.  CPU time of this process, medians of at least five runs, interleaved with the reference:
64 elementwise operations over 10,000 x 8 float64 with temporaries, in actor-rounds per CPU-second.
"""

from __future__ import annotations

import json as json_module
import resource
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from detente_rules import arrays, dice
from detente_rules.treaty.terms import Phase, Status, Terms
from detente_rules.world.calibration import Calibration
from detente_rules.world.choices import Choices
from detente_rules.world.draws import Dims, draw_round
from detente_rules.world.params import LabFacts, NationFacts, Params
from detente_rules.world.state import WorldState
from detente_rules.world.step import step

HOMES = (0, 0, 1, 1, 2, 3)
BATCHES = (1, 64, 4096, 65536)
BLOCK = 4096
"""Larger batches are taken in blocks of this many games, which fit the cache."""
GOALS = {"core 4096": 300_000.0, "full 4096": 120_000.0}
"""Game-rounds per CPU-second, on the machine of the design."""

TREATY: dict[str, Any] = {
    "floor": 0.3, "floor_for": True, "cap": 0.5, "cap_coverage": 0.8, "phase_down": 0.02, "gate_threshold": 3.0,
    "gate_assurance": 2.0, "evaluation_margin": 3.0, "evaluation_noise": 0.3, "evaluation_independent": True,
    "red_line_margin": 4.0, "red_line_noise": 0.2, "kill_trigger": 0.8, "merit": 0.02, "merit_audited": True,
    "rate": 0.6, "hit": 0.8, "false_alarm": 0.04, "intrusiveness": 0.7, "independence": 0.9, "observation": 0.6,
    "challenge": 0.3, "challenge_ask": True, "protection": 0.5, "fine": 0.5, "exclusion": 0.5, "supervision": True,
    "sanction_trade": 0.3, "liability": 1.0, "liability_premium": 1.0, "trade": 0.5, "supply": 0.2, "sharing": 0.05,
    "model_access": 0.2, "fixed_cost": 0.8, "body_cost": 1.0, "incident_report": 1, "incident_sharing": 0.02,
    "weights_security": 0.3, "emergency_trigger": 3.0, "emergency_floor": 0.4, "emergency_sunset": 3, "ramp": 2,
}  # fmt: skip


def world() -> Params:
    """The default world of twelve rounds."""
    return Params.scaled(Calibration(), 12, labs=LabFacts(homes=HOMES), nations=NationFacts(count=6))


def table(params: Params, games: int, *, full: bool) -> tuple[Terms, Status]:
    """An empty table, or two treaties with every clause: one of all, one of the first three nations."""
    slots = 2 if full else 1
    terms = Terms.empty(1, params.labs, params.nations, slots)
    status = Status.empty(1, params.labs, params.nations, slots)
    if full:
        row = Terms.row(params.labs, params.nations, slots, exists=True, party=True, **TREATY)
        terms = terms.with_treaty(0, row).with_treaty(1, row)
        member = np.zeros((1, slots, params.parties), dtype=np.bool_)
        member[0, 0, params.labs :] = True
        member[0, 1, params.labs : params.labs + 3] = True
        phase = np.full((1, slots), int(Phase.IN_FORCE))
        entered = np.zeros((1, slots), dtype=np.int64)
        status = replace(status, phase=phase, signed=member, ratified=member, member=member, entered=entered)
    return arrays.repeat(terms, games), arrays.repeat(status, games)


def conduct(params: Params, games: int, *, full: bool) -> Choices:
    """Some safety by everybody; in full every lever is used."""
    rng = np.random.default_rng(1)
    lab, nation, pair = (games, params.labs), (games, params.nations), (games, params.nations, params.labs)
    choices = Choices.neutral(games, params.labs, params.nations).having(safety=rng.uniform(0, 0.4, lab))
    if not full:
        return choices
    return choices.having(
        concealment=rng.uniform(0, 0.2, lab), overshoot=rng.random(lab), deploy=rng.uniform(0.5, 1, lab),
        floor=rng.uniform(0, 0.3, nation), enforcement=rng.random(nation), funding=rng.random(nation),
        protection=rng.random(nation), inspect=rng.random(pair), watch=rng.random(pair),
        subsidy=rng.random(pair) * params.home, exclude=0.2 * rng.random(pair), supply=0.2 * rng.random(pair),
    )  # fmt: skip


def length(params: Params, games: int) -> int:
    """Rounds timed: a whole game, or three rounds where the batch is so large that they take seconds."""
    return params.rounds if games <= BLOCK else 3


def rounds_of(params: Params, games: int, *, full: bool) -> Callable[[], None]:
    """Something to time: `length` rounds of every game of the batch, dice included."""
    block, rounds = min(games, BLOCK), length(params, games)
    choices = conduct(params, block, full=full)
    terms, status = table(params, block, full=full)
    keys = dice.keys([dice.key_from_seed(number) for number in range(block)])
    start = WorldState.initial(params, block, keys, terms.treaties)
    dims = Dims(params.labs, params.nations, observers=full)

    def play() -> None:
        for _ in range(games // block):
            now, standing = start, status
            for round_ in range(rounds):
                draws = draw_round(keys, round_, dims)
                result = step(params, now, terms, standing, choices, draws, round_)
                now, standing = result.world, result.status

    return play


def reference() -> Callable[[], None]:
    """64 elementwise operations over 10,000 games of 8 actors."""
    actors = np.random.default_rng(2).random((10_000, 8))

    def one_pass() -> None:
        values = actors
        for _ in range(32):
            values = values * 0.99
            values = values + actors

    return one_pass


def seconds(work: Callable[[], None], least: float = 0.05) -> float:
    """CPU seconds of one call, averaged over as many as fill ``least`` seconds."""
    calls, begun = 0, time.process_time()
    while True:
        work()
        calls += 1
        spent = time.process_time() - begun
        if spent >= least:
            return spent / calls


def measure(repeats: int = 5) -> dict[str, Any]:
    """All figures, medians of ``repeats`` runs that take turns with the reference."""
    params = world()
    works = {
        f"{name} {games}": (rounds_of(params, games, full=name == "full"), games * length(params, games))
        for name in ("core", "full")
        for games in BATCHES
    }
    futures = rounds_of(replace(params, rounds=8), 1000, full=True)
    plain = reference()
    times: dict[str, list[float]] = {name: [] for name in (*works, "reference", "forecast")}
    for work in (plain, futures, *(work for work, _ in works.values())):
        work()
    for _ in range(repeats):
        for name, (work, _) in works.items():
            times["reference"].append(seconds(plain))
            times[name].append(seconds(work))
        times["forecast"].append(seconds(futures))
    median = {name: statistics.median(values) for name, values in times.items()}
    return {
        "rounds_per_cpu_second": {name: count / median[name] for name, (_, count) in works.items()},
        "ms_per_round_alone": {name: 1e3 * median[f"{name} 1"] / params.rounds for name in ("core", "full")},
        "forecast_1000_futures_8_rounds_ms": 1e3 * median["forecast"],
        "reference_actor_rounds_per_cpu_second": 80_000 / median["reference"],
        "peak_memory_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "goals": GOALS,
        "numpy": np.__version__,
    }


def run(json: bool = False) -> None:  # noqa: FBT001, FBT002 (the command line's own word)
    """Measure and print, as a table or as one JSON line."""
    figures = measure()
    if json:
        print(json_module.dumps(figures))
        return
    per_second = figures["rounds_per_cpu_second"]
    print(f"{'batch':>12} {'game-rounds / CPU s':>20} {'goal':>10}")
    for name, value in per_second.items():
        goal = GOALS.get(name)
        print(f"{name:>12} {value:>20,.0f} {f'{goal:,.0f}' if goal else '':>10}")
    for name, value in figures["ms_per_round_alone"].items():
        print(f"{name}, one game: {value:.2f} ms a round (goal 0.70)")
    print(
        f"forecast, 1,000 futures of 8 rounds: {figures['forecast_1000_futures_8_rounds_ms']:.0f} ms (goal 50)"
    )
    print(
        f"numpy reference: {figures['reference_actor_rounds_per_cpu_second'] / 1e6:.0f} M actor-rounds / CPU s"
    )
    print(f"peak memory {figures['peak_memory_mib']:.0f} MiB, numpy {figures['numpy']}")


if __name__ == "__main__":
    run(json="--json" in sys.argv[1:])
