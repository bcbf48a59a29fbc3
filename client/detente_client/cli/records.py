"""Find the record of a game: an exported file, a data folder, or an id under one."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from detente_client.cli.common import data_folder
from detente_client.cli.faults import Failed, Misused

if TYPE_CHECKING:
    from detente_server.journal import GameRow

JOURNAL: Final = "detente.sqlite"
"""The server's journal in a data folder; the demo and exports are ``<game>.jsonl``."""


def read_record(game: str, data: Path | None) -> list[str]:
    """The lines of a game's record, whatever ``game`` names: a file, a data folder (its newest game that is over), an id.

    data: the folder that ids are looked up in; None: this user's own.
    Raises: Misused where there is no such game; Failed where a file cannot be read.
    """
    path = Path(game)
    if path.is_file():
        return _from_folder(path.parent, None) if path.name == JOURNAL else _from_file(path)
    if path.is_dir():
        return _from_newest(path, f"the folder {path}")
    folder = data_folder(data)
    file, nested = folder / f"{game}.jsonl", folder / game
    if file.is_file():
        return _from_file(file)
    if nested.is_dir():
        return _from_newest(nested, f"the folder {nested}")
    for journal in [folder / JOURNAL, *sorted(folder.glob(f"*/{JOURNAL}"))]:
        if journal.is_file() and game in _games(journal.parent):
            return _from_folder(journal.parent, game)
    raise Misused(f"there is no file, folder or game {game!r}; games are looked up in {folder}.")


def _from_newest(folder: Path, what: str) -> list[str]:
    """The newest game of a folder: of the server's journal if it holds one, else of the exported files."""
    if (folder / JOURNAL).is_file():
        return _from_folder(folder, None)
    files = sorted(folder.glob("*.jsonl"), key=lambda path: path.stat().st_mtime)
    if not files:
        raise Misused(f"{what} holds no record of a game.")
    return _from_file(files[-1])


def _from_file(path: Path) -> list[str]:
    try:
        # Not splitlines(): what people typed may hold other line ends, which canonical JSON keeps as they are.
        return path.read_bytes().decode().removesuffix("\n").split("\n")
    except OSError as error:
        raise Failed(f"{path} cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise Failed(f"{path} is no record: it is not text.") from None


def _games(folder: Path) -> tuple[str, ...]:
    from detente_server.journal import JournalFault
    from detente_server.journal_sqlite import SqliteJournal

    try:
        journal = SqliteJournal.read(folder)
    except JournalFault:
        return ()
    try:
        return tuple(row.game for row in journal.games())
    finally:
        journal.close()


def _from_folder(folder: Path, game: str | None) -> list[str]:
    """A game of the server's journal, also while the server runs; None: the newest that is over, else the newest."""
    from detente_server.journal import JournalFault
    from detente_server.journal_sqlite import SqliteJournal

    try:
        journal = SqliteJournal.read(folder)
    except JournalFault as fault:
        raise Failed(str(fault)) from None
    try:
        games = journal.games()
        if not games:
            raise Misused(f"the folder {folder} holds no game yet.")
        return list(journal.lines(game if game is not None else meant_game(games, folder)))
    finally:
        journal.close()


def meant_game(games: "Sequence[GameRow]", folder: Path) -> str:
    """Of a folder's games the one that is asked for by the folder's name; where there are others, they are told on stderr.

    A branch that was tried out after the game must not hide the game.
    """
    chosen = next((row for row in reversed(games) if row.finished), games[-1])
    others = [
        f"{row.game} ({'over' if row.finished else 'not over'}{', a branch' if row.parent else ''})"
        for row in games
        if row is not chosen
    ]
    if others:
        print(
            f"{folder} holds {len(games)} games; this is {chosen.game}. By id, with --data {folder}: {', '.join(others)}.",
            file=sys.stderr,
        )
    return chosen.game
