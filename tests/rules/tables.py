"""Small games to test rules on: a made scenario, a lobby, acts in one line, and a whole game played by bots."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import MISSING, dataclass, field, fields
from functools import cache
from typing import Any

from pydantic import TypeAdapter

from detente_rules.bots.base import Bot
from detente_rules.bots.dice import BotDice
from detente_rules.commands import ENGINE, Actor, Admit, Command, EndPhase, SeatBot, Stamp, Start
from detente_rules.decide import decide
from detente_rules.events import Event
from detente_rules.evolve import evolve
from detente_rules.genesis import first_state, header
from detente_rules.headless import Turn, bot_actor, play_out
from detente_rules.ids import SeatId
from detente_rules.secret import Secret
from detente_rules.state import GameState
from detente_rules.wire.news import NEWS, UNHEARD

SALT = "00112233445566778899aabbccddeeff"


def scenario_text(
    labs: int = 3, nations: int = 2, rounds: int = 3, level: str = "standard", extra: str = ""
) -> str:
    """A plain scenario: labs ``lab0…`` at home in turn in nations ``land0…``; every brief has a secret."""
    parts = [
        'format_version = 1\nid = "made"\ntitle = "Made for a test"\nsummary = "Nothing more."',
        f'level = "{level}"\nrounds = {rounds}\n{extra}',
    ]
    for number in range(labs):
        home = f'home = "land{number % nations}"\n' if nations else ""
        parts.append(_seat(f"lab{number}", "lab", home))
    parts += [_seat(f"land{number}", "nation", "") for number in range(nations)]
    return "\n".join(parts)


def _seat(seat: str, kind: str, more: str) -> str:
    return (
        f'[[seats]]\nid = "{seat}"\nname = "{seat.title()}"\nkind = "{kind}"\n{more}'
        f'bot = "cautious"\n[seats.brief]\npublic = "public of {seat}"\nsecret = "secret of {seat}"\n'
        f'goal = "goal of {seat}"\nfear = "fear of {seat}"\n'
    )


def lobby(seed: str = "1", text: str | None = None, **options: Any) -> GameState:
    """A game in its lobby, nobody there yet."""
    secret = Secret(seed, SALT)
    first = header(game="g1", scenario_text=text or scenario_text(), secret=secret, at=0.0, **options)
    return first_state(first.data, secret)


def parting(one: str | bytes, other: str | bytes) -> str:
    """Where two texts part, with some signs of each; "" where they are equal."""
    if one == other:
        return ""
    length = min(len(one), len(other))
    place = next((n for n in range(length) if one[n] != other[n]), length)
    start = max(0, place - 60)
    return f"{one[start : place + 60]!r} against {other[start : place + 60]!r}"


def as_published(event: Event) -> None:
    """What is told is what ``detente_rules.wire.news`` publishes of its kind: no field more, none less but those with a default, of these types."""
    if event.kind in UNHEARD:
        return
    said = NEWS[event.kind]
    always = {one.name for one in fields(said) if one.default is MISSING}
    assert always <= set(event.data) <= {one.name for one in fields(said)}, event
    _reader(said).validate_json(json.dumps(event.data))


@cache
def _reader(said: type) -> TypeAdapter[Any]:
    return TypeAdapter(said)


@dataclass
class Table:
    """A game under test that remembers what happened. Time moves by a second an act unless said."""

    state: GameState
    at: float = 100.0
    events: list[Event] = field(default_factory=list)

    def act(self, actor: Actor, command: Command, stamp: Stamp | None = None) -> tuple[Event, ...]:
        """One command, stamped as now unless said; its refusal is raised."""
        self.at += 1.0
        now = Stamp(self.state.round, self.state.phase)
        events = decide(self.state, actor, command, self.at, stamp or now)
        for event in events:
            as_published(event)
            self.state = evolve(self.state, event)
        self.events += events
        return events

    def person(self, name: str, seat: SeatId | None = None, role: Any = "player") -> Actor:
        """Somebody comes in, and sits down where a seat is named."""
        self.act(ENGINE, Admit(person=name, name=name.title(), role=role, seat=seat))
        return Actor(name, role, seat)

    def everybody(self) -> dict[SeatId, Actor]:
        """One person in every seat."""
        return {seat.id: self.person(f"p-{seat.id}", seat.id) for seat in self.state.scenario.seats}

    def start(self) -> None:
        """Round 1, briefing."""
        self.act(ENGINE, Start())

    def until(self, phase: str) -> None:
        """Deadlines pass until this phase begins."""
        while self.state.phase != phase:
            if self.state.deadline is not None:
                self.at = max(self.at, self.state.deadline)
            self.act(ENGINE, EndPhase())


def bots_for(
    state: GameState, kinds: Mapping[SeatId, type[Bot]] | type[Bot], seed: str = "1"
) -> dict[SeatId, Bot]:
    """A bot in every seat, of one kind or as said."""
    chosen = {
        seat.id: kinds[seat.id] if isinstance(kinds, Mapping) else kinds for seat in state.scenario.seats
    }
    return {seat: kind(seat, BotDice.of(seed, seat)) for seat, kind in chosen.items()}


def played(state: GameState, bots: Mapping[SeatId, Bot]) -> tuple[GameState, list[Turn]]:
    """The game to its debrief."""
    steps = list(play_out(state, bots))
    return steps[-1][0], [turn for _, turn in steps]


def events_of(turns: Iterable[Turn]) -> list[Event]:
    """All events of a played game, in order."""
    return [event for turn in turns for event in turn.events]


__all__ = [
    "SALT",
    "Table",
    "bot_actor",
    "bots_for",
    "events_of",
    "lobby",
    "played",
    "scenario_text",
    "SeatBot",
]
