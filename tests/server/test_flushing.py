"""Writing at the end of a pass of the loop: a socket that has just gone keeps nobody else from their news."""

import asyncio
from typing import Any, cast

from detente_server.gateway_websocket import Connection, WebSocketGateway
from detente_server.http import HttpSide
from detente_server.limits import Addresses
from detente_server.metrics import Metrics
from detente_server.settings import Limits


class Transport:
    """A socket as uvloop has it: once it has gone, writing raises, though nobody was told yet."""

    def __init__(self, *, gone: bool) -> None:
        self.gone = gone
        self.written: list[bytes] = []

    def get_extra_info(self, name: str) -> Any:
        return None

    def is_closing(self) -> bool:
        return self.gone

    def write(self, data: bytes) -> None:
        if self.gone:
            raise RuntimeError("unable to perform operation; the handler is closed")
        self.written.append(data)


def connected(gateway: WebSocketGateway, transport: Transport) -> Connection:
    """A connection of that gateway over this socket."""
    connection = Connection(gateway)
    connection.connection_made(cast(asyncio.Transport, transport))
    return connection


async def test_a_socket_that_has_gone_keeps_nobody_from_their_news() -> None:
    """It is flushed first; the other's news come all the same, then and later."""
    gateway = WebSocketGateway(
        lambda *_: cast(Any, None), HttpSide({}, ()), Limits(), Metrics(), Addresses(30)
    )
    gone, here = Transport(gone=True), Transport(gone=False)
    first, second = connected(gateway, gone), connected(gateway, here)
    for news in (b"one", b"two"):
        first.send(news)
        second.send(news)
        await asyncio.sleep(0)
        await asyncio.sleep(0)
    assert here.written == [b"\x81\x03one", b"\x81\x03two"]
