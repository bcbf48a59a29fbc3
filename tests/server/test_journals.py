"""The journals: every store passes the same cases; SQLite has some of its own."""

import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from detente_server.journal import FORMAT, Batch, Full, Journal, Locked, Unreadable
from detente_server.journal_sqlite import FILE, SqliteJournal
from tests.server.fakes import MemoryJournal
from tests.server.journal_cases import SECRET, JournalCases, row


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
