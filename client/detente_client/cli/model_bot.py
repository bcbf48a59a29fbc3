"""``detente bot llm``: which model, asked how, for how much."""

import argparse
import os
from typing import TYPE_CHECKING, Final

from detente_client.cli.faults import Misused

if TYPE_CHECKING:
    from detente_client.agents.budget import Price
    from detente_client.bot.asynchronous import AsyncBot

KEY: Final = "DETENTE_LLM_KEY"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of a model, as a group."""
    group = parser.add_argument_group("with llm", "a language model that answers for the seat")
    group.add_argument("--endpoint", metavar="URL", help="of the API, up to and with /v1")
    group.add_argument("--model", metavar="M", help="the model's name there")
    group.add_argument(
        "--key-env", metavar="VAR", default=KEY, help=f"the environment variable that holds the key ({KEY})"
    )
    group.add_argument(
        "--tokens", metavar="N", type=int, default=400_000, help="most tokens of one game (400000)"
    )
    group.add_argument("--money", metavar="X", type=float, help="most money of one game; needs --price")
    group.add_argument(
        "--price",
        metavar="IN,OUT",
        help="of a million tokens of questions and of answers, in any one currency",
    )
    group.add_argument(
        "--seconds",
        metavar="S",
        type=float,
        default=30.0,
        help="most for one question, its repair included (30); never more than half of what the phase has left",
    )
    group.add_argument(
        "--fallback",
        metavar="NAME",
        default="conditional",
        help="the bot that answers where the model does not (conditional)",
    )


def bot_for(arguments: argparse.Namespace) -> "type[AsyncBot]":
    """The bot that the arguments ask for. Raises: Misused."""
    from detente_client.agents.endpoint import BadEndpoint, Endpoint
    from detente_client.agents.llm import Policy, llm_bot
    from detente_rules.bots import UnknownBot

    if not arguments.endpoint or not arguments.model:
        raise Misused("llm needs --endpoint URL and --model M.")
    if arguments.tokens < 1 or not 0 < arguments.seconds <= 3600:
        raise Misused("--tokens is at least 1, --seconds above 0 and at most 3600.")
    if arguments.money is not None and (arguments.price is None or not arguments.money >= 0):
        raise Misused("--money is at least 0 and needs --price IN,OUT.")
    try:
        endpoint = Endpoint(arguments.endpoint, arguments.model, os.environ.get(arguments.key_env) or None)
        return llm_bot(
            Policy(
                endpoint,
                seconds=arguments.seconds,
                tokens=arguments.tokens,
                money=arguments.money,
                price=_price(arguments.price),
                fallback=arguments.fallback,
            )
        )
    except (BadEndpoint, UnknownBot) as fault:
        raise Misused(str(fault)) from None


def _price(text: str | None) -> "Price":
    from detente_client.agents.budget import Price

    if text is None:
        return Price()
    try:
        question, answer = (float(part) for part in text.split(","))
    except ValueError:
        question = answer = -1.0
    if not (0 <= question < 1e9 and 0 <= answer < 1e9):
        raise Misused("--price is two numbers, for example 0.15,0.60.")
    return Price(question, answer)
