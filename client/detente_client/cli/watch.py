"""``detente watch``: the projector of a workshop."""

import argparse
from pathlib import Path

from detente_client.cli.common import terminal_or_refuse
from detente_client.cli.faults import DONE, FAILED

SUMMARY = "the projector: what is public, in figures for the whole room"
DESCRIPTION = """\
Shows what everybody may know of a game: round and clock, what each seat declares, treaties and who is in, the risk as the
public reckons it, news; in the lobby the join code with a QR code that follows this laptop's address; at the debrief
what was revealed. It holds an observer's credential and is never sent anything else. On the host's machine it needs no
argument. Elsewhere it takes an observer's token, or the join code where the host was started with --watch-by-code. + and − change what is shown and how large; it reconnects by itself."""
EXAMPLE = """\
  detente watch
  DETENTE_TOKEN=… detente watch --server 192.168.1.5:8765
  detente watch ABCD-EFGH@192.168.1.5:8765        # host --watch-by-code"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's arguments."""
    parser.add_argument("code", nargs="?", metavar="CODE", help="the join code, or CODE@host:port")
    parser.add_argument("--server", metavar="URL", help="the server: host:port, ws://… or wss://…")
    parser.add_argument(
        "--token-file", type=Path, metavar="F", help="a file that holds an observer's token, mode 0600"
    )


def run(arguments: argparse.Namespace) -> int:
    """Show one game."""
    from detente_client import watch
    from detente_client.cli.keys import watch_link

    link = watch_link(arguments.code, server=arguments.server, token_file=arguments.token_file)
    terminal_or_refuse("this picture is for a wall.")
    status = watch.run(link)
    return FAILED if status == DONE and link.ended else status
