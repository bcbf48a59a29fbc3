"""Writes the figures that games bring into the scenarios' pages: ``.venv/bin/python -m tests.client.figures [NAME …]``.

The rows of one kind of bot in all seats and of the suggested bots are means of ``detente simulate NAME --games 24 --seed 1``,
those of the race and of the planner stand in ``reference.json``. Some minutes for all scenarios.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

from detente_rules import library
from tests.client.commands import called

GAMES, SEED = "24", "1"
KINDS = {"racers": "racer", "opportunists": "opportunist", "conditional cooperators": "conditional"}
"""How a row begins → the bot in all seats."""
NO_TREATY = "the suggested bots, kept from signing"


def page(name: str) -> Path:
    """A scenario's page for teachers."""
    return library.find(name).parent / "README.md"


def row(text: str, start: str) -> tuple[str, str] | None:
    """Index and risk in the row of a page's table that begins so; None where there is none."""
    found = re.search(rf"^\| {start}[^|]*\| (\S+) \| (\S+) \|$", text, re.MULTILINE)
    return None if found is None else (found[1], found[2])


def number(value: float) -> str:
    """As the pages write it: two decimals, no zero before the point."""
    shown = re.sub(r"(?<!\d)0\.", ".", f"{value:.2f}").replace("-", "−")
    return "0" if shown in {".00", "−.00"} else shown


def ends(name: str) -> dict[str, tuple[str, str]]:
    """The rows of the race and of the planner, from ``reference.json``."""
    data = library.load_reference(name)
    assert data is not None
    return {"the race": ("0", number(data["risk_race"])), "the planner": ("1", number(data["risk_coop"]))}


def played(name: str, *options: str) -> tuple[str, str]:
    """Mean index and risk of GAMES games."""
    done = called("simulate", name, "--games", GAMES, "--seed", SEED, *options, "--json")
    assert done.status == 0, done.err
    found = json.loads(done.out)
    return number(found["index"]), number(found["risk"])


def rows(name: str, text: str) -> dict[str, tuple[str, str]]:
    """Every row of the page's table that a command brings."""
    seats = [seat.id for seat in library.load(name).seats]
    found = ends(name)
    for start, bot in KINDS.items():
        if row(text, start) is not None:
            found[start] = played(name, "--seats", ",".join(f"{seat}={bot}" for seat in seats))
    if row(text, NO_TREATY) is not None:
        found[NO_TREATY] = played(name, "--constitution", "none")
    if row(text, "the suggested bots(?!, kept)") is not None:
        found["the suggested bots(?!, kept)"] = played(name)
    return found


def renewed(text: str, found: dict[str, tuple[str, str]]) -> str:
    """The page with these figures in those rows."""
    for start, (index, risk) in found.items():
        text = re.sub(
            rf"^(\| {start}[^|]*\|) \S+ \| \S+ \|$", rf"\1 {index} | {risk} |", text, flags=re.MULTILINE
        )
    return text


if __name__ == "__main__":
    for scenario in sys.argv[1:] or library.names():
        file = page(scenario)
        old = file.read_text(encoding="utf-8")
        file.write_text(renewed(old, rows(scenario, old)), encoding="utf-8")
        sys.stdout.write(f"{scenario}\n")
