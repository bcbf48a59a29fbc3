"""Channels of talk, out of the messages there are: everybody, each other seat, and any set of seats."""

from dataclasses import dataclass
from typing import TypeAlias

from detente_client.model import MessageLine, Snapshot
from detente_client.tui.delegation import ours
from detente_client.tui.names import seat_name
from detente_client.tui.text import listing
from detente_rules.ids import SeatId
from detente_rules.views.types import TreatyView, View

Key: TypeAlias = tuple[SeatId, ...]
"""A channel is the sorted ids of the others in it; the empty tuple is everybody, my own seat alone is what stays within
my delegation (R13.1), and what the facilitator tells only us.
"""

EVERYBODY: Key = ()


@dataclass(frozen=True)
class Channel:
    """A row of the list. unread: messages of others since it was last open. here: who reads it, in words."""

    key: Key
    name: str
    unread: int
    messages: tuple[MessageLine, ...]


def key_of(message: MessageLine, me: SeatId | None) -> Key:
    """Which channel a message belongs to."""
    if not message.to:
        return EVERYBODY
    if me and set(message.to) == {me} and message.sender in {me, ""}:
        return (me,)
    return tuple(
        sorted({*message.to, *([message.sender] if message.sender else [])} - ({me} if me else set()))
    )


def stamp_of(message: MessageLine) -> tuple[float, int]:
    """Order in time; what was read is remembered by it, since history comes without numbers."""
    return (message.at, message.seq)


def channels(
    snapshot: Snapshot, read: dict[Key, tuple[float, int]], opened: tuple[Key, ...] = ()
) -> tuple[Channel, ...]:
    """Every channel: everybody first, then my own delegation, each seat in the order of the table, sets.

    read: channel → the last message seen there. opened: sets that were opened here and are still silent.
    """
    view = snapshot.view
    if view is None:
        return ()
    by_key: dict[Key, list[MessageLine]] = {EVERYBODY: []}
    if view.seat is not None:
        if ours(view) is not None or any(key_of(one, view.seat) == (view.seat,) for one in snapshot.messages):
            by_key[(view.seat,)] = []
        by_key.update({(row.id,): [] for row in view.seats if row.id != view.seat})
        by_key.update({key: [] for key in opened})
    for message in snapshot.messages:
        by_key.setdefault(key_of(message, view.seat), []).append(message)
    singles = [key for key in by_key if len(key) <= 1]
    sets = sorted(key for key in by_key if len(key) > 1)
    return tuple(_channel(view, key, by_key[key], read.get(key, (0.0, 0))) for key in [*singles, *sets])


def _channel(view: View, key: Key, messages: list[MessageLine], seen: tuple[float, int]) -> Channel:
    unread = sum(1 for message in messages if not message.by_me and stamp_of(message) > seen)
    return Channel(key, channel_name(view, key), unread, tuple(messages))


def channel_name(view: View, key: Key) -> str:
    """``everybody``, ``among us``, ``Corvid``, ``Corvid + Aurelia``."""
    if key == (view.seat,):
        return "among us"
    return " + ".join(seat_name(view, seat) for seat in key) if key else "everybody"


def who_reads(view: View, key: Key) -> str:
    """In words, for the head of a channel: who will see what is written there."""
    if not key:
        return "Everybody at the table reads this."
    if key == (view.seat,):
        return f"Only your own delegation ({seat_name(view, key[0])}) reads this."
    bots = [
        seat_name(view, seat) for seat in key if any(r.id == seat and r.holder == "bot" for r in view.seats)
    ]
    names = [seat_name(view, seat) for seat in key]
    words = f"Only {listing(names)} and you read this."
    if bots:
        words += f" ({listing(bots)}: {'a bot' if len(bots) == 1 else 'bots'})"
    return words


def proposals(view: View, key: Key) -> tuple[TreatyView, ...]:
    """The treaties that belong into a channel: public ones to everybody, confidential ones to those invited."""
    out = []
    for card in view.treaties:
        invited = tuple(sorted({*card.parties, card.by} - {view.seat or ""}))
        if (not card.confidential and key == EVERYBODY) or (card.confidential and key == invited):
            out.append(card)
    return tuple(out)
