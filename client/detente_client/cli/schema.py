"""``detente schema``: the protocol, for bots in any language."""

import argparse

SUMMARY = "print the protocol: AsyncAPI, JSON Schema, or the shape of a scenario file"
DESCRIPTION = """\
Prints one JSON document, made from the models that the server reads and writes with:
asyncapi, the protocol as AsyncAPI 3 (channel, messages, operations, codes, limits);
json, every frame, command, decision, view and kind of news as JSON Schema (2020-12);
scenario, the shape of a scenario file, for an editor. The dialogue is written out in docs/protocol/README.md."""
EXAMPLE = """\
  detente schema asyncapi > asyncapi.json
  detente schema json | jq '."$defs".CommandFrame'"""

FORMS = ("asyncapi", "json", "scenario")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's arguments."""
    parser.add_argument(
        "form", nargs="?", choices=FORMS, default="asyncapi", help="which (default: asyncapi)"
    )


def run(arguments: argparse.Namespace) -> int:
    """Print the document."""
    print(document(arguments.form), end="")
    return 0


def document(form: str) -> str:
    """The text of one of ``FORMS``: JSON, indented, one newline at its end."""
    import json

    from detente_rules.wire.asyncapi import asyncapi
    from detente_rules.wire.schema import scenario_schema, schema

    made = {"asyncapi": lambda: asyncapi(_limits()), "json": schema, "scenario": scenario_schema}[form]()
    return json.dumps(made, indent=1, ensure_ascii=False) + "\n"


def _limits() -> dict[str, tuple[float, str]]:
    """The server's defaults that a client meets."""
    from detente_server.settings import Limits

    limits = Limits()
    return {
        "hello_seconds": (limits.hello_seconds, "from connecting to the hello, seconds"),
        "frames_per_second": (limits.commands_per_second, "frames from one connection, a second"),
        "burst": (limits.burst, "frames from one connection, at once"),
        "wrong_hellos_per_minute": (limits.wrong_hellos_per_minute, "refused credentials of one address"),
        "queue_frames": (limits.queue_frames, "frames that may wait for a slow reader"),
        "queue_bytes": (limits.queue_bytes, "bytes that may wait for a slow reader"),
        "tail": (limits.tail, "news that one may have missed and still be given by since"),
        "talk": (limits.talk, "messages that a newcomer is given"),
        "ping_seconds": (
            limits.ping_seconds,
            "silence after which the server sends a WebSocket ping, seconds",
        ),
        "gone_seconds": (limits.gone_seconds, "silence after which a connection is taken for dead, seconds"),
        "people": (limits.people, "people in one game"),
    }
