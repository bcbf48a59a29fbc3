"""Faults of a scenario that its form alone does not show: names that nothing has, clauses that fit nothing (S3).

``read_scenario`` refuses what cannot be read. What can be read is checked here against the world, the treaty language
and the bots; ``faults`` puts both together, each with its line, for `detente scenarios check`.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from detente_rules import bots
from detente_rules.scenario import Scenario, ScenarioFault, Seat, parse_scenario
from detente_rules.scenario.text import document, read_scenario, with_lines
from detente_rules.shocks import faults_of, parse_effects, unreadable
from detente_rules.treaty.checks import check
from detente_rules.treaty.clauses import Clause
from detente_rules.treaty.context import Context
from detente_rules.treaty.draft import Draft, parse_clause
from detente_rules.treaty.faults import BadDraft
from detente_rules.world.calibration import BadCalibration, Calibration

Fault = tuple[str, str]
"""Place and message."""

_FACTS: Final = {"lab": ("capability", "assurance", "invest"), "nation": ("demand", "damage", "sovereignty")}


def faults(text: str) -> tuple[Fault, ...]:
    """Every fault of a scenario's text; empty where it can be played."""
    try:
        data = document(text)
    except ScenarioFault as fault:
        return fault.faults
    try:
        found = tuple(_faults(parse_scenario(data)))
    except ScenarioFault as fault:
        found = (*fault.faults, *_seen_anyway(data))
    return with_lines(found, text)


def unknown_bots(text: str) -> tuple[Fault, ...]:
    """Of a scenario that can be read: seats whose bot nobody knows; at a table they would be nobody's.  Raises: ScenarioFault."""
    seats = read_scenario(text).seats
    return with_lines(
        tuple(one for place, seat in enumerate(seats) for one in _bot(f"seats.{place}", seat.bot)), text
    )


def _seen_anyway(data: Mapping[str, Any]) -> Iterator[Fault]:
    """Of a file whose form is broken somewhere: what is wrong with its bots, its clauses and the numbers of its world."""
    for place, seat in _tables(data.get("seats")):
        if isinstance(bot := seat.get("bot"), str):
            yield from _bot(f"seats.{place}", bot)
    for number, pack in _tables(data.get("packs")):
        for place, clause in _tables(pack.get("clauses")):
            yield from _clause(f"packs.{number}.clauses.{place}", clause)[1]
    if isinstance(world := data.get("world"), dict):
        yield from _world({name: value for name, value in world.items() if isinstance(value, int | float)})


def _tables(value: object) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """The tables of an array, with their numbers; nothing where it is none."""
    for place, item in enumerate(value if isinstance(value, list) else ()):
        if isinstance(item, dict):
            yield place, item


def _faults(scenario: Scenario) -> Iterator[Fault]:
    yield from _world(scenario.world)
    for place, seat in enumerate(scenario.seats):
        yield from _seat(f"seats.{place}", seat)
    yield from _packs(scenario)
    known = {seat.id for seat in scenario.seats}
    for place, item in enumerate(scenario.news):
        if item.round > scenario.rounds:
            yield f"news.{place}.round", f"the game has {scenario.rounds} rounds"
    for place, inject in enumerate(scenario.injects):
        for unknown in sorted(set(inject.to) - known):
            yield f"injects.{place}.to", f"there is no seat {unknown!r}"
        wrong = tuple(unreadable(inject.effects)) or faults_of(scenario, parse_effects(inject.effects))
        for field, message in wrong:
            yield f"injects.{place}.{field}", message
    for kind, ids in (
        ("packs", [p.id for p in scenario.packs]),
        ("injects", [i.id for i in scenario.injects]),
    ):
        for place, name in enumerate(ids):
            if name in ids[:place]:
                yield f"{kind}.{place}.id", f"{name!r} is taken"


def _world(numbers: Mapping[str, Any]) -> Iterator[Fault]:
    for name, value in numbers.items():
        try:
            Calibration().overridden({name: value})
        except BadCalibration as bad:
            yield f"world.{name}", str(bad).removeprefix(f"{name}: ")


def _seat(place: str, seat: Seat) -> Iterator[Fault]:
    yield from _bot(place, seat.bot)
    other = "nation" if seat.kind == "lab" else "lab"
    for name in _FACTS[other]:
        if getattr(seat, name) is not None:
            yield f"{place}.{name}", f"a {seat.kind} has no {name}"


def _bot(place: str, bot: str) -> Iterator[Fault]:
    if bot not in bots.NAMES:
        yield f"{place}.bot", f"there is no bot {bot!r}; there are: {', '.join(bots.NAMES)}"


def _clause(place: str, data: Mapping[str, Any]) -> tuple[Clause | None, tuple[Fault, ...]]:
    try:
        return parse_clause(dict(data)), ()
    except BadDraft as bad:
        return None, tuple((f"{place}.{fault.field}".rstrip("."), fault.message) for fault in bad.faults)


def _packs(scenario: Scenario) -> Iterator[Fault]:
    """Each pack must be a draft that all seats together could sign."""
    everybody = tuple(seat.id for seat in scenario.parties)
    context = Context(
        labs=tuple(seat.id for seat in scenario.labs),
        nations=tuple(seat.id for seat in scenario.nations),
        homes=scenario.homes,
        rounds=scenario.rounds,
    )
    for number, pack in enumerate(scenario.packs):
        read = [_clause(f"packs.{number}.clauses.{place}", data) for place, data in enumerate(pack.clauses)]
        for _, wrong in read:
            yield from wrong
        clauses = tuple(clause for clause, _ in read if clause is not None)
        if len(clauses) == len(read):
            for fault in check(Draft(pack.title, everybody, clauses), context):
                yield f"packs.{number}.clauses.{fault.clause}.{fault.field}", fault.message
