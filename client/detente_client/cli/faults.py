"""How a command ends, other than well. The entry point turns these into one line on stderr and an exit status."""

from typing import Final

DONE: Final = 0
FAILED: Final = 1
USAGE: Final = 2
INTERRUPTED: Final = 130


class Failed(Exception):
    """The work failed; the text says why, for people. Exit status 1."""

    status = FAILED


class Misused(Failed):
    """The command was called in a way it cannot work: a wrong name, a missing file. Exit status 2."""

    status = USAGE
