"""A terminal that is gone: a program on it has nobody before it, and leaves.

Closing a window sends a signal, and the signal ends the program. Where none comes (a terminal server that crashed, a program that was
started with the signal blocked), the screen library would read the end of the input again and again, at the cost of a whole
processor, and the seat would look as if somebody sat there.
"""

import select
import sys
from contextlib import suppress
from typing import Final

from textual.app import App

EVERY: Final = 2.0
"""Seconds between two looks."""


def hung_up(descriptor: int) -> bool:
    """Is nobody at the other end of this terminal or pipe any more? False where the system cannot tell."""
    if not hasattr(select, "poll"):
        return False  # Windows
    poll = select.poll()
    poll.register(descriptor, 0)
    return any(what & (select.POLLHUP | select.POLLERR | select.POLLNVAL) for _, what in poll.poll(0))


class LeavesWithTerminal(App[int]):
    """Ends with status 1 when its terminal is gone."""

    def on_mount(self) -> None:
        """Begin to look, where there is a terminal."""
        if not self.is_headless:
            self.set_interval(EVERY, self.look_at_terminal)

    def look_at_terminal(self) -> None:
        """Leave, if nobody is there."""
        with suppress(
            AttributeError, OSError, ValueError
        ):  # no input at all, or a closed one: nothing can be told
            if sys.__stdin__ is not None and hung_up(sys.__stdin__.fileno()):
                self.exit(1)
