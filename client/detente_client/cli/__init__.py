"""The command line: ``detente COMMAND``. One file a command; each imports what it needs when it runs."""

from detente_client.cli.entry import main

__all__ = ["main"]
