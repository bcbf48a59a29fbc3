"""A bot that asks a language model, and a plain bot where the model does not answer, in time or at all."""

import asyncio
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import isinf
from typing import Final, TypeVar

from detente_client.agents.budget import Budget, Price
from detente_client.agents.endpoint import Endpoint, NoAnswer
from detente_client.agents.prompt import Unusable, acts_in, decision_in, question, repair
from detente_client.bot import (
    AsyncBot,
    BotDice,
    Decision,
    Heard,
    PlayerCommand,
    QuestionView,
    Ratify,
    Sign,
    TreatyView,
    View,
)
from detente_rules.bots import by_name
from detente_rules.ids import SeatId

T = TypeVar("T")

REMEMBERED: Final = 30
"""Messages of others that a question quotes at most."""

ANSWERED: Final = 3
"""Messages a round that the model is asked about; the others it hears with the next question."""


@dataclass(frozen=True)
class Policy:
    """How a model is asked. seconds: at most for one question with its repair, and at most half of what the phase has left.

    tokens: at most in one game. money: at most, in the currency of ``price``; None: no such limit. fallback: the bot that answers
    where the model does not.
    """

    endpoint: Endpoint
    seconds: float = 30.0
    tokens: int = 400_000
    money: float | None = None
    price: Price = Price()
    fallback: str = "conditional"


def _to_stderr(line: str) -> None:
    sys.stderr.write(f"{line}\n")


def llm_bot(policy: Policy, say: Callable[[str], None] = _to_stderr) -> type["ModelBot"]:
    """A bot class that asks this model. say: where words for whoever runs it go. Raises: UnknownBot."""
    by_name(policy.fallback)

    class Model(ModelBot):
        name = "llm"
        about = f"asks {policy.endpoint.model}"

        def __init__(self, seat: SeatId, dice: BotDice) -> None:
            super().__init__(seat, dice, policy, say)

    return Model


class ModelBot(AsyncBot):
    """See ``llm_bot``. Unlike other bots it remembers the talk that it heard, and what it spent; both end with the process."""

    def __init__(self, seat: SeatId, dice: BotDice, policy: Policy, say: Callable[[str], None]) -> None:
        super().__init__(seat, dice)
        self.budget = Budget(policy.tokens, policy.money, policy.price)
        self._policy = policy
        self._say = say
        self._fallback = by_name(policy.fallback)(seat, dice)
        self._heard: list[Heard] = []
        self._answered: dict[int, int] = {}
        self._why = ""

    async def negotiate(self, view: View) -> Iterable[PlayerCommand]:
        """The model opens the negotiation."""
        task = "The negotiation begins. What do you say, propose, sign, ratify or leave?"
        return await self._acts(view, task, lambda: self._fallback.negotiate(view))

    async def on_proposal(self, view: View, treaty: TreatyView) -> Iterable[PlayerCommand]:
        """The model answers a draft; its own it stands by, which needs no question."""
        if treaty.by == self.seat:
            signed = Sign(treaty=treaty.id, version=treaty.version)
            return (signed,) if self.is_lab(view) else (signed, Ratify(treaty=treaty.id))
        task = f"Draft {treaty.id}, version {treaty.version}, invites you. Sign it, answer it, or neither?"
        return await self._acts(view, task, lambda: self._fallback.on_proposal(view, treaty))

    async def on_question(self, view: View, question: QuestionView) -> Iterable[PlayerCommand]:
        """The model votes, or answers an accusation."""
        task = f"Question {question.id} ({question.about}) asks you: vote on it, or answer it where you are accused."
        return await self._acts(view, task, lambda: self._fallback.on_question(view, question))

    async def on_message(self, view: View, message: Heard) -> Iterable[PlayerCommand]:
        """Remembered; in a negotiation the model answers the first few of a round."""
        self._heard = [*self._heard, message][-REMEMBERED:]
        asked = self._answered.get(view.round, 0)
        if view.phase != "negotiation" or asked >= ANSWERED:
            return ()
        self._answered[view.round] = asked + 1
        task = (
            f"The last of the messages came just now, from {message.sender}. Answer only where it serves you."
        )
        return await self._acts(view, task, tuple)

    async def decide(self, view: View) -> Decision:
        """The model's decision, else the fallback's."""
        task = "Decide, in secret, for this round."
        found = await self._asked(view, task, lambda text: decision_in(text, view, self.seat))
        if found is None:
            self._why = f"The model gave no usable answer; {self._policy.fallback} decided."
            return self._fallback.decide(view)
        decision, self._why = found
        return decision

    def explain(self, view: View) -> str:
        """What the model said of its last decision."""
        del view
        return self._why or self.unexplained()

    # ------------------------------------------------------------------------------------------------------- inside

    async def _acts(
        self, view: View, task: str, otherwise: Callable[[], Iterable[PlayerCommand]]
    ) -> Iterable[PlayerCommand]:
        kept: list[tuple[PlayerCommand, ...]] = []

        def read(text: str) -> tuple[PlayerCommand, ...]:
            acts = acts_in(text, view)
            kept.append(acts.commands)
            if acts.faults:
                raise Unusable(" ".join(acts.faults))
            return acts.commands

        found = await self._asked(view, task, read)
        if found is not None:
            return found
        # What was good in an answer with faults is better than nothing.
        good = [commands for commands in kept if commands]
        return good[-1] if good else tuple(otherwise())

    async def _asked(self, view: View, task: str, read: Callable[[str], T]) -> T | None:
        """The model's answer, read; once repaired where it has to be. None: no usable one in time and budget."""
        left = self.situation(view).seconds_left
        seconds = min(self._policy.seconds, left / 2)
        end = asyncio.get_running_loop().time() + seconds
        try:
            async with asyncio.timeout(seconds):
                messages = question(view, task, self._heard, None if isinf(left) else left)
                text = await self._said(messages, end)
                try:
                    return read(text)
                except Unusable as fault:
                    self._say(f"The answer cannot be used ({fault}); asking again.")
                    text = await self._said(repair(messages, text, str(fault)), end)
                    return read(text)
        except Unusable as fault:
            self._say(f"Nor can the second one ({fault}); {self._policy.fallback} answers.")
        except NoAnswer as why:
            self._say(f"The model does not answer ({why}); {self._policy.fallback} answers.")
        except TimeoutError:
            self._say(f"The model took more than {seconds:.1f} s; {self._policy.fallback} answers.")
        return None

    async def _said(self, messages: Sequence[dict[str, str]], end: float) -> str:
        """One question, within the budget. end: of the loop's clock. Raises: NoAnswer."""
        seconds = end - asyncio.get_running_loop().time()
        endpoint = self._policy.endpoint
        characters = sum(len(one["content"]) for one in messages)
        if not self.budget.allows(characters, endpoint.max_tokens):
            raise NoAnswer(
                f"the budget is spent: {self.budget.spent_tokens} tokens, {self.budget.spent_money:.4f}"
            )
        counted: tuple[int | None, int | None] = (None, None)
        sent = 1  # what is given up in mid-question was asked all the same
        try:
            reply = await asyncio.to_thread(endpoint.ask, messages, seconds)
            counted, sent = (reply.tokens_in, reply.tokens_out), 1
            return reply.text
        except NoAnswer as no:
            counted, sent = (None, 0), no.sent
            raise
        finally:
            if sent:
                self.budget.spend(characters, endpoint.max_tokens, counted)
