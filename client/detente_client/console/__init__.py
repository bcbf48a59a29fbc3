"""The facilitator's console: the room at a glance, and everything that may be done about it."""

from collections.abc import Callable, Mapping
from typing import Any, TextIO

from detente_client.table import Desk

__all__ = ["run"]


def run(
    desk: Desk,
    *,
    now: Callable[[], float] | None = None,
    keep: Callable[[Mapping[str, Any]], str] | None = None,
    plain: bool = False,
    source: TextIO | None = None,
    sink: TextIO | None = None,
) -> int:
    """Run one game's session until one leaves or the connection ends for good; owns the event loop.

    now: the local clock, seconds since 1970. keep: is handed the keys of a branched game (the form of
    ``host --json``) and says in words how to run it. plain: line mode, from ``source`` (standard input) to ``sink``
    (standard output).

    Returns: the exit status, 0 left by choice, 1 the connection ended for good or the key is no facilitator's, 130
    interrupted.
    """
    import time  # noqa: PLC0415 - with the screen library, only here

    clock = now if now is not None else time.time
    keeper = keep if keep is not None else _forget
    if plain:
        from detente_client.console.plain import run_plain  # noqa: PLC0415

        return run_plain(desk, now=clock, keep=keeper, source=source, sink=sink)
    from detente_client.console.app import ConsoleApp  # noqa: PLC0415

    result = ConsoleApp(desk, clock, keeper).run()
    return 0 if result is None else result


def _forget(answer: Mapping[str, Any]) -> str:
    """Keys of a branch, where nobody keeps them."""
    return f"with the token {answer.get('facilitator')}"
