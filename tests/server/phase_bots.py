"""Whole games of bots that act on the picture a phase begins with, and on nothing else: no order of arrival matters."""

import asyncio
import hashlib
from collections.abc import Collection, Mapping
from pathlib import Path

from detente_client.address import at_seat, parse_server
from detente_client.link import Link
from detente_rules.bots import by_name
from detente_rules.bots.base import BotDice
from detente_rules.commands import Ready, Seal, Start
from detente_rules.record import parse_line
from detente_rules.rejections import Refused
from detente_server.app import Server
from detente_server.orders import Order, ignore
from tests.server.sockets import token_of

WHOLE_GAME = 120.0
"""Seconds that a game may take; far more than it should."""


async def play_seat(link: Link, seat: str) -> Mapping[str, float]:
    """One bot until the debrief; the scores as it was told them."""
    policy = by_name("conditional")(seat, BotDice.of("phase", seat))
    asked: set[tuple[int, str]] = set()
    async for snapshot in link.snapshots():
        assert snapshot.connection != "closed", snapshot.detail
        view = snapshot.view
        if view is None:
            continue
        if view.debrief is not None:
            return view.debrief.scores
        if (view.round, view.phase) in asked or snapshot.connection != "live":
            continue
        if view.phase in {"briefing", "negotiation", "decision"}:
            asked.add((view.round, view.phase))
            command = Seal(policy.decide(view)) if view.phase == "decision" else Ready()
            try:
                await link.send(command)
            except Refused as no:
                assert no.rejection.code == "stale", no.rejection  # noqa: PT017 -- it was done before a break
    raise AssertionError(link.ended)


async def play_game(
    server: Server, over_mqtt: Collection[str], credentials: Mapping[str, str] | None = None
) -> tuple[Mapping[str, float], str]:
    """Every seat by a bot; the scores, and a digest of all that was resolved.

    over_mqtt: the seats that come over the broker. credentials: ``user:password`` of a seat, where the broker asks.
    """
    seats = [one["seat"] for one in server.created["seats"]]
    links = {
        seat: Link(address(server, seat, over_mqtt, credentials), token_of(server, seat), patience=20.0)
        for seat in seats
    }
    try:
        async with asyncio.timeout(WHOLE_GAME):
            games = [asyncio.create_task(play_seat(link, seat)) for seat, link in links.items()]
            room = server.house.rooms[server.created["game"]]
            while len(room.followers.here) < len(seats):  # noqa: ASYNC110 -- a fact of another's
                await asyncio.sleep(0.02)
            room.submit(Order("engine", "engine", Start(), ignore))
            scores = await asyncio.gather(*games)
    finally:
        for link in links.values():
            await link.close()
    assert all(one == scores[0] for one in scores)
    return scores[0], await digest(server)


def address(
    server: Server, seat: str, over_mqtt: Collection[str], credentials: Mapping[str, str] | None
) -> str:
    """Where the bot of a seat connects to."""
    if seat not in over_mqtt:
        return server.ws_url
    url = server.created["mqtt"]
    if credentials is not None:
        url = url.replace("mqtt://", f"mqtt://{credentials[seat]}@")
    return at_seat(parse_server(url), seat)


async def digest(server: Server) -> str:
    """Of what every round came to, in the record."""
    lines = await server.record(server.created["game"])
    events = [parse_line(text, n).event for n, text in enumerate(lines)]
    resolved = [repr(event.data) for event in events if event.kind == "round_resolved"]
    assert resolved
    return hashlib.sha256("\n".join(resolved).encode()).hexdigest()


def folder(path: Path, name: str) -> Path:
    """A data folder of its own."""
    made = path / name
    made.mkdir()
    return made
