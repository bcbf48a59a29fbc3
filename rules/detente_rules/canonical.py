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
    return written(data)[0].encode()


def written(data: Any) -> tuple[str, bool]:
    """``canonical`` as text, and whether it is also what Python's JSON makes of it: ASCII, every number as it is there.

    Raises: as ``canonical``.
    """
    try:
        plain = _as_it_is(data)
        if plain and type(data) is float:
            return repr(data), True
        text = _WRITE(data if plain else _plain(data))
    except _Rare:
        return rfc8785.dumps(data).decode(), False
    # Python writes control characters and all beyond ASCII as \uXXXX, and so tells where RFC 8785 would not.
    return (text, plain) if "\\u" not in text else (rfc8785.dumps(data).decode(), False)


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


def _as_it_is(data: Any) -> bool:
    """Does Python's JSON, with sorted keys, write this canonically, words beyond ASCII apart?"""
    kind = type(data)
    if kind is str or data is None or kind is bool:
        return True
    if kind is dict:
        for name, value in data.items():
            if type(name) is not str or not (type(value) is str or _as_it_is(value)):
                return False
        return True
    if kind is list or kind is tuple:
        return all(map(_as_it_is, data))
    if kind is float:
        return _LEAST <= abs(data) < _MOST and bool(data != int(data))
    return kind is int and -_MOST < data < _MOST


def _plain(data: Any) -> Any:
    """The value in a form that ``json`` writes canonically, words beyond ASCII apart. Raises: _Rare."""
    kind = type(data)
    if kind is float:
        size = abs(data)
        if size < _MOST and data == int(data):
            return int(data)
        if _LEAST <= size < _MOST:
            return data
    elif kind is str or kind is bool or data is None:
        return data
    elif kind is int:
        if -_MOST < data < _MOST:
            return data
    elif isinstance(data, dict):
        if all(type(name) is str for name in data):
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
