"""One audience's numbered stream of news: what a client that was away can be given again (R11.8).

Every audience has its own numbers, so a gap never betrays private traffic; the numbers are a function of what the
audience was entitled to hear and therefore the same after a restart. Bounded: what is too old is a snapshot's work.
"""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

TALK: Final = frozenset({"message_sent", "announced"})
"""Kinds of news that a newcomer is given again, as no view holds them."""


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

    __slots__ = ("_tail", "_talk", "seq")

    def __init__(self, *, tail: int = 256, talk: int = 1000) -> None:
        self.seq = 0
        self._tail: deque[bytes] = deque(maxlen=tail)
        self._talk: deque[tuple[int, bytes]] = deque(maxlen=talk)

    def append(self, news: bytes, *, talk: bool) -> int:
        """Number one more event and return its number; ``news`` is shared by all audiences that it reaches.

        talk: its kind is one of ``TALK``.
        """
        self.seq = seq = self.seq + 1
        self._tail.append(news)
        if talk:
            self._talk.append((seq, news))
        return seq

    def since(self, since: int | None) -> Catchup:
        """All news after number ``since`` if it is still kept, else the talk that is."""
        if since is not None and self.seq - len(self._tail) <= since <= self.seq:
            missed = self.seq - since
            tail = list(self._tail)[len(self._tail) - missed :]
            return Catchup(self.seq, list(enumerate(tail, since + 1)), complete=True)
        return Catchup(self.seq, list(self._talk), complete=False)
