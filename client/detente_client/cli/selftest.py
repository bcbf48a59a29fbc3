"""``detente selftest``: let the server's promises be tried on this machine."""

import argparse
import json
import tempfile
from pathlib import Path

from detente_client.cli.common import Progress
from detente_client.cli.faults import DONE, FAILED, Failed

SUMMARY = "kill the server in a loop and see whether anything is lost"
DESCRIPTION = """\
Plays games of programs against a server on loopback and kills it without warning (kill -9) at random moments. Between the
kills lines are cut, at both ends or one and in the middle of a frame, and the disk fills up (on Linux); before them, a
timed game is stopped (SIGSTOP) past its deadlines. Then what every player was told is compared with the record: nothing
acknowledged may be missing, nothing may be there twice, every stream must be whole and equal to the replay, and no stop may
have cost anybody time. Exit 0 if the server kept its word, 1 and the faults if not. --plant gives the server a fault, to
see that it is found. --json: {"games", "asked", "kills", "cuts", "full_disks", "stops", "acknowledged", "refused",
"connections", "seconds", "faults": [sentence, …], "holds"}; kills are fewer than asked where --minutes were up."""
EXAMPLE = """\
  detente selftest crash
  detente selftest crash --games 10 --kills 200 --json
  detente selftest crash --plant ack-before-commit"""

STOP_EVERY = 50
"""Kills to one stop."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's arguments."""
    parser.add_argument("what", choices=["crash"], help="crash: kill -9 under load")
    parser.add_argument("--games", type=number, default=3, metavar="N", help="games at once (3)")
    parser.add_argument("--kills", type=number, default=20, metavar="N", help="how often it is killed (20)")
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="of the moments (1)")
    parser.add_argument(
        "--minutes", type=float, metavar="N", help="judge what was done after so long (no end)"
    )
    parser.add_argument(
        "--plant",
        choices=["ack-before-commit", "answers-not-kept"],
        help="give the server this fault; the verdict must then be 1",
    )
    parser.add_argument("--json", action="store_true", help="the verdict as one line of JSON")


def number(text: str) -> int:
    """At least one."""
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError("at least 1")
    return value


def run(arguments: argparse.Namespace) -> int:
    """Torture a server of our own."""
    import asyncio
    import os

    if not hasattr(os, "fork"):
        raise Failed("the self-test needs Linux or macOS; on Windows it runs under WSL.")
    from detente_server.selftest.crash import crash

    progress = Progress("kills", arguments.kills)
    with tempfile.TemporaryDirectory(prefix="detente-selftest-") as folder:
        verdict = asyncio.run(
            crash(
                Path(folder),
                games=arguments.games,
                kills=arguments.kills,
                seed=arguments.seed,
                stops=0 if arguments.plant else 1 + arguments.kills // STOP_EVERY,
                seconds=float("inf") if arguments.minutes is None else 60 * arguments.minutes,
                plant=arguments.plant,
                progress=progress,
            )
        )
    progress.end()
    if arguments.json:
        print(json.dumps(verdict.to_data()))
    else:
        print("\n".join([verdict.sentence(), *(f"  {fault}" for fault in verdict.faults)]))
    return FAILED if verdict.faults else DONE
