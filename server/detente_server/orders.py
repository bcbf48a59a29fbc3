"""What comes to a game and what goes back: orders from people, bots and the clock, and their outcomes."""

from collections.abc import Callable, Mapping
from typing import NamedTuple, Protocol, TypeAlias

from detente_rules.commands import Command, Stamp
from detente_rules.ids import Audience, PersonId, Role, SeatId
from detente_rules.rejections import Rejection
from detente_rules.wire.stream import Numbered
from detente_server.credentials import Credential


class Accepted(NamedTuple):
    """It is durable. data: JSON of the answer (``detente_rules.decide.answer``)."""

    data: bytes


Outcome: TypeAlias = Accepted | Rejection

Settle: TypeAlias = Callable[[Outcome], None]
"""Called exactly once for every order, never before the order is durable if it was accepted."""


class Order(NamedTuple):
    """A command on its way into one game.

    person, role: who asks; the seat is looked up in the state (bots that the server keeps: person ``bot:<seat>``).
    command_id: "" for the server's own orders, which are never repeated. seat: the one the sender believes to act
    for, None if it did not say. credential: to be stored together with what follows from the command.
    """

    person: PersonId
    role: Role
    command: Command
    settle: Settle
    stamp: Stamp | None = None
    command_id: str = ""
    seat: SeatId | None = None
    credential: Credential | None = None


def ignore(outcome: Outcome) -> None:
    """For orders whose sender does not wait for an answer."""
    del outcome


class Hearers(Protocol):
    """Those who follow a game's streams, as the game sees them."""

    def listening(self, audience: Audience) -> bool:
        """Does anybody follow this stream now?"""
        ...

    def hear(self, numbered: Numbered, news: bytes, views: Mapping[Audience, bytes]) -> None:
        """One more event of these streams, with its number in each, for all who follow them.

        views: the new view of the streams that need one.
        """
        ...

    def reseated(self) -> None:
        """Persons came, took or left seats: their streams may be others from here on."""
        ...
