"""Verification and enforcement: who oversees, what the overseer has at stake, where it sits.

`who-appoints` is refuted where in two of four inspection rates or more the order (overseen, leader, parties, independent) is broken: a body
later in it leaves more risk, or misses a larger share of the volume of breaches, than one before it.  All four are given the
same speed; what their own speeds change is reported.

`conflict-of-interest` is refuted where an overseer that is paid by the success of one lab overlooks no more of that lab's
breaches the larger its stake.  The overseer is a seat that chooses how
often it inspects whom, for the sum of its own score and its stake in the lab's; nothing says whom it spares.

`close-to-the-pipeline` is refuted where overseers inside development, not captured, leave more risk than those outside.
"""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import Final

import numpy as np

from detente_rules.arrays import FloatArray
from detente_rules.claims.bench import Bench
from detente_rules.claims.claim import Claim, Evidence
from detente_rules.claims.play import Run
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
    ordered, led, figures = 0, 0, []
    for rate in _RATES:
        runs = [lean(bench, _body(bench, body, rate)) for body in _BODIES]
        risk = [float(run.risk.mean()) for run in runs]
        missed = [_missed(run) for run in runs]
        led += risk[1] < risk[2] - _EVEN
        ordered += all(
            later <= earlier + _EVEN
            for values in (risk, missed)
            for earlier, later in itertools.pairwise(values)
        )
        for body, one, two in zip(_BODIES, risk, missed, strict=True):
            figures += [
                exact(f"risk, {body}, rate {rate:g}", one),
                exact(f"share missed, {body}, rate {rate:g}", two),
            ]
    own = [
        float(lean(bench, _body(bench, body, 0.7, own_speed=True)).risk.mean())
        for body in _BODIES
        if bench.size.reported
    ]
    return Evidence(
        (exact("inspection rates at which the order holds, of four", ordered, at_least=3), *figures),
        (
            f"At {led} of 4 rates the leader's body leaves less risk than the parties': it is impartial (.9) towards all labs but its "
            "own two, theirs (.6) towards nobody. "
            if led
            else ""
        )
        + "At their own speeds and from outside, rate .7, risk is "
        + ", ".join(f"{body} {risk:.2f}" for body, risk in zip(_BODIES, own, strict=False))
        + ".",
    )


# --- an overseer with a stake -----------------------------------------------------------------------------------------

_STAKES: Final = (0.0, 0.25, 0.5, 0.75, 1.0)
_OVERSEER: Final = 5
"""A nation without labs, with its own score at heart and the right to challenge inspections."""
_PATRON: Final = 0
"""The lab it is given a stake in."""
_POLICIES: Final = tuple(itertools.product((0.0, 0.25, 0.5, 0.75, 1.0), (0.5, 1.0)))
"""How often it inspects that lab, and all others; known to those it oversees, who reply."""


def _conflict(bench: Bench) -> Evidence:
    runs = [_overseen(bench, policy) for policy in _POLICIES]
    own = np.array([run.nations[:, _OVERSEER].mean() for run in runs])
    patron = np.array([run.labs[:, _PATRON].mean() for run in runs])
    chosen = [int(np.argmax((1.0 - stake) * own + stake * patron)) for stake in _STAKES]
    missed = [_missed_at(runs[policy]) for policy in chosen]
    least = min(float((late - missed[0]).mean()) for late in missed[1:])
    return Evidence(
        (
            mean(
                "rise of the missed breaches of the lab it has a stake in",
                missed[-1] - missed[0],
                at_least=0.02,
            ),
            exact("least rise over no stake at any other", least, at_least=0.02),
            *(
                exact(f"missed breaches, stake {stake:g}", value.mean())
                for stake, value in zip(_STAKES, missed, strict=True)
            ),
            *(
                exact(f"inspections of that lab, stake {stake:g}", _POLICIES[policy][0])
                for stake, policy in zip(_STAKES, chosen, strict=True)
            ),
            *(
                exact(f"inspections of the others, stake {stake:g}", _POLICIES[policy][1])
                for stake, policy in zip(_STAKES, chosen, strict=True)
            ),
        )
    )


def _missed_at(run: Run) -> FloatArray:
    """(G,) size of the patron's breaches that nobody found, a round."""
    unseen: FloatArray = (run.series["violation"] * (1.0 - run.series["exposed"]))[:, :, _PATRON].mean(axis=1)
    return unseen


def _overseen(bench: Bench, policy: tuple[float, float]) -> Run:
    """Games in which labs have settled under a policy of the overseer."""
    challenge = c.Inspection(instrument="on_site", rate=0.0, challenge=10.0)
    text = standing(bench).having(challenge).without("oversight")
    rates = np.full(bench.params.labs, policy[1])
    rates[_PATRON] = policy[0]

    def turn(
        round_: int, world: WorldState, table: Table, choices: Choices
    ) -> tuple[WorldState, Table, Choices]:
        del round_
        inspect = np.zeros_like(choices.inspect)
        inspect[:, _OVERSEER, :] = rates
        return world, table, replace(choices, inspect=inspect)

    levers = bench.settled(
        text,
        free=("care", "keep", "keep_late", "hide"),
        movers=(tuple(range(bench.params.labs)), ()),
        turn=turn,
        key=("overseen", policy),
    )
    return bench.measure(levers, text, turn=turn)


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
