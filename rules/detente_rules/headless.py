"""A game without a network: the same commands, events and views as live, and bots in the seats (R1.6, R5.9).

``Asker`` puts the questions to bots, one seat after another in a fixed order, so the same seed gives the same game.
The server uses it too, for seats that bots hold; there is no second way in which bots play.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from typing import Final

from detente_rules.bots import why
from detente_rules.bots.base import Bot, Heard
from detente_rules.commands import ENGINE, Actor, PlayerCommand, Ready, Seal, SeatBot, Stamp, Start
from detente_rules.decide import decide
from detente_rules.decide.story import carried
from detente_rules.events import Event
from detente_rules.ids import SeatId, seat_audience
from detente_rules.rejections import Refused
from detente_rules.state import GameState
from detente_rules.views.later import later

MAX_REPLIES = 6
"""Most times a bot is asked about messages and drafts within one phase, so that two bots cannot talk for ever."""

STEP = 1.0
"""Seconds that pass on the made clock of a headless game from one command to the next."""


_ASKED_ABOUT: Final = frozenset(
    {"phase_began", "treaty_proposed", "treaty_amended", "question_put", "message_sent"}
)
"""Kinds of event that a question to a bot follows from."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One command of a headless game, and what came of it. refusal: in words, where it was refused."""

    actor: Actor
    command: PlayerCommand
    events: tuple[Event, ...]
    refusal: str | None = None


@lru_cache(maxsize=1024)
def bot_actor(seat: SeatId) -> Actor:
    """Who acts when a bot that the server keeps acts for a seat."""
    return Actor(f"bot:{seat}", "player", seat)


class Asker:
    """Puts the bots' questions, given what happened. One per game; it remembers only how often it has asked."""

    def __init__(self) -> None:
        self._asked: dict[tuple[SeatId, int, str], int] = {}

    def commands(
        self, state: GameState, bots: Mapping[SeatId, Bot], events: Iterable[Event]
    ) -> Iterator[tuple[SeatId, Callable[[GameState], Iterable[PlayerCommand]]]]:
        """Questions that follow from these events: (seat, question). Ask with the state as it then is."""
        for event in events:
            if event.kind not in _ASKED_ABOUT:
                continue
            if event.kind == "phase_began":
                for seat in _order(state, bots):
                    yield seat, self._opening(bots[seat], seat)
                # A keeper that catches up (after a restart, or with a bot that came in mid-phase) tells of the phase alone.
                if not event.data:
                    open_now = [one.id for one in state.questions if one.carried is None]
                    for seat, question in product(_order(state, bots), open_now):
                        yield seat, _about_question(bots[seat], seat, question)
            elif event.kind in {"treaty_proposed", "treaty_amended"}:
                for seat in _order(state, bots):
                    if seat in event.data["parties"] and self._may_ask(state, seat, "draft"):
                        yield seat, _about_draft(bots[seat], seat, event.data["treaty"])
            elif event.kind == "question_put":
                for seat in _order(state, bots):
                    accused = event.data["about"] == "accusation" and seat == event.data["seat"]
                    if accused or seat in event.data["voters"]:
                        yield seat, _about_question(bots[seat], seat, event.data["question"])
            elif event.kind == "message_sent":
                if event.data["sender"] is None:
                    continue
                heard = Heard(event.data["sender"], event.data["text"], tuple(event.data["to"]))
                for seat in _order(state, bots):
                    told = event.reaches(seat_audience(seat)) and heard.sender != seat
                    if told and self._may_answer(state, seat, heard):
                        yield seat, _about_message(bots[seat], seat, heard)

    def _opening(self, bot: Bot, seat: SeatId) -> Callable[[GameState], Iterable[PlayerCommand]]:
        def ask(state: GameState) -> Iterable[PlayerCommand]:
            if state.phase == "negotiation":
                return tuple(bot.negotiate(later(state, seat_audience(seat))))
            if state.phase == "decision" and state.seats[seat].sealed is None:
                return (Seal(bot.decide(later(state, seat_audience(seat)))),)
            return ()

        return ask

    def _may_answer(self, state: GameState, seat: SeatId, heard: Heard) -> bool:
        """Talk at the debrief leaves a bot free to be asked why."""
        if why.asks_why(state.phase, seat, heard):
            return self._may_ask(state, seat, "why", why.MOST)
        return self._may_ask(state, seat, "message")

    def _may_ask(self, state: GameState, seat: SeatId, what: str, most: int = MAX_REPLIES) -> bool:
        key = (seat, state.round, f"{state.phase}/{what}")
        self._asked[key] = self._asked.get(key, 0) + 1
        return self._asked[key] <= most


def _about_draft(bot: Bot, seat: SeatId, treaty: str) -> Callable[[GameState], Iterable[PlayerCommand]]:
    def ask(state: GameState) -> Iterable[PlayerCommand]:
        seen = later(state, seat_audience(seat))
        card = next((one for one in seen.treaties if one.id == treaty), None)
        if card is None or state.phase != "negotiation":
            return ()
        return tuple(bot.on_proposal(seen, card))

    return ask


def _about_question(bot: Bot, seat: SeatId, question: str) -> Callable[[GameState], Iterable[PlayerCommand]]:
    """Who may vote on it, or is accused, is asked."""

    def ask(state: GameState) -> Iterable[PlayerCommand]:
        seen = later(state, seat_audience(seat))
        card = next((one for one in seen.questions if one.id == question), None)
        if card is None or not ((card.may_vote and seat not in card.votes) or card.may_answer):
            return ()
        return tuple(bot.on_question(seen, card))

    return ask


def _about_message(bot: Bot, seat: SeatId, heard: Heard) -> Callable[[GameState], Iterable[PlayerCommand]]:
    def ask(state: GameState) -> Iterable[PlayerCommand]:
        return why.replies(bot, later(state, seat_audience(seat)), heard)

    return ask


def _order(state: GameState, bots: Mapping[SeatId, Bot]) -> list[SeatId]:
    """Seats with bots, in scenario order turned by one a round, so that nobody always speaks first."""
    seats = [seat.id for seat in state.scenario.seats if seat.id in bots]
    turn = (state.round - 1) % len(seats) if seats and state.round else 0
    return seats[turn:] + seats[:turn]


@dataclass(frozen=True, slots=True)
class Due:
    """The next command ends the decision phase. state: as it will be then, when the round is resolved."""

    state: GameState


def play_out(
    state: GameState, bots: Mapping[SeatId, Bot], at: float = 0.0
) -> Iterator[tuple[GameState, Turn]]:
    """Play a game in the lobby to its debrief; yields after every command.

    bots: for every seat; they are shown by their names. The clock is made: ``STEP`` seconds a command.
    Raises: KeyError where a seat has no bot.
    """
    return (step for step in turns(state, bots, at) if not isinstance(step, Due))


def turns(
    state: GameState, bots: Mapping[SeatId, Bot], at: float = 0.0
) -> Iterator[tuple[GameState, Turn] | Due]:
    """``play_out``, with a word before each round is resolved: whoever plays many games may work the rounds out together."""
    asker, clock = Asker(), at
    opening: tuple[PlayerCommand, ...] = (
        *(SeatBot(seat=seat, bot=bots[seat].name or "bot") for seat in state.seats),
        Start(),
    )
    queue: list[tuple[Actor, Callable[[GameState], Iterable[PlayerCommand]]]] = [(ENGINE, lambda _: opening)]
    while queue:
        actor, question = queue.pop(0)
        for command in question(state):
            clock += STEP
            if isinstance(command, Seal) and (due := completed(state, actor, command)) is not None:
                yield Due(due)
            turn = _try(state, actor, command, clock)
            state = carried(state, turn.events)
            yield state, turn
            queue += [(bot_actor(seat), ask) for seat, ask in asker.commands(state, bots, turn.events)]
        if not queue:
            queue += _readiness(state)


def completed(state: GameState, actor: Actor, command: Seal) -> GameState | None:
    """The state in which every seat has sealed, where this is the last seal that was waited for; else None."""
    seat = actor.seat
    if seat is None or state.phase != "decision" or state.seats[seat].sealed is not None:
        return None
    if any(one.sealed is None for one in state.seats.values() if one.id != seat):
        return None
    return state.with_seat(seat, sealed=command.decision, standing=command.decision)


def _readiness(
    state: GameState,
) -> list[tuple[Actor, Callable[[GameState], Iterable[PlayerCommand]]]]:
    """When nobody has more to say: the seats say so one by one, and the phase ends with the last of them."""
    if state.phase not in {"briefing", "negotiation"}:
        return []
    waiting = [seat for seat in state.seats if not state.seats[seat].ready]
    return [(bot_actor(seat), _ready(state.round, state.phase)) for seat in waiting]


def _ready(round_: int, phase: str) -> Callable[[GameState], Iterable[PlayerCommand]]:
    return lambda state: (Ready(),) if (state.round, state.phase) == (round_, phase) else ()


def _try(state: GameState, actor: Actor, command: PlayerCommand, at: float) -> Turn:
    try:
        events = decide(state, actor, command, at, Stamp(state.round, state.phase))
    except Refused as refused:
        return Turn(actor, command, (), str(refused))
    return Turn(actor, command, events)
