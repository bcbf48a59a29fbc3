"""The MQTT gateway: a mailbox a seat, a dialogue a session, the same conversation as over a WebSocket.

An inbox carries its seat's stream and nothing else, whoever says hello there: a welcome to another stream is not
sent, and ends the dialogue. The broker's access rules say who may read an inbox; the token in the hello still says
who may act. After any break of the line every dialogue is taken for ended, and both sides begin again with ``hello``
and ``since``; so nothing depends on what a broker remembers.
"""

import asyncio
import contextlib
import json
import logging
from collections.abc import Callable, Sequence
from typing import Final

from detente_rules.ids import PersonId, SeatId, seat_audience
from detente_rules.rejections import Rejection
from detente_rules.wire.codec import dump, refused_frame
from detente_rules.wire.messages import CloseCode
from detente_rules.wire.topics import (
    MAX_SESSION,
    SILENCE,
    Mail,
    closed_frame,
    heard_by_server,
    inbox,
    read_closed,
    read_mail,
)
from detente_server.conversation import Conversation
from detente_server.followers import Link
from detente_server.gateway_mqtt.feed import Feed
from detente_server.gateway_mqtt.port import Bus, Message
from detente_server.house import House
from detente_server.settings import Limits

log = logging.getLogger("detente.mqtt")

SESSIONS: Final = 16
"""Most dialogues of one seat at once: a delegation has eight members, and each may just be coming back."""

SWEEP: Final = 1.0
"""Seconds between two looks at silent sessions and at games that have begun or ended."""

WELCOME: Final = b'{"type":"welcome"'

Converse = Callable[[Link, str, "str | None"], Conversation]
"""Makes the dialogue of a new session: its link, where it comes from, no bearer."""


class Session:
    """One dialogue through a seat's mailbox; a ``detente_server.followers.Link``."""

    __slots__ = ("_gateway", "closed", "conversation", "heard_at", "hello", "mail", "since")

    def __init__(self, gateway: "MqttGateway", mail: Mail, hello: bytes, now: float) -> None:
        self._gateway = gateway
        self.mail = mail
        self.hello = hello
        self.since = self.heard_at = now
        self.closed = False
        self.conversation: Conversation | None = None

    def send(self, frame: bytes) -> None:
        if self.closed:
            return
        if frame.startswith(WELCOME) and not self._for_this_seat(frame):
            words = f"This is the mailbox of the seat {self.mail.seat}, and you do not sit there."
            no = Rejection("foreign_seat", "R1.2", "seat", words)
            self._gateway.tell(self.mail, refused_frame("", no))
            self.close(CloseCode.POLICY, words)
            return
        self._gateway.tell(self.mail, frame)

    def close(self, code: int, reason: str) -> None:
        if not self.closed:
            self._gateway.tell(self.mail, closed_frame(code, reason))
            self._gateway.over(self)

    def _for_this_seat(self, welcome: bytes) -> bool:
        frame = json.loads(welcome)
        mine: bool = frame["game"] == self.mail.game and frame["audience"] == seat_audience(self.mail.seat)
        if mine:
            self._gateway.welcomed(self.mail.game, self.mail.seat, frame["person"])
        return mine


class MqttGateway:
    """Every mailbox of this server's games. Call ``heard``, ``opened`` and ``lost`` as the bus says.

    converse: see ``Converse``. feed: the public side. finished: told of every game that is over. welcomed: told who
    is let in at which game's and seat's mailbox, and so knows what opens it at the broker.
    """

    def __init__(
        self,
        house: House,
        limits: Limits,
        converse: Converse,
        feed: Feed,
        finished: Callable[[str], None],
        welcomed: Callable[[str, SeatId, PersonId], None],
    ) -> None:
        self.bus: Bus | None = None
        self.welcomed = welcomed
        self._house = house
        self._limits = limits
        self._converse = converse
        self._feed = feed
        self._finished = finished
        self._time = asyncio.get_running_loop().time
        self._sessions: dict[Mail, Session] = {}
        self._known: set[str] = set()
        self._sweeper: asyncio.Task[None] | None = None

    @property
    def sessions(self) -> int:
        """Dialogues under way."""
        return len(self._sessions)

    def filters(self) -> Sequence[str]:
        """What a new line must subscribe to."""
        self._known = {game for game, room in self._house.rooms.items() if not room.over}
        return [one for game in self._known for one in heard_by_server(game)]

    def start(self, bus: Bus) -> None:
        """Begin to look after silent sessions."""
        self.bus = bus
        self._sweeper = asyncio.get_running_loop().create_task(self._sweep())

    async def close(self, code: int, reason: str) -> None:
        """Tell everybody."""
        if self._sweeper is not None:
            self._sweeper.cancel()
            await asyncio.wait({self._sweeper})
        for session in tuple(self._sessions.values()):
            session.close(code, reason)
        self._feed.end()

    # ------------------------------------------------------------------------------------------------- from the bus

    def opened(self) -> None:
        """There is a line: whoever waits at an inbox should say hello (again)."""
        for game in self._known:
            self._call_in(game)
            self._feed.follow(game, self._house.rooms[game])
        self._feed.show_all()

    def lost(self) -> None:
        """The line broke, and every dialogue with it."""
        for session in tuple(self._sessions.values()):
            self.over(session)

    def heard(self, message: Message) -> None:
        """A seat, or the broker for it, says something."""
        mail = read_mail(message.topic, message.session[:MAX_SESSION])
        if mail is None or not self._has(mail):
            return
        box = Mail(mail.game, mail.seat, "out", mail.session)
        session = self._sessions.get(box)
        if mail.kind == "gone" or read_closed(message.payload) is not None:
            if session is not None:
                self.over(session)
            return
        if len(message.payload) > self._limits.frame_bytes:
            if session is not None and session.conversation is not None:
                session.conversation.overlong()
                session.close(CloseCode.TOO_BIG, "Too long.")
            return
        hello = _hello(message.payload)
        if hello is not None:
            if session is not None and _delivered_twice(session, hello, message.payload):
                return
            if self._taken(box, hello):
                self.tell(
                    box,
                    closed_frame(CloseCode.SLOW, "Somebody sits there already; another seat may be free."),
                )
                return
            session = self._begun(box, session, message.payload)
        if session is None:
            self.tell(box, closed_frame(CloseCode.RESTART, "This dialogue is over; say hello."))
        elif session.conversation is not None:
            session.heard_at = self._time()
            session.conversation.heard(
                message.payload if hello is None else _asking_for(box.seat, hello, message.payload)
            )

    def _begun(self, box: Mail, session: Session | None, payload: bytes) -> Session | None:
        """The new session of a hello, in the place of one of the same name."""
        if session is not None:
            self.over(session)
        if not self._room_for(box):
            self.tell(box, closed_frame(CloseCode.SLOW, "Too many programs at this seat; come back."))
            return None
        session = Session(self, box, payload, self._time())
        session.conversation = self._converse(session, f"mqtt:{box.game}/{box.seat}", None)
        self._sessions[box] = session
        return session

    def _has(self, mail: Mail) -> bool:
        room = self._house.rooms.get(mail.game)
        return room is not None and any(seat.id == mail.seat for seat in room.game.committed.scenario.seats)

    def _taken(self, box: Mail, hello: dict[str, object]) -> bool:
        """Does a program that asks for any seat ask for one that another took in the same second?"""
        if hello.get("code") is None or hello.get("seat") is not None or hello.get("bot") is not True:
            return False
        seated = (who.seat for who in self._house.rooms[box.game].game.tentative.people.values())
        others = (
            one for one in self._sessions if (one.game, one.seat) == (box.game, box.seat) and one != box
        )
        return box.seat in seated or next(others, None) is not None

    def _room_for(self, box: Mail) -> bool:
        same = [
            one for one in self._sessions.values() if (one.mail.game, one.mail.seat) == (box.game, box.seat)
        ]
        return len(same) < SESSIONS

    # --------------------------------------------------------------------------------------------------- to the bus

    def tell(self, mail: Mail, frame: bytes) -> None:
        """Into a seat's inbox, for one session."""
        if self.bus is not None:
            self.bus.say(inbox(mail.game, mail.seat), frame, session=mail.session)

    def over(self, session: Session) -> None:
        """A dialogue has ended, from whichever side."""
        session.closed = True
        if self._sessions.get(session.mail) is session:
            del self._sessions[session.mail]
        conversation, session.conversation = session.conversation, None
        if conversation is not None:
            # Later: this is called from within the room's own loops over its followers.
            asyncio.get_running_loop().call_soon(conversation.gone)

    def _call_in(self, game: str) -> None:
        for seat in self._seats(game):
            if self.bus is not None:
                self.bus.say(
                    inbox(game, seat), closed_frame(CloseCode.RESTART, "The line is back; say hello.")
                )

    def _seats(self, game: str) -> list[SeatId]:
        return [seat.id for seat in self._house.rooms[game].game.committed.scenario.seats]

    async def _sweep(self) -> None:
        while True:
            await asyncio.sleep(SWEEP)
            now = self._time()
            for session in tuple(self._sessions.values()):
                conversation = session.conversation
                seated = conversation is not None and conversation.seated
                if not seated and now - session.since > self._limits.hello_seconds:
                    session.close(CloseCode.POLICY, "No hello in time.")
                elif now - session.heard_at > SILENCE:
                    self.over(session)
            await self._look_at_games()

    async def _look_at_games(self) -> None:
        """Games that another call began are followed from now on; those that are over are wiped from the wall."""
        new = [g for g, room in self._house.rooms.items() if g not in self._known and not room.over]
        if new and self.bus is not None and self.bus.up:
            self._known.update(new)
            await self.bus.listen([one for game in new for one in heard_by_server(game)])
            for game in new:
                self._feed.follow(game, self._house.rooms[game])
        for game in tuple(self._known):
            if self._house.rooms[game].over:
                self._known.discard(game)
                self._feed.wipe(game)
                self._finished(game)


def _hello(payload: bytes) -> dict[str, object] | None:
    """The frame, if it is a hello as far as one can see; its fields are judged by the conversation."""
    if b'"hello"' not in payload:
        return None
    with contextlib.suppress(ValueError, RecursionError):
        frame = json.loads(payload)
        if isinstance(frame, dict) and frame.get("type") == "hello":
            return frame
    return None


def _delivered_twice(session: Session, hello: dict[str, object], payload: bytes) -> bool:
    """Is this a newcomer's hello once more, as brokers may do? It would let them in once more.

    Whoever has a token may come back under the same name and with the same words; another welcome harms nobody.
    """
    return bool(session.mail.session) and hello.get("code") is not None and session.hello == payload


def _asking_for(seat: SeatId, hello: dict[str, object], payload: bytes) -> bytes:
    """Whoever comes by a code and writes here asks for this seat, and no other."""
    if hello.get("code") is None or hello.get("seat") is not None or hello.get("watch"):
        return payload
    try:
        return dump({**hello, "seat": seat})
    except ValueError:  # NaN, which the conversation will refuse
        return payload
