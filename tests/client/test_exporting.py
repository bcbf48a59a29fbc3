"""Exports: tables that hold what the record holds, and a record without names."""

import json
from pathlib import Path

import pytest

from detente_client.arena import play
from detente_client.cli.setup import setup_from
from detente_client.exporting import ROUNDS, anonymous, event_rows, round_rows
from detente_rules.events import Event
from detente_rules.ids import PUBLIC
from detente_rules.record import chain
from detente_rules.verify import verify_lines
from tests.client.commands import called


@pytest.fixture(scope="module")
def lines() -> list[str]:
    """A short game, with a person who came, said a name, and left no other trace."""
    events = [event for step in play(setup_from("first-steps", None), "7") for event in step.events]
    came = {"person": "p1", "name": "Ana", "role": "observer", "program": False}
    said: dict[str, object] = {
        "sender": None,
        "to": [],
        "text": "Ana here; Anaconda, analysis and ANA are other words.",
    }
    extra = [
        Event("person_joined", PUBLIC, came, 0.0, 0, "lobby"),
        Event("message_sent", PUBLIC, said, 0.0, 0, "lobby"),
    ]
    return [line.text for line in chain([events[0], *extra, *events[1:]])]


def test_rounds_hold_a_row_a_round_and_seat(lines: list[str]) -> None:
    """Five rounds of four seats; the lab's figures are those of the record."""
    rows = list(round_rows(lines))
    assert [(row["round"], row["seat"]) for row in rows[:4]] == [
        (1, s) for s in ("arden", "beacon", "wren", "quill")
    ]
    assert len(rows) == 5 * 4
    assert all(list(row) == [column.name for column in ROUNDS] for row in rows)
    resolved = next(
        json.loads(line)["data"] for line in lines if json.loads(line)["kind"] == "round_resolved"
    )
    assert rows[1]["capability"] == resolved["resolution"]["world"]["capability"][0][0]


def test_events_hold_a_row_a_line(lines: list[str]) -> None:
    """In order, with the data as JSON."""
    rows = list(event_rows(lines))
    assert [row["n"] for row in rows] == list(range(len(lines)))
    assert json.loads(rows[1]["data"])["name"] == "Ana"


def test_an_anonymous_record_verifies_and_holds_no_name(lines: list[str]) -> None:
    """A name is replaced as a word and left inside another; rolls and scores are checked as ever."""
    clean = anonymous(lines)
    text = "\n".join(clean)
    assert "Person 1 here; Anaconda, analysis and ANA are other words." in text
    assert '"Ana"' not in text
    verdict = verify_lines(clean)
    assert verdict.fault is None
    assert verdict.opened


def test_all_formats_at_once(lines: list[str], tmp_path: Path) -> None:
    """One name, five files, the same rows in CSV and Parquet."""
    import pyarrow.csv as read_csv
    from pyarrow import parquet

    record = tmp_path / "game.jsonl"
    record.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    done = called(
        "export", str(record), "--format", "jsonl,csv,parquet", "--out", str(tmp_path / "out" / "monday")
    )
    assert done.status == 0
    names = {
        "monday.jsonl",
        *(f"monday.{table}.{form}" for table in ("events", "rounds") for form in ("csv", "parquet")),
    }
    assert {path.name for path in (tmp_path / "out").iterdir()} == names
    one = parquet.read_table(tmp_path / "out" / "monday.rounds.parquet")
    two = read_csv.read_csv(tmp_path / "out" / "monday.rounds.csv")
    assert one.column("capability").to_pylist() == two.column("capability").to_pylist()
    assert one.schema.field("capability").metadata[b"unit"] == b"doublings"
