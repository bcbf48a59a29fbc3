"""The terminal client: ``run`` plays one game at a table, on a screen or line by line."""

from collections.abc import Callable
from typing import TYPE_CHECKING, TextIO

from detente_client.table import Table

if TYPE_CHECKING:
    from detente_client.tui.notebook import Notebook

__all__ = ["run"]


def run(
    table: Table,
    *,
    plain: bool = False,
    now: Callable[[], float] | None = None,
    source: TextIO | None = None,
    sink: TextIO | None = None,
    notebook: "Notebook | None" = None,
) -> int:
    """Play at this table until one leaves or the connection ends for good; owns the event loop.

    plain: line mode, from ``source`` (standard input) to ``sink`` (standard output). now: the local clock, seconds
    since 1970. notebook: where unsent drafts outlive a restart, the user's own unless told otherwise. Where the table has no credential yet, the code and the name are asked for.

    Returns: the exit status, 0 left by choice or game over, 1 the connection ended for good, 130 interrupted.
    """
    import sys  # noqa: PLC0415
    import time  # noqa: PLC0415 - a screen library takes a third of a second to load: only here, and only one of the two

    clock = now if now is not None else time.time
    from detente_client.tui.notebook import FileNotebook  # noqa: PLC0415

    book = notebook if notebook is not None else FileNotebook()
    if plain:
        from detente_client.tui.plain import run_plain  # noqa: PLC0415

        return run_plain(table, now=clock, source=source, sink=sink, notebook=book)
    import gc  # noqa: PLC0415
    import os  # noqa: PLC0415
    import signal  # noqa: PLC0415

    # Textual paints when its clock strikes, by default sixty times a second: a key would wait for that up to 17 ms.
    os.environ.setdefault("TEXTUAL_FPS", "120")

    # What is loaded and mounted at the start stays to the end: a search of all of it for rubbish would hold up keys
    # by a tenth of a second again and again, so it is searched never, and what comes later often and quickly.
    gc.disable()
    from detente_client.tui.app import KEYS_FIRST, DetenteApp  # noqa: PLC0415

    # A forecast is reckoned in a thread beside the screen: it hands the interpreter back to the keys after a millisecond.
    sys.setswitchinterval(0.001)

    def settled() -> None:
        gc.freeze()
        gc.enable()

    # A window that is closed, a machine that is shut down: what was typed is kept then too.
    endings = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
    result = DetenteApp(
        table, clock, notebook=book, settled=settled, endings=endings, keys_first=KEYS_FIRST
    ).run()
    return 0 if result is None else result
