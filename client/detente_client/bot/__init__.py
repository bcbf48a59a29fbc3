"""Write a bot: subclass ``Bot``, say what it decides, ``run`` it in a seat of any game.

The same class plays over the network and inside the process (``detente simulate --seats helion=my_bot.py``).

>>> from detente_client.bot import Bot, LabDecision, NationDecision, run
"""

from detente_client.bot.asynchronous import AsyncBot
from detente_client.bot.loading import BotNotFound, load
from detente_client.bot.runner import play, run
from detente_client.bot.seat import Seat
from detente_rules.bots.base import Bot, BotDice, Heard
from detente_rules.bots.situation import Alternative, Situation
from detente_rules.commands import (
    Accede,
    Amend,
    Message,
    PlayerCommand,
    Propose,
    Ratify,
    Seal,
    Sign,
    Withdraw,
)
from detente_rules.commands.treaty import ReleaseWeights, Vote
from detente_rules.decisions import (
    Decision,
    Declaration,
    LabCard,
    LabDecision,
    NationCard,
    NationDecision,
    Token,
)
from detente_rules.views.question_types import QuestionView
from detente_rules.views.types import TreatyView, View

__all__ = [
    "Accede",
    "Alternative",
    "Amend",
    "AsyncBot",
    "Bot",
    "BotDice",
    "BotNotFound",
    "Decision",
    "Declaration",
    "Heard",
    "LabCard",
    "LabDecision",
    "Message",
    "NationCard",
    "NationDecision",
    "PlayerCommand",
    "Propose",
    "QuestionView",
    "Ratify",
    "ReleaseWeights",
    "Seal",
    "Seat",
    "Sign",
    "Situation",
    "Token",
    "TreatyView",
    "View",
    "Vote",
    "Withdraw",
    "load",
    "play",
    "run",
]
