"""``detente verify``: replay a record and check every link, roll and score."""

import argparse
import json
from pathlib import Path

from detente_client.cli.faults import DONE, FAILED

SUMMARY = "check a record: every link of the chain, every roll, every score"
DESCRIPTION = """\
Replays the record of a game and recomputes it: the hash chain, each round's resolution, the rolls (once the debrief has
opened the seed) and the scores. Exit 0 and one line where it holds; exit 1 and {"n", "what", "expected", "found"} of the
first broken link where it does not. Anybody can do this with an exported file; no server is needed."""
EXAMPLE = """\
  detente verify game.jsonl
  detente verify two-blocs-7 --data /srv/games"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's arguments."""
    parser.add_argument("journal", metavar="JOURNAL", help="an exported file, a data folder, or a game's id")
    parser.add_argument("--data", type=Path, metavar="DIR", help="where games are looked up by id")


def run(arguments: argparse.Namespace) -> int:
    """Check one record."""
    from detente_client.cli.records import read_record
    from detente_rules.verify import verify_lines

    verdict = verify_lines(read_record(arguments.journal, arguments.data))
    fault = verdict.fault
    if fault is None:
        print(f"{arguments.journal}: {verdict.sentence()}")
        return DONE
    broken = {"n": fault.n, "what": fault.what, "expected": fault.expected, "found": fault.found}
    print(json.dumps(broken, default=str))
    return FAILED
