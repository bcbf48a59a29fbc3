"""The MQTT part of the AsyncAPI document: a broker, a mailbox a seat, and the public feed. See ``topics``."""

from collections.abc import Mapping
from typing import Any, Final

from detente_rules.wire.topics import SESSION, gone, inbox, outbox, public, state

SERVERS: Final[Mapping[str, Any]] = {
    "broker": {
        "host": "127.0.0.1:1883",
        "protocol": "mqtt",
        "protocolVersion": "5",
        "description": "What `detente host --bus` or `--broker` uses; `mqtts` with TLS. Users and access rules are the broker's.",
    }
}

FROM_SEAT: Final = ("hello", "command", "ping", "closed")
TO_SEAT: Final = ("welcome", "news", "ack", "refused", "notice", "pong", "closed")

_BOX: Final = {
    "outbox": (outbox, FROM_SEAT, "What a seat says: written by the seat alone, read by the server alone."),
    "inbox": (inbox, TO_SEAT, "What a seat is told: written by the server alone, read by the seat alone."),
}
_FEED: Final = {
    "public": (public, ("news",), "News of the observers' stream, for everybody."),
    "state": (
        state,
        ("state",),
        "The newest public picture, for everybody; retained, renewed at most once a second.",
    ),
}


GONE: Final[Mapping[str, Any]] = {
    "name": "gone",
    "title": "gone",
    "summary": "Over MQTT: a dialogue's last will. What it holds is not read.",
    "payload": {"type": "string"},
    "contentType": "text/plain",
}
"""The one message that is no frame."""


def channels() -> dict[str, Any]:
    """A channel a topic."""
    game = {"game": {"description": "id of the game, as `detente host --json` and the welcome tell it"}}
    seat = {"seat": {"description": "id of the seat"}}
    found: dict[str, Any] = {}
    for name, (topic, messages, words) in _BOX.items():
        found[name] = _channel(topic("{game}", "{seat}"), messages, words, {**game, **seat})
    session = {
        "session": {"description": "name of the dialogue that has died; empty for a program that gives none"}
    }
    found["gone"] = _channel(
        gone("{game}", "{seat}", "{session}"),
        ("gone",),
        "The last will of a dialogue: published by the broker for the seat, read by the server.",
        {**game, **seat, **session},
    )
    for name, (feed, messages, words) in _FEED.items():
        found[name] = _channel(feed("{game}"), messages, words, game)
    return found


def _channel(
    address: str, messages: tuple[str, ...], words: str, parameters: dict[str, Any]
) -> dict[str, Any]:
    return {
        "address": address,
        "description": words,
        "servers": [{"$ref": "#/servers/broker"}],
        "parameters": parameters,
        "messages": {name: {"$ref": f"#/components/messages/{name}"} for name in messages},
    }


def operations() -> dict[str, Any]:
    """What the server does with each: quality of service 1 everywhere; the session travels as a user property."""
    return {
        "receive_outbox": _operation("receive", "outbox", FROM_SEAT),
        "receive_gone": _operation("receive", "gone", ("gone",)),
        "send_inbox": _operation("send", "inbox", TO_SEAT),
        "send_public": _operation("send", "public", ("news",)),
        "send_state": _operation("send", "state", ("state",), retain=True),
    }


def _operation(
    action: str, channel: str, messages: tuple[str, ...], *, retain: bool = False
) -> dict[str, Any]:
    return {
        "action": action,
        "channel": {"$ref": f"#/channels/{channel}"},
        "description": f"The MQTT 5 user property `{SESSION}` names the dialogue; a `closed` without it is for every one."
        if channel in _BOX
        else "",
        "messages": [{"$ref": f"#/channels/{channel}/messages/{name}"} for name in messages],
        "bindings": {"mqtt": {"qos": 1, "retain": retain, "bindingVersion": "0.2.0"}},
    }
