"""A plot in characters: lines of braille dots, a letter on every figure, so that it reads without colour and anywhere."""

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from detente_client.tui.figures import Chart, Series
from detente_client.tui.lines import Line, Span, Tone, line

_TONES: Final[tuple[Tone, ...]] = ("series1", "series2", "series3", "series4", "series5", "series6")
_LABEL: Final = 6
"""Columns of the labels of the vertical axis."""

_DOTS: Final = ((0x01, 0x02, 0x04, 0x40), (0x08, 0x10, 0x20, 0x80))
"""Bit of a braille character by column (0, 1) and row (0 to 3) of the dot."""


def letters(series: Sequence[Series]) -> tuple[str, ...]:
    """A sign a series: the first letter of its name that is still free, else a figure."""
    taken: list[str] = []
    for place, item in enumerate(series):
        names = [char.upper() for char in item.name if char.isascii() and char.isalpha()]
        free = [char for char in names if char not in taken]
        taken.append(free[0] if free else str(place % 10))
    return tuple(taken)


def chart_title(chart: Chart) -> Line:
    """What it shows, and in what."""
    return line((f"{chart.title}, {chart.unit}", "title"))


def legend(chart: Chart) -> Line:
    """Which sign is whose; nothing for a single series."""
    if len(chart.series) < 2:
        return ()
    named = zip(letters(chart.series), tones(chart), chart.series, strict=True)
    spans: list[str | Span] = []
    for sign, tone, item in named:
        # Without a space, so that a sign stays with its name where the line breaks.
        spans += [(f"{sign}={'you' if item.mine else item.name}", tone), "  "]
    return line(*spans)


def tones(chart: Chart) -> tuple[Tone, ...]:
    """A tone a series; my own is the one that is mine everywhere."""
    return tuple("mine" if one.mine else _TONES[n % len(_TONES)] for n, one in enumerate(chart.series))


def draw_chart(chart: Chart, rounds: int, width: int, height: int) -> tuple[Line, ...]:
    """The plot in ``width`` columns and ``height`` rows, title and axis included; rounds: of the whole game."""
    columns_, rows = width - _LABEL - 1, height - 2
    figures = [value for one in chart.series for value in one.values]
    if columns_ < 8 or rows < 2:
        return (chart_title(chart),)
    if not figures:
        return (chart_title(chart), line(("      nothing yet", "dim")))
    low, high = _scale(min(figures), max(figures), percent=chart.unit == "%")
    place = _Place(low, high, rounds, columns_, rows)
    cells: dict[tuple[int, int], tuple[str, Tone]] = {}
    for tone, one in zip(tones(chart), chart.series, strict=True):
        cells.update({at: (glyph, tone) for at, glyph in _trace(one, place).items()})
    signs = letters(chart.series) if len(chart.series) > 1 else ("●",)
    taken: set[tuple[int, int]] = set()
    order = sorted(zip(signs, tones(chart), chart.series, strict=True), key=lambda item: not item[2].mine)
    for sign, tone, one in order:
        for n, value in zip(one.rounds, one.values, strict=True):
            column, row = place.column(n), place.row(value)
            while (column, row) in taken and column < columns_ - 1:
                column += 1  # where two meet, they stand side by side
            taken.add((column, row))
            cells[column, row] = (sign, tone)
    out = [chart_title(chart)]
    labelled = {0: high, rows - 1: low, (rows - 1) // 2: high - (high - low) * ((rows - 1) // 2) / (rows - 1)}
    for row in range(rows):
        label = f"{_figure(labelled[row]):>{_LABEL - 1}} ┤" if row in labelled else " " * _LABEL + "│"
        spans: list[str | Span] = [(label, "dim")]
        spans += [cells.get((column, row), (" ", "plain")) for column in range(columns_)]
        out.append(line(*spans))
    axis = ["─"] * columns_
    for n in range(1, rounds + 1):
        for shift, char in enumerate(str(n)):
            if place.column(n) + shift < columns_:
                axis[place.column(n) + shift] = char
    out.append(line((" " * _LABEL + "└" + "".join(axis), "dim")))
    return tuple(out)


class _Place:
    """Where a round and a figure stand, in cells."""

    def __init__(self, low: float, high: float, rounds: int, columns_: int, rows: int) -> None:
        self.low, self.high, self.rounds, self.columns, self.rows = low, high, rounds, columns_, rows

    def x(self, round_: float) -> float:
        return (round_ - 0.5) / max(1, self.rounds) * (self.columns - 1)

    def y(self, value: float) -> float:
        return (self.high - value) / (self.high - self.low) * (self.rows - 1)

    def column(self, round_: float) -> int:
        return min(self.columns - 1, max(0, round(self.x(round_))))

    def row(self, value: float) -> int:
        return min(self.rows - 1, max(0, round(self.y(value))))


def _trace(series: Series, place: _Place) -> dict[tuple[int, int], str]:
    """Braille cells of the straight lines from figure to figure."""
    bits: dict[tuple[int, int], int] = {}
    points = list(zip(series.rounds, series.values, strict=True))
    for (n, before), (m, after) in pairwise(points):
        steps = 4 * max(1, place.column(m) - place.column(n))
        for step in range(steps + 1):
            share = step / steps
            x = place.x(n + share * (m - n)) + 0.25
            y = place.y(before + share * (after - before)) + 0.5
            column, row = int(x), min(place.rows - 1, max(0, int(y)))
            dot = _DOTS[min(1, int(2 * (x - column)))][min(3, max(0, int(4 * (y - row))))]
            bits[column, row] = bits.get((column, row), 0) | dot
    return {at: chr(0x2800 + bit) for at, bit in bits.items()}


def _scale(low: float, high: float, *, percent: bool) -> tuple[float, float]:
    """Ends of the axis: percentages from zero, others with the figures well inside."""
    if percent:
        return 0.0, max(10.0, 10.0 * math.ceil(high / 10.0))
    step = 0.5
    bottom, top = step * math.floor(low / step), step * math.ceil(high / step)
    return (bottom, top) if top > bottom else (bottom, bottom + step)


def _figure(value: float) -> str:
    return f"{value:.0f}" if abs(value) >= 10 or value == round(value) else f"{value:.1f}"
