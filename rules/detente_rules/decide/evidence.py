"""Evidence that can be passed on, with its provenance (R4.24): findings, readings, and a lab's own estimate of danger.

Evidence is what it says: nobody can alter it on the way. What a seat says about it is talk (R3.3).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, replace

from detente_rules.commands import Actor
from detente_rules.commands.treaty import PassEvidence
from detente_rules.events import Event
from detente_rules.ids import PUBLIC, Audiences, SeatId, seat_audience
from detente_rules.rejections import refuse
from detente_rules.state import GameState
from detente_rules.views.question_types import Evidence
from detente_rules.views.types import Finding, LabFigures, SeatReport


def pass_evidence(state: GameState, actor: Actor, command: PassEvidence, at: float) -> tuple[Event, ...]:
    """R4.24: hand on what one holds, to seats named or to everybody; at any time of the game, like talk."""
    assert actor.seat is not None  # decide() has checked that a seat acts
    item = next((one for one in held(state, actor.seat) if one.id == command.evidence), None)
    if item is None:
        raise refuse("unknown_target", "R4.24", "evidence", f"You hold no evidence {command.evidence!r}.")
    for place, seat in enumerate(command.to):
        if seat not in state.seats:
            raise refuse("unknown_target", "R4.24", f"to.{place}", f"There is no seat {seat!r} in this game.")
    receivers = sorted({*command.to} - {actor.seat})
    if command.to and not receivers:
        raise refuse("bad_value", "R4.24", "to", "You hold it already; name others.")
    audience: Audiences = PUBLIC
    if receivers:
        audience = tuple(sorted(map(seat_audience, (actor.seat, *receivers))))
    on_its_way = replace(item, through=(*item.through, actor.seat))
    data = {"by": actor.seat, "to": receivers, "evidence": asdict(on_its_way)}
    return (Event("evidence_passed", audience, data, at, state.round, state.phase),)


def held(state: GameState, seat: SeatId) -> tuple[Evidence, ...]:
    """What a seat holds and not everybody knows: its own findings, readings of the last round, and what it was handed."""
    own: dict[str, Evidence] = {}
    reports = state.own_reports.get(seat, ())
    for report in reports:
        for finding in report.findings:
            item = _found(finding)
            own.setdefault(item.id, item)
    if reports:
        own.update((item.id, item) for item in _read(seat, reports[-1]))
    for item in state.passed.get(seat, ()):
        own.setdefault(item.id, item)
    return tuple(own.values())


def citable(state: GameState, seat: SeatId) -> tuple[Evidence, ...]:
    """What a seat may cite: what it holds, and what is public."""
    public: dict[str, Evidence] = {}
    for report in state.reports:
        public.update((item.id, item) for item in map(_found, report.findings))
        for lab, danger in report.disclosed.items():
            item = _danger(report.round, lab, danger)
            public[item.id] = item
    return (*held(state, seat), *public.values())


def _found(finding: Finding) -> Evidence:
    name = f"finding.{finding.round}.{finding.lab}.{finding.source}.{finding.how}"
    return Evidence(name, "finding", finding.round, finding.lab, finding.source, finding.how)


def _read(seat: SeatId, report: SeatReport) -> Iterator[Evidence]:
    """Readings of the others, the seat's own danger, and dangers that it was told."""
    for lab, seen in report.estimates.items():
        if lab != seat:
            yield Evidence(
                id=f"reading.{report.round}.{lab}.{seat}",
                kind="reading",
                round=report.round,
                lab=lab,
                by=seat,
                capability=seen.capability,
                capability_sd=seen.capability_sd,
                assurance=seen.assurance,
                assurance_sd=seen.assurance_sd,
            )
    if isinstance(report.figures, LabFigures):
        yield _danger(report.round, seat, report.figures.danger)
    for lab, danger in report.disclosed.items():
        yield _danger(report.round, lab, danger)


def _danger(round_: int, lab: SeatId, danger: float) -> Evidence:
    return Evidence(f"danger.{round_}.{lab}", "danger", round_, lab, lab, danger=danger)
