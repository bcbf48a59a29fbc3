"""The journal's port: what the server asks of a durable store (R9.2, R11.5).

A store keeps, per game, the lines of its record in order, the answers that commands got, credentials (hashed) and the
game's secret. All calls block; the server makes them from one thread of its own. One call of ``commit`` is one
transaction over any number of games: when it returns, its batches survive a loss of power.

Another store inherits the cases in ``tests/server/journal_cases.py``.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from detente_rules.ids import PersonId
from detente_rules.secret import Secret
from detente_server.credentials import Credential

FORMAT = 2
"""Version of what is stored; a store of a newer version is refused, one of an older is migrated."""


class JournalFault(Exception):
    """The store could not do it; its text is for people. Nothing of the call was stored."""


class Full(JournalFault):
    """No room, or the device fails; trying again later may work."""


class Locked(JournalFault):
    """Another server has this store open."""


class Unreadable(JournalFault):
    """Not a store of ours, of a newer format, or damaged."""


class Conflict(JournalFault):
    """Somebody else appended to this game; ``game`` says to which."""

    def __init__(self, game: str, what: str) -> None:
        super().__init__(f"{game}: {what}")
        self.game = game


@dataclass(frozen=True, slots=True)
class GameRow:
    """One game as the store lists it. head: number of its last line. finished: the debrief is over, nothing resumes it.

    parent: the game that it was branched from (R12.11).
    """

    game: str
    code: str
    scenario: str
    created: float
    finished: bool
    head: int
    parent: str | None = None


class Answer(NamedTuple):
    """The acknowledgement that a command got: JSON of its data."""

    person: PersonId
    command_id: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Batch:
    """Everything of one game that becomes durable together.

    first: number of the first line; it must follow the store's last one. answers: to the commands behind the lines.
    credentials: given out with them (a later one for the same person replaces the earlier).
    """

    game: str
    first: int
    lines: tuple[str, ...]
    answers: tuple[Answer, ...] = ()
    credentials: tuple[Credential, ...] = ()


class Journal(Protocol):
    """A durable store. Made open; ``close`` lets another process have it."""

    def create(self, row: GameRow, secret: Secret, header: str, credentials: Sequence[Credential]) -> None:
        """A new game with line 0; a branch (R12.11) with all the lines up to ``row.head``, separated by line feeds.

        Raises: JournalFault.
        """
        ...

    def commit(self, batches: Sequence[Batch]) -> None:
        """Append to several games, all or nothing, durable on return.

        Raises: Conflict (one game's numbers do not follow), Full.
        """
        ...

    def games(self) -> tuple[GameRow, ...]:
        """Every game, oldest first."""
        ...

    def secret(self, game: str) -> Secret:
        """The seed and salt of a game. Raises: KeyError."""
        ...

    def lines(self, game: str) -> Iterator[str]:
        """The record from line 0, also while the game runs."""
        ...

    def answers(self, game: str) -> Iterator[Answer]:
        """The answers to all commands of a game, oldest first."""
        ...

    def answer(self, game: str, person: PersonId, command_id: str) -> bytes | None:
        """The answer that one command got."""
        ...

    def credentials(self) -> tuple[Credential, ...]:
        """Every credential of unfinished games that has not been revoked."""
        ...

    def issue(self, credentials: Iterable[Credential]) -> None:
        """Store credentials; each replaces what the same person of that game had."""
        ...

    def revoke(self, game: str, person: PersonId) -> None:
        """That person's token opens nothing any more."""
        ...

    def change_code(self, game: str, code: str) -> None:
        """Another join code; the old one opens nothing any more."""
        ...

    def finish(self, game: str) -> None:
        """The game is over and its debrief too: it is kept, and not resumed."""
        ...

    def alive(self, at: float) -> None:
        """The server lived at that time (the liveness row)."""
        ...

    def last_alive(self) -> float | None:
        """The newest time of the liveness row; None in a new store."""
        ...

    def note(self, key: str, value: str) -> None:
        """Keep a setting of this store, such as the port."""
        ...

    def noted(self, key: str) -> str | None:
        """A setting kept before."""
        ...

    def close(self) -> None:
        """Let go."""
        ...
