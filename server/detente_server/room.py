"""One game's room: the authority, those who follow it, its bots and its clock (architecture: room).

Everything here runs on the event loop and nothing waits: orders are judged when they come, the journal calls back
when they are durable. A fault in one game freezes that game and is looked into every second; its neighbours never
know.
"""

import asyncio
import contextlib
import json
import logging
from functools import partial

from detente_rules.bots import NAMES
from detente_rules.commands import EndPhase, Extend, SeatBot
from detente_rules.commands.facilitation import Appoint
from detente_rules.delegation import DUTIES
from detente_rules.ids import Audience, PersonId
from detente_rules.rejections import Rejection
from detente_rules.secret import Secret
from detente_rules.wire.codec import notice_frame
from detente_server.attendance import Attendance
from detente_server.clock import Clock
from detente_server.committer import Committer
from detente_server.followers import Follower, Followers, Link
from detente_server.game import Game, replayed
from detente_server.journal import Answer, Batch, Journal, JournalFault
from detente_server.keeper import BotKeeper
from detente_server.metrics import Metrics
from detente_server.orders import Order, ignore
from detente_server.settings import Limits

log = logging.getLogger("detente.room")

LONGEST_PAUSE: float = 60.0
"""Most seconds between two attempts to rebuild a game whose record cannot be replayed."""

LONGEST_EXTENSION: float = 1e7
"""Most seconds that one ``extend`` may carry."""


class Room:
    """A game in this process. Make it, then ``open``; ``submit``, ``join`` and ``leave`` at any time after."""

    def __init__(
        self,
        secret: Secret,
        committer: Committer,
        clock: Clock,
        limits: Limits,
        metrics: Metrics,
        attendance: Attendance | None = None,
    ) -> None:
        self.frozen: Rejection | None = None
        self._closing = False
        self._secret = secret
        self._committer = committer
        self._clock = clock
        self._limits = limits
        self._metrics = metrics
        self.followers = Followers(lambda: self.game, clock, metrics)
        self._bots = BotKeeper(secret.salt)
        self._attendance = attendance or Attendance(None)
        self._looked_at = 0.0
        self._asking = False
        self._writing = False
        self._thaw: asyncio.Task[None] | None = None
        self._game: Game | None = None
        self._looking: asyncio.Task[None] | None = None
        self._held: list[Order] | None = None
        self._poisoned: dict[tuple[PersonId, str], Rejection] = {}

    # --------------------------------------------------------------------------------------------------- opening

    def open(self, game: Game, lost: float = 0.0) -> None:
        """Begin, or go on after an outage of ``lost`` seconds, which the clock gives back."""
        self._game = game
        self.give_back(lost)
        self._bots.catch_up(game.committed)
        self._wake_bots()

    @property
    def game(self) -> Game:
        """The authority."""
        assert self._game is not None  # open() comes first
        return self._game

    @property
    def deadline(self) -> float | None:
        """When the phase ends, None while nothing ticks."""
        state = self.game.tentative
        if self.frozen is not None or state.paused_at is not None or state.phase == "debrief":
            return None
        return state.deadline

    @property
    def over(self) -> bool:
        """The debrief's time is up too."""
        state = self.game.committed
        if state.phase != "debrief":
            return False
        closing = (
            state.deadline
            if state.deadline is not None
            else self.game.at + 60 * state.scenario.minutes.debrief
        )
        return self._clock.now() >= closing

    # ---------------------------------------------------------------------------------------------------- orders

    def submit(self, order: Order) -> None:
        """Judge an order now; its ``settle`` is called when the answer is certain."""
        if self.frozen is not None:
            order.settle(self.frozen)
            return
        if self._held is not None:
            self._held.append(order)
            return
        if isinstance(order.command, SeatBot):
            if order.command.bot is not None and order.command.bot not in NAMES:
                known = ", ".join(NAMES)
                order.settle(
                    Rejection("unknown_target", "R1.6", "bot", f"There is no such bot; there are: {known}.")
                )
                return
            if order.role == "facilitator":
                self._attendance.decided(order.command.seat)
        if self._poisoned and order.command_id:
            poison = self._poisoned.get((order.person, order.command_id))
            if poison is not None:
                order.settle(poison)
                return
        game = self.game
        if order.command_id and game.long_ago(order):
            self._held = []
            self._looking = asyncio.get_running_loop().create_task(self._look_up(order))
            return
        try:
            game.take(order, self._clock.now())
        except Exception:
            log.exception("game %s: the rules failed on %s", game.committed.game, order.command.kind)
            no = Rejection(
                "conflict",
                "R11.5",
                "",
                "The rules have a fault here: this was not carried out and is not tried again.",
            )
            if order.command_id:
                self._poisoned[order.person, order.command_id] = no
            order.settle(no)
            self._freeze("The game met a fault in its rules and stands still until it is looked after.")
            return
        self._pump()

    def tick(self, now: float, lost: float) -> None:
        """Look at the clock: give lost time back first, then end what is due."""
        if lost:
            self.give_back(lost)
        deadline = self.deadline
        if deadline is not None and now >= deadline:
            self._metrics.late_deadlines.observe(now - deadline)
            self.submit(Order("engine", "engine", EndPhase(), ignore))
        if now - self._looked_at >= 1.0:
            self._looked_at = now
            self._replace_dropouts(now)

    def _replace_dropouts(self, now: float) -> None:
        state = self.game.tentative
        for seat in self._attendance.look(state, self.followers.here, now) if self.frozen is None else ():
            self._attendance.handed_over(seat)
            self.submit(Order("engine", "engine", SeatBot(seat, state.scenario.seat(seat).bot), ignore))
            self._keep_stand_ins()
        for person in (
            self._attendance.deputies(state, self.followers.here, now) if self.frozen is None else ()
        ):
            self.submit(Order("engine", "engine", Appoint(person, DUTIES), ignore))

    def _keep_stand_ins(self) -> None:
        """After a restart it must be known whose seat a returning player gets back."""
        key, value = stand_ins_key(self.game.committed.game), json.dumps(sorted(self._attendance.stand_ins))
        self._noting = asyncio.get_running_loop().create_task(_note(self._committer, key, value))

    def give_back(self, lost: float) -> None:
        """R2.6: time in which nobody could act is added to the running phase, and everybody is told."""
        if self.deadline is not None and lost > 0:
            extend = Extend(seconds=min(lost, LONGEST_EXTENSION), reason="downtime")
            self.submit(Order("engine", "engine", extend, ignore))

    def _pump(self) -> None:
        if self.game.unwritten and not self._writing:
            self._writing = True
            self._committer.submit(self._batch, self._settled)

    def _batch(self) -> Batch | None:
        self._writing = False
        return self.game.batch()

    def _settled(self, batch: Batch, fault: JournalFault | None) -> None:
        if fault is not None:
            log.error("game %s: %s", batch.game, fault)
            self.game.fall_back(self._freeze(str(fault)))
            return
        try:
            events = self.game.settled()
            self._bots.heard(self.game.committed, events)
        except Exception:
            # The batch is stored; what failed is telling it. The thaw rebuilds everything from the record.
            log.exception("game %s: the news could not be told", batch.game)
            self._freeze("The game met a fault and stands still until it is looked after.")
            return
        self._metrics.events.add(len(events))
        if self.frozen is None or self._closing:
            self._pump()
        if self.frozen is None:
            self._wake_bots()

    async def _look_up(self, order: Order) -> None:
        """A command that memory no longer holds: its answer is in the journal. What comes in meanwhile waits behind it."""
        name, person, key = self.game.committed.game, order.person, order.command_id
        try:
            known = await self._committer.call(lambda journal: journal.answer(name, person, key))
        except JournalFault as fault:
            held, self._held = self._held or [], None
            no = self._freeze(str(fault))
            for one in (order, *held):
                one.settle(no)
            return
        held, self._held = self._held or [], None
        if known is None:
            self.game.forget(order)
        else:
            self.game.remember([Answer(person, key, known)])
        for one in (order, *held):
            self.submit(one)

    # ---------------------------------------------------------------------------------------------------- freezing

    def _freeze(self, why: str) -> Rejection:
        """Stand still, refuse everything with the reason, and try again every second (R11.5)."""
        if self.frozen is None:
            self.frozen = Rejection(
                "frozen", "R11.5", "", f"{why} Nothing is lost; it will go on.", self._limits.thaw_seconds
            )
            self._metrics.frozen.add(1)
            self.followers.tell(notice_frame("frozen", self.frozen.message))
            self.game.fall_back(self.frozen, stored=True)
            self._thaw = asyncio.get_running_loop().create_task(self._try_to_thaw(self._clock.now()))
        return self.frozen

    async def _try_to_thaw(self, since: float) -> None:
        """Until the journal takes writes again and the record can be replayed; then go on from what it holds."""
        name, pause = self.game.committed.game, self._limits.thaw_seconds
        game: Game | None = None
        while game is None:
            await asyncio.sleep(pause)
            try:
                game = await self._committer.call(partial(self._reload, name=name))
            except JournalFault as fault:
                log.warning("game %s is still frozen: %s", name, fault)
            except Exception:
                log.exception("game %s cannot be rebuilt from its record", name)
                pause = min(LONGEST_PAUSE, 2 * pause)
        log.info("game %s goes on after %.1f s", name, self._clock.now() - since)
        before, self._game = self.game, game
        self.frozen = None
        self._metrics.frozen.add(-1)
        if (
            game.head != before.head
        ):  # stored, but its news never left: everybody goes on from the last number told
            for follower in self.followers.everybody():
                self.followers.welcome(follower, before.catchup(follower.audience, None).seq, None)
            self.followers.reseated()
        self.followers.tell(notice_frame("going"))
        self.open(game, self._clock.now() - since)

    def _reload(self, journal: Journal, name: str) -> Game:
        """In the journal's thread: is there room again, and what does the record say?"""
        journal.alive(self._clock.now())
        game = replayed(journal.lines(name), self._secret, self.followers, self._limits)
        game.remember(journal.answers(name))
        return game

    # ---------------------------------------------------------------------------------------------------- followers

    def join(
        self, link: Link, person: PersonId, since: int | None, stream: Audience | None, token: str | None
    ) -> Follower:
        """As ``Followers.join``; a seat that a bot has kept warm goes back to who returns."""
        follower = self.followers.join(link, person, since, stream, token)
        if self.frozen is not None and not self._closing:
            link.send(notice_frame("frozen", self.frozen.message))
        seat = self._attendance.returned(self.game.tentative, person)
        if seat is not None:
            self._attendance.decided(seat)
            self.submit(Order("engine", "engine", SeatBot(seat, None), ignore))
            self._keep_stand_ins()
        return follower

    def close(self, code: int, reason: str) -> None:
        """End every connection of this game, and stop what goes on by itself; what was accepted is still written."""
        self._closing = True
        if self.frozen is None:
            self.frozen = Rejection("frozen", "R11.5", "", reason, self._limits.thaw_seconds)
        for task in (self._thaw, self._looking):
            if task is not None:
                task.cancel()
        self.followers.close(code, reason)

    # --------------------------------------------------------------------------------------------------------- bots

    def _wake_bots(self) -> None:
        if not self._asking and self._bots.busy(self.game.tentative):
            self._asking = True
            asyncio.get_running_loop().call_soon(self._ask_bots)

    def _ask_bots(self) -> None:
        """One question a pass of the loop, when nothing else waits for the disk."""
        self._asking = False
        self._writing = False
        if self.frozen is not None or self.game.waiting:
            return  # the next commit or the thaw wakes them again
        for order in self._bots.orders(self.game.tentative):
            self.submit(order)
        self._wake_bots()


def stand_ins_key(game: str) -> str:
    """Where the store notes for whom bots stand in."""
    return f"stand-ins {game}"


async def _note(committer: Committer, key: str, value: str) -> None:
    with contextlib.suppress(JournalFault):  # it is a convenience; the facilitator can hand a seat back too
        await committer.call(lambda journal: journal.note(key, value))
