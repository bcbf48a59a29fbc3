"""What one has typed and chosen and not yet sent, kept on this machine, so that it comes back after a restart.

One file a place at a game, in the user's state folder, readable by its owner alone. It holds secrets (drafts of sealed
orders), so it is written with mode 0600 and never anywhere else. Losing it loses drafts only, so faults are silent.
"""

import contextlib
import hashlib
import json
import os
from pathlib import Path
from typing import Any, Final, Protocol

import platformdirs

MOST_BYTES: Final = 200_000
"""A notebook that grew beyond this is begun anew."""


class Notebook(Protocol):
    """Where drafts are kept. A place is (game, person)."""

    def read(self, game: str, person: str) -> dict[str, Any]:
        """What was kept for this place; empty where nothing was."""
        ...

    def write(self, game: str, person: str, notes: dict[str, Any]) -> None:
        """Keep these notes for this place."""
        ...

    def first_time(self) -> bool:
        """Is this user here for the first time? True once, then never again."""
        ...


class NoNotebook:
    """Keeps nothing; nobody is new."""

    def read(self, game: str, person: str) -> dict[str, Any]:
        """Nothing."""
        del game, person
        return {}

    def write(self, game: str, person: str, notes: dict[str, Any]) -> None:
        """Nothing."""

    def first_time(self) -> bool:
        """No."""
        return False


def default_folder() -> Path:
    """Where drafts live on this machine."""
    return Path(platformdirs.user_state_dir("detente")) / "drafts"


class FileNotebook:
    """In files. folder: None for the user's state folder."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder or default_folder()

    def _path(self, game: str, person: str) -> Path:
        name = hashlib.sha256(f"{game}\n{person}".encode()).hexdigest()[:24]
        return self._folder / f"{name}.json"

    def read(self, game: str, person: str) -> dict[str, Any]:
        """See ``Notebook``."""
        with contextlib.suppress(OSError, ValueError):
            data = json.loads(self._path(game, person).read_text(encoding="utf-8"))
            return data if isinstance(data, dict) else {}
        return {}

    def write(self, game: str, person: str, notes: dict[str, Any]) -> None:
        """See ``Notebook``. Written beside and moved into place, so that a crash leaves the old notes."""
        text = json.dumps(notes).encode()
        if len(text) > MOST_BYTES:
            return
        with contextlib.suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            path = self._path(game, person)
            beside = path.with_suffix(f".{os.getpid()}")
            # Created with its mode, not changed to it: there must be no moment in which others can read it.
            descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            try:
                os.write(descriptor, text)
            finally:
                os.close(descriptor)
            beside.replace(path)

    def first_time(self) -> bool:
        """See ``Notebook``. Where nothing can be kept nobody is new: a tour that comes every time is worse than none."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            os.close(os.open(self._folder / "toured", os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        except OSError:
            return False
        return True
