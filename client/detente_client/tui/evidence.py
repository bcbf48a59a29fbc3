"""Evidence: what was found and by whom, incidents, and how sure one may be; as lines."""

from collections.abc import Iterable

from detente_client.tui.lines import BLANK, Line, line
from detente_client.tui.names import seat_name, source_name
from detente_client.tui.text import doublings, percent
from detente_client.tui.treaties import instrument_of, round_odds
from detente_rules.decisions import LabDecision
from detente_rules.treaty.instruments import INSTRUMENTS, Instrument
from detente_rules.views.types import Finding, Incident, LabFigures, PublicReport, SeatReport, View

_HOW = {
    "inspection": "an inspection found a breach",
    "whistleblower": "an insider spoke: a breach",
    "technical_means": "seen from outside: a breach",
}


def evidence_lines(view: View) -> tuple[Line, ...]:
    """Everything this seat has evidence of, the newest round first, then what such evidence is worth."""
    own = {report.round: report for report in view.own_reports}
    out: list[Line] = []
    for report in reversed(view.reports):
        rows = [*_round(view, report, own.get(report.round))]
        out += [
            line((f"Round {report.round}", "title")),
            *(rows or [line(("  nothing came to light", "dim"))]),
            BLANK,
        ]
    if not out:
        out = [line("No round has been played: there is no evidence of anything yet."), BLANK]
    return (*out, *worth_lines(view))


def _round(view: View, report: PublicReport, own: SeatReport | None) -> Iterable[Line]:
    for finding in report.findings:
        yield _finding(view, finding, "everybody knows")
    for incident in report.incidents:
        yield _incident(view, incident, "everybody knows")
    if own is None:
        return
    for finding in own.findings:
        yield _finding(view, finding, "told to you")
    for incident in own.incidents:
        yield _incident(view, incident, "you alone know")
    if own.breach:
        yield line(
            ("  ✗ you broke a promise", "bad"),
            " and know it" + ("." if own.accused else "; it was not found."),
        )
    elif own.accused:
        yield line(("  ! you were accused wrongly", "warn"), ": inspections err, too.")
    for lab, seen in own.estimates.items():
        said = report.declared.get(lab)
        if said is None or lab == view.seat or seen.assurance_sd <= 0:
            continue
        off = (said.assurance - seen.assurance) / seen.assurance_sd
        if off > 1.5:
            yield line(
                ("  ≠ ", "warn"),
                f"{seat_name(view, lab)} declared assurance {doublings(said.assurance)}; you read "
                f"{doublings(seen.assurance)} ± {seen.assurance_sd:.1f}: {off:.1f} times the error of such a reading",
            )


def _finding(view: View, finding: Finding, who: str) -> Line:
    return line(
        ("  ✗ ", "bad"),
        (seat_name(view, finding.lab), "strong"),
        f": {_HOW[finding.how]} ({source_name(view, finding.source)}; {who})",
    )


def _incident(view: View, incident: Incident, who: str) -> Line:
    return line(
        ("  ! ", "warn"), (seat_name(view, incident.lab), "strong"), f": an incident, a warning shot ({who})"
    )


def worth_lines(view: View) -> tuple[Line, ...]:
    """The rates that the scenario states for the instruments in force, and the posterior by Bayes' rule for a suspicion of one half."""
    out: list[Line] = [line(("What a finding is worth", "title"))]
    used: dict[str, Instrument] = {}
    for treaty in view.treaties:
        looks = instrument_of(view, treaty.clauses) if treaty.phase == "in_force" else None
        if looks is not None:
            used[looks.id] = looks
    if not used and (usual := instrument_of(view, ({"kind": "inspection", "instrument": "on_site"},))):
        used[usual.id] = usual
    for card in (used[name] for name in INSTRUMENTS if name in used):
        if card.hit <= 0:
            continue
        hit, wrong = round_odds(view, card.hit), round_odds(view, card.false_alarm)
        posterior = hit / (hit + wrong)
        longer = "" if hit == card.hit else f" (in a round of this game {percent(hit)} and {percent(wrong)})"
        out.append(
            line(
                f"{card.title}: in a half-year finds {percent(card.hit)} of open breaches it looks at, accuses "
                f"{percent(card.false_alarm)} of the innocent{longer}. Who was as likely in breach as not before a finding is "
                f"so with {percent(posterior)} after it."
            )
        )
    figures = view.figures
    if isinstance(figures, LabFigures):
        out.append(
            line(("Your own danger: ", "mine"), f"{percent(figures.danger)} a round, by your own estimate.")
        )
        decision = view.own_reports[-1].decision if view.own_reports else None
        if isinstance(decision, LabDecision) and decision.disclose == "keep":
            out.append(line(("You keep that estimate to yourself.", "dim")))
    return tuple(out)
