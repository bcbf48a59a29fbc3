"""``main``: read the arguments, run one command, turn what went wrong into a line and an exit status.

This file and the ``add`` functions of the commands import the standard library alone, so that ``detente --help``
answers at once; a command's ``run`` imports the rest.
"""

import argparse
import contextlib
import os
import sys
from collections.abc import Sequence
from typing import Final, NoReturn

from detente_client.cli import (
    bench,
    bot,
    claims,
    compare,
    console,
    demo,
    export,
    host,
    join,
    literature,
    mcp,
    play,
    report,
    scenarios,
    schema,
    selftest,
    simulate,
    tournament,
    verify,
    watch,
)
from detente_client.cli.faults import FAILED, INTERRUPTED, USAGE, Failed
from detente_rules import __version__

COMMANDS: Final = (
    play,
    demo,
    host,
    join,
    console,
    watch,
    bot,
    mcp,
    simulate,
    tournament,
    compare,
    claims,
    literature,
    scenarios,
    report,
    export,
    verify,
    schema,
    selftest,
    bench,
)
"""In the order of ``detente --help``: what people come for first."""

EPILOG: Final = """\
examples:
  detente play                     a solo game against bots, in this terminal
  detente host two-blocs           open a table for others; prints the join code
  detente join ABCD-EFGH           sit down at one

exit status: 0 done, 1 the work failed, 2 bad usage, 130 interrupted
"""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command of ``detente`` and return its exit status (0, 1, 2 or 130)."""
    parser = build_parser()
    try:
        arguments = parser.parse_args(argv)
    except SystemExit as end:  # argparse has printed its help or its complaint
        return end.code if isinstance(end.code, int) else USAGE
    if arguments.command is None:
        parser.print_help(sys.stderr)
        return USAGE
    try:
        status: int = arguments.run(arguments)
        sys.stdout.flush()
        return status
    except Failed as fault:
        print(f"detente {arguments.command}: {_shown(str(fault))}", file=sys.stderr)
        return fault.status
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # `detente … | head`: the reader has left, which is no fault; nothing more may be written at exit either.
        with contextlib.suppress(OSError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED


def _shown(words: str) -> str:
    """Words that may have come from a server or a file: what could steer a terminal becomes a visible sign."""
    return "".join(letter if letter.isprintable() or letter == "\n" else "�" for letter in words)


class _Parser(argparse.ArgumentParser):
    """argparse, with a complaint that names the help and stays on one screen."""

    def error(self, message: str) -> NoReturn:
        self.exit(USAGE, f"{self.prog}: {message}\nTry: {self.prog} --help\n")


def build_parser() -> argparse.ArgumentParser:
    """The parser of every command; takes no heavy import."""
    parser = _Parser(
        prog="detente",
        description="Détente: a negotiation game about the AI race. Safety is a coordination problem.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"detente {__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", title="commands")
    for module in COMMANDS:
        name = module.__name__.rpartition(".")[2]
        command = commands.add_parser(
            name,
            help=module.SUMMARY,
            description=module.DESCRIPTION,
            epilog=f"example:\n{module.EXAMPLE}",
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        module.add_arguments(command)
        command.set_defaults(run=module.run)
    return parser
