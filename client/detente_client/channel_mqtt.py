"""A channel over an MQTT broker: the seat's mailbox. The only file of the client that knows aiomqtt.

Two connections, one that hears and one that speaks: on a shared one, delayed acknowledgements cost 44 ms a message at
some brokers. One session a channel: when either connection breaks the channel has ended, and the link comes back
with another. Where the address names no game or no seat, the retained public pictures tell which there are.
"""

import asyncio
import contextlib
import json
import logging
import secrets
import socket
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any, Final

import aiomqtt
from aiomqtt.exceptions import MqttConnectError
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties

from detente_client.channel import MAX_FROM_SERVER, Channel, ChannelClosed, NoConnection
from detente_client.mailbox import Mailbox, distrust, read_mailbox, speaks_tls, trust, wants_tls
from detente_rules.wire.codec import ping_frame
from detente_rules.wire.messages import CloseCode
from detente_rules.wire.topics import SESSION, closed_frame, gone, inbox, outbox, read_closed, state

TIMEOUT: Final = 10.0
"""Seconds that a broker has to answer."""

HASTE: Final = 2.0
"""Seconds without an answer after which a port is asked whether it wants TLS."""

PING: Final = 15.0
"""Seconds between pings; after two without a word of the server's the line is taken for dead."""

LOOK: Final = 2.0
"""Seconds to wait for the retained pictures of the games on a broker."""

log = logging.getLogger(__name__)

REFUSED: Final = 128
NOT_LET_IN: Final = frozenset({4, 5, 134, 135})


class _MqttChannel:
    def __init__(self, speaker: aiomqtt.Client, box: Mailbox, session: str) -> None:
        self.welcomed = False
        self._speaker = speaker
        self._topic = outbox(box.game, box.seat)
        self._session = session
        self._texts: asyncio.Queue[bytes | ChannelClosed] = asyncio.Queue()
        self.heard_at = asyncio.get_running_loop().time()

    async def send(self, text: str) -> None:
        await self.say(text.encode())

    async def say(self, payload: bytes) -> None:
        """Raises: ChannelClosed."""
        properties = Properties(PacketTypes.PUBLISH)  # type: ignore[no-untyped-call]
        properties.UserProperty = (SESSION, self._session)
        try:
            await self._speaker.publish(self._topic, payload, qos=1, properties=properties)
        except aiomqtt.MqttError as fault:
            raise ChannelClosed(1006, _lost(fault)) from None

    async def receive(self) -> bytes:
        text = await self._texts.get()
        if isinstance(text, ChannelClosed):
            self._texts.put_nowait(text)  # whoever asks again hears the same
            raise text
        return text

    def end(self, end: ChannelClosed) -> None:
        """Nothing more will come."""
        self._texts.put_nowait(end)

    async def hear(self, listener: aiomqtt.Client) -> None:
        """What comes into the inbox, until its connection or the dialogue ends."""
        try:
            async for message in listener.messages:
                payload = message.payload
                if _session(message) not in {"", self._session}:
                    continue
                self.heard_at = asyncio.get_running_loop().time()
                closed = read_closed(payload)
                if closed is not None:
                    self.end(ChannelClosed(closed.code, closed.reason))
                    return
                if len(payload) > MAX_FROM_SERVER:
                    self.end(ChannelClosed(CloseCode.TOO_BIG, "The server says too much at once."))
                    return
                self.welcomed = self.welcomed or payload.startswith(b'{"type":"welcome"')
                self._texts.put_nowait(payload)
        except aiomqtt.MqttError as fault:
            self.end(ChannelClosed(1006, _lost(fault)))

    async def watch(self) -> None:
        """The end of the speaking connection is the channel's end too."""
        try:
            async for _ in self._speaker.messages:
                pass
        except aiomqtt.MqttError as fault:
            self.end(ChannelClosed(1006, _lost(fault)))

    async def ask(self) -> None:
        """Is the server still there? The broker would not tell."""
        loop = asyncio.get_running_loop()
        while True:
            await asyncio.sleep(PING)
            if loop.time() - self.heard_at > 2 * PING:
                self.end(ChannelClosed(1006, "The server is silent; coming back …"))
                return
            with contextlib.suppress(ChannelClosed):
                await self.say(ping_frame())


@asynccontextmanager
async def mqtt(url: str, found: dict[str, str]) -> AsyncIterator[Channel]:
    """The mailbox of a seat. found: address → ``game/seat``, where one had to be found. Raises: NoConnection."""
    box, session = read_mailbox(url), secrets.token_hex(8)
    if url in found:
        game, _, seat = found[url].partition("/")
        box = replace(box, game=game, seat=seat)
    async with contextlib.AsyncExitStack() as stack:
        try:
            listener = await stack.enter_async_context(_connected(box))
            if not box.game or not box.seat:
                box = await _found(listener, box)
            await _subscribed(listener, inbox(box.game, box.seat), box)
            will = aiomqtt.Will(gone(box.game, box.seat, session), b"gone", qos=1)
            speaker = await stack.enter_async_context(_connected(box, will))
        except aiomqtt.MqttError as fault:
            raise _no_connection(fault, box) from None
        channel = _MqttChannel(speaker, box, session)
        tasks = [
            asyncio.create_task(work) for work in (channel.hear(listener), channel.watch(), channel.ask())
        ]
        try:
            yield channel
        finally:
            if channel.welcomed:  # only then is it a seat to come back to
                found[url] = f"{box.game}/{box.seat}"
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            with contextlib.suppress(ChannelClosed, TimeoutError):
                async with asyncio.timeout(2):
                    await channel.say(closed_frame(CloseCode.NORMAL, "leaving"))


@asynccontextmanager
async def _connected(box: Mailbox, will: aiomqtt.Will | None = None) -> AsyncIterator[aiomqtt.Client]:
    """A connection to the broker; whether it ends well is of no interest. Raises: aiomqtt.MqttError, NoConnection."""
    client = aiomqtt.Client(
        box.host,
        box.port,
        username=box.user,
        password=box.password,
        protocol=aiomqtt.ProtocolVersion.V5,
        will=will,
        tls_context=trust(box),
        socket_options=[(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)],
        timeout=TIMEOUT,
        keepalive=15,
        logger=_quiet(),
    )
    _write_at_once(client)
    await _entered(client, box)
    try:
        yield client
    finally:
        with contextlib.suppress(aiomqtt.MqttError):
            await client.__aexit__(None, None, None)
        ended = client._disconnected  # noqa: SLF001 -- asyncio would complain that nobody looked
        if ended.done() and not ended.cancelled():
            ended.exception()


async def _entered(client: aiomqtt.Client, box: Mailbox) -> None:
    """Until the broker has let us in. Raises: aiomqtt.MqttError, NoConnection.

    The library does not notice that a broker breaks off before its answer, as ports for TLS do, and waits its time.
    """
    entering = asyncio.ensure_future(client.__aenter__())
    try:
        if not box.secure:
            await asyncio.wait({entering}, timeout=HASTE)
            if not entering.done() and await speaks_tls(box):
                raise wants_tls(box)
        await entering
    finally:
        entering.cancel()
        await asyncio.gather(entering, return_exceptions=True)


async def _subscribed(listener: aiomqtt.Client, topic: str, box: Mailbox) -> None:
    """A refusal is not an exception in aiomqtt: it stands in the reason codes. Raises: NoConnection."""
    codes = await listener.subscribe(topic, qos=1)
    if any((code if isinstance(code, int) else code.value) >= REFUSED for code in codes):
        raise NoConnection(f"The broker {box.shown} does not let you hear {topic}.", hopeless=True)


async def _found(listener: aiomqtt.Client, box: Mailbox) -> Mailbox:
    """The game and the seat that the address left open, from the public pictures. Raises: NoConnection."""
    topic = state(box.game or "+")
    await _subscribed(listener, topic, box)
    pictures: dict[str, dict[str, Any]] = {}
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(LOOK):
            async for message in listener.messages:
                for picture in _picture(message.payload):
                    pictures[picture["game"]] = picture
                if box.game or (pictures and not box.seat):
                    break
    await listener.unsubscribe(topic)
    live = [picture for picture in pictures.values() if picture.get("live")]
    if len(live) != 1:
        words = "several games are" if live else "no game is"
        raise NoConnection(f"At {box.shown} {words} shown; name one: {box.shown}/GAME.")
    view = live[0]["view"]
    free = [seat["id"] for seat in view["seats"] if seat["holder"] == "open"] or [
        seat["id"] for seat in view["seats"] if seat["holder"] == "bot"
    ]
    if not box.seat and not free:
        raise NoConnection(f"Every seat of the game at {box.shown} is taken.", hopeless=True)
    return replace(box, game=live[0]["game"], seat=box.seat or secrets.choice(free))


def _picture(payload: object) -> Iterator[dict[str, Any]]:
    """A game's picture, if that is what it is."""
    if isinstance(payload, bytes) and payload:
        with contextlib.suppress(ValueError, RecursionError):
            picture = json.loads(payload)
            if isinstance(picture, dict) and isinstance(picture.get("game"), str) and picture.get("view"):
                yield picture


def _session(message: aiomqtt.Message) -> str:
    pairs = getattr(message.properties, "UserProperty", ())
    return next((value for name, value in pairs if name == SESSION), "")


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
    logger = logging.getLogger("detente.mqtt.wire")
    logger.setLevel(logging.CRITICAL)  # what matters of it is told by the link
    return logger


def _lost(fault: aiomqtt.MqttError) -> str:
    del fault
    return "The broker is gone; coming back …"


def _no_connection(fault: aiomqtt.MqttError, box: Mailbox) -> NoConnection:
    untrusted = distrust(fault.__context__, box)
    if untrusted is not None:
        return untrusted
    code = getattr(fault, "rc", None)
    value = code if isinstance(code, int) or code is None else code.value
    if isinstance(fault, MqttConnectError) and value in NOT_LET_IN:
        return NoConnection(f"The broker {box.shown} does not accept this user and password.", hopeless=True)
    return NoConnection(f"No broker answers at {box.shown} ({str(fault).lower()}).")
