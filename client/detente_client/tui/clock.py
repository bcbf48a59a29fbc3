"""The clock of a phase, as words: for the eye all the time, for the ear at a few moments."""

from dataclasses import dataclass
from typing import Final, Literal

from detente_rules.views.types import View

LAST_SECONDS = 10
SOON = 30

SPOKEN: Final = {60: "One minute left.", SOON: "30 seconds left.", LAST_SECONDS: "10 seconds left."}
"""Seconds before the end of a phase at which a line mode says so, and how."""


@dataclass(frozen=True)
class Clock:
    """seconds: left, None without a deadline. text: for the status line. urgency: how near the end is."""

    seconds: int | None
    text: str
    urgency: Literal["none", "calm", "soon", "last"]


def read_clock(view: View | None, now: float) -> Clock:
    """The clock at ``now`` (seconds since 1970 by the server's clock). The last ten seconds are marked with ``!``."""
    if view is None or view.phase in {"lobby", "resolution"}:
        return Clock(None, "", "none")
    if view.paused:
        return Clock(None, "clock stopped", "none")
    if view.deadline is None:
        return Clock(None, "" if view.phase == "debrief" else "no clock", "none")
    left = max(0, int(view.deadline - now + 0.999))
    text = f"{left // 60:02d}:{left % 60:02d}"
    if left <= LAST_SECONDS:
        return Clock(left, f"!! {text} !!", "last")
    return Clock(left, f"{text} !" if left <= SOON else text, "soon" if left <= SOON else "calm")


def next_spoken(view: View | None, now: float) -> tuple[int, float] | None:
    """At how many seconds before its end the clock is spoken of next, and in how many seconds that is; None where it is not.

    now: seconds since 1970 by the server's clock.
    """
    if (
        view is None
        or view.deadline is None
        or view.paused
        or view.phase in {"lobby", "resolution", "debrief"}
    ):
        return None
    left = view.deadline - now
    mark = max((seconds for seconds in SPOKEN if seconds < left), default=None)
    return None if mark is None else (mark, left - mark)
