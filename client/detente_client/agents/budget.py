"""What a game may cost: tokens and money, reckoned before a question is asked and corrected after it.

Only the first question can go beyond a limit, where an endpoint counts more tokens than was reckoned.
"""

from dataclasses import dataclass
from typing import Final

CHARACTERS_A_TOKEN: Final = 3.0
"""Few, so that what a question may cost is rather too high: texts in English have about four."""


@dataclass(frozen=True, slots=True)
class Price:
    """In any one currency, a million tokens: of the question and of the answer."""

    question: float = 0.0
    answer: float = 0.0

    def of(self, tokens_in: int, tokens_out: int) -> float:
        """What so many tokens cost."""
        return (tokens_in * self.question + tokens_out * self.answer) / 1e6


class Budget:
    """Spent and left in one game. tokens: at most, questions and answers together. money: at most, in the price's currency."""

    def __init__(self, tokens: int, money: float | None = None, price: Price | None = None) -> None:
        self.tokens = tokens
        self.money = money
        self.price = price if price is not None else Price()
        self.spent_tokens = 0
        self.spent_money = 0.0
        self._characters = CHARACTERS_A_TOKEN

    def allows(self, characters: int, longest_answer: int) -> bool:
        """Would a question of so many characters, with the longest answer, stay within both limits?"""
        asked = self._tokens(characters)
        dear = self.money is not None and (
            self.spent_money + self.price.of(asked, longest_answer) > self.money
        )
        return not dear and self.spent_tokens + asked + longest_answer <= self.tokens

    def spend(self, characters: int, longest_answer: int, counted: tuple[int | None, int | None]) -> None:
        """A question was sent. counted: (question, answer) as the endpoint says; what it does not say costs the most."""
        asked = counted[0] if counted[0] is not None else self._tokens(characters)
        # Where an endpoint counts more than was reckoned, it will again.
        self._characters = min(self._characters, characters / max(asked, 1))
        answered = counted[1] if counted[1] is not None else longest_answer
        self.spent_tokens += asked + answered
        self.spent_money += self.price.of(asked, answered)

    def _tokens(self, characters: int) -> int:
        """At most about so many."""
        return int(characters / self._characters) + 1
