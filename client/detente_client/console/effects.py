"""What an inject does to the world, in words and as fields to fill in. Pure. Ranges are the rules' own (R12.4)."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from detente_client.console.fields import Check, Field
from detente_client.tui.lines import Line, line
from detente_client.tui.names import seat_name
from detente_client.tui.text import listing
from detente_rules.ids import SeatId
from detente_rules.views.types import SeatView, View

EFFECTS: Final[list[tuple[str, Line]]] = [
    ("none", line(("Nothing: ", "strong"), "words alone")),
    ("trust", line(("Trust: ", "strong"), "public trust moves, in a nation or everywhere")),
    ("breakthrough", line(("Breakthrough: ", "strong"), "a lab's capability or assurance moves")),
    ("budget", line(("Budget: ", "strong"), "a lab's revenue is multiplied")),
    ("incident", line(("Incident: ", "strong"), "an incident at a lab becomes public")),
]

_NUMBERS: Final[dict[str, dict[str, tuple[str, float, float, str]]]] = {
    "trust": {"change": ("Change of trust, −1 to 1:", -1.0, 1.0, "-0.1")},
    "breakthrough": {
        "capability": ("Capability, −2 to 2 doublings:", -2.0, 2.0, "0.5"),
        "assurance": ("Assurance, −2 to 2 doublings:", -2.0, 2.0, "0"),
    },
    "budget": {"factor": ("Revenue times, 0 to 3:", 0.0, 3.0, "0.8")},
    "incident": {},
}


def effect_words(view: View, effect: Mapping[str, Any]) -> str:
    """An effect in a sentence."""
    match effect.get("kind"):
        case "trust":
            where = f"in {seat_name(view, effect['nation'])}" if effect.get("nation") else "everywhere"
            return f"public trust {effect['change']:+.2f} {where}"
        case "breakthrough":
            moved = [
                f"{name} {effect[name]:+.2f}" for name in ("capability", "assurance") if effect.get(name)
            ]
            return f"{seat_name(view, effect['lab'])}: {', '.join(moved) or 'nothing'} doublings"
        case "budget":
            return f"{seat_name(view, effect['lab'])}: revenue × {effect['factor']:g}"
        case "incident":
            return f"an incident at {seat_name(view, effect['lab'])} becomes public"
        case kind:
            return str(kind)


def effect_fields(view: View, kind: str) -> tuple[tuple[Field, ...], Check]:
    """What to fill in for an effect of this kind, and the check of it."""
    seats = view.nations if kind == "trust" else view.labs
    names = listing([seat_name(view, row.id) for row in seats], "or")
    first = "" if kind == "trust" else seat_name(view, seats[0].id) if seats else ""
    whom = Field(
        "whom", f"Nation ({names}), or nothing for all:" if kind == "trust" else f"Lab ({names}):", first
    )
    fields = (whom, *(Field(name, words, usual) for name, (words, _, _, usual) in _NUMBERS[kind].items()))

    def check(values: Mapping[str, str]) -> str:
        if _whom(seats, values["whom"]) is None and not (kind == "trust" and not values["whom"]):
            return f"One of {names}."
        for name, (words, low, high, _) in _NUMBERS[kind].items():
            number = _number(values[name])
            if number is None or not low <= number <= high:
                return words.rstrip(":") + "."
        return ""

    return fields, check


def effect_of(view: View, kind: str, values: Mapping[str, str]) -> dict[str, Any]:
    """The effect as the wire has it."""
    numbers = {name: _number(values[name]) for name in _NUMBERS[kind]}
    whom = _whom(view.nations if kind == "trust" else view.labs, values["whom"])
    return {"kind": kind, "nation" if kind == "trust" else "lab": whom, **numbers}


def _whom(seats: Sequence[SeatView], typed: str) -> SeatId | None:
    """The seat of that name or id, in whatever case; None for none of them."""
    word = typed.strip().casefold()
    return next((row.id for row in seats if word in {row.id.casefold(), row.name.casefold()}), None)


def _number(text: str) -> float | None:
    try:
        return float(text.replace("−", "-").replace(",", "."))
    except ValueError:
        return None
