"""The projector: what is public, in figures that read from across the room. It holds an observer's credential."""

from collections.abc import Callable

from detente_client.table import Table

__all__ = ["run"]


def run(table: Table, *, now: Callable[[], float] | None = None) -> int:
    """Show one game until it is told to stop or the connection ends for good; owns the event loop.

    now: the local clock, seconds since 1970.

    Returns: the exit status, 0 stopped by choice, 1 the connection ended for good.
    """
    import time  # noqa: PLC0415 - with the screen library, only here

    from detente_client.watch.app import WatchApp  # noqa: PLC0415

    result = WatchApp(table, now if now is not None else time.time).run()
    return 0 if result is None else result
