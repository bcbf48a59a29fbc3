"""The clock of a phase, as words."""

from dataclasses import dataclass
from typing import Literal

from detente_rules.views.types import View

LAST_SECONDS = 10
SOON = 30


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
        return Clock(None, "no clock", "none")
    left = max(0, int(view.deadline - now + 0.999))
    text = f"{left // 60:02d}:{left % 60:02d}"
    if left <= LAST_SECONDS:
        return Clock(left, f"!! {text} !!", "last")
    return Clock(left, f"{text} !" if left <= SOON else text, "soon" if left <= SOON else "calm")
