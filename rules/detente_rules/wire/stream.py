"""One audience's numbered stream of news: what a client that was away can be given again (R11.8).

Every audience has its own numbers, so a gap never betrays private traffic; the numbers are a function of what the
audience was entitled to hear and therefore the same after a restart. Bounded: what is too old is a snapshot's work.
"""

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from detente_rules.ids import Audience

TALK: Final = frozenset({"message_sent", "announced"})
"""Kinds of news that a newcomer is given again, as no view holds them."""


HISTORY: Final = 512 * 1024
"""Most bytes of news that one hello is answered with: a welcome stays below the 1 MiB at which many libraries give up."""

Numbered: TypeAlias = Sequence[tuple[Audience, int]]
"""An event's number in each stream that it reaches."""


@dataclass(frozen=True, slots=True)
class Catchup:
    """What a hello is answered with.

    seq: the newest number. news: (number, JSON) in order. complete: nothing between ``since`` and ``seq`` is missing.
    """

    seq: int
    news: Sequence[tuple[int, bytes]]
    complete: bool


class Stream:
    """Numbers the news of one audience from 1 and keeps the end of it.

    tail: how many of the newest events are kept. talk: how many of the newest messages. history: most bytes of either
    that somebody is given.
    """

    __slots__ = ("_history", "seq", "tail", "talk")

    def __init__(self, *, tail: int = 256, talk: int = 1000, history: int = HISTORY) -> None:
        self.seq = 0
        self._history = history
        self.tail: deque[bytes] = deque(maxlen=tail)
        self.talk: deque[tuple[int, bytes]] = deque(maxlen=talk)

    def since(self, since: int | None) -> Catchup:
        """All news after number ``since`` if it is still kept and not too long, else the newest talk."""
        if since is not None and self.seq - len(self.tail) <= since <= self.seq:
            missed = self.seq - since
            tail = list(self.tail)[len(self.tail) - missed :]
            if sum(map(len, tail)) <= self._history:
                return Catchup(self.seq, list(enumerate(tail, since + 1)), complete=True)
        talk: deque[tuple[int, bytes]] = deque()
        size = 0
        for one in reversed(self.talk):
            size += len(one[1])
            if size > self._history:
                break
            talk.appendleft(one)
        return Catchup(self.seq, list(talk), complete=False)


def number(streams: Iterable[tuple[Audience, Stream]], news: bytes, *, talk: bool) -> Numbered:
    """One more event at the end of these streams; ``news`` is shared by all of them.

    talk: its kind is one of ``TALK``. One loop, as every event of a game passes here for every audience.
    """
    numbered = []
    for audience, stream in streams:
        stream.seq = seq = stream.seq + 1
        stream.tail.append(news)
        if talk:
            stream.talk.append((seq, news))
        numbered.append((audience, seq))
    return numbered
