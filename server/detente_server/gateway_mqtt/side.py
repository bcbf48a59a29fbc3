"""The MQTT side of a server, put together: broker (its own or another's), bus, mailboxes, feed, users.

Imported only where a broker is asked for, because aiomqtt and iotcore are extras.
"""

import asyncio
import json
import logging
from collections.abc import Coroutine
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from detente_rules.commands import Announce
from detente_rules.ids import PersonId, SeatId
from detente_rules.wire.messages import CloseCode
from detente_server.clock import Clock
from detente_server.committer import Committer
from detente_server.gateway_mqtt import Converse, MqttGateway
from detente_server.gateway_mqtt.bus import MqttBus
from detente_server.gateway_mqtt.feed import Feed
from detente_server.gateway_mqtt.ledger import Ledger, mailboxes_key
from detente_server.gateway_mqtt.port import BadBus, Message, read_bus
from detente_server.gateway_mqtt.trust import trust
from detente_server.gateway_mqtt.users import RESPONSE, SeatUsers
from detente_server.house import House
from detente_server.journal import Journal
from detente_server.orders import Order, ignore
from detente_server.room import Room
from detente_server.settings import Settings

if TYPE_CHECKING:
    from detente_server.gateway_mqtt.broker import OwnBroker

log = logging.getLogger("detente.mqtt")

FIRST_MEETING: Final = 5.0
"""Seconds that the start waits for a broker; after that the game begins without, and MQTT seats come when it does."""

NO_RULES: Final = (
    "The MQTT broker of this table has no access rules: any program on the server's machine can read what every seat "
    "is told over it. It is for bots and tests."
)


class MqttSide:
    """Open it once the games are open; ``url`` is what ``host --json`` prints, without credentials."""

    def __init__(
        self, settings: Settings, house: House, clock: Clock, converse: Converse, committer: Committer
    ) -> None:
        self._settings = settings
        self._house = house
        self._bus: MqttBus | None = None
        self._own: OwnBroker | None = None
        self._reviving: asyncio.Task[None] | None = None
        self._closing = False
        self._task: asyncio.Task[None] | None = None
        self._at_it: set[asyncio.Task[object]] = set()
        self._committer = committer
        self._ledger = Ledger(self._keep if settings.provision else None)
        self._users = SeatUsers(lambda: self._bus, self._ledger)
        self._terms = asyncio.Lock()
        self._starting = True
        self._admitted: set[str] = set()
        feed = Feed(lambda: self._bus, clock)
        self.gateway = MqttGateway(
            house, settings.limits, converse, feed, self._finished, self._ledger.welcomed
        )
        self.url = ""

    async def open(self, *, resumed: bool) -> None:
        """Start or reach the broker. Raises: BadBus (no URL of a broker, or one that does not let us in)."""
        if self._settings.broker is not None:
            from detente_server.gateway_mqtt.broker import OwnBroker  # noqa: PLC0415  # an extra

            own = OwnBroker(self._settings.broker)
            try:
                await asyncio.to_thread(own.start)
            except BadBus:
                own.stop()
                raise
            self._own, address = own, own.address
        else:
            address = read_bus(self._settings.bus or "", self._settings.bus_ca)
            trust(address)  # a file that is none is said at once
        self.url = address.shown
        bus = self._bus = MqttBus(
            address,
            filters=self._filters,
            heard=self._heard,
            opened=self._opened,
            lost=self._lost,
        )
        if self._settings.provision:
            await self._remember()
        self.gateway.start(bus)
        self._house.cut = self.cut
        self._task = asyncio.get_running_loop().create_task(bus.run(), name="mqtt")
        try:
            async with asyncio.timeout(FIRST_MEETING):
                await bus.met.wait()
        except TimeoutError:
            log.warning("the broker %s does not answer; the game goes on without", address.shown)
        try:
            # A game that goes on does not wait for its broker: its seats know their passwords.
            if self._settings.provision and not bus.hopeless and (bus.up or not resumed):
                await self._come_to_terms()
            _check(bus)
        except BadBus as fault:
            await self.close()
            raise BadBus(f"No line to the broker {address.shown}: {fault}.") from None
        self._starting = False
        if self._own is not None and not resumed:
            for room in self._house.rooms.values():
                room.submit(Order("engine", "engine", Announce(NO_RULES), ignore))

    async def close(self) -> None:
        """Say goodbye, let the line go, stop the broker."""
        self._closing = True
        self._house.cut = None
        for task in self._at_it:
            task.cancel()
        if self._reviving is not None:
            await asyncio.wait({self._reviving})
        await self.gateway.close(CloseCode.RESTART, "The server goes down; come back.")
        await self._ledger.saved()
        if self._bus is not None:
            await self._bus.drained()
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait({self._task})
        if self._own is not None:
            await asyncio.to_thread(self._own.stop)

    def _lost(self) -> None:
        """The line broke; a broker of our own that died with it is started again."""
        self.gateway.lost()
        self._users.lost()
        if self._own is not None and not self._closing:
            self._reviving = asyncio.get_running_loop().create_task(self._revive())

    async def _revive(self) -> None:
        if self._own is None:
            return
        try:
            await asyncio.to_thread(self._own.revive)
        except BadBus as fault:
            log.error("%s", fault)  # noqa: TRY400  # its text says it all

    # ------------------------------------------------------------------------------------------- dynamic security

    def credentials(self, game: str, seat: SeatId) -> dict[str, str | None]:
        """The broker's user for a seat, for ``host --json``; the password only when it is new. Empty: not ours."""
        return self._users.credentials(game, seat) if self._settings.provision else {}

    async def begun(self, game: str) -> None:
        """One more game is open: its seats get users before they are announced."""
        if self._settings.provision:
            self._watch(game)
            try:
                async with self._terms:
                    await self._admit(game)
            except BadBus as fault:
                log.error("game %s has no users at the broker: %s", game, fault)  # noqa: TRY400  # its text says it all

    async def cut(self, game: str, seat: SeatId) -> dict[str, Any]:
        """Nobody who knows this seat's password at the broker shall hear it any more; the new one, where it is ours."""
        if not self._settings.provision:
            return {}
        return await self._users.cut(game, seat)

    async def _remember(self) -> None:
        """What an earlier process has noted of the games that go on."""
        for game, room in tuple(self._house.rooms.items()):
            self._watch(game)
            noted = await self._committer.call(partial(_noted, mailboxes_key(game)))
            if noted is not None:
                self._ledger.take_up(game, noted, partial(self._sits, room))

    def _sits(self, room: Room, seat: SeatId, person: PersonId) -> bool:
        state = room.game.committed
        known = state.people.get(person)
        return known is not None and known.seat == seat and self._house.trusts(state.game, person)

    async def _keep(self, key: str, value: str) -> None:
        await self._committer.call(lambda journal: journal.note(key, value))

    async def _come_to_terms(self) -> None:
        """The line is new: the right to serve, a user a seat where there is none yet, and what is owed. Raises: BadBus."""
        async with self._terms:  # a new right ends the line, and the next one comes here too
            if not self._admitted and self._bus is not None:
                await self._users.serve(self._bus.address.user or "")
            for game, room in tuple(self._house.rooms.items()):
                if not room.over:
                    await self._admit(game)
            await self._users.pay()

    async def _come_back(self) -> None:
        try:
            await self._come_to_terms()
        except BadBus as fault:
            log.error("no users at the broker: %s", fault)  # noqa: TRY400  # its text says it all

    async def _admit(self, game: str) -> None:
        if game not in self._admitted:
            await self._users.admit(game, self._seats(game), self._settings.reissue)
            self._admitted.add(game)

    def _watch(self, game: str) -> None:
        self._house.rooms[game].followers.feeds.append(partial(self._told, game))

    def _told(self, game: str, seq: int, frame: bytes) -> None:
        """Public news: whoever has used a seat's mailbox and sits there no more must not hear its next holder."""
        del seq
        if b'"seat_left"' not in frame:
            return
        news = json.loads(frame)["news"]
        if news["kind"] == "seat_left":
            seat, person = news["data"]["seat"], news["data"]["person"]
            if self._ledger.knows(game, seat, person):
                self._later(self.cut(game, seat))

    def _later(self, work: Coroutine[Any, Any, object]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._at_it.add(task)
        task.add_done_callback(self._at_it.discard)

    def _opened(self) -> None:
        self.gateway.opened()
        if self._settings.provision and not self._starting:
            self._later(self._come_back())

    def _filters(self) -> list[str]:
        return [*self.gateway.filters(), *([RESPONSE] if self._settings.provision else [])]

    def _heard(self, message: Message) -> None:
        if not (self._settings.provision and self._users.heard(message)):
            self.gateway.heard(message)

    def _seats(self, game: str) -> list[SeatId]:
        return [seat.id for seat in self._house.rooms[game].game.committed.scenario.seats]

    def _finished(self, game: str) -> None:
        """A game is over: its users go."""
        if self._settings.provision:
            self._users.withdraw(game, self._seats(game))
            self._ledger.close(game)


def _check(bus: MqttBus) -> None:
    """Raises: BadBus, where the broker is there and will not have us."""
    if bus.hopeless or bus.refused:
        why = bus.fault or f"it does not let this server hear {', '.join(bus.refused)}"
        raise BadBus(why)


def _noted(key: str, journal: Journal) -> str | None:
    """In the journal's thread."""
    return journal.noted(key)
