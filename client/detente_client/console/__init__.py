"""The facilitator's console: the room at a glance, and everything that may be done about it."""

from collections.abc import Callable, Mapping
from typing import Any

from detente_client.table import Desk

__all__ = ["run"]


def run(
    desk: Desk,
    *,
    now: Callable[[], float] | None = None,
    keep: Callable[[Mapping[str, Any]], str] | None = None,
) -> int:
    """Run one game's session until one leaves or the connection ends for good; owns the event loop.

    now: the local clock, seconds since 1970. keep: is handed the keys of a branched game (the form of
    ``host --json``) and says in words how to run it.

    Returns: the exit status, 0 left by choice, 1 the connection ended for good.
    """
    import time  # noqa: PLC0415 - with the screen library, only here

    from detente_client.console.app import ConsoleApp  # noqa: PLC0415

    result = ConsoleApp(desk, now if now is not None else time.time, keep).run()
    return 0 if result is None else result
