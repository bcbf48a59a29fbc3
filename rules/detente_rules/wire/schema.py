"""The protocol as JSON Schema (2020-12), made from the models that read and write it. Pure.

What clients send is closed: an unknown field is refused (R11.2). What servers send is open, as fields may be added within
a version. Two places where the models hold free-form data are typed here: news by its kind (``wire.news``) and
clauses by theirs (``treaty.clauses``).
"""

import re
from collections.abc import Iterable, Mapping
from copy import deepcopy
from dataclasses import fields
from math import isfinite
from typing import Annotated, Any, Final, get_args

from pydantic import Field, TypeAdapter

from detente_rules.commands.facilitation import Effects
from detente_rules.scenario import Scenario
from detente_rules.treaty.clauses import CLAUSE, Clause
from detente_rules.wire.messages import PROTOCOL, ClientFrame, ServerFrame
from detente_rules.wire.news import HEARD, NEWS, Answered
from detente_rules.world.calibration import Calibration

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
REF: Final = "#/$defs/"

Schema = dict[str, Any]


def schema() -> Schema:
    """One document: every frame is in ``$defs`` by its name, ``ClientFrame`` and ``ServerFrame`` are their unions."""
    definitions = _definitions()
    client, server = frame_names()
    definitions["NewsBody"] = _news(definitions)
    definitions["Ack"]["properties"]["data"] = {"$ref": f"{REF}Answered"}
    definitions["Answered"]["required"] = []
    for name in _clauses_in(definitions):
        _put_clauses(definitions[name])
    _close_the_open(definitions, client, server)
    definitions |= deepcopy(_MQTT)
    for definition in definitions.values():
        _tidy(definition)
        _fill(definition)
    return {
        "$schema": DIALECT,
        "$id": f"urn:detente:protocol:{PROTOCOL}",
        "title": f"Détente, protocol {PROTOCOL}",
        "description": "Frames between a client and a server. See README.md beside this file for who sends what when.",
        "oneOf": [{"$ref": f"{REF}ClientFrame"}, {"$ref": f"{REF}ServerFrame"}],
        "$defs": {
            "ClientFrame": _union(client),
            "ServerFrame": _union(server),
            **dict(sorted(definitions.items())),
        },
    }


_MQTT: Final[Mapping[str, Schema]] = {
    "Closed": {
        "title": "Closed",
        "description": "Over MQTT: the end of a dialogue, as a close frame is over a WebSocket. code: of the table of close codes. reason: for people.",
        "type": "object",
        "properties": {
            "type": {"const": "closed"},
            "code": {"type": "integer"},
            "reason": {"type": "string"},
        },
        "required": ["type", "code", "reason"],
    },
    "State": {
        "title": "State",
        "description": "Over MQTT, retained: the newest public picture of a game. live: it is being served. seq: number of the last public news "
        "that it contains. server_time: seconds since 1970. view: the observers'.",
        "type": "object",
        "properties": {
            "type": {"const": "state"},
            "game": {"type": "string"},
            "live": {"type": "boolean"},
            "seq": {"type": "integer"},
            "server_time": {"type": "number"},
            "view": {"$ref": f"{REF}View"},
        },
        "required": ["type", "game", "live", "seq", "server_time", "view"],
    },
}
"""Frames that only topics need; see ``wire.topics``."""


def scenario_schema() -> Schema:
    """The shape of a scenario file, for an editor; ``detente scenarios check`` finds more than a shape can say."""
    from detente_rules.bots import NAMES  # noqa: PLC0415 -- a few know the wire

    made = Scenario.model_json_schema()
    definitions = made["$defs"]
    effects = TypeAdapter(Effects).json_schema()
    definitions |= _clauses() | effects.pop("$defs")
    definitions["Pack"]["properties"]["clauses"]["items"] = {"$ref": f"{REF}Clause"}
    definitions["Inject"]["properties"]["effects"] |= effects
    definitions["Seat"]["properties"]["bot"] = {"enum": list(NAMES), "default": "conditional"}
    made["properties"]["world"] = _world()
    for definition in (made, *definitions.values()):
        _tidy(definition)
    return {"$schema": DIALECT, "$id": "urn:detente:scenario:1", **made}


def _world() -> Schema:
    """Numbers of the world that a scenario may set, each with its range, its unit and what it is."""
    numbers: dict[str, Schema] = {}
    for entry in fields(Calibration):
        known = entry.metadata
        bounds = (("minimum", known["low"]), ("maximum", known["high"]))
        number = {"type": "number", **{key: bound for key, bound in bounds if isfinite(bound)}}
        listed = isinstance(entry.default, tuple)
        numbers[entry.name] = {
            **({"type": "array", "items": number, "minItems": 1} if listed else number),
            "description": f"{known['doc']} ({known['unit']})",
        }
    return {"type": "object", "properties": numbers, "additionalProperties": False}


def frame_names() -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Names in ``$defs`` of what clients and what servers send."""
    client, server = ([kind.__name__ for kind in get_args(side)] for side in (ClientFrame, ServerFrame))
    return tuple(client), tuple(server)


def reachable(definitions: Mapping[str, Schema], names: Iterable[str]) -> frozenset[str]:
    """Names in ``$defs`` that these lead to, themselves included."""
    found: set[str] = set()
    todo = list(names)
    while todo:
        name = todo.pop()
        if name not in found:
            found.add(name)
            todo += re.findall(r"'\$ref': '#/\$defs/([^']+)'", str(definitions[name]))
    return frozenset(found)


# --------------------------------------------------------------------------------------------------------- inside


def _definitions() -> dict[str, Schema]:
    """Everything by its name, with references among each other."""
    adapters: list[TypeAdapter[Any]] = [
        TypeAdapter(Annotated[ClientFrame, Field(discriminator="type")]),
        TypeAdapter(Annotated[ServerFrame, Field(discriminator="type")]),
        TypeAdapter(Answered),
        *(TypeAdapter(model) for model in dict.fromkeys(NEWS[kind] for kind in HEARD)),
    ]
    _, made = TypeAdapter.json_schemas(
        [(number, "validation", adapter) for number, adapter in enumerate(adapters)]
    )
    definitions: dict[str, Schema] = made["$defs"]
    definitions |= _clauses()
    assert not [name for name in definitions if "__" in name]  # two models of one name
    return definitions


def _clauses() -> dict[str, Schema]:
    """``Clause`` and its kinds, under names of their own: "pause" is a command and a clause."""
    made = CLAUSE.json_schema(ref_template=REF + "clause.{model}")["$defs"]
    kinds = _union([f"clause.{kind.__name__}" for kind in get_args(Clause)])
    return {**{f"clause.{name}": one for name, one in made.items()}, "Clause": kinds}


def _union(names: Iterable[str]) -> Schema:
    return {"oneOf": [{"$ref": REF + name} for name in names]}


_ENVELOPE: Final[Mapping[str, str]] = {
    "at": "when it happened, seconds since 1970, the server's clock",
    "round": "of the game at that moment; 0 in the lobby",
    "phase": "of the game at that moment",
    "data": "what events of this kind say",
}


def _news(definitions: dict[str, Schema]) -> Schema:
    """One shape a kind: the envelope of every event, and what that kind says."""
    envelope = definitions["NewsBody"]
    for kind in HEARD:
        name = f"news.{kind}"
        said = NEWS[kind]
        definitions[name] = {
            "type": "object",
            "title": kind,
            "description": definitions[said.__name__].get("description", ""),
            "properties": {
                **deepcopy(envelope["properties"]),
                "kind": {"const": kind, "type": "string"},
                "data": {"$ref": REF + said.__name__},
            },
            "required": list(envelope["properties"]),
        }
        for field, words in _ENVELOPE.items():
            definitions[name]["properties"][field]["description"] = words
    return {
        "description": "An event as its audience hears it. Skip kinds that you do not know: more may be added.",
        **_union([f"news.{kind}" for kind in HEARD]),
    }


def _clauses_in(definitions: Mapping[str, Schema]) -> list[str]:
    return [name for name, one in definitions.items() if "clauses" in one.get("properties", {})]


def _put_clauses(definition: Schema) -> None:
    """Where a list of dicts stands for clauses, say which dicts."""
    for field in ("clauses", "previous"):
        if field in definition["properties"]:
            _put_clause(definition["properties"][field])


def _put_clause(part: Any) -> None:
    if isinstance(part, list):
        for item in part:
            _put_clause(item)
    elif isinstance(part, dict):
        if part.get("type") == "array":
            part["items"] = {"$ref": f"{REF}Clause"}
        else:
            for item in part.values():
                _put_clause(item)


def _close_the_open(definitions: Mapping[str, Schema], client: Iterable[str], server: Iterable[str]) -> None:
    """Views and news are written with every field, also those that have a default when read; frames may leave some out.

    So may words of a bot of the server: it is no person.
    """
    open_ = {*reachable(definitions, (*client, "Clause")), *server, "Answered", "MessageSent"}
    for name, definition in definitions.items():
        if name not in open_ and "properties" in definition:
            definition["required"] = list(definition["properties"])


def _tidy(definition: Schema) -> None:
    """Take pydantic's titles of fields out, ask for the tag that tells kinds apart, and put words to the fields."""
    fields: dict[str, Schema] = definition.get("properties", {})
    for name, field in fields.items():
        field.pop("title", None)
        if "const" in field and name not in definition.get("required", ()):
            definition["required"] = [*definition.get("required", ()), name]
            field.pop("default", None)
    _untagged(definition)
    _describe(definition, fields)


def _untagged(part: Any) -> None:
    """``discriminator`` is no word of JSON Schema; the constants say the same."""
    if isinstance(part, dict):
        part.pop("discriminator", None)
        part = list(part.values())
    if isinstance(part, list):
        for item in part:
            _untagged(item)


_USUAL: Final[Mapping[str, str]] = {
    "about": "what it is about.",
    "admit": "owning up.",
    "assurance": "by how many doublings it moves.",
    "bot": "its name, as `detente bot` lists them; null: none.",
    "capability": "by how many doublings it moves.",
    "clauses": "see `Clause`.",
    "command_id": "chosen by the client; the answer carries the same.",
    "data": "what happened; its shape goes by `kind`.",
    "decision": "as the seat and the level ask for it.",
    "duties": "all of them; what is not named is taken away.",
    "effect": "on the world.",
    "evidence": "id of a piece that one holds.",
    "factor": "the multiplier.",
    "favour": "for it, else against it.",
    "finish": "true: from now on; false: no longer.",
    "floor": "share of effort; null: unchanged.",
    "inject": "its id.",
    "lab": "id of a lab's seat.",
    "level": "of the rules.",
    "muted": "true: from now on; false: no longer.",
    "name": "as in `session.thresholds`.",
    "nation": "id of a nation's seat.",
    "number": "of the draft.",
    "off": "true: from now on; false: no longer.",
    "parties": "ids of seats.",
    "person": "id of a person.",
    "phase": "of the round.",
    "question": "id of a question.",
    "raised": "true: from now on; false: no longer.",
    "ready": "true: from now on; false: no longer.",
    "reason": "who moves it.",
    "report": "its own.",
    "role": "what they may do.",
    "round": "number of a round, from 1.",
    "seat": "id of a seat.",
    "seconds": "how much later, from what it is.",
    "suspended": "true: from now on; false: no longer.",
    "text": "as typed: text, never markup.",
    "title": "as typed: text, never markup.",
    "to": "seats addressed, empty: everybody.",
    "treaty": "id of a treaty.",
    "value": "from now on.",
    "version": "of the text, from 1.",
    "game": "its id.",
}
"""What fields of these names are, where the docstring of their class says no more of them."""

_WORDS: Final[Mapping[str, str]] = {"None": "null", "True": "true", "False": "false"}


def _describe(definition: Schema, fields: dict[str, Schema]) -> None:
    """Tell the fields what the house's docstrings say of them: ``floor, cap: what they are. pace: …``."""
    text = re.sub(r"``([^`]*)``", r"`\1`", " ".join(definition.get("description", "").split()))
    text = re.sub(r"\b(None|True|False)\b", lambda word: _WORDS[word[0]], text)
    if not text:
        return
    definition["description"] = text
    if not fields:
        return
    name = "|".join(sorted(map(re.escape, fields), key=len, reverse=True))
    found = list(re.finditer(rf"(?:^|(?<=[.;:…] ))((?:{name})(?:, (?:{name}))*): ", text))
    for at, match in enumerate(found):
        end = found[at + 1].start() if at + 1 < len(found) else len(text)
        for field in match[1].split(", "):
            fields[field].setdefault("description", text[match.end() : end].strip())
    if found and found[0].start() > 0:
        definition["description"] = text[: found[0].start()].strip()


def _fill(definition: Schema) -> None:
    """Words for the fields that are the same everywhere."""
    for name, field in definition.get("properties", {}).items():
        if "const" not in field and name in _USUAL:
            field.setdefault("description", _USUAL[name])
