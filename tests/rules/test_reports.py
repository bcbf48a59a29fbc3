"""What a resolution tells, and to whom: a change in what one seat may know changes that seat's report, and nobody else's (R10.1).

Streams that are alike up to the resolution show nothing of it, since from there the outcome speaks; here the outcome is made by hand.
"""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from detente_rules.canonical import canonical
from detente_rules.commands import Seal
from detente_rules.decide.reports import report_events
from detente_rules.decide.resolution import resolution_data
from detente_rules.decisions import LabDecision
from detente_rules.events import Event
from detente_rules.evolve import evolve
from detente_rules.ids import PUBLIC
from tests.rules.regimes import EVERYBODY, FLOOR, INSPECTION, LABS, act, force, seated
from tests.rules.tables import Table

MEMBERS = ("lab0", "lab1")
ALL = frozenset({"public", *EVERYBODY})


def in_force(findings: str) -> Table:
    """Two of three labs are bound by a treaty whose findings these hear; no lab discloses its danger; a round is about to end."""
    table = seated(2)
    force(table, MEMBERS, FLOOR, INSPECTION, {"kind": "oversight", "body": "parties", "findings": findings})
    for lab in LABS:
        act(table, lab, Seal(LabDecision(safety=0.4, disclose="keep")))
    return table


TABLES: Mapping[str, Table] = {findings: in_force(findings) for findings in ("public", "parties")}


def told(findings: str, *made: tuple[str, Any]) -> dict[str, str]:
    """Each audience's report of a round that came out as it did, but for these figures: a path, and the value there."""
    table = TABLES[findings]
    data: dict[str, Any] = json.loads(canonical(resolution_data(table.state)))
    for path, value in made:
        *way, last = path.split(".")
        place: Any = data
        for name in way:
            place = place[int(name) if isinstance(place, list) else name]
        place[int(last) if isinstance(place, list) else last] = value
    before = replace(table.state, phase="resolution")
    after = evolve(before, Event("round_resolved", (), data, table.at, before.round, "resolution"))
    out: dict[str, str] = dict.fromkeys(ALL, "")
    for event in report_events(before, after, table.at):
        who = "public" if event.audience == PUBLIC else event.audience[0].removeprefix("seat:")
        out[who] += str(event.data)
    return out


@pytest.mark.parametrize(
    ("findings", "path", "value", "hearers"),
    [
        # Axes: the game, then nations and labs: land1 sees something at lab0.
        ("public", "resolution.seen.0.1.0", True, {"land1"}),
        ("public", "resolution.found.0.0", True, {"public", "lab0"}),
        ("parties", "resolution.found.0.0", True, {"lab0", "lab1"}),
        ("parties", "resolution.accused.0.0", True, {"lab0", "lab1"}),
        ("public", "resolution.own_found.0.0", True, {"public", "lab0"}),
        ("public", "resolution.leaked.0.2", True, {"public", "lab2"}),
        ("public", "resolution.incident.0.2", True, {"lab2"}),
        ("public", "resolution.own_danger.0.1", 0.9, {"lab1"}),
        ("public", "resolution.violation.0.1", 0.9, set()),
        ("public", "resolution.unlawful.0.1", 0.9, {"lab1"}),
        ("public", "resolution.concealment.0.1", 0.4, set()),
        ("public", "resolution.danger.0.1", 0.9, set()),
        ("public", "resolution.seen_capability.0.3.1", 5.0, {"land0"}),
        ("public", "resolution.lab_gain.0.1", 99.0, {"lab1"}),
        ("public", "resolution.nation_gain.0.1", 99.0, {"land1"}),
        ("public", "resolution.world.capability.0.1", 5.0, {"lab1"}),
        ("public", "resolution.world.assurance.0.1", 5.0, {"lab1"}),
        ("public", "resolution.world.lab_score.0.1", 99.0, {"lab1"}),
        ("public", "resolution.world.nation_score.0.1", 99.0, {"land1"}),
        ("public", "resolution.world.survival.0", 0.5, set()),
        ("public", "resolution.world.trust.0.1", 0.9, {"public", "land1"}),
        ("public", "decisions.lab1.safety", 0.01, {"lab1"}),
        ("public", "decisions.land1.protection", 0.9, {"land1"}),
        ("public", "declared.lab1.safety", 0.9, {"public"}),
    ],
)
def test_a_figure_is_told_to_those_who_may_know_it(
    findings: str, path: str, value: Any, hearers: set[str]
) -> None:
    """Technical means, findings told to parties, incidents that nobody saw, true figures, scores, and what was really done."""
    usual, changed = told(findings), told(findings, (path, value))
    heard = {who for who in ALL if usual[who] != changed[who]}
    assert heard == hearers


@pytest.mark.parametrize("hearers", [set(), {*MEMBERS, "land1"}], ids=["kept", "told to the overseer"])
def test_a_danger_that_is_not_published_is_told_to_whom_it_was_told(hearers: set[str]) -> None:
    """R4.25: to nobody, or to the lab's home and the members of the treaty that binds it."""
    kept = {"danger": 0.25, "public": False, "to": sorted(hearers)}
    usual, changed = told("public", ("disclosed", {})), told("public", ("disclosed", {"lab1": kept}))
    assert {who for who in ALL if usual[who] != changed[who]} == hearers
