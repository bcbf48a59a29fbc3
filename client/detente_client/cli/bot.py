"""``detente bot``: a bot takes a seat of a game on some server."""

import argparse
from pathlib import Path
from typing import Final

from detente_client.cli import model_bot
from detente_client.cli.faults import Misused

SUMMARY = "let a bot take a seat"
DESCRIPTION = """\
Runs a bot in a seat of a game: one that ships with the game, by name, or a class of your own in a Python file. It comes
back after a lost connection. At the debrief it stays until the server closes, and says why it did what it did to whoever
asks its seat alone; with --stay 0 it leaves when the last round is over. Without a bot it lists those that ship. "new
FILE" writes a bot that plays, for you to change; with --async one that waits for its answers. How to go on is in
docs/bots.md. "llm" asks a language model behind any OpenAI-compatible endpoint, within limits (docs/agents.md)."""
EXAMPLE = """\
  detente bot new my_bot.py
  detente bot my_bot.py --join ABCD-EFGH
  detente bot conditional --join ABCD-EFGH@192.168.1.5:8765 --seat corvid
  detente bot racer --join ABCD-EFGH --server mqtt://127.0.0.1:1883
  detente bot my_bot.py --join ABCD-EFGH --stay 0
  detente bot llm --endpoint http://127.0.0.1:11434/v1 --model qwen3 --join ABCD-EFGH"""

STAY: Final = 3600
"""Seconds: longer than the longest debrief of a scenario that ships."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's arguments."""
    parser.add_argument(
        "bot",
        nargs="?",
        metavar="FILE[:CLASS] or NAME",
        help="the bot; none: list them; new: write one; llm: a model",
    )
    parser.add_argument("file", nargs="?", metavar="NEW_FILE", type=Path, help="with new: the file to write")
    parser.add_argument(
        "--async", dest="waiting", action="store_true", help="with new: a bot that waits for its answers"
    )
    parser.add_argument("--join", metavar="CODE", help="the join code, or CODE@host:port")
    parser.add_argument(
        "--server",
        metavar="URL",
        help="the server: host:port, ws://…, wss://…, or a broker: mqtt://user:password@host:1883/GAME",
    )
    parser.add_argument("--name", metavar="N", help="its name in the game")
    parser.add_argument("--seat", metavar="S", help="the seat it asks for")
    parser.add_argument("--seed", metavar="S", help="of its dice; the same seed and game, the same answers")
    parser.add_argument(
        "--stay",
        metavar="SECONDS",
        type=float,
        default=STAY,
        help=f"most that it stays at the debrief for questions ({STAY}); 0: it leaves at once, as scripts want it",
    )
    parser.add_argument("--new", action="store_true", help="come in as somebody new, whoever was here before")
    parser.add_argument("--token-file", type=Path, metavar="F", help="a file that holds a token, mode 0600")
    model_bot.add_arguments(parser)


def run(arguments: argparse.Namespace) -> int:
    """Run one bot until the game ends and its questions with it, or list them."""
    if arguments.bot is None:
        return _list()
    if arguments.bot == "new":
        return _write(arguments.file, waiting=arguments.waiting)
    if arguments.file is not None or arguments.waiting:
        raise Misused(f"{arguments.file or '--async'} goes with `detente bot new FILE`.")
    if not 0 <= arguments.stay <= 86_400:
        raise Misused("--stay is a number of seconds from 0 to 86400.")
    import asyncio

    from detente_client.bot import BotNotFound, load, play
    from detente_client.cli.door import link_for

    try:
        bot = model_bot.bot_for(arguments) if arguments.bot == "llm" else load(arguments.bot)
    except BotNotFound as missing:
        raise Misused(str(missing)) from None
    name = arguments.name or bot.name or bot.__name__
    link = link_for(
        arguments.join,
        server=arguments.server,
        name=name,
        seat=arguments.seat,
        token_file=arguments.token_file,
        anew=arguments.new,
        program=name,
    )
    return asyncio.run(play(bot, link, seed=arguments.seed, stay=arguments.stay))


def _write(file: Path | None, *, waiting: bool) -> int:
    """A bot to start from, where no file is yet."""
    from detente_client.bot.starter import class_name, starter
    from detente_client.cli.faults import Failed

    if file is None:
        raise Misused("say which file: detente bot new my_bot.py")
    if file.suffix != ".py":
        raise Misused(f"{file} should end in .py, so that it can be loaded.")
    name = class_name(file.stem)
    try:
        with file.open("x", encoding="utf-8") as new:
            new.write(starter(str(file), name, waiting=waiting))
    except FileExistsError:
        raise Failed(f"{file} exists; nothing was written.") from None
    except OSError as fault:
        raise Failed(f"{file} cannot be written: {fault.strerror}.") from None
    print(f"{file} holds a bot, {name}. Try it:")
    print(f"  detente demo two-blocs --seats helion={file}")
    print(f"  detente bot {file} --join CODE")
    return 0


def _list() -> int:
    from detente_rules.bots import NAMES, by_name

    for name in NAMES:
        print(f"{name:<14} {by_name(name).about}")
    return 0
