"""The WebSocket gateway: websockets' sans-I/O protocol under an asyncio transport of our own.

Why not websockets' own asyncio server: ours writes to a socket once per pass of the loop, whatever the number of
frames (most of a server's cost is in those system calls), it sees a slow reader as what it is, and a connection has
no task and no timer of its own. No compression: it would take four times the memory, and frames are small.
"""

import asyncio
import contextlib
import logging
import ssl
from collections.abc import Callable
from typing import Final, cast

from websockets.exceptions import InvalidState, ProtocolError
from websockets.frames import Frame, Opcode
from websockets.http11 import Request, Response
from websockets.server import ServerProtocol

from detente_rules.rejections import Rejection
from detente_rules.wire.codec import refused_frame
from detente_rules.wire.messages import CloseCode
from detente_server.conversation import Conversation
from detente_server.frames import TEXT_AND_FINAL, text_frame, unmasked
from detente_server.http import HttpSide, address_of, bearer_of, is_upgrade
from detente_server.limits import Addresses
from detente_server.metrics import Metrics
from detente_server.settings import Limits

log = logging.getLogger("detente.gateway")

SWEEP: Final = 1.0
"""Seconds between two looks at silent, half-open and closing connections."""

LINGER: Final = 5.0
"""Seconds that a closing handshake may take."""

IGNORED: Final = 1 << 20
"""Most bytes that are read and thrown away after a connection was closed; whoever sends more is not listening."""

BACKLOG: Final = 4096

Converse = Callable[["Connection", str, "str | None"], Conversation]
"""Makes the dialogue of a new connection: itself, its address, its bearer token."""


class Connection(asyncio.Protocol):
    """One client's socket; a ``detente_server.followers.Link`` once the handshake is done."""

    __slots__ = (
        "_address", "_asked", "_closing_since", "_conversation", "_ended", "_fragments", "_gateway", "_heard_at", "_ignored", "_odd", "_partial", "_paused",
        "_queue", "_queued", "_since", "_transport", "_ws",
    )  # fmt: skip

    def __init__(self, gateway: "WebSocketGateway") -> None:
        self._gateway = gateway
        self._ws = ServerProtocol(max_size=gateway.limits.frame_bytes, logger=gateway.wire_log)
        self._conversation: Conversation | None = None
        self._fragments: list[bytes] = []
        self._partial = b""
        self._odd = False
        self._queue: list[bytes] = []
        self._queued = 0
        self._paused = False
        self._asked = False
        self._ended = False
        self._closing_since: float | None = None
        self._ignored = 0
        self._since = self._heard_at = gateway.time()
        self._address = ""

    # -------------------------------------------------------------------------------------------- asyncio's calls

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        peer = transport.get_extra_info("peername")
        self._address = peer[0] if isinstance(peer, tuple) else ""
        self._gateway.opened(self, self._address)

    def data_received(self, data: bytes) -> None:
        self._heard_at = self._gateway.time()
        self._asked = False
        if self._closing_since is not None:
            self._ignored += len(data)
            if self._ignored > IGNORED:
                self._transport.abort()
                return
        try:
            if self._conversation is None or self._odd or self._closing_since is not None:
                self._feed(data)
            else:
                self._frames(data)
        except Exception:  # one connection's fault must never be another's
            log.exception("a connection's code failed")
            self._gateway.metrics.faults.add(1)
            self.close(CloseCode.INTERNAL, "")

    def eof_received(self) -> bool:
        self._ws.receive_eof()
        self._write_protocol()
        return False

    def connection_lost(self, exc: Exception | None) -> None:
        del exc
        if self._conversation is not None:
            self._conversation.gone()
            self._conversation = None
        self._queue.clear()
        self._gateway.closed(self, self._address)

    def pause_writing(self) -> None:
        self._paused = True

    def resume_writing(self) -> None:
        self._paused = False
        if self._queue:
            self._gateway.dirty(self)

    # --------------------------------------------------------------------------------------------------- the link

    def send(self, frame: bytes) -> None:
        """Queue one text for the next pass of the loop."""
        if self._closing_since is not None or self._ended:
            return
        size, queue = len(frame), self._queue
        if not queue:
            self._gateway.dirty(self)
        if (
            125 < size < 65536
        ):  # nearly all; written out here, as this is done for every hearer of every event
            queue.append(b"\x81\x7e%c%c%b" % (size >> 8, size & 0xFF, frame))
        else:
            queue.append(text_frame(frame))
        self._queued += size
        if self._paused and self._overfull():
            self._gateway.metrics.slow_readers.add(1)
            queue.clear()
            self.close(CloseCode.SLOW, "You read too slowly; come back with since.")

    def _overfull(self) -> bool:
        limits = self._gateway.limits
        return self._queued > limits.queue_bytes or len(self._queue) > limits.queue_frames

    def close(self, code: int, reason: str) -> None:
        """Say goodbye after what is queued."""
        if self._closing_since is not None:
            return
        self.flush()
        self._closing_since = self._gateway.time()
        try:
            self._ws.send_close(code, reason[:120])
        except (InvalidState, ProtocolError):  # not open yet, or no longer
            self._transport.abort()
            return
        self._write_protocol()

    def abort(self) -> None:
        """Drop the socket without a word."""
        self._transport.abort()

    def flush(self) -> None:
        """One write for everything that is queued, unless the reader lags behind."""
        if self._paused or not self._queue or self._ended:
            return
        # uvloop raises where the socket has just gone, and all who are flushed after it would wait for ever.
        if not self._transport.is_closing():
            self._transport.write(b"".join(self._queue))
        self._queue.clear()
        self._queued = 0

    def swept(self, now: float) -> None:
        """Once a second: is this connection still good for something?"""
        limits = self._gateway.limits
        if self._closing_since is not None:
            if now - self._closing_since > LINGER:
                self._transport.abort()
        elif self._conversation is None or not self._conversation.seated:
            if now - self._since > limits.hello_seconds:
                self.close(CloseCode.POLICY, "No hello in time.")
        elif now - self._heard_at > limits.gone_seconds:
            self._transport.abort()
        elif now - self._heard_at > limits.ping_seconds and not self._asked:
            self._asked = True
            self._ws.send_ping(b"")
            self._write_protocol()

    # ------------------------------------------------------------------------------------------------------ inside

    def _frames(self, data: bytes) -> None:
        """Take whole frames from what has come: plain texts at once, everything else through websockets' protocol.

        So the protocol stands at the start of a frame here, always, and rules on all that is not the plain case.
        """
        buffer = self._partial + data if self._partial else data
        at, end = 0, len(buffer)
        while end - at >= 6:
            size, start = buffer[at + 1] & 0x7F, at + 6
            if size == 126:
                size, start = int.from_bytes(buffer[at + 2 : at + 4], "big"), at + 8
            if size == 127 or size > self._gateway.limits.frame_bytes or buffer[at + 1] < 0x80:
                self._odd, self._partial = (
                    True,
                    b"",
                )  # too long, or not masked: from here on it is the protocol's
                self._feed(buffer[at:])
                return
            if start > end or start + size > end:
                break
            if buffer[at] == TEXT_AND_FINAL and not self._fragments:
                self._text(unmasked(buffer[start : start + size], buffer[start - 4 : start]))
            else:
                self._feed(buffer[at : start + size])
            at = start + size
        self._partial = buffer[at:]

    def _feed(self, data: bytes) -> None:
        """Through websockets' protocol: the handshake, control frames, fragments, and all that is wrong."""
        self._ws.receive_data(data)
        for event in self._ws.events_received():
            if isinstance(event, Frame):
                self._frame(event)
            elif isinstance(event, Request):
                self._request(event)
        if self._closing_since is None:
            if self._ws.parser_exc is not None:
                self._broken(self._ws.parser_exc)
            elif self._ws.handshake_exc is not None:
                self._closing_since = self._heard_at
        self._write_protocol()

    def _request(self, request: Request) -> None:
        """The HTTP request that a connection begins with: an upgrade, or a page of the operator's."""
        gateway = self._gateway
        if not is_upgrade(request):
            address = address_of(request, self._address, proxied=gateway.proxied)
            self._respond(gateway.http.page(request, address))
            return
        refusal = gateway.http.refuse_upgrade(request, gateway.crowded(self._address))
        response = refusal or self._ws.accept(request)
        self._respond(response)
        if response.status_code == 101:
            address = address_of(request, self._address, proxied=gateway.proxied)
            self._conversation = gateway.converse(self, address, bearer_of(request))

    def _respond(self, response: Response) -> None:
        self._ws.send_response(response)
        if response.status_code != 101:
            self._closing_since = self._gateway.time()

    def _frame(self, frame: Frame) -> None:
        if frame.opcode is Opcode.TEXT and frame.fin:
            self._text(bytes(frame.data))
        elif frame.opcode in {Opcode.TEXT, Opcode.CONT}:
            self._fragments.append(bytes(frame.data))
            if frame.fin:
                text = b"".join(self._fragments)
                self._fragments.clear()
                self._text(text)
        elif frame.opcode is Opcode.BINARY:
            self.send(refused_frame("", Rejection("malformed", "R11.2", "", "Text frames only.")))
            if not frame.fin:
                self.close(CloseCode.POLICY, "Text frames only.")
        elif frame.opcode is Opcode.CLOSE and self._closing_since is None:
            self._closing_since = self._gateway.time()

    def _text(self, text: bytes) -> None:
        if self._conversation is not None and self._closing_since is None:
            self._conversation.heard(text)

    def _broken(self, fault: Exception) -> None:
        """The protocol itself was broken: websockets has queued the close frame; say which limit it was before."""
        del fault
        sent = self._ws.close_sent
        if sent is not None and sent.code == CloseCode.TOO_BIG and self._conversation is not None:
            self._conversation.overlong()
        self.flush()
        self._closing_since = self._gateway.time()

    def _write_protocol(self) -> None:
        """What websockets itself wants to say: the handshake, pongs, the close frame, the end."""
        wanted = self._ws.data_to_send()
        if wanted:
            self.flush()  # nothing may follow a close frame
        for data in wanted:
            if data:
                self._transport.write(data)
                continue
            self._ended = True
            self._queue.clear()
            if self._transport.can_write_eof():
                # Half-close and go on reading: with unread data a full close would be a reset, and the client would
                # never see why.
                self._transport.write_eof()
            else:
                self._transport.close()
        if self._transport.get_write_buffer_size() > 2 * self._gateway.limits.queue_bytes:
            self._transport.abort()  # pings without end, and nobody reads the pongs


class WebSocketGateway:
    """Listens, and makes a connection of every socket.

    converse: see ``Converse``. time: monotonic seconds. wire_log: websockets' own words, normally silent.
    """

    def __init__(
        self,
        converse: Converse,
        http: HttpSide,
        limits: Limits,
        metrics: Metrics,
        addresses: Addresses,
        *,
        proxied: bool = False,
    ) -> None:
        self.converse = converse
        self.http = http
        self.limits = limits
        self.metrics = metrics
        self.proxied = proxied
        self.wire_log = logging.getLogger("detente.websockets")
        self.time = asyncio.get_running_loop().time
        self._addresses = addresses
        self._connections: set[Connection] = set()
        self._dirty: list[Connection] = []
        self._empty = asyncio.Event()
        self._server: asyncio.Server | None = None
        self._sweeper: asyncio.Task[None] | None = None

    async def listen(self, host: str, port: int, tls: ssl.SSLContext | None = None) -> int:
        """Begin; returns the port. Raises: OSError where it is taken."""
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(
            lambda: Connection(self), host, port, ssl=tls, backlog=BACKLOG
        )
        self._sweeper = loop.create_task(self._sweep())
        found: int = self._server.sockets[0].getsockname()[1]
        return found

    async def close(self, code: int, reason: str) -> None:
        """Let nobody in, tell everybody, and wait for them to go (at most ``LINGER`` seconds)."""
        if self._server is not None:
            self._server.close()
        for connection in tuple(self._connections):
            connection.close(code, reason)
        self._empty = asyncio.Event()
        if self._connections:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._empty.wait(), LINGER)
        for connection in tuple(self._connections):
            connection.abort()
        if self._sweeper is not None:
            self._sweeper.cancel()
            await asyncio.wait({self._sweeper})

    def crowded(self, address: str) -> bool:
        """Are there more connections than there should be, in all or from there?"""
        return (
            len(self._connections) > self.limits.connections
            or self._addresses.count(address) > self.limits.per_address
        )

    def dirty(self, connection: Connection) -> None:
        """This connection has something to write at the end of this pass of the loop."""
        if not self._dirty:
            asyncio.get_running_loop().call_soon(self._flush)
        self._dirty.append(connection)

    def opened(self, connection: Connection, address: str) -> None:
        """A socket more."""
        self._connections.add(connection)
        self._addresses.opened(address)
        self.metrics.connections.add(1)

    def closed(self, connection: Connection, address: str) -> None:
        """A socket fewer."""
        if connection in self._connections:
            self._connections.discard(connection)
            self._addresses.closed(address)
            self.metrics.connections.add(-1)
        if not self._connections:
            self._empty.set()

    def _flush(self) -> None:
        dirty, self._dirty = self._dirty, []
        for connection in dirty:
            connection.flush()

    async def _sweep(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            due = loop.time() + SWEEP
            await asyncio.sleep(SWEEP)
            self.metrics.loop_lag.observe(max(0.0, loop.time() - due))
            for connection in tuple(self._connections):
                connection.swept(loop.time())
