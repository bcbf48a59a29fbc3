"""The durable record: one line an event, each bound to the one before by its hash (R9.2).

A line is product of the event alone and of the line before it, so anybody can check the chain with any JSON and
SHA-256 library: ``hash`` = SHA-256 over RFC 8785 JSON of the line without ``hash``. Line 0 is the header.
"""

import json
from collections.abc import Iterable, Iterator
from typing import Any, Final, NamedTuple

from detente_rules.canonical import canonical, sha256, written
from detente_rules.events import Event

VERSION: Final = 1
GENESIS: Final = "0" * 64
"""``prev`` of the header."""


class Line(NamedTuple):
    """One line of the record. n: from 0 without gaps. text: its canonical JSON, hash included.

    data: of the event, where a stream tells it in the very words of the record (ASCII); else "". So it is written once.
    """

    n: int
    event: Event
    prev: str
    hash: str
    text: str
    data: str = ""


def seal_line(prev: str, n: int, event: Event) -> Line:
    """Bind an event to the chain."""
    # Keys are in their order: "at", "audience", "data", "hash", "kind" … So the text is written once, and what is
    # hashed is all of it but the hash; tests hold it against canonical JSON of the whole.
    audience = '"public"' if event.audience == "public" else written(list(event.audience))[0]
    data, told = written(event.data)
    head = f'{{"at":{written(event.at)[0]},"audience":{audience},"data":{data},'
    tail = f'"kind":"{event.kind}","n":{n},"phase":"{event.phase}","prev":"{prev}","round":{event.round},"v":{VERSION}}}'
    digest = sha256(f"{head}{tail}".encode())
    return Line(n, event, prev, digest, f'{head}"hash":"{digest}",{tail}', data if told else "")


def chain(events: Iterable[Event], prev: str = GENESIS, start: int = 0) -> Iterator[Line]:
    """Lines of several events in order."""
    for n, event in enumerate(events, start=start):
        line = seal_line(prev, n, event)
        prev = line.hash
        yield line


class BrokenLine(ValueError):
    """A line that is not of the record's form; ``n`` counts lines from 0."""

    def __init__(self, n: int, what: str, expected: object, found: object) -> None:
        super().__init__(f"line {n}: {what}: expected {expected!r}, found {found!r}")
        self.n, self.what, self.expected, self.found = n, what, expected, found


def parse_line(text: str, n: int) -> Line:
    """Read one line; the chain is checked by ``detente_rules.verify``. Raises: BrokenLine."""
    try:
        data = json.loads(text)
    except ValueError:
        raise BrokenLine(n, "json", "a JSON object", text[:60]) from None
    if not isinstance(data, dict) or set(data) != _FIELDS:
        raise BrokenLine(n, "fields", sorted(_FIELDS), sorted(data) if isinstance(data, dict) else text[:60])
    if data["v"] != VERSION:
        raise BrokenLine(n, "v", VERSION, data["v"])
    audience = data["audience"] if data["audience"] == "public" else tuple(data["audience"])
    event = Event(data["kind"], audience, data["data"], data["at"], data["round"], data["phase"])
    return Line(data["n"], event, data["prev"], data["hash"], text)


def hash_of(line: Line) -> str:
    """The hash that the line's contents ask for."""
    return sha256(canonical(_body(line.prev, line.n, line.event)))


def _body(prev: str, n: int, event: Event) -> dict[str, Any]:
    return {
        "v": VERSION,
        "n": n,
        "at": event.at,
        "round": event.round,
        "phase": event.phase,
        "audience": event.audience if event.audience == "public" else list(event.audience),
        "kind": event.kind,
        "data": event.data,
        "prev": prev,
    }


_FIELDS: Final = {"v", "n", "at", "round", "phase", "audience", "kind", "data", "prev", "hash"}
