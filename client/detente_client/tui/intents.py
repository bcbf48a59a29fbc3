"""What travels inside the screen: the snapshot down to the widgets, intents up to the app. Widgets know no network."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from textual.message import Message

from detente_client.model import Snapshot
from detente_client.tui.foresight import Question
from detente_rules.commands import PlayerCommand


@dataclass
class SnapshotArrived(Message):
    """The newest state of the game, from the worker that reads the table."""

    snapshot: Snapshot


@dataclass
class Act(Message):
    """Please send this command. done: what to tell the player once it is acknowledged ("" nothing).

    refused: called after the refusal was shown, so that a form can give back what was typed. accepted: called with
    the data of the acknowledgement.
    """

    command: PlayerCommand
    done: str = ""
    refused: Callable[[], None] | None = None
    accepted: Callable[[Mapping[str, Any]], None] | None = None


@dataclass
class ForesightAsked(Message):
    """Please reckon these, beside the screen; the last question of an asker is the one that is answered.

    answer: called with the answers, in the order of the questions.
    """

    asker: str
    questions: tuple[Question, ...]
    answer: Callable[[tuple[str, ...]], None]


@dataclass
class ReckoningAsked(Message):
    """Please work these out, beside the screen, one after the other; the last request of an asker is the one that counts.

    steps: pure functions. answer: called after every step with the results so far.
    """

    asker: str
    steps: tuple[Callable[[], Any], ...]
    answer: Callable[[tuple[Any, ...]], None]


@dataclass
class JoinAsked(Message):
    """Please come in by this code (``CODE`` or ``CODE@host:port``) under this name."""

    where: str
    name: str
    seat: str | None = None


@dataclass
class GoTo(Message):
    """Please show a page; what: a channel, a treaty or a word to look up there."""

    page: str
    what: str | tuple[str, ...] = ""
