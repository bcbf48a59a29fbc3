"""What clauses on verification do to the arrays, and how independent an overseer is (R4.11, R4.15)."""

from __future__ import annotations

from typing import Final

import numpy as np

from detente_rules.arrays import FloatArray
from detente_rules.treaty import clauses as c
from detente_rules.treaty.context import Context
from detente_rules.treaty.terms import Disclosure
from detente_rules.treaty.text import Effect, Text

MANAGED_ACCESS_LOSS: Final = 0.3
"""Share of D that is lost where access is wholly managed; intrusiveness falls by the whole share covered."""

EXCHANGED_NOISE: Final = 0.4
"""Factor on the noise of estimates when capability, assurance and effort are all reported every half-year."""

JUDGING_OTHERS: Final = 0.9
"""Independence of who watches a rival with its own means."""


def _data_exchange(text: Text, clause: c.DataExchange) -> None:
    figures = len({"effort", "capability", "assurance"} & set(clause.what))
    text.out["observation"] = 1.0 - (1.0 - EXCHANGED_NOISE) * figures / 3.0 / clause.every
    if "risk" in clause.what:
        text.out["disclosure"] = Disclosure.PUBLIC if clause.to == "public" else Disclosure.OVERSEER


def _inspection(text: Text, clause: c.Inspection) -> None:
    # Rate, quota and calls stay those of a half-year, like the odds of a look (R7.1).
    card = text.context.instruments[clause.instrument]
    text.out.update(
        {
            "rate": clause.rate,
            "hit": card.hit * (1.0 - MANAGED_ACCESS_LOSS * clause.managed_access),
            "false_alarm": card.false_alarm,
            "intrusiveness": card.intrusiveness * (1.0 - clause.managed_access),
        }
    )
    if clause.quota is not None:
        text.out["quota"] = clause.quota
    if clause.challenge:
        text.out["challenge"] = clause.challenge
        text.out["challenge_ask"] = text.mask(clause.challenge_by or text.draft.parties)
        if clause.challenge_stop is not None:
            text.out["challenge_stop"] = clause.challenge_stop


def _oversight(text: Text, clause: c.Oversight) -> None:
    payer = clause.paid_by or clause.body
    payers: dict[str, tuple[str, ...]] = {
        "overseen": text.party_labs or text.party_nations,
        "leader": (clause.leader,) if clause.leader else (),
        "parties": text.party_nations or text.party_labs,
        "independent": text.party_nations or text.party_labs,
    }
    inside = clause.placement == "embedded"
    text.out.update(
        {
            "independence": independence(clause, text.context),
            "access": 1.0 if inside else clause.access,
            "embedded": inside,
            "findings_private": clause.findings == "parties",
            "body_cost": clause.cost * text.context.scale,
            "body_share": text.even(payers[payer]),
            "ramp": _ramp(text, clause.body, hosted=clause.hosted_by is not None, inside=inside),
            "leader": text.index(clause.leader) if clause.leader else text.out.get("leader", -1),
        }
    )


def _incident_report(text: Text, clause: c.IncidentReport) -> None:
    text.out["incident_report"] = text.context.rounds_of(clause.within)
    text.out["incident_sharing"] = text.compounded(clause.learning)


def _whistleblower(text: Text, clause: c.Whistleblower) -> None:
    text.out["protection"] = clause.protection


def _ramp(text: Text, body: c.Appointer, *, hosted: bool, inside: bool) -> int:
    """Rounds until capacity is 1; who is embedded acts a half-year sooner."""
    inspection = text.draft.clause("inspection")
    if (
        isinstance(inspection, c.Inspection)
        and not text.context.instruments[inspection.instrument].needs_body
    ):
        return 0
    times = text.context.ramp
    half_years = times.hosted if hosted else getattr(times, body)
    return text.context.rounds_of(max(0, half_years - inside))


def oversight_by_parties(text: Text) -> None:
    """Nobody was named: the parties inspect one another, or watch with their own means."""
    inspection = text.draft.clause("inspection")
    assert isinstance(inspection, c.Inspection)
    own_means = inspection.instrument == "remote_sensing"
    text.out["independence"] = JUDGING_OTHERS if own_means else text.context.independence.parties
    text.out["ramp"] = _ramp(text, "parties", hosted=False, inside=False)


def independence(clause: c.Oversight, context: Context) -> FloatArray:
    """Iota for every lab, (A,), in [0, 1]: who appoints and who pays, then the stake (R4.15).

    The geometric mean of the two, so that equal ones give the stated figure and either can spoil the other. A
    full stake makes an overseer as partial as the overseen themselves would be.
    """
    table = context.independence
    own = np.array(
        [clause.leader is not None and clause.leader in (lab, context.home(lab)) for lab in context.labs]
    )

    def by(who: c.Appointer) -> FloatArray:
        if who == "leader":
            return np.where(own, table.leader_own, table.leader_others)
        level = {"overseen": table.overseen, "parties": table.parties, "independent": table.independent}[who]
        return np.full(len(context.labs), level)

    base: FloatArray = np.sqrt(by(clause.appointed_by or clause.body) * by(clause.paid_by or clause.body))
    staked = np.array([not clause.stake_in or lab in clause.stake_in for lab in context.labs])
    stake = clause.stake * staked
    return (1.0 - stake) * base + stake * np.minimum(base, table.overseen)


EFFECTS: Final[dict[str, Effect]] = {
    "data_exchange": _data_exchange,
    "inspection": _inspection,
    "oversight": _oversight,
    "incident_report": _incident_report,
    "whistleblower": _whistleblower,
}
