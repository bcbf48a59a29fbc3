"""``detente compare``: regimes side by side on the same seeds."""

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING

from detente_client.cli import batches
from detente_client.cli.common import load_scenario
from detente_client.cli.faults import DONE, Misused
from detente_client.cli.setup import SEATS_HELP, read_seed

if TYPE_CHECKING:
    from detente_client.simulation.batch import Job

SUMMARY = "regimes side by side on the same seats and seeds"
DESCRIPTION = """\
Plays the same seeds under several regimes and sets them side by side: risk, coordination index, welfare, concentration,
sovereignty, breaches, scores; means with 95 % intervals, differences from the first regime game by game, and the frontier as
a plot. A regime is SCENARIO, as it is bargained, or SCENARIO:PACK, that pack by consent from round 1 (PACK "none": no treaty);
--constitutions stands for all constitutions of each scenario. Where regimes have different seats, only what can be compared is.

--json prints one line: {"seed", "games", "base", "same_seats", "note", "measures": {name: unit}, "regimes": [{"regime",
"scenario", "constitution", "seats", "games", "digest", "measures": {name: {"value", "low", "high"}}, "scores": {seat: …}}],
"differences": [{"regime", "base", "measures", "scores"}]}. --out writes a page, --rows the rows of all games."""
EXAMPLE = """\
  detente compare us-led-order --constitutions --games 100 --out orders.html
  detente compare us-led-order:none us-led-order:led --vectorised --games 5000 --json
  detente compare salt salt-two new-start --games 50 --seed 7"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's arguments."""
    parser.add_argument(
        "regimes", nargs="+", metavar="REGIME", help="SCENARIO or SCENARIO:PACK; the first is the base"
    )
    parser.add_argument(
        "--constitutions", action="store_true", help="every constitution of each scenario named"
    )
    parser.add_argument("--games", type=int, default=100, metavar="N", help="of each regime; 100 by default")
    parser.add_argument("--seats", metavar="S=B,…", help=SEATS_HELP)
    batches.add_batch(parser)
    parser.add_argument(
        "--vectorised", action="store_true", help="doctrines on the batch engine, see simulate"
    )
    parser.add_argument("--out", type=Path, metavar="FILE", help="a page: .html")
    parser.add_argument("--rows", type=Path, metavar="FILE", help="all rows: .parquet, .csv or .jsonl")
    parser.add_argument("--json", action="store_true", help="one JSON line on stdout")


def run(arguments: argparse.Namespace) -> int:
    """Play every regime, compare, print."""
    batches.at_least_one(arguments, "games", "processes")
    if arguments.out is not None and arguments.out.suffix != ".html":
        raise Misused("--out: a page ends in .html; --rows is for data.")
    from detente_client.simulation import compare_page
    from detente_client.simulation.compare import compared

    seed = read_seed(arguments.seed)
    jobs = _jobs(arguments, seed)
    keep = batches.rows_file(arguments.rows)
    played = {}
    for job in jobs.values():
        batches.mark_of(
            job, vectorised=arguments.vectorised
        )  # every mistake is told before anything is played
    for label, job in jobs.items():
        played[label] = batches.all_of(
            job, arguments.games, arguments.processes, vectorised=arguments.vectorised
        )
    result = compared(played)
    keep(rows for games in played.values() for number in sorted(games) for rows in games[number])
    if arguments.out is not None:
        batches.write_page(arguments.out, compare_page.html(result, seed))
    if arguments.json:
        line = {"seed": batches.shown_seed(seed), "games": arguments.games, **result.to_data()}
        print(json.dumps(line, ensure_ascii=False))
        return DONE
    print(compare_page.text(result, seed))
    if arguments.out is not None:
        print(f"\nPage {arguments.out}")
    return DONE


def _jobs(arguments: argparse.Namespace, seed: str) -> "dict[str, Job]":
    """Label → job, in the order given. Raises: Misused."""
    from detente_client.simulation.batch import Job
    from detente_client.simulation.constitution import constitutions_of

    named: list[tuple[str, str | None]] = []
    for regime in arguments.regimes:
        scenario, pack = _split(regime)
        if arguments.constitutions and pack is None:
            named += [(scenario, one) for one in constitutions_of(load_scenario(scenario))]
        else:
            named.append((scenario, pack))
    jobs = {
        scenario if pack is None else f"{scenario}:{pack}": Job(
            scenario, arguments.seats, seed, arguments.level, pack
        )
        for scenario, pack in named
    }
    if len(jobs) < 2:
        raise Misused("a comparison needs two regimes, or --constitutions.")
    if len(jobs) > 26:
        raise Misused("at most 26 regimes.")
    if arguments.vectorised and arguments.level is not None:
        raise Misused("--level: doctrines know no levels; leave it out with --vectorised.")
    return jobs


def _split(regime: str) -> tuple[str, str | None]:
    """A file's path may hold a colon of its own; a pack never holds a slash."""
    scenario, colon, pack = regime.rpartition(":")
    if colon and scenario and pack and "/" not in pack and not Path(regime).exists():
        return scenario, pack
    return regime, None
