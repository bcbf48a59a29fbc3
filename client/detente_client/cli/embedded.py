"""The server inside this process: its faults in words, the start of a game, and a thread for it to live in.

Only this package knows both sides; everything of the server is imported when a command needs it.
"""

import asyncio
import contextlib
import threading
from collections.abc import Iterator
from typing import TYPE_CHECKING

from detente_client.cli.faults import Failed, Misused

if TYPE_CHECKING:
    from detente_rules.state import GameState
    from detente_server.app import Server
    from detente_server.settings import Settings

LOOK = 0.2
"""Seconds between two looks at the lobby."""


@contextlib.contextmanager
def faults_in_words() -> Iterator[None]:
    """What can keep a server from coming up, as ``Failed`` or ``Misused``."""
    from detente_rules.library import ScenarioNotFound
    from detente_rules.scenario import ScenarioFault
    from detente_server.app import CannotListen
    from detente_server.journal import JournalFault
    from detente_server.opening import CannotResume

    try:
        yield
    except ScenarioNotFound as missing:
        raise Misused(str(missing)) from None
    except ScenarioFault as fault:
        lines = "\n".join(f"  {place}: {message}" for place, message in fault.faults)
        raise Misused(f"the scenario has faults:\n{lines}") from None
    except (CannotListen, CannotResume, JournalFault) as fault:
        raise Failed(str(fault)) from None


def state_of(server: "Server") -> "GameState":
    """The game that the server announced, as it stands on the record."""
    return server.house.rooms[server.created["game"]].game.committed


def seated_people(state: "GameState") -> int:
    """Humans in seats; programs never count, and never start or hold up a game."""
    return sum(1 for who in state.people.values() if who.seat is not None and not who.program)


async def start(server: "Server") -> None:
    """Begin the first round, as whoever runs this program may; nothing where it has begun."""
    from detente_rules.commands import Start
    from detente_server.orders import Order, ignore

    if state_of(server).phase == "lobby":
        server.house.rooms[server.created["game"]].submit(Order("engine", "engine", Start(), ignore))


async def start_when_seated(server: "Server", people: int) -> None:
    """Begin as soon as so many humans sit."""
    while state_of(server).phase == "lobby" and seated_people(state_of(server)) < people:  # noqa: ASYNC110 -- a lobby
        await asyncio.sleep(LOOK)
    await start(server)


class InThread:
    """A server in a thread of its own, so that a screen can own this one. A context manager.

    people: the game begins when so many humans sit.
    """

    def __init__(self, settings: "Settings", people: int) -> None:
        self._settings = settings
        self._people = people
        self._up = threading.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stop: asyncio.Event | None = None
        self._fault: BaseException | None = None
        self._server: Server | None = None
        self._thread = threading.Thread(target=self._live, name="server", daemon=True)

    def __enter__(self) -> "Server":
        """Raises: Failed, Misused."""
        self._thread.start()
        self._up.wait()
        if self._fault is not None:
            self._thread.join()
            raise self._fault
        assert self._server is not None
        return self._server

    def __exit__(self, *_: object) -> None:
        if self._loop is not None and self._stop is not None:
            self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join()

    def _live(self) -> None:
        try:
            asyncio.run(self._serve())
        except BaseException as fault:  # noqa: BLE001 -- it is raised in the thread that waits for it
            self._fault = fault
        finally:
            self._up.set()

    async def _serve(self) -> None:
        from detente_server.app import running

        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        with faults_in_words():
            async with running(self._settings) as server:
                self._server = server
                self._up.set()
                starter = self._loop.create_task(start_when_seated(server, self._people))
                await self._stop.wait()
                starter.cancel()
