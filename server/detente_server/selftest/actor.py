"""A player who keeps acting whatever happens to the server: a scripted client round the wire's own session."""

import asyncio
import contextlib
import random
from collections import Counter
from collections.abc import Iterable
from typing import Final, Literal

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidMessage

from detente_rules.commands import Message, PlayerCommand, Ready, Seal, Start
from detente_rules.decisions import LabCard, LabDecision, NationCard, NationDecision
from detente_rules.ids import Phase
from detente_rules.views.types import View
from detente_rules.wire.messages import Ack, News, RefusedFrame, Welcome
from detente_rules.wire.session import ClientSession
from detente_server.selftest.history import Story

TALKATIVE: Final = 4
"""Messages of an actor in each phase, before it is ready."""

AT_ONCE: Final = 3
"""Commands that an actor lets wait for their answer."""


class Actor:
    """Somebody who never gives up. part: plays, only starts the game (a facilitator), or only listens."""

    def __init__(
        self,
        url: str,
        token: str,
        name: str,
        seed: int,
        part: Literal["player", "starter", "listener"] = "player",
    ) -> None:
        self.story = Story()
        self.name = name
        self.done = False
        self.view: View | None = None
        self._url = url
        self._dice = random.Random(seed)  # noqa: S311  # what to say, not secrets
        self._count = 0
        self._part = part
        self._spoken: Counter[tuple[int, str]] = Counter()
        self._acted: set[tuple[int, str]] = set()
        self._session = ClientSession(token, self._new_id)
        self._stop = False
        self._line: ClientConnection | None = None

    def _new_id(self) -> str:
        self._count += 1
        return f"{self.name}-{self._count}"

    async def run(self) -> None:
        """Play until told to stop; come back after every break."""
        while not self.finished:
            code = 1006
            with contextlib.suppress(
                OSError, ConnectionClosed, InvalidHandshake, InvalidMessage, TimeoutError, EOFError
            ):
                async with connect(
                    self._url, compression=None, proxy=None, open_timeout=3, close_timeout=0.5
                ) as line:
                    self.story.connections += 1
                    try:
                        await self._converse(line)
                    except ConnectionClosed as end:
                        code = end.rcvd.code if end.rcvd is not None else 1006
            assert self._session.closed(code) == "again", f"{self.name} was shut out with {code}"
            await asyncio.sleep(0.02 + 0.03 * self._dice.random())

    @property
    def finished(self) -> bool:
        """Told to stop, and nothing unanswered."""
        return self._stop and not self._session.unacknowledged

    def stop(self) -> None:
        """Say nothing more; end when everything is answered."""
        self._stop = True
        if self.finished and self._line is not None:
            self._closing = asyncio.get_running_loop().create_task(self._line.close())

    async def _converse(self, line: ClientConnection) -> None:
        self._line = line
        await line.send(self._session.opened().decode())
        while not self.finished:
            reception = self._session.received(await line.recv())
            frame = reception.frame
            if isinstance(frame, Welcome):
                self.view = frame.view
                self.story.welcomed(frame)
            elif isinstance(frame, News):
                self.story.told(frame.seq, frame.news)
                self.view = frame.view or self.view
            elif isinstance(frame, Ack):
                self.story.acknowledged.add(frame.command_id)
            elif isinstance(frame, RefusedFrame) and frame.retry_after is not None:
                self.story.put_off += 1
                await asyncio.sleep(frame.retry_after)
                again = self._session.again(frame.command_id)
                if again is not None:
                    await line.send(again.decode())
            for data in reception.send:
                await line.send(data.decode())
            if self.view is not None and self.view.phase == "debrief":
                self.done = True
            for command in self._wishes():
                _, data = self._session.command(command, round_=self._round, phase=self._phase)
                await line.send(data.decode())

    @property
    def _round(self) -> int:
        return self.view.round if self.view is not None else 0

    @property
    def _phase(self) -> Phase:
        return self.view.phase if self.view is not None else "lobby"

    def _wishes(self) -> Iterable[PlayerCommand]:
        """What to do now; a few commands at a time."""
        if self._stop or self.done or self.view is None or len(self._session.unacknowledged) >= AT_ONCE:
            return
        now = (self._round, str(self._phase))
        if self._part != "player":
            if self._part == "starter" and self._phase == "lobby" and now not in self._acted:
                self._acted.add(now)
                yield Start()
            return
        if self._spoken[now] < TALKATIVE:
            self._spoken[now] += 1
            text = f"{self.name} says {self._spoken.total()}"
            others = [row.id for row in self.view.seats]
            to = tuple(self._dice.sample(others, 1)) if self._dice.random() < 0.3 else ()
            self.story.said[f"{self.name}-{self._count + 1}"] = text
            yield Message(text=text, to=to)
        elif now not in self._acted and self.view.seat is not None:
            self._acted.add(now)
            if self._phase in {"briefing", "negotiation"}:
                yield Ready()
            elif self._phase == "decision":
                yield Seal(self._decision(self.view))

    def _decision(self, view: View) -> LabCard | NationCard | LabDecision | NationDecision:
        assert view.seat is not None
        lab = view.seat_row(view.seat).kind == "lab"
        if view.level == "basic":
            return LabCard() if lab else NationCard()
        return LabDecision(safety=round(self._dice.random() / 2, 3)) if lab else NationDecision(floor=0.1)
