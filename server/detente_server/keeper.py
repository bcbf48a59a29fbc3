"""Keeps the bots of one game: asks them what the rules' headless driver would ask, one question a pass (R1.6).

Bots play on the server's loop but never on anybody's way to the journal: a question waits until the orders that came
in before it are decided, and their answers are orders like everybody else's.
"""

import logging
from collections import deque
from collections.abc import Callable, Iterable
from typing import Final

from detente_rules.bots import Bot, BotDice, UnknownBot, by_name
from detente_rules.commands import PlayerCommand, Ready, Stamp
from detente_rules.events import Event
from detente_rules.headless import Asker, bot_actor
from detente_rules.ids import PUBLIC, Phase, SeatId
from detente_rules.state import GameState
from detente_server.orders import Order, ignore

log = logging.getLogger("detente.bots")

Question = Callable[[GameState], Iterable[PlayerCommand]]

PLAYED: Final = frozenset({"briefing", "negotiation", "decision"})
SEATING: Final = frozenset({"bot_seated", "bot_unseated", "seat_taken", "seat_left"})


class BotKeeper:
    """The bots of one game. dice: text that their dice are made of, unknown to players."""

    def __init__(self, dice: str) -> None:
        self._dice = dice
        self._asker = Asker()
        self._bots: dict[SeatId, Bot] = {}
        self._questions: deque[tuple[SeatId, Question]] = deque()
        self._said_ready: dict[SeatId, tuple[int, Phase]] = {}

    def heard(self, state: GameState, events: Iterable[Event]) -> None:
        """Note what happened: who is a bot now, and what bots are to be asked about."""
        events = tuple(events)
        if any(event.kind in SEATING for event in events):
            self._seat(state)
        if self._bots:
            self._questions.extend(self._asker.commands(state, self._bots, events))
            fresh = {e.data["seat"] for e in events if e.kind == "bot_seated"} & self._bots.keys()
            self.catch_up(state, fresh)

    def catch_up(self, state: GameState, seats: Iterable[SeatId] | None = None) -> None:
        """Ask bots that came in mid-phase (or all, after a restart) what they would have been asked at its start."""
        self._seat(state)
        idle = {
            seat: bot
            for seat, bot in self._bots.items()
            if (seats is None or seat in seats) and not state.seats[seat].ready
        }
        if idle and state.phase in PLAYED:
            began = Event("phase_began", PUBLIC, {}, 0.0, state.round, state.phase)
            self._questions.extend(self._asker.commands(state, idle, [began]))

    def busy(self, state: GameState) -> bool:
        """Is there anything left to ask or to say?"""
        return bool(self._questions) or bool(self._unready(state))

    def orders(self, state: GameState) -> tuple[Order, ...]:
        """Put the next question to a bot and return what it wants; when none is left, the bots are ready."""
        if self._questions:
            seat, question = self._questions.popleft()
            if seat not in self._bots:
                return ()
            try:
                commands = tuple(question(state))
            except Exception:  # a policy's fault costs it this answer, and nobody else anything
                log.exception("the bot in seat %s of game %s failed", seat, state.game)
                return ()
            return tuple(_order(state, seat, command) for command in commands)
        unready = self._unready(state)
        self._said_ready |= dict.fromkeys(unready, (state.round, state.phase))
        return tuple(_order(state, seat, Ready()) for seat in unready)

    def _unready(self, state: GameState) -> tuple[SeatId, ...]:
        if state.phase not in {"briefing", "negotiation"} or state.paused_at is not None:
            return ()
        now = (state.round, state.phase)
        return tuple(
            seat for seat in self._bots if not state.seats[seat].ready and self._said_ready.get(seat) != now
        )

    def _seat(self, state: GameState) -> None:
        """The bots as the state has them; a bot remembers nothing, so a new object is as good as the old."""
        wanted = {seat.id: seat.bot for seat in state.seats.values() if seat.bot is not None}
        for seat in [seat for seat, bot in self._bots.items() if wanted.get(seat) != bot.name]:
            del self._bots[seat]
        for seat, name in wanted.items():
            if seat not in self._bots:
                try:
                    self._bots[seat] = by_name(name)(seat, BotDice.of(self._dice, seat))
                except UnknownBot:
                    log.warning("game %s: %s", state.game, name)


def _order(state: GameState, seat: SeatId, command: PlayerCommand) -> Order:
    actor = bot_actor(seat)
    return Order(actor.person, actor.role, command, ignore, Stamp(state.round, state.phase))
