"""Détente for reinforcement learning: a PettingZoo ``ParallelEnv`` on the game's own rules. Needs the extra ``research``.

    from detente_client.env import parallel_env

    env = parallel_env("first-steps")
    observations, infos = env.reset(seed=7)
    while env.agents:
        actions = {a: env.action_space(a).sample(observations[a]["action_mask"]) for a in env.agents}
        observations, rewards, terminations, truncations, infos = env.step(actions)

A step is a phase: the negotiation of a round, then its decision. See docs/agents.md for what the fields mean.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, ClassVar, Final, TypeAlias

from gymnasium import spaces
from pettingzoo import ParallelEnv

from detente_client.environment.actions import Vocabulary, answers, drafts, seal
from detente_client.environment.observations import Glance, Observation, observe, space
from detente_rules.bots import Bot, BotDice, by_name
from detente_rules.commands import ENGINE, Actor, Command, EndPhase, PlayerCommand, SeatBot, Stamp, Start
from detente_rules.decide import decide
from detente_rules.decide.story import carried
from detente_rules.events import Event
from detente_rules.genesis import first_state, header, read_scenario
from detente_rules.headless import Asker, bot_actor, completed
from detente_rules.ids import SeatId, seat_audience
from detente_rules.library import load_text
from detente_rules.rejections import Refused
from detente_rules.scenario import Level
from detente_rules.secret import Secret
from detente_rules.state import GameState
from detente_rules.views.later import later
from detente_rules.views.types import View

Action = Mapping[str, Any]
Outcome: TypeAlias = tuple[
    dict[SeatId, Observation],
    dict[SeatId, float],
    dict[SeatId, bool],
    dict[SeatId, bool],
    dict[SeatId, dict[str, Any]],
]
"""Of a step, by agent: observations, rewards, terminations, truncations, infos."""

_FACILITATOR: Final = Actor("facilitator", "facilitator")
_SALT: Final = "0" * 32
"""Nobody is to be kept from guessing the seed of a game that one plays with oneself."""


def parallel_env(
    scenario: str = "first-steps",
    *,
    level: Level | None = None,
    rounds: int | None = None,
    bots: Mapping[SeatId, str | type[Bot]] | None = None,
    render_mode: str | None = None,
) -> "DetenteEnv":
    """An environment. Agents are the seats that no bot holds, under their ids.

    scenario: name or file. level: of decisions: "basic" by cards, else by levers; None and rounds None: the scenario's own.
    bots: seat → a bot's name or class. render_mode: "ansi" (``render`` returns text), "human" (prints it).
    Raises: ScenarioNotFound, ScenarioFault, UnknownBot, ValueError (no such seat, nobody to learn, or no such mode).
    """
    return DetenteEnv(scenario, level=level, rounds=rounds, bots=bots or {}, render_mode=render_mode)


class DetenteEnv(ParallelEnv[SeatId, Observation, Action]):  # type: ignore[misc, unused-ignore]
    """See ``parallel_env``. Rewards: what a step changed in the seat's score, G$; their sum is its final score."""

    metadata: ClassVar[dict[str, Any]] = {
        "name": "detente_v1",
        "render_modes": ["ansi", "human"],
        "is_parallelizable": True,
    }

    def __init__(
        self,
        scenario: str,
        *,
        level: Level | None,
        rounds: int | None,
        bots: Mapping[SeatId, str | type[Bot]],
        render_mode: str | None,
    ) -> None:
        self._text = load_text(scenario)
        found = read_scenario(self._text)
        seats = [seat.id for seat in found.seats]
        if strangers := set(bots) - set(seats):
            raise ValueError(f"{found.id} has no seat {min(strangers)!r}; its seats are {', '.join(seats)}.")
        if not set(seats) - set(bots):
            raise ValueError("Bots hold every seat; one is needed for an agent.")
        if render_mode not in {None, *self.metadata["render_modes"]}:
            raise ValueError(f"There is no render mode {render_mode!r}; there are ansi and human.")
        self._bots = {seat: by_name(bot) if isinstance(bot, str) else bot for seat, bot in bots.items()}
        self._level, self._rounds = level or found.level, rounds
        self._words = Vocabulary(found, cards=self._level == "basic")
        self.render_mode = render_mode
        self.possible_agents: list[SeatId] = [seat for seat in seats if seat not in bots]
        self.agents: list[SeatId] = []
        self.observation_spaces = {seat: space(self._words, seat) for seat in self.possible_agents}
        self.action_spaces = {
            seat: spaces.Dict({name: spaces.Discrete(size) for name, size in self._words.sizes(seat).items()})
            for seat in self.possible_agents
        }
        self._games = 0
        self._seed = "0"
        self._state: GameState | None = None

    def observation_space(self, agent: SeatId) -> spaces.Dict:
        """The same object each time."""
        return self.observation_spaces[agent]

    def action_space(self, agent: SeatId) -> spaces.Dict:
        """The same object each time."""
        return self.action_spaces[agent]

    # ------------------------------------------------------------------------------------------------------- playing

    def reset(
        self, seed: int | None = None, options: dict[str, Any] | None = None
    ) -> tuple[dict[SeatId, Observation], dict[SeatId, dict[str, Any]]]:
        """Begin a game. seed: of its dice; None: the next of the series that the last seed began. options: none are known."""
        del options
        if seed is not None:
            self._seed, self._games = str(seed), 0
        name = self._seed if self._games == 0 else f"{self._seed}.{self._games}"
        self._games += 1
        secret = Secret(name, hashlib.sha256(f"detente env salt|{name}".encode()).hexdigest()[:32])
        first = header(
            game=f"env-{name}",
            scenario_text=self._text,
            secret=secret,
            at=0.0,
            level=self._level,
            rounds=self._rounds,
            timed=False,
        )
        self._clock, self._asker = 0.0, Asker()
        self._state = first_state(first.data, secret)
        self._policies = {seat: bot(seat, BotDice.of(name, seat)) for seat, bot in self._bots.items()}
        self._refused: dict[SeatId, list[str]] = {seat: [] for seat in self.possible_agents}
        for seat in self._game.seats:
            self._carry(
                ENGINE, SeatBot(seat, self._policies[seat].name or "bot" if seat in self._bots else "agent")
            )
        self._carry(ENGINE, Start())
        self._to_the_next_question()
        self.agents = list(self.possible_agents)
        self._scores = dict.fromkeys(self.agents, 0.0)
        self._views = self._seen()
        return self._observations(), self._infos()

    def step(self, actions: Mapping[SeatId, Action]) -> Outcome:
        """Play the phase. An agent without an action does nothing, and decides as before.

        Raises: RuntimeError before the first ``reset``.
        """
        for _ in self.played(actions):
            pass  # the round is worked out when it is due
        return self.told()

    def played(self, actions: Mapping[SeatId, Action]) -> Iterator[GameState]:
        """The first half of ``step``: play the phase, with a pause before a round is resolved.

        Yields the state as it then is, so that whoever plays many games may work their rounds out together. Run it to the end.
        """
        if self._game.phase == "debrief":
            return
        self._refused = {seat: [] for seat in self.agents}
        if self._game.phase == "negotiation":
            self._negotiate(actions)
        else:
            yield from self._decide(actions)
        self._to_the_next_question()

    def told(self) -> Outcome:
        """The second half of ``step``: what came of it. Nothing where the game was over before."""
        if not self.agents:
            return {}, {}, {}, {}, {}
        over = self._game.phase == "debrief"
        agents = list(self.agents)
        self._views = self._seen()
        rewards = {seat: self._gained(seat) for seat in agents}
        results = (
            self._observations(),
            rewards,
            dict.fromkeys(agents, over),
            dict.fromkeys(agents, False),
            self._infos(),
        )
        if over:
            self.agents = []
        if self.render_mode == "human":
            self.render()
        return results

    def _negotiate(self, actions: Mapping[SeatId, Action]) -> None:
        """All drafts first, then everybody's answers; who is first changes with the round, as among bots."""
        before = self._views
        for seat in self._turn():
            if seat in actions:
                self._do(seat, drafts(self._words, self._view(seat), actions[seat]))
        for seat in self._turn():
            if seat in actions:
                view = self._view(seat)
                self._do(seat, answers(self._words, before[seat], view, seat, actions[seat]))
        self._carry(_FACILITATOR, EndPhase())

    def _decide(self, actions: Mapping[SeatId, Action]) -> Iterator[GameState]:
        round_ = self._game.round
        for seat in self._turn():
            if seat in actions:
                command = seal(self._words, seat, actions[seat])
                if (due := completed(self._game, bot_actor(seat), command)) is not None:
                    yield due
                self._do(seat, [command])
        if (self._game.round, self._game.phase) == (round_, "decision"):
            yield self._game
            self._carry(_FACILITATOR, EndPhase())

    def _to_the_next_question(self) -> None:
        """Nothing is asked in a briefing."""
        while self._game.phase == "briefing":
            self._carry(_FACILITATOR, EndPhase())

    # ------------------------------------------------------------------------------------------------------- looking

    def render(self) -> str | None:
        """The last round in words: text in the mode "ansi", printed in "human", nothing without a mode."""
        if self.render_mode is None:
            return None
        text = self._picture()
        if self.render_mode == "ansi":
            return text
        print(text)  # noqa: T201 -- what the mode is for
        return None

    def state(self) -> None:  # type: ignore[override, unused-ignore]
        """There is none: what an agent may know is in its observation. Raises: NotImplementedError."""
        raise NotImplementedError("Détente has no central observation; nobody in it sees everything.")

    def close(self) -> None:
        """Nothing is held open."""

    @property
    def game(self) -> GameState:
        """The game's whole state, for evaluation; an agent that reads it cheats."""
        return self._game

    def _picture(self) -> str:
        state = self._game
        lines = [f"{state.scenario.title}: round {state.round} of {state.rounds}, {state.phase}"]
        if state.reports:
            lines.append(f"risk so far {state.reports[-1].risk:.1%}")
        lines += [f"  {seat:<12} {self._scores[seat]:+9.1f} G$" for seat in self.possible_agents]
        for treaty in self._view(self.possible_agents[0]).treaties:
            members = ", ".join(treaty.members) or "none"
            lines += [f"  {treaty.id}: {treaty.title}, {treaty.phase}, members {members}"]
        return "\n".join(lines)

    def _seen(self) -> dict[SeatId, View]:
        return {seat: self._view(seat) for seat in self.agents}

    def _view(self, seat: SeatId) -> View:
        return later(self._game, seat_audience(seat))

    def _observations(self) -> dict[SeatId, Observation]:
        glance = Glance()
        return {seat: observe(self._words, view, seat, glance) for seat, view in self._views.items()}

    def _infos(self) -> dict[SeatId, dict[str, Any]]:
        """refused: acts of this step that the rules refused, in words."""
        return {seat: {"refused": tuple(self._refused[seat])} for seat in self._views}

    def _gained(self, seat: SeatId) -> float:
        view = self._views[seat]
        if view.debrief is not None:
            now = view.debrief.scores[seat]
        else:
            assert view.figures is not None
            now = view.figures.score
        gained = now - self._scores[seat]
        self._scores[seat] = now
        return gained

    # -------------------------------------------------------------------------------------------------------- inside

    @property
    def _game(self) -> GameState:
        if self._state is None:
            raise RuntimeError("reset() comes before everything else.")
        return self._state

    def _turn(self) -> list[SeatId]:
        turn = (self._game.round - 1) % len(self.agents)
        return self.agents[turn:] + self.agents[:turn]

    def _do(self, seat: SeatId, commands: Iterable[PlayerCommand]) -> None:
        """An agent's acts; what the rules refuse is told to it."""
        for command in commands:
            try:
                self._carry(bot_actor(seat), command)
            except Refused as no:
                self._refused[seat].append(str(no))

    def _carry(self, actor: Actor, command: Command) -> None:
        """One act, and whatever the bots answer to it, to the end. Raises: Refused."""
        waiting: list[tuple[SeatId, Callable[[GameState], Iterable[PlayerCommand]]]] = list(
            self._told(self._done(actor, command))
        )
        while waiting:
            seat, ask = waiting.pop(0)
            for answered in ask(self._game):
                try:
                    events = self._done(bot_actor(seat), answered)
                except Refused:
                    continue  # as in any game: what a bot may not do is dropped
                waiting += self._told(events)

    def _told(
        self, events: Iterable[Event]
    ) -> Iterator[tuple[SeatId, Callable[[GameState], Iterable[PlayerCommand]]]]:
        return self._asker.commands(self._game, self._policies, events) if self._policies else iter(())

    def _done(self, actor: Actor, command: Command) -> tuple[Event, ...]:
        state = self._game
        self._clock += 1.0
        events = decide(state, actor, command, self._clock, Stamp(state.round, state.phase))
        self._state = carried(state, events)
        return events
