"""Tables without a network: one made by hand, and one that plays by the real rules with bots in the other seats."""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Callable, Iterable
from typing import Any

from detente_client.model import Snapshot, absorb
from detente_client.table import CannotJoin
from detente_rules import library
from detente_rules.bots import by_name
from detente_rules.bots.base import Bot, BotDice
from detente_rules.commands import ENGINE, Actor, Admit, Command, EndPhase, PlayerCommand, Ready, Stamp
from detente_rules.decide import answer as answer_of
from detente_rules.decide import decide
from detente_rules.events import Event
from detente_rules.evolve import evolve
from detente_rules.fold import SNAPSHOT_KINDS
from detente_rules.genesis import first_state, header
from detente_rules.headless import Asker, bot_actor
from detente_rules.rejections import Refused
from detente_rules.scenario import Level
from detente_rules.secret import Secret
from detente_rules.state import GameState
from detente_rules.views.project import view
from detente_rules.wire.messages import News, NewsBody, Welcome

START = 1_700_000_000.0


class HandTable:
    """A table whose snapshots a test puts down itself; what is sent is written down and answered as told."""

    def __init__(self, *snapshots: Snapshot) -> None:
        self.sent: list[PlayerCommand] = []
        self.joined: list[tuple[str, str, str | None]] = []
        self.refusals: list[Refused] = []
        self.shut: str = ""
        self.closings = 0
        self.held: asyncio.Event | None = None
        self._queue: asyncio.Queue[Snapshot | None] = asyncio.Queue()
        self._first = snapshots

    def put(self, snapshot: Snapshot | None) -> None:
        """The next snapshot; None ends the stream."""
        self._queue.put_nowait(snapshot)

    async def snapshots(self) -> AsyncIterator[Snapshot]:
        first, self._first = self._first, ()
        for snapshot in first:
            yield snapshot
        while (snapshot_ := await self._queue.get()) is not None:
            yield snapshot_

    async def join(self, where: str, name: str, seat: str | None = None) -> None:
        self.joined.append((where, name, seat))
        if self.shut:
            raise CannotJoin(self.shut)

    async def send(self, command: PlayerCommand, *, stamped: bool = True) -> dict[str, Any]:
        self.sent.append(command)
        if self.held is not None:
            await self.held.wait()
        if self.refusals:
            raise self.refusals.pop(0)
        return {}

    async def close(self) -> None:
        self.closings += 1


class SoloTable:
    """A whole game in this process: the rules, bots in the other seats, one person. The clock stands still."""

    def __init__(
        self,
        scenario: str = "first-steps",
        seat: str | None = None,
        level: Level | None = None,
        seed: str = "7",
    ) -> None:
        secret = Secret(seed, hashlib.sha256(seed.encode()).hexdigest()[:32])
        text = library.load_text(scenario)
        first = header(
            game="solo", scenario_text=text, secret=secret, at=START, level=level, timed=True, open_start=True,
            reference=library.load_reference(scenario),
        )  # fmt: skip
        self.state: GameState = first_state(first.data, secret)
        self.now = START
        self.person = "p1"
        self.seed = seed
        self.snapshot = Snapshot()
        self.refused: list[Refused] = []
        self._seq = 0
        self._asker = Asker()
        self._changed = asyncio.Event()
        self._over = False
        self._apply(
            decide(self.state, ENGINE, Admit(self.person, "Ana", "player", seat), self.now), quiet=True
        )
        self._welcome()

    @property
    def seat(self) -> str | None:
        """The person's seat."""
        return self.state.people[self.person].seat

    @property
    def audience(self) -> str:
        """The person's stream."""
        return self.state.audience_of(self.person)

    def _welcome(self) -> None:
        frame = Welcome(
            "welcome", 1, "solo", self.person, "player", self.seat, self.audience, None, self._seq,
            view(self.state, self.audience), (), self.now, False,
        )  # fmt: skip
        self.snapshot = absorb(self.snapshot, frame, self.now)

    def _apply(self, events: Iterable[Event], *, quiet: bool = False) -> None:
        batch = list(events)
        for event in batch:
            self.state = evolve(self.state, event)
        heard = [] if quiet else [event for event in batch if event.reaches(self.audience)]
        whole = any(event.kind in SNAPSHOT_KINDS for event in heard)
        for place, event in enumerate(heard):
            self._seq += 1
            seen = view(self.state, self.audience) if whole and place == len(heard) - 1 else None
            body = NewsBody(event.kind, event.at, event.round, event.phase, event.data)
            self.snapshot = absorb(self.snapshot, News("news", self._seq, body, seen), self.now)
        self._changed.set()

    def _bots(self) -> dict[str, Bot]:
        return {
            seat: by_name(held.bot)(seat, BotDice.of(self.seed, seat))
            for seat, held in self.state.seats.items()
            if held.bot is not None
        }

    def _do(self, actor: Actor, command: Command) -> dict[str, Any]:
        """One command, then everything that the bots make of it."""
        queue: list[tuple[Actor, Callable[[GameState], Iterable[PlayerCommand]]]] = []
        stamp = Stamp(self.state.round, self.state.phase)
        events = decide(self.state, actor, command, self.now, stamp)
        self._apply(events)
        bots = self._bots()
        queue += [(bot_actor(seat), ask) for seat, ask in self._asker.commands(self.state, bots, events)]
        while queue:
            who, ask = queue.pop(0)
            for answer in ask(self.state):
                try:
                    made = decide(
                        self.state, who, answer, self.now, Stamp(self.state.round, self.state.phase)
                    )
                except Refused as refused:
                    self.refused.append(refused)
                    continue
                self._apply(made)
                queue += [
                    (bot_actor(seat), a) for seat, a in self._asker.commands(self.state, self._bots(), made)
                ]
            if not queue and self.state.phase in {"briefing", "negotiation"}:
                # Bots have nothing more to say: nobody waits for them.
                idle = [
                    seat for seat, held in self.state.seats.items() if held.bot is not None and not held.ready
                ]
                queue += [(bot_actor(seat), _readiness(self.state)) for seat in idle[:1]]
        return answer_of(events)

    def run_out(self) -> None:
        """The clock runs out."""
        assert self.state.deadline is not None
        self.now = self.state.deadline
        self._do(ENGINE, EndPhase())

    async def snapshots(self) -> AsyncIterator[Snapshot]:
        while not self._over:
            self._changed.clear()
            yield self.snapshot
            await self._changed.wait()

    async def join(self, where: str, name: str, seat: str | None = None) -> None:
        raise CannotJoin("You are at a table already.")

    async def send(self, command: PlayerCommand, *, stamped: bool = True) -> dict[str, Any]:
        await asyncio.sleep(0)
        return self._do(Actor(self.person, "player", self.seat), command)

    async def close(self) -> None:
        self._over = True
        self._changed.set()


def _readiness(then: GameState) -> Callable[[GameState], Iterable[PlayerCommand]]:
    where = (then.round, then.phase)
    return lambda state: (Ready(),) if (state.round, state.phase) == where else ()
