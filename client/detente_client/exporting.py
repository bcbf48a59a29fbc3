"""The record of a game as tables for other programs, and without the names of those who played. Pure: lines in, rows out.

``events``: a row a line of the record. ``rounds``: a row a round and seat, with what it did, declared and had in the end.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from detente_client.simulation.rows import Column, Row
from detente_rules.events import Event
from detente_rules.genesis import read_scenario
from detente_rules.record import chain, parse_line

EVENTS: Final = (
    Column("n", "int", "", "number of the line, from 0"),
    Column("at", "float", "s", "seconds since 1970; of a headless game, on a made clock"),
    Column("round", "int", "", "0 in the lobby"),
    Column("phase", "text", "", ""),
    Column("audience", "text", "", "public, or the streams that it reached, with commas between"),
    Column("kind", "text", "", ""),
    Column("data", "text", "JSON", "what happened"),
    Column("hash", "text", "", "SHA-256 of the line"),
)

_LAB: Final = ("safety", "concealment", "pace", "overshoot", "deploy", "disclose", "admit")
_NATION: Final = ("floor", "enforcement", "funding", "protection")

ROUNDS: Final = (
    Column("game", "text", "", "id of the game"),
    Column("scenario", "text", "", ""),
    Column("round", "int", "", "from 1"),
    Column("seat", "text", "", ""),
    Column("kind", "text", "", "lab or nation"),
    Column("home", "text", "", "a lab's nation", empty=True),
    Column("safety", "float", "[0, 1]", "decided: safety share of effort", empty=True),
    Column("concealment", "float", "[0, 1]", "decided: share of effort spent on hiding", empty=True),
    Column("pace", "float", "[0, 1]", "decided", empty=True),
    Column("overshoot", "float", "[0, 1]", "decided: of a cap", empty=True),
    Column("deploy", "float", "[0, 1]", "decided: share of capability put on the market", empty=True),
    Column("disclose", "text", "", "decided: keep, overseer or publish", empty=True),
    Column("admit", "bool", "", "decided: lets inspectors in", empty=True),
    Column("declared_safety", "float", "[0, 1]", "", empty=True),
    Column("declared_capability", "float", "doublings", "", empty=True),
    Column("declared_assurance", "float", "doublings", "", empty=True),
    Column("capability", "float", "doublings", "true, after the round", empty=True),
    Column("assurance", "float", "doublings", "true, after the round", empty=True),
    Column("danger", "float", "per round", "true rate if this lab alone were deployed", empty=True),
    Column("share", "float", "[0, 1]", "of the world's sales", empty=True),
    Column("revenue", "float", "G$", "of the round", empty=True),
    Column("violation", "float", "[0, 1]", "size of the breach of treaties or law", empty=True),
    Column("found", "bool", "", "a breach was found", empty=True),
    Column("accused", "bool", "", "it was found wrongly", empty=True),
    Column("incident", "bool", "", "a warning shot", empty=True),
    Column("floor", "float", "[0, 1]", "decided: domestic floor", empty=True),
    Column("enforcement", "float", "[0, 1]", "decided", empty=True),
    Column("funding", "float", "G$", "decided: public safety research", empty=True),
    Column("protection", "float", "[0, 1]", "decided: of whistle-blowers", empty=True),
    Column("trust", "float", "[0, 1]", "public trust in the nation, after the round", empty=True),
    Column("gained", "float", "G$", "score of the round, before discount and survival"),
    Column("risk", "float", "probability", "true cumulated risk of catastrophe, after the round"),
    Column("public_risk", "float", "probability", "as outsiders reckoned it"),
)


def event_rows(lines: Iterable[str]) -> Iterator[Row]:
    """A row a line of the record. Raises: detente_rules.record.BrokenLine."""
    for number, text in enumerate(lines):
        line = parse_line(text, number)
        event = line.event
        yield {
            "n": line.n,
            "at": float(event.at),
            "round": event.round,
            "phase": event.phase,
            "audience": event.audience if event.audience == "public" else ",".join(event.audience),
            "kind": event.kind,
            "data": json.dumps(event.data, ensure_ascii=False, sort_keys=True),
            "hash": line.hash,
        }


def round_rows(lines: Sequence[str]) -> Iterator[Row]:
    """A row a round and seat of what has been resolved. Raises: detente_rules.record.BrokenLine."""
    events = [parse_line(text, number).event for number, text in enumerate(lines)]
    header = events[0].data
    scenario = read_scenario(header["scenario_text"])
    reports = {event.data["round"]: event.data for event in events if event.kind == "round_reported"}
    labs = len(scenario.labs)
    for event in events:
        if event.kind != "round_resolved":
            continue
        data, result = event.data, event.data["resolution"]
        for seat in scenario.seats:
            place = scenario.party_index[seat.id]
            row: Row = {column.name: None for column in ROUNDS}
            row.update(game=header["game"], scenario=scenario.id, round=data["round"], seat=seat.id)
            row.update(kind=seat.kind, home=seat.home)
            row["risk"] = 1.0 - result["world"]["survival"][0]
            row["public_risk"] = reports[data["round"]]["risk"]
            decision = data["decisions"][seat.id]
            if place < labs:
                row.update({name: decision[name] for name in _LAB})
                row.update({f"declared_{name}": value for name, value in data["declared"][seat.id].items()})
                row.update(_lab(result, place))
            else:
                row.update({name: decision[name] for name in _NATION})
                row["trust"] = result["world"]["trust"][0][place - labs]
                row["gained"] = result["nation_gain"][0][place - labs]
            yield {one.name: _typed(row[one.name], one.kind) for one in ROUNDS}


def _lab(result: Mapping[str, Any], place: int) -> Row:
    world = result["world"]
    return {
        "capability": world["capability"][0][place],
        "assurance": world["assurance"][0][place],
        "revenue": world["revenue"][0][place],
        "danger": result["danger"][0][place],
        "share": result["deployed"][0][place],
        "violation": result["unlawful"][0][place],
        "found": any(result[name][0][place] for name in ("found", "own_found", "leaked")),
        "accused": any(result[name][0][place] for name in ("accused", "own_accused")),
        "incident": result["incident"][0][place],
        "gained": result["lab_gain"][0][place],
    }


def _typed(value: Any, kind: str) -> Any:
    """Canonical JSON writes 1.0 as 1; in a column of floats it is one again."""
    return float(value) if kind == "float" and value is not None else value


# --- without names --------------------------------------------------------------------------------------------------------

_SAID: Final = frozenset({"text", "title", "memo", "answer", "reason"})
"""Fields that people write themselves, in which a name is replaced where it stands as a word."""


def anonymous(lines: Sequence[str]) -> list[str]:
    """The record with "Person 1", "Person 2" … for the names of those who joined, also where somebody wrote them.

    It is a record of its own: its chain is sealed anew, and its header says that names were removed. What people wrote may
    give them away in other ways; nobody but a reader can judge that. Raises: detente_rules.record.BrokenLine.
    """
    events = [parse_line(text, number).event for number, text in enumerate(lines)]
    names: dict[str, str] = {}
    for event in events:
        if event.kind == "person_joined":
            names.setdefault(event.data["name"], f"Person {len(names) + 1}")
    words = sorted(names, key=len, reverse=True)
    pattern = re.compile(rf"(?<!\w)({'|'.join(map(re.escape, words))})(?!\w)") if words else None
    return [line.text for line in chain(_renamed(event, names, pattern) for event in events)]


def _renamed(event: Event, names: Mapping[str, str], pattern: re.Pattern[str] | None) -> Event:
    if event.kind == "game_created":
        return replace(event, data={**event.data, "names": "removed"})
    return replace(event, data=_cleaned(event.data, names, pattern))


def _cleaned(data: Any, names: Mapping[str, str], pattern: re.Pattern[str] | None, field: str = "") -> Any:
    if isinstance(data, dict):
        return {key: _cleaned(value, names, pattern, key) for key, value in data.items()}
    if isinstance(data, list | tuple):
        return [_cleaned(value, names, pattern, field) for value in data]
    if not isinstance(data, str):
        return data
    if field == "name":
        return names.get(data, data)
    if field in _SAID and pattern is not None:
        return pattern.sub(lambda found: names[found[1]], data)
    return data
