"""The command line: `detente COMMAND`. Commands import what they need, so that `--help` stays quick."""

import argparse
from collections.abc import Sequence

from detente_rules import __version__


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status: 0 done, 1 the work failed, 2 bad usage."""
    parser = argparse.ArgumentParser(prog="detente", description="A negotiation game about the AI race.")
    parser.add_argument("--version", action="version", version=f"detente {__version__}")
    parser.parse_args(argv)
    parser.print_help()
    return 2
