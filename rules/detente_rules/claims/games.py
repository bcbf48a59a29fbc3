"""Whole games of the shipped scenarios with bots in all seats: the same commands, events and views as live.

Scenarios, unlike the bench's table, have their own facts; their lengths are their own, or the bench's where asked.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from detente_rules import library
from detente_rules.bots.base import Bot, BotDice, Heard
from detente_rules.bots.registry import by_name
from detente_rules.commands import PlayerCommand
from detente_rules.decide.debrief import final
from detente_rules.decisions import Decision
from detente_rules.genesis import first_state, header, read_scenario
from detente_rules.headless import play_out
from detente_rules.ids import SeatId
from detente_rules.scenario import Level
from detente_rules.secret import Secret
from detente_rules.state import GameState
from detente_rules.treaty_status import in_force, members
from detente_rules.views.types import TreatyView, View

__all__ = ["End", "Mute", "Passive", "ends", "muted", "played", "suggested"]


class Mute(Bot):
    """Decides as another bot does, and has nothing to do with treaties."""

    inner: type[Bot] = Bot

    def decide(self, view: View) -> Decision:
        """As the other."""
        return self.inner(self.seat, self.dice).decide(view)


class Passive(Bot):
    """Sits there: default decisions, no words, no treaties."""

    def on_message(self, view: View, message: Heard) -> Iterable[PlayerCommand]:
        """Nothing."""
        del view, message
        return ()

    def on_proposal(self, view: View, treaty: TreatyView) -> Iterable[PlayerCommand]:
        """Nothing."""
        del view, treaty
        return ()


@dataclass(frozen=True, slots=True)
class End:
    """How a game ended. scores: G$ by seat. treaties: of each that was ever in force, who was in it. threshold: hidden one."""

    scores: Mapping[SeatId, float]
    risk: float
    treaties: tuple[frozenset[SeatId], ...]
    threshold: float


def suggested(name: str) -> dict[SeatId, type[Bot]]:
    """The bots that a scenario suggests for its seats."""
    return {seat.id: by_name(seat.bot) for seat in read_scenario(_text(name)).seats}


@lru_cache(maxsize=64)
def _text(name: str) -> str:
    return library.load_text(name)


def muted(kind: type[Bot]) -> type[Bot]:
    """That bot without treaties."""
    return type(f"Mute{kind.__name__}", (Mute,), {"inner": kind})


def played(
    name: str,
    bots: Mapping[SeatId, type[Bot]],
    seed: str,
    rounds: int | None = None,
    level: Level | None = None,
) -> End:
    """One game to its debrief, at the scenario's own length and level if none is given. Equal arguments, equal game."""
    secret = Secret(seed, hashlib.sha256(f"detente claims salt|{seed}".encode()).hexdigest()[:32])
    first = header(
        game=f"{name}-{seed}",
        scenario_text=_text(name),
        secret=secret,
        at=0.0,
        level=level,
        rounds=rounds,
        timed=False,
    )
    state = first_state(first.data, secret)
    policies = {seat: kind(seat, BotDice.of(seed, seat)) for seat, kind in bots.items()}
    entered: dict[str, frozenset[SeatId]] = {}
    for state, _ in play_out(state, policies):  # noqa: B020 -- the state goes on from step to step
        for text in state.treaties:
            if in_force(state, text):
                entered[text.id] = entered.get(text.id, frozenset()) | set(members(state, text))
    return _end(state, tuple(entered.values()))


def _end(state: GameState, treaties: tuple[frozenset[SeatId], ...]) -> End:
    return End(
        scores=final(state),
        risk=1.0 - float(state.world.survival[0]),
        treaties=treaties,
        threshold=float(state.world.threshold[0]),
    )


def ends(
    name: str, bots: Mapping[SeatId, type[Bot]], games: int, rounds: int | None = None
) -> tuple[End, ...]:
    """So many games, always the same seeds: two tables of bots are paired."""
    return tuple(played(name, bots, f"claims {number}", rounds) for number in range(games))
