"""``detente simulate``: many games without a network, over the machine's processors."""

import argparse
import json
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from detente_client.cli import batches
from detente_client.cli.common import load_scenario
from detente_client.cli.faults import DONE, INTERRUPTED, Failed, Misused
from detente_client.cli.setup import SEATS_HELP, add_scenario, bot_names, doctrines_of, opened, read_seed

if TYPE_CHECKING:
    from detente_client.simulation.batch import Job

SUMMARY = "play many games without a network"
DESCRIPTION = """\
Plays many games with bots in every seat and prints the means over them. The digest is the same for the same seed and
inputs, whatever the number of processes; the first game is the one that `detente demo` plays with that seed. --json prints
one line: {"scenario", "seed", "games", "seats", "scores": {seat: …}, "index", "risk", "digest", "games_per_second"}.

--out F.parquet, F.csv or F.jsonl keeps a row a game and seat (columns and units: docs/simulate.md). What is finished is
kept, also at Ctrl-C (exit status 130); the same command again goes on where it stopped, and more --games add to the file.

--constitution PACK puts one of the scenario's packs into force by consent in round 1, and nothing else on the table.
--vectorised plays doctrines instead of bots, many thousand games a second on the batch engine: the same step, no talk. They
are race (hawk), careful (dove), cooperate, free-ride and opportunist; --seats says who follows which."""
EXAMPLE = """\
  detente simulate two-blocs --games 100 --seed 7
  detente simulate first-steps --games 20 --seats beacon=racer --json
  detente simulate us-led-order --games 200 --constitution led --out led.parquet
  detente simulate two-blocs --games 100000 --vectorised --seats aurelia=hawk,helion=hawk"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's arguments."""
    add_scenario(parser, None)
    parser.add_argument("--games", type=int, required=True, metavar="N", help="how many")
    parser.add_argument("--seats", metavar="S=B,…", help=SEATS_HELP)
    batches.add_batch(parser)
    parser.add_argument(
        "--constitution", metavar="PACK", help="a pack's id, or none; as bargained by default"
    )
    parser.add_argument("--vectorised", action="store_true", help="doctrines on the batch engine")
    parser.add_argument("--out", type=Path, metavar="FILE", help="rows: .parquet, .csv or .jsonl")
    parser.add_argument("--fresh", action="store_true", help="replace --out instead of going on with it")
    parser.add_argument("--json", action="store_true", help="one JSON line on stdout")


def run(arguments: argparse.Namespace) -> int:
    """Play them, print the means."""
    batches.at_least_one(arguments, "games", "processes")
    from detente_client.simulation.batch import Job

    job = Job(
        scenario=arguments.scenario,
        seats=arguments.seats,
        seed=read_seed(arguments.seed),
        level=arguments.level,
        constitution=arguments.constitution,
    )
    if arguments.vectorised:
        if arguments.level is not None:
            raise Misused("--level: doctrines know no levels; leave it out with --vectorised.")
        return _doctrines(arguments, job)
    return _bots(arguments, job)


def _bots(arguments: argparse.Namespace, job: "Job") -> int:
    from detente_client.arena import summary
    from detente_client.simulation.rows import outcome_of

    load_scenario(job.scenario)
    setup = opened(job)
    keeper = batches.keeper_for(
        arguments.out, batches.mark_of(job, vectorised=False), job.seed, fresh=arguments.fresh
    )
    missing = [number for number in range(arguments.games) if number not in keeper.games]
    start, known = time.perf_counter(), arguments.games - len(missing)
    stopped = False
    try:
        for games in batches.played(job, missing, arguments.processes, vectorised=False, done=known):
            keeper.add(games)
    except KeyboardInterrupt:
        stopped = True
    finally:
        seconds = time.perf_counter() - start
        _kept(keeper.finish)
    done = batches.games_in(keeper.games, arguments.games)
    if stopped:
        where = f"; {arguments.out} holds them, and the same command goes on" if arguments.out else ""
        print(f"interrupted: {len(done)} of {arguments.games} games are done{where}", file=sys.stderr)
        return INTERRUPTED
    outcomes = [outcome_of(rows) for rows in done]
    result = summary(load_scenario(job.scenario).id, job.seed, bot_names(setup), outcomes, seconds)
    result["games_per_second"] = len(missing) / seconds if missing else 0.0
    spread = {seat: [one.scores[seat] for one in outcomes] for seat in result["scores"]}
    _print(arguments, job, result, {seat: (min(all_), max(all_)) for seat, all_ in spread.items()}, known)
    return DONE


def _doctrines(arguments: argparse.Namespace, job: "Job") -> int:
    import numpy as np

    from detente_client.simulation import vectorised
    from detente_rules.arrays import digest

    plan, doctrines = batches.plan_of(job), doctrines_of(job)
    mark = batches.mark_of(job, vectorised=True)
    keeper = batches.keeper_for(arguments.out, mark, job.seed, fresh=arguments.fresh)
    start = time.perf_counter()
    parts = sorted(
        batches.doctrines_played(job, range(arguments.games), arguments.processes),
        key=lambda one: one.numbers[0],
    )
    seconds = time.perf_counter() - start
    scores = np.concatenate([one.scores for one in parts])
    risk = np.concatenate([one.risk for one in parts])
    index = [one.index for one in parts if one.index is not None]
    seats = [seat.id for seat in plan.scenario.parties]
    result = {
        "scenario": plan.scenario.id,
        "seed": int(job.seed) if job.seed.lstrip("-").isdecimal() else job.seed,
        "games": arguments.games,
        "seats": doctrines,
        "scores": dict(zip(seats, scores.mean(axis=0).tolist(), strict=True)),
        "index": float(np.concatenate(index).mean()) if index else None,
        "risk": float(risk.mean()),
        "digest": digest([scores, risk]),
        "games_per_second": arguments.games / seconds,
    }
    for one in parts if arguments.out else []:
        keeper.games.update(vectorised.rows(plan, one, job.seed, mark, job.constitution))
    _kept(keeper.finish)
    spread = zip(seats, scores.min(axis=0).tolist(), scores.max(axis=0).tolist(), strict=True)
    _print(arguments, job, result, {seat: (low, high) for seat, low, high in spread}, 0)
    return DONE


def _kept(finish: Any) -> None:
    from detente_client.simulation.files import BadFile

    try:
        finish()
    except BadFile as fault:
        raise Failed(str(fault)) from None


def _print(
    arguments: argparse.Namespace,
    job: "Job",
    result: dict[str, Any],
    spread: dict[str, tuple[float, float]],
    known: int,
) -> None:
    if arguments.json:
        more = {"constitution": job.constitution, "level": job.level, "resumed": known}
        print(json.dumps({**result, **more}, ensure_ascii=False))
        return
    order = f", constitution {job.constitution}" if job.constitution is not None else ""
    taken = f" ({known} of them from {arguments.out})" if known else ""
    print(
        f"{result['scenario']}{order}: {result['games']} games{taken}, seed {job.seed}; "
        f"{result['games_per_second']:,.1f} games a second"
    )
    names = {seat.id: seat.name for seat in load_scenario(job.scenario).seats}
    for seat, mean in result["scores"].items():
        low, high = spread[seat]
        range_ = f"  {low:+8.1f} to {high:+.1f}" if result["games"] > 1 else ""
        print(f"  {names[seat]:<20} {result['seats'][seat]:<14} {mean:+8.1f}{range_}")
    index = "–" if result["index"] is None else f"{result['index']:.3f}"
    print(f"Mean risk {result['risk']:.1%}, mean coordination index {index}\nDigest {result['digest']}")
    if arguments.out is not None:
        print(f"Rows {arguments.out}")
