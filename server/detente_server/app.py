"""The server, put together: journal, committer, house of rooms, gateway, clock (composition root).

``running`` is the embeddable form (``play``, tests); ``serve`` runs until it is told to stop (``host``).
"""

import asyncio
import contextlib
import json
import logging
import signal
from collections.abc import AsyncIterator, Callable, Collection
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, TypeVar

from detente_rules.ids import SeatId
from detente_rules.secret import Secret
from detente_rules.wire.codec import warm
from detente_rules.wire.messages import CloseCode
from detente_server import opening
from detente_server.addresses import LOOPBACK, WILDCARDS, reachable, url
from detente_server.attendance import Attendance
from detente_server.clock import Clock, SystemClock
from detente_server.committer import Committer
from detente_server.conversation import Conversation
from detente_server.deadlines import PULSE, Pulse, next_look
from detente_server.followers import Link
from detente_server.garbage import calm
from detente_server.gateway_mqtt.port import BadBus
from detente_server.gateway_websocket import WebSocketGateway
from detente_server.house import House
from detente_server.http import HttpSide, Page, json_page
from detente_server.journal import GameRow, Journal, JournalFault
from detente_server.journal_sqlite import SqliteJournal
from detente_server.limits import Addresses
from detente_server.listening import CannotListen, tls_context
from detente_server.metrics import Metrics
from detente_server.room import Room, stand_ins_key
from detente_server.settings import DEFAULT_PORT, Settings

if TYPE_CHECKING:
    from detente_server.gateway_mqtt.side import MqttSide

__all__ = ["CannotListen", "Server", "run", "running", "serve"]

T = TypeVar("T")

MakeCommitter = Callable[[Journal, Executor, Callable[[int, float], None]], Committer]

log = logging.getLogger("detente.server")

PORT_NOTE = "port"

GUARDED = frozenset({"/metrics"})
"""Counters move when somebody acts: a player who reads them would learn when others seal."""


class Server:
    """A running server. ``created`` is what ``host --json`` prints; ``ws_url`` is for this machine."""

    def __init__(self, settings: Settings, clock: Clock, committer: Committer, metrics: Metrics) -> None:
        self.settings = settings
        self.clock = clock
        self.metrics = metrics
        self.house = House(settings.limits, committer, watch_by_code=settings.watch_by_code)
        self.house.branch = self._branch
        self.created: dict[str, Any] = {}
        self.ws_url = ""
        self._committer = committer
        self._addresses = Addresses(settings.limits.wrong_hellos_per_minute)
        self._mqtt: MqttSide | None = None
        self._pulse: asyncio.Task[None] | None = None
        self._ready = False
        metrics.games.read = lambda: len(self.house.rooms)
        metrics.queue_depth.read = lambda: committer.depth
        self._gateway = WebSocketGateway(
            self._converse,
            HttpSide(self._pages(), settings.origins, frozenset() if settings.open_metrics else GUARDED),
            settings.limits,
            metrics,
            self._addresses,
            proxied=settings.proxied,
        )

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self.created["port"])

    async def another(self, scenario: str | None = None) -> dict[str, Any]:
        """Begin one more game in this process; the form of ``created``. Raises: as ``open``."""
        return await self._begun(await self._create(scenario or self.settings.scenario))

    async def _begun(self, opened: opening.Opened) -> dict[str, Any]:
        """One more game is open: let its people in, at the broker too, and tell who they are."""
        for credential in opened.credentials:
            self.house.trust(credential)
        if self._mqtt is not None:
            await self._mqtt.begun(opened.row.game)
        return self._announcement(opened, self.port)

    async def _branch(self, game: str, round_: int) -> dict[str, Any]:
        """R12.11: a new game from the end of a past round. Before the parent's debrief its dice stay its own."""
        parent = self.house.rooms[game].game.committed
        row = next(row for row in await self._call(lambda journal: journal.games()) if row.game == game)
        secret = opening.new_secret(None)
        if parent.debrief is not None:
            secret = await self._call(lambda journal: journal.secret(game))
        room = self._room(secret)
        new, opened = await self._call(
            partial(
                opening.branch,
                row=row,
                round_=round_,
                secret=secret,
                hearers=room.followers,
                settings=self.settings,
                clock=self.clock,
            )
        )
        self.house.add(opened.row.game, opened.row.code, room)
        room.open(new)
        log.info("branched", extra={"game": opened.row.game})
        return await self._begun(opened)

    async def record(self, game: str) -> tuple[str, ...]:
        """The record of a game as it stands on the disk."""
        return await self._call(lambda journal: tuple(journal.lines(game)))

    # ---------------------------------------------------------------------------------------------------- opening

    async def open(self) -> None:
        """Resume or begin, listen, and start the clock.

        Raises: CannotListen, opening.CannotResume, JournalFault, ScenarioNotFound, ScenarioFault.
        """
        await asyncio.to_thread(warm)
        rows = [row for row in await self._call(lambda journal: journal.games()) if not row.finished]
        opened = [await self._resume(row) for row in rows]
        newest = opened[-1] if opened else None
        if newest is None or self.settings.new:
            newest = await self._create(self.settings.scenario)
        for credential in await self._call(lambda journal: journal.credentials()):
            self.house.trust(credential)
        port = await self._listen(resumed=newest.resumed)
        await self._open_mqtt(resumed=newest.resumed)
        self.created = self._announcement(newest, port)
        self._pulse = asyncio.get_running_loop().create_task(self._beat())
        self._look_outside()
        self._ready = True
        log.info("listening on port %d", port)

    async def close(self) -> None:
        """Tell everybody to come back later, finish what is under way, let go."""
        self._ready = False
        if self._pulse is not None:
            self._pulse.cancel()
            await asyncio.wait({self._pulse})
        for room in self.house.rooms.values():
            room.close(CloseCode.RESTART, "The server goes down; come back.")
        await self._gateway.close(CloseCode.RESTART, "The server goes down; come back.")
        if self._mqtt is not None:
            await self._mqtt.close()
        await self._committer.drained()
        with contextlib.suppress(JournalFault):
            await self._call(lambda journal: journal.alive(self.clock.now()))

    async def _resume(self, row: GameRow) -> opening.Opened:
        secret = await self._call(lambda journal: journal.secret(row.game))
        noted = await self._call(lambda journal: journal.noted(stand_ins_key(row.game)))
        room = self._room(secret, json.loads(noted) if noted is not None else ())
        game = await self._call(
            partial(opening.resume, row=row, hearers=room.followers, settings=self.settings)
        )
        last = await self._call(lambda journal: journal.last_alive())
        tokens = await self._call(
            partial(opening.reissue, row=row, state=game.committed, who=self.settings.reissue)
        )
        # Between the last sign of life (of the server or of this game) and now nobody could act.
        lost = max(0.0, self.clock.now() - max(last or 0.0, game.at))
        self.metrics.downtime.add(lost)
        self.house.add(row.game, row.code, room)
        room.open(game, lost)
        log.info("game %s resumed after %.1f s", row.game, lost)
        return opening.Opened(row, resumed=True, tokens=tokens)

    async def _create(self, scenario: str) -> opening.Opened:
        secret = opening.new_secret(self.settings.seed)
        room = self._room(secret)
        game, opened = await self._call(
            partial(
                opening.create,
                settings=replace(self.settings, scenario=scenario),
                secret=secret,
                hearers=room.followers,
                clock=self.clock,
            )
        )
        self.house.add(opened.row.game, opened.row.code, room)
        room.open(game)
        return opened

    def _room(self, secret: Secret, stand_ins: Collection[SeatId] = ()) -> Room:
        attendance = Attendance(self.settings.dropout_seconds, stand_ins)
        return Room(secret, self._committer, self.clock, self.settings.limits, self.metrics, attendance)

    async def _listen(self, *, resumed: bool) -> int:
        noted = await self._call(lambda journal: journal.noted(PORT_NOTE))
        port = self.settings.port
        if not port and resumed and noted is not None:
            port = int(noted)
        elif port is None:
            port = DEFAULT_PORT
        try:
            port = await self._gateway.listen(self.settings.listen, port, tls_context(self.settings))
        except OSError as error:
            raise CannotListen(
                f"Cannot listen on {self.settings.listen}:{port}: {error.strerror}."
            ) from error
        await self._call(lambda journal: journal.note(PORT_NOTE, str(port)))
        return port

    async def _open_mqtt(self, *, resumed: bool) -> None:
        """Seats over a broker, where one is asked for. Raises: CannotListen."""
        if self.settings.bus is None and self.settings.broker is None:
            return
        try:
            from detente_server.gateway_mqtt.side import MqttSide  # noqa: PLC0415  # an extra
        except ImportError as missing:
            raise CannotListen(
                f"MQTT needs an extra of this program: .venv/bin/pip install -e '.[mqtt]' ({missing})."
            ) from None
        side = MqttSide(self.settings, self.house, self.clock, self._converse, self._committer)
        try:
            await side.open(resumed=resumed)
        except BadBus as fault:
            raise CannotListen(str(fault)) from None
        self._mqtt = side

    def _announcement(self, opened: opening.Opened, port: int) -> dict[str, Any]:
        """The line of ``host --json``: fields may be added to it, and none is taken away or renamed."""
        hosts = reachable(self.settings.listen)
        local = LOOPBACK if self.settings.listen in WILDCARDS else self.settings.listen
        secure = "s" if self.settings.tls_cert is not None else ""
        self.ws_url = url(f"ws{secure}", local, port)
        game, mqtt = opened.row.game, self._mqtt
        state = self.house.rooms[game].game.committed
        return {
            "game": game,
            "code": opened.row.code,
            "ws": self.ws_url,
            "http": url(f"http{secure}", local, port),
            "mqtt": f"{mqtt.url}/{game}" if mqtt is not None else None,
            "resumed": opened.resumed,
            "facilitator": opened.tokens.get(opening.FACILITATOR),
            "observer": opened.tokens.get(opening.OBSERVER),
            "seats": [
                {"seat": seat.id, "kind": seat.kind, "token": opened.tokens.get(opening.seat_person(seat.id))}
                | (mqtt.credentials(game, seat.id) if mqtt is not None else {})
                for seat in state.scenario.seats
            ],
            "port": port,
            "addresses": [f"{host}:{port}" for host in hosts],
        }

    # ---------------------------------------------------------------------------------------------------- running

    def _converse(self, connection: Link, address: str, bearer: str | None) -> Conversation:
        return Conversation(
            connection,
            self.house,
            self._addresses,
            self.clock,
            self.settings.limits,
            self.metrics,
            address,
            bearer,
        )

    def _pages(self) -> dict[str, Page]:
        return {
            "/healthz": lambda: json_page(HTTPStatus.OK, {"status": "ok"}),
            "/readyz": self._readiness,
            "/metrics": lambda: (
                HTTPStatus.OK,
                "text/plain; version=0.0.4; charset=utf-8",
                self.metrics.exposition(),
            ),
        }

    def _readiness(self) -> tuple[HTTPStatus, str, str]:
        frozen = sum(room.frozen is not None for room in self.house.rooms.values())
        status = HTTPStatus.OK if self._ready else HTTPStatus.SERVICE_UNAVAILABLE
        return json_page(status, {"ready": self._ready, "games": len(self.house.rooms), "frozen": frozen})

    async def _beat(self) -> None:
        """The pulse: lost time given back, phases ended, the liveness row written, games closed that are over."""
        pulse = Pulse(self.clock.now(), self.clock.slept(), self.settings.limits.stall_seconds)
        written, row = 0.0, None
        while True:
            deadlines = [room.deadline for room in self.house.rooms.values()]
            due = [deadline for deadline in deadlines if deadline is not None]
            await asyncio.sleep(next_look(self.clock.now(), due))
            beat = pulse.beat(self.clock.now(), self.clock.slept())
            if beat.lost:
                log.warning("the process stood still for %.1f s", beat.lost)
                self.metrics.downtime.add(beat.lost)
            for room in tuple(self.house.rooms.values()):
                room.tick(beat.now, beat.lost)
            if beat.now - written >= PULSE and (row is None or row.done()):
                written = beat.now
                self._look_outside()
                row = asyncio.get_running_loop().create_task(self._write_row(beat.now))

    def _look_outside(self) -> None:
        """The laptop may be on another network now: join page, QR code and projector follow."""
        hosts = reachable(self.settings.listen)
        web, secure = self.settings.web_port, "s" if self.settings.tls_cert is not None else ""
        self.house.reachable_at(
            tuple(f"{host}:{self.port}" for host in hosts),
            () if web is None else tuple(f"http{secure}://{host}:{web}/" for host in hosts),
        )

    async def _write_row(self, now: float) -> None:
        over = [name for name, room in self.house.rooms.items() if room.over]

        def write(journal: Journal) -> None:
            journal.alive(now)
            for name in over:
                journal.finish(name)

        with contextlib.suppress(JournalFault):  # a full disk shows in the games themselves
            await self._call(write)

    async def _call(self, work: Callable[[Journal], T]) -> T:
        return await self._committer.call(work)


@contextlib.asynccontextmanager
async def running(
    settings: Settings, clock: Clock | None = None, committer: MakeCommitter = Committer
) -> AsyncIterator[Server]:
    """A server for as long as the block lasts. committer: the self-test plants faults there.

    Raises: CannotListen, opening.CannotResume, JournalFault (Locked: another server has the folder), ScenarioNotFound,
    ScenarioFault.
    """
    loop = asyncio.get_running_loop()
    with ThreadPoolExecutor(1, thread_name_prefix="journal") as executor:
        journal = await loop.run_in_executor(executor, SqliteJournal.open, settings.data)
        try:
            if clock is None:
                last = await loop.run_in_executor(executor, journal.last_alive)
                clock = SystemClock(not_before=last or 0.0)
            metrics = Metrics()
            server = Server(settings, clock, committer(journal, executor, metrics.committed), metrics)
            try:
                await server.open()
                yield server
            finally:
                await server.close()
        finally:
            await loop.run_in_executor(executor, journal.close)


async def serve(settings: Settings, announce: Callable[[Server], None]) -> None:
    """Run until SIGTERM or SIGINT. announce: called once, when it listens. Raises: as ``running``."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        try:
            loop.add_signal_handler(number, stop.set)
        except NotImplementedError:  # Windows: Ctrl-C arrives as KeyboardInterrupt
            signal.signal(number, lambda *_: loop.call_soon_threadsafe(stop.set))
    async with running(settings) as server:
        calm()
        announce(server)
        await stop.wait()


def run(settings: Settings, announce: Callable[[Server], None]) -> None:
    """``serve`` on the fastest loop there is. Raises: as ``running``."""
    with asyncio.Runner(loop_factory=_loop_factory()) as runner:
        runner.run(serve(settings, announce))


def _loop_factory() -> Callable[[], asyncio.AbstractEventLoop] | None:
    try:
        import uvloop  # noqa: PLC0415  # not on Windows
    except ImportError:
        return None
    factory: Callable[[], asyncio.AbstractEventLoop] = uvloop.new_event_loop
    return factory
