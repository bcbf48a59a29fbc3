"""``detente play``: a game alone, against bots, in this terminal."""

import argparse
import time
from pathlib import Path

from detente_client.cli.common import data_folder, load_scenario, terminal_or_refuse
from detente_client.cli.faults import Misused
from detente_client.cli.setup import add_scenario

SUMMARY = "a solo game in this terminal, bots in the other seats"
DESCRIPTION = """\
Starts a server inside this process, on the loopback interface alone, puts you in a seat and bots in the others, and opens
the terminal client. No clock runs. The game is on record while you play; afterwards `detente report` makes its debrief."""
EXAMPLE = """\
  detente play
  detente play two-blocs --seat meridian"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's arguments."""
    add_scenario(parser, "first-steps")
    parser.add_argument("--seat", metavar="S", help="your seat; the first lab by default")
    parser.add_argument("--name", metavar="N", help="your name")
    parser.add_argument(
        "--level", choices=("basic", "standard", "full"), help="of the rules; the scenario's by default"
    )
    parser.add_argument("--timed", action="store_true", help="let the scenario's clock run")
    parser.add_argument("--seed", metavar="N", help="of the dice; secret until the debrief by default")
    parser.add_argument("--data", type=Path, metavar="DIR", help="where games are kept")
    parser.add_argument("--plain", action="store_true", help="line mode: one line in, one line out")


def run(arguments: argparse.Namespace) -> int:
    """Play one game."""
    from detente_client import tui
    from detente_client.cli.door import known_name
    from detente_client.cli.embedded import InThread
    from detente_client.link import Link
    from detente_rules.wire.session import Invitation
    from detente_server.settings import LOOPBACK, Settings

    scenario = load_scenario(arguments.scenario)
    seat = arguments.seat or scenario.labs[0].id
    if seat not in scenario.party_index:
        seats = ", ".join(one.id for one in scenario.seats)
        raise Misused(f"{scenario.id} has no seat {seat!r}; its seats are {seats}.")
    if not arguments.plain:
        terminal_or_refuse("--plain works without: one line in, one line out.")
    folder = data_folder(arguments.data) / f"{scenario.id}-{time.strftime('%Y%m%d-%H%M%S')}"
    settings = Settings(
        data=folder,
        scenario=arguments.scenario,
        listen=LOOPBACK,
        port=0,
        new=True,
        seed=arguments.seed,
        level=arguments.level,
        timed=arguments.timed,
        open_start=True,
    )
    with InThread(settings, people=1) as server:
        invitation = Invitation(server.created["code"], arguments.name or known_name(), seat)
        status = tui.run(Link(server.ws_url, invitation), plain=arguments.plain)
    print(f"This game is on record in {folder}\nIts debrief: detente report {folder}")
    return status
