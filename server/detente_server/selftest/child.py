"""A server with several games in one process, to be killed: ``python -m detente_server.selftest.child FOLDER GAMES SCENARIO``.

Prints one JSON line: the port, and the tokens of each game where it has just begun.
"""

import asyncio
import json
import sys
from pathlib import Path

from detente_server.app import running
from detente_server.settings import LOOPBACK, Limits, Settings


async def main(folder: Path, games: int, scenario: str) -> None:
    """Serve until killed."""
    limits = Limits(commands_per_second=1e6, burst=10**6)
    settings = Settings(data=folder, scenario=scenario, listen=LOOPBACK, port=0, timed=False, limits=limits)
    async with running(settings) as server:
        created = [server.created]
        if not server.created["resumed"]:
            created += [await server.another() for _ in range(games - 1)]
        sys.stdout.write(json.dumps({"ws": server.ws_url, "games": created}) + "\n")
        sys.stdout.flush()
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3]))
