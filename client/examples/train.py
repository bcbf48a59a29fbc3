"""A seat learns: the cross-entropy method on the PettingZoo environment, numpy alone. Under two minutes on one core.

    python client/examples/train.py [--seat beacon] [--scenario first-steps] [--iterations 10] [--games 32] [--seed 1]

The policy is a table: for every field of an action, and for the first and the second half of the game, how likely each choice is.
Each iteration plays some games by chance out of the table, eight of each seed so that luck of the world tells less, and moves the
table towards what the best quarter of them did. What was learnt is measured on seeds that were not trained on, beside the table's
start, which is even chance: the mean of both, and of the difference with its 95 % interval.
"""

import argparse
import json
import sys
import time
from collections.abc import Mapping, Sequence
from typing import Any, Final, TypeAlias

import numpy as np
import numpy.typing as npt

from detente_client.env import DetenteEnv, parallel_env
from detente_rules.genesis import read_scenario
from detente_rules.library import load_text

Odds: TypeAlias = dict[tuple[str, int], npt.NDArray[np.float64]]
Played: TypeAlias = list[tuple[str, int, int]]

BEST: Final = 0.25
"""Share of an iteration's games that is learnt from."""

STEP: Final = 0.5
"""How far the table moves towards them."""

ALIKE: Final = 8
"""Games of one seed; a game is judged by how much better it went than these on average."""

MEASURED_FROM: Final = 1_000_000
"""Seeds from here on are never trained on."""


def start(env: DetenteEnv, seat: str) -> Odds:
    """Even chance for everything."""
    sizes = {name: space.n for name, space in env.action_space(seat).spaces.items()}  # type: ignore[attr-defined]
    return {(name, half): np.full(size, 1.0 / size) for name, size in sizes.items() for half in (0, 1)}


def play(
    env: DetenteEnv, seat: str, odds: Odds, seed: int, dice: np.random.Generator
) -> tuple[float, Played]:
    """One game by the table: its score, G$, and what was chosen where there was a choice: (field, half, choice)."""
    observations, _ = env.reset(seed=seed)
    rounds = float(observations[seat]["rounds_left"][0])
    score, played = 0.0, list[tuple[str, int, int]]()
    while env.agents:
        seen = observations[seat]
        half = int(seen["rounds_left"][0] <= rounds / 2)
        action: dict[str, int] = {}
        for field, allowed in seen["action_mask"].items():
            chance = odds[field, half] * allowed
            choice = int(dice.choice(len(chance), p=chance / chance.sum()))
            action[field] = choice
            if allowed.sum() > 1:
                played.append((field, half, choice))
        observations, rewards, *_ = env.step({seat: action})
        score += rewards[seat]
    return score, played


def learnt(odds: Odds, best: Sequence[Played]) -> Odds:
    """The table, moved towards what was done in the best games; no choice ever becomes impossible."""
    done = {key: np.full_like(chance, 0.2) for key, chance in odds.items()}
    for played in best:
        for field, half, choice in played:
            done[field, half][choice] += 1.0
    seen = {(field, half) for played in best for field, half, _ in played}
    return {
        key: (1 - STEP) * chance + STEP * done[key] / done[key].sum() if key in seen else chance
        for key, chance in odds.items()
    }


def scores(
    env: DetenteEnv, seat: str, odds: Odds, games: int, dice: np.random.Generator
) -> npt.NDArray[np.float64]:
    """Scores of games that were not trained on; always of the same seeds."""
    return np.array([play(env, seat, odds, MEASURED_FROM + number, dice)[0] for number in range(games)])


def generation(
    env: DetenteEnv, seat: str, odds: Odds, seeds: Sequence[int], dice: np.random.Generator
) -> tuple[float, list[Played]]:
    """Some games of each seed: the mean score, and what was done in the best of them."""
    judged: list[tuple[float, Played]] = []
    total = 0.0
    for seed in seeds:
        played = [play(env, seat, odds, seed, dice) for _ in range(ALIKE)]
        mean = sum(score for score, _ in played) / ALIKE
        total += mean
        judged += [(score - mean, done) for score, done in played]
    judged.sort(key=lambda one: one[0], reverse=True)
    return total / len(seeds), [done for _, done in judged[: max(2, int(BEST * len(judged)))]]


def train(
    scenario: str, seat: str, bots: Mapping[str, str], iterations: int, games: int, seed: int
) -> dict[str, Any]:
    """Train one seat against bots; the figures before and after, and the fields in which the table is surest."""
    env = parallel_env(scenario, bots=dict(bots))
    dice = np.random.default_rng(seed)
    odds = start(env, seat)
    began = time.perf_counter()
    before = scores(env, seat, odds, games, dice)
    groups = max(1, games // ALIKE)
    for iteration in range(iterations):
        seeds = range(iteration * groups, (iteration + 1) * groups)
        mean, best = generation(env, seat, odds, seeds, dice)
        odds = learnt(odds, best)
        sys.stderr.write(f"iteration {iteration + 1:>2}: mean score {mean:8.1f} G$\n")
    after = scores(env, seat, odds, games, dice)
    gained = after - before
    lasting = [
        key for key in odds if not key[0].startswith(("treaty_", "vote_"))
    ]  # slots mean what lies in them
    surest = sorted(lasting, key=lambda key: -float(odds[key].max()) * len(odds[key]))[:8]
    return {
        "scenario": scenario,
        "seat": seat,
        "games": 2 * games + iterations * groups * ALIKE,
        "seconds": round(time.perf_counter() - began, 1),
        "before": round(float(before.mean()), 1),
        "after": round(float(after.mean()), 1),
        "gained": {
            "mean": round(float(gained.mean()), 1),
            "interval": round(float(1.96 * gained.std(ddof=1) / np.sqrt(games)), 1),
        },
        "surest": {
            f"{field}, half {half + 1}": [
                int(odds[field, half].argmax()),
                round(float(odds[field, half].max()), 2),
            ]
            for field, half in surest
        },
    }


def main() -> None:
    """Train and print one JSON object."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--scenario", default="first-steps")
    parser.add_argument("--seat", default="beacon")
    parser.add_argument("--iterations", type=int, default=10)
    parser.add_argument("--games", type=int, default=32)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    seats = read_scenario(load_text(given.scenario)).seats
    bots = {one.id: one.bot for one in seats if one.id != given.seat}
    result = train(given.scenario, given.seat, bots, given.iterations, given.games, given.seed)
    sys.stdout.write(f"{json.dumps(result, indent=1)}\n")


if __name__ == "__main__":
    main()
