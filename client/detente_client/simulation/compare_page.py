"""A comparison of regimes for people: plain text, and a page."""

from __future__ import annotations

from collections.abc import Iterator

from detente_client.debrief.html import figure, paragraph, section, table
from detente_client.simulation.compare import MEASURES, Comparison, Interval, Regime
from detente_client.simulation.drawing import SIGNS, Point, page, said, scatter, scatter_text, short

FRONTIER = ("index", "hhi", "sovereignty")
"""What is set beside risk; where all regimes have the same seats, welfare takes the place of the index."""


def text(one: Comparison, seed: str) -> str:
    """For a terminal: the measures, the differences, the frontier."""
    games = min(regime.games for regime in one.regimes)
    lines = [f"{len(one.regimes)} regimes, {games} games each, seed {seed}; means with 95 % intervals", ""]
    width = max(len(regime.label) for regime in one.regimes) + 3
    for sign, regime in zip(SIGNS, one.regimes, strict=False):
        lines.append(f"{sign} {regime.label}")
        lines += [
            f"    {measure.title:<20} {said(regime.measures[measure.name]):<32} {measure.unit}"
            for measure in MEASURES
            if measure.name in regime.measures
        ]
    for difference in one.differences:
        lines += ["", f"{difference.label} minus {one.regimes[0].label}, game by game"]
        for measure in MEASURES:
            found = difference.measures.get(measure.name)
            if found is not None:
                lines.append(
                    f"    {measure.title:<20} {said(found):<32} {'' if found.sure else 'may be nothing'}".rstrip()
                )
        gains = [f"{seat} {_signed(change)}" for seat, change in difference.scores.items()]
        if gains:
            lines.append(f"    {'scores (G$)':<20} {', '.join(gains)}")
    for title, points in _frontier(one):
        lines += ["", scatter_text(points, "risk", title, width=max(40, 64 - width // 4))]
    if one.note:
        lines += ["", one.note]
    return "\n".join(lines)


def _signed(change: Interval) -> str:
    sign = "+" if change.value >= 0 else ""
    return f"{sign}{short(change.value)}{'' if change.sure else '?'}"


def _frontier(one: Comparison) -> Iterator[tuple[str, list[Point]]]:
    titles = {measure.name: measure.title for measure in MEASURES}
    for name in ("welfare", *FRONTIER[1:]) if one.same_seats else FRONTIER:
        points = [
            Point(sign, regime.label, regime.measures["risk"], regime.measures[name])
            for sign, regime in zip(SIGNS, one.regimes, strict=False)
            if name in regime.measures
        ]
        if points:
            yield titles[name], points


def html(one: Comparison, seed: str) -> str:
    """One self-contained page."""
    games = min(regime.games for regime in one.regimes)
    title = " · ".join(regime.label for regime in one.regimes)
    head = ["measure", *(regime.label for regime in one.regimes), "unit"]
    shown = [m for m in MEASURES if any(m.name in regime.measures for regime in one.regimes)]
    rows = [[m.title, *(_cell(regime, m.name) for regime in one.regimes), m.unit] for m in shown]
    body = (
        f"<h1>Regimes side by side</h1>{paragraph(title, 'lead')}"
        + paragraph(
            f"{games} games of each, seed {seed}: game number n of every regime has the same dice. Means with 95 % intervals "
            "(percentile bootstrap over games)."
        )
        + (paragraph(one.note, "soft") if one.note else "")
        + section("The frontier", *_pictures(one), ident="frontier")
        + section("Measures", table(head, rows), ident="measures")
    )
    for difference in one.differences:
        name = f"{difference.label} minus {one.regimes[0].label}"
        found = [
            [
                m.title,
                said(difference.measures[m.name]),
                "" if difference.measures[m.name].sure else "may be nothing",
            ]
            for m in MEASURES
            if m.name in difference.measures
        ]
        scores = [
            [f"score of {seat}, G$", said(change), "" if change.sure else "may be nothing"]
            for seat, change in difference.scores.items()
        ]
        body += section(
            name, table(["game by game", "mean [95 %]", ""], [*found, *scores]), ident="difference"
        )
    who = [
        [regime.label, ", ".join(f"{s}: {bot}" for s, bot in regime.seats.items()), regime.digest[:16]]
        for regime in one.regimes
    ]
    body += section("Who played", table(["regime", "seats", "digest"], who, "words"), ident="seats")
    return page(f"{title} · Détente", body)


def _cell(regime: Regime, name: str) -> str:
    return said(regime.measures[name]) if name in regime.measures else "–"


def _pictures(one: Comparison) -> list[str]:
    key = ", ".join(f"{sign} {regime.label}" for sign, regime in zip(SIGNS, one.regimes, strict=False))
    return [
        figure(scatter(points, "risk", title), f"{title} beside risk. {key}.")
        for title, points in _frontier(one)
    ]
