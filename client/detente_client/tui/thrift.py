"""Memory that arithmetic needed for a moment, handed back to the machine."""

import ctypes
import sys
from collections.abc import Callable
from functools import lru_cache
from typing import Any, Final, TypeVar

Result = TypeVar("Result")

_TRIM: Final = "malloc_trim"
"""glibc's own; other C libraries hand back by themselves, or cannot."""


@lru_cache(maxsize=1)
def _trim() -> Callable[[int], Any] | None:
    if not sys.platform.startswith("linux"):
        return None
    try:
        found: Callable[[int], Any] = getattr(ctypes.CDLL(None), _TRIM)
    except (OSError, AttributeError):
        return None
    return found


def give_back() -> None:
    """Hand free memory back to the machine, where the C library can: it would keep ten megabytes after a forecast, for
    the rest of the game. Takes milliseconds, and leaves the interpreter to others meanwhile.
    """
    trim = _trim()
    if trim is not None:
        trim(0)


def thrifty(work: Callable[[], Result]) -> Result:
    """The result of some arithmetic; what it needed for it is handed back."""
    try:
        return work()
    finally:
        give_back()
