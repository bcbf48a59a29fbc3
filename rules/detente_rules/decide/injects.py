"""Injects (R12.2 to R12.4): got ready in secret, taken back while that is possible, let out, and felt by the world."""

from __future__ import annotations

from dataclasses import asdict

from detente_rules.commands import Actor
from detente_rules.commands.facilitation import Prepare, Recall, Release
from detente_rules.decide.story import Story
from detente_rules.events import Event
from detente_rules.ids import FACILITATOR, PUBLIC, Audiences, Phase, SeatId, seat_audience
from detente_rules.rejections import refuse
from detente_rules.scenario import Inject as Written
from detente_rules.session import Inject
from detente_rules.shocks import effect_data, faults_of, felt_by, parse_effects
from detente_rules.state import GameState

MOST_WAITING = 100
"""Most injects that wait in one game (R12.2)."""

_ORDER: tuple[Phase, ...] = ("lobby", "briefing", "negotiation", "decision", "resolution", "debrief")


def prepare(state: GameState, actor: Actor, command: Prepare, at: float) -> tuple[Event, ...]:
    """R12.2: known to the facilitator alone."""
    del actor
    if state.phase == "debrief":
        raise refuse("wrong_phase", "R12.2", "kind", "The game is over.")
    waiting = [one for one in state.session.injects if one.standing == "prepared"]
    if len(waiting) >= MOST_WAITING:
        raise refuse("conflict", "R12.2", "kind", f"{MOST_WAITING} injects wait already.")
    inject = _made(state, command)
    story = Story(state, at)
    story.tell("inject_prepared", (FACILITATOR,), _data(inject))
    return story.told()


def _made(state: GameState, command: Prepare) -> Inject:
    written = _written(state, command.inject) if command.inject is not None else None
    if written is None and command.text is None:
        raise refuse("bad_value", "R12.2", "text", "Say what happens, or name an inject of the scenario.")
    to = command.to if command.to is not None else written.to if written is not None else ()
    for place, seat in enumerate(to):
        if seat not in state.seats:
            raise refuse("unknown_target", "R12.2", f"to.{place}", f"There is no seat {seat!r} in this game.")
    effects = command.effects
    if effects is None:
        effects = parse_effects(written.effects) if written is not None else ()
    for field, message in faults_of(state.scenario, effects):
        raise refuse("unknown_target", "R12.4", field, f"{message[0].upper()}{message[1:]}.")
    title, text = command.title, command.text
    return Inject(
        id=written.id if written is not None else f"i{len(state.session.injects) + 1}",
        source=written.id if written is not None else None,
        title=title if title is not None else written.title if written is not None else "",
        text=text if text is not None else written.text if written is not None else "",
        to=tuple(sorted(set(to))),
        effects=tuple(effect_data(effect) for effect in effects),
        round=command.round,
        phase=_when(state, command),
    )


def _when(state: GameState, command: Prepare) -> Phase | None:
    """The phase that releases it. Raises: Refused for one that has begun already or never comes."""
    if command.round is None:
        if command.phase is not None:
            raise refuse("bad_value", "R12.2", "round", "Say the round too.")
        return None
    phase: Phase = command.phase or "briefing"
    if command.round > state.rounds:
        raise refuse("bad_value", "R12.2", "round", f"The game has {state.rounds} rounds.")
    if (command.round, _ORDER.index(phase)) <= (state.round, _ORDER.index(state.phase)):
        raise refuse("bad_value", "R12.2", "round", f"Round {command.round}, {phase}, has begun already.")
    return phase


def _written(state: GameState, name: str) -> Written:
    """An inject of the scenario that does not wait already. Raises: Refused."""
    for one in state.scenario.injects:
        if one.id == name:
            prepared = state.session.inject(name)
            if prepared is not None and prepared.standing == "prepared":
                raise refuse("conflict", "R12.2", "inject", "It is prepared already; recall it first.")
            return one
    raise refuse("unknown_target", "R12.2", "inject", f"The scenario has no inject {name!r}.")


def release(state: GameState, actor: Actor, command: Release, at: float) -> tuple[Event, ...]:
    """R12.3: a prepared one, or one of the scenario's as it is written."""
    del actor
    if state.phase in {"lobby", "debrief"}:
        raise refuse("wrong_phase", "R12.3", "kind", "Injects are let out while the game is played.")
    story = Story(state, at)
    waits = state.session.inject(command.inject)
    known = {one.id for one in state.scenario.injects}
    if (waits is None or waits.standing != "prepared") and command.inject in known:
        waits = _made(state, Prepare(inject=command.inject))
        story.tell("inject_prepared", (FACILITATOR,), _data(waits))
    if waits is None or waits.standing != "prepared":
        raise _gone(waits, "R12.3")
    let_out(story, waits)
    return story.told()


def recall(state: GameState, actor: Actor, command: Recall, at: float) -> tuple[Event, ...]:
    """R12.3: undone, as long as nobody has heard of it."""
    del actor
    inject = state.session.inject(command.inject)
    if inject is None or inject.standing != "prepared":
        raise _gone(inject, "R12.3")
    data = {"inject": inject.id, "standing": "recalled"}
    return (Event("inject_settled", (FACILITATOR,), data, at, state.round, state.phase),)


def _gone(inject: Inject | None, rule: str) -> Exception:
    if inject is None:
        return refuse("unknown_target", rule, "inject", "No inject of this id waits.")
    return refuse("conflict", rule, "inject", f"This inject was {inject.standing} already.")


def let_out(story: Story, inject: Inject) -> None:
    """Tell it to whom it is meant for, and let the world feel it. What is told carries no number (R10.4)."""
    story.tell("inject_settled", (FACILITATOR,), {"inject": inject.id, "standing": "released"})
    data = {"title": inject.title, "text": inject.text, "to": list(inject.to)}
    story.tell("inject_released", _audience(inject.to), data)
    for effect in parse_effects(inject.effects):
        story.tell("world_shaken", felt_by(effect), {"effect": effect_data(effect)})


def let_out_due(story: Story) -> None:
    """R12.2: those that were scheduled for the phase that has just begun."""
    now = (story.state.round, story.state.phase)
    for inject in story.state.session.injects:
        if inject.standing == "prepared" and (inject.round, inject.phase) == now:
            let_out(story, inject)


def _audience(to: tuple[SeatId, ...]) -> Audiences:
    return (FACILITATOR, *map(seat_audience, to)) if to else PUBLIC


def _data(inject: Inject) -> dict[str, object]:
    data = asdict(inject)
    data["inject"] = data.pop("id")
    del data["standing"]
    return {**data, "to": list(inject.to), "effects": list(inject.effects)}
