"""A small plot of points in characters: two axes of gains, a sign for every kind of point, the zero lines drawn in."""

from collections.abc import Sequence
from dataclasses import dataclass

from detente_client.tui.lines import Line, Span, Tone, line


@dataclass(frozen=True)
class Dot:
    """A point. sign: one character. Later dots lie over earlier ones."""

    x: float
    y: float
    sign: str
    tone: Tone = "plain"


def scatter(dots: Sequence[Dot], width: int, height: int, x_name: str, y_name: str) -> tuple[Line, ...]:
    """The plot in ``width`` columns and ``height`` rows, names of the axes included."""
    columns, rows = width - 8, height - 3
    if not dots or columns < 10 or rows < 3:
        return ()
    left, right = _range([dot.x for dot in dots])
    low, high = _range([dot.y for dot in dots])

    def column(x: float) -> int:
        return min(columns - 1, max(0, round((x - left) / (right - left) * (columns - 1))))

    def row(y: float) -> int:
        return min(rows - 1, max(0, round((high - y) / (high - low) * (rows - 1))))

    cells: dict[tuple[int, int], Span] = {}
    if left <= 0.0 <= right:
        cells.update({(column(0.0), n): ("┊", "dim") for n in range(rows)})
    if low <= 0.0 <= high:
        cells.update({(n, row(0.0)): ("┄", "dim") for n in range(columns)})
    for dot in dots:
        cells[column(dot.x), row(dot.y)] = (dot.sign, dot.tone)
    labels = {0: f"{high:+.0f}", rows - 1: f"{low:+.0f}"}
    if low < 0.0 < high:
        labels.setdefault(row(0.0), "0")
    out = [line((f"{y_name} ↑", "dim"))]
    for number in range(rows):
        spans: list[str | Span] = [(f"{labels.get(number, ''):>6} │", "dim")]
        spans += [cells.get((place, number), (" ", "plain")) for place in range(columns)]
        out.append(line(*spans))
    foot = f"{left:+.0f}".ljust(columns - 8) + f"{right:+.0f}".rjust(8)
    return (
        *out,
        line((f"       └{'─' * columns}", "dim")),
        line((f"        {foot}", "dim")),
        line((f"        {x_name} →", "dim")),
    )


def _range(values: Sequence[float]) -> tuple[float, float]:
    """From the least to the greatest, zero included, with some air."""
    low, high = min(0.0, *values), max(0.0, *values)
    air = max(0.05 * (high - low), 0.5)
    return low - air, high + air
