"""Faults of a scenario that its form alone does not show: names that nothing has, clauses that fit nothing (S3).

``read_scenario`` refuses what cannot be read. What can be read is checked here against the world, the treaty language
and the bots; ``faults`` puts both together, each with its line, for `detente scenarios check`.
"""

from collections.abc import Iterator
from typing import Final

from detente_rules import bots
from detente_rules.scenario import Scenario, ScenarioFault, Seat
from detente_rules.scenario.text import read_scenario, with_lines
from detente_rules.shocks import faults_of, parse_effects, readable
from detente_rules.treaty.checks import check
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
        scenario = read_scenario(text)
    except ScenarioFault as fault:
        return fault.faults
    return with_lines(tuple(_faults(scenario)), text)


def _faults(scenario: Scenario) -> Iterator[Fault]:
    yield from _world(scenario)
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
        if (wrong := readable(inject.effects)) is not None:
            yield f"injects.{place}.effects", wrong
            continue
        for field, message in faults_of(scenario, parse_effects(inject.effects)):
            yield f"injects.{place}.{field}", message
    for kind, ids in (
        ("packs", [p.id for p in scenario.packs]),
        ("injects", [i.id for i in scenario.injects]),
    ):
        for place, name in enumerate(ids):
            if name in ids[:place]:
                yield f"{kind}.{place}.id", f"{name!r} is taken"


def _world(scenario: Scenario) -> Iterator[Fault]:
    for name, value in scenario.world.items():
        try:
            Calibration().overridden({name: value})
        except BadCalibration as bad:
            yield f"world.{name}", str(bad).removeprefix(f"{name}: ")


def _seat(place: str, seat: Seat) -> Iterator[Fault]:
    if seat.bot not in bots.NAMES:
        yield f"{place}.bot", f"there is no bot {seat.bot!r}; there are: {', '.join(bots.NAMES)}"
    other = "nation" if seat.kind == "lab" else "lab"
    for name in _FACTS[other]:
        if getattr(seat, name) is not None:
            yield f"{place}.{name}", f"a {seat.kind} has no {name}"


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
        clauses = []
        for place, data in enumerate(pack.clauses):
            try:
                clauses.append(parse_clause(dict(data)))
            except BadDraft as bad:
                for fault in bad.faults:
                    yield f"packs.{number}.clauses.{place}.{fault.field}".rstrip("."), fault.message
        if len(clauses) == len(pack.clauses):
            for fault in check(Draft(pack.title, everybody, tuple(clauses)), context):
                yield f"packs.{number}.clauses.{fault.clause}.{fault.field}", fault.message
