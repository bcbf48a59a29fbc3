"""A seat as an agent uses it: look, act, wait; every act may be sent again without being done twice.

An agent's client may repeat a call whose answer it did not get. Acts that only add to the game (a message, a draft …)
therefore carry an id made of what they are: of the caller's key, or of their content, round and phase. Acts that set
something (a decision, a signature, a vote) do so again, which changes nothing.
"""

import asyncio
import hashlib
import json
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import asdict
from typing import Any, Final

from detente_client.agents.picture import AUTHORITY, Part, happenings, picture, talk
from detente_client.link import Link
from detente_client.model import Snapshot
from detente_client.table import CannotJoin
from detente_rules.commands import PlayerCommand, parse_command
from detente_rules.rejections import Refused
from detente_rules.views.types import View

LONGEST_WAIT: Final = 25.0
"""Seconds: agents' clients give a call up after thirty or sixty."""

RECENT: Final = 40
"""Most messages, and most happenings, of one answer."""

_ADDING: Final = frozenset({"message", "propose", "amend", "accuse", "answer", "challenge", "pass_evidence"})
"""Kinds of which a second one would be a second act."""


class Refusal(Exception):
    """A typed "no" of the game in words, for a model to read."""


class AgentSeat:
    """One place at one game, over one link. now: this machine's clock, seconds since 1970."""

    def __init__(self, link: Link, now: Callable[[], float] = time.time) -> None:
        self._link = link
        self._now = now
        self._follower: asyncio.Task[None] | None = None

    @asynccontextmanager
    async def seated(self, patience: float = 20.0) -> AsyncIterator["AgentSeat"]:
        """Come in, and leave at the end; the seat waits for one's return. Raises: CannotJoin, in words."""
        try:
            await self._until(lambda one: one.view is not None or one.connection == "closed", patience)
            if self._link.snapshot.view is None:
                raise CannotJoin(self._link.snapshot.detail or "The server does not answer.")
            yield self
        finally:
            await self._link.close()

    @property
    def handle(self) -> str:
        """What the tools' argument ``seat`` names: the seat's id, "lobby" before there is one."""
        return self._link.snapshot.seat or "lobby"

    # ------------------------------------------------------------------------------------------------------ looking

    def look(self, part: Part) -> dict[str, Any]:
        """A part of the view now, and the number of the last news in it. Raises: Refusal."""
        snapshot, view = self._link.snapshot, self._view()
        out = {"handle": self.handle, "seq": snapshot.seq, **picture(view, part, self._seconds_left())}
        if part == "now":
            out["talk"] = talk(snapshot.messages[-RECENT:])
            out["about_talk"] = AUTHORITY
        if snapshot.connection != "live":
            out["connection"] = f"{snapshot.connection}: {snapshot.detail}"
        return out

    async def wait(self, since: int, seconds: float) -> dict[str, Any]:
        """What came after the news number ``since``: at once where there is something, else within so many seconds.

        Nothing is waited for once the game is over. Repeating it with the same number gives the same and more.
        """
        patience = min(max(seconds, 0.0), LONGEST_WAIT)
        await self._until(lambda one: _newer(one, since), patience)
        snapshot, view = self._link.snapshot, self._view()
        heard = [line for line in snapshot.messages if line.seq > since]
        happened = [line for line in snapshot.happenings if line.seq > since]
        return {
            "handle": self.handle,
            "seq": snapshot.seq,
            "round": view.round,
            "phase": view.phase,
            "seconds_left": self._seconds_left(),
            "sealed": view.sealed is not None,
            "ready": view.ready,
            "happened": happenings(happened[-RECENT:]),
            "talk": talk(heard[-RECENT:]),
            "about_talk": AUTHORITY,
            "left_out": max(0, len(heard) - RECENT) + max(0, len(happened) - RECENT),
            "over": view.phase == "debrief",
            "connection": snapshot.connection,
        }

    # ------------------------------------------------------------------------------------------------------- acting

    async def act(self, data: dict[str, Any], key: str = "") -> dict[str, Any]:
        """Carry a command out, given as plain data. Returns the acknowledgement's data. Raises: Refusal.

        key: the caller's own name for this act; the same key and content is the same act, also in a later phase.
        """
        try:
            command = parse_command(data)
            view = self._view()
            done = await self._link.send(command, command_id=command_id(command, view, key))
        except Refused as no:
            raise Refusal(words(no)) from None
        except CannotJoin as shut:
            raise Refusal(str(shut)) from None
        snapshot = self._link.snapshot
        return {"done": command.kind, "seq": snapshot.seq, **done}

    # ------------------------------------------------------------------------------------------------------- inside

    def _view(self) -> View:
        view = self._link.snapshot.view
        if view is None:
            raise Refusal(self._link.snapshot.detail or "There is no connection to a game yet.")
        return view

    def _seconds_left(self) -> float | None:
        snapshot = self._link.snapshot
        view = snapshot.view
        if view is None or view.deadline is None or view.paused:
            return None
        return max(0.0, view.deadline - self._now() - snapshot.clock_offset)

    async def _until(self, holds: Callable[[Snapshot], bool], seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                async for snapshot in self._link.snapshots():
                    if holds(snapshot):
                        return
        except TimeoutError:
            return


def _newer(snapshot: Snapshot, since: int) -> bool:
    if snapshot.connection == "closed":
        return True
    over = snapshot.view is not None and snapshot.view.phase == "debrief"
    return over or (snapshot.seq is not None and snapshot.seq > since)


def command_id(command: PlayerCommand, view: View, key: str = "") -> str | None:
    """The id under which the server knows this act again; None for a new one each time."""
    if not key and command.kind not in _ADDING:
        return None
    content = json.dumps(asdict(command), sort_keys=True, default=str)
    when = f"key {key}" if key else f"{view.round} {view.phase}"
    return "agent-" + hashlib.sha256(f"{when}\n{content}".encode()).hexdigest()[:40]


def words(no: Refused) -> str:
    """A refusal for a model: the kind, the rule, the field, the sentence, and when to try again."""
    why = no.rejection
    place = f", field {why.field}" if why.field else ""
    later = f" Try again in {why.retry_after:.1f} s." if why.retry_after is not None else ""
    return f"Refused ({why.code}, rule {why.rule}{place}): {why.message}{later}"
