"""A connection that carries texts in order, and its one real kind: a WebSocket. The only file that knows websockets.

``Connect`` is what ``link.Link`` is given; tests give it channels made by hand.
"""

import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Final, Protocol
from urllib.parse import urlsplit

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import (
    ConnectionClosed,
    InvalidHandshake,
    InvalidMessage,
    InvalidStatus,
    InvalidURI,
)

MAX_FROM_SERVER: Final = 16 * 1024 * 1024
"""Longest text that is taken from a server, in bytes; views of a day's game stay far below."""

KEEPALIVE: Final = 15.0
"""Seconds between pings, and until a missing answer means that the line is dead."""


class ChannelClosed(Exception):
    """The connection has ended. code: WebSocket close code, 1006 where there was none; reason: the server's words."""

    def __init__(self, code: int, reason: str = "") -> None:
        super().__init__(f"closed with {code} {reason}".rstrip())
        self.code = code
        self.reason = reason


class NoConnection(Exception):
    """No connection came about; the text is for people. hopeless: trying again cannot help."""

    def __init__(self, words: str, *, hopeless: bool = False) -> None:
        super().__init__(words)
        self.hopeless = hopeless


class Channel(Protocol):
    """Texts, in order, until it is closed."""

    async def send(self, text: str) -> None:
        """Raises: ChannelClosed."""
        ...

    async def receive(self) -> str | bytes:
        """Raises: ChannelClosed."""
        ...


Connect = Callable[[str], AbstractAsyncContextManager[Channel]]
"""Opens a channel to a server's URL. Raises: NoConnection."""


class _WebSocket:
    def __init__(self, connection: ClientConnection) -> None:
        self._connection = connection

    async def send(self, text: str) -> None:
        try:
            await self._connection.send(text)
        except ConnectionClosed as end:
            raise _ended(end) from None

    async def receive(self) -> str | bytes:
        try:
            return await self._connection.recv()
        except ConnectionClosed as end:
            raise _ended(end) from None


def _ended(end: ConnectionClosed) -> ChannelClosed:
    return ChannelClosed(end.rcvd.code, end.rcvd.reason) if end.rcvd is not None else ChannelClosed(1006)


@asynccontextmanager
async def websocket(url: str) -> AsyncIterator[Channel]:
    """A WebSocket to a server. Raises: NoConnection."""
    try:
        connection = await connect(
            url,
            compression=None,
            max_size=MAX_FROM_SERVER,
            open_timeout=10,
            close_timeout=2,
            ping_interval=KEEPALIVE,
            ping_timeout=KEEPALIVE,
            ssl=_trust(url),
            # A proxy of the office has no way to a laptop in the same room.
            proxy=True if url.startswith("wss://") else None,
        )
    except InvalidURI as error:
        raise NoConnection(f"{url} is no address: {error}", hopeless=True) from None
    except InvalidStatus as error:
        status = error.response.status_code
        raise NoConnection(
            f"The server at {url} answers {status} instead of a game.", hopeless=status == 404
        ) from None
    except InvalidMessage:
        raise NoConnection(f"Something else than a game server answers at {url}.") from None
    except (InvalidHandshake, EOFError) as error:
        raise NoConnection(f"The server at {url} breaks off: {error}") from None
    except TimeoutError:
        raise NoConnection(f"Nobody answers at {url} (time-out).") from None
    except OSError as error:
        raise NoConnection(f"Nobody answers at {url} ({_plain(error)}).") from None
    async with connection:
        yield _WebSocket(connection)


def _trust(url: str) -> ssl.SSLContext | bool | None:
    """How a certificate is checked: as everywhere, but on this very machine not at all.

    A host's certificate is made for the name that others use, never for 127.0.0.1; and who could stand between two
    programs of one machine could read the plain WebSocket as well.
    """
    parts = urlsplit(url)
    if parts.scheme != "wss":
        return None
    if parts.hostname not in {"127.0.0.1", "::1", "localhost"}:
        return True
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def _plain(error: OSError) -> str:
    """The reason without the list of every address that was tried."""
    if isinstance(error, ConnectionRefusedError) or "Connect call failed" in str(error):
        return "connection refused"
    return (error.strerror or str(error)).lower()
