"""A scenario's text, as it stands in its file and in a game's first event, read into a ``Scenario``.

TOML libraries do not say where in a file a key stands. ``places`` finds that, so that every fault can name its line;
it reads headers and keys only and never values, which stay tomllib's business.
"""

import re
import tomllib
from typing import Any, Final

from detente_rules.scenario import Scenario, ScenarioFault, parse_scenario

_HEADER: Final = re.compile(r"^\s*(\[\[?)\s*([^\]]+?)\s*\]\]?\s*(?:#.*)?$")
_KEY: Final = re.compile(
    r"""^\s*((?:[A-Za-z0-9_-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[A-Za-z0-9_-]+|"[^"]*"|'[^']*'))*)\s*="""
)
_LONG: Final = re.compile(r'"""|\'\'\'')
_STRING: Final = re.compile(r'"{3}(?:.*?"{3}|.*)|"(?:\\.|[^"\\])*"|\'[^\']*\'')
_REMEDIES: Final = (
    (r"[“”„‘’«»]", 'texts stand between straight quotation marks: "…"'),
    (r"=\s*[-+]?\d+,\d", "a number has a point, not a comma: 0.25"),
    (r"Illegal character '\\n'", "a quotation mark is missing at the end of this text"),
    (r"Cannot (overwrite|declare|mutate)", "this key or table stands in the file already"),
    (r"Invalid value: \s*[\w-]+\s*=\s*[A-Za-z]", 'a text needs quotation marks: "…"'),
    (r"Expected '='", "was a text above this line closed too early, or not opened?"),
)
"""What is found in the words of the fault or in its line → what to do about it."""


def read_scenario(text: str) -> Scenario:
    """The scenario that a TOML text describes.

    Raises: ScenarioFault with every fault; each place ends in the line where it stands, as far as that is known.
    """
    try:
        return parse_scenario(document(text))
    except ScenarioFault as fault:
        raise ScenarioFault(with_lines(fault.faults, text)) from None


def document(text: str) -> dict[str, Any]:
    """The tables of a TOML text.  Raises: ScenarioFault with line, column and, where it can be guessed, the remedy."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as fault:
        raise ScenarioFault((_toml_fault(str(fault), text),)) from None


def with_lines(faults: tuple[tuple[str, str], ...], text: str) -> tuple[tuple[str, str], ...]:
    """The same faults by line, each place followed by its line in the text: ``"seats.2.home (line 41)"``."""
    known = places(text)
    found = [(_line_of(place, known), place, message) for place, message in faults]
    found.sort(key=lambda one: one[0] or 0)
    return tuple(
        (place if line is None else f"{place} (line {line})", message) for line, place, message in found
    )


def places(text: str) -> dict[str, int]:
    """Dotted path of every table, key and element of an array → its line, counted from 1; elements are counted from 0."""
    found: dict[str, int] = {}
    counts: dict[str, int] = {}
    prefix = ""
    array: _Array | None = None  # one that runs over several lines
    quote = ""  # the delimiter of a long string that runs over several lines
    for number, line in enumerate(text.splitlines(), start=1):
        rest = line
        if quote:
            _, closed, rest = line.partition(quote)
            if not closed:
                continue
            quote = ""
            if array is None:
                continue
        if array is not None:
            quote = _open_quote(rest)
            array.read(rest, number, found)
            array = array if array.depth > 0 else None
        elif header := _HEADER.match(line):
            prefix = _table(header[2], array=header[1] == "[[", counts=counts)
            found.setdefault(prefix, number)
        elif key := _KEY.match(line):
            path = ".".join(filter(None, (prefix, *_steps(key[1]))))
            found.setdefault(path, number)
            value = line[key.end() :]
            quote = _open_quote(value)
            if value.lstrip().startswith("["):
                array = _Array(path)
                array.read(value, number, found)
                array = array if array.depth > 0 else None
    return found


class _Array:
    """Finds where the elements of an array begin, line after line, until its last bracket is closed (``depth`` 0)."""

    def __init__(self, path: str) -> None:
        self.path, self.depth, self._count, self._due = path, 0, 0, True

    def read(self, line: str, number: int, found: dict[str, int]) -> None:
        """One more line; the elements that begin in it are put down."""
        for sign in _STRING.sub("x", line).partition("#")[0]:
            if self.depth == 1 and self._due and not sign.isspace() and sign not in ",]":
                found.setdefault(f"{self.path}.{self._count}", number)
                self._count, self._due = self._count + 1, False
            if sign in "[{":
                self.depth += 1
            elif sign in "]}":
                self.depth -= 1
                if self.depth == 0:
                    return
            elif sign == "," and self.depth == 1:
                self._due = True


def _open_quote(value: str) -> str:
    """The delimiter of a long string that begins in this line and does not end in it; empty where there is none."""
    marks = _LONG.findall(value)
    return marks[-1] if len(marks) % 2 else ""


def _toml_fault(message: str, text: str) -> tuple[str, str]:
    at = re.search(r"\(at line (\d+), column (\d+)\)", message)
    if at is None:
        return "end of file", message.removesuffix(" (at end of document)")
    line = text.split("\n")[int(at[1]) - 1]
    said = message[: at.start()].strip()
    remedy = next((words for sign, words in _REMEDIES if re.search(sign, f"{said}: {line}")), "")
    return f"line {at[1]}, column {at[2]}", f"{said}; {remedy}" if remedy else said


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
