"""Six digits that bring a person back on another device, also after the host was started anew.

A PIN is tied to the name, and guesses are counted, because there are only a million of them. What is kept, in memory and
beside the game's data, is the person's token sealed under the PIN: neither the PIN nor the token stands anywhere. Whoever
steals the file still has to try a million PINs at some 16 MiB and a twentieth of a second each, for every person; so it is
its owner's alone (0600), like the game beside it, which says more.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import logging
import os
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from detente_client.web.admission import GUESSES, Guesses

__all__ = ["Pins"]

log = logging.getLogger(__name__)

SALT: Final = 16
"""Bytes."""

TAG: Final = 32
"""Bytes that tell the right PIN from a wrong one."""

REMEMBERED: Final = 1000
"""Names; the oldest go first."""

WINDOW: Final = 600.0
"""Seconds in which wrong PINs for one name are counted."""


@dataclass(slots=True)
class Pins:
    """Who may come back on another device.

    digits: makes a fresh PIN of six digits. file: where sealed tokens outlive the process, None for nowhere.
    """

    digits: Callable[[], str] = lambda: f"{secrets.randbelow(1_000_000):06d}"
    file: Path | None = None
    _sealed: dict[str, bytes] = field(default_factory=dict)
    _guesses: Guesses = field(default_factory=lambda: Guesses(GUESSES, WINDOW))

    def __post_init__(self) -> None:
        if self.file is not None:
            self._sealed = _read(self.file)

    async def issue(self, name: str, token: str) -> str:
        """A PIN for the person of this name; the name's former one opens nothing any more."""
        pin, key = self.digits(), _folded(name)
        sealed = await asyncio.to_thread(_seal, pin, token, secrets.token_bytes(SALT))
        self._sealed.pop(key, None)
        self._sealed[key] = sealed
        while len(self._sealed) > REMEMBERED:
            del self._sealed[next(iter(self._sealed))]
        if self.file is not None:
            _write(self.file, self._sealed)
        return pin

    async def token(self, name: str, pin: str, now: float) -> str | None:
        """The token of whoever knows the name's PIN, else None. now: seconds, any clock. Raises: TooMany."""
        key = _folded(name)
        self._guesses.check(key, now)
        # Counted before it is known to be wrong: tries that run side by side are counted too.
        self._guesses.wrong(key, now)
        sealed = self._sealed.get(key)
        token = await asyncio.to_thread(_open, pin.strip(), sealed) if sealed is not None else None
        if token is not None:
            self._guesses.right(key)
        return token


def _seal(pin: str, token: str, salt: bytes) -> bytes:
    """Salt, proof of the PIN, and the token under a key of its own that is used once."""
    plain = token.encode()
    stream, proof = _keys(pin, salt, len(plain))
    hidden = bytes(a ^ b for a, b in zip(plain, stream, strict=True))
    return salt + hmac.digest(proof, salt + hidden, "sha256") + hidden


def _open(pin: str, sealed: bytes) -> str | None:
    """The token, None for a wrong PIN."""
    salt, tag, hidden = sealed[:SALT], sealed[SALT : SALT + TAG], sealed[SALT + TAG :]
    stream, proof = _keys(pin, salt, len(hidden))
    if not hmac.compare_digest(tag, hmac.digest(proof, salt + hidden, "sha256")):
        return None
    return bytes(a ^ b for a, b in zip(hidden, stream, strict=True)).decode()


def _keys(pin: str, salt: bytes, length: int) -> tuple[bytes, bytes]:
    made = hashlib.scrypt(pin.encode(), salt=salt, n=2**14, r=8, p=1, dklen=length + TAG)
    return made[:length], made[length:]


def _folded(name: str) -> str:
    return " ".join(name.casefold().split())


def _read(file: Path) -> dict[str, bytes]:
    """What was kept; nothing where there is no such file, or somebody wrote in it."""
    try:
        data: Any = json.loads(file.read_text(encoding="utf-8"))
        kept = {str(name): bytes.fromhex(sealed) for name, sealed in data.items()}
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, TypeError, AttributeError) as fault:
        log.warning("%s is not read, PINs of before open nothing: %s", file, fault)
        return {}
    return {name: sealed for name, sealed in kept.items() if len(sealed) > SALT + TAG}


def _write(file: Path, sealed: dict[str, bytes]) -> None:
    """All of it, or nothing; a full disk costs no more than that PINs end with this process."""
    beside = file.with_suffix(f".{os.getpid()}")
    try:
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
            json.dump({name: one.hex() for name, one in sealed.items()}, out)
        beside.replace(file)
    except OSError as fault:
        log.warning("PINs are not kept: %s", fault)
