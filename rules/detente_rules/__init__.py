"""The rules of Détente: pure functions over frozen data. They know no socket, clock, thread or hidden dice."""

__version__ = "0.1.0"
