"""What a bot answered, made sure of: a decision is a decision, commands are commands, a reason is a sentence. Its author hears what is wrong."""

from collections.abc import Iterable
from typing import Final, get_args

from detente_rules.commands import PlayerCommand
from detente_rules.decisions import Decision, LabCard, LabDecision, NationCard, NationDecision

_DECISIONS: Final = (LabDecision, NationDecision, LabCard, NationCard)
_COMMANDS: Final = get_args(PlayerCommand)


def decision_of(answer: object) -> Decision:
    """The decision. Raises: TypeError in words."""
    if isinstance(answer, _DECISIONS):
        return answer
    raise TypeError(
        f"it returned {_named(answer)}; a LabDecision, NationDecision, LabCard or NationCard was expected"
    )


def commands_of(answer: object) -> tuple[PlayerCommand, ...]:
    """The commands, a generator read to its end. Raises: TypeError in words, and whatever the generator raises."""
    if answer is None or isinstance(answer, str | bytes) or not isinstance(answer, Iterable):
        raise TypeError(f"it returned {_named(answer)}; a list of commands was expected, or nothing yielded")
    commands = tuple(answer)
    for command in commands:
        if not isinstance(command, _COMMANDS):
            raise TypeError(f"it gave {_named(command)}; a command such as Message or Sign was expected")
    return commands


def reason_of(answer: object) -> str:
    """The reason, "" for none. Raises: TypeError in words."""
    if isinstance(answer, str):
        return answer
    raise TypeError(f"it returned {_named(answer)}; a sentence was expected, or an empty one")


def _named(value: object) -> str:
    return "None" if value is None else f"{type(value).__name__} {value!r}"[:80]
