"""The one kind of WebSocket frame that nearly all traffic is: whole text frames, written and read without detours."""

from typing import Final

try:
    from websockets.speedups import apply_mask
except ImportError:  # a build of websockets without its C part
    from websockets.utils import apply_mask

__all__ = ["TEXT_AND_FINAL", "text_frame", "unmasked"]

TEXT_AND_FINAL: Final = 0x81
"""First byte of a text frame that is a whole message."""


def text_frame(payload: bytes) -> bytes:
    """A whole, unmasked text frame (RFC 6455, 5.2)."""
    size = len(payload)
    if size < 126:
        return b"\x81%c%b" % (size, payload)
    if size < 65536:
        return b"\x81\x7e%b%b" % (size.to_bytes(2, "big"), payload)
    return b"\x81\x7f%b%b" % (size.to_bytes(8, "big"), payload)


unmasked: Final = apply_mask
"""The payload of a client's frame, of its data and its four bytes of mask (RFC 6455, 5.3)."""
