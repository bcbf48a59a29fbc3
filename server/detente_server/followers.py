"""Those who follow one game: connections by stream and by person, welcomes, presence (R11.8, R11.9)."""

import asyncio
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Protocol

from detente_rules.ids import FACILITATOR, OBSERVER, Audience, PersonId, Role
from detente_rules.wire.codec import news_frame, presence_frame, welcome_frame
from detente_rules.wire.messages import CloseCode
from detente_rules.wire.stream import Numbered
from detente_server.clock import Clock
from detente_server.game import Game
from detente_server.metrics import Metrics


class Link(Protocol):
    """A connection, as a game sees it."""

    def send(self, frame: bytes) -> None:
        """Queue one text; never blocks, never raises."""
        ...

    def close(self, code: int, reason: str) -> None:
        """End it, after what is queued."""
        ...


@dataclass(eq=False, slots=True)
class Follower:
    """Somebody at the other end of a link. audience: the stream that is followed there now."""

    link: Link
    person: PersonId
    role: Role
    audience: Audience


class Followers:
    """The ``Hearers`` of one game. game: tells the game as it is now; a thaw puts another object in its place."""

    def __init__(self, game: Callable[[], Game], clock: Clock, metrics: Metrics) -> None:
        self._game = game
        self._clock = clock
        self._metrics = metrics
        self._by_stream: dict[Audience, list[Follower]] = {}
        self._by_person: dict[PersonId, list[Follower]] = {}
        self._presence_due = False
        self._replaced: set[PersonId] = set()
        self.feeds: list[Callable[[int, bytes], None]] = []
        """Told every public news, as number and frame: what is shown to whoever looks, not to a connection."""

    # ----------------------------------------------------------------------------------------------- what is heard

    def listening(self, audience: Audience) -> bool:
        return audience in self._by_stream or (audience == OBSERVER and bool(self.feeds))

    def hear(self, numbered: Numbered, news: bytes, views: Mapping[Audience, bytes]) -> None:
        by_stream = self._by_stream
        for audience, seq in numbered:
            followers = by_stream.get(audience)
            if followers is not None:
                frame = news_frame(seq, news, views.get(audience))
                for follower in followers:
                    follower.link.send(frame)
            if self.feeds and audience == OBSERVER:
                frame = news_frame(seq, news, views.get(audience))
                for feed in self.feeds:
                    feed(seq, frame)

    def reseated(self) -> None:
        """Whoever sits elsewhere now follows another stream from here on, and is welcomed to it."""
        state = self._game().committed
        for follower in self.everybody():
            audience = state.audience_of(follower.person)
            if audience != follower.audience:
                self.leave(follower)
                follower.audience = audience
                self._add(follower)
                self.welcome(follower, None, None)

    # ------------------------------------------------------------------------------------------- coming and going

    def join(
        self, link: Link, person: PersonId, since: int | None, stream: Audience | None, token: str | None
    ) -> Follower:
        """Somebody who is in the game follows it from here on, in place of the same person's other devices.

        since: the last number heard, of ``stream`` (None: of the stream that the person has now). token: to be told,
        where it is new.
        """
        state = self._game().committed
        who = state.people[person]
        if who.role != "observer":  # several projectors may show the same
            if person in self._by_person:
                self._replaced.add(person)
            self.expel(person, CloseCode.REPLACED, "Opened on another device.")
        follower = Follower(link, person, who.role, state.audience_of(person))
        self.welcome(follower, since if stream in {None, follower.audience} else None, token)
        self._add(follower)
        self._show_presence()
        return follower

    def leave(self, follower: Follower) -> None:
        """A connection is gone; the person stays in the game."""
        for place, key in ((self._by_stream, follower.audience), (self._by_person, follower.person)):
            some = place.get(key, [])
            if follower in some:
                some.remove(follower)
            if not some:
                place.pop(key, None)
        self._show_presence()

    def expel(self, person: PersonId, code: int, reason: str) -> None:
        """End a person's connections."""
        for follower in tuple(self._by_person.get(person, ())):
            self.leave(follower)
            follower.link.close(code, reason)

    def close(self, code: int, reason: str) -> None:
        """End every connection."""
        for follower in self.everybody():
            follower.link.close(code, reason)

    @property
    def here(self) -> Collection[PersonId]:
        """Who is connected."""
        return self._by_person.keys()

    def everybody(self) -> list[Follower]:
        """Every connection."""
        return [follower for some in self._by_stream.values() for follower in some]

    def tell(self, frame: bytes) -> None:
        """Something that is not news, to every connection."""
        for follower in self.everybody():
            follower.link.send(frame)

    def welcome(self, follower: Follower, since: int | None, token: str | None) -> None:
        """Say who they are, what they see, and what they missed since that number."""
        game = self._game()
        catchup = game.catchup(follower.audience, since)
        person = game.committed.people[follower.person]
        if since is not None and catchup.complete:
            self._metrics.resumes.add(1)
        follower.link.send(
            welcome_frame(
                game=game.committed.game,
                person=person.id,
                role=person.role,
                seat=person.seat,
                audience=follower.audience,
                token=token,
                seq=catchup.seq,
                view=game.view_of(follower.audience),
                history=catchup.news,
                server_time=self._clock.now(),
                resumed=catchup.complete,
            )
        )

    def _add(self, follower: Follower) -> None:
        self._by_stream.setdefault(follower.audience, []).append(follower)
        self._by_person.setdefault(follower.person, []).append(follower)

    # ---------------------------------------------------------------------------------------------------- presence

    def _show_presence(self) -> None:
        """Who is here, for the facilitator's eyes; once a pass of the loop however many come and go."""
        if not self._presence_due and FACILITATOR in self._by_stream:
            self._presence_due = True
            asyncio.get_running_loop().call_soon(self._tell_presence)

    def _tell_presence(self) -> None:
        self._presence_due = False
        frame = presence_frame(sorted(self._by_person), sorted(self._replaced))
        self._replaced.clear()
        for follower in self._by_stream.get(FACILITATOR, ()):
            follower.link.send(frame)
