"""Where a game is: join codes and servers as people write them."""

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

DEFAULT_SERVER: Final = "ws://127.0.0.1:8765"
DEFAULT_PORT: Final = 8765

_CODE: Final = re.compile(r"^[A-Z0-9]{4,24}$")
_HOST: Final = re.compile(
    r"^(\[[0-9A-Fa-f:.%]+\]|[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)(?::(\d{1,5}))?$"
)


class BadAddress(ValueError):
    """Not an address or a code; the text says what was expected."""


@dataclass(frozen=True)
class Place:
    """A server's URL and, where known, the join code of a game there."""

    server: str
    code: str | None


def parse_place(where: str | None, server: str | None = None) -> Place:
    """Read ``CODE``, ``CODE@host:port`` or nothing, and the value of ``--server``.

    >>> parse_place("abcd-efgh@192.168.1.5:9000")
    Place(server='ws://192.168.1.5:9000', code='ABCD-EFGH')

    Raises: BadAddress.
    """
    code, at, host = (where or "").strip().partition("@")
    if at and server is not None:
        raise BadAddress("The address is given twice, after the @ and with --server; one of them is enough.")
    return Place(
        server=parse_server(host) if at else parse_server(server) if server is not None else DEFAULT_SERVER,
        code=parse_code(code) if code else None,
    )


def parse_code(text: str) -> str:
    """A join code as people type it, in the form it is printed in. Raises: BadAddress.

    >>> parse_code("abcd efgh")
    'ABCD-EFGH'
    """
    letters = "".join(text.upper().replace("-", " ").split())
    if not _CODE.match(letters):
        raise BadAddress(f"{text!r} is no join code; a code looks like ABCD-EFGH.")
    return "-".join(letters[start : start + 4] for start in range(0, len(letters), 4))


def parse_server(text: str) -> str:
    """A server's URL from ``host``, ``host:port``, ``ws://…``, ``wss://…``, ``http://…`` or ``https://…``.

    Or a broker's, ``mqtt://user:password@host:port/game/seat``, of which everything but the host may be left out.
    Raises: BadAddress.
    """
    text = text.strip()
    if text.startswith(("mqtt://", "mqtts://")):
        return _broker(text)
    if "://" not in text:
        text = f"ws://{text}"
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        raise BadAddress(
            f"{text!r} is no address; it looks like 192.168.1.5:8765 or wss://example.org."
        ) from None
    scheme = {"http": "ws", "https": "wss"}.get(parts.scheme, parts.scheme)
    if scheme not in {"ws", "wss"}:
        raise BadAddress(f"{parts.scheme}:// is not spoken here; ws://, wss://, mqtt:// and mqtts:// are.")
    if parts.query or parts.fragment or parts.username or parts.password is not None:
        raise BadAddress("An address carries no token, password or query; tokens come from DETENTE_TOKEN.")
    if not parts.netloc or not _HOST.match(parts.netloc):
        raise BadAddress(f"{text!r} is no address; it looks like 192.168.1.5:8765 or wss://example.org.")
    if port is None and scheme == "ws":
        port = DEFAULT_PORT
    host = parts.netloc.rpartition(":")[0] if parts.port is not None else parts.netloc
    return f"{scheme}://{host.lower()}{f':{port}' if port is not None else ''}{parts.path.rstrip('/')}"


def at_seat(server: str, seat: str | None) -> str:
    """The address of a seat's mailbox, where the server is a broker; others have one door for everybody."""
    if seat is None or not server.startswith(("mqtt://", "mqtts://")):
        return server
    parts = urlsplit(server)
    game, _, named = parts.path.strip("/").partition("/")
    return server if named else f"{parts.scheme}://{parts.netloc}/{game or '+'}/{seat}"


def _broker(text: str) -> str:
    """A broker's URL; the user and password are the broker's own, which tokens never are. Raises: BadAddress."""
    try:
        parts = urlsplit(text)
        _ = parts.port
    except ValueError:
        parts = urlsplit("")
    host = parts.netloc.rpartition("@")[2]
    steps = [step for step in parts.path.split("/") if step]
    if parts.query or parts.fragment or len(steps) > 2 or not _HOST.match(host):
        raise BadAddress(
            f"{_without_password(text)!r} is no broker; it looks like mqtt://user:password@host:1883/GAME/SEAT."
        )
    return "/".join((f"{parts.scheme}://{parts.netloc}", *steps))


def _without_password(text: str) -> str:
    scheme, _, rest = text.partition("://")
    return f"{scheme}://{rest.rpartition('@')[2]}"
