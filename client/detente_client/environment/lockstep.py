"""Several games of one scenario for a learner, a phase of all of them at a time. Needs the extra ``research``.

    from detente_client.environment.lockstep import lockstep_env

    envs = lockstep_env("first-steps", num_envs=16)
    observations, infos = envs.reset(seed=7)
    while envs.running:
        actions = [{a: envs.action_space(a).sample(seen[a]["action_mask"]) for a in seen} for seen in observations]
        observations, rewards, terminations, truncations, infos = envs.step(actions)

Game number n is the very game that ``parallel_env`` plays with the seed ``seed + n``: the worlds of a round are resolved as one batch,
which gives every game the same numbers as alone. All else costs what it costs alone.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from gymnasium import spaces

from detente_client.env import Action, DetenteEnv, Outcome, parallel_env
from detente_client.environment.observations import Observation
from detente_rules.bots import Bot
from detente_rules.decide.resolution import resolve_together
from detente_rules.ids import SeatId
from detente_rules.scenario import Level
from detente_rules.state import GameState

Outcomes = tuple[
    list[dict[SeatId, Observation]],
    list[dict[SeatId, float]],
    list[dict[SeatId, bool]],
    list[dict[SeatId, bool]],
    list[dict[SeatId, dict[str, Any]]],
]
"""What ``DetenteEnv.step`` returns, game by game."""


def lockstep_env(
    scenario: str = "first-steps",
    *,
    num_envs: int = 16,
    level: Level | None = None,
    rounds: int | None = None,
    bots: Mapping[SeatId, str | type[Bot]] | None = None,
) -> "LockstepEnv":
    """Environments that are stepped together; the arguments are those of ``parallel_env``, and raise what they raise there.

    Raises: ValueError (fewer than one environment).
    """
    if num_envs < 1:
        raise ValueError(f"num_envs is {num_envs}; at least one is needed.")
    return LockstepEnv(
        [parallel_env(scenario, level=level, rounds=rounds, bots=bots) for _ in range(num_envs)]
    )


class LockstepEnv:
    """See ``lockstep_env``. Games of one scenario have the same number of rounds, so they end together; then ``reset``."""

    def __init__(self, envs: Sequence[DetenteEnv]) -> None:
        self.envs = tuple(envs)
        self.num_envs = len(self.envs)
        self.possible_agents = self.envs[0].possible_agents

    @property
    def running(self) -> bool:
        """Is any game not over?"""
        return any(env.agents for env in self.envs)

    def observation_space(self, agent: SeatId) -> spaces.Dict:
        """The same for every game."""
        return self.envs[0].observation_space(agent)

    def action_space(self, agent: SeatId) -> spaces.Dict:
        """The same for every game."""
        return self.envs[0].action_space(agent)

    def reset(
        self, seed: int | None = None
    ) -> tuple[list[dict[SeatId, Observation]], list[dict[SeatId, dict[str, Any]]]]:
        """Begin all games anew; None: each goes on with its own series of seeds."""
        begun = [
            env.reset(seed=None if seed is None else seed + number) for number, env in enumerate(self.envs)
        ]
        return [seen for seen, _ in begun], [info for _, info in begun]

    def step(self, actions: Sequence[Mapping[SeatId, Action]]) -> Outcomes:
        """Play the phase in every game. Raises: ValueError unless there are actions for every game."""
        running = [env.played(chosen) for env, chosen in zip(self.envs, actions, strict=True)]
        by_round: defaultdict[int, list[GameState]] = defaultdict(list)
        for game in running:
            if (due := next(game, None)) is not None:
                by_round[due.round].append(due)
        for together in by_round.values():
            resolve_together(together)
        for game in running:
            for _ in game:
                pass  # pauses once only
        outcomes: list[Outcome] = [env.told() for env in self.envs]
        return (
            [one[0] for one in outcomes],
            [one[1] for one in outcomes],
            [one[2] for one in outcomes],
            [one[3] for one in outcomes],
            [one[4] for one in outcomes],
        )

    def close(self) -> None:
        """Nothing is held open."""
