"""Write a bot: subclass ``Bot``, say what it decides, ``run`` it in a seat of any game.

The same class plays over the network and inside the process (``detente simulate --seats helion=my_bot.py``).

>>> from detente_client.bot import Bot, LabDecision, NationDecision, run
"""

from detente_client.bot.loading import BotNotFound, load
from detente_client.bot.runner import play, run
from detente_rules.bots.base import Bot, BotDice, Heard
from detente_rules.commands import Accede, Amend, Message, Propose, Ratify, Sign, Withdraw
from detente_rules.decisions import Declaration, LabCard, LabDecision, NationCard, NationDecision, Token
from detente_rules.views.types import TreatyView, View

__all__ = [
    "Accede",
    "Amend",
    "Bot",
    "BotDice",
    "BotNotFound",
    "Declaration",
    "Heard",
    "LabCard",
    "LabDecision",
    "Message",
    "NationCard",
    "NationDecision",
    "Propose",
    "Ratify",
    "Sign",
    "Token",
    "TreatyView",
    "View",
    "Withdraw",
    "load",
    "play",
    "run",
]
