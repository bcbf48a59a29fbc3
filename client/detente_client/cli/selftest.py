"""``detente selftest``: let the server's promises be tried on this machine."""

import argparse
import json
import tempfile
from pathlib import Path

from detente_client.cli.common import Progress
from detente_client.cli.faults import DONE, FAILED

SUMMARY = "kill the server in a loop and see whether anything is lost"
DESCRIPTION = """\
Plays games of programs against a server on loopback, kills the server without warning (kill -9) at random moments,
starts it again, and compares what every player was told with the record: nothing acknowledged may be missing, nothing
may be there twice, every stream must be whole. Exit 0 if the server kept its word, 1 and the faults if not."""
EXAMPLE = """\
  detente selftest crash
  detente selftest crash --games 10 --kills 200 --json"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's arguments."""
    parser.add_argument("what", choices=["crash"], help="crash: kill -9 under load")
    parser.add_argument("--games", type=int, default=3, metavar="N", help="games at once (3)")
    parser.add_argument("--kills", type=int, default=20, metavar="N", help="how often it is killed (20)")
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="of the moments (1)")
    parser.add_argument("--json", action="store_true", help="the verdict as one line of JSON")


def run(arguments: argparse.Namespace) -> int:
    """Torture a server of our own."""
    import asyncio

    from detente_server.selftest.crash import crash

    progress = Progress("kills", arguments.kills)
    with tempfile.TemporaryDirectory(prefix="detente-selftest-") as folder:
        verdict = asyncio.run(
            crash(
                Path(folder),
                games=arguments.games,
                kills=arguments.kills,
                seed=arguments.seed,
                progress=progress,
            )
        )
    progress.end()
    if arguments.json:
        print(json.dumps(verdict.to_data()))
    else:
        print("\n".join([verdict.sentence(), *(f"  {fault}" for fault in verdict.faults)]))
    return FAILED if verdict.faults else DONE
