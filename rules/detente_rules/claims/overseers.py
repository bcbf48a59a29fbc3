"""Verification and enforcement: who oversees, what the overseer has at stake, where it sits.

`who-appoints` is refuted where in two of four inspection rates or more the order (overseen, leader, parties, independent) is broken: a body
later in it leaves more risk, or misses a larger share of the volume of breaches, than one before it.  All four are given the
same speed; what their own speeds change is reported.

`conflict-of-interest` is refuted where an overseer that is paid by the success of one lab overlooks no more of that lab's
breaches the larger its stake.  The overseer is a seat that best replies with its inspections; nothing says whom it spares.

`close-to-the-pipeline` is refuted where overseers inside development, not captured, leave more risk than those outside.

`scandal` is refuted where after the same shock trust, or nations' readiness to ratify, falls as much where conduct is verified.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np

from detente_rules.arrays import FloatArray
from detente_rules.claims.bench import Bench
from detente_rules.claims.claim import Claim, Evidence
from detente_rules.claims.conduct import Levers
from detente_rules.claims.play import Run, Turn
from detente_rules.claims.stats import exact, mean
from detente_rules.claims.table import NATIONS, Table, Text
from detente_rules.claims.texts import HOST, standing
from detente_rules.claims.verification import breaches, hidden, lean
from detente_rules.treaty import clauses as c
from detente_rules.world.choices import Choices
from detente_rules.world.state import WorldState

__all__ = ["CLAIMS"]

_RATES: Final = (0.2, 0.35, 0.5, 0.7)
_BODIES: Final[tuple[c.Appointer, ...]] = ("overseen", "leader", "parties", "independent")
_EVEN: Final = 0.01
"""Differences below this are a tie: of risk, and of the share missed."""


# --- who appoints -----------------------------------------------------------------------------------------------------


def _body(bench: Bench, body: c.Appointer, rate: float, *, own_speed: bool = False) -> Text:
    overseers = c.Oversight(
        body=body,
        leader=NATIONS[0] if body == "leader" else None,
        placement="outside" if own_speed else "embedded",
        hosted_by=None if own_speed else HOST,
        access=0.75,
        cost=0.4,
    )
    return standing(bench).having(overseers, c.Inspection(instrument="on_site", rate=rate))


def _missed(run: Run) -> float:
    """Share of the volume of breaches that nobody found."""
    whole = float(breaches(run).mean())
    return float(hidden(run).mean()) / whole if whole > 1e-3 else 0.0


def _appoints(bench: Bench) -> Evidence:
    ordered, figures = 0, []
    for rate in _RATES:
        runs = [lean(bench, _body(bench, body, rate)) for body in _BODIES]
        risk = [float(run.risk.mean()) for run in runs]
        missed = [_missed(run) for run in runs]
        ordered += all(
            later <= earlier + _EVEN
            for values in (risk, missed)
            for earlier, later in zip(values, values[1:], strict=False)
        )
        for body, one, two in zip(_BODIES, risk, missed, strict=True):
            figures += [
                exact(f"risk, {body}, rate {rate:g}", one),
                exact(f"share missed, {body}, rate {rate:g}", two),
            ]
    own = [float(lean(bench, _body(bench, body, 0.7, own_speed=True)).risk.mean()) for body in _BODIES]
    return Evidence(
        (exact("inspection rates at which the order holds, of four", ordered, at_least=3), *figures),
        "At their own speeds and from outside, rate .7, risk is "
        + ", ".join(f"{body} {risk:.2f}" for body, risk in zip(_BODIES, own, strict=True))
        + ".",
    )


# --- an overseer with a stake -----------------------------------------------------------------------------------------

_STAKES: Final = (0.0, 0.25, 0.5, 0.75, 1.0)
_BOUNTY: Final = 2.0
"""G$ for each whole breach found (size × findings): what the overseer's principals pay it for."""
_OVERSEER: Final = 5
"""A nation without labs."""
_PATRON: Final = 0
"""The lab it has the stake in."""


def _conflict(bench: Bench) -> Evidence:
    missed, effort = [], []
    for stake in _STAKES:
        run, rates = _drifted(bench, stake)
        at_patron = run.series["violation"][:, :, _PATRON]
        missed.append((at_patron * (1.0 - run.series["exposed"][:, :, _PATRON])).mean(axis=1))
        effort.append(rates)
    steps = [float((late - early).mean()) for early, late in zip(missed, missed[1:], strict=False)]
    return Evidence(
        (
            mean(
                "rise of the missed breaches of the lab it has a stake in",
                missed[-1] - missed[0],
                at_least=0.02,
            ),
            exact("largest fall between steps of the stake", -min(steps), at_most=0.05),
            *(
                exact(f"missed breaches, stake {stake:g}", value.mean())
                for stake, value in zip(_STAKES, missed, strict=True)
            ),
            *(
                exact(f"inspections of that lab, stake {stake:g}", value[_PATRON])
                for stake, value in zip(_STAKES, effort, strict=True)
            ),
            *(
                exact(f"inspections of the others, stake {stake:g}", float(np.delete(value, _PATRON).mean()))
                for stake, value in zip(_STAKES, effort, strict=True)
            ),
        )
    )


def _drifted(bench: Bench, stake: float) -> tuple[Run, FloatArray]:
    """Games in which the overseer and the overseen have settled, and the overseer's inspections of each lab, (A,)."""
    text = (
        standing(bench)
        .having(c.Inspection(instrument="on_site", rate=0.0, challenge=1.0))
        .without("oversight")
    )
    rates = np.full(bench.params.labs, 0.5)
    levers = bench.race
    for turn_ in range(4):
        levers = bench.settled(
            text,
            start=levers,
            free=("care", "keep", "keep_late", "hide"),
            movers=(tuple(range(bench.params.labs)), ()),
            turn=_inspecting(rates),
            key=("overseen", stake, turn_),
        )
        rates = _overseers_reply(bench, text, levers, rates, stake)
    return bench.measure(levers, text, turn=_inspecting(rates)), rates


def _overseers_reply(bench: Bench, text: Text, levers: Levers, rates: FloatArray, stake: float) -> FloatArray:
    """Half-way to the rates that pay the overseer most: one lab's rate at a time, over the same games."""
    small = bench.smaller(60)
    best, most = rates, -np.inf
    for lab in range(bench.params.labs):
        for rate in (0.0, 0.5, 1.0):
            tried = rates.copy()
            tried[lab] = rate
            pay = _pay(small, small.measure(levers, text, turn=_inspecting(tried)), tried, stake)
            if pay > most:
                best, most = tried, pay
    return 0.5 * (rates + best) if False else best


def _pay(bench: Bench, run: Run, rates: FloatArray, stake: float) -> float:
    """What the overseer is after: bounties for what it finds, and its stake in its patron's score; inspections cost."""
    caught = (run.series["violation"] * run.series["exposed"]).sum(axis=(1, 2))
    cost = bench.params.inspection_cost * rates.sum() * bench.rounds
    return float(
        ((1.0 - stake) * _BOUNTY * bench.params.pace * caught + stake * run.labs[:, _PATRON]).mean()
        - (1.0 - stake) * cost * 0.1
    )


def _inspecting(rates: FloatArray) -> Turn:
    def turn(
        round_: int, world: WorldState, table: Table, choices: Choices
    ) -> tuple[WorldState, Table, Choices]:
        del round_
        inspect = np.zeros_like(choices.inspect)
        inspect[:, _OVERSEER, :] = rates
        return world, table, replace(choices, inspect=inspect)

    return turn


# --- inside and outside -----------------------------------------------------------------------------------------------

_CAPTURES: Final = (0.0, 0.25, 0.5, 0.75, 1.0)


def _pipeline(bench: Bench) -> Evidence:
    def text(placement: str, capture: float) -> Text:
        body = c.Oversight(body="independent", placement=placement, stake=capture, access=0.75, cost=0.4)  # type: ignore[arg-type]
        return standing(bench).having(body)

    outside = lean(bench, text("outside", 0.0)).risk
    inside = [lean(bench, text("embedded", capture)).risk for capture in _CAPTURES]
    lost = [capture for capture, risk in zip(_CAPTURES, inside, strict=True) if risk.mean() > outside.mean()]
    turns = f"from capture {lost[0]:g} on" if lost else "at no capture tried"
    return Evidence(
        (
            mean("risk saved by sitting inside, not captured", outside - inside[0], at_least=0.0),
            mean("risk outside", outside),
            *(
                mean(f"risk inside, capture {capture:g}", risk)
                for capture, risk in zip(_CAPTURES, inside, strict=True)
            ),
        ),
        f"The advantage of sitting inside is lost {turns}.",
    )


CLAIMS: Final = (
    Claim(
        "who-appoints",
        "Verification and enforcement",
        "Oversight appointed by those it oversees is branding.",
        "bodies of the overseen, the leader, the parties, independent; four inspection rates",
        _appoints,
    ),
    Claim(
        "conflict-of-interest",
        "Verification and enforcement",
        "An overseer who shares in the success drifts.",
        "a best-replying overseer paid by findings and by its stake in one lab, stake 0 to 1",
        _conflict,
    ),
    Claim(
        "close-to-the-pipeline",
        "Verification and enforcement",
        "Overseers inside development answer faster, until they are captured.",
        "embedded against outside, capture 0 to 1",
        _pipeline,
    ),
)
