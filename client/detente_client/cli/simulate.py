"""``detente simulate``: many games without a network, over the machine's processors."""

import argparse
import json
import os
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from typing import TYPE_CHECKING

from detente_client.cli.common import Progress
from detente_client.cli.faults import DONE, Misused
from detente_client.cli.setup import SEATS_HELP, add_scenario, bot_names, bots_at_fault, read_seed, setup_from

if TYPE_CHECKING:
    from detente_client.arena import Outcome

SUMMARY = "play many games without a network"
DESCRIPTION = """\
Plays many games with bots in every seat and prints the means over them. The digest is the same for the same seed and
inputs, whatever the number of processes; the first game is the one that `detente demo` plays with that seed. --json prints
one line: {"scenario", "seed", "games", "seats", "scores": {seat: …}, "index", "risk", "digest", "games_per_second"}."""
EXAMPLE = """\
  detente simulate two-blocs --games 100 --seed 7
  detente simulate first-steps --games 20 --seats beacon=racer --json"""

CHUNK = 4
"""Games a process plays before it reports: enough to forget the cost of asking, few enough for a lively bar."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's arguments."""
    add_scenario(parser, None)
    parser.add_argument("--games", type=int, required=True, metavar="N", help="how many")
    parser.add_argument("--seats", metavar="S=B,…", help=SEATS_HELP)
    parser.add_argument("--seed", metavar="S", help="of the first game; drawn and printed by default")
    parser.add_argument(
        "--processes", type=int, metavar="P", help="how many at once; the machine's by default"
    )
    parser.add_argument("--json", action="store_true", help="one JSON line on stdout")


def run(arguments: argparse.Namespace) -> int:
    """Play them, print the means."""
    if arguments.games < 1:
        raise Misused("--games: at least 1.")
    if arguments.processes is not None and arguments.processes < 1:
        raise Misused("--processes: at least 1.")
    from detente_client.arena import summary
    from detente_client.cli.common import load_scenario

    seed = read_seed(arguments.seed)
    setup = setup_from(arguments.scenario, arguments.seats)
    scenario = load_scenario(arguments.scenario)
    processes = min(arguments.processes or os.cpu_count() or 1, -(-arguments.games // CHUNK))
    progress = Progress("games", arguments.games)
    start = time.perf_counter()
    outcomes: list[Outcome] = []
    with bots_at_fault():
        for some in _play(arguments, seed, processes):
            outcomes += some
            progress(len(outcomes))
    progress.end()
    seconds = time.perf_counter() - start
    result = summary(scenario.id, seed, bot_names(setup), outcomes, seconds)
    if arguments.json:
        print(json.dumps(result, ensure_ascii=False))
        return DONE
    print(
        f"{scenario.id}: {len(outcomes)} games, seed {seed}; {result['games_per_second']:.1f} games a second"
    )
    for seat in scenario.parties:
        values = [one.scores[seat.id] for one in outcomes]
        spread = f"  {min(values):+8.1f} to {max(values):+.1f}" if len(values) > 1 else ""
        print(f"  {seat.name:<20} {setup.bots[seat.id][0]:<14} {result['scores'][seat.id]:+8.1f}{spread}")
    index = "–" if result["index"] is None else f"{result['index']:.3f}"
    print(f"Mean risk {result['risk']:.1%}, mean coordination index {index}\nDigest {result['digest']}")
    return DONE


def _play(arguments: argparse.Namespace, seed: str, processes: int) -> "Iterator[list[Outcome]]":
    chunks = [range(low, min(low + CHUNK, arguments.games)) for low in range(0, arguments.games, CHUNK)]
    work = [(arguments.scenario, arguments.seats, seed, chunk) for chunk in chunks]
    if processes == 1:
        yield from map(_chunk, work)
        return
    with ProcessPoolExecutor(processes) as pool:
        yield from pool.map(_chunk, work)


def _chunk(work: tuple[str, str | None, str, range]) -> "list[Outcome]":
    """Some games in a process of its own, which reads scenario and bots for itself."""
    from detente_client.arena import play_to_end, seed_of

    scenario, seats, seed, games = work
    setup = setup_from(scenario, seats)
    return [play_to_end(setup, seed_of(seed, game)) for game in games]
