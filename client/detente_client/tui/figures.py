"""The figures of the table, and how they went over the rounds; out of a view, for any way of drawing them."""

from dataclasses import dataclass
from typing import Final

from detente_client.tui.lines import Line, Span, columns, line, widths_of
from detente_client.tui.names import holder_words, seat_name
from detente_client.tui.text import doublings, give_or_take, money, percent, points, shorten, sparkline
from detente_rules.decisions import LabDecision
from detente_rules.ids import SeatId
from detente_rules.views.types import Incident, LabFigures, NationFigures, SeatReport, SeatView, View

DOUBTFUL = 1.5
"""Standard deviations by which a lab's assurance is said to be higher than it is seen, from which its row is marked."""


COMPACT = 66
"""Columns below which the table leaves out who sits where and what was said of capability."""


def _compact_rows(view: View) -> tuple[tuple[SeatId | None, Line], ...]:
    """The table in fifty columns; a bot is marked by a sign after its name."""
    seats = (*view.labs, *view.nations)
    rows = [_titles("seat", "said", "seen", "said", "seen", "")]
    for row in seats:
        name, _, safety, _, capability, told, seen, share = _seat_row(view, row, narrow=True)
        words = name[0].rstrip() + ("°" if row.holder == "bot" else "")
        if row.kind == "nation":
            rows.append([(words, name[1]), (safety[0].removeprefix("law: "), safety[1]), ("", "plain"), ("", "plain"),
                         (seen[0], seen[1]), ("", "plain")])  # fmt: skip
        else:
            short = [(text.replace(" true", "*"), tone) for text, tone in (capability, seen)]
            rows.append([(words, name[1]), safety, short[0], told, short[1], share])
    ids: list[SeatId | None] = [None, None, *(row.id for row in seats)]
    widths = widths_of(rows)
    head = "°bot *true".ljust(widths[0] + 1) + "safety"[: widths[1]].rjust(widths[1])
    groups = line(
        (f"{head} {'capab.':<{widths[2]}} {'assurance':<{widths[3] + widths[4] + 1}} market", "dim")
    )
    return tuple(zip(ids, (groups, *columns(rows, gap=1, right=frozenset({1, 3, 5}))), strict=True))


def seat_rows(view: View, width: int) -> tuple[tuple[SeatId | None, Line], ...]:
    """The table: two lines of heading (id None), then a line a seat."""
    if width < COMPACT:
        return _compact_rows(view)
    narrow = width < 96
    gap = 1 if narrow else 2
    seats = (*view.labs, *view.nations)
    rows = [_titles("seat", "who sits", "said", "said", "seen", "said", "seen", "share")]
    rows += [_seat_row(view, row, narrow=narrow) for row in seats]
    if narrow:
        for cells in rows:
            cells[1] = (shorten(cells[1][0], 9), cells[1][1])
    ids: list[SeatId | None] = [None, None, *(row.id for row in seats)]
    groups = _group_heading(widths_of(rows), gap)
    return tuple(zip(ids, (groups, *columns(rows, gap=gap, right=frozenset({2, 3, 5, 7}))), strict=True))


def _group_heading(widths: list[int], gap: int) -> Line:
    """The line above the headings: what "said" and "seen" are said and seen of."""
    starts = [sum(widths[:place]) + gap * place for place in range(len(widths))]
    text = ""
    for place, name in ((2, "safety"), (3, "capability"), (5, "assurance"), (7, "market")):
        width = widths[place] + (gap + widths[place + 1] if place in {3, 5} else 0)
        shown = name.center(width) if place in {3, 5} else name.rjust(width)
        text = text.ljust(max(starts[place], len(text) + 1)) + shown
    return line((text.rstrip(), "dim"))


def _titles(*names: str) -> list[Span]:
    return [(name, "dim") for name in names]


def _seat_row(view: View, row: SeatView, *, narrow: bool) -> list[Span]:
    mine = row.id == view.seat
    name: Span = (("▸ " if mine else "  ") + shorten(seat_name(view, row.id), 12 if narrow else 22), "plain")
    if mine:
        name = (name[0], "mine")
    who: Span = ("you" if mine and len(row.people) < 2 else holder_words(row), "dim")
    if row.kind == "nation":
        law = f"law: {percent(row.floor)}" if row.floor else "no law"
        trust = view.reports[-1].trust.get(row.id) if view.reports else None
        return [name, who, (law, "plain"), *_rest(f"trust {percent(trust)}" if trust is not None else "")]
    if mine and isinstance(view.figures, LabFigures):
        return _my_row(view, row, view.figures, name, who)
    said, seen = row.declared, row.estimate
    cells: list[Span] = [name, who, (percent(said.safety) if said else "–", "plain")]
    for place in ("capability", "assurance"):
        told = getattr(said, place) if said else None
        value = getattr(seen, place) if seen else None
        sd = getattr(seen, f"{place}_sd") if seen else 0.0
        cells.append((doublings(told) if told is not None else "–", "plain"))
        if value is None:
            cells.append(("–", "dim"))
        elif place == "assurance" and told is not None and sd > 0 and told - value > DOUBTFUL * sd:
            cells.append((f"{give_or_take(value, sd)} ≠", "warn"))
        else:
            cells.append((give_or_take(value, sd), "plain"))
    cells.append((percent(row.market_share) if row.market_share is not None else "–", "plain"))
    return cells


def _rest(words: str) -> list[Span]:
    return [("", "plain"), ("", "plain"), ("", "plain"), (words, "plain"), ("", "plain")]


def _my_row(view: View, row: SeatView, mine: LabFigures, name: Span, who: Span) -> list[Span]:
    said = row.declared
    did = last_lab_decision(view)
    safety: Span = (percent(said.safety) if said else "–", "plain")
    if said and did and abs(said.safety - did.safety) > 0.005:
        safety = (f"{percent(said.safety)}≠", "warn")
    share = row.market_share if row.market_share is not None else mine.share
    return [
        name,
        who,
        safety,
        (doublings(said.capability) if said else "–", "plain"),
        (f"{doublings(mine.capability)} true", "mine"),
        (doublings(said.assurance) if said else "–", "plain"),
        (f"{doublings(mine.assurance)} true", "mine"),
        (percent(share), "plain"),
    ]


def last_lab_decision(view: View) -> LabDecision | None:
    """What was resolved for my lab in the last round."""
    if not view.own_reports:
        return None
    decision = view.own_reports[-1].decision
    return decision if isinstance(decision, LabDecision) else None


def last_round_line(view: View) -> Line:
    """What the last round brought me: the gain, and whether promises were kept and looked at."""
    if not view.own_reports:
        return ()
    last = view.own_reports[-1]
    spans: list[str | Span] = [("Last round: ", "mine"), f"you gained {points(last.gained)}"]
    if last.breach:
        spans.append(
            (" · ✗ you broke a promise" + (" and were found" if last.accused else ", unseen"), "bad")
        )
    elif last.accused:
        spans.append((" · ! you were accused, wrongly", "warn"))
    if any(one.lab == view.seat for one in (*last.incidents, *_public_incidents(view, last.round))):
        spans.append((" · ! an incident at your lab", "warn"))
    return line(*spans)


def _public_incidents(view: View, round_: int) -> tuple[Incident, ...]:
    return tuple(one for report in view.reports if report.round == round_ for one in report.incidents)


def my_line(view: View) -> Line:
    """My own figures, in one line of words."""
    figures = view.figures
    if isinstance(figures, LabFigures):
        parts = [
            f"revenue {money(figures.revenue)}",
            f"own danger {percent(figures.danger)} a round",
            f"score {points(figures.score)}",
        ]
        if figures.supervised:
            parts.append(
                f"supervised for {figures.supervised} more round{'s' if figures.supervised > 1 else ''}"
            )
        return line(("You: ", "mine"), " · ".join(parts))
    if isinstance(figures, NationFigures):
        return line(
            ("You: ", "mine"),
            f"public trust {percent(figures.trust)} · safety law {percent(figures.floor)} · "
            f"score {points(figures.score)}",
        )
    return ()


def world_line(view: View) -> Line:
    """Risk, market and trust as public estimates, with their course over the rounds."""
    if not view.reports:
        return line(("World: ", "title"), ("no round has been played yet", "dim"))
    last = view.reports[-1]
    risk = [report.risk for report in view.reports]
    spans: list[str | Span] = [
        ("World: ", "title"),
        f"risk so far {sparkline(risk, low=0.0, high=max(0.5, *risk))} ",
        (percent(last.risk), "strong"),
        " ",
        risk_band(view, last.risk),
        f" · market concentration {percent(last.hhi)}",
    ]
    if last.incidents:
        spans.append((f" · {len(last.incidents)} incident{'s' if len(last.incidents) > 1 else ''}!", "warn"))
    return line(*spans)


def world_lines(view: View) -> tuple[Line, ...]:
    """The world in a few short lines, with its course and where it is going."""
    if not view.reports:
        return (line(("No round has been played yet.", "dim")),)
    risk = [report.risk for report in view.reports]
    hhi = [report.hhi for report in view.reports]
    trust = [sum(report.trust.values()) / max(1, len(report.trust)) for report in view.reports]
    out = [
        line(("risk so far ", "title"), f"{sparkline(risk, low=0.0, high=max(0.5, *risk))} ",
             (percent(risk[-1]), "strong"), " ", risk_band(view, risk[-1])),
        line(("concentration ", "title"), f"{percent(hhi[-1])}{_way(hhi)}  ", ("trust ", "title"),
             f"{percent(trust[-1])}{_way(trust)}"),
    ]  # fmt: skip
    count = sum(len(report.incidents) for report in view.reports)
    if count:
        out.append(line((f"! {count} incident{'s' if count > 1 else ''} so far", "warn")))
    return tuple(out)


def _way(values: list[float]) -> str:
    """Up, down or level against the round before."""
    if len(values) < 2 or abs(values[-1] - values[-2]) < 0.005:
        return "→"
    return "↑" if values[-1] > values[-2] else "↓"


USUAL_EDGES: Final = {"guarded": 0.05, "high": 0.15, "severe": 0.35}
"""Where a band of world risk begins, while nobody has said otherwise."""


def risk_band(view: View, risk: float) -> Span:
    """The band of world risk in a word, by the thresholds that hold in this game (R12.8)."""
    band = "low"
    for name, usual in USUAL_EDGES.items():
        if risk >= view.session.thresholds.get(f"risk_{name}", usual):
            band = name
    return band, "bad" if band in {"high", "severe"} else "plain"


@dataclass(frozen=True)
class Series:
    """One line of a plot: its name, the rounds and the figures; mine: my own."""

    name: str
    rounds: tuple[int, ...]
    values: tuple[float, ...]
    mine: bool = False


@dataclass(frozen=True)
class Chart:
    """A plot in data."""

    id: str
    title: str
    unit: str
    series: tuple[Series, ...]


def charts(view: View) -> tuple[Chart, ...]:
    """Capability, assurance, risk and market over the rounds, as this seat knows them.

    A rival's figure is what this seat saw of it, or what it said of itself where nothing was seen.
    """
    return (
        Chart("capability", "Capability", "doublings", _lab_series(view, "capability")),
        Chart("assurance", "Assurance", "doublings", _lab_series(view, "assurance")),
        Chart("risk", "Risk so far", "%", (_percents("risk", [(r.round, r.risk) for r in view.reports]),)),
        Chart("market", "Market share", "%", tuple(
            _percents(seat_name(view, lab.id), [(r.round, r.shares[lab.id]) for r in view.reports if lab.id in r.shares],
                      mine=lab.id == view.seat)
            for lab in view.labs
        )),
    )  # fmt: skip


def _percents(name: str, figures: list[tuple[int, float]], *, mine: bool = False) -> Series:
    return Series(name, tuple(n for n, _ in figures), tuple(100 * value for _, value in figures), mine)


def _lab_series(view: View, figure: str) -> tuple[Series, ...]:
    own = {report.round: report for report in view.own_reports}
    out = []
    for lab in view.labs:
        known = [
            (report.round, _known(own.get(report.round), lab.id, figure, view)) for report in view.reports
        ]
        if lab.id != view.seat:
            said = {report.round: report.declared.get(lab.id) for report in view.reports}
            known = [
                (n, value if value is not None else getattr(said[n], figure, None)) for n, value in known
            ]
        points_ = [(n, value) for n, value in known if value is not None]
        out.append(
            Series(
                seat_name(view, lab.id),
                tuple(n for n, _ in points_),
                tuple(value for _, value in points_),
                lab.id == view.seat,
            )
        )
    return tuple(out)


def _known(report: SeatReport | None, lab: SeatId, figure: str, view: View) -> float | None:
    if report is None:
        return None
    if lab == view.seat and isinstance(report.figures, LabFigures):
        return float(getattr(report.figures, figure))
    seen = report.estimates.get(lab)
    return None if seen is None else float(getattr(seen, figure))
