"""What the words of the console's line mode are made of: seats, people, injects and figures as one types them. Pure."""

from collections.abc import Callable
from typing import TypeAlias

from detente_client.console import rolls
from detente_client.console.deeds import Deed
from detente_client.console.naming import NoSuch, take
from detente_client.model import Snapshot
from detente_client.tui.text import clean
from detente_rules.views.session_types import InjectView, PersonView
from detente_rules.views.types import View

Make: TypeAlias = Callable[[Snapshot, View, str], Deed]
"""Snapshot, its view, the rest of the line. Raises: NoSuch; detente_rules.rejections.Refused for figures out of range."""


def find_person(view: View, text: str) -> tuple[PersonView, str]:
    """The person that a text begins with, and the rest of it. Raises: NoSuch."""
    name, rest = take("person", [(one.id, one.name) for one in rolls.in_order(view)], text)
    return next(one for one in view.session.people if one.id == name), rest


def find_seat(view: View, text: str) -> tuple[str, str]:
    """The seat that a text begins with, and the rest of it. Raises: NoSuch."""
    return take("seat", [(row.id, row.name) for row in (*view.nations, *view.labs)], text)


def player(view: View, text: str) -> tuple[PersonView, str]:
    """The player that a text begins with, and the rest of it. Raises: NoSuch, also for somebody who plays nothing."""
    who, rest = find_person(view, text)
    if who.role != "player":
        raise NoSuch("That is for players.")
    return who, rest


def in_play(view: View) -> View:
    """The view, while a phase runs. Raises: NoSuch."""
    if view.phase in {"lobby", "debrief"}:
        raise NoSuch("No phase is running.")
    return view


def figure(text: str, how: str) -> float:
    """A number as people write it; how: what the whole line looks like. Raises: NoSuch."""
    try:
        return float(text.replace("−", "-").replace(",", "."))
    except ValueError:
        raise NoSuch(f"“{clean(text)}” is no number. It is: {how}") from None


def find_inject(view: View, text: str) -> tuple[InjectView, str]:
    """The inject that a text begins with, by its number in the list, its id or its title; and the rest. Raises: NoSuch."""
    word, _, rest = text.partition(" ")
    known = view.session.injects
    if word.isdecimal() and 1 <= int(word) <= len(known):
        return known[int(word) - 1], rest.strip()
    name, rest = take("inject", [(one.id, one.title) for one in known], text)
    return next(one for one in known if one.id == name), rest
