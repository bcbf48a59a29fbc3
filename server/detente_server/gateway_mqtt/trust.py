"""Whose certificate a broker must show over ``mqtts://``, and in words why one is not believed."""

import ssl
from typing import Final

from detente_server.gateway_mqtt.port import BadBus, BusAddress

EXPIRED: Final = 10
OTHER_NAME: Final = 62
OTHER_ADDRESS: Final = 64
"""OpenSSL's numbers for what is wrong with a certificate (X509_V_ERR_…)."""

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
