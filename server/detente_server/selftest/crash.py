"""kill -9 in a loop under load, and a verdict: what `detente selftest crash` runs, and the tests too."""

import asyncio
import json
import random
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Self

from detente_server.selftest.actor import Actor
from detente_server.selftest.history import check, records


@dataclass(frozen=True)
class Verdict:
    """What came of it. faults: sentences, none if the server kept its word."""

    games: int
    kills: int
    acknowledged: int
    connections: int
    faults: tuple[str, ...]

    def to_data(self) -> dict[str, Any]:
        """For ``--json``."""
        return {**asdict(self), "holds": not self.faults}

    def sentence(self) -> str:
        """For people."""
        how = "nothing was lost and nothing done twice" if not self.faults else f"{len(self.faults)} FAULTS"
        return (
            f"{self.kills} kills under the load of {self.games} games: {self.acknowledged} acknowledged commands, "
            f"{self.connections} connections; {how}."
        )


async def crash(
    folder: Path,
    *,
    games: int = 3,
    kills: int = 20,
    seed: int = 1,
    scenario: str = "two-blocs",
    progress: Callable[[int], None] = lambda _kills: None,
) -> Verdict:
    """Kill a server of many games at random moments, until it was killed often enough; then compare.

    When all games are over, others are begun in another folder under ``folder``. progress: called with the number of
    kills so far.
    """
    dice = random.Random(seed)  # noqa: S311  # moments, not secrets
    done = played = acknowledged = connections = 0
    faults: list[str] = []
    while done < kills and not faults:
        data = folder / f"games-{played}"
        with Victim(["-m", "detente_server.selftest.child", str(data), str(games), scenario]) as server:
            said = await server.start()
            tables = {game["game"]: _table(said["ws"], game, dice) for game in said["games"]}
            everybody = [actor for table in tables.values() for actor in table]
            playing = [asyncio.create_task(actor.run()) for actor in everybody]
            while done < kills and not all(actor.done for actor in everybody):
                await asyncio.sleep(0.2 + dice.random())
                server.kill()
                done += 1
                progress(done)
                await server.start()
            for actor in everybody:
                actor.stop()
            async with asyncio.timeout(120):
                await asyncio.gather(*playing)
            server.end()
        for game, lines in records(data).items():
            faults += check(lines, [actor.story for actor in tables[game]])
        played += games
        acknowledged += sum(len(actor.story.acknowledged) for actor in everybody)
        connections += sum(actor.story.connections for actor in everybody)
    return Verdict(played, done, acknowledged, connections, tuple(faults))


def _table(url: str, game: dict[str, Any], dice: random.Random) -> list[Actor]:
    """An actor in every seat, and somebody who starts the game."""
    players = [Actor(url, one["token"], one["seat"], dice.randrange(10**6)) for one in game["seats"]]
    return [*players, Actor(url, game["facilitator"], "boss", 0, "starter")]


class Victim:
    """A server process that is killed and started again, with the same command."""

    def __init__(self, command: Sequence[str]) -> None:
        self._command = [sys.executable, *command]
        self._process: subprocess.Popen[str] | None = None

    async def start(self) -> dict[str, Any]:
        """Start it and wait for its line of JSON."""
        self._process = subprocess.Popen(  # noqa: ASYNC220, S603  # a fork of ourselves
            self._command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        assert self._process.stdout is not None
        assert self._process.stderr is not None
        line = await asyncio.to_thread(self._process.stdout.readline)
        assert line, self._process.stderr.read()
        said: dict[str, Any] = json.loads(line)
        return said

    def kill(self) -> None:
        """SIGKILL: as good as power off for everything but the disk."""
        assert self._process is not None
        self._process.kill()
        self._process.communicate()

    def pause(self) -> None:
        """SIGSTOP."""
        assert self._process is not None
        self._process.send_signal(signal.SIGSTOP)

    def go_on(self) -> None:
        """SIGCONT."""
        assert self._process is not None
        self._process.send_signal(signal.SIGCONT)

    def end(self) -> int:
        """SIGTERM; the exit status."""
        assert self._process is not None
        self._process.terminate()
        self._process.communicate(timeout=20)
        return self._process.returncode

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._process is not None and self._process.poll() is None:
            self._process.kill()
            self._process.communicate()
