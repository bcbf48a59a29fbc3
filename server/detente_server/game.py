"""One game's authority, without clock, socket or disk: orders in, batches for the journal out, streams of news.

It holds two states. ``tentative`` contains everything decided so far and is what orders are judged on; ``committed``
is what the journal has. Nothing leaves (no acknowledgement, no news) before its batch is committed; if a commit fails,
``tentative`` falls back to ``committed`` and everybody concerned is told that nothing was done (R11.5).

    order → decide → events → evolve (tentative) → batch ⇒ journal ⇒ settled → acks, news; committed
"""

from collections.abc import Collection, Iterable
from typing import Final, NamedTuple

from detente_rules.commands import ENGINE, Actor
from detente_rules.decide import answer, decide
from detente_rules.decide.story import carried
from detente_rules.events import Event
from detente_rules.evolve import evolve
from detente_rules.fold import SNAPSHOT_KINDS
from detente_rules.genesis import first_state
from detente_rules.ids import PUBLIC, Audience, PersonId
from detente_rules.record import GENESIS, Line, chain, parse_line, seal_line
from detente_rules.rejections import Refused, Rejection, refuse
from detente_rules.secret import Secret
from detente_rules.state import GameState, audiences
from detente_rules.views import dump_view
from detente_rules.views.project import view
from detente_rules.wire.codec import dump, news_body
from detente_rules.wire.stream import TALK, Catchup, Stream, number
from detente_server.journal import Answer, Batch
from detente_server.orders import Accepted, Hearers, Order
from detente_server.settings import Limits

MOVING: Final = frozenset({"person_joined", "seat_taken", "seat_left"})
"""Kinds that may put a person into another stream."""


class Entry(NamedTuple):
    """An accepted order: its events, the state after them, its answer, its lines of the record."""

    order: Order
    key: tuple[PersonId, str]
    events: tuple[Event, ...]
    after: GameState
    data: bytes
    lines: tuple[Line, ...]


NOTHING: Final = b"{}"
"""The answer that says no more than that it is done."""


class Head(NamedTuple):
    """The end of the record: number and hash of the last line."""

    n: int
    hash: str


class Game:
    """The authority over one game. Belongs to one task; nothing here blocks or waits.

    Made by ``begun`` from a header or by ``replayed`` from a record. hearers: where committed news goes.
    """

    def __init__(self, state: GameState, head: Head, hearers: Hearers, limits: Limits) -> None:
        self.committed = state
        self.tentative = state
        self.head = head
        self.at = 0.0
        self._flying_head = head
        self._open_head = head
        self._hearers = hearers
        self._limits = limits
        self._streams = {name: Stream(tail=limits.tail, talk=limits.talk) for name in audiences(state)}
        self._views: dict[Audience, tuple[GameState, bytes]] = {}
        self._answers: dict[PersonId, dict[str, bytes]] = {}
        self._seen: set[int] = set()
        self._under_way: dict[tuple[PersonId, str], Entry] = {}
        self._open: list[Entry] = []
        self._flying: list[Entry] = []

    # ------------------------------------------------------------------------------------------------ orders in

    @property
    def waiting(self) -> int:
        """Accepted orders that are not durable yet."""
        return len(self._open) + len(self._flying)

    def take(self, order: Order, now: float) -> tuple[Event, ...]:
        """Judge an order on the newest state. A refusal is settled at once, a success when it is durable.

        Returns the events (none for a refusal or a repetition). Raises: any fault of the rules; then nothing changed.
        """
        key = (order.person, order.command_id)
        if order.command_id and self._repeated(order, key):
            return ()
        self.at = max(now, self.at)
        try:
            if self.waiting >= self._limits.inbox and order.role != "engine":
                raise refuse("rate", "R11.4", "", "This game has more orders than its disk can take.", 0.5)
            events = decide(self.tentative, self._actor(order), order.command, self.at, order.stamp)
        except Refused as refused:
            order.settle(refused.rejection)
            return ()
        after = carried(self.tentative, events)
        data = answer(events)
        # Sealed now rather than when the disk is free: it has work to do meanwhile.
        lines = tuple(chain(events, self._open_head.hash, self._open_head.n + 1))
        entry = Entry(order, key, events, after, dump(data) if data else NOTHING, lines)
        self.tentative = after
        if lines:
            self._open_head = Head(lines[-1].n, lines[-1].hash)
        self._open.append(entry)
        if order.command_id:
            self._under_way[key] = entry
        return events

    def _actor(self, order: Order) -> Actor:
        """Who acts, with the seat as it is now. Raises: Refused (foreign_seat)."""
        if order.role == "engine":
            return ENGINE
        if order.person.startswith("bot:"):
            return Actor(order.person, order.role, order.person.removeprefix("bot:"))
        person = self.tentative.people.get(order.person)
        seat = person.seat if person is not None else None
        if order.seat is not None and order.seat != seat:
            raise refuse("foreign_seat", "R1.2", "seat", f"You do not hold the seat {order.seat!r}.")
        return Actor(order.person, order.role, seat)

    def long_ago(self, order: Order) -> bool:
        """Was this command, by all signs, answered before memory reaches? Then the journal has the answer.

        All that is kept of an old command is a hash of 64 bits; two that are alike cost a look into the journal.
        """
        seen = hash((order.person, order.command_id)) in self._seen
        return seen and order.command_id not in self._answers.get(order.person, {})

    def forget(self, order: Order) -> None:
        """The journal does not know this command; its hash was another's."""
        self._seen.discard(hash((order.person, order.command_id)))

    def _repeated(self, order: Order, key: tuple[PersonId, str]) -> bool:
        """R11.4: a command that was accepted before gets the same answer and does nothing."""
        answers = self._answers.get(order.person)
        known = answers.get(order.command_id) if answers is not None else None
        if known is not None:
            order.settle(Accepted(known))
            return True
        entry = self._under_way.get(key)
        if entry is None:
            return False
        # Not durable yet: whoever asked last (a new connection, as a rule) hears when it is.
        again = entry._replace(order=order)
        for waiting in (self._open, self._flying):
            for place, other in enumerate(waiting):
                if other is entry:
                    waiting[place] = again
        self._under_way[key] = again
        return True

    # ------------------------------------------------------------------------------------- to the journal and back

    @property
    def unwritten(self) -> bool:
        """Is there anything that the journal has not been given yet?"""
        return bool(self._open)

    def batch(self) -> Batch | None:
        """What should become durable now: everything decided since the last batch; None while one is under way."""
        if self._flying or not self._open:
            return None
        self._flying, self._open = self._open, []
        self._flying_head = self._open_head
        return Batch(
            game=self.committed.game,
            first=self.head.n + 1,
            lines=tuple([line.text for entry in self._flying for line in entry.lines]),
            answers=tuple([Answer(*entry.key, entry.data) for entry in self._flying if entry.key[1]]),
            credentials=tuple([e.order.credential for e in self._flying if e.order.credential is not None]),
        )

    def settled(self) -> tuple[Event, ...]:
        """The batch under way is durable: tell the news, acknowledge, and return the events."""
        flying, self._flying = self._flying, []
        self.head = self._flying_head
        for entry in flying:
            self.committed = entry.after
            if entry.key[1]:
                self._remember(entry.key, entry.data)
                self._under_way.pop(entry.key, None)
            # The news first: whoever is let in by this order is then welcomed to a stream that contains it.
            self._tell(entry.events, entry.lines)
            entry.order.settle(Accepted(entry.data))
        return tuple([event for entry in flying for event in entry.events])

    def fall_back(self, rejection: Rejection, *, stored: bool = False) -> None:
        """Forget what has been decided and is not durable, and tell its senders.

        stored: a batch is still with the journal and its fate unknown; only what came after it is forgotten.
        """
        lost = self._open if stored else [*self._flying, *self._open]
        self._open = []
        if not stored:
            self._flying = []
        self._under_way = {key: entry for key, entry in self._under_way.items() if entry in self._flying}
        self.tentative = self._flying[-1].after if self._flying else self.committed
        self._open_head = self._flying_head if self._flying else self.head
        for entry in lost:
            entry.order.settle(rejection)

    # ------------------------------------------------------------------------------------------------- streams out

    def catchup(self, audience: Audience, since: int | None) -> Catchup:
        """What somebody who follows this stream has missed."""
        return self._streams[audience].since(since)

    def view_of(self, audience: Audience) -> bytes:
        """The committed view of an audience, as JSON; made once for all who follow it."""
        known = self._views.get(audience)
        if known is not None and known[0] is self.committed:
            return known[1]
        seen = dump_view(view(self.committed, audience))
        self._views[audience] = (self.committed, seen)
        return seen

    def _tell(self, events: tuple[Event, ...], lines: tuple[Line, ...]) -> None:
        """Number the news of one order in every stream it reaches, and send it to those who listen."""
        kinds = [event.kind for event in events]
        last = _shown_anew(events, self._streams) if not SNAPSHOT_KINDS.isdisjoint(kinds) else {}
        for event, line in zip(events, lines, strict=True):
            reached = self._reached(event)
            if not reached:
                continue
            body, talk = news_body(event, line.data), event.kind in TALK
            numbered, views = number(reached, body, talk=talk), {}
            for audience, shown in last.items():
                if shown is event and self._hearers.listening(audience):
                    views[audience] = self.view_of(audience)
            self._hearers.hear(numbered, body, views)
        if not MOVING.isdisjoint(kinds):
            self._hearers.reseated()

    def _reached(self, event: Event) -> Collection[tuple[Audience, Stream]]:
        """The streams that this event stands in."""
        if event.audience == PUBLIC:
            return self._streams.items()
        return [(name, self._streams[name]) for name in event.audience if name in self._streams]

    def _remember(self, key: tuple[PersonId, str], data: bytes) -> None:
        person, command_id = key
        answers = self._answers.get(person)
        if answers is None:
            answers = self._answers[person] = {}
        answers[command_id] = data
        self._seen.add(hash(key))
        if len(answers) > self._limits.answers:
            del answers[next(iter(answers))]  # dicts keep their order: the oldest

    def remember(self, answers: Iterable[Answer]) -> None:
        """Answers given before a restart."""
        for one in answers:
            self._remember((one.person, one.command_id), one.data)

    def go_on(self, state: GameState, head: Head) -> None:
        """From the end of a record that has been retold."""
        self.committed = self.tentative = state
        self.head = self._flying_head = self._open_head = head

    def retell(self, event: Event) -> None:
        """Number an event of the record in the streams, to nobody's ears."""
        self.at = max(self.at, event.at)
        if reached := self._reached(event):
            number(reached, news_body(event), talk=event.kind in TALK)


def _shown_anew(events: tuple[Event, ...], streams: Iterable[Audience]) -> dict[Audience, Event]:
    """For each audience that cannot fold what reached it: the last event that did. There its new view belongs.

    Judged for each audience by what reached it alone, so that a view that comes or stays away tells nothing (R10.5).
    """
    last: dict[Audience, Event] = {}
    for audience in streams:
        told = [event for event in events if event.reaches(audience)]
        if any(event.kind in SNAPSHOT_KINDS for event in told):
            last[audience] = told[-1]
    return last


# ---------------------------------------------------------------------------------------------- beginning, replay


def begun(header: Event, secret: Secret, hearers: Hearers, limits: Limits) -> tuple[Game, str]:
    """A new game and its line 0, which the journal must hold before anything else happens."""
    line = seal_line(GENESIS, 0, header)
    game = Game(first_state(header.data, secret), Head(0, line.hash), hearers, limits)
    game.at = header.at
    return game, line.text


def replayed(lines: Iterable[str], secret: Secret, hearers: Hearers, limits: Limits) -> Game:
    """A game from its record: the same state, streams and numbers as before the server stopped.

    Raises: detente_rules.record.BrokenLine, Refused (conflict: the record is of other rules, R9.5).
    """
    record = (parse_line(text, n) for n, text in enumerate(lines))
    line = next(record)
    state = first_state(line.event.data, secret)
    game = Game(state, Head(0, line.hash), hearers, limits)
    game.at = line.event.at
    for line in record:
        state = evolve(state, line.event)
        game.retell(line.event)
    game.go_on(state, Head(line.n, line.hash))
    return game
