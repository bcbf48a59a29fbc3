"""Whose certificate a broker must show over ``mqtts://``, and in words why one is not believed."""

import asyncio
import ssl
from typing import Final

from detente_server.gateway_mqtt.port import BadBus, BusAddress

EXPIRED: Final = 10
OTHER_NAME: Final = 62
OTHER_ADDRESS: Final = 64
"""OpenSSL's numbers for what is wrong with a certificate (X509_V_ERR_…)."""

LOOKING: Final = 3.0
"""Seconds that a port has for a TLS handshake when it is only asked whether it makes one."""

WANTS_TLS: Final = "its port is one for TLS; mqtts:// is for those"

NAME_ONE: Final = (
    "name the certificate of the authority that signed it: --bus-ca FILE, or DETENTE_MQTT_CA=FILE"
)


def trust(address: BusAddress) -> ssl.SSLContext | None:
    """How the broker's certificate is checked; None where there is none to check. Raises: BadBus (no such authority).

    Against the system's authorities, or against those of one file alone: a workshop's broker has one of its own making.
    """
    if not address.secure:
        return None
    try:
        return ssl.create_default_context(cafile=address.authority)
    except OSError as fault:  # ssl.SSLError is one
        why = (
            "holds no certificate"
            if isinstance(fault, ssl.SSLError)
            else f"cannot be read ({fault.strerror})"
        )
        raise BadBus(f"The file of the broker's authority, {address.authority}, {why}.") from None


def distrust(fault: BaseException | None, host: str) -> str:
    """Why its certificate is not believed, for people and with what to do about it; "" if that is not what happened."""
    if isinstance(fault, ssl.SSLCertVerificationError):
        if fault.verify_code in {OTHER_NAME, OTHER_ADDRESS}:
            return f"its certificate is not made for {host}; use the name that it is made for"
        if fault.verify_code == EXPIRED:
            return "its certificate has expired; it needs a new one"
        return f"its certificate is signed by nobody whom this machine trusts ({fault.verify_message}); {NAME_ONE}"
    return ""


def breaks_off(fault: BaseException | None) -> str:
    """That a TLS handshake came to no end, for people; "" if there was none. The broker may just have been going down."""
    said = isinstance(fault, ConnectionResetError | ssl.SSLError)
    return "it breaks off, as ports without TLS do; mqtt:// is for those" if said else ""


async def speaks_tls(address: BusAddress) -> bool:
    """Does that port want TLS? Whose certificate it shows is of no interest: nothing is said to it, least of all a password."""
    anybody = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    anybody.check_hostname = False
    anybody.verify_mode = ssl.CERT_NONE
    try:
        async with asyncio.timeout(LOOKING):
            _, writer = await asyncio.open_connection(
                address.host, address.port, ssl=anybody, server_hostname=address.host
            )
    except (OSError, TimeoutError):  # ssl.SSLError is one of the former
        return False
    writer.transport.abort()
    return True
