"""Made by hand for the server's tests: a clock that is set, a journal in memory that can fail, a link that remembers.

``Rig`` is a whole server without sockets: rooms, house and conversations on an asyncio loop, with these in place.
"""

import asyncio
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor, Future
from dataclasses import replace
from typing import Any, ParamSpec, TypeVar

from detente_rules.genesis import header
from detente_rules.ids import PersonId
from detente_rules.secret import Secret
from detente_server.attendance import Attendance
from detente_server.committer import Committer
from detente_server.conversation import Conversation
from detente_server.credentials import Credential, digest_of
from detente_server.game import begun, replayed
from detente_server.house import House
from detente_server.journal import Answer, Batch, Conflict, Full, GameRow, JournalFault
from detente_server.limits import Addresses
from detente_server.metrics import Metrics
from detente_server.room import Room
from detente_server.settings import Limits
from tests.rules.tables import SALT, scenario_text

P = ParamSpec("P")
T = TypeVar("T")

SECRET = Secret("a seed", SALT)

GENEROUS = Limits(commands_per_second=1e9, burst=10**9, thaw_seconds=0.02)
"""For tests that are not about rates."""


class FakeClock:
    """Stands still until it is told to move."""

    def __init__(self, now: float = 1_000.0) -> None:
        self.time = now
        self.asleep = 0.0

    def now(self) -> float:
        return self.time

    def slept(self) -> float:
        return self.asleep


class AtOnce(Executor):
    """An executor that does the work while one waits."""

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> "Future[T]":
        done: Future[T] = Future()
        try:
            done.set_result(fn(*args, **kwargs))
        except BaseException as fault:  # noqa: BLE001  # as an executor does
            done.set_exception(fault)
        return done


class MemoryJournal:
    """A journal that loses everything with the process. ``fault``: what the next commits raise."""

    def __init__(self) -> None:
        self.rows: dict[str, GameRow] = {}
        self.secrets: dict[str, Secret] = {}
        self.records: dict[str, list[str]] = {}
        self.given: dict[str, list[Answer]] = {}
        self.trusted: dict[tuple[str, PersonId], Credential] = {}
        self.notes: dict[str, str] = {}
        self.row: float | None = None
        self.fault: JournalFault | None = None
        self.commits = 0

    def create(self, row: GameRow, secret: Secret, header: str, credentials: Sequence[Credential]) -> None:
        self._fail()
        if row.game in self.rows or any(row.code == other.code for other in self.rows.values()):
            raise Full("The journal cannot be written: UNIQUE constraint failed.")
        self.rows[row.game] = row
        self.secrets[row.game] = secret
        self.records[row.game] = header.split("\n")
        self.given[row.game] = []
        self.issue(credentials)

    def commit(self, batches: Sequence[Batch]) -> None:
        self._fail()
        for batch in batches:  # first all checks, then all changes: one transaction
            if batch.first != self.rows[batch.game].head + 1:
                raise Conflict(batch.game, "line does not follow")
        self.commits += 1
        for batch in batches:
            self.records[batch.game] += batch.lines
            self.given[batch.game] += batch.answers
            self.rows[batch.game] = replace(self.rows[batch.game], head=batch.first + len(batch.lines) - 1)
            self.issue(batch.credentials)

    def games(self) -> tuple[GameRow, ...]:
        return tuple(sorted(self.rows.values(), key=lambda row: (row.created, row.game)))

    def secret(self, game: str) -> Secret:
        return self.secrets[game]

    def lines(self, game: str) -> Iterator[str]:
        yield from tuple(self.records.get(game, ()))

    def answers(self, game: str) -> Iterator[Answer]:
        yield from self.given[game]

    def answer(self, game: str, person: PersonId, command_id: str) -> bytes | None:
        key = (person, command_id)
        return next((one.data for one in self.given[game] if (one.person, one.command_id) == key), None)

    def credentials(self) -> tuple[Credential, ...]:
        return tuple(one for one in self.trusted.values() if not self.rows[one.game].finished)

    def issue(self, credentials: Iterable[Credential]) -> None:
        self.trusted |= {(one.game, one.person): one for one in credentials}

    def revoke(self, game: str, person: PersonId) -> None:
        self.trusted.pop((game, person), None)

    def change_code(self, game: str, code: str) -> None:
        self.rows[game] = replace(self.rows[game], code=code)

    def finish(self, game: str) -> None:
        self.rows[game] = replace(self.rows[game], finished=True)

    def alive(self, at: float) -> None:
        self._fail()
        self.row = at

    def last_alive(self) -> float | None:
        return self.row

    def note(self, key: str, value: str) -> None:
        self.notes[key] = value

    def noted(self, key: str) -> str | None:
        return self.notes.get(key)

    def close(self) -> None:
        pass

    def _fail(self) -> None:
        if self.fault is not None:
            raise self.fault


class FakeLink:
    """The far end of a connection: what came, as parsed frames; and how it was closed."""

    def __init__(self) -> None:
        self.frames: list[dict[str, Any]] = []
        self.raw: list[bytes] = []
        self.closed: tuple[int, str] | None = None

    def send(self, frame: bytes) -> None:
        if self.closed is None:
            self.raw.append(frame)
            self.frames.append(json.loads(frame))

    def close(self, code: int, reason: str) -> None:
        if self.closed is None:
            self.closed = (code, reason)

    def take(self) -> list[dict[str, Any]]:
        """What has come since the last time."""
        frames, self.frames = self.frames, []
        return frames

    def kinds(self) -> list[str]:
        """News by its kind, other frames by their type; takes them."""
        return [frame["news"]["kind"] if frame["type"] == "news" else frame["type"] for frame in self.take()]


class Person:
    """A client written by hand: says frames, remembers what it heard."""

    def __init__(self, rig: "Rig", address: str = "198.51.100.7", bearer: str | None = None) -> None:
        self.link = FakeLink()
        self.conversation = Conversation(
            self.link, rig.house, rig.addresses, rig.clock, rig.limits, rig.metrics, address, bearer
        )
        self._rig = rig
        self._ids = 0

    def say(self, frame: object) -> None:
        """Send any frame."""
        self.conversation.heard(json.dumps(frame).encode())

    def hello(self, **fields: Any) -> None:
        """Say hello."""
        self.say({"type": "hello", "protocol": 1, **fields})

    def do(self, kind: str, command_id: str | None = None, **fields: Any) -> str:
        """Send a command, stamped as it is now; returns its id."""
        self._ids += 1
        name = command_id or f"c{id(self)}-{self._ids}"
        state = self._rig.room.game.tentative
        stamp = {"round": state.round, "phase": state.phase}
        self.say({"type": "command", "command_id": name, **stamp, "command": {"kind": kind, **fields}})
        return name

    async def answer(self) -> dict[str, Any]:
        """The newest ack or refusal, after everything has settled."""
        await self._rig.settle()
        return next(frame for frame in reversed(self.link.frames) if frame["type"] in {"ack", "refused"})


class Rig:
    """One game on a server without sockets. Use inside a running loop; ``await settle()`` lets it come to rest."""

    def __init__(
        self,
        text: str | None = None,
        *,
        limits: Limits = GENEROUS,
        journal: MemoryJournal | None = None,
        executor: Executor | None = None,
        dropout: float | None = None,
        **options: Any,
    ) -> None:
        self.journal = journal or MemoryJournal()
        self.clock = FakeClock()
        self.limits = limits
        self.metrics = Metrics()
        self.addresses = Addresses(limits.wrong_hellos_per_minute)
        self.committer = Committer(self.journal, executor or AtOnce())
        self.house = House(limits, self.committer)
        self.tokens: dict[PersonId, str] = {}
        self._dropout = dropout
        self.room = self.new_game("g1", "ABCD-EFGH", text, **options)

    def new_game(self, name: str, code: str, text: str | None = None, **options: Any) -> Room:
        """One more game in the same house."""
        attendance = Attendance(self._dropout)
        room = Room(SECRET, self.committer, self.clock, self.limits, self.metrics, attendance)
        first = header(
            game=name, scenario_text=text or scenario_text(), secret=SECRET, at=self.clock.now(), **options
        )
        game, line = begun(first, SECRET, room.followers, self.limits)
        self.journal.create(
            GameRow(name, code, "made", self.clock.now(), finished=False, head=0), SECRET, line, ()
        )
        room.open(game)
        self.house.add(name, code, room)
        self.credential(name, "facilitator", "facilitator", None)
        return room

    def credential(self, game: str, person: PersonId, role: Any, seat: str | None) -> str:
        """A token for somebody."""
        token = self.tokens.setdefault(person, f"token of {person}")
        self.house.trust(Credential(game, person, role, seat, person.title(), digest_of(f"{game} {token}")))
        return f"{game} {token}"

    def person(self, **where: Any) -> Person:
        """Somebody at the door."""
        return Person(self, **where)

    async def seated(self, *seats: str) -> list[Person]:
        """One person in each of these seats, come by code."""
        people = []
        for seat in seats:
            person = self.person()
            person.hello(code="ABCD-EFGH", name=f"At {seat}", seat=seat)
            await self.settle()
            people.append(person)
        for person in people:
            person.link.take()
        return people

    async def facilitator(self) -> Person:
        """The facilitator, welcomed."""
        person = self.person()
        person.hello(token=self.credential("g1", "facilitator", "facilitator", None))
        await self.settle()
        person.link.take()
        return person

    async def settle(self) -> None:
        """Let everything that is under way come to its end."""
        for _ in range(8):
            await self.committer.drained()
            for _ in range(4):  # nothing takes more passes of the loop than this without asking the committer
                await asyncio.sleep(0)

    def replay(self) -> Any:
        """The game as its record tells it, in a room of its own."""
        room = Room(SECRET, self.committer, self.clock, self.limits, self.metrics)
        return replayed(self.journal.lines("g1"), SECRET, room.followers, self.limits)
