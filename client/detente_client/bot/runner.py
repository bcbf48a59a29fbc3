"""A bot over the network: ask its policy whenever the game asks its seat, and send what it answers.

The order of the questions is the one of ``detente_rules.headless``, so that a class behaves alike in both. A plain policy
is asked in a thread, since it may think for long while the connection has to be kept alive; an ``AsyncBot`` in the loop.
"""

import asyncio
import contextlib
import inspect
import secrets
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, TypeVar

from detente_client.address import at_seat, parse_place
from detente_client.bot.answers import commands_of, decision_of, reason_of
from detente_client.bot.asynchronous import AnyBot, asked
from detente_client.bot.loading import where_it_failed
from detente_client.model import Snapshot
from detente_client.table import CannotJoin, Table
from detente_client.tui.text import clean
from detente_rules.bots import why
from detente_rules.bots.base import Bot, BotDice, Heard
from detente_rules.commands import UNSTAMPED, PlayerCommand, Ready, Seal
from detente_rules.ids import SeatId
from detente_rules.rejections import Refused
from detente_rules.views.types import View
from detente_rules.wire.session import Invitation

T = TypeVar("T")

QUIET: Final = 0.4
"""Seconds without news after which a bot has nothing more to say in a negotiation; also between two that open one."""

REPLIES: Final = 20
"""Most commands in answer to messages, a round: two bots that answer each other must come to an end."""

BACK: Final = 15.0
"""Seconds after which a line that was lost at the debrief is taken for the end: whoever closed the server comes back seldom."""


def _to_stderr(line: str) -> None:
    sys.stderr.write(f"{clean(line, lines=True)}\n")


def run(
    bot: type[AnyBot],
    where: str,
    *,
    server: str | None = None,
    name: str | None = None,
    seat: str | None = None,
    seed: int | str | None = None,
    stay: float = 0.0,
) -> int:
    """Play one game with a bot and return the exit status; the last line of a bot's own file.

    where: join code, or ``CODE@host:port``. name: shown in the game. seat: None takes what is free. seed: of its dice.
    stay: see ``play``. Raises: BadAddress.
    """
    from detente_client.link import Link  # noqa: PLC0415 -- one may subclass Bot without a socket library

    place = parse_place(where, server)
    who = Invitation(place.code or "", name or bot.name or bot.__name__, seat, bot=True)
    try:
        return asyncio.run(play(bot, Link(at_seat(place.server, seat), who), seed=seed, stay=stay))
    except KeyboardInterrupt:
        return 130


async def play(
    bot: type[AnyBot],
    table: Table,
    *,
    seed: int | str | None = None,
    say: Callable[[str], None] = _to_stderr,
    quiet: float = QUIET,
    now: Callable[[], float] = time.time,
    stay: float = 0.0,
    back: float = BACK,
) -> int:
    """Sit at a table as a bot until the game's debrief; 0 when it got there, 1 when the door stayed shut.

    seed: of its dice; None draws one. say: where words for whoever runs it go. quiet: see ``QUIET``. now: this
    machine's clock, seconds since 1970. stay: most seconds at the debrief for questions, and no longer than the game is open; 0
    leaves at once. back: see ``BACK``.
    """
    player = _Player(bot, table, seed if seed is not None else secrets.token_hex(8), say, quiet, now)
    try:
        return await player.play(stay, back)
    finally:
        await table.close()


class _Player:
    """One bot at one table: what it has been asked already, so that nothing is asked twice."""

    def __init__(
        self,
        bot: type[AnyBot],
        table: Table,
        seed: int | str,
        say: Callable[[str], None],
        quiet: float,
        now: Callable[[], float],
    ) -> None:
        self._class = bot
        self._file = Path(inspect.getsourcefile(bot) or "")
        self._table = table
        self._seed = seed
        self._say = say
        self._quiet = quiet
        self._now = now
        self._policy: AnyBot | None = None
        self._asked: set[tuple[object, ...]] = set()
        self._heard = 0
        self._replies: dict[int, int] = {}
        self._whys = 0
        self._opening: tuple[int, float] = (0, 0.0)
        self._snapshot = Snapshot()
        self._changed = asyncio.Event()
        self._ended = False

    async def play(self, stay: float, back: float) -> int:
        follower = asyncio.create_task(self._follow())
        try:
            while True:
                quiet = not await self._news()
                if self._ended:
                    self._say(self._snapshot.detail or "The connection is closed.")
                    return 1
                view = self._snapshot.view
                if view is None or self._snapshot.connection != "live":
                    continue
                if view.phase == "debrief":
                    self._report(view)
                    if view.seat is not None and stay > 0:
                        await self._stay(self._policy_for(view.seat), stay, back)
                    return 0
                if view.seat is not None:
                    await self._answer(view.seat)
                    await self._be_ready(quiet=quiet)
        except CannotJoin as shut:
            self._say(str(shut))
            return 1
        finally:
            follower.cancel()
            await asyncio.wait({follower})

    async def _stay(self, policy: AnyBot, longest: float, back: float) -> None:
        """Answer who asks why, until the game closes, the line stays away for ``back`` seconds, or so many have passed."""
        lasting = f"{longest / 60:.0f} minutes" if longest >= 120 else f"{longest:g} s"
        self._say(f"It stays for questions until the game closes, at most {lasting}; Ctrl-C leaves.")
        now = asyncio.get_running_loop().time
        end = now() + longest
        with contextlib.suppress(TimeoutError, CannotJoin):
            async with asyncio.timeout_at(end) as limit:
                while not self._ended:
                    if self._snapshot.connection == "live":
                        limit.reschedule(end)
                        await self._listen(policy)
                    else:
                        limit.reschedule(min(limit.when() or end, now() + back))
                    await self._changed.wait()
                    self._changed.clear()
        if self._snapshot.connection == "closed":
            self._say(self._snapshot.detail or "The connection is closed.")
        elif self._snapshot.connection != "live":
            self._say("The server stays away; the bot leaves.")

    async def _follow(self) -> None:
        """Keep the newest snapshot at hand: every question is asked on the table as it is by then."""
        try:
            async for snapshot in self._table.snapshots():
                self._tell_of_the_line(snapshot)
                self._snapshot = snapshot
                self._changed.set()
        finally:
            self._ended = True
            self._changed.set()

    def _tell_of_the_line(self, snapshot: Snapshot) -> None:
        before = self._snapshot
        if snapshot.connection == "connecting" and snapshot.detail and not before.detail:
            self._say(f"{snapshot.detail} Trying again …")
        elif snapshot.connection == before.connection:
            return
        elif snapshot.connection == "lost":
            self._say(snapshot.detail or "The connection is lost; coming back …")
        elif snapshot.connection == "live" and before.connection == "lost":
            self._say("Back.")

    async def _news(self) -> bool:
        """Wait for a change; False when it has been quiet instead."""
        try:
            async with asyncio.timeout(self._quiet):
                await self._changed.wait()
        except TimeoutError:
            return False
        self._changed.clear()
        return True

    async def _answer(self, seat: SeatId) -> None:
        policy, view = self._policy_for(seat), self._view()
        if view.phase == "negotiation" and self._my_turn(view) and self._first("negotiate", view.round):
            await self._send_all(view, await self._ask(commands_of, policy.negotiate, view))
        for card in self._view().treaties:
            view = self._view()
            treaty = next((one for one in view.treaties if one.id == card.id), card)
            invited = seat in treaty.parties and treaty.by != seat and treaty.phase != "terminated"
            # As in a headless game: drafts are answered by those who have opened their own negotiation.
            asked = view.phase == "negotiation" and ("negotiate", view.round) in self._asked
            if invited and asked and self._first("proposal", treaty.id, treaty.version):
                await self._send_all(view, await self._ask(commands_of, policy.on_proposal, view, treaty))
        for question in self._view().questions:
            view = self._view()
            asked = question.open and (
                (question.may_vote and seat not in question.votes) or question.may_answer
            )
            if view.phase == "negotiation" and asked and self._first("question", question.id):
                await self._send_all(view, await self._ask(commands_of, policy.on_question, view, question))
        await self._listen(policy)
        view = self._view()
        if view.phase == "decision" and view.sealed is None and self._first("decide", view.round):
            decision = await self._ask(decision_of, policy.decide, view)
            if decision is None:  # its own fault, already told: the engine's defaults or the standing orders
                decision = Bot(seat, policy.dice).decide(view)
            await self._send(Seal(decision))

    async def _listen(self, policy: AnyBot) -> None:
        news = [line for line in self._snapshot.messages if line.seq > self._heard]
        self._heard = max((line.seq for line in news), default=self._heard)
        for line in news:
            view = self._view()
            heard = Heard(line.sender, line.text, line.to)
            if line.mine or not line.sender:
                continue
            if why.asks_why(view.phase, policy.seat, heard):
                await self._explain(policy, view, heard)
                continue
            if self._replies.get(view.round, 0) >= REPLIES:
                continue
            sent = await self._send_all(view, await self._ask(commands_of, policy.on_message, view, heard))
            self._replies[view.round] = self._replies.get(view.round, 0) + sent

    async def _explain(self, policy: AnyBot, view: View, heard: Heard) -> None:
        self._whys += 1
        if self._whys <= why.MOST:
            reason = await self._ask(reason_of, policy.explain, view)
            await self._send_all(view, why.because(heard, reason or ""))

    async def _be_ready(self, *, quiet: bool) -> None:
        """Nothing more to say: at once in a briefing, after a while without news in a negotiation."""
        view = self._view()
        if view.ready or view.phase not in {"briefing", "negotiation"}:
            return
        if view.phase == "negotiation" and not (quiet and self._everybody_has_opened(view)):
            return
        if self._first("ready", view.round, view.phase):
            await self._send(Ready())

    def _my_turn(self, view: View) -> bool:
        """Bots open a negotiation one after another, as in a headless game: who is later sees what is on the table."""
        now = asyncio.get_running_loop().time()
        if self._opening[0] != view.round:
            self._opening = (view.round, now + self._turn(view) * self._quiet)
        return now >= self._opening[1]

    def _everybody_has_opened(self, view: View) -> bool:
        """Other bots may still put a draft on the table; who is ready before would have no time to answer it."""
        started = self._opening[1] - self._turn(view) * self._quiet
        now = asyncio.get_running_loop().time()
        return self._opening[0] == view.round and now >= started + (len(view.seats) + 1) * self._quiet

    def _turn(self, view: View) -> int:
        place = [row.id for row in view.seats].index(view.seat or "")
        return (place - view.round + 1) % len(view.seats)

    def _view(self) -> View:
        view = self._snapshot.view
        assert view is not None  # play() goes on only once there is one
        return view

    def _policy_for(self, seat: str) -> AnyBot:
        if self._policy is None or self._policy.seat != seat:
            self._policy = self._class(seat, BotDice.of(self._seed, seat))
            self._asked.clear()
            self._heard = max((line.seq for line in self._snapshot.messages), default=0)
            self._say(f"Seated as {seat}.")
        return self._policy

    def _first(self, *question: object) -> bool:
        if question in self._asked:
            return False
        self._asked.add(question)
        return True

    async def _ask(
        self, read: Callable[[object], T], method: Callable[..., object], view: View, *more: Any
    ) -> T | None:
        """Ask a policy and read its answer (see ``asked``). None: it failed."""
        if self._policy is not None:
            self._policy.now = self._now() + self._snapshot.clock_offset
        try:
            return await asked(read, method, view, *more)
        except Exception as error:  # noqa: BLE001 -- somebody's bot may raise anything; the game goes on
            self._say(f"In {method.__name__}: {where_it_failed(error, self._file)}")
            return None

    async def _send_all(self, asked: View, commands: tuple[PlayerCommand, ...] | None) -> int:
        """Send what was answered to that view; orders for a phase that has ended meanwhile stay behind."""
        count = 0
        for command in commands or ():
            now = self._view()
            if (now.round, now.phase) == (asked.round, asked.phase) or command.kind in UNSTAMPED:
                await self._send(command)
                count += 1
        return count

    async def _send(self, command: PlayerCommand) -> None:
        try:
            await self._table.send(command)
        except Refused as no:
            if no.rejection.code != "stale":  # the phase ended while it was on its way; nobody's fault
                self._say(f"Refused: {command.kind}: {no.rejection.message} ({no.rejection.rule})")

    def _report(self, view: View) -> None:
        if view.debrief is not None and view.seat is not None:
            self._say(f"The game is over: {view.debrief.scores.get(view.seat, 0.0):+.1f} for {view.seat}.")
