"""What ``simulate``, ``compare`` and ``tournament`` share: playing a batch with a bar, and keeping what is done."""

import argparse
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from detente_client.cli.common import Progress, load_scenario
from detente_client.cli.faults import Failed, Misused
from detente_client.cli.setup import bots_at_fault, doctrines_of, opened

if TYPE_CHECKING:
    from detente_client.simulation.batch import Games, Job
    from detente_client.simulation.keeping import Keeper
    from detente_client.simulation.rows import Row
    from detente_client.simulation.vectorised import Ends, Plan

T = TypeVar("T")

LEVELS = ("basic", "standard", "full")


def add_batch(parser: argparse.ArgumentParser) -> None:
    """The arguments of everything that plays many games."""
    parser.add_argument("--seed", metavar="S", help="of the first game; drawn and printed by default")
    parser.add_argument("--level", choices=LEVELS, help="of the rules; the scenario's own by default")
    parser.add_argument(
        "--processes", type=int, metavar="P", help="how many at once; the machine's by default"
    )


def at_least_one(arguments: argparse.Namespace, *names: str) -> None:
    """Raises: Misused for a count that is none."""
    for name in names:
        value = getattr(arguments, name)
        if value is not None and value < 1:
            raise Misused(f"--{name}: at least 1.")


def keeper_for(out: Path | None, mark: str, seed: str, *, fresh: bool) -> "Keeper":
    """The file that a batch goes to, with what it holds already. Raises: Misused."""
    from detente_client.simulation.files import BadFile
    from detente_client.simulation.keeping import Keeper

    try:
        return Keeper(out, mark, seed, fresh=fresh)
    except BadFile as fault:
        raise Misused(str(fault)) from None


def mark_of(job: "Job", *, vectorised: bool) -> str:
    """The fingerprint of a job. Raises: Misused where it cannot be opened."""
    from detente_client.simulation.batch import named
    from detente_client.simulation.rows import fingerprint
    from detente_rules import library

    if not vectorised:
        return named(job, opened(job))
    scenario, bots = load_scenario(job.scenario), doctrines_of(job)
    return fingerprint(library.load_text(job.scenario), scenario.level, bots, job.constitution, "vectorised")


def played(
    job: "Job", numbers: Sequence[int], processes: int | None, *, vectorised: bool, done: int = 0
) -> "Iterator[Games]":
    """The rows of these games, as they are finished, with a bar on stderr. Raises: Failed for a bot at fault."""
    from detente_client.simulation import batch

    if vectorised:
        from detente_client.simulation.vectorised import BATCH

        parts = [numbers[low : low + BATCH] for low in range(0, len(numbers), BATCH)]
        work: Callable[[Sequence[int]], Games] = partial(vectorised_some, job)
    else:
        parts = batch.lots(numbers, batch.processes_for(processes, len(numbers)))
        work = partial(batch.play_some, opened, job)
    progress = Progress("games", done + len(numbers))
    try:
        with bots_at_fault():
            for games in batch.spread(work, parts, batch.processes_for(processes, len(parts))):
                done += len(games)
                progress(done)
                yield games
    finally:
        progress.end()


def vectorised_some(job: "Job", numbers: Sequence[int]) -> "Games":
    """Some games of doctrines, as rows, in whatever process."""
    from detente_client.simulation import vectorised

    one, mark = plan_of(job), mark_of(job, vectorised=True)
    return vectorised.rows(one, vectorised.play(one, job.seed, numbers), job.seed, mark, job.constitution)


@lru_cache(maxsize=8)
def plan_of(job: "Job") -> "Plan":
    """What the doctrines play. Raises: Misused."""
    from detente_client.simulation.constitution import UnknownConstitution
    from detente_client.simulation.vectorised import plan
    from detente_rules import library

    load_scenario(job.scenario)
    try:
        return plan(
            library.load_text(job.scenario),
            library.load_reference(job.scenario),
            doctrines_of(job),
            job.constitution,
        )
    except UnknownConstitution as fault:
        raise Misused(str(fault)) from None


def doctrines_played(job: "Job", numbers: Sequence[int], processes: int | None) -> "Iterator[Ends]":
    """The ends of these games as arrays, in any order, with a bar on stderr."""
    from detente_client.simulation import batch
    from detente_client.simulation.vectorised import BATCH

    parts = [numbers[low : low + BATCH] for low in range(0, len(numbers), BATCH)]
    progress, done = Progress("games", len(numbers)), 0
    try:
        for ends in batch.spread(partial(_ends, job), parts, batch.processes_for(processes, len(parts))):
            done += len(ends.numbers)
            progress(done)
            yield ends
    finally:
        progress.end()


def _ends(job: "Job", numbers: Sequence[int]) -> "Ends":
    from detente_client.simulation import vectorised

    return vectorised.play(plan_of(job), job.seed, numbers)


def all_of(job: "Job", count: int, processes: int | None, *, vectorised: bool) -> "dict[int, list[Row]]":
    """The rows of so many games, by number, in order."""
    found = [game for games in played(job, range(count), processes, vectorised=vectorised) for game in games]
    return dict(sorted(found))


def rows_file(path: Path | None) -> "Callable[[Iterable[Row]], None]":
    """A function that writes rows where they are wanted, once the name has been looked at. Raises: Misused; later Failed."""
    if path is None:
        return lambda _: None
    from detente_client.simulation.files import BadFile, check_name, write_rows

    try:
        check_name(path)
    except BadFile as fault:
        raise Misused(str(fault)) from None

    def keep(rows: "Iterable[Row]") -> None:
        try:
            write_rows(path, rows)
        except BadFile as fault:
            raise Failed(str(fault)) from None

    return keep


def write_page(path: Path, html: str) -> None:
    """Raises: Failed."""
    try:
        path.write_text(html, encoding="utf-8", newline="\n")
    except OSError as error:
        raise Failed(f"{path} cannot be written: {error.strerror}") from None


def shown_seed(seed: str) -> int | str:
    """A seed as JSON shows it: a number where it is one."""
    return int(seed) if seed.lstrip("-").isdecimal() else seed


def games_in(rows: "dict[int, list[Row]]", count: int) -> "list[list[Row]]":
    """The first so many games in order, of those that there are."""
    return [rows[number] for number in range(count) if number in rows]
