"""A seat looked at closely: its public brief, what it said over the rounds, what was seen, what was found."""

from detente_client.tui.lines import BLANK, Line, Span, columns, line
from detente_client.tui.names import holder_words, source_name
from detente_client.tui.text import clean, doublings, give_or_take, percent
from detente_rules.views.types import SeatView, View


def seat_card(view: View, row: SeatView) -> tuple[Line, ...]:
    """The card of a seat, as far as this seat knows."""
    out: list[Line] = [
        line(("Sits there: ", "title"), holder_words(row)),
        line(clean(row.brief.public.strip(), lines=True)),
        BLANK,
    ]
    table = _history(view, row)
    if len(table) > 1:
        out += [*columns(table), BLANK]
    found = [finding for report in view.reports for finding in report.findings if finding.lab == row.id]
    found += [finding for report in view.own_reports for finding in report.findings if finding.lab == row.id]
    out += [
        line(
            (f"R{finding.round} ", "dim"),
            ("found in breach ", "bad"),
            f"({source_name(view, finding.source)})",
        )
        for finding in found
    ]
    return tuple(out)


def _history(view: View, row: SeatView) -> list[list[Span]]:
    if row.kind == "nation":
        head: list[Span] = [("round", "dim"), ("law", "dim"), ("trust", "dim")]
        rows: list[list[Span]] = [
            [(str(r.round), "plain"), (percent(r.floors.get(row.id, 0.0)), "plain"), (percent(r.trust.get(row.id, 0.0)), "plain")]
            for r in view.reports
        ]  # fmt: skip
        return [head, *rows]
    own = {report.round: report for report in view.own_reports}
    names = ("round", "said: safety", "capability", "assurance", "you saw: capability", "assurance", "market")
    table: list[list[Span]] = [[(name, "dim") for name in names]]
    for report in view.reports:
        said = report.declared.get(row.id)
        seen = own[report.round].estimates.get(row.id) if report.round in own else None
        cells = [
            str(report.round),
            percent(said.safety) if said else "–",
            doublings(said.capability) if said else "–",
            doublings(said.assurance) if said else "–",
            give_or_take(seen.capability, seen.capability_sd) if seen else "–",
            give_or_take(seen.assurance, seen.assurance_sd) if seen else "–",
            percent(report.shares[row.id]) if row.id in report.shares else "–",
        ]
        table.append([(cell, "plain") for cell in cells])
    return table
