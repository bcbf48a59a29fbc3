"""Refusals: every "no" of the rules is a value that names the rule and the field (R11.1).

``Refused`` is raised by ``decide`` and by the parsers; the gateway turns it into one typed frame for the
sender alone. A refusal never changes the state of a game.
"""

from dataclasses import asdict, dataclass
from typing import Literal

Code = Literal[
    "malformed",  # not JSON, or not one of the documented shapes
    "unknown_field",
    "bad_value",  # right shape, wrong value: the field is named
    "too_large",
    "wrong_phase",
    "stale",  # meant for another round or phase
    "foreign_seat",  # acting for a seat that one does not hold
    "not_allowed",  # the role does not carry this right
    "unknown_target",  # no such seat, treaty, person
    "not_a_party",
    "conflict",  # true of the state: already signed, already taken, another version
    "rate",  # too many; retry_after says when
    "frozen",  # the game stands still (paused, disk full); retry_after where it is known
    "bad_credential",
]


@dataclass(frozen=True, slots=True)
class Rejection:
    """Why a command was refused.

    code: what kind of refusal, for programs. rule: number in rules/README.md. field: path of the field at fault,
    "" where it is the act as a whole. message: one sentence for people. retry_after: seconds, or None.
    """

    code: Code
    rule: str
    field: str
    message: str
    retry_after: float | None = None

    def to_data(self) -> dict[str, object]:
        """The refusal as it stands on the wire."""
        return asdict(self)


class Refused(Exception):
    """A command that the rules do not allow; carries the ``Rejection``."""

    def __init__(self, rejection: Rejection) -> None:
        super().__init__(f"{rejection.code} ({rejection.rule}) {rejection.field}: {rejection.message}")
        self.rejection = rejection


def refuse(code: Code, rule: str, field: str, message: str, retry_after: float | None = None) -> Refused:
    """Build the exception; ``raise`` stands before the call, so that a reader sees where a path ends."""
    return Refused(Rejection(code, rule, field, message, retry_after))
