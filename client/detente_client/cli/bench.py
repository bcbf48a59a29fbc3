"""``detente bench``: how fast things are on this machine, measured as CPU time."""

import argparse
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from detente_client.cli.faults import DONE, Failed, Misused

SUMMARY = "measure the speed of this machine and this version"
DESCRIPTION = """\
Measures what is asked for, by default all but rooms, mqtt and client: `start` (detente --help, seconds), `games` (whole headless games and
doctrines per CPU second, beside a plain Python loop), `world` (game-rounds of the engine per CPU second, beside a plain numpy pass of the same minutes), `report` (the debrief
page, seconds and bytes). `rooms` loads a server over sockets; it needs a checkout and Node. `mqtt` sets a
command over a broker beside one over a WebSocket; `client` the terminal client in a game of fourteen (key to repaint, first
screen, memory); both need a checkout. Medians; never a test."""
EXAMPLE = """\
  detente bench
  detente bench world games --json"""

REPEATS: Final = 5

SCRIPTS: Final = ("rooms", "mqtt", "client")
"""What is measured by a script of its own, alone, and only when it is named."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's arguments."""
    parser.add_argument("what", nargs="*", metavar="WHAT", help=f"{', '.join((*MEASURES, *SCRIPTS))}")
    parser.add_argument("--json", action="store_true", help="one JSON line on stdout")


def run(arguments: argparse.Namespace) -> int:
    """Measure and print."""
    chosen = arguments.what or list(MEASURES)
    for name in chosen:
        if name not in {*MEASURES, *SCRIPTS}:
            raise Misused(f"there is no benchmark {name!r}; there are {', '.join((*MEASURES, *SCRIPTS))}.")
    for name in SCRIPTS:
        if name in chosen:
            return _script(name, as_json=arguments.json)
    result: dict[str, dict[str, float]] = {}
    for name in chosen:
        result[name] = dict(MEASURES[name]())
        if not arguments.json:
            for what, value in result[name].items():
                print(f"{name:<8} {what:<52} {value:>14,.3f}", flush=True)
    if arguments.json:
        print(json.dumps(result))
    return DONE


def _start() -> Iterator[tuple[str, float]]:
    """From the command to its last byte, as a person waits for it."""
    seconds = []
    for _ in range(REPEATS):
        begin = time.perf_counter()
        subprocess.run([sys.executable, "-m", "detente_client", "--help"], capture_output=True, check=True)
        seconds.append(time.perf_counter() - begin)
    yield "detente --help, seconds", statistics.median(seconds)


def _games() -> Iterator[tuple[str, float]]:
    """The live path without a network: commands, events, views, bots; and doctrines on the batch engine."""
    from detente_client.simulation.bench import measures

    yield from measures()


def _world() -> Iterator[tuple[str, float]]:
    """The step with its draws, no treaty; and a reference that any reader can judge the machine by."""
    import numpy as np

    for games in (1, 64, 4096):
        rounds = max(1, 256 // games)
        some = _rounds(games, rounds)
        some(0)
        yield f"two-blocs, batch {games}, game-rounds per CPU second", rounds * games / _median_cpu(some)
    numbers = np.random.default_rng(1).random((10_000, 8))

    def reference(number: int) -> None:
        del number
        values = numbers
        for _ in range(32):
            values = values * 1.0001 + 0.0001

    yield "numpy, 64 operations over 10,000 × 8, rows per CPU second", 10_000 / _median_cpu(reference)


def _rounds(games: int, rounds: int) -> Callable[[int], None]:
    """The first round of so many games at once, again and again."""
    from detente_rules import dice, library
    from detente_rules.genesis import params_of
    from detente_rules.treaty.terms import Status, Terms
    from detente_rules.world.choices import Choices
    from detente_rules.world.draws import Dims, draw_round
    from detente_rules.world.state import WorldState
    from detente_rules.world.step import step

    scenario = library.load("two-blocs")
    params = params_of(scenario, scenario.rounds)
    dims = Dims(len(scenario.labs), len(scenario.nations))
    keys = dice.keys(range(games))
    world = WorldState.initial(params, games, keys)
    terms = Terms.empty(games, dims.labs, dims.nations)
    status = Status.empty(games, dims.labs, dims.nations)
    choices = Choices.neutral(games, dims.labs, dims.nations)

    def play(number: int) -> None:
        del number
        for _ in range(rounds):
            step(params, world, terms, status, choices, draw_round(keys, 0, dims), 0)

    return play


def _report() -> Iterator[tuple[str, float]]:
    """The debrief page of the largest scenario's demo."""
    from detente_client import arena
    from detente_client.cli.setup import setup_from
    from detente_client.debrief import report
    from detente_rules import library
    from detente_rules.record import chain

    name = max(library.names(), key=lambda name: len(library.load(name).seats) * library.load(name).rounds)
    events = [event for one in arena.play(setup_from(name, None), "bench") for event in one.events]
    lines = [line.text for line in chain(events)]

    def write(number: int) -> None:
        del number
        report(lines)

    yield f"{name}, seconds", _median_cpu(write)
    yield f"{name}, bytes", float(len(report(lines).encode()))


MEASURES: Final[dict[str, Callable[[], Iterator[tuple[str, float]]]]] = {
    "start": _start,
    "games": _games,
    "world": _world,
    "report": _report,
}


def _median_cpu(work: Callable[[int], object]) -> float:
    """CPU seconds of one call, the median of some."""
    seconds = []
    for number in range(REPEATS):
        begin = time.process_time()
        work(number)
        seconds.append(time.process_time() - begin)
    return max(statistics.median(seconds), 1e-9)


def _script(name: str, *, as_json: bool) -> int:
    """The server's benchmarks live in the checkout, with their loader and reference server."""
    script = Path(__file__).resolve().parents[3] / "benchmarks" / f"{name}.py"
    if not script.is_file():
        raise Failed(f"`bench {name}` needs a checkout of the sources: benchmarks/{name}.py is not here.")
    more = ["--json"] if as_json else []
    return subprocess.run([sys.executable, str(script), *more], check=False).returncode  # noqa: S603
