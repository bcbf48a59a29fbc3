"""Find a bot's class: by the name of one that ships with the game, or in a Python file."""

import importlib.util
import inspect
import sys
import traceback
from collections.abc import Callable, Iterable
from pathlib import Path
from types import ModuleType
from typing import TypeVar

from detente_client.bot.answers import commands_of, decision_of
from detente_client.bot.asynchronous import AnyBot, AsyncBot, synchronous
from detente_rules.bots import NAMES, Bot, Heard, UnknownBot, by_name
from detente_rules.commands import PlayerCommand
from detente_rules.decisions import Decision
from detente_rules.views.question_types import QuestionView
from detente_rules.views.types import TreatyView, View

T = TypeVar("T")


class BotNotFound(Exception):
    """No such bot, or a file that does not hold exactly one; the text is for whoever wrote it."""


class BotFault(Exception):
    """Somebody's bot failed while it was asked; the text names the line of its file."""


def load(spec: str) -> type[AnyBot]:
    """The bot class of ``NAME``, ``FILE`` or ``FILE:CLASS``.

    Raises: BotNotFound.
    """
    file, colon, name = spec.rpartition(":")
    if not colon or not file.endswith(".py"):
        file, name = spec, ""
    if not file.endswith(".py"):
        try:
            return by_name(spec)
        except UnknownBot:
            raise BotNotFound(
                f"There is no bot {spec!r}. Those that ship with the game are {', '.join(NAMES)}; "
                "a bot of your own is a file, my_bot.py or my_bot.py:MyBot."
            ) from None
    return _class_in(_module(Path(file)), file, name)


def _module(path: Path) -> ModuleType:
    if not path.is_file():
        raise BotNotFound(f"There is no file {path}.")
    path = path.resolve()
    name = f"detente_bot_{path.stem}"
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise BotNotFound(f"{path} cannot be imported.")
    module = importlib.util.module_from_spec(spec)
    # As `python my_bot.py` would have it: its neighbours can be imported, and pickled classes find their module.
    if str(path.parent) not in sys.path:
        sys.path.insert(0, str(path.parent))
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except Exception as error:
        raise BotNotFound(f"{path} cannot be imported: {where_it_failed(error, path)}") from error
    return module


def _class_in(module: ModuleType, file: str, name: str) -> type[AnyBot]:
    if name:
        chosen = getattr(module, name, None)
        if not isinstance(chosen, type) or not issubclass(chosen, Bot | AsyncBot):
            raise BotNotFound(f"{file} has no class {name} that is a Bot.")
        return chosen
    found = [
        value
        for value in vars(module).values()
        if isinstance(value, type)
        and issubclass(value, Bot | AsyncBot)
        and value.__module__ == module.__name__
    ]
    if not found:
        raise BotNotFound(f"{file} defines no subclass of Bot.")
    if len(found) > 1:
        names = ", ".join(bot.__name__ for bot in found)
        raise BotNotFound(f"{file} defines several bots ({names}); say which: {file}:{found[-1].__name__}.")
    return found[0]


def guarded(written: type[AnyBot]) -> type[Bot]:
    """The same bot, whose own exceptions come out as ``BotFault``: for games in this process."""
    file = Path(inspect.getsourcefile(written) or "")
    bot = synchronous(written)

    def ask(question: str, answer: Callable[[], T]) -> T:
        try:
            return answer()
        except Exception as error:
            raise BotFault(f"{bot.__name__}.{question}: {where_it_failed(error, file)}") from error

    class Guarded(bot):  # type: ignore[misc, valid-type]
        def negotiate(self, view: View) -> Iterable[PlayerCommand]:
            return ask("negotiate", lambda: commands_of(super(Guarded, self).negotiate(view)))

        def decide(self, view: View) -> Decision:
            found: Decision = ask("decide", lambda: decision_of(super(Guarded, self).decide(view)))
            return found

        def on_message(self, view: View, message: Heard) -> Iterable[PlayerCommand]:
            return ask("on_message", lambda: commands_of(super(Guarded, self).on_message(view, message)))

        def on_proposal(self, view: View, treaty: TreatyView) -> Iterable[PlayerCommand]:
            return ask("on_proposal", lambda: commands_of(super(Guarded, self).on_proposal(view, treaty)))

        def on_question(self, view: View, question: QuestionView) -> Iterable[PlayerCommand]:
            return ask("on_question", lambda: commands_of(super(Guarded, self).on_question(view, question)))

    return Guarded


def where_it_failed(error: BaseException, file: Path | None = None) -> str:
    """One line on an exception in somebody's bot: the line of their file, and what Python says of it."""
    frames = traceback.extract_tb(error.__traceback__)
    theirs = [frame for frame in frames if file is not None and Path(frame.filename) == file] or frames[-1:]
    place = f"{Path(theirs[-1].filename).name}, line {theirs[-1].lineno}: " if theirs else ""
    return f"{place}{type(error).__name__}: {error}"
