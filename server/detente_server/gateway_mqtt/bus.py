"""The server's line to an MQTT broker; the only file of the server that knows aiomqtt.

Two connections, one that hears and one that speaks: on a shared one, delayed acknowledgements cost 44 ms a message at
some brokers. It comes back for ever with growing pauses; what could not be said meanwhile is dropped, because every
dialogue starts again after a break and catches up by its numbers.
"""

import asyncio
import contextlib
import logging
import socket
import threading
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from typing import Any, Final, cast

import aiomqtt
from aiomqtt.exceptions import MqttConnectError
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode

from detente_rules.wire.topics import SESSION
from detente_server.gateway_mqtt.port import BusAddress, Message
from detente_server.gateway_mqtt.trust import WANTS_TLS, breaks_off, distrust, speaks_tls, trust

log = logging.getLogger("detente.mqtt")

FIRST_PAUSE: Final = 0.1
LONGEST_PAUSE: Final = 5.0
"""Seconds between two attempts to reach the broker: doubled each time, up to this."""

TIMEOUT: Final = 10.0
"""Seconds that a broker has to answer anything."""

HASTE: Final = 2.0
"""Seconds without an answer after which a port is asked whether it wants TLS."""

MOST_WAITING: Final = 20_000
"""Messages that may wait for the broker's word; a broker that lags further behind is taken for broken."""

REFUSED: Final = 128
"""MQTT's reason codes from here on are refusals."""

NOT_LET_IN: Final = frozenset({4, 5, 134, 135})
"""Reason codes of a connection: user name or password wrong, not authorised."""


class _WantsTls(aiomqtt.MqttError):
    """An address without TLS for a port with it: such a port breaks off or says nothing, for ever."""


class MqttBus:
    """A ``Bus`` over aiomqtt. ``run`` it in a task; ``met`` is set once the first attempt has ended either way.

    filters: what is subscribed to after each connection. heard: a message. opened, lost: the line came, went.
    fault: why there is none, "" while there is. refused: filters that the broker does not let us hear.
    """

    def __init__(
        self,
        address: BusAddress,
        *,
        filters: Callable[[], Sequence[str]],
        heard: Callable[[Message], None],
        opened: Callable[[], None],
        lost: Callable[[], None],
        first_pause: float = FIRST_PAUSE,
    ) -> None:
        self.address = address
        self.met = asyncio.Event()
        self.fault = ""
        self.hopeless = False
        self.refused: tuple[str, ...] = ()
        self._filters = filters
        self._heard = heard
        self._opened = opened
        self._lost = lost
        self._first_pause = first_pause
        self._speaker: aiomqtt.Client | None = None
        self._listener: aiomqtt.Client | None = None
        self._saying: set[asyncio.Task[None]] = set()
        self._broken: asyncio.Future[str] | None = None

    @property
    def up(self) -> bool:
        return self._speaker is not None

    def say(
        self,
        topic: str,
        payload: bytes,
        *,
        session: str = "",
        retain: bool = False,
        expires: int | None = None,
    ) -> None:
        if self._speaker is None:
            return
        if len(self._saying) >= MOST_WAITING:
            self._break(f"it has not taken {MOST_WAITING} messages")
            return
        properties = Properties(PacketTypes.PUBLISH)  # type: ignore[no-untyped-call]
        if session:
            properties.UserProperty = (SESSION, session)
        if expires is not None:
            properties.MessageExpiryInterval = expires
        task = asyncio.get_running_loop().create_task(
            self._say(self._speaker, topic, payload, retain, properties)
        )
        self._saying.add(task)
        task.add_done_callback(self._saying.discard)

    async def listen(self, filters: Sequence[str]) -> tuple[str, ...]:
        if self._listener is None or not filters:
            return ()
        try:
            codes = await self._listener.subscribe([(one, 1) for one in filters])
        except aiomqtt.MqttError as fault:
            self._break(str(fault))
            return ()
        refused = tuple(one for one, code in zip(filters, codes, strict=False) if _value(code) >= REFUSED)
        if refused:
            log.error("the broker does not let this server hear %s", ", ".join(refused))
        return refused

    async def drained(self) -> None:
        """Until the broker has taken what was said (at most two seconds)."""
        if self._saying:
            await asyncio.wait(tuple(self._saying), timeout=2.0)

    async def run(self) -> None:
        """Keep the line up until cancelled."""
        failures = 0
        while True:
            try:
                await self._once()
            except aiomqtt.MqttError as fault:
                failures = 0 if self.up else failures
                said, (self.fault, self.hopeless) = self.fault, _words(fault, self.address)
                told = said == self.fault or (
                    self.hopeless and not self.met.is_set()
                )  # the start will say it
                level = logging.DEBUG if told else logging.WARNING  # once, not every second
                log.log(level, "no line to the broker %s: %s", self.address.shown, self.fault)
            finally:
                was_up, self._speaker, self._listener = self.up, None, None
                self.met.set()
                if was_up:
                    self._lost()
            await asyncio.sleep(min(LONGEST_PAUSE, self._first_pause * 2 ** min(failures, 10)))
            failures += 1

    async def _once(self) -> None:
        """One line, until it breaks. Raises: aiomqtt.MqttError."""
        with _hushed(self._client()) as listener, _hushed(self._client()) as speaker:
            async with _let_in(listener, self.address), _let_in(speaker, self.address):
                broken = self._broken = asyncio.get_running_loop().create_future()
                self._listener = listener
                self.refused = await self.listen(tuple(self._filters()))
                self._speaker, self.fault, self.hopeless = speaker, "", False
                self.met.set()
                log.info("the broker %s is there", self.address.shown)
                self._opened()
                ends: list[asyncio.Future[None]] = [
                    asyncio.ensure_future(self._hear(listener)),
                    asyncio.ensure_future(_watch(speaker)),
                ]
                try:
                    await asyncio.wait((*ends, broken), return_when=asyncio.FIRST_COMPLETED)
                    if broken.done():
                        raise aiomqtt.MqttError(broken.result())
                    for end in ends:
                        if end.done():
                            end.result()
                finally:
                    for end in ends:
                        end.cancel()
                    await asyncio.gather(*ends, return_exceptions=True)

    async def _hear(self, listener: aiomqtt.Client) -> None:
        async for message in listener.messages:
            payload = message.payload
            if isinstance(payload, bytes):
                try:
                    self._heard(Message(message.topic.value, payload, _session(message)))
                except Exception:  # one message's fault must never be another's
                    log.exception("a message from the broker met a fault")

    async def _say(
        self,
        speaker: aiomqtt.Client,
        topic: str,
        payload: bytes,
        retain: bool,  # noqa: FBT001
        properties: Properties,
    ) -> None:
        try:
            await speaker.publish(topic, payload, qos=1, retain=retain, properties=properties)
        except (aiomqtt.MqttError, ValueError) as fault:
            if speaker is self._speaker:
                self._break(str(fault))

    def _break(self, why: str) -> None:
        if self._broken is not None and not self._broken.done():
            self._broken.set_result(why)

    def _client(self) -> aiomqtt.Client:
        return a_client(self.address)


def a_client(address: BusAddress) -> aiomqtt.Client:
    """A client of that broker, not yet connected. Raises: BadBus (no such authority)."""
    client = aiomqtt.Client(
        address.host,
        address.port,
        username=address.user,
        password=address.password,
        protocol=aiomqtt.ProtocolVersion.V5,
        tls_context=trust(address),
        socket_options=[(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)],
        timeout=TIMEOUT,
        keepalive=15,
        max_concurrent_outgoing_calls=20,
        logger=_quiet(),
    )
    client.pending_calls_threshold = MOST_WAITING
    _write_at_once(client)
    return client


def _write_at_once(client: aiomqtt.Client) -> None:
    """What is said goes out where it is said. The library has the loop come round twice first, and wakes it for that."""
    paho = client._client  # noqa: SLF001 -- there is no public way
    later, mine = paho.on_socket_register_write, threading.get_ident()

    def write(*socket: Any) -> None:
        if threading.get_ident() == mine:  # else it connects, in a thread of its own
            try:
                paho.loop_write()
            except Exception:
                log.debug("writing failed", exc_info=True)
            if not paho.want_write():
                return
        if later is not None:
            later(*socket)

    paho.on_socket_register_write = write


def _quiet() -> logging.Logger:
    """What the library says of a lost line is said here already."""
    logger = logging.getLogger("detente.mqtt.wire")
    logger.setLevel(logging.CRITICAL)
    return logger


@contextlib.asynccontextmanager
async def _let_in(client: aiomqtt.Client, address: BusAddress) -> AsyncIterator[None]:
    """A connection. Raises: aiomqtt.MqttError.

    The library does not notice that a broker breaks off before its answer, as ports for TLS do, and waits its time.
    """
    entering = asyncio.ensure_future(client.__aenter__())
    try:
        if not address.secure:
            await asyncio.wait({entering}, timeout=HASTE)
            if not entering.done() and await speaks_tls(address):
                raise _WantsTls(WANTS_TLS)
        await entering
    finally:
        entering.cancel()
        await asyncio.gather(entering, return_exceptions=True)
    try:
        yield
    finally:
        await client.__aexit__(None, None, None)


@contextlib.contextmanager
def _hushed(client: aiomqtt.Client) -> Iterator[aiomqtt.Client]:
    """Its end is dealt with here; asyncio need not complain that nobody looked."""
    try:
        yield client
    finally:
        ended = client._disconnected  # noqa: SLF001  # there is no public way to look
        if ended.done() and not ended.cancelled():
            ended.exception()


async def _watch(speaker: aiomqtt.Client) -> None:
    """Nothing is heard there, but its end is."""
    async for _ in speaker.messages:
        pass


def _session(message: aiomqtt.Message) -> str:
    pairs = getattr(message.properties, "UserProperty", ())
    return next((value for name, value in pairs if name == SESSION), "")


def _value(code: object) -> int:
    """The number of a reason code, which paho gives as one of its own objects or, with MQTT 3, as a number."""
    return code if isinstance(code, int) else int(cast(ReasonCode, code).value)


def _words(fault: aiomqtt.MqttError, address: BusAddress) -> tuple[str, bool]:
    """Why, for people; and whether trying again as we are is no use."""
    untrusted = distrust(fault.__context__, address.host)
    if untrusted or isinstance(fault, _WantsTls):
        return untrusted or WANTS_TLS, True
    if isinstance(fault, MqttConnectError):
        code = _value(fault.rc) if fault.rc is not None else 0
        if code in NOT_LET_IN:
            return "it does not accept this user name and password", True
    return (breaks_off(fault.__context__) if address.secure else "") or str(fault), False
