"""A scenario's text, as it stands in its file and in a game's first event, read into a ``Scenario``.

TOML libraries do not say where in a file a key stands. ``places`` finds that, so that every fault can name its line;
it reads headers and keys only and never values, which stay tomllib's business.
"""

import re
import tomllib
from typing import Final

from detente_rules.scenario import Scenario, ScenarioFault, parse_scenario

_HEADER: Final = re.compile(r"^\s*(\[\[?)\s*([^\]]+?)\s*\]\]?\s*(?:#.*)?$")
_KEY: Final = re.compile(
    r"""^\s*((?:[A-Za-z0-9_-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[A-Za-z0-9_-]+|"[^"]*"|'[^']*'))*)\s*="""
)
_LONG: Final = re.compile(r'"""|\'\'\'')


def read_scenario(text: str) -> Scenario:
    """The scenario that a TOML text describes.

    Raises: ScenarioFault with every fault; each place ends in the line where it stands, as far as that is known.
    """
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as fault:
        raise ScenarioFault((_toml_fault(str(fault)),)) from None
    try:
        return parse_scenario(data)
    except ScenarioFault as fault:
        raise ScenarioFault(with_lines(fault.faults, text)) from None


def with_lines(faults: tuple[tuple[str, str], ...], text: str) -> tuple[tuple[str, str], ...]:
    """The same faults, each place followed by its line in the text: ``"seats.2.home (line 41)"``."""
    known = places(text)
    out = []
    for place, message in faults:
        found, said = _own_place(place, message)
        line = _line_of(found, known)
        out.append((found if line is None else f"{found} (line {line})", said))
    return tuple(out)


def places(text: str) -> dict[str, int]:
    """Dotted path of every table and key → its line, counted from 1; array elements are counted from 0."""
    found: dict[str, int] = {}
    counts: dict[str, int] = {}
    prefix = ""
    depth = 0  # open brackets of an array that runs over several lines
    quote = ""  # the delimiter of a long string that runs over several lines
    for number, line in enumerate(text.splitlines(), start=1):
        if quote:
            quote = "" if quote in line else quote
            continue
        if depth > 0:
            depth += _brackets(line)
            continue
        if header := _HEADER.match(line):
            prefix = _table(header[2], array=header[1] == "[[", counts=counts)
            found.setdefault(prefix, number)
        elif key := _KEY.match(line):
            path = ".".join(_steps(key[1]))
            found.setdefault(f"{prefix}.{path}" if prefix else path, number)
            value = line[key.end() :]
            marks = _LONG.findall(value)
            if len(marks) % 2:
                quote = marks[-1]
            elif not marks:
                depth = max(0, _brackets(value))
    return found


def _toml_fault(message: str) -> tuple[str, str]:
    at = re.search(r"\(at line (\d+), column (\d+)\)", message)
    if at is None:
        return "end of file", message.removesuffix(" (at end of document)")
    return f"line {at[1]}, column {at[2]}", message[: at.start()].strip()


def _own_place(place: str, message: str) -> tuple[str, str]:
    """A model's own check says ``"Value error, seats.3.home: …"``; its place is in the words."""
    said = message.removeprefix("Value error, ")
    inner, colon, rest = said.partition(": ")
    if said != message and colon and re.fullmatch(r"[\w.-]+", inner):
        return inner, rest
    return place, said


def _line_of(place: str, known: dict[str, int]) -> int | None:
    """The line of the longest part of a path that stands in the text."""
    steps = place.split(".")
    for length in range(len(steps), 0, -1):
        line = known.get(".".join(steps[:length]))
        if line is not None:
            return line
    return None


def _table(name: str, *, array: bool, counts: dict[str, int]) -> str:
    """Path of a table's header, with the number of the element wherever a step is an array of tables."""
    path = ""
    steps = _steps(name)
    for place, step in enumerate(steps):
        path = f"{path}.{step}" if path else step
        last = place == len(steps) - 1
        if last and array:
            counts[path] = counts.get(path, -1) + 1
            for inner in [key for key in counts if key.startswith(f"{path}.{counts[path]}.")]:
                del counts[inner]
        if path in counts:
            path = f"{path}.{counts[path]}"
    return path


def _steps(dotted: str) -> list[str]:
    return [step.strip().strip("\"'") for step in dotted.split(".")]


def _brackets(line: str) -> int:
    """Opening less closing brackets of a line, outside its strings and comments."""
    bare = re.sub(r'"(?:\\.|[^"\\])*"|\'[^\']*\'', "", line).partition("#")[0]
    return bare.count("[") + bare.count("{") - bare.count("]") - bare.count("}")
