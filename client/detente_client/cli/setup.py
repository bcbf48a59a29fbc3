"""What ``demo`` and ``simulate`` play: a scenario, its reference, and bots by their names on the command line."""

import argparse
import contextlib
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any, cast

from detente_client.cli.common import load_scenario
from detente_client.cli.faults import Failed, Misused

if TYPE_CHECKING:
    from detente_client.arena import Setup
    from detente_client.simulation.batch import Job
    from detente_rules.scenario import Level

SEATS_HELP = "bots by seat, e.g. helion=racer,corvid=my_bot.py; the scenario's own elsewhere"


def setup_from(scenario: str, seats: str | None) -> "Setup":
    """Read the scenario and the value of ``--seats``. Raises: Misused."""
    from detente_client.arena import Setup, UnknownSeat, seats_of
    from detente_client.bot.loading import BotNotFound, guarded, load
    from detente_rules.bots import UnknownBot
    from detente_rules.ids import MAX_NAME

    text, reference = _files(scenario)
    try:
        classes = {seat: load(bot) for seat, bot in _pairs(seats)}
        chosen = {
            seat: ((bot.name or bot.__name__)[:MAX_NAME], guarded(bot)) for seat, bot in classes.items()
        }
        return Setup(text, reference, seats_of(text, chosen))
    except (BotNotFound, UnknownBot, UnknownSeat) as fault:
        raise Misused(str(fault)) from None


@lru_cache(maxsize=32)
def _files(scenario: str) -> "tuple[str, dict[str, Any] | None]":
    """Text and reference of a scenario; read once a process, because a tournament sets many tables. Raises: Misused."""
    from detente_rules import library

    load_scenario(scenario)  # every fault of the file, in words
    return library.load_text(scenario), library.load_reference(scenario)


@lru_cache(maxsize=32)
def opened(job: "Job") -> "Setup":
    """What a batch plays, read once a process; another process finds this function by its name. Raises: Misused."""
    from detente_client.simulation.constitution import UnknownConstitution, under
    from detente_rules.genesis import read_scenario

    setup = setup_from(job.scenario, job.seats)
    if job.level is not None:
        setup = replace(setup, level=cast("Level", job.level))
    if job.constitution is None:
        return setup
    try:
        bots = under(read_scenario(setup.scenario_text), job.constitution, setup.bots)
    except UnknownConstitution as fault:
        raise Misused(str(fault)) from None
    return replace(setup, bots=bots)


def doctrines_of(job: "Job") -> dict[str, str]:
    """Seat → doctrine: as ``--seats`` says, else the one nearest to the bot that the scenario suggests. Raises: Misused."""
    from detente_client.simulation.doctrines import UnknownDoctrine, doctrine, for_seat

    seats = {seat.id: for_seat(seat.bot) for seat in load_scenario(job.scenario).seats}
    try:
        chosen = {seat: doctrine(name) for seat, name in _pairs(job.seats)}
    except UnknownDoctrine as fault:
        raise Misused(str(fault)) from None
    for seat in chosen:
        if seat not in seats:
            raise Misused(f"{job.scenario} has no seat {seat!r}; its seats are {', '.join(seats)}.")
    return {**seats, **chosen}


@contextlib.contextmanager
def bots_at_fault() -> Iterator[None]:
    """A bot that fails is its author's to mend: told in a line. Raises: Failed."""
    from detente_client.bot.loading import BotFault

    try:
        yield
    except BotFault as fault:
        raise Failed(f"a bot failed in {fault}") from None


def bot_names(setup: "Setup") -> dict[str, str]:
    """Seat → the bot's name, as reports and ``--json`` show it."""
    return {seat: name for seat, (name, _) in setup.bots.items()}


def read_seed(given: str | None) -> str:
    """``--seed``, or six digits that nobody chose."""
    if given is None:
        return str(secrets.randbelow(900_000) + 100_000)
    if not given.strip() or len(given) > 64:
        raise Misused("a seed is a number or a word of at most 64 characters.")
    return given.strip()


def add_scenario(parser: argparse.ArgumentParser, default: str | None) -> None:
    """The SCENARIO argument."""
    what = "a name (see detente scenarios), or a file" + (f"; {default} by default" if default else "")
    options: Mapping[str, Any] = {"nargs": "?", "default": default} if default else {}
    parser.add_argument("scenario", metavar="SCENARIO", help=what, **options)


def _pairs(seats: str | None) -> list[tuple[str, str]]:
    pairs = []
    for part in (seats or "").split(","):
        if not part.strip():
            continue
        seat, equals, bot = part.partition("=")
        if not equals or not seat.strip() or not bot.strip():
            raise Misused(f"--seats {part!r}: expected seat=bot, e.g. helion=racer.")
        pairs.append((seat.strip(), bot.strip()))
    return pairs
