"""Sealed decisions (R5.1): secret, simultaneous, changeable until the phase ends, committed to by hash."""

from collections.abc import Mapping

from detente_rules.commands import Actor, Seal, Unseal
from detente_rules.decide.consent import check_quorum_to_seal
from detente_rules.decide.phases import press_on
from detente_rules.decide.story import Story
from detente_rules.decisions import (
    Decision,
    LabCard,
    LabDecision,
    NationCard,
    NationDecision,
    decision_data,
)
from detente_rules.events import Event
from detente_rules.ids import FACILITATOR, SeatId, seat_audience
from detente_rules.rejections import refuse
from detente_rules.state import GameState


def seal(state: GameState, actor: Actor, command: Seal, at: float) -> tuple[Event, ...]:
    """R5.1: the decision, known to its owner alone; the acknowledgement carries the commitment.

    Nothing that reaches another seat tells that, when, or how often a seat sealed (R10.3).
    """
    if state.phase != "decision":
        raise refuse(
            "wrong_phase",
            "R5.1",
            "kind",
            f"Decisions are sealed in the decision phase, not in {state.phase}.",
        )
    assert actor.seat is not None  # decide() has checked that a seat acts
    check_decision(state, actor.seat, command.decision)
    if state.secret is None:
        raise refuse("frozen", "R9.1", "kind", "A replay without its secret takes no decisions.")
    data = decision_data(command.decision)
    check_quorum_to_seal(state, actor, data)
    count = state.seats[actor.seat].seals + 1
    story = Story(state, at)
    story.tell(
        "sealed",
        (seat_audience(actor.seat),),
        {
            "seat": actor.seat,
            "person": actor.person,
            "decision": data,
            "count": count,
            "commitment": state.secret.seal(data, actor.seat, state.round, count),
        },
    )
    if state.seats[actor.seat].sealed is None:
        story.tell("lock_changed", (FACILITATOR,), {"seat": actor.seat, "locked": True})
    press_on(story)
    return story.told()


def unseal(state: GameState, actor: Actor, command: Unseal, at: float) -> tuple[Event, ...]:
    """R5.1: open it again; the standing orders stay what was sealed last."""
    del command
    assert actor.seat is not None  # decide() has checked that a seat acts
    if state.phase != "decision" or state.seats[actor.seat].sealed is None:
        raise refuse("conflict", "R5.1", "kind", "There is nothing sealed to open.")
    story = Story(state, at)
    story.tell("unsealed", (seat_audience(actor.seat),), {"seat": actor.seat, "person": actor.person})
    story.tell("lock_changed", (FACILITATOR,), {"seat": actor.seat, "locked": False})
    return story.told()


def check_decision(state: GameState, seat: SeatId, decision: Decision) -> None:
    """R5.5: the form must fit the seat and the level, and name labs of this game. Raises: Refused."""
    scenario = state.scenario
    kind = scenario.seat(seat).kind
    if decision.kind.removesuffix("_card") != kind:
        raise refuse(
            "bad_value", "R5.5", "decision.kind", f"{seat!r} is a {kind}; this is a decision of another kind."
        )
    if state.level == "basic" and not isinstance(decision, LabCard | NationCard):
        raise refuse(
            "bad_value",
            "R5.5",
            "decision.kind",
            f"At the basic level a {kind} decides by card: '{kind}_card'.",
        )
    labs = {lab.id: lab.home for lab in scenario.labs}
    if isinstance(decision, NationDecision):
        for field in ("inspect", "watch", "subsidy", "sanctions", "supply"):
            towards: Mapping[SeatId, float] = getattr(decision, field)
            for target in towards:
                if target not in labs:
                    raise refuse(
                        "unknown_target", "R5.3", f"decision.{field}.{target}", "There is no lab of that id."
                    )
                if field == "subsidy" and labs[target] != seat:
                    raise refuse(
                        "bad_value", "R5.3", f"decision.subsidy.{target}", "Only labs at home are subsidised."
                    )
    if isinstance(decision, NationCard):
        for place, token in enumerate(decision.tokens):
            field = f"decision.tokens.{place}.target"
            if (token.action == "protect") != (token.target is None):
                raise refuse("bad_value", "R5.7", field, "Every token but 'protect' names a lab.")
            if token.target is not None and token.target not in labs:
                raise refuse("unknown_target", "R5.7", field, f"There is no lab {token.target!r}.")
            if token.action == "subsidise" and labs.get(token.target or "") != seat:
                raise refuse("bad_value", "R5.7", field, "Only labs at home are subsidised.")
    if isinstance(decision, LabDecision) and decision.safety + decision.concealment > 1.0 + 1e-9:
        raise refuse(
            "bad_value",
            "R5.2",
            "decision.concealment",
            "Safety and concealment together are more than all effort.",
        )
