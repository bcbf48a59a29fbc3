"""Time as the server lives it: recorded on the wall clock, run on the monotonic one (R2.6).

``Clock.now`` is a wall clock that never jumps: it starts at the wall's time and goes on with the monotonic clock. So
a deadline is an absolute time that everybody can read, and somebody who sets the laptop's clock does not end a phase.
"""

import time
from typing import Protocol


class Clock(Protocol):
    """What the server asks of time; tests bring their own."""

    def now(self) -> float:
        """Seconds since 1970, never going back."""
        ...

    def slept(self) -> float:
        """Seconds that this machine was suspended since the clock began (a closed lid), as far as it can tell."""
        ...


class SystemClock:
    """The machine's clocks. not_before: the last moment on record, so that no event is older than the one before."""

    def __init__(self, not_before: float = 0.0) -> None:
        self._offset = max(time.time(), not_before) - time.monotonic()
        self._asleep = _suspended()

    def now(self) -> float:
        return time.monotonic() + self._offset

    def slept(self) -> float:
        return max(0.0, _suspended() - self._asleep)


def _suspended() -> float:
    """Seconds of suspension since boot: on Linux the boot clock counts them and the monotonic clock does not.

    Elsewhere the monotonic clock itself goes on or there is no telling; the gap between two pulses shows it then.
    """
    if hasattr(time, "CLOCK_BOOTTIME"):
        return time.clock_gettime(time.CLOCK_BOOTTIME) - time.monotonic()
    return 0.0
