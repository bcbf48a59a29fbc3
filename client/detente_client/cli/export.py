"""``detente export``: the data of a game, for other programs."""

import argparse
import sys
from pathlib import Path

from detente_client.cli.faults import DONE, Failed, Misused

SUMMARY = "write a game's record as data"
DESCRIPTION = """\
Writes the record of a game, a line an event, as it is chained by hashes: what `detente verify` and `detente report`
read. Formats: jsonl. (csv and parquet come later.) A game that is not debriefed yet keeps its seed to itself."""
EXAMPLE = """\
  detente export two-blocs-7 --format jsonl --out game.jsonl
  detente export two-blocs-7 | jq -r .kind"""

LATER = ("csv", "parquet")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's arguments."""
    parser.add_argument("game", metavar="GAME", help="a game's id, a data folder, or an exported file")
    parser.add_argument("--format", default="jsonl", metavar="FORMAT", help="jsonl (the default)")
    parser.add_argument("--out", type=Path, metavar="FILE", help="where to; standard output by default")
    parser.add_argument("--data", type=Path, metavar="DIR", help="where games are looked up by id")


def run(arguments: argparse.Namespace) -> int:
    """Write one record."""
    from detente_client.cli.records import read_record

    for name in arguments.format.split(","):
        if name in LATER:
            raise Misused(f"the format {name} comes later; jsonl is here today.")
        if name != "jsonl":
            raise Misused(f"there is no format {name!r}; jsonl is the one there is.")
    text = "".join(f"{line}\n" for line in read_record(arguments.game, arguments.data))
    if arguments.out is None:
        sys.stdout.write(text)
        return DONE
    try:
        arguments.out.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise Failed(f"{arguments.out} cannot be written: {error.strerror}") from None
    return DONE
