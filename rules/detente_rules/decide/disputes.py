"""Accusations, answers to them, and calls for inspectors (R4.20, R4.21)."""

from __future__ import annotations

from dataclasses import asdict

from detente_rules.commands import Actor
from detente_rules.commands.treaty import Accuse, Answer, Challenge
from detente_rules.decide.evidence import citable
from detente_rules.decide.questions import electors, known_question, put
from detente_rules.decide.story import Story
from detente_rules.decide.treaties import negotiating, text_of
from detente_rules.events import Event
from detente_rules.ids import SeatId
from detente_rules.rejections import refuse
from detente_rules.state import GameState, Treaty
from detente_rules.treaty_status import active, audience_with, binds, in_force
from detente_rules.views.question_types import Evidence


def accuse(state: GameState, actor: Actor, command: Accuse, at: float) -> tuple[Event, ...]:
    """R4.20: a member accuses a bound lab of a breach in the last round; the other members judge."""
    seat = negotiating(state, actor)
    text = text_of(state, command.treaty, seat)
    _member(state, text, seat)
    lab = _bound_lab(state, text, command.lab)
    slot = text.slot
    if state.terms.dispute[0, slot] > 1.0:
        raise refuse("not_allowed", "R4.20", "treaty", "This treaty has no procedure to judge an accusation.")
    if lab == seat:
        raise refuse("bad_value", "R4.20", "lab", "A lab does not accuse itself; it can say so.")
    if not state.resolved:
        raise refuse(
            "conflict", "R4.20", "kind", "No round has been played that anybody could be accused of."
        )
    if any(
        one.treaty == text.id and one.about in {"accusation", "sanction"} and one.seat == lab
        for one in state.questions
        if one.round == state.round
    ):
        raise refuse("conflict", "R4.20", "lab", "The members judge this lab already.")
    held = {item.id: item for item in citable(state, seat)}
    if any(_has_had_its_consequences(item, lab, state.round - 1) for item in held.values()):
        raise refuse("conflict", "R4.20", "lab", "What was found in the last round has had its consequences.")
    for place, name in enumerate(command.evidence):
        if name not in held:
            raise refuse("unknown_target", "R4.24", f"evidence.{place}", f"You hold no evidence {name!r}.")
        if held[name].lab != lab:
            raise refuse("bad_value", "R4.20", f"evidence.{place}", "This evidence is about another lab.")
    cited = [asdict(held[name]) for name in dict.fromkeys(command.evidence)]
    story = Story(state, at)
    put(
        story,
        text,
        "accusation",
        lab,
        seat,
        {"text": command.text, "evidence": cited},
        audience=audience_with(text, lab, state.scenario.seat(lab).home),
    )
    question = story.state.questions[-1]
    if not electors(story.state, question):
        raise refuse("not_allowed", "R4.20", "treaty", "There is no other member who could judge it.")
    return story.told()


def _has_had_its_consequences(item: Evidence, lab: SeatId, round_: int) -> bool:
    """Inspectors and whistle-blowers set sanctions in motion by themselves; what a nation's own means saw does not."""
    counts = item.how in {"inspection", "whistleblower"}
    return item.kind == "finding" and counts and item.lab == lab and item.round == round_


def answer(state: GameState, actor: Actor, command: Answer, at: float) -> tuple[Event, ...]:
    """R4.20: the accused lab says what it has to say, or owns up; then the accusation is upheld without more ado."""
    seat = negotiating(state, actor)
    question = known_question(state, command.question, seat)
    if question.about != "accusation" or question.seat != seat:
        raise refuse("not_allowed", "R4.20", "question", "Only the accused answers an accusation.")
    if question.admitted:
        raise refuse("conflict", "R4.20", "question", "You have owned up to it.")
    if not command.text and not command.admit:
        raise refuse("bad_value", "R4.20", "text", "An answer says something, or owns up.")
    story = Story(state, at)
    data = {
        "question": question.id,
        "treaty": question.treaty,
        "seat": seat,
        "text": command.text,
        "admit": command.admit,
    }
    story.tell("accusation_answered", question.audience, data)
    return story.told()


def challenge(state: GameState, actor: Actor, command: Challenge, at: float) -> tuple[Event, ...]:
    """R4.21: a member that may ask calls inspectors to a lab abroad; members may stop them where the clause says so."""
    seat = negotiating(state, actor)
    text = text_of(state, command.treaty, seat)
    _member(state, text, seat)
    slot, party = text.slot, state.scenario.party_index[seat]
    if not (state.terms.challenge[0, slot] > 0 and state.terms.challenge_ask[0, slot, party]):
        raise refuse("not_allowed", "R4.21", "treaty", "This treaty gives you no right to call inspectors.")
    lab = _bound_lab(state, text, command.lab)
    if seat in {lab, state.scenario.seat(lab).home}:
        raise refuse("bad_value", "R4.21", "lab", "Inspectors are called to labs of others.")
    calls = [
        one
        for one in state.questions
        if one.treaty == text.id and one.about == "challenge" and one.round == state.round
    ]
    if any(one.seat == lab for one in calls):
        raise refuse("conflict", "R4.21", "lab", "Inspectors are called to this lab already.")
    allowed = calls_allowed(state, text)
    if sum(one.by == seat for one in calls) >= allowed:
        raise refuse("conflict", "R4.21", "kind", f"You may call inspectors {allowed} times a round.")
    story = Story(state, at)
    audience = audience_with(text, lab, state.scenario.seat(lab).home)
    put(story, text, "challenge", lab, seat, {}, audience=audience)
    return story.told()


def calls_allowed(state: GameState, text: Treaty) -> int:
    """How often a member may call inspectors in a round: the clause's number, rounded, and at least once."""
    return max(1, int(float(state.terms.challenge[0, text.slot]) + 0.5))


def _member(state: GameState, text: Treaty, seat: SeatId) -> None:
    if not in_force(state, text):
        raise refuse("conflict", "R4.18", "treaty", "This treaty is not in force.")
    if seat not in active(state, text):
        raise refuse("not_a_party", "R4.18", "treaty", "You are no member that takes part in it.")


def _bound_lab(state: GameState, text: Treaty, lab: SeatId) -> SeatId:
    if lab not in {one.id for one in state.scenario.labs}:
        raise refuse("unknown_target", "R4.18", "lab", f"There is no lab {lab!r}.")
    if not binds(state, text, lab):
        raise refuse("not_a_party", "R4.1", "lab", "This treaty does not bind that lab.")
    return lab
