"""All games of this process, and its one door: credentials and join codes in, a place in a room out (R1.3).

A gateway brings a ``Hello`` and a ``Link``; it gets a ``Guest`` or a refusal by callback, because a newcomer is only
let in once the journal holds that they came. Nothing here knows a socket.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from detente_rules.commands import Admit, LeaveSeat, TakeSeat
from detente_rules.ids import PersonId, Role, SeatId
from detente_rules.rejections import Refused, Rejection, refuse
from detente_rules.state import Person
from detente_rules.wire.codec import door_frame, dump
from detente_rules.wire.messages import PROTOCOL, Act, Branch, ChangeCode, CloseCode, Hello, Revoke
from detente_server.committer import Committer
from detente_server.credentials import Credential, check_name, digest_of, new_code, new_token, same, tidy_code
from detente_server.followers import Follower, Link
from detente_server.journal import JournalFault
from detente_server.orders import Accepted, Order, Outcome, Settle, ignore
from detente_server.room import Room
from detente_server.settings import Limits

CROWDED: Final = 60.0
"""Seconds after which somebody who found a game full may ask again: people leave."""


NO_WATCHERS: Final = (
    "The code is for players. To watch: an observer's token, or detente host --watch-by-code."
)


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody whose hello was accepted: where they are, and how to act for them."""

    room: Room
    follower: Follower
    person: PersonId
    role: Role


Branching: TypeAlias = Callable[[str, int], Awaitable[dict[str, Any]]]
"""Makes a branch of a game from the end of a round; what the facilitator is told. Raises: Refused, JournalFault."""

Cutting: TypeAlias = Callable[[str, SeatId], Awaitable[dict[str, Any]]]
"""Takes a seat's user at a broker away from whoever knows its password; what the facilitator is told of the new one."""

Enter: TypeAlias = Callable[[Guest | Rejection], None]


class House:
    """Rooms by game and by code, credentials by digest. watch_by_code: join codes let in observers too."""

    def __init__(self, limits: Limits, committer: Committer, *, watch_by_code: bool = False) -> None:
        self._committer = committer
        self._managing: set[asyncio.Task[None]] = set()
        self.rooms: dict[str, Room] = {}
        self._coming: dict[tuple[str, PersonId], list[tuple[Callable[[], None], Enter]]] = {}
        self._codes: dict[str, str] = {}
        self._credentials: dict[bytes, Credential] = {}
        self._digests: dict[tuple[str, PersonId], bytes] = {}
        self._limits = limits
        self._watch_by_code = watch_by_code
        self._addresses: tuple[str, ...] = ()
        self._pages: tuple[str, ...] = ()
        self.branch: Branching | None = None
        """How a game is branched; None where nobody can."""
        self.cut: Cutting | None = None
        """How a seat's way in past this door is closed; None where there is none."""

    # ------------------------------------------------------------------------------------------------- furnishing

    def add(self, game: str, code: str, room: Room) -> None:
        """A game is open."""
        self.rooms[game] = room
        self._codes[code] = game

    def trust(self, credential: Credential) -> None:
        """A credential opens its seat from now on; what the same person had before opens nothing any more."""
        self.distrust(credential.game, credential.person)
        self._credentials[credential.digest] = credential
        self._digests[credential.game, credential.person] = credential.digest

    def knows(self, token: str | None) -> bool:
        """Does this token open a game here?"""
        return token is not None and digest_of(token) in self._credentials

    def distrust(self, game: str, person: PersonId) -> None:
        """A person's credential opens nothing any more; live connections are for the caller to end."""
        digest = self._digests.pop((game, person), None)
        if digest is not None:
            del self._credentials[digest]

    def trusts(self, game: str, person: PersonId) -> bool:
        """Has this person a credential that opens something?"""
        return (game, person) in self._digests

    def revoke(self, game: str, person: PersonId) -> None:
        """Take a credential back and end what it had opened."""
        self.distrust(game, person)
        self.rooms[game].followers.expel(person, CloseCode.REVOKED, "This credential was withdrawn.")

    def change_code(self, game: str, code: str) -> None:
        """Another join code; the old one opens nothing any more."""
        self._codes = {old: name for old, name in self._codes.items() if name != game} | {code: game}
        self._tell_door(game)

    def reachable_at(self, addresses: tuple[str, ...], pages: tuple[str, ...] = ()) -> None:
        """Under which ``host:port`` and join pages others find this server from now on; who shows it to them is told."""
        if (addresses, pages) != (self._addresses, self._pages):
            self._addresses, self._pages = addresses, pages
            for game in self.rooms:
                self._tell_door(game)

    def _tell_door(self, game: str) -> None:
        for follower in self.rooms[game].followers.everybody():
            self._show_door(game, follower)

    def _show_door(self, game: str, follower: Follower) -> None:
        """Join code and addresses, for those who put them on the wall: no player is asked to."""
        code = next((code for code, name in self._codes.items() if name == game), None)
        if follower.role in {"facilitator", "observer"} and code is not None:
            follower.link.send(door_frame(code, self._addresses, self._pages))

    # --------------------------------------------------------------------------------------------------- the door

    def enter(self, hello: Hello, bearer: str | None, link: Link, entered: Enter) -> None:
        """Let somebody in. ``entered`` is called once, perhaps later; by then the welcome is queued on ``link``.

        bearer: the token of the ``Authorization`` header, used where the hello has none.
        """
        try:
            if hello.protocol != PROTOCOL:
                raise refuse(
                    "bad_value",
                    "R11.2",
                    "protocol",
                    f"This server speaks protocol {PROTOCOL}, not {hello.protocol}.",
                )
            token = hello.token if hello.token is not None else bearer
            if token is not None and hello.code is not None:
                raise refuse("malformed", "R1.3", "code", "Either a token or a join code, not both.")
            if token is not None:
                self._return(hello, token, link, entered)
            elif hello.code is not None:
                self._come(hello, hello.code, link, entered)
            else:
                raise refuse("bad_credential", "R1.3", "token", "A token or a join code is needed.")
        except Refused as refused:
            entered(refused.rejection)

    def _return(self, hello: Hello, token: str, link: Link, entered: Enter) -> None:
        """Somebody with a token: the person it stands for, admitted now if this is the first time."""
        digest = digest_of(token)
        credential = self._credentials.get(digest)
        if credential is None or not same(credential.digest, digest):
            raise refuse("bad_credential", "R1.3", "token", "This token opens no game here.")
        if hello.watch and credential.role != "observer":
            raise refuse(
                "not_allowed",
                "R1.2",
                "watch",
                f"This is a {credential.role}'s token; watching takes an observer's.",
            )
        room, key = self.rooms[credential.game], (credential.game, credential.person)

        def seat() -> None:
            self._seat(room, credential.person, hello, link, None, entered)

        if credential.person in room.game.committed.people:
            seat()
        elif key in self._coming:  # the first time, and on two connections at once
            self._coming[key].append((seat, entered))
        else:
            name = self._name(hello.name) if hello.name is not None else credential.name
            admit = Admit(credential.person, name, credential.role, credential.seat, hello.bot)
            self._coming[key] = [(seat, entered)]

            def admitted(outcome: Outcome) -> None:
                for come_in, told in self._coming.pop(key):
                    if isinstance(outcome, Accepted):
                        come_in()
                    else:
                        told(outcome)

            room.submit(Order("engine", "engine", admit, admitted))

    def _come(self, hello: Hello, code: str, link: Link, entered: Enter) -> None:
        """Somebody new with a join code, which grants a player's place and nothing else, unless the host also lets in watchers."""
        game = self._codes.get(tidy_code(code))
        if game is None:
            raise refuse("bad_credential", "R1.3", "code", "There is no game with this code here.")
        name = self._name(hello.name or "")
        role: Role = "observer" if hello.watch else "player"
        if hello.watch and (hello.bot or hello.seat is not None):
            raise refuse("malformed", "R1.2", "watch", "Observers have no seat.")
        if hello.watch and not self._watch_by_code:
            raise refuse("not_allowed", "R1.3", "watch", NO_WATCHERS)
        room = self.rooms[game]
        state = room.game.tentative
        if len(state.people) >= self._limits.people:
            most = self._limits.people
            raise refuse("rate", "R11.3", "code", f"This game has {most} people already.", CROWDED)
        person = _next_person(state.people)
        token = new_token()
        credential = Credential(game, person, role, hello.seat, name, digest_of(token))

        def admitted(outcome: Outcome) -> None:
            if not isinstance(outcome, Accepted):
                entered(outcome)
                return
            self.trust(credential)
            if hello.bot and hello.seat is None:  # a program has no screen to choose on

                def seated(answer: Outcome) -> None:
                    del answer  # refused: it stays in the lobby, and its view says so
                    self._seat(room, person, hello, link, token, entered)

                room.submit(Order(person, "player", TakeSeat(None), seated))
                return
            self._seat(room, person, hello, link, token, entered)

        admit = Admit(person, name, role, hello.seat, hello.bot)
        room.submit(Order("engine", "engine", admit, admitted, credential=credential))

    # -------------------------------------------------------------------------------------------- facilitators' acts

    def manage(self, game: str, act: Act, settle: Settle) -> None:
        """Do something about the door; ``settle`` is called when it is durable."""
        task = asyncio.get_running_loop().create_task(self._manage(game, act, settle))
        self._managing.add(task)
        task.add_done_callback(self._managing.discard)

    async def _manage(self, game: str, act: Act, settle: Settle) -> None:
        try:
            if isinstance(act, ChangeCode):
                data: dict[str, Any] = await self._new_code(game)
            elif isinstance(act, Branch):
                data = await self._branch(game, act.round)
            elif isinstance(act, Revoke):
                data = await self._take_back(game, act.person)
            else:
                data = await self._make_anew(game, act.person)
        except Refused as refused:
            settle(refused.rejection)
        except JournalFault as fault:
            settle(Rejection("frozen", "R11.5", "", str(fault), 1.0))
        else:
            settle(Accepted(dump(data)))

    async def _new_code(self, game: str) -> dict[str, str]:
        code = new_code()
        await self._committer.call(lambda journal: journal.change_code(game, code))
        self.change_code(game, code)
        return {"code": code}

    async def _branch(self, game: str, round_: int) -> dict[str, Any]:
        if self.branch is None:
            raise refuse("not_allowed", "R12.11", "act.kind", "This server makes no branches.")
        if len(self.rooms) >= self._limits.games:
            raise refuse(
                "rate", "R11.3", "act.kind", f"This server runs {self._limits.games} games already.", 60.0
            )
        return await self.branch(game, round_)

    async def _take_back(self, game: str, person: PersonId) -> dict[str, Any]:
        self._known(game, person)
        await self._committer.call(lambda journal: journal.revoke(game, person))
        self.revoke(game, person)
        room = self.rooms[game]
        seat = room.game.tentative.people[person].seat
        if seat is not None:
            room.submit(Order(person, "player", LeaveSeat(), ignore))
        return await self._cut(game, seat)

    async def _make_anew(self, game: str, person: PersonId) -> dict[str, Any]:
        known = self._known(game, person)
        token = new_token()
        credential = Credential(game, person, known.role, known.seat, known.name, digest_of(token))
        await self._committer.call(lambda journal: journal.issue([credential]))
        self.revoke(game, person)
        self.trust(credential)
        return {"token": token} | await self._cut(game, known.seat)

    async def _cut(self, game: str, seat: SeatId | None) -> dict[str, Any]:
        """Over MQTT whoever has the seat's password at the broker could go on listening."""
        return await self.cut(game, seat) if self.cut is not None and seat is not None else {}

    def _known(self, game: str, person: PersonId) -> Person:
        """Somebody in the game. Raises: Refused."""
        known = self.rooms[game].game.committed.people.get(person)
        if known is None:
            raise refuse(
                "unknown_target", "R11.6", "act.person", f"There is no person {person!r} in this game."
            )
        return known

    def _name(self, typed: str) -> str:
        return check_name(typed, longest=self._limits.name_chars)

    def _seat(
        self, room: Room, person: PersonId, hello: Hello, link: Link, token: str | None, entered: Enter
    ) -> None:
        """The person is on record: put the link into the room."""
        state = room.game.committed
        if not hello.takeover and person in room.followers.here:
            entered(Rejection("conflict", "R11.9", "takeover", "You are at this table with another device."))
            return
        since = hello.since if hello.code is None else None
        follower = room.join(link, person, since, hello.audience, token)
        self._show_door(state.game, follower)
        entered(Guest(room, follower, person, state.people[person].role))


def _next_person(people: Iterable[PersonId]) -> PersonId:
    """The next free id; people who came by a code are numbered in order of arrival."""
    return f"p{sum(1 for person in people if person[:1] == 'p' and person[1:].isdigit()) + 1}"
