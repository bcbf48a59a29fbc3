"""Which channel an address asks for: a WebSocket, or a seat's mailbox at an MQTT broker (an extra)."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from detente_client.channel import Channel, Connect, NoConnection, websocket


def dialler() -> Connect:
    """Opens channels for one link, and remembers the seat that it found at a broker, to come back to."""
    found: dict[str, str] = {}

    def dial(url: str) -> AbstractAsyncContextManager[Channel]:
        return _mailbox(url, found) if url.startswith(("mqtt://", "mqtts://")) else websocket(url)

    return dial


@asynccontextmanager
async def _mailbox(url: str, found: dict[str, str]) -> AsyncIterator[Channel]:
    try:
        from detente_client.channel_mqtt import mqtt  # noqa: PLC0415 -- an extra
    except ImportError:
        raise NoConnection(
            "MQTT needs an extra of this program: .venv/bin/pip install -e '.[mqtt]'.", hopeless=True
        ) from None
    async with mqtt(url, found) as channel:
        yield channel
