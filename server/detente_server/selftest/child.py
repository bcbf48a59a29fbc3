"""A server with several games, to be killed and started again: ``python -m detente_server.selftest.child PLAN``.

PLAN: the JSON of a ``Plan``. Everything heavy is imported once; each line on stdin begins a new life in a fork of this
process, which prints one line of JSON: its process id, where it listens, and the tokens of games that have just begun.
A life begins only when the one before it is dead.
"""

import asyncio
import json
import logging
import os
import sys
import traceback
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import NoReturn

from detente_rules.wire.codec import warm
from detente_server.app import running
from detente_server.selftest.plants import Plant, committer
from detente_server.settings import LOOPBACK, Limits, Settings


@dataclass(frozen=True, slots=True)
class Plan:
    """What is served. timed: phases have deadlines. plant: a fault on purpose."""

    folder: str
    games: int
    scenario: str
    timed: bool = False
    plant: Plant | None = None

    def to_json(self) -> str:
        """For the command line."""
        return json.dumps(asdict(self))


async def main(plan: Plan) -> None:
    """Serve until killed."""
    limits = Limits(commands_per_second=1e6, burst=10**6, thaw_seconds=0.1)
    settings = Settings(
        data=Path(plan.folder),
        scenario=plan.scenario,
        listen=LOOPBACK,
        port=0,
        timed=plan.timed,
        limits=limits,
    )
    async with running(settings, committer=committer(plan.plant)) as server:
        created = [server.created]
        if not server.created["resumed"]:
            created += [await server.another() for _ in range(plan.games - 1)]
        said = {"pid": os.getpid(), "port": server.port, "games": created}
        os.write(1, (json.dumps(said) + "\n").encode())
        await asyncio.Event().wait()


def lives(plan: Plan) -> None:
    """One life after the other, until stdin ends."""
    warm()
    for _ in sys.stdin:
        life = os.fork()
        if life == 0:
            _live(plan)
        os.waitpid(life, 0)


def _live(plan: Plan) -> NoReturn:
    """In the fork: nothing of the parent may run on."""
    logging.disable(logging.ERROR)  # that a disk is full is meant
    try:
        asyncio.run(main(plan))
    except BaseException:  # noqa: BLE001  # the last words of a process
        traceback.print_exc()
    os._exit(1)


if __name__ == "__main__":
    lives(Plan(**json.loads(sys.argv[1])))
