"""The whole product with many games in one process, for ``rooms.py``: prints one JSON line, then serves.

python benchmarks/serve_rooms.py FOLDER ROOMS
"""

import asyncio
import json
import sys
from pathlib import Path

import uvloop

from detente_server.app import running
from detente_server.garbage import calm
from detente_server.settings import LOOPBACK, Limits, Settings

UNBOUND = Limits(
    commands_per_second=1e9, burst=10**9, hello_seconds=600.0, ping_seconds=600.0, gone_seconds=6000.0
)


async def main(folder: Path, rooms: int) -> None:
    """Serve until killed."""
    settings = Settings(data=folder, scenario="two-blocs", listen=LOOPBACK, port=0, limits=UNBOUND)
    async with running(settings) as server:
        games = [server.created]
        if not server.created["resumed"]:
            games += [await server.another() for _ in range(rooms - 1)]
        tokens = [[seat["token"] for seat in game["seats"]] for game in games]
        calm()  # as ``detente host`` does
        print(
            json.dumps({"port": server.port, "rooms": tokens, "observer": games[0]["observer"]}), flush=True
        )
        await asyncio.Event().wait()


if __name__ == "__main__":
    uvloop.run(main(Path(sys.argv[1]), int(sys.argv[2])))
