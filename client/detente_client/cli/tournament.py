"""``detente tournament``: every bot in every seat, and who does best where."""

import argparse
import json
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from detente_client.cli import batches
from detente_client.cli.common import Progress, load_scenario
from detente_client.cli.faults import DONE, Misused
from detente_client.cli.setup import add_scenario, bots_at_fault, opened, read_seed

if TYPE_CHECKING:
    from detente_client.simulation.rows import Row
    from detente_client.simulation.tournament import Pairing

SUMMARY = "every bot in every seat, ratings with confidence intervals"
DESCRIPTION = """\
Plays bots against one another in a balanced design: in each block (one seed, as many games as bots) every bot sits in every
seat exactly once. A bot's rating is its percentile: how many of the other bots' scores in the same seat and block it beats;
beside it stand Bradley-Terry strengths on the Elo scale. Intervals are 95 % bootstraps over blocks.

BOT is a name (`detente bot` lists those that ship) or a file, FILE.py or FILE.py:Class. --json prints one line:
{"scenario", "seed", "games", "blocks", "risk", "index", "ratings": [{"bot", "games", "percentile": {"value", "low", "high"}, "elo": {…},
"mean_score", "seats": {seat: percentile}}], "beats": {bot: {bot: share}}}. --out writes a page, --rows the rows of all games."""
EXAMPLE = """\
  detente tournament two-blocs racer cautious conditional --blocks 20
  detente tournament us-led-order hegemon broker my_bot.py --seed 7 --out result.html --json"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's arguments."""
    add_scenario(parser, None)
    parser.add_argument("bots", nargs="+", metavar="BOT", help="two or more, by name or file")
    parser.add_argument(
        "--blocks", type=int, default=10, metavar="N", help="of as many games as bots; 10 by default"
    )
    batches.add_batch(parser)
    parser.add_argument("--out", type=Path, metavar="FILE", help="a page: .html")
    parser.add_argument("--rows", type=Path, metavar="FILE", help="all rows: .parquet, .csv or .jsonl")
    parser.add_argument("--json", action="store_true", help="one JSON line on stdout")


def run(arguments: argparse.Namespace) -> int:
    """Play the design, rate, print."""
    batches.at_least_one(arguments, "blocks", "processes")
    if arguments.out is not None and arguments.out.suffix != ".html":
        raise Misused("--out: a page ends in .html; --rows is for data.")
    bots: list[str] = arguments.bots
    if len(bots) < 2 or len(set(bots)) < len(bots):
        raise Misused("a tournament needs two bots or more, each named once.")
    from detente_client.simulation import batch, tournament_page
    from detente_client.simulation.batch import Job
    from detente_client.simulation.tournament import design, judged

    seed = read_seed(arguments.seed)
    seats = [seat.id for seat in load_scenario(arguments.scenario).seats]
    for bot in bots:
        opened(Job(arguments.scenario, f"{seats[0]}={bot}", seed, arguments.level))
    keep = batches.rows_file(arguments.rows)
    games = design(seats, bots, arguments.blocks, seed)
    work = partial(_some, arguments.scenario, arguments.level, seed)
    parts = [games[low : low + 4] for low in range(0, len(games), 4)]
    progress, played = Progress("games", len(games)), []
    try:
        with bots_at_fault():
            for some in batch.spread(work, parts, batch.processes_for(arguments.processes, len(parts))):
                played += some
                progress(len(played))
    finally:
        progress.end()
    played.sort(key=lambda one: (one[0].block, one[0].number))
    result = judged(seats, bots, played)
    keep({**row, "game": place} for place, (_, rows) in enumerate(played) for row in rows)
    if arguments.out is not None:
        batches.write_page(arguments.out, tournament_page.html(result, arguments.scenario, seats, seed))
    if arguments.json:
        line = {"scenario": arguments.scenario, "seed": batches.shown_seed(seed), "games": len(games)}
        print(json.dumps({**line, **result.to_data()}, ensure_ascii=False))
        return DONE
    print(tournament_page.text(result, arguments.scenario, seats, seed))
    if arguments.out is not None:
        print(f"\nPage {arguments.out}")
    return DONE


def _some(
    scenario: str, level: str | None, seed: str, games: "Sequence[Pairing]"
) -> "list[tuple[Pairing, list[Row]]]":
    """Some games of the design, in whatever process."""
    from detente_client.simulation.batch import Job, play_some

    out = []
    for one in games:
        held = ",".join(f"{seat}={bot}" for seat, bot in one.seats.items())
        (_, rows), *_ = play_some(opened, Job(scenario, held, seed, level), [one.block])
        out.append((one, rows))
    return out
