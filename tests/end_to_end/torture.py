"""Players who keep acting whatever happens to the server, and a checker of what they were told (product.md: "Nothing
acknowledged is lost … every client comes back by itself, nobody plays twice").

An ``Actor`` is a scripted client round the wire's own session. ``check`` holds what all of them saw against the record.
"""

import asyncio
import contextlib
import json
import random
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, Self

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidMessage

from detente_rules.commands import Message, PlayerCommand, Ready, Seal, Start
from detente_rules.decisions import LabCard, LabDecision, NationCard, NationDecision
from detente_rules.events import Event
from detente_rules.ids import Phase
from detente_rules.record import parse_line
from detente_rules.verify import verify_lines
from detente_rules.views.types import View
from detente_rules.wire.messages import Ack, News, NewsBody, RefusedFrame, Welcome
from detente_rules.wire.session import ClientSession
from detente_server.journal_sqlite import SqliteJournal

TALKATIVE = 4
"""Messages of an actor in each phase, before it is ready."""

AT_ONCE = 3
"""Commands that an actor lets wait for their answer."""


@dataclass
class Story:
    """What one actor was told: by audience and number, and which of its commands were acknowledged.

    joined: audience → the number it was first welcomed at; of what was before, it is given the talk alone.
    """

    heard: dict[tuple[str, int], dict[str, Any]] = field(default_factory=dict)
    joined: dict[str, int] = field(default_factory=dict)
    said: dict[str, str] = field(default_factory=dict)
    acknowledged: set[str] = field(default_factory=set)
    contradictions: list[str] = field(default_factory=list)
    connections: int = 0

    def welcomed(self, frame: Welcome) -> None:
        """A welcome came: the first to a stream is a snapshot, every later one must go on where one was."""
        if frame.audience not in self.joined:
            self.joined[frame.audience] = frame.seq
        elif not frame.resumed and frame.seq > self._last(frame.audience):
            self.contradictions.append(f"{frame.person} lost its place in {frame.audience} at {frame.seq}")
        for heard in frame.history:
            self.told(frame.audience, heard.seq, heard.news)

    def _last(self, audience: str) -> int:
        """The newest number of a stream."""
        return max([self.joined[audience], *(seq for name, seq in self.heard if name == audience)])

    def told(self, audience: str, seq: int, news: NewsBody) -> None:
        """One event came, perhaps again."""
        told = news.to_data()
        known = self.heard.setdefault((audience, seq), told)
        if known != told:
            self.contradictions.append(f"{audience} was told {known} and {told} as number {seq}")


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
        self._dice = random.Random(seed)
        self._count = 0
        self._part = part
        self._spoken: Counter[tuple[int, str]] = Counter()
        self._acted: set[tuple[int, str]] = set()
        self._session = ClientSession(token, self._new_id)
        self._audience = ""
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
                self._audience, self.view = frame.audience, frame.view
                self.story.welcomed(frame)
            elif isinstance(frame, News):
                self.story.told(self._audience, frame.seq, frame.news)
                self.view = frame.view or self.view
            elif isinstance(frame, Ack):
                self.story.acknowledged.add(frame.command_id)
            elif isinstance(frame, RefusedFrame) and frame.retry_after is not None:
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


# ------------------------------------------------------------------------------------------------------- the checker


def check(lines: Sequence[str], stories: Iterable[Story]) -> list[str]:
    """Everything that the record and the stories disagree about; empty if the server kept its word."""
    faults: list[str] = []
    verdict = verify_lines(lines)
    if verdict.fault is not None:
        faults.append(f"the record is broken: {verdict.fault}")
    events = [parse_line(line, n).event for n, line in enumerate(lines)]
    texts = Counter(event.data["text"] for event in events if event.kind == "message_sent")
    streams: dict[str, list[Event]] = {}
    for story in stories:
        faults += story.contradictions
        for command_id, text in story.said.items():
            times = texts[text]
            if command_id in story.acknowledged and times != 1:
                faults.append(f"{command_id} was acknowledged and is on record {times} times")
            elif times > 1:
                faults.append(f"{command_id} is on record {times} times")
        for audience in {name for name, _ in story.heard}:
            stream = streams.setdefault(audience, [event for event in events if event.reaches(audience)])
            numbers = sorted(seq for name, seq in story.heard if name == audience)
            joined = story.joined[audience]
            if [seq for seq in numbers if seq > joined] != list(
                range(joined + 1, max(joined, numbers[-1]) + 1)
            ):
                faults.append(f"{audience} has gaps after {joined}: {numbers}")
            for seq in numbers:
                told = story.heard[audience, seq]
                event = stream[seq - 1].news() if seq <= len(stream) else None
                if told != json.loads(json.dumps(event)):
                    faults.append(f"{audience} was told {told} as number {seq}; the record has {event}")
    return faults


def records(folder: Path) -> dict[str, list[str]]:
    """Game → its record, from a data folder."""
    journal = SqliteJournal.read(folder)
    try:
        return {row.game: list(journal.lines(row.game)) for row in journal.games()}
    finally:
        journal.close()


# -------------------------------------------------------------------------------------------------------- the victim


class Victim:
    """A server process that is killed and started again, with the same command."""

    def __init__(self, command: Sequence[str]) -> None:
        self._command = [sys.executable, *command]
        self._process: subprocess.Popen[str] | None = None

    async def start(self) -> dict[str, Any]:
        """Start it and wait for its line of JSON."""
        self._process = subprocess.Popen(  # noqa: ASYNC220  # a fork, no more
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
