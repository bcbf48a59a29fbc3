"""Rows in files: CSV, JSONL and Parquet hold the same values, so any of them can be read back and gone on with.

CSV and JSONL write floats with the digits that bring the same bits back. Parquet needs ``pyarrow`` (the extra
``research``), and carries each column's unit and meaning as metadata.
"""

from __future__ import annotations

import csv
import importlib
import json
import os
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, Final

from detente_client.simulation.rows import COLUMNS, NAMES, Column, Row


class BadFile(ValueError):
    """A file that cannot be written or read as rows; the text says why and what helps."""


FORMATS: Final = (".parquet", ".csv", ".jsonl")


def check_name(path: Path) -> None:
    """Raises: BadFile where the ending names no format, or Parquet is asked for and pyarrow is not there."""
    if path.suffix not in FORMATS:
        raise BadFile(f"{path}: the ending says the format: {', '.join(FORMATS)}.")
    if path.suffix == ".parquet":
        _pyarrow()


def write_rows(
    path: Path, rows: Iterable[Row], columns: Sequence[Column] = COLUMNS, title: str = "detente simulation"
) -> None:
    """Write all rows, in the format of the ending; the old file stands until the new one is whole. Raises: BadFile."""
    check_name(path)
    fresh = path.with_name(path.name + ".new")
    try:
        _WRITERS[path.suffix](fresh, rows, columns, title)
        os.replace(fresh, path)  # noqa: PTH105 -- atomic, also over a file that is there
    except OSError as error:
        raise BadFile(f"{path} cannot be written: {error.strerror or error}.") from None


def read_rows(path: Path) -> list[Row]:
    """The rows of a file that ``write_rows`` wrote. Raises: BadFile."""
    check_name(path)
    try:
        rows = _READERS[path.suffix](path)
    except OSError as error:
        raise BadFile(f"{path} cannot be read: {error.strerror or error}.") from None
    except (ValueError, KeyError):
        raise BadFile(f"{path} holds no rows of a simulation.") from None
    if any(set(row) != set(NAMES) for row in rows):
        raise BadFile(f"{path} has other columns than this version writes.")
    return rows


def _write_csv(path: Path, rows: Iterable[Row], columns: Sequence[Column], title: str) -> None:
    del title
    names = [column.name for column in columns]
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.DictWriter(file, names, lineterminator="\n")
        out.writeheader()
        for row in rows:
            out.writerow({name: _said(row[name]) for name in names})


FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for the beginning of a formula."""


def _said(value: Any) -> Any:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str) and value.startswith((*FORMULA, "'")):
        return f"'{value}"  # a text stays a text in a spreadsheet; ``_text`` takes it away again
    return repr(value) if isinstance(value, float) else value


def _text(cell: str) -> str:
    return cell.removeprefix("'")


_FROM_TEXT: Final[dict[str, Callable[[str], Any]]] = {
    "text": _text,
    "int": int,
    "float": float,
    "bool": lambda word: word == "true",
}


def _read_csv(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as file:
        table = csv.DictReader(file)
        if table.fieldnames is not None and set(table.fieldnames) != set(NAMES):
            raise ValueError  # somebody else's, even where it has no rows yet
        return [
            {
                one.name: None if one.empty and not raw[one.name] else _FROM_TEXT[one.kind](raw[one.name])
                for one in COLUMNS
            }
            for raw in table
        ]


def _write_jsonl(path: Path, rows: Iterable[Row], columns: Sequence[Column], title: str) -> None:
    del title
    names = [column.name for column in columns]
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for row in rows:
            file.write(json.dumps({name: row[name] for name in names}, ensure_ascii=False) + "\n")


def _read_jsonl(path: Path) -> list[Row]:
    with path.open(encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def _pyarrow() -> Any:
    try:
        importlib.import_module("pyarrow.parquet")
        return importlib.import_module("pyarrow")
    except ImportError:
        raise BadFile(
            "Parquet needs pyarrow: .venv/bin/pip install -e '.[research]', or choose .csv or .jsonl."
        ) from None


def _write_parquet(path: Path, rows: Iterable[Row], columns: Sequence[Column], title: str) -> None:
    pa = _pyarrow()
    kinds = {"text": pa.string(), "int": pa.int64(), "float": pa.float64(), "bool": pa.bool_()}
    schema = pa.schema(
        [
            pa.field(one.name, kinds[one.kind], one.empty, {"unit": one.unit, "description": one.doc})
            for one in columns
        ],
        {"title": title},
    )
    held = list(rows)
    arrays = [pa.array([row[one.name] for row in held], kinds[one.kind]) for one in columns]
    pa.parquet.write_table(pa.Table.from_arrays(arrays, schema=schema), path)


def _read_parquet(path: Path) -> list[Row]:
    rows: list[Row] = _pyarrow().parquet.read_table(path).to_pylist()
    return rows


_WRITERS: Final = {".csv": _write_csv, ".jsonl": _write_jsonl, ".parquet": _write_parquet}
_READERS: Final = {".csv": _read_csv, ".jsonl": _read_jsonl, ".parquet": _read_parquet}
