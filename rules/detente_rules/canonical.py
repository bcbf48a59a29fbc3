"""Canonical JSON (RFC 8785) and SHA-256: what commitments and the hash chain are made of (R9.2)."""

import hashlib
import json
import json.encoder
from collections.abc import Callable
from typing import Any, Final

import rfc8785


def canonical(data: Any) -> bytes:
    """The one byte string that stands for this JSON value.

    Raises: rfc8785.CanonicalizationError for what JSON cannot hold (NaN, infinities, integers beyond 2**53).
    """
    try:
        plain = _plain(data)
    except _Rare:
        return rfc8785.dumps(data)
    return _WRITE(plain).encode()


def compact(*, sort_keys: bool = False) -> Callable[[object], str]:
    """A writer of JSON: ASCII, no spaces, neither NaN nor infinity, no look out for circles. Make it once.

    ``json.JSONEncoder`` makes its C encoder anew at every call, which costs more than a short text itself; so it is
    made here, where this Python has one. Raises (the writer): ValueError, TypeError for what JSON cannot hold.
    """
    plain = json.JSONEncoder(
        sort_keys=sort_keys, separators=(",", ":"), allow_nan=False, check_circular=False
    )
    make = getattr(json.encoder, "c_make_encoder", None)
    if make is None:
        return plain.encode
    write = make(
        None, plain.default, json.encoder.encode_basestring_ascii, None, ":", ",", sort_keys, False, False
    )
    return lambda data: "".join(write(data, 0))


_WRITE: Final = compact(sort_keys=True)


class _Rare(Exception):
    """Data of which Python's own JSON may not be canonical."""


_LEAST: Final = 1e-4
_MOST: Final = 1e15
"""Between these, Python writes a fraction as ECMAScript does: the shortest digits that give it back, and no exponent."""


def _plain(data: Any) -> Any:
    """The value in a form that ``json`` writes canonically. Raises: _Rare."""
    kind = type(data)
    if kind is float:
        size = abs(data)
        if size < _MOST and data == int(data):
            return int(data)
        if _LEAST <= size < _MOST:
            return data
    elif kind is str:
        if data.isascii() and data.isprintable():
            return data
    elif kind is bool or data is None:
        return data
    elif kind is int:
        if -_MOST < data < _MOST:
            return data
    elif isinstance(data, dict):
        try:
            names = "".join(data)
        except TypeError:
            raise _Rare from None
        if names.isascii() and names.isprintable():
            return {name: _plain(value) for name, value in data.items()}
    elif kind is list or kind is tuple:
        return [_plain(value) for value in data]
    raise _Rare


def sha256(data: bytes) -> str:
    """Hexadecimal SHA-256."""
    return hashlib.sha256(data).hexdigest()


def digest(data: Any) -> str:
    """SHA-256 over canonical JSON: equal for equal values, whatever the order of keys."""
    return sha256(canonical(data))
