"""``detente console``: the facilitator's place."""

import argparse
from pathlib import Path

from detente_client.cli.common import terminal_or_refuse
from detente_client.cli.faults import DONE, FAILED

SUMMARY = "the facilitator's console: clock, people, injects, run-of-show"
DESCRIPTION = """\
Runs a session: every seat with who holds it, who is here and what it still owes; the clock; injects prepared, scheduled
or typed; announcements and whispers; people moved, muted, appointed; bots and people swapped with a memo; the plan of
the evening; branches; the debrief seat by seat. What takes something from somebody asks once, and says whether it can be
undone. On the host's machine it needs no argument: `detente host` keeps the facilitator's token there (mode 0600).
--plain does all of it by typed words (help lists them), for screen readers, over ssh, and from scripts."""
EXAMPLE = """\
  detente console
  detente console --server 192.168.1.5:8765 --token-file facilitator.token
  DETENTE_TOKEN=… detente console --server 192.168.1.5:8765
  printf '%s\\n' start yes 'say Five minutes each.' 'wait decision' room quit | detente console --plain"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's arguments."""
    parser.add_argument(
        "code", nargs="?", metavar="CODE", help="a game's join code, or CODE@host:port; the newest by default"
    )
    parser.add_argument("--server", metavar="URL", help="the server: host:port, ws://… or wss://…")
    parser.add_argument("--plain", action="store_true", help="line mode: one line in, one line out")
    parser.add_argument(
        "--token-file", type=Path, metavar="F", help="a file that holds the facilitator's token, mode 0600"
    )


def run(arguments: argparse.Namespace) -> int:
    """Run one session."""
    from detente_client import console
    from detente_client.cli.keys import console_link, keeper_of_branches

    link = console_link(arguments.code, server=arguments.server, token_file=arguments.token_file)
    keep = keeper_of_branches(arguments.code, arguments.server)
    if not arguments.plain:
        terminal_or_refuse("--plain works without: one line in, one line out.")
    status = console.run(link, keep=keep, plain=arguments.plain)
    return FAILED if status == DONE and link.ended else status
