"""One round of the world, on one screen (R6)."""

from __future__ import annotations

from dataclasses import fields
from functools import lru_cache

from detente_rules.treaty.joint import exchanged, pooled
from detente_rules.treaty.lifecycle import advance
from detente_rules.treaty.obligations import Obligations, obligations
from detente_rules.treaty.terms import Phase, Status, Terms
from detente_rules.world import (
    budget,
    consequences,
    gates,
    growth,
    hazard,
    invariants,
    knowledge,
    market,
    observe,
    scores,
    special,
    trust,
)
from detente_rules.world.backend import count, settled, used, xp
from detente_rules.world.choices import Choices
from detente_rules.world.draws import Draws
from detente_rules.world.params import Params
from detente_rules.world.resolution import Resolution, sealed
from detente_rules.world.state import WorldState
from detente_rules.world.verification import floor_breach, verify

__all__ = ["duties", "step"]

_IN_FORCE = int(Phase.IN_FORCE)
_MANY = 256
"""Games from which laying arrays out for speed is worth its own time."""


def duties(params: Params, world: WorldState, terms: Terms, status: Status, choices: Choices) -> Obligations:
    """What treaties demand of everybody in this round, with the capacity their bodies have now (R4.13, R6.3).

    Where no treaty is in force in any game the arrays have a leading axis of 1, which stands for all games.
    """
    if not used(status.phase == _IN_FORCE):
        return _nothing(params.labs, params.nations, terms.treaties)
    found = obligations(
        terms,
        status,
        params.homes,
        capability=world.capability,
        assurance=world.assurance,
        declared_assurance=choices.declared_assurance,
        capacity=trust.capacity_now(terms, status, world.capacity),
    )
    if terms.games < _MANY:
        return found
    return Obligations(**{entry.name: settled(getattr(found, entry.name)) for entry in fields(found)})


@lru_cache(maxsize=64)
def _nothing(labs: int, nations: int, treaties: int) -> Obligations:
    """Obligations of an empty table; the same for every game, so they are worked out once."""
    empty = Terms.empty(1, labs, nations, treaties), Status.empty(1, labs, nations, treaties)
    nobody_at_home = xp.full(labs, -1)
    return obligations(*empty, nobody_at_home)


def step(
    params: Params,
    world: WorldState,
    terms: Terms,
    status: Status,
    choices: Choices,
    draws: Draws,
    round_: int,
    duty: Obligations | None = None,
) -> Resolution:
    """Resolve round ``round_`` (0-based) of every game of the batch; pure.

    duty: what `duties` said for these very arguments, where the caller has asked already.

    Raises `InvariantBroken` where the result is impossible.
    """
    # 1. Obligations: treaties' and the home's law; supervised labs keep them.
    if duty is None:
        duty = duties(params, world, terms, status, choices)
    law = knowledge.of_home(params, choices.floor)
    floor = xp.maximum(law, duty.floor)
    acts = budget.conduct(choices, floor, world.supervised > 0)

    # 2. Budget, and growth under a cap.
    fixed_cost = xp.maximum(duty.fixed_cost, params.fixed_cost * (law > 0.0))
    withheld = xp.maximum(choices.supply, duty.supply)
    effort = pooled(budget.effort(params, world.revenue, fixed_cost, choices.subsidy, withheld), duty.pooling)
    wanted = growth.desired(params, effort, acts, choices.pace) * gates.may_grow(duty, world, choices, draws)
    grown, cap_breach = growth.capped(wanted, duty.cap, duty.cap_coverage, acts.overshoot)

    # 3. Verification, and what follows from it.
    breach = xp.maximum(floor_breach(acts.safety, duty.floor), cap_breach)
    home_breach = floor_breach(acts.safety, law)
    unlawful = xp.maximum(breach, home_breach)
    evidence = verify(params, duty, choices, acts, breach, unlawful, law, draws)
    effect = consequences.punish(params, duty, evidence, breach, home_breach, law)

    # 4. Danger, and the market, which notices products that fail.
    danger = hazard.dangers(params, world.capability, world.assurance, world.threshold)
    danger = hazard.of_conduct(params, danger, acts.safety, effort, grown, evidence)
    access = consequences.market_access(params, duty, choices, effect)
    deploy = gates.deployable(duty, world, choices, danger, draws)
    supply = deploy * hazard.reliability(params, danger)
    sales = market.clear(params, world.capability, acts.safety, supply, access, world.trust, grown)

    # 5. Hazard.
    deployed = market.world_share(sales)
    rate = hazard.world_hazard(params, danger, deployed)
    part = special.part_of_round(params, world.capability, grown)
    if part is not None:
        rate, grown = part * rate, part[:, None] * grown
    shots = hazard.incidents(params, danger, rate, duty.incident_report, draws)
    survival = hazard.survived(world.survival, rate, linear=bool(params.base.linear_hazard))

    # 6. Scores, by discount and survival (R8.3).
    lab_gain = scores.lab_round(params, duty, sales.revenue, effect.fine, shots.happened, danger)
    esteem = trust.esteem(params, status, world.legitimacy)
    nation_gain = scores.nation_round(params, duty, choices, sales, esteem, withheld, effort)
    reached = world.capability + grown
    lab_gain, nation_gain = special.gains(
        params, lab_gain, nation_gain, choices, acts, effort, evidence, reached, part
    )
    counted = world.survival if params.base.gains_first else survival
    weight = (params.discount**round_ * counted)[:, None]

    # 7. Dynamics.
    funding = knowledge.public_money(params, choices.funding)
    sharing = knowledge.shared(duty, shots.public)
    exposed = evidence.found | evidence.accused | evidence.own_found | evidence.own_accused | evidence.leaked
    if used(status.upheld):
        # Members judged a lab before the round: to the public that is a finding (R4.20).
        exposed = exposed | xp.any(status.upheld > 0, axis=1)
    after = WorldState(
        capability=reached
        + growth.spilled(
            params, world.capability, knowledge.relation(params, duty.trade), 1.0 - duty.weights_security
        )
        + exchanged(world.capability, duty.joint),
        assurance=world.assurance
        + growth.assured(params, effort, acts.safety, funding)
        + growth.diffused(params, world.assurance, sharing),
        revenue=sales.revenue,
        supervised=consequences.supervised_next(params, world.supervised, effect.supervised),
        trust=trust.next_trust(
            params, world.trust, sales.share, evidence.scrutiny, exposed, rate, shots.public
        ),
        survival=survival,
        catastrophe=world.catastrophe | shots.fate,
        legitimacy=trust.next_legitimacy(params, terms, status, duty, world.legitimacy, exposed),
        capacity=trust.next_capacity(terms, world.capacity, status.phase == _IN_FORCE),
        threshold=world.threshold,
        lab_score=world.lab_score + weight * lab_gain,
        nation_score=world.nation_score + weight * nation_gain,
    )
    invariants.check(world, after, sales, duty)
    disclosed = observe.told(choices, duty)
    readings = observe.observe(params, after, duty, evidence.scrutiny, danger, draws)
    return sealed(
        after,
        advance(terms, status, count(shots.public, 1)),
        floor=floor,
        duty=duty,
        acts=acts,
        effort=effort,
        grown=grown,
        breach=breach,
        unlawful=unlawful,
        evidence=evidence,
        effect=effect,
        shots=shots,
        sales=sales,
        deployed=deployed,
        danger=danger,
        rate=rate,
        lab_gain=lab_gain,
        nation_gain=nation_gain,
        disclosed=disclosed,
        readings=readings,
    )
