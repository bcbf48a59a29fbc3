"""Bot policies: pure answers to what a seat may see (R1.6). ``by_name`` finds one; ``NAMES`` lists them."""

from detente_rules.bots.base import Bot, BotDice, Heard
from detente_rules.bots.registry import NAMES, UnknownBot, by_name

__all__ = ["NAMES", "Bot", "BotDice", "Heard", "UnknownBot", "by_name"]
