"""What anybody at the broker may see of a game: the public feed, and one retained picture for wall displays.

Nothing that a seat alone may know comes here: the feed is the observers' stream and the picture is the observers'
view. The picture is retained, expires by itself a day after the server last renewed it, and is wiped when the game
is over.
"""

import asyncio
from collections.abc import Callable
from functools import partial
from typing import Final

from detente_rules.ids import OBSERVER
from detente_rules.wire.topics import public, state, state_frame
from detente_server.clock import Clock
from detente_server.gateway_mqtt.port import Bus
from detente_server.room import Room

PACE: Final = 1.0
"""Seconds between two pictures of a game: a wall display needs no more, and a view costs a millisecond."""

KEPT: Final = 24 * 3600
"""Seconds that a broker keeps a picture that nobody renews."""


class Feed:
    """The public side of this server's games. bus: the line, None while there is none."""

    def __init__(self, bus: Callable[[], Bus | None], clock: Clock) -> None:
        self._bus = bus
        self._clock = clock
        self._rooms: dict[str, Room] = {}
        self._due: dict[str, asyncio.TimerHandle] = {}

    def follow(self, game: str, room: Room) -> None:
        """Tell and show this game from now on."""
        if game not in self._rooms:
            self._rooms[game] = room
            room.followers.feeds.append(partial(self._told, game))
            self._show(game)

    def show_all(self) -> None:
        """The line is new: the broker may have forgotten what it kept."""
        for game in self._rooms:
            self._show(game)

    def wipe(self, game: str) -> None:
        """The game is over: nothing of it stays at the broker."""
        self._rooms.pop(game, None)
        due = self._due.pop(game, None)
        if due is not None:
            due.cancel()
        bus = self._bus()
        if bus is not None:
            bus.say(state(game), b"", retain=True)

    def end(self) -> None:
        """The server goes down: the pictures say so."""
        for due in self._due.values():
            due.cancel()
        self._due.clear()
        for game in self._rooms:
            self._show(game, live=False)

    def _told(self, game: str, seq: int, frame: bytes) -> None:
        del seq
        bus = self._bus()
        if bus is None or game not in self._rooms:
            return
        bus.say(public(game), frame)
        if game not in self._due:
            self._due[game] = asyncio.get_running_loop().call_later(PACE, self._show, game)

    def _show(self, game: str, live: bool = True) -> None:  # noqa: FBT001, FBT002
        self._due.pop(game, None)
        bus, room = self._bus(), self._rooms.get(game)
        if bus is None or room is None:
            return
        now = room.game
        frame = state_frame(
            game,
            live=live,
            seq=now.catchup(OBSERVER, None).seq,
            server_time=self._clock.now(),
            view=now.view_of(OBSERVER),
        )
        bus.say(state(game), frame, retain=True, expires=KEPT)
