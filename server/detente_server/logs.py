"""Structured logs: one JSON object a line, with game, seat, connection and command where they are known.

Who logs passes them as ``extra={"game": …}``. Tokens, join codes and people's words are never logged.
"""

import json
import logging
import sys
from typing import Final, TextIO

FIELDS: Final = ("game", "person", "seat", "connection", "command_id", "code", "rule", "kind")
"""What a record may say beside its message."""


class JsonLines(logging.Formatter):
    """A log record as one line of ASCII JSON."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "at": round(record.created, 3),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        line |= {name: value for name in FIELDS if (value := getattr(record, name, None)) is not None}
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line)


class PlainLines(logging.Formatter):
    """A log record for people; what could steer a terminal is escaped."""

    def format(self, record: logging.LogRecord) -> str:
        words = super().format(record)
        return "".join(one if one.isprintable() or one == "\n" else ascii(one)[1:-1] for one in words)


def configure(level: str = "INFO", *, as_json: bool, stream: TextIO | None = None) -> logging.Handler:
    """Log everything of the server to ``stream`` (stderr), as JSON lines or as plain ones."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(JsonLines() if as_json else PlainLines("%(asctime)s %(levelname)s %(message)s"))
    logger = logging.getLogger("detente")
    logger.addHandler(handler)
    logger.setLevel(level)
    logger.propagate = False
    # websockets says "connection open" for each one; what matters of it is said by the gateway.
    logging.getLogger("detente.websockets").setLevel(logging.WARNING)
    return handler
