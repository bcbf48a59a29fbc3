"""What several commands need: scenarios, folders, and words while one waits."""

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from detente_client.cli.faults import Failed, Misused

if TYPE_CHECKING:
    from detente_rules.scenario import Scenario


def load_scenario(name: str) -> "Scenario":
    """A scenario by name or path. Raises: Misused, with the names there are or every fault of the file."""
    from detente_rules import library
    from detente_rules.scenario import ScenarioFault

    try:
        return library.load(name)
    except library.ScenarioNotFound as missing:
        raise Misused(str(missing)) from None
    except ScenarioFault as fault:
        lines = "\n".join(f"  {place}: {message}" for place, message in fault.faults)
        raise Misused(f"the scenario {name} has faults:\n{lines}") from None


def data_folder(given: Path | None) -> Path:
    """The folder that games are kept in: ``--data``, or this user's own; made where it is missing."""
    if given is None:
        import platformdirs

        given = Path(platformdirs.user_data_dir("detente")) / "games"
    try:
        given.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise Failed(f"the folder {given} cannot be made: {error.strerror}") from None
    return given


def terminal_or_refuse(instead: str) -> None:
    """Screens need a keyboard: without one they would read the end of their input for ever. instead: what works without.

    A page's client has Textual's own driver and no terminal. Raises: Misused.
    """
    if not os.environ.get("TEXTUAL_DRIVER") and not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise Misused(f"this needs a terminal, and there is none here; {instead}")


class Progress:
    """One line on stderr that is rewritten; nothing at all where stderr is not a terminal."""

    def __init__(self, what: str, total: int) -> None:
        self._what = what
        self._total = total
        self._shown = sys.stderr.isatty()

    def __call__(self, done: int) -> None:
        """Show how far the work is."""
        if self._shown:
            share = done / self._total if self._total else 1.0
            bar = "█" * round(20 * share)
            sys.stderr.write(f"\r\x1b[2K{self._what} {bar:<20} {done}/{self._total}")
            sys.stderr.flush()

    def end(self) -> None:
        """Take the line away again."""
        if self._shown:
            sys.stderr.write("\r\x1b[2K")
            sys.stderr.flush()
