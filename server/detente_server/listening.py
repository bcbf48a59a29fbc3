"""What can go wrong before the first client comes: an address that is taken, a certificate that cannot be used."""

import ssl

from detente_server.settings import Settings


class CannotListen(Exception):
    """The address is taken or not ours, or the certificate is bad; its text is for people."""


def tls_context(settings: Settings) -> ssl.SSLContext | None:
    """The server's side of TLS; None where no certificate is given. Raises: CannotListen."""
    if settings.tls_cert is None:
        return None
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    try:
        context.load_cert_chain(settings.tls_cert, settings.tls_key)
    except OSError as error:
        raise CannotListen(f"The certificate {settings.tls_cert} cannot be used: {error}.") from error
    return context
