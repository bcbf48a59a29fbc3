"""The journal in one SQLite file: WAL, ``synchronous=FULL``, one transaction a group of commits (R9.2).

A batch is one row at the end of one table, and points to the batch of its game before it. So a commit dirties few
pages, whatever the number of games (an index by game and line cost three times as much as everything else), and a
game is read by following its rows backward.

FULL means that a commit returns after the write-ahead log has reached the device; a torn tail after a loss of power
is recognised by SQLite's checksums and was never acknowledged. A second server on the same folder is kept out by an
exclusive lock that the operating system drops when the process dies, however it dies; readers are always welcome.
"""

import contextlib
import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from json.encoder import encode_basestring_ascii as quoted
from pathlib import Path
from typing import Final

from detente_rules.ids import PersonId
from detente_rules.secret import Secret
from detente_server.credentials import Credential
from detente_server.journal import (
    FORMAT,
    Answer,
    Batch,
    Conflict,
    Full,
    GameRow,
    JournalFault,
    Locked,
    Unreadable,
)

FILE: Final = "detente.sqlite"
LOCK: Final = "lock.sqlite"

SIZES: Final = (1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128)
"""Rows a statement: each size is prepared once. SQLite allows 999 values in one, on any version."""

_SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS settings (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS games (
    id INTEGER PRIMARY KEY, game TEXT NOT NULL UNIQUE, code TEXT NOT NULL UNIQUE, scenario TEXT NOT NULL,
    created REAL NOT NULL, finished INTEGER NOT NULL DEFAULT 0, head INTEGER NOT NULL, last INTEGER NOT NULL, parent TEXT);
CREATE TABLE IF NOT EXISTS batches (
    id INTEGER PRIMARY KEY,     -- in order of commit
    previous INTEGER NOT NULL,  -- id of the same game's batch before, 0 for the header
    lines TEXT NOT NULL,        -- of the record, each ended by a line feed
    answers TEXT NOT NULL);     -- JSON: [[person, command_id, data], ...]
CREATE TABLE IF NOT EXISTS secrets (game TEXT PRIMARY KEY, seed TEXT NOT NULL, salt TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS credentials (
    game TEXT NOT NULL, person TEXT NOT NULL, role TEXT NOT NULL, seat TEXT, name TEXT NOT NULL,
    digest BLOB NOT NULL UNIQUE, PRIMARY KEY (game, person)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS liveness (id INTEGER PRIMARY KEY CHECK (id = 1), at REAL NOT NULL);
"""

_STEPS: Final = {1: "ALTER TABLE games ADD COLUMN parent TEXT;"}
"""What brings a store of that format to the next one; 0 is an empty file."""


class SqliteJournal:
    """A ``detente_server.journal.Journal`` in a folder.

    ``SqliteJournal.open(folder)`` to write; ``SqliteJournal.read(folder)`` beside a running server. All calls must
    come from one thread at a time.
    """

    def __init__(self, connection: sqlite3.Connection, lock: sqlite3.Connection | None) -> None:
        self._db = connection
        self._lock = lock
        self._newest = -1
        self._ends: dict[str, tuple[int, int]] = {}

    @classmethod
    def open(cls, folder: Path) -> "SqliteJournal":
        """Open for writing, made if missing. Raises: Locked, Unreadable, JournalFault."""
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise JournalFault(f"The folder {folder} cannot be made: {error.strerror}.") from None
        lock = _take_lock(folder)
        try:
            with _faults(folder):
                db = sqlite3.connect(folder / FILE, isolation_level=None, check_same_thread=False)
                (folder / FILE).chmod(0o600)
                db.execute("PRAGMA journal_mode=WAL")
                db.execute("PRAGMA synchronous=FULL")
                db.execute("PRAGMA busy_timeout=5000")
                _migrate(db)
        except BaseException:
            lock.close()
            raise
        return cls(db, lock)

    @classmethod
    def read(cls, folder: Path) -> "SqliteJournal":
        """Open for reading only, also while a server writes. Raises: Unreadable."""
        file = folder / FILE
        if not file.is_file():
            raise Unreadable(f"There is no journal in {folder}.")
        with _faults(folder):
            db = sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True, isolation_level=None)
            db.execute("PRAGMA busy_timeout=5000")
            _check_version(db)
        return cls(db, None)

    def create(self, row: GameRow, secret: Secret, header: str, credentials: Sequence[Credential]) -> None:
        with self._transaction():
            first = self._next_batch()
            self._db.execute(
                "INSERT INTO games (game, code, scenario, created, finished, head, last, parent)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (row.game, row.code, row.scenario, row.created, row.finished, row.head, first, row.parent),
            )
            self._db.execute("INSERT INTO secrets VALUES (?, ?, ?)", (row.game, secret.seed, secret.salt))
            self._db.execute("INSERT INTO batches VALUES (?, 0, ?, '[]')", (first, f"{header}\n"))
            self._issue(credentials)
        self._newest += 1

    def commit(self, batches: Sequence[Batch]) -> None:
        with self._transaction():
            rows, moved = [], []
            for number, batch in enumerate(batches, start=self._next_batch()):
                head, last = self._end(batch.game)
                if head != batch.first - 1:
                    raise Conflict(batch.game, f"line {batch.first} does not follow the last one, {head}")
                text = "".join([f"{line}\n" for line in batch.lines])
                rows.append((number, last, text, _pack(batch.answers)))
                moved.append((batch.game, head + len(batch.lines), number))
            self._many(
                "INSERT INTO batches SELECT * FROM (VALUES ",
                rows,
                ") AS given WHERE given.column1 IS NOT NULL",
            )
            self._many(
                "UPDATE games SET head = given.column2, last = given.column3 FROM (VALUES ",
                moved,
                ") AS given WHERE games.game = given.column1",
            )
            if credentials := [credential for batch in batches for credential in batch.credentials]:
                self._issue(credentials)
        self._ends |= {game: (head, last) for game, head, last in moved}
        self._newest += len(batches)

    def games(self) -> tuple[GameRow, ...]:
        # A reader meets older stores too, as they are: only a server brings them to today's format.
        parent = "parent" if _version(self._db) >= 2 else "NULL"
        rows = self._db.execute(
            f"SELECT game, code, scenario, created, finished, head, {parent} FROM games ORDER BY created, game"  # noqa: S608
        )
        return tuple(
            GameRow(g, code, name, at, bool(finished), head, parent)
            for g, code, name, at, finished, head, parent in rows
        )

    def secret(self, game: str) -> Secret:
        row = self._db.execute("SELECT seed, salt FROM secrets WHERE game = ?", (game,)).fetchone()
        if row is None:
            raise KeyError(game)
        return Secret(*row)

    def lines(self, game: str) -> Iterator[str]:
        for number in self._batches(game):
            (text,) = self._db.execute("SELECT lines FROM batches WHERE id = ?", (number,)).fetchone()
            yield from text.split("\n")[:-1]  # not splitlines(): people's texts hold other line ends

    def answers(self, game: str) -> Iterator[Answer]:
        for number in self._batches(game):
            (text,) = self._db.execute("SELECT answers FROM batches WHERE id = ?", (number,)).fetchone()
            yield from _unpack(text)

    def answer(self, game: str, person: PersonId, command_id: str) -> bytes | None:
        for one in self.answers(game):
            if (one.person, one.command_id) == (person, command_id):
                return one.data
        return None

    def credentials(self) -> tuple[Credential, ...]:
        rows = self._db.execute(
            "SELECT c.game, person, role, seat, name, digest FROM credentials c JOIN games g ON g.game = c.game"
            " WHERE NOT g.finished ORDER BY g.created, person"
        )
        return tuple(Credential(*row) for row in rows)

    def issue(self, credentials: Iterable[Credential]) -> None:
        with self._transaction():
            self._issue(credentials)

    def revoke(self, game: str, person: PersonId) -> None:
        with self._transaction():
            self._db.execute("DELETE FROM credentials WHERE game = ? AND person = ?", (game, person))

    def change_code(self, game: str, code: str) -> None:
        with self._transaction():
            self._db.execute("UPDATE games SET code = ? WHERE game = ?", (code, game))

    def finish(self, game: str) -> None:
        with self._transaction():
            self._db.execute("UPDATE games SET finished = 1 WHERE game = ?", (game,))

    def alive(self, at: float) -> None:
        with self._transaction():
            self._db.execute(
                "INSERT INTO liveness VALUES (1, ?) ON CONFLICT (id) DO UPDATE SET at = excluded.at", (at,)
            )

    def last_alive(self) -> float | None:
        row = self._db.execute("SELECT at FROM liveness").fetchone()
        return None if row is None else float(row[0])

    def note(self, key: str, value: str) -> None:
        with self._transaction():
            self._db.execute("INSERT OR REPLACE INTO settings VALUES (?, ?)", (key, value))

    def noted(self, key: str) -> str | None:
        row = self._db.execute("SELECT value FROM settings WHERE key = ?", (key,)).fetchone()
        return None if row is None else str(row[0])

    def close(self) -> None:
        self._db.close()
        if self._lock is not None:
            self._lock.close()

    def _next_batch(self) -> int:
        """The id after the last one. Only one process writes, so it is remembered."""
        if self._newest < 0:
            self._newest = self._db.execute("SELECT max(id) FROM batches").fetchone()[0] or 0
        return self._newest + 1

    def _end(self, game: str) -> tuple[int, int]:
        """Number of a game's last line, id of its last batch; remembered too."""
        end = self._ends.get(game)
        if end is None:
            row = self._db.execute("SELECT head, last FROM games WHERE game = ?", (game,)).fetchone()
            if row is None:
                raise Conflict(game, "there is no such game")
            end = self._ends[game] = (row[0], row[1])
        return end

    def _many(self, before: str, rows: Sequence[tuple[object, ...]], after: str) -> None:
        """One statement for many rows of values: each statement gives the interpreter away and waits to get it back.

        Filled up with rows of nothing, which the statement must pass over.
        """
        for at in range(0, len(rows), SIZES[-1]):
            some = rows[at : at + SIZES[-1]]
            size = next(size for size in SIZES if size >= len(some))
            row = "(" + ", ".join("?" * len(some[0])) + ")"
            values = [value for one in some for value in one]
            values += [None] * (len(some[0]) * size - len(values))
            self._db.execute(before + ", ".join([row] * size) + after, values)

    def _batches(self, game: str) -> list[int]:
        """Ids of a game's batches, oldest first; what is committed meanwhile is not among them."""
        row = self._db.execute("SELECT last FROM games WHERE game = ?", (game,)).fetchone()
        numbers: list[int] = []
        number = row[0] if row is not None else 0
        while number:
            numbers.append(number)
            (number,) = self._db.execute("SELECT previous FROM batches WHERE id = ?", (number,)).fetchone()
        return numbers[::-1]

    def _issue(self, credentials: Iterable[Credential]) -> None:
        self._db.executemany(
            "INSERT OR REPLACE INTO credentials (game, person, role, seat, name, digest) VALUES (?, ?, ?, ?, ?, ?)",
            ((one.game, one.person, one.role, one.seat, one.name, one.digest) for one in credentials),
        )

    @contextlib.contextmanager
    def _transaction(self) -> Iterator[None]:
        """All or nothing, durable at the end; SQLite's faults as the port's."""
        try:
            self._db.execute("BEGIN IMMEDIATE")
            yield
            self._db.execute("COMMIT")
        except BaseException as fault:
            with contextlib.suppress(sqlite3.Error):  # a full disk may have rolled back by itself
                self._db.execute("ROLLBACK")
            if isinstance(fault, sqlite3.Error):
                raise Full(f"The journal cannot be written: {fault}.") from fault
            raise


def _pack(answers: Sequence[Answer]) -> str:
    """JSON of a batch's answers; their data is JSON already."""
    items = [f"[{quoted(one.person)},{quoted(one.command_id)},{one.data.decode()}]" for one in answers]
    return f"[{','.join(items)}]"


def _unpack(text: str) -> Iterator[Answer]:
    for person, command_id, data in json.loads(text):
        yield Answer(person, command_id, json.dumps(data, separators=(",", ":")).encode())


def _take_lock(folder: Path) -> sqlite3.Connection:
    """Keep every other server out for as long as this connection lives."""
    with _faults(folder):
        lock = sqlite3.connect(folder / LOCK, isolation_level=None, check_same_thread=False, timeout=0)
        try:
            lock.execute("PRAGMA journal_mode=DELETE")
            lock.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as fault:
            lock.close()
            if "locked" in str(fault):
                raise Locked(f"Another server is running on {folder}.") from None
            raise
        return lock


def _migrate(db: sqlite3.Connection) -> None:
    """Bring an older store to today's format, step by step and all or nothing, or make a new one.

    The version is SQLite's ``user_version``; what stands in the record is never touched.
    """
    _check_version(db)
    version = _version(db)
    steps = "".join(_STEPS[old] for old in range(version, FORMAT)) if version else ""
    db.executescript(f"BEGIN IMMEDIATE; {steps} {_SCHEMA} PRAGMA user_version = {FORMAT}; COMMIT;")


def _version(db: sqlite3.Connection) -> int:
    return int(db.execute("PRAGMA user_version").fetchone()[0])


def _check_version(db: sqlite3.Connection) -> None:
    version = _version(db)
    if version > FORMAT:
        raise Unreadable(
            f"The journal has format {version}; this program knows {FORMAT}. A newer one wrote it."
        )


@contextlib.contextmanager
def _faults(folder: Path) -> Iterator[None]:
    """SQLite's faults at opening, as the port's."""
    try:
        yield
    except sqlite3.DatabaseError as fault:
        raise Unreadable(f"The journal in {folder} cannot be opened: {fault}.") from None
    except OSError as fault:
        raise JournalFault(f"The journal in {folder} cannot be opened: {fault.strerror}.") from None
