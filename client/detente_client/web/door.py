"""Coming in from a browser: over the wire, like any other client, and out again as soon as the seat is taken."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Final

from detente_client.link import Link
from detente_client.model import Snapshot
from detente_client.table import CannotJoin
from detente_rules.commands import TakeSeat
from detente_rules.views.types import View
from detente_rules.wire.session import Invitation

__all__ = ["PATIENCE", "NoGame", "Person", "WrongCode", "enter", "look", "seats_of", "sit"]

PATIENCE: Final = 10.0
"""Seconds until the page says that the game does not answer."""


class WrongCode(CannotJoin):
    """The game answers, and this code (or token) opens nothing there."""


class NoGame(CannotJoin):
    """Nobody answered, so nothing was said about the code."""


@dataclass(frozen=True, slots=True)
class Person:
    """Who has come in. token: what comes back as this person. seat: its id, None while standing."""

    token: str
    name: str
    seat: str | None
    game: str
    seats: tuple[dict[str, Any], ...]


async def enter(server: str, code: str, name: str) -> Person:
    """Become a person of the game that this code opens; seated nowhere yet. Raises: CannotJoin, in words; WrongCode, NoGame."""
    async with _at(server, Invitation(code, name)) as (_, snapshot):
        return _person(snapshot, name)


async def look(server: str, token: str) -> Person:
    """Who a token stands for, and the seats as they are. Raises: CannotJoin."""
    async with _at(server, token) as (_, snapshot):
        return _person(snapshot, "", token)


async def sit(server: str, token: str, seat: str | None) -> Person:
    """Take a seat; None asks to be put where people are needed (R1.4). Raises: CannotJoin, Refused."""
    async with _at(server, token) as (link, _):
        await link.send(TakeSeat(seat))
        async for snapshot in link.snapshots():
            if snapshot.seat is not None and snapshot.connection == "live":
                return _person(snapshot, "", token)
    raise CannotJoin("The game has closed the door meanwhile.")


@asynccontextmanager
async def _at(server: str, who: str | Invitation) -> AsyncIterator[tuple[Link, Snapshot]]:
    link = Link(server, who)
    try:
        async with asyncio.timeout(PATIENCE):
            async for snapshot in link.snapshots():
                if snapshot.connection == "live":
                    break
            else:
                raise _shut(link)
            yield link, snapshot
    except TimeoutError:
        raise _shut(link) from None
    finally:
        await link.close()


def _shut(link: Link) -> CannotJoin:
    """Which of the two it is: the game has said no, or no game has said anything."""
    no = link.refusal
    if no is None:
        return NoGame(
            "The game does not answer just now; your code was not looked at. Try again in a moment."
        )
    return WrongCode(no.message) if no.code == "bad_credential" else CannotJoin(no.message)


def _person(snapshot: Snapshot, name: str, token: str = "") -> Person:
    view = snapshot.view
    return Person(
        token=snapshot.token or token,
        name=view.people.get(snapshot.person, name) if view is not None else name,
        seat=snapshot.seat,
        game=view.title if view is not None else "",
        seats=seats_of(view) if view is not None else (),
    )


def seats_of(view: View) -> tuple[dict[str, Any], ...]:
    """What the join page shows of each seat: id, name, kind, home, who sits there. Plain text, shown as text."""
    return tuple(
        {
            "id": row.id,
            "name": row.name,
            "kind": row.kind,
            "home": view.seat_row(row.home).name if row.home is not None else None,
            "people": list(row.people),
            "bot": row.holder == "bot",
            "about": row.brief.public,
        }
        for row in view.seats
    )
