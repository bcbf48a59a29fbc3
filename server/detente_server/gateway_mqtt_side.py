"""The MQTT side of a server, put together: broker (its own or another's), bus, mailboxes, feed, users.

Imported only where a broker is asked for, because aiomqtt and iotcore are extras.
"""

import asyncio
import json
import logging
import secrets
from typing import TYPE_CHECKING, Any, Final

from detente_rules.commands import Announce
from detente_rules.ids import SeatId
from detente_rules.wire.messages import CloseCode
from detente_server import gateway_mqtt_access as access
from detente_server.clock import Clock
from detente_server.gateway_mqtt import Converse, MqttGateway
from detente_server.gateway_mqtt_bus import MqttBus
from detente_server.gateway_mqtt_feed import Feed
from detente_server.gateway_mqtt_port import BadBus, Message, read_bus
from detente_server.gateway_mqtt_trust import trust
from detente_server.house import House
from detente_server.orders import Order, ignore
from detente_server.settings import Settings

if TYPE_CHECKING:
    from detente_server.gateway_mqtt_broker import OwnBroker

log = logging.getLogger("detente.mqtt")

FIRST_MEETING: Final = 5.0
"""Seconds that the start waits for a broker; after that the game begins without, and MQTT seats come when it does."""

ANSWER: Final = 5.0
"""Seconds that dynamic security has to answer."""

NO_RULES: Final = (
    "The MQTT broker of this table has no access rules: any program on the server's machine can read what every seat "
    "is told over it. It is for bots and tests."
)


class MqttSide:
    """Open it once the games are open; ``url`` is what ``host --json`` prints, without credentials."""

    def __init__(self, settings: Settings, house: House, clock: Clock, converse: Converse) -> None:
        self._settings = settings
        self._house = house
        self._bus: MqttBus | None = None
        self._own: OwnBroker | None = None
        self._reviving: asyncio.Task[None] | None = None
        self._closing = False
        self._task: asyncio.Task[None] | None = None
        self._answer: asyncio.Future[list[dict[str, Any]]] | None = None
        self._passwords: dict[tuple[str, SeatId], str] = {}
        self.gateway = MqttGateway(
            house, settings.limits, converse, Feed(lambda: self._bus, clock), self._finished
        )
        self.url = ""

    async def open(self, *, resumed: bool) -> None:
        """Start or reach the broker. Raises: BadBus (no URL of a broker, or one that does not let us in)."""
        if self._settings.broker is not None:
            from detente_server.gateway_mqtt_broker import OwnBroker  # noqa: PLC0415  # an extra

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
            opened=self.gateway.opened,
            lost=self._lost,
        )
        self.gateway.start(bus)
        self._task = asyncio.get_running_loop().create_task(bus.run(), name="mqtt")
        try:
            async with asyncio.timeout(FIRST_MEETING):
                await bus.met.wait()
        except TimeoutError:
            log.warning("the broker %s does not answer; the game goes on without", address.shown)
        try:
            if self._settings.provision and not bus.hopeless:
                await self._provision()
            _check(bus)
        except BadBus:
            await self.close()
            raise
        if self._own is not None and not resumed:
            for room in self._house.rooms.values():
                room.submit(Order("engine", "engine", Announce(NO_RULES), ignore))

    async def close(self) -> None:
        """Say goodbye, let the line go, stop the broker."""
        self._closing = True
        if self._reviving is not None:
            await asyncio.wait({self._reviving})
        await self.gateway.close(CloseCode.RESTART, "The server goes down; come back.")
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
        if self._own is not None and not self._closing:
            self._reviving = asyncio.get_running_loop().create_task(self._revive())

    async def _revive(self) -> None:
        if self._own is None:
            return
        try:
            await asyncio.to_thread(self._own.revive)
        except BadBus as fault:
            log.error("%s", fault)  # noqa: TRY400  # its text says it all

    def credentials(self, game: str, seat: SeatId) -> dict[str, str | None]:
        """The broker's user for a seat, for ``host --json``; the password only when it is new. Empty: not ours."""
        if not self._settings.provision:
            return {}
        return {
            "mqtt_user": access.user_of(game, seat),
            "mqtt_password": self._passwords.get((game, seat)),
        }

    # ------------------------------------------------------------------------------------------- dynamic security

    def _filters(self) -> list[str]:
        more = [f"{access.CONTROL}/response"] if self._settings.provision else []
        return [*self.gateway.filters(), *more]

    def _heard(self, message: Message) -> None:
        if not message.topic.startswith("$CONTROL/"):
            self.gateway.heard(message)
        elif self._answer is not None and not self._answer.done():
            try:
                self._answer.set_result(json.loads(message.payload)["responses"])
            except (ValueError, KeyError, TypeError):
                log.warning("dynamic security answered something that cannot be read")

    async def _provision(self) -> None:
        """A user for every seat of every game; those that are known keep their password. Raises: BadBus."""
        await self._serve()
        for game, room in self._house.rooms.items():
            seats = [seat.id for seat in room.game.committed.scenario.seats]
            fresh = {seat: secrets.token_urlsafe(16) for seat in seats}
            answers = await self._control(access.provision(game, fresh))
            made = [one for one in answers if one.get("command") == "createClient"]
            known = {
                seat: fresh[seat]
                for seat, one in zip(fresh, made, strict=False)
                if "exists" in str(one.get("error", ""))
            }
            again = {seat: word for seat, word in known.items() if seat in self._settings.reissue}
            if again:
                await self._control(access.renew(game, again))
            fresh = {seat: word for seat, word in fresh.items() if seat not in known or seat in again}
            self._passwords |= {(game, seat): word for seat, word in fresh.items()}

    async def _serve(self) -> None:
        """Take the right to serve, where this user may give it and has it not yet. Raises: BadBus."""
        assert self._bus is not None
        user = self._bus.address.user or ""
        if access.serves(await self._control(access.known(user))):
            return
        self._bus.met.clear()
        self._bus.say(access.CONTROL, json.dumps({"commands": access.serve(user)}).encode())
        try:
            async with asyncio.timeout(ANSWER):
                await self._bus.met.wait()  # mosquitto ends the line of whose rights change
                while not self._bus.up:  # noqa: ASYNC110  # coming back
                    await asyncio.sleep(0.02)
        except TimeoutError:
            raise BadBus(
                "The broker's dynamic security does not give this user the right to serve."
            ) from None

    def _finished(self, game: str) -> None:
        """A game is over: its users go."""
        if self._settings.provision and self._bus is not None:
            seats = [seat.id for seat in self._house.rooms[game].game.committed.scenario.seats]
            commands = access.withdraw(game, seats)
            self._bus.say(access.CONTROL, json.dumps({"commands": commands}).encode())

    async def _control(self, commands: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Ask dynamic security; its answers. Raises: BadBus."""
        assert self._bus is not None
        self._answer = asyncio.get_running_loop().create_future()
        self._bus.say(access.CONTROL, json.dumps({"commands": commands}).encode())
        try:
            async with asyncio.timeout(ANSWER):
                answers = await self._answer
        except TimeoutError:
            raise BadBus(
                "The broker's dynamic security does not answer: is the plugin loaded, and may this user administer it?"
            ) from None
        faults = [
            str(one["error"]) for one in answers if "error" in one and "exists" not in str(one["error"])
        ]
        if faults:
            raise BadBus(f"The broker's dynamic security refuses: {faults[0]}.")
        return answers


def _check(bus: MqttBus) -> None:
    """Raises: BadBus, where the broker is there and will not have us."""
    if bus.hopeless or bus.refused:
        why = bus.fault or f"it does not let this server hear {', '.join(bus.refused)}"
        raise BadBus(f"No line to the broker {bus.address.shown}: {why}.")
