"""Resolving a round (R5.8, R6): decisions become arrays, the step resolves them, the result becomes an event.

``RoundResolved`` carries the result; the fold stores it. ``resolution_data`` is what ``verify`` calls again.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final, cast

import numpy as np

from detente_rules.arrays import Recorded
from detente_rules.cards import LabDuties, expand_lab, expand_nation
from detente_rules.decide.reports import report_events
from detente_rules.decide.story import Story
from detente_rules.decide.together import foreseen, work_ahead
from detente_rules.decisions import (
    FullDecision,
    LabCard,
    LabDecision,
    NationCard,
    NationDecision,
    decision_data,
)
from detente_rules.duties import duties_known, duties_of, laws
from detente_rules.ids import NOBODY, SeatId
from detente_rules.rejections import refuse
from detente_rules.state import GameState
from detente_rules.treaty.use import uses
from detente_rules.treaty_status import active, binds
from detente_rules.world.choices import Choices, Disclose
from detente_rules.world.draws import Dims, draw_round
from detente_rules.world.resolution import Resolution
from detente_rules.world.state import WorldState
from detente_rules.world.step import step

_DISCLOSE: Mapping[str, Disclose] = {
    "keep": Disclose.KEEP,
    "overseer": Disclose.OVERSEER,
    "publish": Disclose.PUBLISH,
}

_TOWARDS: Final[Mapping[str, str]] = {
    "inspect": "inspect",
    "watch": "watch",
    "subsidy": "subsidy",
    "exclude": "sanctions",
    "supply": "supply",
}
"""What a nation does towards a lab: the field of the choices, and that of its decision."""


def resolve_round(story: Story) -> None:
    """R5.8: everything at once; then the reports, each to whom it belongs."""
    if story.state.session.pending:
        story.tell("effects_took_hold", NOBODY, {"effects": list(story.state.session.pending)})
    before = story.state
    story.tell("round_resolved", NOBODY, resolution_data(before))
    for event in report_events(before, story.state, story.at):
        story.tell(event.kind, event.audience, event.data)


def resolution_data(state: GameState) -> dict[str, Any]:
    """The data of ``round_resolved``: decisions as resolved, in full form, what was declared, the step's arrays.

    Raises: Refused (frozen) where the state holds no secret to draw with.
    """
    decisions = full_decisions(state)
    ahead = foreseen(state, state.secret, decisions) if state.secret is not None else None
    recorded = ahead if ahead is not None else _recorded(resolve(state, decisions))
    result = cast(Resolution, recorded.of)
    return {
        "round": state.round,
        "decisions": {seat: decision_data(decision) for seat, decision in decisions.items()},
        "declared": declarations(state, decisions, result),
        "disclosed": disclosures(state, result),
        "resolution": recorded,
    }


def _recorded(result: Resolution) -> Recorded:
    return Recorded(result.to_data(), result)


def resolve_together(states: Sequence[GameState]) -> None:
    """Work out the rounds of several games at once, for the time when each comes to its end (see ``together``).

    states: as they will be when the last seat has sealed; of one scenario, in one round.
    """
    decided = [(state, full_decisions(state)) for state in states]
    work_ahead([(state, decisions, choices_of(state, decisions)) for state, decisions in decided])


def resolve(state: GameState, decisions: Mapping[SeatId, FullDecision]) -> Resolution:
    """One call of the step for this game's round."""
    if state.secret is None:
        raise refuse("frozen", "R9.1", "kind", "A replay without its secret rolls no dice.")
    keys = np.array([state.secret.key()], dtype=np.uint64)
    dims = Dims(len(state.scenario.labs), len(state.scenario.nations))
    number = state.round - 1
    draws = draw_round(keys, number, dims)
    # What treaties demand was asked for the cards already; it depends on what is declared where merit counts alone.
    known = None if uses(state.terms, "merit") else duties_known(state)
    return step(
        state.params,
        state.world,
        state.terms,
        state.status,
        choices_of(state, decisions),
        draws,
        number,
        known.treaties if known is not None else None,
    )


def full_decisions(state: GameState) -> dict[SeatId, FullDecision]:
    """What each seat does: sealed, else its standing orders, else the plain decision of its kind (R5.1)."""
    duties = None
    out: dict[SeatId, FullDecision] = {}
    for place, seat in enumerate(state.scenario.parties):
        held = state.seats[seat.id]
        decision = held.sealed or held.standing
        if decision is None:
            decision = LabCard() if seat.kind == "lab" else NationCard()
        if isinstance(decision, LabCard):
            duties = duties or duties_of(state)  # cards alone need them
            own = LabDuties(float(duties.floor[place]), float(duties.cap[place]))
            out[seat.id] = expand_lab(decision, own, _expected_assurance(state, place))
        elif isinstance(decision, NationCard):
            out[seat.id] = expand_nation(decision, state.rounds)
        else:
            out[seat.id] = decision
    return out


def choices_of(state: GameState, decisions: Mapping[SeatId, FullDecision]) -> Choices:
    """Decisions as arrays of one game. The law in force is the one sealed a round ago (R5.3)."""
    labs = [decisions[seat.id] for seat in state.scenario.labs]
    nations = [decisions[seat.id] for seat in state.scenario.nations]
    lab_choices = [lab for lab in labs if isinstance(lab, LabDecision)]
    nation_choices = [nation for nation in nations if isinstance(nation, NationDecision)]
    declared = [declared_of(state.world, place, lab) for place, lab in enumerate(lab_choices)]
    in_force = laws(state)

    def towards(field: str) -> list[list[float]] | None:
        """None where no nation does anything of the kind, which is what the neutral choices hold."""
        tables: list[Mapping[SeatId, float]] = [getattr(nation, field) for nation in nation_choices]
        if not any(tables):
            return None
        return [[table.get(lab.id, 0.0) for lab in state.scenario.labs] for table in tables]

    pairs = {name: towards(field) for name, field in _TOWARDS.items()}
    neutral = Choices.neutral(1, len(labs), len(nations))
    return neutral.having(
        safety=[[lab.safety for lab in lab_choices]],
        concealment=[[lab.concealment for lab in lab_choices]],
        pace=[[lab.pace for lab in lab_choices]],
        overshoot=[[lab.overshoot for lab in lab_choices]],
        deploy=[[lab.deploy for lab in lab_choices]],
        declared_safety=[[safety for safety, _, _ in declared]],
        declared_capability=[[capability for _, capability, _ in declared]],
        declared_assurance=[[assurance for _, _, assurance in declared]],
        disclose=[[_DISCLOSE[lab.disclose] for lab in lab_choices]],
        admit=[[lab.admit for lab in lab_choices]],
        **(
            {
                "floor": [[in_force[seat.id] for seat in state.scenario.nations]],
                "enforcement": [[nation.enforcement for nation in nation_choices]],
                "funding": [[nation.funding for nation in nation_choices]],
                "protection": [[nation.protection for nation in nation_choices]],
                **{name: [table] for name, table in pairs.items() if table is not None},
            }
            if nations
            else {}
        ),
    )


def declarations(
    state: GameState, decisions: Mapping[SeatId, FullDecision], result: Resolution
) -> dict[SeatId, dict[str, float]]:
    """What each lab declares in this round; what it leaves out is true at the end of it (R5.4)."""
    out = {}
    for place, lab in enumerate(state.scenario.labs):
        decision = decisions[lab.id]
        if isinstance(decision, LabDecision):
            safety, capability, assurance = declared_of(result.world, place, decision)
            out[lab.id] = {"safety": safety, "capability": capability, "assurance": assurance}
    return out


def disclosures(state: GameState, result: Resolution) -> dict[SeatId, dict[str, Any]]:
    """R4.25: labs whose own estimate of their danger is told in this round: the estimate, whether to all, else to whom.

    An overseer is told through the members, that take part, of treaties that bind the lab, and through its home.
    """
    out = {}
    for place, lab in enumerate(state.scenario.labs):
        level = int(result.disclosed[0, place])
        if level == Disclose.KEEP:
            continue
        told = {lab.home} if lab.home is not None else set[SeatId]()
        for text in state.treaties:
            if text.slot >= 0 and binds(state, text, lab.id):
                told.update(active(state, text))
        public = level == Disclose.PUBLISH
        seats = [seat.id for seat in state.scenario.seats if seat.id in told and seat.id != lab.id]
        danger = float(result.own_danger[0, place])
        out[lab.id] = {"danger": danger, "public": public, "to": [] if public else seats}
    return out


def declared_of(world: WorldState, place: int, lab: LabDecision) -> tuple[float, float, float]:
    """What a lab declares: safety, capability, assurance; what it leaves out is taken from the world, to two decimals."""
    true_capability = round(float(world.capability[0, place]), 2)
    true_assurance = round(float(world.assurance[0, place]), 2)
    said = lab.declare
    if said is None:
        return lab.safety, true_capability, true_assurance
    return (
        said.safety,
        true_capability if said.capability is None else said.capability,
        true_assurance if said.assurance is None else said.assurance,
    )


def _expected_assurance(state: GameState, place: int) -> float:
    """Where a lab's assurance will stand at the end of the round if it grows as it did in the last (doublings)."""
    now = float(state.world.assurance[0, place])
    if len(state.resolved) < 2:
        return now + 0.5 * state.params.assurance_growth
    before = float(state.resolved[-2]["resolution"]["world"]["assurance"][0][place])
    return now + (now - before)
