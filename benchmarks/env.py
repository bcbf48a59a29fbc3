"""Steps of the PettingZoo environment per CPU second, all seats by masked chance; a plain Python loop beside it.

    python benchmarks/env.py [--json] [--games 32]

A step is a phase for all agents: observations, masks, the rules' commands, and in every second step the resolution of a round. What the
agents need to choose is not counted. The loop is interleaved with the games, so that a busy machine shows in both.
"""

from __future__ import annotations

import argparse
import json
import statistics
import time
from typing import Any

from detente_client.env import parallel_env
from detente_client.environment.lockstep import lockstep_env

LOCKSTEP = 16
KINDS = (("first-steps", None), ("two-blocs", "basic"), ("two-blocs", "full"))


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--json", action="store_true", help="one JSON line")
    parser.add_argument("--games", type=int, default=32, help="of each kind (32)")
    given = parser.parse_args()
    found: dict[str, float] = {}
    loops: list[float] = []
    for scenario, level in KINDS:
        speeds, agents = _speeds(scenario, level, given.games, loops)
        name = f"{scenario}, {level or 'its own level'}, {agents} agents"
        found[f"{name}: steps per CPU second"] = speeds
        found[f"{name}: the same, {LOCKSTEP} games in lockstep"] = _together(scenario, level, given.games)
    found["plain Python loop: million additions per CPU second"] = statistics.median(loops)
    if given.json:
        print(json.dumps(found))
        return
    for name, value in found.items():
        print(f"{name:<72} {value:>10,.1f}")


def _speeds(scenario: str, level: Any, games: int, loops: list[float]) -> tuple[float, int]:
    """The median over games, and how many agents there are."""
    env = parallel_env(scenario, level=level)
    for agent in env.possible_agents:
        env.action_space(agent).seed(1)
    speeds = []
    for game in range(games):
        steps, spent = 0, 0.0
        began = time.process_time()
        observations, _ = env.reset(seed=game)
        spent += time.process_time() - began
        while env.agents:
            acts = {a: env.action_space(a).sample(observations[a]["action_mask"]) for a in env.agents}
            began = time.process_time()
            observations, *_ = env.step(acts)
            spent += time.process_time() - began
            steps += 1
        speeds.append(steps / spent)
        loops.append(_loop())
    return statistics.median(speeds), len(env.possible_agents)


def _together(scenario: str, level: Any, games: int) -> float:
    """Steps of single games per CPU second, where several are stepped together; the median over batches."""
    envs = lockstep_env(scenario, num_envs=LOCKSTEP, level=level)
    for agent in envs.possible_agents:
        envs.action_space(agent).seed(1)
    speeds = []
    for batch in range(max(1, games // LOCKSTEP)):
        steps, spent = 0, 0.0
        began = time.process_time()
        observations, _ = envs.reset(seed=batch * LOCKSTEP)
        spent += time.process_time() - began
        while envs.running:
            acts = [
                {a: envs.action_space(a).sample(seen[a]["action_mask"]) for a in seen}
                for seen in observations
            ]
            began = time.process_time()
            observations, *_ = envs.step(acts)
            spent += time.process_time() - began
            steps += LOCKSTEP
        speeds.append(steps / spent)
    return statistics.median(speeds)


def _loop() -> float:
    began = time.process_time()
    total = 0
    for number in range(200_000):
        total += number
    return 0.2 / (time.process_time() - began)


if __name__ == "__main__":
    main()
