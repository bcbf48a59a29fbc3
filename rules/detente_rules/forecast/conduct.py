"""Who does what in the rounds to come: my own decision, and what I assume of the others (R8.10).

A `Plan` is conduct that goes on: shares of effort that stay as they are, and beside them how far a lab keeps what it
is bound to. What a promise asks in a round is known only in that round (caps shrink, emergencies come), so the plan
says "as the floor asks" rather than a number.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final, Literal

import numpy as np

from detente_rules.arrays import FloatArray
from detente_rules.cards import BOAST, HIDING, POSTURES, LabDuties, expand_lab, expand_nation
from detente_rules.decisions import (
    Decision,
    FullDecision,
    LabCard,
    LabDecision,
    NationCard,
    NationDecision,
)
from detente_rules.forecast.known import Known
from detente_rules.ids import SeatId
from detente_rules.treaty.terms import Status, Terms
from detente_rules.views.types import LabFigures
from detente_rules.world import knowledge
from detente_rules.world.choices import Choices, Disclose
from detente_rules.world.params import Params
from detente_rules.world.state import WorldState
from detente_rules.world.step import duties

__all__ = ["RACE", "Assumptions", "Conduct", "Plan", "plan_of", "spread"]

Conduct = Literal["observed", "complying", "racing", "cheating"]
"""What a seat is assumed to do.

observed: as it last declared or announced, and true to what binds it unless it was found in breach lately.
complying: the same, and true to what binds it. racing: the care that the race leaves, whatever it signed.
cheating: the race's care behind a false declaration, some effort spent on hiding; a nation looks away.
"""

RACE: Final = 0.1
"""Safety share that the race itself leaves: about the labs' mean in its equilibrium at the default calibration (R8.5)."""

LENIENT: Final = 0.3
"""Enforcement of a nation that looks away."""

RECENT: Final = 2
"""Rounds for which a finding is held against a lab."""

_PLAIN: Final = LabCard()


@dataclass(frozen=True, slots=True)
class Assumptions:
    """What the forecast takes for granted.

    mine: my decision in every round to come, or a manner; None: my sealed or standing orders, lifted to what a draft
    asks where one is tried. others: the manner of everybody else; but: of single seats, or their decisions.
    """

    mine: Decision | Conduct | None = None
    others: Conduct = "observed"
    but: Mapping[SeatId, Decision | Conduct] = field(default_factory=dict)


@dataclass(frozen=True, eq=False, slots=True)
class Plan:
    """Conduct of everybody that goes on. Leading axis of every array: 1, or the futures'.

    base: shares and amounts as they are in every round; its ``floor`` is the law that nations seal.
    law: (·, N) the law in force in the first round. keep: (·, A) share of the strictest floor that a lab keeps at least;
    1 also means that it stays under caps. hiding: (·, A) share of effort spent on concealment where something is broken.
    boast: (·, A) doublings by which declared assurance exceeds the true one.
    """

    base: Choices
    law: FloatArray
    keep: FloatArray
    hiding: FloatArray
    boast: FloatArray

    def choices(
        self, params: Params, world: WorldState, terms: Terms, status: Status, base: Choices, *, first: bool
    ) -> Choices:
        """What is done in one round. base: the plan's, `spread` over the worlds. first: the old law is still in force."""
        games = len(world.survival)
        law = self.law if first else self.base.floor
        bound = duties(params, world, terms, status, self.base)
        asked = np.maximum(knowledge.of_home(params, law), bound.floor)
        safety = np.maximum(self.base.safety, self.keep * asked)
        broken = (safety < asked) | ((self.base.overshoot > 0.0) & np.isfinite(bound.cap))
        loyal = self.keep >= 1.0
        concealment = np.maximum(self.base.concealment, np.where(broken & ~loyal, self.hiding, 0.0))
        lab = (games, params.labs)
        return replace(
            base,
            safety=np.broadcast_to(safety, lab),
            concealment=np.broadcast_to(concealment, lab),
            declared_safety=np.broadcast_to(np.maximum(safety, asked * (self.boast > 0.0)), lab),
            declared_capability=world.capability,
            declared_assurance=world.assurance + self.boast,
            floor=np.broadcast_to(law, (games, params.nations)),
        )


def spread(choices: Choices, games: int) -> Choices:
    """Choices of one game as those of many, without copying."""
    if choices.games == games:
        return choices
    names = Choices.__dataclass_fields__
    values = {name: getattr(choices, name) for name in names}
    return Choices(
        **{name: np.broadcast_to(value, (games, *value.shape[1:])) for name, value in values.items()}
    )


# --- from decisions and manners to a plan --------------------------------------------------------------------------------


def plan_of(known: Known, assumptions: Assumptions, *, with_draft: bool = False) -> Plan:
    """One plan (leading axis 1) for what is assumed. with_draft: a draft is tried, so that own orders are lifted to it."""
    sheet = _Sheet.blank(known)
    for place, lab in enumerate(known.labs):
        _lab(known, sheet, place, _assumed(known, assumptions, lab), keep=with_draft)
    for place, nation in enumerate(known.nations):
        _nation(known, sheet, place, _assumed(known, assumptions, nation))
    return Plan(
        base=Choices.neutral(1, len(known.labs), len(known.nations)).having(**sheet.fields),
        law=np.asarray(known.law)[None],
        keep=sheet.keep,
        hiding=sheet.hiding,
        boast=sheet.boast,
    )


@dataclass(frozen=True, eq=False, slots=True)
class _Sheet:
    """Where a plan is written down, seat by seat."""

    fields: dict[str, np.ndarray]
    keep: np.ndarray
    hiding: np.ndarray
    boast: np.ndarray

    @classmethod
    def blank(cls, known: Known) -> _Sheet:
        neutral = Choices.neutral(1, len(known.labs), len(known.nations))
        lab = np.zeros((1, len(known.labs)))
        fields = {name: np.array(getattr(neutral, name)) for name in Choices.__dataclass_fields__}
        return cls(fields, lab + 1.0, lab.copy(), lab.copy())


def _assumed(known: Known, assumptions: Assumptions, seat: SeatId) -> Decision | Conduct | None:
    if seat == known.view.seat:
        return assumptions.mine
    return assumptions.but.get(seat, assumptions.others)


def _lab(known: Known, sheet: _Sheet, place: int, assumed: Decision | Conduct | None, *, keep: bool) -> None:
    if assumed is None:
        assumed = known.view.sealed or known.view.standing or _PLAIN
        sheet.keep[0, place] = 1.0 if keep else 0.0
    elif not isinstance(assumed, str):
        sheet.keep[0, place] = 0.0
    if isinstance(assumed, str):
        _manner(known, sheet, place, assumed)
    elif isinstance(assumed, LabCard):
        # What binds is asked in every round: a draft that is tried may bind otherwise than what is in force now.
        _write_lab(sheet, place, expand_lab(assumed, LabDuties()))
        sheet.keep[0, place] = max(float(assumed.keep_promises), sheet.keep[0, place])
        sheet.fields["overshoot"][0, place] = 0.0 if assumed.keep_promises else 1.0
        sheet.hiding[0, place] = 0.0 if assumed.keep_promises else HIDING
        sheet.boast[0, place] = 0.0 if assumed.tell_truth else BOAST
    elif isinstance(assumed, LabDecision):
        _write_lab(sheet, place, assumed)
        said = assumed.declare
        if said is not None and said.assurance is not None:
            sheet.boast[0, place] = said.assurance - _assurance(known)
    if sheet.keep[0, place] >= 1.0:
        sheet.fields["concealment"][0, place] = sheet.fields["overshoot"][0, place] = 0.0


def _manner(known: Known, sheet: _Sheet, place: int, manner: Conduct) -> None:
    lab = known.labs[place]
    if manner == "observed" and _found_lately(known, lab):
        manner = "cheating"
    declared = known.view.seat_row(lab).declared
    plain = declared.safety if declared is not None else POSTURES[_PLAIN.posture].safety
    careless = manner in {"racing", "cheating"}
    sheet.fields["safety"][0, place] = (
        min(plain, RACE) if manner == "cheating" else RACE if careless else plain
    )
    sheet.keep[0, place] = 0.0 if careless else 1.0
    sheet.fields["overshoot"][0, place] = 1.0 if careless else 0.0
    if manner == "cheating":
        sheet.hiding[0, place], sheet.boast[0, place] = HIDING, BOAST


def _write_lab(sheet: _Sheet, place: int, decision: LabDecision) -> None:
    for name in ("safety", "concealment", "pace", "overshoot", "deploy", "admit"):
        sheet.fields[name][0, place] = getattr(decision, name)
    sheet.fields["disclose"][0, place] = Disclose[decision.disclose.upper()]


def _nation(known: Known, sheet: _Sheet, place: int, assumed: Decision | Conduct | None) -> None:
    if assumed is None:
        assumed = known.view.sealed or known.view.standing or NationCard()
    if isinstance(assumed, NationCard):
        assumed = expand_nation(assumed, known.view.rounds)
    if isinstance(assumed, NationDecision):
        _write_nation(known, sheet, place, assumed)
        return
    announced = float(known.law[place])
    sheet.fields["floor"][0, place] = 0.0 if assumed == "racing" else announced
    sheet.fields["enforcement"][0, place] = LENIENT if assumed == "cheating" else 1.0


def _write_nation(known: Known, sheet: _Sheet, place: int, decision: FullDecision) -> None:
    for name in ("floor", "enforcement", "funding", "protection"):
        sheet.fields[name][0, place] = getattr(decision, name)
    towards = (
        ("inspect", "inspect"),
        ("watch", "watch"),
        ("subsidy", "subsidy"),
        ("exclude", "sanctions"),
        ("supply", "supply"),
    )
    for name, field_ in towards:
        table: Mapping[SeatId, float] = getattr(decision, field_)
        sheet.fields[name][0, place] = [table.get(lab, 0.0) for lab in known.labs]


def _found_lately(known: Known, lab: SeatId) -> bool:
    since = known.next + 1 - RECENT
    public = (finding for report in known.view.reports for finding in report.findings)
    told = (finding for report in known.view.own_reports for finding in report.findings)
    return any(finding.lab == lab and finding.round >= since for found in (public, told) for finding in found)


def _assurance(known: Known) -> float:
    figures = known.view.figures
    return figures.assurance if isinstance(figures, LabFigures) else 0.0
