"""The journals: every store passes the same cases; SQLite has some of its own."""

import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from detente_server.journal import FORMAT, Batch, Full, GameRow, Journal, Locked, Unreadable
from detente_server.journal_sqlite import FILE, SqliteJournal
from tests.server.fakes import MemoryJournal
from tests.server.journal_cases import SECRET, JournalCases, row

FIRST_FORMAT = """
CREATE TABLE settings (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE games (
    id INTEGER PRIMARY KEY, game TEXT NOT NULL UNIQUE, code TEXT NOT NULL UNIQUE, scenario TEXT NOT NULL,
    created REAL NOT NULL, finished INTEGER NOT NULL DEFAULT 0, head INTEGER NOT NULL, last INTEGER NOT NULL);
CREATE TABLE batches (
    id INTEGER PRIMARY KEY, previous INTEGER NOT NULL, lines TEXT NOT NULL, answers TEXT NOT NULL);
CREATE TABLE secrets (game TEXT PRIMARY KEY, seed TEXT NOT NULL, salt TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE credentials (
    game TEXT NOT NULL, person TEXT NOT NULL, role TEXT NOT NULL, seat TEXT, name TEXT NOT NULL,
    digest BLOB NOT NULL UNIQUE, PRIMARY KEY (game, person)) WITHOUT ROWID;
CREATE TABLE liveness (id INTEGER PRIMARY KEY CHECK (id = 1), at REAL NOT NULL);
INSERT INTO settings VALUES ('port', '8765');
INSERT INTO games VALUES (1, 'g1', 'ABCD-EFGH', 'two-blocs', 10.0, 0, 1, 2);
INSERT INTO batches VALUES (1, 0, 'header' || char(10), '[]'), (2, 1, 'one' || char(10), '[]');
INSERT INTO secrets VALUES ('g1', 'seed', '00000000000000000000000000000000');
INSERT INTO credentials VALUES ('g1', 'p1', 'player', 'helion', 'Ana', x'11');
PRAGMA user_version = 1;
"""
"""A store as the first format had it."""


class TestMemory(JournalCases):
    """The journal of the server's own tests keeps the promises that those tests rely on."""

    @pytest.fixture
    def journal(self) -> Journal:
        return MemoryJournal()

    def reopened(self, journal: Journal) -> Journal:
        return journal


class TestSqlite(JournalCases):
    """One file in a folder."""

    @pytest.fixture
    def journal(self, tmp_path: Path) -> Iterator[Journal]:
        journal = SqliteJournal.open(tmp_path)
        yield journal
        journal.close()

    @pytest.fixture(autouse=True)
    def _folder(self, tmp_path: Path) -> Iterator[None]:
        self.folder = tmp_path
        self.opened: list[SqliteJournal] = []
        yield
        for journal in self.opened:
            journal.close()

    def reopened(self, journal: Journal) -> Journal:
        journal.close()
        self.opened.append(SqliteJournal.open(self.folder))
        return self.opened[-1]

    def test_a_second_server_on_the_folder_is_kept_out(self, journal: Journal) -> None:
        with pytest.raises(Locked, match="Another server"):
            SqliteJournal.open(self.folder)

    def test_another_process_is_kept_out_too_and_readers_are_not(self, journal: Journal) -> None:
        journal.create(row(), SECRET, "header", [])
        program = (
            "import sys, pathlib\n"
            "from detente_server.journal_sqlite import SqliteJournal\n"
            "from detente_server.journal import Locked\n"
            "folder = pathlib.Path(sys.argv[1])\n"
            "print(list(SqliteJournal.read(folder).lines('g1')))\n"
            "try:\n    SqliteJournal.open(folder)\nexcept Locked:\n    print('locked')\n"
        )
        done = subprocess.run(
            [sys.executable, "-c", program, str(self.folder)], capture_output=True, text=True, check=True
        )
        assert done.stdout.split("\n")[:2] == ["['header']", "locked"]

    def test_a_commit_reaches_the_device_before_it_returns(self, journal: Journal) -> None:
        """WAL with synchronous=FULL; anything less loses the last commits with the power."""
        assert isinstance(journal, SqliteJournal)
        assert journal._db.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert journal._db.execute("PRAGMA synchronous").fetchone() == (2,)

    def test_a_torn_tail_is_dropped_and_the_rest_is_whole(self, journal: Journal) -> None:
        """Loss of power in mid-write: the write-ahead log ends in rubbish, which was never acknowledged."""
        journal.create(row(), SECRET, "header", [])
        journal.commit([Batch("g1", 1, ("one",))])
        log = self.folder / f"{FILE}-wal"
        whole = log.read_bytes()
        journal.commit([Batch("g1", 2, ("two",))])
        torn = log.read_bytes()
        copy = self.folder / "copy"
        copy.mkdir()
        (copy / FILE).write_bytes((self.folder / FILE).read_bytes())
        (copy / f"{FILE}-wal").write_bytes(torn[: (len(whole) + len(torn)) // 2])
        after = SqliteJournal.open(copy)
        try:
            assert list(after.lines("g1")) == ["header", "one"]
            after.commit([Batch("g1", 2, ("two again",))])
        finally:
            after.close()

    def test_a_full_disk_stores_nothing_and_says_so(self, journal: Journal) -> None:
        assert isinstance(journal, SqliteJournal)
        journal.create(row(), SECRET, "header", [])
        pages = journal._db.execute("PRAGMA page_count").fetchone()[0]
        journal._db.execute(f"PRAGMA max_page_count={pages}")
        with pytest.raises(Full, match="full"):
            journal.commit([Batch("g1", 1, ("x" * 100_000,))])
        assert list(journal.lines("g1")) == ["header"]
        journal._db.execute("PRAGMA max_page_count=1000000")
        journal.commit([Batch("g1", 1, ("x" * 100_000,))])

    def test_a_newer_format_is_refused(self, journal: Journal) -> None:
        journal.close()
        with sqlite3.connect(self.folder / FILE) as db:
            db.execute(f"PRAGMA user_version={FORMAT + 1}")
        db.close()
        with pytest.raises(Unreadable, match="newer"):
            SqliteJournal.open(self.folder)

    def test_a_store_of_the_first_format_is_brought_to_todays_and_loses_nothing(self, tmp_path: Path) -> None:
        """Whoever only reads leaves it as it is; a server migrates it once."""
        old = tmp_path / "old"
        old.mkdir()
        with sqlite3.connect(old / FILE) as db:
            db.executescript(FIRST_FORMAT)
        db.close()
        kept = GameRow("g1", "ABCD-EFGH", "two-blocs", 10.0, finished=False, head=1)
        reader = SqliteJournal.read(old)
        assert reader.games() == (kept,)
        reader.close()
        for _ in range(2):
            journal = SqliteJournal.open(old)
            try:
                assert journal._db.execute("PRAGMA user_version").fetchone() == (FORMAT,)
                assert journal.games() == (kept,)
                assert list(journal.lines("g1")) == ["header", "one"]
                assert [one.person for one in journal.credentials()] == ["p1"]
                assert journal.secret("g1") == SECRET
                assert journal.noted("port") == "8765"
            finally:
                journal.close()
        journal = SqliteJournal.open(old)
        journal.commit([Batch("g1", 2, ("two",))])
        journal.create(replace(row("g2", "JKLM-NPQR"), head=1, parent="g1"), SECRET, "header\none", [])
        assert journal.games()[-1].parent == "g1"
        assert list(journal.lines("g2")) == ["header", "one"]
        journal.commit([Batch("g2", 2, ("another two",))])
        journal.close()

    def test_something_else_of_that_name_is_refused(self, tmp_path: Path) -> None:
        other = tmp_path / "other"
        other.mkdir()
        (other / FILE).write_text("not a database, but long enough to be looked at as one" * 100)
        with pytest.raises(Unreadable):
            SqliteJournal.open(other)

    def test_reading_where_there_is_nothing_makes_nothing(self, tmp_path: Path) -> None:
        with pytest.raises(Unreadable, match="no journal"):
            SqliteJournal.read(tmp_path / "nowhere")
        assert not (tmp_path / "nowhere").exists()

    def test_no_token_stands_in_the_file(self, journal: Journal) -> None:
        assert isinstance(journal, SqliteJournal)
        columns = [name for _, name, *_ in journal._db.execute("PRAGMA table_info(credentials)")]
        assert "digest" in columns
        assert "token" not in columns
