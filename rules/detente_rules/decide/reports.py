"""The declared outputs of a resolution: what everybody learns, and what each seat learns beside (R6.12, R10.1).

These events are all that a stream gets of a round. Each is a function of the states before and after it.
"""

from typing import Any

import numpy as np

from detente_rules.arrays import Recorded, original
from detente_rules.decisions import parse_decision
from detente_rules.events import Event
from detente_rules.ids import PUBLIC, SeatId, seat_audience
from detente_rules.state import GameState
from detente_rules.treaty_status import PHASES, members, moves
from detente_rules.views.types import (
    Declared,
    Estimate,
    Finding,
    Incident,
    LabFigures,
    NationFigures,
    SeatReport,
)
from detente_rules.world import hazard
from detente_rules.world.resolution import Resolution


def report_events(before: GameState, after: GameState, at: float) -> tuple[Event, ...]:
    """Treaties that moved, then the public report (R8.8), then one report a seat, in scenario order."""
    data = after.resolved[-1]["resolution"]
    result = original(Resolution, data) or Resolution.from_data(data)
    events = [
        Event(
            "treaty_moved",
            text.audience,
            {"treaty": text.id, "phase": PHASES[phase], "members": list(bound)},
            at,
            after.round,
            after.phase,
        )
        for text, phase, bound in moves(before, after)
    ]
    public, told = _findings(before, result)
    events.append(
        Event("round_reported", PUBLIC, _public(before, after, result, public), at, after.round, after.phase)
    )
    hidden = _incidents(before, result, public=False)
    exposed = result.exposed[0].tolist()
    for seat in after.scenario.seats:
        party = after.scenario.party_index[seat.id]
        accused = party < len(exposed) and exposed[party]
        own = _own(after, result, seat.id, told[seat.id], hidden, accused=accused)
        data = {"seat": seat.id, "report": own}
        events.append(Event("seat_reported", (seat_audience(seat.id),), data, at, after.round, after.phase))
    return tuple(events)


def declared_in(state: GameState, place: int) -> Declared:
    """What the lab at this place of axis A declared in the round resolved last."""
    lab = state.scenario.labs[place]
    said = state.resolved[-1]["declared"][lab.id]
    return Declared(**said)


def public_risk(state: GameState) -> float:
    """R8.9: cumulated risk as outsiders reckon it: the game's own hazard function on declared figures.

    The hidden threshold is taken at its expectation, as nobody outside knows it. Where a lab published its own estimate of
    its danger, that estimate counts instead (R4.25).
    """
    # All rounds as one batch: the function gives each the same number as alone.
    params, labs, past = state.params, [lab.id for lab in state.scenario.labs], state.resolved
    said = np.array(
        [
            [[one["declared"][lab][name] for lab in labs] for one in past]
            for name in ("capability", "assurance")
        ]
    )
    deployed = np.array([one["resolution"]["deployed"][0] for one in past])
    expected = np.full(len(past), params.base.threshold)
    danger = hazard.dangers(params, said[0], said[1], expected).copy()
    for number, one in enumerate(past):
        for lab, told in one["disclosed"].items():
            if told["public"]:
                danger[number, labs.index(lab)] = told["danger"]
    total = sum(hazard.world_hazard(params, danger, deployed).tolist(), 0.0)
    return 1.0 - float(np.exp(-total))


def _public(
    before: GameState, after: GameState, result: Resolution, findings: tuple[Finding, ...]
) -> dict[str, Any]:
    scenario = after.scenario
    shares = dict(zip((lab.id for lab in scenario.labs), result.deployed[0].tolist(), strict=True))
    total = sum(shares.values())
    decided = after.resolved[-1]["decisions"]
    return {
        "round": after.round,
        "declared": {lab.id: _flat(declared_in(after, place)) for place, lab in enumerate(scenario.labs)},
        "shares": shares,
        "hhi": sum((share / total) ** 2 for share in shares.values()) if total > 0 else 0.0,
        "trust": {nation.id: float(after.world.trust[0, n]) for n, nation in enumerate(scenario.nations)},
        "floors": {nation.id: decided[nation.id]["floor"] for nation in scenario.nations},
        "risk": public_risk(after),
        "findings": [_flat(finding) for finding in findings],
        "incidents": [_flat(incident) for incident in _incidents(before, result, public=True)],
        "disclosed": {lab: told["danger"] for lab, told in _disclosed(after).items() if told["public"]},
    }


def _disclosed(state: GameState) -> dict[SeatId, dict[str, Any]]:
    disclosed: dict[SeatId, dict[str, Any]] = state.resolved[-1]["disclosed"]
    return disclosed


def _own(
    after: GameState,
    result: Resolution,
    seat: SeatId,
    told: tuple[Finding, ...],
    hidden: tuple[Incident, ...],
    *,
    accused: bool,
) -> dict[str, Any]:
    """told: the findings for this seat alone. hidden: the incidents of which not everybody heard. accused: a lab, exposed."""
    scenario = after.scenario
    party = scenario.party_index[seat]
    labs = len(scenario.labs)
    place = party if party < labs else None
    breach = place is not None and bool(result.unlawful[0, place] > 0)
    gain = result.lab_gain[0, place] if place is not None else result.nation_gain[0, party - labs]
    incidents = [one for one in hidden if one.lab == seat]
    decision = after.resolved[-1]["decisions"][seat]
    report = SeatReport(
        round=after.round,
        decision=parse_decision(decision),
        figures=figures_of(after, seat),
        estimates=_estimates(after, result, party),
        findings=told,
        incidents=tuple(incidents),
        gained=float(gain),
        accused=accused,
        breach=breach,
        disclosed={lab: told["danger"] for lab, told in _disclosed(after).items() if seat in told["to"]},
    )
    data = {
        "round": after.round,
        "decision": decision,
        "figures": _flat(report.figures),
        "estimates": {lab: _flat(seen) for lab, seen in report.estimates.items()},
        "findings": [_flat(finding) for finding in told],
        "incidents": [_flat(incident) for incident in incidents],
        "gained": report.gained,
        "accused": accused,
        "breach": breach,
        "disclosed": dict(report.disclosed),
    }
    return Recorded(data, report)


def _flat(part: object) -> dict[str, Any]:
    """A dataclass of plain values as a dict."""
    return dict(vars(part))


def figures_of(state: GameState, seat: SeatId) -> LabFigures | NationFigures:
    """A seat's own true figures now."""
    party, world = state.scenario.party_index[seat], state.world
    labs = len(state.scenario.labs)
    last = state.resolved[-1] if state.resolved else None
    if party >= labs:
        return NationFigures(
            trust=float(world.trust[0, party - labs]),
            score=float(world.nation_score[0, party - labs]),
            floor=float(last["decisions"][seat]["floor"]) if last else 0.0,
        )
    if last is None:
        # Nobody knows the threshold; before the first round a lab reckons with its expectation.
        expected = np.array([state.params.base.threshold])
        danger = float(hazard.dangers(state.params, world.capability, world.assurance, expected)[0, party])
    else:
        danger = float(last["resolution"]["own_danger"][0][party])
    total = float(world.revenue[0].sum())
    return LabFigures(
        capability=float(world.capability[0, party]),
        assurance=float(world.assurance[0, party]),
        revenue=float(world.revenue[0, party]),
        danger=danger,
        supervised=int(world.supervised[0, party]),
        share=float(world.revenue[0, party]) / total if total > 0 else 0.0,
        score=float(world.lab_score[0, party]),
    )


def _estimates(state: GameState, result: Resolution, party: int) -> dict[SeatId, Estimate]:
    """What a party reads off every lab."""
    base = state.params.base
    readings = zip(
        state.scenario.labs,
        result.seen_capability[0, party].tolist(),
        result.seen_assurance[0, party].tolist(),
        result.seen_factor[0, party].tolist(),
        strict=True,
    )
    return {
        lab.id: Estimate(capability, base.noise_capability * factor, assurance, base.noise_assurance * factor)
        for lab, capability, assurance, factor in readings
    }


def _incidents(state: GameState, result: Resolution, *, public: bool) -> tuple[Incident, ...]:
    heard = result.incident_public[0].tolist()
    return tuple(
        Incident(state.round, state.scenario.labs[place].id, public)
        for place, happened in enumerate(result.incident[0].tolist())
        if happened and heard[place] == public
    )


def _findings(
    state: GameState, result: Resolution
) -> tuple[tuple[Finding, ...], dict[SeatId, tuple[Finding, ...]]]:
    """Findings that are public, and those told to some seats alone (R7.6).

    A treaty's finding is published or told to its members as its clause says; the law's and a whistle-blower's
    are public; what technical means report is known to the nation that watched.
    """
    scenario = state.scenario
    public: list[Finding] = []
    told: dict[SeatId, list[Finding]] = {seat.id: [] for seat in scenario.seats}
    inspected = (result.found | result.accused)[0].tolist()
    at_home = (result.own_found | result.own_accused)[0].tolist()
    leaked, seen = result.leaked[0].tolist(), result.seen[0].tolist()
    for place, lab in enumerate(scenario.labs):
        for text in state.treaties if inspected[place] else ():
            if text.slot < 0:
                continue
            bound = members(state, text)
            if lab.id not in bound and lab.home not in bound:
                continue
            finding = Finding(state.round, lab.id, text.id, "inspection")
            if not state.terms.findings_private[0, text.slot] and text.audience == PUBLIC:
                public.append(finding)
            else:
                for seat in {*bound, lab.id}:
                    told[seat].append(finding)
        if at_home[place] and lab.home is not None:
            public.append(Finding(state.round, lab.id, lab.home, "inspection"))
        if leaked[place]:
            public.append(Finding(state.round, lab.id, lab.id, "whistleblower"))
        for number, nation in enumerate(scenario.nations):
            if seen[number][place]:
                told[nation.id].append(Finding(state.round, lab.id, nation.id, "technical_means"))
    return tuple(public), {seat: tuple(findings) for seat, findings in told.items()}
