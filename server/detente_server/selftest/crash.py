"""kill -9 in a loop under load, and a verdict: what `detente selftest crash` runs, and the tests too.

Between the kills lines are cut and the disk fills up; a timed game is stopped past its deadlines. Players come back
after everything, and in the end what each of them was told is held against the record (``history.check``).
"""

import asyncio
import random
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from detente_server.selftest.actor import Actor
from detente_server.selftest.child import Plan
from detente_server.selftest.history import check, records
from detente_server.selftest.lives import CAN_FILL, Lives
from detente_server.selftest.plants import Plant
from detente_server.selftest.proxy import Proxy
from detente_server.selftest.standstill import standstill

LONGEST_LIFE: Final = 0.6
"""Most seconds of a life after its trouble; the shortest is next to nothing."""

SHOWN: Final = 40
"""Faults that are told; a server that breaks its word does so often."""


@dataclass(frozen=True)
class Verdict:
    """What came of it. faults: sentences, none if the server kept its word. asked: kills that were to be; ``kills`` are
    fewer where the time was up or a fault was found. refused: commands that were put off because the disk was full.
    """

    games: int
    asked: int
    kills: int
    cuts: int
    full_disks: int
    stops: int
    acknowledged: int
    refused: int
    connections: int
    seconds: float
    faults: tuple[str, ...]

    def to_data(self) -> dict[str, Any]:
        """For ``--json``."""
        return {**asdict(self), "holds": not self.faults}

    def sentence(self) -> str:
        """For people."""
        how = "nothing was lost and nothing done twice" if not self.faults else f"{len(self.faults)} FAULTS"
        of = f" of {self.asked}" if self.kills < self.asked else ""
        return (
            f"{self.kills}{of} kills, {self.cuts} cut lines, {self.full_disks} full disks and stops past a deadline ("
            f"{self.stops}) under the load of {self.games} games: {self.acknowledged} acknowledged commands, "
            f"{self.connections} connections; {how}."
        )


class Torture:
    """One run. Fields: see ``crash``."""

    def __init__(self, kills: int, seed: int, ends: float, progress: Callable[[int], None]) -> None:
        self.wanted = kills
        self.done: Counter[str] = Counter()
        self.faults: list[str] = []
        self._dice = random.Random(seed)  # noqa: S311  # moments, not secrets
        self._ends = ends
        self._progress = progress

    @property
    def over(self) -> bool:
        """Killed often enough, time is up, or found out."""
        return self.done["kills"] >= self.wanted or bool(self.faults) or time.monotonic() > self._ends

    async def season(self, plan: Plan) -> None:
        """Games of one folder, until they are over or the torture is."""
        proxy = Proxy(self._dice)
        url = await proxy.listen()
        with Lives(plan) as server:
            said = await server.start()
            proxy.port = said["port"]
            tables = {game["game"]: _table(url, game, self._dice) for game in said["games"]}
            everybody = [actor for table in tables.values() for actor in table]
            playing = [asyncio.create_task(actor.run()) for actor in everybody]
            while not self.over and not all(actor.done for actor in everybody):
                await self._life(server, proxy)
                proxy.port = (await server.start())["port"]
            for actor in everybody:
                actor.stop()
            try:
                async with asyncio.timeout(120):
                    await asyncio.gather(*playing)
            except TimeoutError:
                waiting = [actor.name for actor in everybody if not actor.finished]
                self.faults.append(f"never answered: {', '.join(waiting[:SHOWN])}")
        proxy.close()
        for game, lines in records(Path(plan.folder)).items():
            self.faults += check(lines, [actor.story for actor in tables[game]])
        self.done["games"] += plan.games
        self.done["cuts"] += proxy.cuts
        for actor in everybody:
            self.done["acknowledged"] += len(actor.story.acknowledged)
            self.done["refused"] += actor.story.put_off
            self.done["connections"] += actor.story.connections

    async def _life(self, server: Lives, proxy: Proxy) -> None:
        """One life of the server: some trouble, and the kill at any moment after or in the middle of it."""
        dice = self._dice
        await asyncio.sleep(dice.random() * LONGEST_LIFE)
        if dice.random() < 0.5:
            proxy.trouble(0.3)
        if CAN_FILL and dice.random() < 0.2:
            server.fill_disk()
            self.done["full disks"] += 1
            await asyncio.sleep(0.1 + dice.random() * 0.4)
            if dice.random() < 0.5:  # else it dies on the full disk
                server.make_room()
                await asyncio.sleep(0.2)
        await asyncio.sleep(dice.random() * LONGEST_LIFE)
        server.kill()
        self.done["kills"] += 1
        self._progress(self.done["kills"])


async def crash(
    folder: Path,
    *,
    games: int = 3,
    kills: int = 20,
    seed: int = 1,
    scenario: str = "two-blocs",
    stops: int = 1,
    seconds: float = float("inf"),
    plant: Plant | None = None,
    progress: Callable[[int], None] = lambda _kills: None,
) -> Verdict:
    """Kill a server of many games at random moments, until it was killed often enough; then compare.

    When all games are over, others are begun in another folder under ``folder``. stops: how often a timed game is stopped
    past a deadline (SIGSTOP). seconds: after which no more is done, and the verdict is on what was. plant: a fault on
    purpose. progress: called with the number of kills so far.
    """
    began = time.monotonic()
    run = Torture(kills, seed, began + seconds, progress)
    if stops:
        run.faults += await standstill(folder / "stopped", stops)
    while not run.over:
        data = folder / f"games-{run.done['games']}"
        await run.season(Plan(str(data), games, scenario, plant=plant))
    done = run.done
    return Verdict(
        games=done["games"],
        asked=kills,
        kills=done["kills"],
        cuts=done["cuts"],
        full_disks=done["full disks"],
        stops=stops,
        acknowledged=done["acknowledged"],
        refused=done["refused"],
        connections=done["connections"],
        seconds=round(time.monotonic() - began, 1),
        faults=tuple(run.faults[:SHOWN]),
    )


def _table(url: str, game: dict[str, Any], dice: random.Random) -> list[Actor]:
    """An actor in every seat, somebody who starts the game, and a projector."""
    players = [Actor(url, one["token"], one["seat"], dice.randrange(10**6)) for one in game["seats"]]
    return [
        *players,
        Actor(url, game["facilitator"], "boss", 0, "starter"),
        Actor(url, game["observer"], "wall", 0, "listener"),
    ]
