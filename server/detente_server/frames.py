"""The one kind of WebSocket frame that nearly all traffic is: whole text frames, written and read without detours."""

from typing import Final

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


def unmasked(data: bytes, mask: bytes) -> bytes:
    """The payload of a client's frame (RFC 6455, 5.3)."""
    size = len(data)
    key = (mask * (size // 4 + 1))[:size]
    return (int.from_bytes(data, "big") ^ int.from_bytes(key, "big")).to_bytes(size, "big")
