"""The protocol as an AsyncAPI 3 document: channels, messages, who sends what, codes and limits. Pure.

It describes the server: what it ``receive``s is what clients send. Its schemas are those of ``wire.schema``.
"""

import json
from collections.abc import Mapping
from typing import Any, Final, get_args

from detente_rules.rejections import Code
from detente_rules.wire import asyncapi_mqtt as mqtt
from detente_rules.wire.meanings import CLOSINGS, REFUSALS
from detente_rules.wire.messages import FINAL_CODES, MAX_COMMAND_ID, MAX_FRAME, PROTOCOL
from detente_rules.wire.schema import REF, Schema, frame_names, schema

VERSION: Final = "3.0.0"
"""Of the AsyncAPI specification."""

SUMMARY: Final = """\
A negotiation game about the AI race. A client says hello with a join code or a token, is welcomed with a view of the
game, hears news numbered without gaps, and sends commands, each answered once by an ack or a refusal. The dialogue
is written out in README.md beside this file. This document describes the server: what it receives, clients send."""

TAGS: Final[Mapping[str, str]] = {
    "Hello": "hello",
    "CommandFrame": "command",
    "Manage": "manage",
    "Ping": "ping",
    "Welcome": "welcome",
    "News": "news",
    "Ack": "ack",
    "RefusedFrame": "refused",
    "Presence": "presence",
    "Door": "door",
    "Notice": "notice",
    "Pong": "pong",
}
"""Name of the model → ``type`` of the frame."""

REPLIES: Final[Mapping[str, tuple[str, ...]]] = {
    "hello": ("welcome", "refused"),
    "command": ("ack", "refused"),
    "manage": ("ack", "refused"),
    "ping": ("pong",),
}
"""What the server answers to what clients send."""

NUMBERED: Final = frozenset({"command", "manage", "ack", "refused"})
"""Frames that carry a ``command_id``, by which an answer is known."""


def asyncapi(limits: Mapping[str, tuple[float, str]]) -> Schema:
    """The document. limits: name → (the server's default, in words with its unit)."""
    described = schema()
    definitions: dict[str, Schema] = described["$defs"]
    client, server = ([TAGS[name] for name in side] for side in frame_names())
    shapes = {tag: name for name, tag in TAGS.items()}
    document = {
        "asyncapi": VERSION,
        "info": {
            "title": "Détente",
            "version": f"{PROTOCOL}.0.0",
            "description": SUMMARY,
            "license": {"name": "Apache-2.0", "url": "https://www.apache.org/licenses/LICENSE-2.0"},
        },
        "defaultContentType": "application/json",
        "servers": {
            "table": {
                "host": "127.0.0.1:8765",
                "protocol": "ws",
                "description": "What `detente host` opens. Other hosts and ports as the operator says; wss with TLS.",
                "security": [{"$ref": "#/components/securitySchemes/token"}],
            },
            **mqtt.SERVERS,
        },
        "channels": {
            "table": {
                "servers": [{"$ref": "#/servers/table"}],
                "address": "/",
                "title": "A place at one game",
                "description": "One WebSocket, one person, one game. Every frame is one JSON text.",
                "messages": {name: {"$ref": f"#/components/messages/{name}"} for name in (*client, *server)},
            },
            **mqtt.channels(),
        },
        "operations": {
            **{f"receive_{name}": _received(name) for name in client},
            **{f"send_{name}": _sent(name) for name in server if name not in _answers()},
            **mqtt.operations(),
        },
        "components": {
            "messages": {name: _message(name, definitions[shapes[name]]) for name in (*client, *server)}
            | {name.lower(): _message(name.lower(), definitions[name]) for name in ("Closed", "State")}
            | {"gone": mqtt.GONE},
            "schemas": definitions,
            "correlationIds": {
                "command": {
                    "description": "Chosen by the client; the answer carries the same.",
                    "location": "$message.payload#/command_id",
                }
            },
            "securitySchemes": {
                "token": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "From the first welcome; in the Authorization header, or in the hello. A join code needs neither.",
                }
            },
        },
        "x-protocol": PROTOCOL,
        "x-refusals": {code: REFUSALS[code] for code in get_args(Code)},
        "x-close-codes": {
            str(int(code)): {"meaning": words, "final": code in FINAL_CODES}
            for code, words in CLOSINGS.items()
        },
        "x-limits": {
            "frame_bytes": {"value": MAX_FRAME, "meaning": "longest frame from a client, bytes"},
            "command_id": {"value": MAX_COMMAND_ID, "meaning": "longest command_id, characters"},
            **{name: {"value": value, "meaning": words} for name, (value, words) in limits.items()},
        },
    }
    return _as_asyncapi(document)


def _answers() -> frozenset[str]:
    """Frames that only ever answer one: an unasked welcome is one too, so it is told apart as sent."""
    return frozenset({"ack", "pong"})


def _received(name: str) -> Schema:
    channel = {"$ref": "#/channels/table"}
    return {
        "action": "receive",
        "channel": channel,
        "messages": [{"$ref": f"#/channels/table/messages/{name}"}],
        "reply": {
            "channel": channel,
            "messages": [{"$ref": f"#/channels/table/messages/{reply}"} for reply in REPLIES[name]],
        },
    }


def _sent(name: str) -> Schema:
    return {
        "action": "send",
        "channel": {"$ref": "#/channels/table"},
        "messages": [{"$ref": f"#/channels/table/messages/{name}"}],
    }


def _message(name: str, shape: Schema) -> Schema:
    message = {
        "name": name,
        "title": name,
        "summary": shape.get("description", ""),
        "contentType": "application/json",
        "payload": {"$ref": f"{REF}{shape['title']}"},
    }
    if name in NUMBERED:
        message["correlationId"] = {"$ref": "#/components/correlationIds/command"}
    return message


def _as_asyncapi(document: Schema) -> Schema:
    """AsyncAPI's schemas stand in ``components`` and are of draft 7, where a tuple's ``items`` are a list."""
    moved = json.dumps(document).replace(REF, "#/components/schemas/").replace('"prefixItems"', '"items"')
    data: dict[str, Any] = json.loads(moved)
    return data
