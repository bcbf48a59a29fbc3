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

    tail: how many of the newest events are kept. talk: how many of the newest messages.
    """

    __slots__ = ("seq", "tail", "talk")

    def __init__(self, *, tail: int = 256, talk: int = 1000) -> None:
        self.seq = 0
        self.tail: deque[bytes] = deque(maxlen=tail)
        self.talk: deque[tuple[int, bytes]] = deque(maxlen=talk)

    def since(self, since: int | None) -> Catchup:
        """All news after number ``since`` if it is still kept, else the talk that is."""
        if since is not None and self.seq - len(self.tail) <= since <= self.seq:
            missed = self.seq - since
            tail = list(self.tail)[len(self.tail) - missed :]
            return Catchup(self.seq, list(enumerate(tail, since + 1)), complete=True)
        return Catchup(self.seq, list(self.talk), complete=False)


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
