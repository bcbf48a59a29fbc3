"""What the MQTT gateway needs of a broker, and how a broker's address is written; knows no MQTT library."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol
from urllib.parse import unquote, urlsplit


class BadBus(ValueError):
    """Not the URL of a broker, or one that does not let this server in; the text is for people."""


@dataclass(frozen=True)
class BusAddress:
    """A broker. ``shown`` is its URL without credentials. authority: a PEM file; None: the system's authorities."""

    host: str
    port: int
    secure: bool
    user: str | None = None
    password: str | None = None
    authority: str | None = None

    @property
    def shown(self) -> str:
        """For people and for ``host --json``."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"mqtt{'s' if self.secure else ''}://{host}:{self.port}"


class Message(NamedTuple):
    """Something heard. session: of the user property, "" where there is none."""

    topic: str
    payload: bytes
    session: str


class Bus(Protocol):
    """What the gateway needs of a broker."""

    @property
    def up(self) -> bool:
        """Is there a connection?"""
        ...

    def say(
        self,
        topic: str,
        payload: bytes,
        *,
        session: str = "",
        retain: bool = False,
        expires: int | None = None,
    ) -> None:
        """Publish, in order; without a connection it is dropped. expires: seconds that it stays retained."""
        ...

    async def listen(self, filters: Sequence[str]) -> tuple[str, ...]:
        """Subscribe to more; the filters that the broker refused."""
        ...


def read_bus(url: str, authority: str | None = None) -> BusAddress:
    """``mqtt://user:pass@host:port`` or ``mqtts://…``, and who must have signed its certificate. Raises: BadBus."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise BadBus(f"{url!r} is no broker; it looks like mqtt://user:password@host:1883.") from None
    if parts.scheme not in {"mqtt", "mqtts"} or not parts.hostname or parts.path.strip("/"):
        raise BadBus("A broker looks like mqtt://user:password@host:1883 or mqtts://host.")
    secure = parts.scheme == "mqtts"
    if authority is not None and not secure:
        raise BadBus("An authority's certificate is for mqtts:// addresses; over mqtt:// nothing is checked.")
    return BusAddress(
        parts.hostname,
        port or (8883 if secure else 1883),
        secure,
        unquote(parts.username) if parts.username else None,
        unquote(parts.password) if parts.password is not None else None,
        authority,
    )
