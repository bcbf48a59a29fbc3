"""Whole headless games per CPU second: commands, events, views and bots as live, no network; and doctrines in batches.

    python benchmarks/games.py [--json]

The same as ``detente bench games``. A row with eight seats and twelve rounds, rows of shipped scenarios, and a reference loop that
is interleaved with them, so that a busy machine shows in both.
"""

from __future__ import annotations

import json
import sys

from detente_client.simulation.bench import measures


def main() -> None:
    """Measure and print."""
    found = dict(measures())
    if "--json" in sys.argv[1:]:
        print(json.dumps(found))
        return
    for name, value in found.items():
        print(f"{name:<72} {value:>14,.1f}")


if __name__ == "__main__":
    main()
