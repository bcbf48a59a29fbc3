"""When the next thing is due, and time that was lost (R2.6). Pure: somebody else holds the clock and the loop.

The server looks at the clock at least once a second (a pulse). A gap between two pulses that is much longer means
that the process stood still (stopped, swapped out, lid closed): nobody could act in that time, so it is given back.
"""

from dataclasses import dataclass

PULSE: float = 1.0
"""Seconds between two looks at the clock."""


@dataclass(frozen=True, slots=True)
class Beat:
    """One look at the clock. now: seconds since 1970. lost: seconds of downtime since the look before."""

    now: float
    lost: float


class Pulse:
    """Tells downtime from the ordinary passing of time.

    stall: shortest pause that counts. A suspended machine (``slept``) counts in full: its monotonic clock stood.
    """

    def __init__(self, now: float, slept: float, stall: float) -> None:
        self._last = now
        self._slept = slept
        self._stall = stall

    def beat(self, now: float, slept: float) -> Beat:
        """Look at the clock. ``now`` is monotonic wall time, which does not advance while the machine sleeps."""
        stood = now - self._last - PULSE
        asleep = slept - self._slept
        self._last, self._slept = now, slept
        lost = stood if stood >= self._stall else 0.0
        return Beat(now, lost + (asleep if asleep >= self._stall else 0.0))


def next_look(now: float, deadlines: list[float]) -> float:
    """Seconds until the next pulse or deadline, at least a millisecond."""
    due = min((deadline - now for deadline in deadlines), default=PULSE)
    return min(PULSE, max(0.001, due))
