"""Canonical JSON (RFC 8785) and SHA-256: what commitments and the hash chain are made of (R9.2)."""

import hashlib
from typing import Any

import rfc8785


def canonical(data: Any) -> bytes:
    """The one byte string that stands for this JSON value.

    Raises: rfc8785.CanonicalizationError for what JSON cannot hold (NaN, infinities, integers beyond 2**53).
    """
    return rfc8785.dumps(data)


def sha256(data: bytes) -> str:
    """Hexadecimal SHA-256."""
    return hashlib.sha256(data).hexdigest()


def digest(data: Any) -> str:
    """SHA-256 over canonical JSON: equal for equal values, whatever the order of keys."""
    return sha256(canonical(data))
