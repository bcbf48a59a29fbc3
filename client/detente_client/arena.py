"""Games in this process, bots in every seat: what ``demo`` and ``simulate`` play. Pure; the rules' own headless driver.

A game is a function of its setup and its seed alone: the clock is made, and the salt follows from the seed. (A live
game's salt is random; here nobody is to be kept from guessing.)
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from detente_rules.bots.base import Bot, BotDice
from detente_rules.canonical import digest
from detente_rules.commands import ENGINE, SeatBot
from detente_rules.decide import decide
from detente_rules.decide.resolution import resolve_together
from detente_rules.events import Event
from detente_rules.evolve import evolve
from detente_rules.genesis import first_state, header, read_scenario
from detente_rules.headless import Due, turns
from detente_rules.ids import SeatId
from detente_rules.scenario import Level
from detente_rules.secret import Secret
from detente_rules.state import GameState


class UnknownSeat(ValueError):
    """A bot was given to a seat that the scenario does not have; the text names those it has."""


@dataclass(frozen=True)
class Setup:
    """What is played. reference: the two ends of the index, as committed. bots: seat → (name, class), every seat."""

    scenario_text: str
    reference: dict[str, Any] | None
    bots: Mapping[SeatId, tuple[str, type[Bot]]]
    level: Level | None = None


@dataclass(frozen=True)
class Outcome:
    """How one game ended. scores: G$. index: None where no reference is known. risk: of catastrophe, cumulated."""

    seed: str
    scores: Mapping[SeatId, float]
    index: float | None
    risk: float

    def to_data(self) -> dict[str, Any]:
        """As plain data, numbers in full."""
        return {"seed": self.seed, "scores": dict(self.scores), "index": self.index, "risk": self.risk}


@dataclass(frozen=True)
class Step:
    """One command of a game: the state after it, and the events it brought. refusal: in words, where it was refused."""

    state: GameState
    events: tuple[Event, ...]
    refusal: str | None = field(default=None)


def seats_of(
    scenario_text: str, chosen: Mapping[SeatId, tuple[str, type[Bot]]]
) -> dict[SeatId, tuple[str, type[Bot]]]:
    """A bot for every seat: the chosen ones, else those that the scenario suggests.

    Raises: UnknownSeat, UnknownBot, ScenarioFault.
    """
    from detente_rules.bots import by_name  # noqa: PLC0415 -- only here; the arena itself takes any class

    scenario = read_scenario(scenario_text)
    seats = [seat.id for seat in scenario.seats]
    for seat in chosen:
        if seat not in seats:
            raise UnknownSeat(f"{scenario.id} has no seat {seat!r}; its seats are {', '.join(seats)}.")
    return {seat.id: chosen.get(seat.id) or (seat.bot, by_name(seat.bot)) for seat in scenario.seats}


def seed_of(seed: str, game: int) -> str:
    """The seed of the game number ``game`` (from 0) of a batch; the first one's is the batch's own."""
    return seed if game == 0 else f"{seed}.{game}"


def play(setup: Setup, seed: str) -> Iterator[Step]:
    """Play one game to its debrief. The first step holds the header and the bots taking their seats."""
    return (step for step in _steps(setup, seed) if not isinstance(step, Due))


def play_together(setup: Setup, seeds: Sequence[str]) -> Iterator[tuple[int, Step]]:
    """Play several games in lockstep, (place, step): every round of theirs is resolved in one call of the step.

    Each game is the same, to the bit, as the one that ``play`` gives.
    """
    games = {place: _steps(setup, seed) for place, seed in enumerate(seeds)}
    while games:
        waiting: list[GameState] = []
        for place, game in list(games.items()):
            for step in game:
                if isinstance(step, Due):
                    waiting.append(step.state)
                    break
                yield place, step
            else:
                del games[place]
        if waiting:
            resolve_together(waiting)


def _steps(setup: Setup, seed: str) -> Iterator[Step | Due]:
    secret = Secret(seed, hashlib.sha256(f"detente arena salt|{seed}".encode()).hexdigest()[:32])
    first = header(
        game=f"{read_scenario(setup.scenario_text).id}-{seed}",
        scenario_text=setup.scenario_text,
        secret=secret,
        at=0.0,
        reference=setup.reference,
        level=setup.level,
        timed=False,
    )
    state = first_state(first.data, secret)
    events = [first]
    for seat, (name, _) in setup.bots.items():
        for event in decide(state, ENGINE, SeatBot(seat, name), 0.0):
            state = evolve(state, event)
            events.append(event)
    yield Step(state, tuple(events))
    policies = {seat: bot(seat, BotDice.of(seed, seat)) for seat, (_, bot) in setup.bots.items()}
    for turn in turns(state, policies):
        yield turn if isinstance(turn, Due) else Step(turn[0], turn[1].events, turn[1].refusal)


def outcome(seed: str, state: GameState) -> Outcome:
    """How a game ended that has come to its debrief."""
    assert state.debrief is not None
    end = state.debrief
    return Outcome(seed, dict(end.scores), end.index, end.risk)


def play_to_end(setup: Setup, seed: str) -> Outcome:
    """One game, its end alone."""
    last: Step | None = None
    for last in play(setup, seed):  # noqa: B007 -- the last one is what is wanted
        pass
    assert last is not None
    return outcome(seed, last.state)


def summary(
    scenario: str, seed: str, seats: Mapping[SeatId, str], outcomes: Sequence[Outcome], seconds: float
) -> dict[str, Any]:
    """The form of ``demo --json`` and ``simulate --json``: means over games, and a digest of every game's end.

    The digest depends on the setup and the seed alone: not on the machine's speed, nor on how many processes played.
    seats: seat → bot. seconds: that the games took.
    """
    count = len(outcomes)
    indices = [one.index for one in outcomes if one.index is not None]
    return {
        "scenario": scenario,
        "seed": int(seed) if seed.lstrip("-").isdecimal() else seed,
        "games": count,
        "seats": dict(seats),
        "scores": {seat: _mean([one.scores[seat] for one in outcomes]) for seat in outcomes[0].scores},
        "index": _mean(indices) if len(indices) == count else None,
        "risk": _mean([one.risk for one in outcomes]),
        "digest": digest([one.to_data() for one in outcomes]),
        "games_per_second": count / seconds if seconds > 0 else 0.0,
    }


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)
