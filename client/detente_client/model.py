"""What a client knows: one immutable ``Snapshot``, folded from what came in. Pure; no socket, clock or screen."""

from dataclasses import dataclass, field
from typing import Literal

from detente_rules.ids import Role, SeatId
from detente_rules.views.types import View

Connection = Literal["connecting", "live", "lost", "closed"]


@dataclass(frozen=True)
class MessageLine:
    """Something that was said.

    seq: number in this stream, 0 for history. at: seconds since 1970, the server's. sender: seat id,
    "" for the facilitator. to: seats addressed, empty for everybody. mine: my seat said it.
    """

    seq: int
    at: float
    sender: SeatId
    sender_name: str
    to: tuple[SeatId, ...]
    text: str
    mine: bool


@dataclass(frozen=True)
class Happening:
    """Something that happened, in a sentence for people. seq 0 stands for history."""

    seq: int
    at: float
    round: int
    phase: str
    kind: str
    sentence: str


@dataclass(frozen=True)
class Snapshot:
    """All that a client knows at one moment.

    view: None before the first welcome. connection: "closed" is final (or not yet begun). detail: words for
    people about the connection, "" when there is nothing to say. clock_offset: seconds to add to the local clock
    to get the server's. token: the credential to come back with, None where the server has given none.
    """

    view: View | None = None
    messages: tuple[MessageLine, ...] = ()
    happenings: tuple[Happening, ...] = ()
    connection: Connection = "connecting"
    detail: str = ""
    clock_offset: float = 0.0
    game: str = ""
    person: str = ""
    role: Role | None = None
    seat: SeatId | None = None
    token: str | None = field(default=None, repr=False)
