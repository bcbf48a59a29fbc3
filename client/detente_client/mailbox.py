"""A seat's mailbox at an MQTT broker: its address as people write it, and whose certificate the broker must show.

Knows no MQTT library.
"""

import asyncio
import os
import ssl
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote, urlsplit

from detente_client.channel import NoConnection

PASSWORD_VARIABLE: Final = "DETENTE_MQTT_PASSWORD"  # noqa: S105 -- the name of the variable
AUTHORITY_VARIABLE: Final = "DETENTE_MQTT_CA"
"""Names the file of who must have signed the broker's certificate, where it is none of the system's authorities."""

EXPIRED: Final = 10
OTHER_NAME: Final = frozenset({62, 64})
"""OpenSSL's numbers for what is wrong with a certificate (X509_V_ERR_…)."""

LOOKING: Final = 3.0
"""Seconds that a port has for a TLS handshake when it is only asked whether it makes one."""


@dataclass(frozen=True)
class Mailbox:
    """Where a program plays over MQTT. game, seat: "" where the address names none. authority: a PEM file, or the system's."""

    host: str
    port: int
    secure: bool
    user: str | None
    password: str | None
    game: str
    seat: str
    authority: str | None = None

    @property
    def shown(self) -> str:
        """Without credentials, for people."""
        return f"mqtt{'s' if self.secure else ''}://{self.host}:{self.port}"


def read_mailbox(url: str) -> Mailbox:
    """``mqtt://user:pass@host:port/game/seat``, as ``address.parse_server`` leaves it.

    A game ``+`` is one to be found. What the path does not name, the user does: ``seat``, or ``seat.game`` where several games share a broker.
    """
    parts = urlsplit(url)
    secure = parts.scheme == "mqtts"
    user = unquote(parts.username) if parts.username else None
    password = unquote(parts.password) if parts.password is not None else os.environ.get(PASSWORD_VARIABLE)
    game, _, seat = parts.path.strip("/").partition("/")
    named, _, its_game = (user or "").partition(".")
    game = "" if game == "+" else game
    return Mailbox(
        parts.hostname or "",
        parts.port or (8883 if secure else 1883),
        secure,
        user,
        password,
        game or its_game,
        seat or named,
        os.environ.get(AUTHORITY_VARIABLE) or None,
    )


def trust(box: Mailbox) -> ssl.SSLContext | None:
    """How the broker's certificate is checked. Raises: NoConnection (no such authority)."""
    if not box.secure:
        return None
    try:
        return ssl.create_default_context(cafile=box.authority)
    except OSError as fault:  # ssl.SSLError is one
        why = (
            "holds no certificate"
            if isinstance(fault, ssl.SSLError)
            else f"cannot be read ({fault.strerror})"
        )
        raise NoConnection(f"{AUTHORITY_VARIABLE}: the file {box.authority} {why}.", hopeless=True) from None


def distrust(fault: BaseException | None, box: Mailbox) -> NoConnection | None:
    """Why a TLS handshake failed, and what to do about it; None if that is not what happened."""
    if isinstance(fault, ssl.SSLCertVerificationError):
        if fault.verify_code in OTHER_NAME:
            why = f"is not made for {box.host}; use the name that it is made for"
        elif fault.verify_code == EXPIRED:
            why = "has expired; it needs a new one"
        else:
            why = (
                f"is signed by nobody whom this machine trusts ({fault.verify_message}); "
                f"name the certificate of the authority that signed it: {AUTHORITY_VARIABLE}=FILE"
            )
        return NoConnection(f"The certificate of the broker {box.shown} {why}.", hopeless=True)
    if box.secure and isinstance(fault, ConnectionResetError | ssl.SSLError):  # or it was just going down
        return NoConnection(
            f"The broker {box.shown} breaks off, as ports without TLS do; mqtt:// is for those."
        )
    return None


async def speaks_tls(box: Mailbox) -> bool:
    """Does that port want TLS? Whose certificate it shows is of no interest: nothing is said to it, least of all a password."""
    anybody = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    anybody.check_hostname = False
    anybody.verify_mode = ssl.CERT_NONE
    try:
        async with asyncio.timeout(LOOKING):
            _, writer = await asyncio.open_connection(
                box.host, box.port, ssl=anybody, server_hostname=box.host
            )
    except (OSError, TimeoutError):  # ssl.SSLError is one of the former
        return False
    writer.transport.abort()
    return True


def wants_tls(box: Mailbox) -> NoConnection:
    """An address without TLS for a port with it: such a port breaks off or says nothing, for ever."""
    return NoConnection(
        f"The port {box.port} of the broker {box.host} is one for TLS: its address begins with mqtts://.",
        hopeless=True,
    )
