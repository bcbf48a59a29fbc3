"""Under which addresses a server can be reached: the laptop's may change while a game runs."""

import socket
from typing import Final

LOOPBACK: Final = "127.0.0.1"
WILDCARDS: Final = frozenset({"", "0.0.0.0", "::"})  # noqa: S104  # compared with, not bound to


def local_address() -> str:
    """This machine's address on the network that leads outward; loopback where there is none.

    A UDP socket is pointed at a documentation address (RFC 5737); nothing is sent.
    """
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
            found: str = probe.getsockname()[0]
        except OSError:
            return LOOPBACK
    return found


def url(scheme: str, host: str, port: int) -> str:
    """``ws://host:port``, with brackets round an IPv6 address."""
    return f"{scheme}://[{host}]:{port}" if ":" in host else f"{scheme}://{host}:{port}"


def reachable(listen: str) -> tuple[str, ...]:
    """Hosts to tell people, the best for another machine first, loopback last."""
    if listen not in WILDCARDS:
        return (listen,)
    here = local_address()
    return (LOOPBACK,) if here == LOOPBACK else (here, LOOPBACK)
