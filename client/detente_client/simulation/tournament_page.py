"""A tournament's result for people: plain text, and a page."""

from __future__ import annotations

from collections.abc import Sequence

from detente_client.debrief.html import figure, paragraph, section, table
from detente_client.simulation.drawing import Bar, intervals, intervals_text, page, said
from detente_client.simulation.tournament import Result
from detente_rules.ids import SeatId

METHOD = (
    "Every bot sits in every seat once a block, all games of a block have the same seed. Percentile: the share of the other bots' "
    "scores in the same seat and block that it beats. Elo: Bradley-Terry strengths of the same pairs (MM algorithm, Hunter 2004). "
    "Intervals: 95 % bootstrap over blocks."
)


def text(result: Result, scenario: str, seats: Sequence[SeatId], seed: str) -> str:
    """For a terminal."""
    games = result.blocks * len(result.ratings)
    index = "–" if result.index is None else f"{result.index:.3f}"
    head = f"{scenario}: {len(result.ratings)} bots, {result.blocks} blocks, {games} games, seed {seed}"
    lines = [
        f"{head}; mean risk {result.risk:.1%}, index {index}",
        "",
        f"{'bot':<20} {'percentile':<24} {'Elo':<24} {'mean score':>10}",
    ]
    lines += [
        f"{one.bot:<20} {said(one.percentile):<24} {said(one.elo):<24} {one.score:>+10.1f}"
        for one in result.ratings
    ]
    lines += ["", "percentile, with its interval"]
    lines += intervals_text([Bar(one.bot, one.percentile) for one in result.ratings])
    lines += ["", "percentile by seat"]
    lines += _grid(
        [one.bot for one in result.ratings],
        seats,
        [[one.by_seat[s] for s in seats] for one in result.ratings],
    )
    lines += ["", "how often the row beats the column, in the same seat and block"]
    bots = [one.bot for one in result.ratings]
    lines += _grid(bots, bots, [[None if a == b else result.beats[a][b] for b in bots] for a in bots])
    return "\n".join(lines)


def _grid(rows: Sequence[str], columns: Sequence[str], cells: Sequence[Sequence[float | None]]) -> list[str]:
    wide = [max(5, min(10, len(name))) for name in columns]
    out = [f"{'':<20} " + " ".join(f"{name[:w]:>{w}}" for name, w in zip(columns, wide, strict=True))]
    for name, row in zip(rows, cells, strict=True):
        words = [
            f"{'·' if cell is None else format(cell, '.2f'):>{w}}" for cell, w in zip(row, wide, strict=True)
        ]
        out.append(f"{name[:20]:<20} " + " ".join(words))
    return out


def html(result: Result, scenario: str, seats: Sequence[SeatId], seed: str) -> str:
    """One self-contained page."""
    bots = [one.bot for one in result.ratings]
    bars = [Bar(one.bot, one.percentile) for one in result.ratings]
    elo = [Bar(one.bot, one.elo) for one in result.ratings]
    rows = [
        [one.bot, said(one.percentile), said(one.elo), f"{one.score:+.1f}", str(one.games)]
        for one in result.ratings
    ]
    by_seat = [[one.bot, *(f"{one.by_seat[seat]:.2f}" for seat in seats)] for one in result.ratings]
    beats = [[a, *("·" if a == b else f"{result.beats[a][b]:.2f}" for b in bots)] for a in bots]
    body = (
        f"<h1>Tournament</h1>{paragraph(f'{scenario}, {result.blocks} blocks, seed {seed}', 'lead')}{paragraph(METHOD)}"
        + section(
            "Ratings",
            figure(intervals(bars, "percentile"), "Half is the middle of the field."),
            figure(intervals(elo, "Elo"), "1500 is the mean of the field."),
            table(["bot", "percentile [95 %]", "Elo [95 %]", "mean score, G$", "seats held"], rows),
            ident="ratings",
        )
        + section("Percentile by seat", table(["bot", *seats], by_seat), ident="seats")
        + section("Who beats whom", table(["row beats column", *bots], beats), ident="beats")
    )
    return page(f"Tournament · {scenario} · Détente", body)
