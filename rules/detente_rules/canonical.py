"""Canonical JSON (RFC 8785) and SHA-256: what commitments and the hash chain are made of (R9.2)."""

import hashlib
import json
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
    return _ENCODER.encode(plain).encode()


_ENCODER: Final = json.JSONEncoder(sort_keys=True, separators=(",", ":"))
"""Made once: ``json.dumps`` makes one at every call that asks for another form than its own."""


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
        if all(type(name) is str and name.isascii() and name.isprintable() for name in data):
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
