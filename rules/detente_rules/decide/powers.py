"""What single seats may do under a treaty, or to everybody: standards, suspension, the key, open weights (R4.22, R4.23)."""

from __future__ import annotations

from detente_rules.commands import Actor
from detente_rules.commands.treaty import ReleaseWeights, SetStandard, Suspend, TurnKey
from detente_rules.decide.story import Story
from detente_rules.decide.treaties import negotiating, text_of
from detente_rules.duties import duties_of
from detente_rules.events import Event
from detente_rules.ids import PUBLIC, SeatId
from detente_rules.rejections import refuse
from detente_rules.state import GameState, Treaty
from detente_rules.treaty.clauses import Leadership
from detente_rules.treaty_status import active, audience_with, binds, in_force, members


def set_standard(state: GameState, actor: Actor, command: SetStandard, at: float) -> tuple[Event, ...]:
    """R4.22: the leader moves floor and cost within the bounds of its clause; everybody in the treaty learns of it."""
    seat = negotiating(state, actor)
    text = text_of(state, command.treaty, seat)
    clause = leadership(text)
    if clause is None or clause.leader != seat:
        raise refuse("not_allowed", "R4.22", "treaty", "This treaty does not let you set its standards.")
    _takes_part(state, text, seat)
    if command.floor is None and command.cost is None:
        raise refuse("bad_value", "R4.22", "floor", "Say the floor, the cost, or both.")
    bounds = (
        ("floor", command.floor, clause.floor_low, clause.floor_high, "share of effort"),
        ("cost", command.cost, clause.cost_low, clause.cost_high, "G$ per half-year"),
    )
    for field, value, low, high, unit in bounds:
        if value is None:
            continue
        if high <= 0.0:
            raise refuse("not_allowed", "R4.22", field, f"The clause leaves you no choice of the {field}.")
        if not low <= value <= high:
            message = f"{field} must be a number from {low:g} to {high:g} ({unit}): the bounds of the clause."
            raise refuse("bad_value", "R4.22", field, message)
    data = {"treaty": text.id, "seat": seat, "floor": command.floor, "cost": command.cost}
    story = Story(state, at)
    story.tell("standard_set", text.audience, data)
    return story.told()


def leadership(text: Treaty) -> Leadership | None:
    """The clause that lets one party set standards."""
    return next((clause for clause in text.clauses if isinstance(clause, Leadership)), None)


def suspend(state: GameState, actor: Actor, command: Suspend, at: float) -> tuple[Event, ...]:
    """R4.4: a member takes no part for a while; it stays a member, is not bound, and has no vote and no benefit."""
    seat = negotiating(state, actor)
    text = text_of(state, command.treaty, seat)
    if not in_force(state, text):
        raise refuse("conflict", "R4.4", "treaty", "This treaty is not in force.")
    if seat not in members(state, text):
        raise refuse("not_a_party", "R4.4", "treaty", "You are no member of it.")
    if command.suspended == (seat not in active(state, text)):
        word = "stands still" if command.suspended else "goes on"
        raise refuse("conflict", "R4.4", "suspended", f"Your participation {word} already.")
    story = Story(state, at)
    data = {"treaty": text.id, "seat": seat, "suspended": command.suspended}
    story.tell("participation_changed", text.audience, data)
    return story.told()


def turn_key(state: GameState, actor: Actor, command: TurnKey, at: float) -> tuple[Event, ...]:
    """R4.22: whoever holds the key switches a lab off where its danger passes the trigger, or on again."""
    seat = negotiating(state, actor)
    text = text_of(state, command.treaty, seat)
    slot, scenario = text.slot, state.scenario
    if int(state.terms.kill_holder[0, slot]) != scenario.party_index[seat]:
        raise refuse("not_allowed", "R4.22", "treaty", "You hold no key of this treaty.")
    _takes_part(state, text, seat)
    labs = [one.id for one in scenario.labs]
    if command.lab not in labs:
        raise refuse("unknown_target", "R4.22", "lab", f"There is no lab {command.lab!r}.")
    if not binds(state, text, command.lab):
        raise refuse("not_a_party", "R4.1", "lab", "This treaty does not bind that lab.")
    if bool(state.status.key_turned[0, slot, labs.index(command.lab)]) == command.off:
        raise refuse("conflict", "R4.22", "off", "The key stands so already.")
    story = Story(state, at)
    data = {"treaty": text.id, "seat": seat, "lab": command.lab, "off": command.off}
    story.tell("key_turned", audience_with(text, command.lab, scenario.seat(command.lab).home), data)
    return story.told()


def release_weights(state: GameState, actor: Actor, command: ReleaseWeights, at: float) -> tuple[Event, ...]:
    """R4.23: the lab's best model is everybody's from now on."""
    del command
    seat = negotiating(state, actor)
    labs = [one.id for one in state.scenario.labs]
    if seat not in labs:
        raise refuse("not_allowed", "R4.23", "kind", "Only a lab has weights to release.")
    place = labs.index(seat)
    if bool(duties_of(state).treaties.open_weights_banned[0, place]):
        raise refuse("not_allowed", "R4.23", "kind", "A treaty in force forbids you to release this model.")
    story = Story(state, at)
    data = {"seat": seat, "capability": float(state.world.capability[0, place])}
    story.tell("weights_released", PUBLIC, data)
    return story.told()


def _takes_part(state: GameState, text: Treaty, seat: SeatId) -> None:
    if not in_force(state, text):
        raise refuse("conflict", "R4.22", "treaty", "This treaty is not in force.")
    if seat not in active(state, text):
        raise refuse("not_a_party", "R4.22", "treaty", "You are no member that takes part in it.")
