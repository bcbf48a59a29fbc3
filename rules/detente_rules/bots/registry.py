"""The bots that ship with the game, by name."""

from typing import Final

from detente_rules.bots.base import Bot
from detente_rules.bots.best_responder import BestResponder
from detente_rules.bots.bloc_builder import BlocBuilder
from detente_rules.bots.broker import Broker
from detente_rules.bots.cautious import Cautious
from detente_rules.bots.conditional import Conditional
from detente_rules.bots.free_rider import FreeRider
from detente_rules.bots.hegemon import Hegemon
from detente_rules.bots.inspector import Inspector
from detente_rules.bots.nash import NashBargainer
from detente_rules.bots.opportunist import Opportunist
from detente_rules.bots.racer import Racer
from detente_rules.bots.randomly import Random
from detente_rules.bots.tit_for_tat import TitForTat
from detente_rules.bots.whistle_protector import WhistleProtector

_SHIPPED: Final[tuple[type[Bot], ...]] = (
    Random,
    Racer,
    Cautious,
    Conditional,
    Opportunist,
    TitForTat,
    FreeRider,
    Hegemon,
    BlocBuilder,
    Broker,
    Inspector,
    WhistleProtector,
    NashBargainer,
    BestResponder,
)

BOTS: Final[dict[str, type[Bot]]] = {bot.name: bot for bot in _SHIPPED}

NAMES: Final[tuple[str, ...]] = tuple(BOTS)
"""Names of all bots, the plainest first."""


class UnknownBot(KeyError):
    """No bot of that name; the message lists those that there are."""

    def __str__(self) -> str:
        return str(self.args[0])


def by_name(name: str) -> type[Bot]:
    """The bot class of that name. Raises: UnknownBot."""
    try:
        return BOTS[name]
    except KeyError:
        raise UnknownBot(f"There is no bot {name!r}; there are: {', '.join(NAMES)}.") from None
