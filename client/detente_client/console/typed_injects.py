"""The words of the console's line mode about injects: let out, take back, have come by themselves, write. Pure."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from detente_client.console import deeds
from detente_client.console.deeds import Deed
from detente_client.console.naming import NoSuch, take
from detente_client.console.typed_names import Make, figure, find_inject, find_seat
from detente_client.model import Snapshot
from detente_rules.commands import parse_command
from detente_rules.commands.facilitation import Prepare
from detente_rules.views.types import View

WHEN: Final = ("briefing", "negotiation", "decision")


def _release(snapshot: Snapshot, view: View, rest: str) -> Deed:
    del snapshot
    one, _ = find_inject(view, rest)
    if one.standing == "released":
        raise NoSuch("It is out already.")
    return deeds.release(view, one)


def _recall(snapshot: Snapshot, view: View, rest: str) -> Deed:
    del snapshot
    one, _ = find_inject(view, rest)
    if one.standing != "prepared":
        raise NoSuch("Only what is prepared and not out can be taken back.")
    return deeds.recall(one)


def _schedule(snapshot: Snapshot, view: View, rest: str) -> Deed:
    del snapshot
    how = "It is: schedule N ROUND [briefing, negotiation or decision]"
    one, rest = find_inject(view, rest)
    words = rest.casefold().split()
    if one.standing == "released":
        raise NoSuch("It is out already.")
    if not words or not words[0].isdecimal() or (len(words) > 1 and words[1] not in WHEN):
        raise NoSuch(how)
    when = {"round": int(words[0]), "phase": words[1] if len(words) > 1 else "briefing"}
    # Prepared again under its own id; one that was typed goes with its words.
    return deeds.prepare(_prepared({"inject": one.source or one.id, **when}), one)


def _write(snapshot: Snapshot, view: View, rest: str) -> Deed:
    del snapshot
    fields: dict[str, Any] = {"to": [], "effects": []}
    while (word := rest.split(" ", 1)[0]) and "=" in word and word.split("=")[0] in _OPTIONS:
        name, _, value = word.partition("=")
        _OPTIONS[name](view, fields, value)
        rest = rest.removeprefix(word).strip()
    title, colon, text = rest.partition(":")
    if not colon:
        title, text = rest[:30], rest
    if not text.strip():
        raise NoSuch("It needs words. It is: write [to=SEAT] [trust=-0.1@NATION] TITLE: TEXT")
    return deeds.prepare(_prepared({**fields, "title": title.strip(), "text": text.strip()}))


def _to(view: View, fields: dict[str, Any], value: str) -> None:
    fields["to"] = [find_seat(view, name)[0] for name in value.split(",") if name]


def _round(view: View, fields: dict[str, Any], value: str) -> None:
    del view
    number, _, phase = value.partition("@")
    fields["round"] = int(figure(number, "round=N, or round=N@decision"))
    fields["phase"] = phase or "briefing"


def _effect(kind: str, name: str) -> Callable[[View, dict[str, Any], str], None]:
    """An option ``name=NUMBER@SEAT``; for an incident ``incident=SEAT``."""

    def add(view: View, fields: dict[str, Any], value: str) -> None:
        number, at, whom = value.partition("@") if name else ("", "@", value)
        if kind != "trust" and not at:
            raise NoSuch(f"Whose? It is: {name}=NUMBER@LAB")
        seats = view.nations if kind == "trust" else view.labs
        what = "nation" if kind == "trust" else "lab"
        seat = take(what, [(row.id, row.name) for row in seats], whom)[0] if whom or kind != "trust" else None
        figures = {_FIGURES.get(name, name): figure(number, f"{name}=NUMBER@SEAT")} if name else {}
        fields["effects"].append({"kind": kind, what: seat, **figures})

    return add


_FIGURES: Final = {"trust": "change", "revenue": "factor"}
"""What the rules call a figure that has another word here."""

_OPTIONS: Final[Mapping[str, Callable[[View, dict[str, Any], str], None]]] = {
    "to": _to,
    "round": _round,
    "trust": _effect("trust", "trust"),
    "capability": _effect("breakthrough", "capability"),
    "assurance": _effect("breakthrough", "assurance"),
    "revenue": _effect("budget", "revenue"),
    "incident": _effect("incident", ""),
}


def _prepared(fields: Mapping[str, Any]) -> Prepare:
    order = parse_command({"kind": "prepare", **fields})
    assert isinstance(order, Prepare)  # its kind says so
    return order


INJECTS: Final[Mapping[str, Make]] = {
    "release": _release,
    "recall": _recall,
    "schedule": _schedule,
    "write": _write,
}
"""Every word about injects."""
