"""Pictures of simulations, in two forms: inline SVG for a page, and characters for a terminal. Pure."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from detente_client.debrief import svg
from detente_client.debrief.html import e
from detente_client.debrief.sheet import SHEET
from detente_client.simulation.compare import Interval


@dataclass(frozen=True, slots=True)
class Point:
    """One mark of a scatter plot. sign: one character, explained by label."""

    sign: str
    label: str
    x: Interval
    y: Interval


@dataclass(frozen=True, slots=True)
class Bar:
    """One line of a chart of intervals."""

    label: str
    value: Interval


SIGNS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def bounds(intervals: Sequence[Interval]) -> tuple[float, float]:
    """A scale that holds all intervals, with a little room, and begins and ends with round numbers."""
    low, high = min(one.low for one in intervals), max(one.high for one in intervals)
    span = high - low or 0.1 * max(abs(high), 1.0)
    step = 10.0 ** math.floor(math.log10(span))
    step *= next(part for part in (0.5, 0.2, 0.1) if span / (step * part) >= 4)
    room = 0.03 * span
    # Rounded, because 3 x 0.1 is not 0.3; and a zero without a sign.
    return (
        round(math.floor((low - room) / step) * step, 12) + 0.0,
        round(math.ceil((high + room) / step) * step, 12) + 0.0,
    )


def scatter(
    points: Sequence[Point], x_title: str, y_title: str, width: float = 460, height: float = 300
) -> str:
    """Marks with their 95 % intervals as a cross, as SVG."""
    left, top, right, bottom = 58.0, 26.0, width - 16, height - 42
    x_low, x_high = bounds([one.x for one in points])
    y_low, y_high = bounds([one.y for one in points])

    def x(value: float) -> float:
        return left + (value - x_low) / (x_high - x_low) * (right - left)

    def y(value: float) -> float:
        return bottom - (value - y_low) / (y_high - y_low) * (bottom - top)

    parts = [
        svg.text(4, 14, y_title, "plot-title"),
        svg.text(right, height - 6, x_title, "plot-title", "end"),
        svg.rule(left, bottom, right, bottom, "axis"),
        svg.rule(left, top, left, bottom, "axis"),
    ]
    for share in (0.0, 0.5, 1.0):
        at_x, at_y = x_low + share * (x_high - x_low), y_low + share * (y_high - y_low)
        parts += [
            svg.text(x(at_x), bottom + 15, short(at_x), "tick", "middle"),
            svg.text(left - 6, y(at_y) + 3, short(at_y), "tick", "end"),
        ]
    taken: list[tuple[float, float]] = []
    for one in points:
        at, height_of = x(one.x.value), y(one.y.value)
        while any(abs(at - left_) < 11 and abs(height_of - top_) < 11 for left_, top_ in taken):
            at += 12  # beside the mark that it would cover; its cross stays where it belongs
        taken.append((at, height_of))
        tip = f"{one.label}: {x_title} {short(one.x.value)}, {y_title} {short(one.y.value)}"
        parts += [
            svg.rule(x(one.x.low), y(one.y.value), x(one.x.high), y(one.y.value), "axis"),
            svg.rule(x(one.x.value), y(one.y.low), x(one.x.value), y(one.y.high), "axis"),
            svg.mark(at, height_of, one.sign, "", tip),
        ]
    said = "; ".join(f"{one.sign} {one.label} ({short(one.x.value)}, {short(one.y.value)})" for one in points)
    return svg.drawing(width, height, parts, f"{y_title} over {x_title}. {said}")


def scatter_text(
    points: Sequence[Point], x_title: str, y_title: str, width: int = 60, height: int = 14
) -> str:
    """The same in characters; marks that fall on one place stand side by side, or are told below."""
    x_low, x_high = bounds([one.x for one in points])
    y_low, y_high = bounds([one.y for one in points])
    grid = [[" "] * width for _ in range(height)]
    hidden = []
    for one in points:
        row = height - 1 - round((one.y.value - y_low) / (y_high - y_low) * (height - 1))
        column = round((one.x.value - x_low) / (x_high - x_low) * (width - 1))
        places = [at for at in (column, column + 1, column - 1) if 0 <= at < width and grid[row][at] == " "]
        if places:
            grid[row][places[0]] = one.sign
        else:
            hidden.append(one.sign)
    lines = [y_title]
    for place, cells in enumerate(grid):
        label = short(y_high) if place == 0 else short(y_low) if place == height - 1 else ""
        lines.append(f"{label:>9} │{''.join(cells)}".rstrip())
    lines.append(f"{'':>9} └{'─' * width}")
    left, right = short(x_low), short(x_high)
    lines.append(f"{'':>11}{left}{x_title:^{max(0, width - len(left) - len(right))}}{right}")
    lines += [f"{'':>11}{one.sign} {one.label}" for one in points]
    if hidden:
        lines.append(f"{'':>11}({', '.join(hidden)}: under another mark)")
    return "\n".join(lines)


def intervals(bars: Sequence[Bar], title: str, width: float = 560) -> str:
    """A chart of means with their intervals, as SVG."""
    low, high = bounds([one.value for one in bars])
    left, step, height = 150.0, 22.0, 46 + 22.0 * len(bars)

    def x(value: float) -> float:
        return left + (value - low) / (high - low) * (width - left - 70)

    parts = [
        svg.text(4, 14, title, "plot-title"),
        svg.rule(x(low), height - 18, x(high), height - 18, "axis"),
    ]
    parts += [svg.text(x(at), height - 4, short(at), "tick", "middle") for at in (low, high)]
    if low < 0 < high:
        parts.append(svg.rule(x(0), 22, x(0), height - 18, "grid"))
    for place, one in enumerate(bars):
        y = 34 + step * place
        parts += [
            svg.text(4, y + 4, one.label, "row-label"),
            svg.rule(x(one.value.low), y, x(one.value.high), y, "axis"),
            svg.mark(x(one.value.value), y, "●", "", f"{one.label}: {said(one.value)}"),
            svg.text(x(high) + 6, y + 4, short(one.value.value), "tick"),
        ]
    return svg.drawing(
        width, height, parts, f"{title}. " + "; ".join(f"{b.label}: {said(b.value)}" for b in bars)
    )


def intervals_text(bars: Sequence[Bar], width: int = 40) -> list[str]:
    """The same in characters: ├──●──┤ on one scale."""
    low, high = bounds([one.value for one in bars])

    def at(value: float) -> int:
        return min(width - 1, max(0, round((value - low) / (high - low) * (width - 1))))

    out = []
    longest = max(len(one.label) for one in bars)
    for one in bars:
        line = [" "] * width
        for place in range(at(one.value.low), at(one.value.high) + 1):
            line[place] = "─"
        line[at(one.value.low)], line[at(one.value.high)] = "├", "┤"
        line[at(one.value.value)] = "●"
        out.append(f"{one.label:<{longest}} {short(one.value.value):>8}  {''.join(line)}".rstrip())
    return out


def short(value: float) -> str:
    """A number for people: three or four figures, and a true minus."""
    words = f"{value:.0f}" if abs(value) >= 100 else f"{value:.1f}" if abs(value) >= 10 else f"{value:.3f}"
    return words.replace("-", "−")


def said(figure: Interval) -> str:
    """A mean and its interval in words."""
    return f"{short(figure.value)} [{short(figure.low)}, {short(figure.high)}]"


def page(title: str, body: str) -> str:
    """One self-contained HTML page: no script, no font, no address outside."""
    policy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
        '<meta name="viewport" content="width=device-width,initial-scale=1"><meta name="referrer" content="no-referrer">'
        f"<title>{e(title)}</title><style>{SHEET}</style></head><body><main>{body}</main></body></html>\n"
    )
