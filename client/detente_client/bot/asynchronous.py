"""Bots that wait: the same questions as coroutines, for policies that ask a service or a language model."""

import asyncio
import inspect
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeAlias, TypeVar, cast

from detente_rules.bots.base import Bot, Heard, Policy
from detente_rules.bots.dice import BotDice
from detente_rules.commands import PlayerCommand
from detente_rules.decisions import Decision
from detente_rules.ids import SeatId
from detente_rules.views.question_types import QuestionView
from detente_rules.views.types import TreatyView, View

T = TypeVar("T")

Commands: TypeAlias = Awaitable[Iterable[PlayerCommand]] | AsyncIterator[PlayerCommand]
"""What an ``AsyncBot`` may answer: a coroutine's list, or what an asynchronous generator yields."""


class AsyncBot(Policy):
    """A ``Bot`` whose answers may be awaited; on a network all of them run in the event loop that keeps the connection.

    The same questions in the same order. All but ``decide`` may be coroutines or asynchronous generators.

    >>> class Thoughtful(AsyncBot):
    ...     async def decide(self, view):
    ...         await asyncio.sleep(0)
    ...         return await super().decide(view)
    """

    def negotiate(self, view: View) -> Commands:
        """See ``Bot.negotiate``."""
        return _now(self._plain().negotiate(view))

    async def decide(self, view: View) -> Decision:
        """See ``Bot.decide``."""
        return self._plain().decide(view)

    def on_message(self, view: View, message: Heard) -> Commands:
        """See ``Bot.on_message``."""
        return _now(self._plain().on_message(view, message))

    def on_proposal(self, view: View, treaty: TreatyView) -> Commands:
        """See ``Bot.on_proposal``."""
        return _now(self._plain().on_proposal(view, treaty))

    def on_question(self, view: View, question: QuestionView) -> Commands:
        """See ``Bot.on_question``."""
        return _now(self._plain().on_question(view, question))

    def explain(self, view: View) -> str | Awaitable[str]:
        """See ``Bot.explain``."""
        del view
        return self.unexplained()

    def _plain(self) -> Bot:
        """The defaults of a plain bot in this seat."""
        return Bot(self.seat, self.dice)


AnyBot: TypeAlias = Bot | AsyncBot


async def _now(commands: Iterable[PlayerCommand]) -> Iterable[PlayerCommand]:
    return commands


async def asked(read: Callable[[object], T], method: Callable[..., object], *args: object) -> T:
    """Ask from an event loop: coroutines in it; plain methods in a thread, since they may think for long.

    read: makes sure of the answer, in the same place, so that a generator runs where it was made.
    """
    if isinstance(getattr(method, "__self__", None), AsyncBot):
        return read(await _awaited(method(*args)))
    return await asyncio.to_thread(lambda: read(method(*args)))


def settled(answer: object) -> object:
    """An answer, waited for where it has to be: for games in this process, which know no event loop."""
    if not _waits(answer):
        return answer
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(_awaited(answer))
    with ThreadPoolExecutor(1) as pool:  # a loop runs here already and cannot wait for itself
        return pool.submit(asyncio.run, _awaited(answer)).result()


def _waits(answer: object) -> bool:
    return inspect.isawaitable(answer) or inspect.isasyncgen(answer)


async def _awaited(answer: object) -> object:
    """Of an ``AsyncBot``, whose plain answers are taken as they are."""
    if inspect.isasyncgen(answer):
        return [one async for one in cast(AsyncIterator[object], answer)]
    return await answer if inspect.isawaitable(answer) else answer


def synchronous(bot: type[AnyBot]) -> type[Bot]:
    """The same bot for games in this process: answers that are to be awaited are waited for."""
    if issubclass(bot, Bot):
        return bot

    class Settled(Bot):
        name = bot.name
        about = bot.about

        def __init__(self, seat: SeatId, dice: BotDice) -> None:
            super().__init__(seat, dice)
            self._inner = bot(seat, dice)

        def negotiate(self, view: View) -> Any:
            return self._ask(self._inner.negotiate, view)

        def decide(self, view: View) -> Any:
            return self._ask(self._inner.decide, view)

        def on_message(self, view: View, message: Heard) -> Any:
            return self._ask(self._inner.on_message, view, message)

        def on_proposal(self, view: View, treaty: TreatyView) -> Any:
            return self._ask(self._inner.on_proposal, view, treaty)

        def on_question(self, view: View, question: QuestionView) -> Any:
            return self._ask(self._inner.on_question, view, question)

        def explain(self, view: View) -> str:
            found: str = self._ask(self._inner.explain, view)
            return found

        def _ask(self, method: Callable[..., object], *args: object) -> Any:
            self._inner.now = self.now
            return settled(method(*args))

    Settled.__name__, Settled.__qualname__, Settled.__module__ = (
        bot.__name__,
        bot.__qualname__,
        bot.__module__,
    )
    return Settled
