"""Why did you do that? Which words ask a bot so at the debrief, and what becomes of its answer (R1.6).

Whoever puts questions to bots uses this: the headless driver, the server that keeps them, and a bot's own program on a network.
"""

from typing import Final

from detente_rules.bots.base import Bot, Heard
from detente_rules.commands import Message, PlayerCommand
from detente_rules.ids import MAX_TEXT, Phase, SeatId
from detente_rules.views.types import View

MOST: Final = 50
"""Most times that a bot is asked why, so that two bots which answer with questions come to an end."""


def is_question(seat: SeatId, message: Heard) -> bool:
    """Is it a question, put to this seat alone?"""
    return "?" in message.text and set(message.to) - {message.sender} == {seat}


def asks_why(phase: Phase, seat: SeatId, message: Heard) -> bool:
    """At the debrief a question put to a seat alone is one for its reasons: ``explain`` answers, not ``on_message``."""
    return phase == "debrief" and is_question(seat, message)


def because(message: Heard, reason: str) -> tuple[PlayerCommand, ...]:
    """The reason, to whoever asked alone; nothing where there is none."""
    return (Message(text=reason[:MAX_TEXT], to=(message.sender,)),) if reason else ()


def replies(bot: Bot, view: View, message: Heard) -> tuple[PlayerCommand, ...]:
    """What a bot answers to a message, whichever of its methods that is for."""
    if asks_why(view.phase, bot.seat, message):
        return because(message, bot.explain(view))
    return tuple(bot.on_message(view, message))
