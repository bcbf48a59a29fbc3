"""What clients were told, held against the record (nothing acknowledged is lost, and nothing is done twice: R11.4, R11.5)."""

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from detente_rules.events import Event
from detente_rules.record import parse_line
from detente_rules.verify import verify_lines
from detente_rules.wire.messages import NewsBody, Welcome
from detente_server.journal_sqlite import SqliteJournal


@dataclass
class Stay:
    """A time in one stream, from one move to the next. joined: the number of its first welcome; of what was before, it is
    given the talk alone. heard: by number.
    """

    audience: str
    joined: int
    heard: dict[int, dict[str, Any]] = field(default_factory=dict)

    @property
    def last(self) -> int:
        """The newest number."""
        return max([self.joined, *self.heard])


@dataclass
class Story:
    """What one actor was told, stream by stream, and which of its commands were acknowledged.

    put_off: how often it was told to try again later.
    """

    stays: list[Stay] = field(default_factory=list)
    said: dict[str, str] = field(default_factory=dict)
    acknowledged: set[str] = field(default_factory=set)
    contradictions: list[str] = field(default_factory=list)
    connections: int = 0
    put_off: int = 0

    def welcomed(self, frame: Welcome) -> None:
        """A welcome came: the first to a stream is a snapshot, every later one must go on where one was."""
        if not self.stays or self.stays[-1].audience != frame.audience:
            self.stays.append(Stay(frame.audience, frame.seq))
        elif not frame.resumed and frame.seq > self.stays[-1].last:
            self.contradictions.append(f"{frame.person} lost its place in {frame.audience} at {frame.seq}")
        for heard in frame.history:
            self.told(heard.seq, heard.news)

    def told(self, seq: int, news: NewsBody) -> None:
        """One event came, perhaps again."""
        told, stay = news.to_data(), self.stays[-1]
        known = stay.heard.setdefault(seq, told)
        if known != told:
            self.contradictions.append(f"{stay.audience} was told {known} and {told} as number {seq}")


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
        for stay in story.stays:
            audience = stay.audience
            stream = streams.setdefault(audience, [event for event in events if event.reaches(audience)])
            numbers = sorted(seq for seq in stay.heard if seq > stay.joined)
            if numbers != list(range(stay.joined + 1, stay.last + 1)):
                faults.append(f"{audience} has gaps after {stay.joined}: {numbers}")
            for seq, told in sorted(stay.heard.items()):
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
