"""Python's collector, set for a process that serves for days and makes no circles on its way.

It looks at young objects after every 700 new ones, and at all of them every so often: at a server with many games that
is a tenth of the processor's time (measured: 8 of 110 µs an action), spent on finding nothing. What is there when the games are open is not looked at
again, and the rest more rarely; circles (a traceback that holds its frame) still go.
"""

import gc
from typing import Final

YOUNG: Final = 20_000
"""New containers between two looks at the young ones: some hundred actions."""

OLDER: Final = 20
"""Looks at the young ones between two at the older ones, and so on."""


def calm() -> None:
    """Once everything is open; only for a process that does nothing but serve."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, OLDER, OLDER)
