"""Drawing with text: the few shapes that the report needs, as inline SVG. Pure.

Colours come from the page's style sheet by class, so that one drawing serves light, dark and paper; and no colour
stands alone: lines differ by dash and mark, bars by label.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from detente_client.debrief.html import e

Kind = Literal["solid", "dashed", "dots", "thin"]

SMALLEST: Final = 0.75
"""How far a drawing may shrink on a narrow screen before its words could not be read; beyond that it is scrolled."""


@dataclass(frozen=True)
class Series:
    """One line of a plot. values: one a round, None leaves a gap. kind: how it is drawn; css: its class."""

    label: str
    css: str
    values: Sequence[float | None]
    kind: Kind = "solid"


@dataclass(frozen=True)
class Frame:
    """Where data lie on a drawing: a scale in each direction."""

    left: float
    top: float
    width: float
    height: float
    low: float
    high: float
    count: int

    def x(self, place: float) -> float:
        """Horizontal place of round number ``place`` (1 to ``count``)."""
        span = max(1, self.count - 1)
        return self.left + (place - 1) / span * self.width if self.count > 1 else self.left + self.width / 2

    def y(self, value: float) -> float:
        """Vertical place of a value, kept on the drawing."""
        share = (min(max(value, self.low), self.high) - self.low) / (self.high - self.low)
        return self.top + (1 - share) * self.height


def number(value: float) -> str:
    """A coordinate: short, without a trailing zero."""
    return f"{value:.1f}".rstrip("0").rstrip(".")


def text(x: float, y: float, words: str, css: str = "", anchor: str = "start") -> str:
    """Words at a place."""
    return f'<text x="{number(x)}" y="{number(y)}" class="{css}" text-anchor="{anchor}">{e(words)}</text>'


def rect(x: float, y: float, width: float, height: float, css: str, tip: str = "") -> str:
    """A bar; ``tip`` is read out by browsers and screen readers."""
    inside = f"<title>{e(tip)}</title>" if tip else ""
    return (
        f'<rect x="{number(x)}" y="{number(y)}" width="{number(max(width, 0.6))}" height="{number(height)}" '
        f'rx="2" class="{css}">{inside}</rect>'
    )


def rule(x1: float, y1: float, x2: float, y2: float, css: str) -> str:
    """A straight line."""
    return f'<line x1="{number(x1)}" y1="{number(y1)}" x2="{number(x2)}" y2="{number(y2)}" class="{css}"/>'


def mark(x: float, y: float, sign: str, css: str, tip: str) -> str:
    """A sign in the middle of a place, with words for those who point at it."""
    return (
        f'<text x="{number(x)}" y="{number(y + 4)}" class="mark {css}" text-anchor="middle">{e(sign)}'
        f"<title>{e(tip)}</title></text>"
    )


def drawing(width: float, height: float, parts: Sequence[str], label: str) -> str:
    """The whole picture; ``label`` says in words what it shows."""
    return (
        f'<svg viewBox="0 0 {number(width)} {number(height)}" role="img" aria-label="{e(label)}" '
        f'style="max-width:{number(width)}px;min-width:{number(min(width, SMALLEST * width))}px">{"".join(parts)}</svg>'
    )


def path(frame: Frame, series: Series) -> str:
    """A series as a line, broken where there is no value, or as dots."""
    points = [
        (frame.x(place), frame.y(value)) if value is not None else None
        for place, value in enumerate(series.values, start=1)
    ]
    tip = f"<title>{e(series.label)}</title>"
    if series.kind == "dots":
        dots = (
            f'<circle cx="{number(p[0])}" cy="{number(p[1])}" r="2.4" class="dot {series.css}">{tip}</circle>'
            for p in points
            if p is not None
        )
        return "".join(dots)
    steps, pen_down = [], False
    for point in points:
        if point is None:
            pen_down = False
            continue
        steps.append(f"{'L' if pen_down else 'M'}{number(point[0])} {number(point[1])}")
        pen_down = True
    return f'<path d="{" ".join(steps)}" class="line {series.kind} {series.css}">{tip}</path>'


def plot(
    title: str,
    series: Sequence[Series],
    *,
    low: float,
    high: float,
    unit: str = "",
    percent: bool = False,
    width: float = 230,
    height: float = 128,
    named: bool = False,
) -> str:
    """A small line plot over rounds, with its scale, its title, and the last values at the right edge.

    named: the names of the series stand beside their last values, where there are more than dashes can tell apart.
    """
    count = max((len(one.values) for one in series), default=1)
    if high - low < 1e-9:
        high = low + 1.0
    frame = Frame(34, 24, width - (200 if named else 78), height - 44, low, high, count)

    def shown(value: float) -> str:
        return f"{value:.0%}" if percent else f"{value:.2f}".replace("-", "−")

    parts = [
        text(2, 13, f"{title}{f' ({unit})' if unit else ''}", "plot-title"),
        rule(frame.left, frame.y(low), frame.left + frame.width, frame.y(low), "axis"),
        rule(frame.left, frame.y(high), frame.left + frame.width, frame.y(high), "grid"),
        text(frame.left - 4, frame.y(low) + 3, shown(low), "tick", "end"),
        text(frame.left - 4, frame.y(high) + 3, shown(high), "tick", "end"),
        text(frame.x(1), height - 6, "1", "tick", "middle"),
    ]
    if count > 1:
        parts.append(text(frame.x(count), height - 6, str(count), "tick", "middle"))
    if low < 0 < high:
        parts.append(rule(frame.left, frame.y(0), frame.left + frame.width, frame.y(0), "grid"))
    parts += [path(frame, one) for one in series]
    parts += _ends(frame, series, shown, named=named)
    label = "; ".join(
        f"{one.label}: {', '.join('–' if v is None else shown(v) for v in one.values)}" for one in series
    )
    return drawing(width, height, parts, f"{title} over the rounds. {label}")


def _ends(frame: Frame, series: Sequence[Series], shown: Callable[[float], str], *, named: bool) -> list[str]:
    """The last value of each series beside its end, moved apart where they would cover each other, and kept on the drawing.

    Series that end alike share a line.
    """
    ends: dict[str, tuple[float, str, list[str]]] = {}
    for one in series:
        last = next((value for value in reversed(one.values) if value is not None), None)
        if last is not None and one.kind != "thin":
            _, _, names = ends.setdefault(shown(last), (frame.y(last), one.css if not named else "", []))
            names.append(one.label)
    rows = sorted((y, css, words, names) for words, (y, css, names) in ends.items())
    places: list[float] = []
    for y, *_ in rows:
        places.append(max(y, places[-1] + 10) if places else y)
    over = max(0.0, places[-1] - (frame.top + frame.height + 6)) if places else 0.0
    return [
        text(
            frame.left + frame.width + 5,
            place - over + 3,
            f"{words} {', '.join(names)}" if named else words,
            f"end {css}".strip(),
        )
        for place, (_, css, words, names) in zip(places, rows, strict=True)
    ]
