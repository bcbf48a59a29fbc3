"""``detente export``: the data of a game, for other programs."""

import argparse
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from detente_client.cli.faults import DONE, Failed, Misused

if TYPE_CHECKING:
    from collections.abc import Sequence

    from detente_client.simulation.rows import Column, Row

SUMMARY = "write a game's record as data"
DESCRIPTION = """\
Writes the record of a game. jsonl: a line an event, as it is chained by hashes: what `detente verify` and `detente report`
read. csv and parquet: two tables, NAME.events (a row an event) and NAME.rounds (a row a round and seat: what it did, declared and
had); columns and units are in docs/simulate.md, and in a Parquet file's own metadata. A game that is not debriefed yet keeps its seed to itself.

--anonymous puts "Person 1" and so on for the names of those who played, also in what was written, and seals the record anew."""
EXAMPLE = """\
  detente export two-blocs-7 --format jsonl --out game.jsonl
  detente export two-blocs-7 --format jsonl,csv,parquet --out class/monday --anonymous
  detente export two-blocs-7 --format csv > rounds.csv
  detente export two-blocs-7 | jq -r .kind"""

FORMATS = ("jsonl", "csv", "parquet")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's arguments."""
    parser.add_argument("game", metavar="GAME", help="a game's id, a data folder, or an exported file")
    parser.add_argument(
        "--format", default="jsonl", metavar="FORMAT,…", help="jsonl (the default), csv, parquet"
    )
    parser.add_argument(
        "--out",
        type=Path,
        metavar="FILE",
        help="where to, with several files the beginning of their names; standard output by default",
    )
    parser.add_argument("--anonymous", action="store_true", help="without the names of those who played")
    parser.add_argument("--data", type=Path, metavar="DIR", help="where games are looked up by id")


def run(arguments: argparse.Namespace) -> int:
    """Write one record."""
    from detente_client.cli.records import read_record
    from detente_client.exporting import anonymous
    from detente_rules.record import BrokenLine

    formats = [name.strip() for name in arguments.format.split(",")]
    for name in formats:
        if name not in FORMATS:
            raise Misused(f"there is no format {name!r}; there are {', '.join(FORMATS)}.")
    if arguments.out is None and formats not in (["jsonl"], ["csv"]):
        raise Misused("--out FILE is needed for Parquet and for several formats.")
    _ready_for(formats)
    lines = read_record(arguments.game, arguments.data)
    try:
        if arguments.anonymous:
            lines = anonymous(lines)
        if arguments.out is None:
            sys.stdout.write(_text(lines) if formats == ["jsonl"] else _csv_of_rounds(lines))
            return DONE
        for path in _written(lines, formats, arguments.out):
            print(path, file=sys.stderr)
    except BrokenLine as broken:
        raise Failed(f"{arguments.game} is no whole record: {broken}") from None
    return DONE


def _ready_for(formats: list[str]) -> None:
    from detente_client.simulation.files import BadFile, check_name

    try:
        for name in formats:
            check_name(Path(f"x.{name}"))
    except BadFile as fault:
        raise Misused(str(fault).removeprefix("x.parquet: ")) from None


def _text(lines: list[str]) -> str:
    return "".join(f"{line}\n" for line in lines)


def _csv_of_rounds(lines: list[str]) -> str:
    from detente_client.exporting import ROUNDS, round_rows

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "rounds.csv"
        _table(path, list(round_rows(lines)), ROUNDS, "rounds")
        return path.read_text(encoding="utf-8")


def _written(lines: list[str], formats: list[str], out: Path) -> list[Path]:
    """Write every file; where one is asked for, under the very name given. Raises: Failed."""
    from detente_client.exporting import EVENTS, ROUNDS, event_rows, round_rows

    stem = out.with_suffix("") if out.suffix.removeprefix(".") in FORMATS else out
    done = []
    try:
        stem.parent.mkdir(parents=True, exist_ok=True)
        for name in formats:
            if name == "jsonl":
                path = out if formats == ["jsonl"] else stem.with_name(f"{stem.name}.jsonl")
                path.write_text(_text(lines), encoding="utf-8", newline="\n")
                done.append(path)
                continue
            for table, rows, columns in (
                ("events", list(event_rows(lines)), EVENTS),
                ("rounds", list(round_rows(lines)), ROUNDS),
            ):
                path = stem.with_name(f"{stem.name}.{table}.{name}")
                _table(path, rows, columns, table)
                done.append(path)
    except OSError as error:
        raise Failed(f"{out} cannot be written: {error.strerror}") from None
    return done


def _table(path: Path, rows: "Sequence[Row]", columns: "Sequence[Column]", title: str) -> None:
    from detente_client.simulation.files import BadFile, write_rows

    try:
        write_rows(path, rows, columns, f"détente {title}")
    except BadFile as fault:
        raise Failed(str(fault)) from None
