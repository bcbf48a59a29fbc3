"""``detente join``: sit down at somebody's table, in this terminal."""

import argparse
from pathlib import Path

from detente_client.cli.common import terminal_or_refuse
from detente_client.cli.faults import DONE, FAILED

SUMMARY = "sit down at a game with a join code"
DESCRIPTION = """\
The terminal client. Without a code it asks for one. A code alone is looked for on this machine, CODE@host:port and
--server anywhere. Who has been at the table before comes back as the same person, unasked. A token that one was
given is read from DETENTE_TOKEN or --token-file, never from the arguments."""
EXAMPLE = """\
  detente join ABCD-EFGH@192.168.1.5:8765 --name Ana
  DETENTE_TOKEN=… detente join --server 192.168.1.5:8765"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's arguments."""
    parser.add_argument("code", nargs="?", metavar="CODE", help="the join code, or CODE@host:port")
    parser.add_argument("--server", metavar="URL", help="the server: host:port, ws://… or wss://…")
    parser.add_argument("--name", metavar="N", help="your name, as the others see it")
    parser.add_argument("--seat", metavar="S", help="the seat you would like")
    parser.add_argument("--new", action="store_true", help="come in as somebody new, whoever was here before")
    parser.add_argument("--plain", action="store_true", help="line mode: one line in, one line out")
    parser.add_argument("--token-file", type=Path, metavar="F", help="a file that holds a token, mode 0600")


def run(arguments: argparse.Namespace) -> int:
    """Play at a table."""
    from detente_client import tui
    from detente_client.cli.door import link_for

    link = link_for(
        arguments.code,
        server=arguments.server,
        name=arguments.name,
        seat=arguments.seat,
        token_file=arguments.token_file,
        anew=arguments.new,
    )
    if not arguments.plain:
        terminal_or_refuse("--plain works without: one line in, one line out.")
    status = tui.run(link, plain=arguments.plain)
    return FAILED if status == DONE and link.ended else status
