"""``python -m detente_client.web.tab``: the terminal client of one page; it never outlives the process that serves the page.

Textual's driver for pages reads an end of its input as silence, so that a client whose server was killed would go on
for ever. A thread looks at who the parent is instead.
"""

import os
import signal
import sys
import threading
import time
from typing import Final

from detente_client.cli import main

LOOK: Final = 1.0
"""Seconds between two looks at the parent."""

GRACE: Final = 2.0
"""Seconds to keep what was typed, once the parent is gone."""


def _end_with(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(LOOK)
    os.kill(os.getpid(), signal.SIGTERM)  # the screen keeps what was typed and ends
    time.sleep(GRACE)
    os._exit(1)  # nobody is there to be told; the game's server keeps the seat


if __name__ == "__main__":
    threading.Thread(target=_end_with, args=(os.getppid(),), daemon=True).start()
    sys.exit(main(["join", *sys.argv[1:]]))
