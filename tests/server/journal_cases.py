"""What every journal must do, whatever it is made of: a new store inherits ``JournalCases`` and says how to open one."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from detente_rules.secret import Secret
from detente_server.credentials import Credential
from detente_server.journal import Answer, Batch, Conflict, GameRow, Journal

SECRET = Secret("seed", "00" * 16)


def row(game: str = "g1", code: str = "ABCD-EFGH", created: float = 10.0) -> GameRow:
    """A game as it begins."""
    return GameRow(game, code, "two-blocs", created, finished=False, head=0)


def credential(person: str = "p1", game: str = "g1", digest: bytes = b"1" * 32) -> Credential:
    """Somebody's credential."""
    return Credential(game, person, "player", "helion", person.title(), digest)


class JournalCases:
    """Inherit, and give ``journal`` (a fresh one) and ``reopened`` (the same store, opened again)."""

    @pytest.fixture
    def journal(self) -> Iterator[Journal] | Journal:
        raise NotImplementedError

    def reopened(self, journal: Journal) -> Journal:
        """The same store after its process ended and another opened it."""
        raise NotImplementedError

    def test_a_new_store_is_empty(self, journal: Journal) -> None:
        assert journal.games() == ()
        assert journal.last_alive() is None
        assert journal.noted("port") is None
        assert list(journal.lines("g1")) == []

    def test_a_game_begins_with_its_header_and_its_secret(self, journal: Journal) -> None:
        journal.create(row(), SECRET, "header", [credential()])
        assert journal.games() == (row(),)
        assert list(journal.lines("g1")) == ["header"]
        assert journal.secret("g1") == SECRET
        assert journal.credentials() == (credential(),)

    def test_a_branch_begins_with_all_that_it_takes_over(self, journal: Journal) -> None:
        """R12.11: in one transaction, and it goes on from there."""
        journal.create(row(), SECRET, "header", [])
        journal.create(
            replace(row("g2", "JKLM-NPQR", 20.0), head=2, parent="g1"), SECRET, "header\none\ntwo", []
        )
        journal.commit([Batch("g2", 3, ("three",))])
        assert list(journal.lines("g2")) == ["header", "one", "two", "three"]
        assert list(journal.lines("g1")) == ["header"]
        assert [(one.game, one.head, one.parent) for one in journal.games()] == [
            ("g1", 0, None),
            ("g2", 3, "g1"),
        ]

    def test_an_unknown_game_has_no_secret(self, journal: Journal) -> None:
        with pytest.raises(KeyError):
            journal.secret("g9")

    def test_what_was_committed_is_there_after_a_restart(self, journal: Journal) -> None:
        journal.create(row(), SECRET, "header", [])
        answer = Answer("p1", "c1", b'{"treaty":"t1"}')
        journal.commit([Batch("g1", 1, ("one", "two"), (answer,), (credential("p1"),))])
        journal.commit([Batch("g1", 3, ("three",))])
        journal.alive(12.5)
        journal.note("port", "8765")
        again = self.reopened(journal)
        assert list(again.lines("g1")) == ["header", "one", "two", "three"]
        assert again.games()[0].head == 3
        assert list(again.answers("g1")) == [answer]
        assert again.answer("g1", "p1", "c1") == b'{"treaty":"t1"}'
        assert again.answer("g1", "p2", "c1") is None
        assert again.credentials() == (credential("p1"),)
        assert again.last_alive() == 12.5
        assert again.noted("port") == "8765"

    def test_games_are_listed_oldest_first(self, journal: Journal) -> None:
        journal.create(row("g2", "BBBB-BBBB", 20.0), SECRET, "header", [])
        journal.create(row("g1", "AAAA-AAAA", 10.0), SECRET, "header", [])
        assert [one.game for one in journal.games()] == ["g1", "g2"]

    @pytest.mark.parametrize("first", [0, 1, 3])
    def test_lines_must_follow_the_last_one(self, journal: Journal, first: int) -> None:
        journal.create(row(), SECRET, "header", [])
        journal.commit([Batch("g1", 1, ("one",))])
        with pytest.raises(Conflict) as conflict:
            journal.commit([Batch("g1", first, ("other",))])
        assert conflict.value.game == "g1"
        assert list(journal.lines("g1")) == ["header", "one"]

    def test_one_commit_is_all_or_nothing_over_its_games(self, journal: Journal) -> None:
        journal.create(row(), SECRET, "header", [])
        journal.create(row("g2", "BBBB-BBBB"), SECRET, "header", [])
        with pytest.raises(Conflict) as conflict:
            journal.commit([Batch("g1", 1, ("one",)), Batch("g2", 7, ("late",))])
        assert conflict.value.game == "g2"
        assert list(journal.lines("g1")) == ["header"]

    def test_an_answer_without_lines_is_stored_too(self, journal: Journal) -> None:
        journal.create(row(), SECRET, "header", [])
        journal.commit([Batch("g1", 1, (), (Answer("p1", "c1", b"{}"),))])
        journal.commit([Batch("g1", 1, ("one",))])
        assert journal.answer("g1", "p1", "c1") == b"{}"

    def test_answers_come_back_in_order(self, journal: Journal) -> None:
        journal.create(row(), SECRET, "header", [])
        answers = [Answer(who, f'c"{n}', b'{"n":%d}' % n) for n in range(5) for who in ("p1", "p2")]
        journal.commit([Batch("g1", 1, ("one",), tuple(answers[:3]))])
        journal.commit([Batch("g1", 2, ("two",), tuple(answers[3:]))])
        assert list(journal.answers("g1")) == answers

    def test_a_commit_of_many_games_keeps_them_apart(self, journal: Journal) -> None:
        names = [f"g{n}" for n in range(100)]
        for place, name in enumerate(names):
            journal.create(row(name, f"C{place}"), SECRET, f"header of {name}", [])
        for n in (1, 2):
            journal.commit(
                [Batch(name, n, (f"{n} of {name}",), (Answer("p1", f"c{n}", b"{}"),)) for name in names]
            )
        for name in names:
            assert list(journal.lines(name)) == [f"header of {name}", f"1 of {name}", f"2 of {name}"]
            assert journal.answer(name, "p1", "c2") == b"{}"

    def test_a_commit_may_be_of_any_number_of_games(self, journal: Journal) -> None:
        names, counts = [f"g{n}" for n in range(150)], (1, 2, 5, 7, 13, 100, 129, 150)
        for place, name in enumerate(names):
            journal.create(row(name, f"C{place}"), SECRET, "header", [])
        told = {name: ["header"] for name in names}
        for count in counts:
            journal.commit([Batch(name, len(told[name]), (f"of {count}",)) for name in names[:count]])
            for name in names[:count]:
                told[name].append(f"of {count}")
        assert {name: list(journal.lines(name)) for name in names} == told
        assert {one.game: one.head for one in journal.games()} == {
            name: len(lines) - 1 for name, lines in told.items()
        }

    def test_a_persons_newer_credential_replaces_the_older(self, journal: Journal) -> None:
        journal.create(row(), SECRET, "header", [credential(digest=b"1" * 32)])
        journal.issue([credential(digest=b"2" * 32), credential("p2", digest=b"3" * 32)])
        assert {one.digest for one in journal.credentials()} == {b"2" * 32, b"3" * 32}

    def test_a_revoked_credential_is_gone(self, journal: Journal) -> None:
        journal.create(row(), SECRET, "header", [credential("p1"), credential("p2", digest=b"2" * 32)])
        journal.revoke("g1", "p1")
        assert [one.person for one in journal.credentials()] == ["p2"]

    def test_credentials_of_a_finished_game_open_nothing(self, journal: Journal) -> None:
        journal.create(row(), SECRET, "header", [credential()])
        journal.finish("g1")
        assert journal.credentials() == ()
        assert journal.games()[0].finished

    def test_a_code_can_be_changed(self, journal: Journal) -> None:
        journal.create(row(), SECRET, "header", [])
        journal.change_code("g1", "ZZZZ-ZZZZ")
        assert journal.games()[0].code == "ZZZZ-ZZZZ"

    def test_the_liveness_row_is_one_row(self, journal: Journal) -> None:
        journal.alive(1.0)
        journal.alive(2.0)
        assert journal.last_alive() == 2.0
