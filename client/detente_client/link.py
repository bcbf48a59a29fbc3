"""The client's end of the line: an asyncio shell round the wire's session.

Connects, comes back for ever after a break, resumes where the stream stopped, and sends again what nobody has
acknowledged, under the same ids. Only an end that is final ends it: a refused credential, another device in
one's place. What came in is folded by ``model`` into snapshots; whoever reads them sees the newest.
"""

import asyncio
import contextlib
import logging
import random
import time
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from typing import Any, Final

from detente_client.address import BadAddress, parse_place
from detente_client.channel import Channel, ChannelClosed, Connect, NoConnection
from detente_client.credentials import Keeper
from detente_client.dialling import dialler
from detente_client.model import Snapshot, absorb
from detente_client.table import CannotJoin
from detente_rules.commands import PlayerCommand
from detente_rules.rejections import Refused, Rejection, refuse
from detente_rules.wire.messages import MAX_FRAME, Ack, Act, CloseCode, RefusedFrame, Welcome
from detente_rules.wire.session import UNSETTLED, ClientSession, Invitation, ProtocolFault

log = logging.getLogger(__name__)

FIRST_PAUSE: Final = 0.25
LONGEST_PAUSE: Final = 8.0
"""Seconds between two attempts to come back: doubled each time, up to this, less up to a half by chance."""

PATIENCE: Final = 15.0
"""Seconds that a server has to answer a hello."""

LATER: Final = 10.0
"""Longest ``retry_after`` in seconds that is waited for silently; a longer one is told to the person."""

CLOSED_WORDS: Final = {
    CloseCode.POLICY: "The server does not let you in.",
    CloseCode.REPLACED: "This seat has been opened on another device; this one is closed.",
    CloseCode.REVOKED: "The facilitator has withdrawn this credential.",
}

LOST_WORDS: Final = {
    CloseCode.RESTART: "The server restarts; coming back …",
    CloseCode.GOING_AWAY: "The server restarts; coming back …",
    CloseCode.SLOW: "The line was too slow; coming back …",
}


class Link:
    """A ``Table`` over a network. Its methods belong to one event loop; its task starts with the first use.

    server: URL, for ``join`` the one to try where the code names none. who: a token or an invitation; None where
    ``join`` will say. keeper: remembers the token. patience: seconds to go on trying before the first welcome; after
    it there is no limit. watch: come in as an observer or not at all. The rest are ports for tests. ended: why it came to an end that nobody here asked for.
    """

    def __init__(
        self,
        server: str | None = None,
        who: str | Invitation | None = None,
        *,
        keeper: Keeper | None = None,
        patience: float = 0.0,
        watch: bool = False,
        connect: Connect | None = None,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        chance: Callable[[], float] = random.random,
        now: Callable[[], float] = time.time,
        new_id: Callable[[], str] = lambda: uuid.uuid4().hex,
    ) -> None:
        self._server = server
        self._keeper = keeper
        self._patience = patience
        self._connect = connect or dialler()
        self._sleep = sleep
        self._chance = chance
        self._now = now
        self._new_id = new_id
        self._watch = watch
        self._session = self._new_session(who) if who is not None else None
        self._snapshot = Snapshot() if who is not None else Snapshot(connection="closed")
        self._version = 0
        self._changed = asyncio.Event()
        self._channel: Channel | None = None
        self._answers: dict[str, asyncio.Future[dict[str, Any]]] = {}
        self._task: asyncio.Task[None] | None = None
        self._later: set[asyncio.Task[None]] = set()
        self._over = False
        self.ended = ""
        self._refusal: Rejection | None = None

    # ------------------------------------------------------------------------------------------------ the table

    @property
    def snapshot(self) -> Snapshot:
        """The newest one."""
        return self._snapshot

    @property
    def refusal(self) -> Rejection | None:
        """Why the door refused the newest connection; None where it did not, or where nobody answered."""
        return self._refusal

    async def snapshots(self) -> AsyncIterator[Snapshot]:
        """See ``table.Table``."""
        self._begin()
        seen = -1
        while True:
            if seen != self._version:
                seen = self._version
                yield self._snapshot
            elif self._over:
                return
            else:
                await self._changed.wait()

    async def join(self, where: str, name: str, seat: str | None = None) -> None:
        """See ``table.Table``."""
        if self._task is not None and not self._task.done():
            raise CannotJoin("You are at a table already.")
        try:
            place = parse_place(where, None if "@" in where else self._server)
        except BadAddress as fault:
            raise CannotJoin(str(fault)) from None
        if place.code is None:
            raise CannotJoin("A join code is needed; it looks like ABCD-EFGH.")
        invitation = Invitation(place.code, name, seat)
        kept: str | None = None
        if self._keeper is not None:
            kept = self._keeper.claim(place.server, place.code, name)
            self._keeper.invited(invitation)
        self._server = place.server
        self._session = self._new_session(kept or invitation)
        self._over, self.ended = False, ""
        self._publish(Snapshot())
        self._begin()
        async for snapshot in self.snapshots():
            if snapshot.connection == "live":
                return
        words, self._over, self._task = self._snapshot.detail, False, None
        self._publish(Snapshot(connection="closed"))
        raise CannotJoin(words)

    async def send(
        self, command: PlayerCommand, *, stamped: bool = True, command_id: str | None = None
    ) -> dict[str, Any]:
        """See ``table.Table``. command_id: the sender's own, under which the server does a command once (R11.4)."""
        self._begin()
        if self._session is None or self._over:
            raise CannotJoin(self._snapshot.detail or "There is no connection to a game.")
        view = self._snapshot.view if stamped else None
        if command_id is not None and (under_way := self._answers.get(command_id)) is not None:
            return await asyncio.shield(under_way)
        name, frame = self._session.command(
            command, round_=view.round if view else None, phase=view.phase if view else None, name=command_id
        )
        if len(frame) > MAX_FRAME:
            self._session.forget(name)
            raise refuse(
                "too_large", "R11.1", "", f"This is {len(frame)} bytes long; {MAX_FRAME} is the most."
            )
        return await self._asked(name, frame)

    async def manage(self, act: Act) -> dict[str, Any]:
        """See ``table.Desk``."""
        self._begin()
        if self._session is None or self._over:
            raise CannotJoin(self._snapshot.detail or "There is no connection to a game.")
        return await self._asked(*self._session.manage(act))

    async def _asked(self, name: str, frame: bytes) -> dict[str, Any]:
        """Send a frame that has been noted, and wait for the server's word."""
        answer: asyncio.Future[dict[str, Any]] = asyncio.get_running_loop().create_future()
        self._answers[name] = answer
        if self._session is not None and self._session.live:
            await self._transmit(frame)
        try:
            return await answer
        finally:
            self._answers.pop(name, None)

    async def close(self) -> None:
        """See ``table.Table``."""
        for task in (self._task, *self._later):
            if task is not None and not task.done():
                task.cancel()
                await asyncio.wait({task})
        if not self._over:
            self._finish("You have left; the seat waits for you.")
        if self._keeper is not None:
            self._keeper.release()

    # --------------------------------------------------------------------------------------------- the one task

    def _new_session(self, who: str | Invitation) -> ClientSession:
        return ClientSession(who, self._new_id, watch=self._watch)

    def _begin(self) -> None:
        if self._task is None and self._session is not None and not self._over:
            self._task = asyncio.get_running_loop().create_task(self._run(), name="link")

    async def _run(self) -> None:
        try:
            words = await self._stay_connected()
        except Exception as fault:
            log.exception("the link has a fault")
            words = f"This program has a fault: {type(fault).__name__}: {fault}"
        self.ended = words
        self._finish(words)

    async def _stay_connected(self) -> str:
        """Come back after every break that is not final; the words for the end that is."""
        assert self._server is not None
        failures, waited = 0, 0.0
        while True:
            session = self._session
            assert session is not None
            words = ""
            try:
                async with self._connect(self._server) as channel:
                    self._channel = channel
                    await self._converse(channel, session)
            except NoConnection as fault:
                words = str(fault)
                if fault.hopeless or (session.welcome is None and waited >= self._patience):
                    return words
            except ChannelClosed as end:
                # A welcome since the last failure: the line was good, so the first attempt comes soon.
                failures = 0 if session.live else failures
                words = self._words(end)
                if session.closed(end.code) == "final":
                    if not self._knock_anew(end.code):
                        return words
                    continue
            finally:
                self._channel = None
            session.closed(CloseCode.INTERNAL)  # whichever way the connection ended, it is no longer live
            self._publish(
                replace(self._snapshot, connection="lost" if session.welcome else "connecting", detail=words)
            )
            pause = min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** min(failures, 10)) * (0.5 + 0.5 * self._chance())
            failures += 1
            waited += pause
            await self._sleep(pause)

    async def _converse(self, channel: Channel, session: ClientSession) -> None:
        """One connection, until it ends. Raises: ChannelClosed."""
        self._refusal = None
        await channel.send(session.opened().decode())
        while True:
            try:
                async with asyncio.timeout(None if session.live else PATIENCE):
                    text = await channel.receive()
                reception = session.received(text)
            except TimeoutError:
                raise ChannelClosed(CloseCode.INTERNAL, "The server does not answer; coming back …") from None
            except ProtocolFault as fault:
                log.warning("protocol fault: %s", fault)
                raise ChannelClosed(
                    CloseCode.INTERNAL, "The server was not understood; coming back …"
                ) from None
            match reception.frame:
                case Ack(command_id=name, data=data):
                    self._settle(name, data)
                case RefusedFrame() as no:
                    self._refused(no)
                case Welcome() as welcome if welcome.token is not None and self._keeper is not None:
                    self._keeper.keep(self._server or "", welcome.game, welcome.token)
            if reception.frame is not None:
                self._publish(absorb(self._snapshot, reception.frame, self._now()))
            for frame in reception.send:
                await channel.send(frame.decode())

    def _knock_anew(self, code: int) -> bool:
        """A remembered credential that the server no longer knows: forget it, and use the code like anybody new."""
        keeper, session = self._keeper, self._session
        if keeper is None or session is None or session.welcome is not None or code != CloseCode.POLICY:
            return False
        invitation = keeper.forget()
        if invitation is None:
            return False
        self._session = self._new_session(invitation)
        return True

    # -------------------------------------------------------------------------------------------------- answers

    async def _transmit(self, frame: bytes) -> None:
        if self._channel is not None:
            # An end here is seen by the reader too, and the next welcome brings the frame back.
            with contextlib.suppress(ChannelClosed):
                await self._channel.send(frame.decode())

    def _settle(self, name: str, answer: dict[str, Any] | Refused) -> None:
        waiting = self._answers.get(name)
        if waiting is None or waiting.done():
            return
        if isinstance(answer, Refused):
            waiting.set_exception(answer)
        else:
            waiting.set_result(answer)

    def _refused(self, no: RefusedFrame) -> None:
        rejection = Rejection(no.code, no.rule, no.field, no.message, no.retry_after)  # type: ignore[arg-type]
        if not no.command_id:
            self._refusal = rejection
            return
        if no.code in UNSETTLED and no.retry_after is not None and no.retry_after <= LATER:
            task = asyncio.get_running_loop().create_task(self._try_later(no.command_id, no.retry_after))
            self._later.add(task)
            task.add_done_callback(self._later.discard)
            return
        if self._session is not None:
            self._session.forget(no.command_id)
        self._settle(no.command_id, Refused(rejection))

    async def _try_later(self, name: str, seconds: float) -> None:
        await self._sleep(seconds)
        frame = self._session.again(name) if self._session is not None else None
        if frame is not None and self._session is not None and self._session.live:
            await self._transmit(frame)

    def _words(self, end: ChannelClosed) -> str:
        """What to tell people of the end of a connection: the refusal that came before it says most."""
        if self._refusal is not None:
            return self._refusal.message
        if end.code in CLOSED_WORDS:
            return end.reason or CLOSED_WORDS[CloseCode(end.code)]
        if end.code in LOST_WORDS:
            return LOST_WORDS[CloseCode(end.code)]
        return end.reason or "The connection is lost; coming back …"

    def _finish(self, words: str) -> None:
        self._over = True
        self._publish(replace(self._snapshot, connection="closed", detail=words))
        for waiting in self._answers.values():
            if not waiting.done():
                waiting.set_exception(CannotJoin(words))

    def _publish(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._version += 1
        self._changed.set()
        self._changed = asyncio.Event()
