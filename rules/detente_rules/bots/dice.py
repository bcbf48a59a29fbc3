"""Dice of a bot: its own key, never the game's (R9.4)."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from detente_rules import dice
from detente_rules.ids import SeatId

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class BotDice:
    """Chance for one bot in one seat: numbers at places, not a stream.

    The same place always holds the same number, so that a bot that is asked twice answers the same twice, and a
    bot that comes back after a restart needs no memory. key: 64 bits, own to this bot.
    """

    key: int

    @classmethod
    def of(cls, seed: int | str, seat: SeatId) -> "BotDice":
        """Dice of the bot in a seat, from the seed of a batch or any other text.

        A SHA-256 stands between the seed and the key: from its dice a bot learns nothing of the game's.
        """
        digest = hashlib.sha256(f"detente/bot/1:{seed}:{seat}".encode()).digest()
        return cls(int.from_bytes(digest[:8], "big"))

    def uniform(self, round_: int, what: str, counter: int = 0) -> float:
        """The number in [0, 1) at a place: round, a word for what it decides, and a counter below 2^24."""
        word = int.from_bytes(hashlib.sha256(what.encode()).digest()[:2], "big")
        return dice.uniform(self.key, dice.Purpose.BOT, round_, word, counter)

    def between(self, low: float, high: float, round_: int, what: str, counter: int = 0) -> float:
        """A number between ``low`` and ``high``."""
        return low + (high - low) * self.uniform(round_, what, counter)

    def happens(self, chance: float, round_: int, what: str, counter: int = 0) -> bool:
        """True with the given probability."""
        return self.uniform(round_, what, counter) < chance

    def choice(self, options: Sequence[T], round_: int, what: str, counter: int = 0) -> T:
        """One of the options, each as likely. Raises: IndexError when there are none."""
        return options[int(self.uniform(round_, what, counter) * len(options))]
