"""A line for people, before it is known where it will be drawn: text in spans, each with a tone.

Every screen first makes such lines out of a view, by pure functions; the terminal client colours them, the plain
line mode drops the tones. So no tone may carry a meaning that the words beside it do not carry too.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, TypeAlias

Tone = Literal[
    "plain", "dim", "strong", "good", "bad", "warn", "mine", "title", "key",
    "series1", "series2", "series3", "series4", "series5", "series6", "qr", "alarm",
]  # fmt: skip
Span: TypeAlias = tuple[str, Tone]
Line: TypeAlias = tuple[Span, ...]

BLANK: Line = ()


def line(*parts: str | Span) -> Line:
    """A line of plain strings and (text, tone) pairs."""
    return tuple((part, "plain") if isinstance(part, str) else part for part in parts)


def bare(text: Line) -> str:
    """The words of a line alone."""
    return "".join(part for part, _ in text)


def bare_all(text: Iterable[Line]) -> str:
    """Several lines as plain text."""
    return "\n".join(bare(row) for row in text)


def widths_of(rows: list[list[Span]]) -> list[int]:
    """Width of every column: that of its widest cell."""
    count = max((len(row) for row in rows), default=0)
    return [
        max((len(row[place][0]) for row in rows if place < len(row)), default=0) for place in range(count)
    ]


def columns(rows: list[list[Span]], gap: int = 2, right: frozenset[int] = frozenset()) -> tuple[Line, ...]:
    """Rows as lines whose cells stand under one another; ``right`` names the columns set flush right.

    Widths are counted in characters, which is right for figures and for the names of most scripts.
    """
    widths = widths_of(rows)
    out: list[Line] = []
    for row in rows:
        spans: list[Span] = []
        for place, (text, tone) in enumerate(row):
            pad = " " * (widths[place] - len(text))
            last = place == len(row) - 1
            if place in right:
                spans.extend([(pad, "plain"), (text, tone)])
            else:
                spans.append((text, tone))
                if not last:
                    spans.append((pad, "plain"))
            if not last:
                spans.append((" " * gap, "plain"))
        out.append(tuple(span for span in spans if span[0]))
    return tuple(out)


@dataclass(frozen=True)
class Answer:
    """value: what it stands for. label: its word. words: what it means, in half a line."""

    value: str
    label: str
    words: str = ""
