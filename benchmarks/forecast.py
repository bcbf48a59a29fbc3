"""How long a seat waits for an answer to "what if": forecast, exploitability, bargaining, best reply, counterfactual.

    python benchmarks/forecast.py [--json]

Six labs in six nations, eight rounds, seen from one nation before the first decision, with a verified treaty of all as the
draft; the counterfactual replays that game from its second round on 41 dice.  CPU milliseconds of this process, medians of
at least seven runs that take turns; the goals are the design's, or the issue's.
"""

from __future__ import annotations

import json as json_module
import statistics
import sys
import time
from collections.abc import Callable
from typing import Any

from detente_rules import bots
from detente_rules.bargaining import bargain
from detente_rules.bots import BotDice, drafts
from detente_rules.counterfactual import Kept, counterfactual, history
from detente_rules.events import Event
from detente_rules.exploitability import exploitability
from detente_rules.forecast import Assumptions, forecast
from detente_rules.genesis import first_state, header
from detente_rules.headless import play_out
from detente_rules.ids import seat_audience
from detente_rules.posterior import suspicion
from detente_rules.secret import Secret
from detente_rules.state import GameState
from detente_rules.treaty.draft import Draft, parse_draft
from detente_rules.views.project import view
from detente_rules.views.types import View

HOMES = (0, 0, 1, 1, 2, 3)
ROUNDS = 8
GOALS = {
    "forecast, no draft": 50.0,
    "forecast, draft in force": 50.0,
    "exploitability": 500.0,
    "best-responder decides": 30.0,
}
"""CPU milliseconds."""


def scenario_text() -> str:
    """Six labs in six nations, everything else the calibration's own."""
    parts = [
        f'format_version = 1\nid = "bench"\ntitle = "Bench"\nsummary = "To measure."\nrounds = {ROUNDS}\n',
        *(_seat(f"lab{number}", "lab", f'home = "land{home}"\n') for number, home in enumerate(HOMES)),
        *(_seat(f"land{number}", "nation", "") for number in range(6)),
    ]
    return "\n".join(parts)


def _seat(seat: str, kind: str, more: str) -> str:
    texts = "".join(f'{name} = "-"\n' for name in ("public", "secret", "goal", "fear"))
    return f'[[seats]]\nid = "{seat}"\nname = "{seat}"\nkind = "{kind}"\n{more}[seats.brief]\n{texts}'


def game() -> tuple[tuple[Event, ...], GameState, GameState]:
    """A game of conditional cooperators: its record, and its first and sixth decision phase."""
    secret = Secret("bench", "0" * 32)
    head = header(game="bench", scenario_text=scenario_text(), secret=secret, at=0.0, timed=False)
    first = first_state(head.data, secret)
    kind = bots.by_name("conditional")
    seats = {seat.id: kind(seat.id, BotDice.of("bench", seat.id)) for seat in first.scenario.seats}
    events: list[Event] = [head]
    phases: dict[int, GameState] = {}
    for state, turn in play_out(first, seats):
        events += turn.events
        if state.phase == "decision":
            phases.setdefault(state.round, state)
    return tuple(events), phases[1], phases[6]


def treaty(seen: View) -> Draft:
    """The verified treaty that bots propose, of all nations."""
    parties = [row.id for row in seen.nations]
    return parse_draft({"title": "Verified", "parties": parties, "clauses": list(drafts.verified())})


def works() -> dict[str, Callable[[], Any]]:
    """What is timed."""
    events, early, late = game()
    seen = view(early, seat_audience("land0"))
    lab, grown = view(early, seat_audience("lab1")), view(late, seat_audience("land0"))
    draft, past = treaty(seen), history(events)
    bot = bots.by_name("best-responder")("lab1", BotDice.of("bench", "lab1"))
    complying = Assumptions(mine="complying", others="complying")
    return {
        "forecast, no draft": lambda: forecast(seen, key=1),
        "forecast, draft in force": lambda: forecast(seen, draft, complying, key=1),
        "exploitability": lambda: exploitability(seen, draft, key=1),
        "bargain": lambda: bargain(seen, draft, key=1),
        "best-responder decides": lambda: bot.decide(lab),
        "suspicion": lambda: suspicion(grown, "lab2"),
        "counterfactual": lambda: counterfactual(past, Kept("lab0", 2)),
    }


def measure(repeats: int = 7) -> dict[str, Any]:
    """CPU milliseconds, medians of ``repeats`` runs that take turns."""
    tasks = works()
    for task in tasks.values():
        task()
    times: dict[str, list[float]] = {name: [] for name in tasks}
    for _ in range(repeats):
        for name, task in tasks.items():
            begun = time.process_time()
            task()
            times[name].append(1e3 * (time.process_time() - begun))
    return {"cpu_ms": {name: statistics.median(values) for name, values in times.items()}, "goals": GOALS}


def run(json: bool = False) -> None:  # noqa: FBT001, FBT002 (the command line's own word)
    """Measure and print, as a table or as one JSON line."""
    figures = measure()
    if json:
        print(json_module.dumps(figures))
        return
    print(f"{'':>26} {'CPU ms':>8} {'goal':>6}")
    for name, value in figures["cpu_ms"].items():
        goal = GOALS.get(name)
        print(f"{name:>26} {value:>8.1f} {f'{goal:.0f}' if goal else '':>6}")


if __name__ == "__main__":
    run(json="--json" in sys.argv[1:])
