"""``detente host``'s operation: who may come, how much of everything, what is logged (R11)."""

import argparse
import logging
import sys
from dataclasses import fields
from pathlib import Path
from typing import Any, Final

from detente_client.cli.faults import Misused

LIMITS: Final = (
    ("people", "people in one game", 1),
    ("games", "games in this process", 1),
    ("connections", "connections at once", 1),
    ("per_address", "of those, from one address", 1),
    ("commands_per_second", "frames a second from one connection", 0.1),
    ("burst", "frames at once from one connection", 1),
    ("frame_bytes", "longest frame, in bytes", 1024),
    ("name_chars", "longest name, at most 40 characters", 1),
    ("text_chars", "longest message, at most 2000 characters", 1),
    ("wrong_hellos_per_minute", "wrong codes or tokens a minute from one address", 1),
    ("hello_seconds", "seconds a connection may say nothing", 0.5),
    ("queue_frames", "frames that may wait for a slow reader", 16),
)
"""Limits that ``--limit NAME=VALUE`` sets: name, what it bounds, the least that makes sense."""

_MOST: Final = {"name_chars": 40, "text_chars": 2000, "frame_bytes": 64 * 1024}
"""What the rules and the protocol bound themselves."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of operation."""
    parser.add_argument(
        "--dropout",
        metavar="SECONDS",
        help="how long a seat waits for its people before a bot stands in; 120 by default, 'never' for ever",
    )
    named = "; ".join(f"{name}: {what}" for name, what, _ in LIMITS)
    parser.add_argument(
        "--limit", action="append", default=[], metavar="NAME=VALUE", help=f"may be repeated. {named}"
    )
    parser.add_argument(
        "--origin",
        action="append",
        default=[],
        metavar="URL",
        help="a browser origin to let in besides our own",
    )
    parser.add_argument(
        "--tls-cert", type=Path, metavar="PEM", help="certificate: every address is wss:// then"
    )
    parser.add_argument(
        "--tls-key", type=Path, metavar="PEM", help="its key, where it is not in the same file"
    )
    parser.add_argument(
        "--proxied",
        action="store_true",
        help="behind a reverse proxy: believe the last X-Forwarded-For address",
    )
    parser.add_argument(
        "--watch-by-code",
        action="store_true",
        help="the join code also lets in projectors (detente watch CODE@host:port), which see what is public",
    )
    parser.add_argument(
        "--metrics-open", action="store_true", help="/metrics for everybody, not for this machine alone"
    )
    parser.add_argument("--log-json", action="store_true", help="logs on stderr, one JSON object a line")
    parser.add_argument(
        "--log-commands",
        action="store_true",
        help="the same with a line for every command and its outcome: ids and kinds, never what it says",
    )


def wanted(arguments: argparse.Namespace) -> dict[str, Any]:
    """The fields of ``Settings`` that these arguments set. Raises: Misused."""
    if arguments.tls_key is not None and arguments.tls_cert is None:
        raise Misused("--tls-key: --tls-cert is needed too.")
    return {
        "dropout_seconds": _dropout(arguments.dropout),
        "limits": _limits(arguments.limit),
        "origins": tuple(arguments.origin),
        "tls_cert": arguments.tls_cert,
        "tls_key": arguments.tls_key,
        "proxied": arguments.proxied,
        "watch_by_code": arguments.watch_by_code,
        "open_metrics": arguments.metrics_open,
    }


def log_as(arguments: argparse.Namespace) -> None:
    """Logs as they are asked for: warnings for people, or as JSON lines who comes and goes, or every command too."""
    if arguments.log_json or arguments.log_commands:
        from detente_server.logs import configure

        configure("DEBUG" if arguments.log_commands else "INFO", as_json=True)
    else:
        logging.basicConfig(
            level=logging.WARNING, stream=sys.stderr, format="%(asctime)s %(levelname)s %(message)s"
        )


def _dropout(given: str | None) -> float | None:
    if given is None:
        return 120.0
    if given == "never":
        return None
    try:
        seconds = float(given)
    except ValueError:
        seconds = -1.0
    if not 5 <= seconds <= 86_400:
        raise Misused(f"--dropout {given!r}: seconds from 5 to 86400, or 'never'.")
    return seconds


def _limits(given: list[str]) -> Any:
    from detente_server.settings import Limits

    least = {name: low for name, _, low in LIMITS}
    kinds = {field.name: field.type for field in fields(Limits)}
    values: dict[str, Any] = {}
    for one in given:
        name, equals, text = one.partition("=")
        name = name.strip().replace("-", "_")
        if not equals or name not in least:
            raise Misused(f"--limit {one!r}: expected NAME=VALUE with a name of: {', '.join(least)}.")
        try:
            value = float(text) if kinds[name] in {float, "float"} else int(text)
        except ValueError:
            raise Misused(f"--limit {one!r}: {text!r} is not a number of the right kind.") from None
        most = _MOST.get(name, 10_000_000)
        if not least[name] <= value <= most:
            raise Misused(f"--limit {one!r}: from {least[name]:g} to {most}.")
        values[name] = value
    return Limits(**values)
