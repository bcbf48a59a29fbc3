"""A command against a state gives events or a refusal. Pure: the clock's word and the dice's key come in.

One small function a kind of command, found in ``_HANDLERS``; each file holds the kinds of one chapter of
rules/README.md. Whoever calls this has checked the credential; what a role or a seat may do is checked here.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from detente_rules.commands import UNSTAMPED, Actor, Command, Stamp
from detente_rules.decide import (
    disputes,
    evidence,
    facilitation,
    injects,
    lobby,
    members,
    phases,
    powers,
    questions,
    seals,
    talk,
    treaties,
)
from detente_rules.decide.consent import check_duty, who_did_it
from detente_rules.events import Event
from detente_rules.rejections import refuse
from detente_rules.state import GameState

Handler = Callable[[GameState, Actor, Any, float], tuple[Event, ...]]


def decide(
    state: GameState, actor: Actor, command: Command, at: float, stamp: Stamp | None = None
) -> tuple[Event, ...]:
    """What follows from this command.

    actor: whose credential it came with. at: seconds since 1970. stamp: round and phase the sender meant; needed for
    every kind that is not in ``UNSTAMPED``, unless the engine itself acts.

    Raises: Refused.
    """
    _check_actor(state, actor, command)
    if actor.role != "engine":
        _check_stamp(state, command, stamp)
    events = _HANDLERS[command.kind](state, actor, command, at)
    told = who_did_it(state, actor, command, at)
    return (*told, *events) if told else events


def answer(events: Sequence[Event]) -> dict[str, Any]:
    """What the acknowledgement tells the sender: ids that were given, and the commitment to a sealed decision."""
    data: dict[str, Any] = {}
    for event in events:
        if event.kind in {"treaty_proposed", "treaty_amended"}:
            data |= {"treaty": event.data["treaty"], "version": event.data["version"]}
        elif event.kind == "question_put":
            data |= {"question": event.data["question"]}
        elif event.kind == "treaty_ratified":
            data |= {"passed": event.data["passed"]}
        elif event.kind == "sealed":
            data |= {"commitment": event.data["commitment"]}
        elif event.kind == "person_joined":
            data |= {"person": event.data["person"]}
        elif event.kind == "seat_taken":
            data |= {"seat": event.data["seat"]}
        elif event.kind == "inject_prepared":
            data |= {"inject": event.data["inject"]}
        elif event.kind == "draft_written":
            data |= {"draft": event.data["number"]}
    return data


def _check_actor(state: GameState, actor: Actor, command: Command) -> None:
    if actor.role == "engine":
        return
    kind = command.kind
    may_start = kind == "start" and state.open_start and actor.seat is not None
    if kind in _FACILITATOR_ONLY and actor.role != "facilitator" and not may_start:
        raise refuse("not_allowed", "R1.2", "kind", f"Only the facilitator may {kind.replace('_', ' ')}.")
    if kind in _SEAT_ONLY:
        if actor.role != "player" or actor.seat is None:
            raise refuse(
                "not_allowed", "R1.2", "kind", f"Only a seat may {kind.replace('_', ' ')}; take one first."
            )
        if not _holds(state, actor):
            raise refuse("foreign_seat", "R1.2", "seat", f"You do not hold the seat {actor.seat!r}.")
        check_duty(state, actor, command)
    elif kind == "message":
        check_duty(state, actor, command)
    if kind == "extend" and getattr(command, "reason", "") == "downtime":
        raise refuse("not_allowed", "R2.6", "reason", "Only the engine gives downtime back.")
    if kind == "message" and actor.role == "observer":
        raise refuse("not_allowed", "R1.2", "kind", "Observers watch; they do not talk.")


def _holds(state: GameState, actor: Actor) -> bool:
    if actor.seat not in state.seats:
        return False
    bot = state.seats[actor.seat].bot
    if bot is not None:
        return actor.person == f"bot:{actor.seat}"
    person = state.people.get(actor.person)
    return person is not None and person.seat == actor.seat


def _check_stamp(state: GameState, command: Command, stamp: Stamp | None) -> None:
    if command.kind in UNSTAMPED:
        return
    if stamp is None:
        raise refuse("malformed", "R2.4", "round", "This command needs the round and phase it is meant for.")
    if stamp.round != state.round or stamp.phase != state.phase:
        raise refuse(
            "stale",
            "R2.4",
            "phase",
            f"Meant for round {stamp.round}, {stamp.phase}; it is round {state.round}, {state.phase}.",
        )


_FACILITATOR_ONLY: Final = frozenset(
    {
        "start",
        "end_phase",
        "pause",
        "resume",
        "extend",
        "announce",
        "seat_bot",
        "admit",
        "finish",
        "prepare",
        "release",
        "recall",
        "move_person",
        "mute",
        "lower_hand",
        "set_threshold",
        "set_level",
        "reveal",
    }
)
_SEAT_ONLY: Final = frozenset(
    {
        "propose",
        "amend",
        "sign",
        "ratify",
        "accede",
        "withdraw",
        "vote",
        "accuse",
        "answer",
        "challenge",
        "set_standard",
        "suspend",
        "turn_key",
        "release_weights",
        "pass_evidence",
        "seal",
        "unseal",
        "ready",
        "leave_seat",
        "draft",
        "endorse",
    }
)

_HANDLERS: Final[Mapping[str, Handler]] = {
    "message": talk.message,
    "announce": talk.announce,
    "propose": treaties.propose,
    "amend": treaties.amend,
    "sign": treaties.sign,
    "ratify": treaties.ratify,
    "accede": treaties.accede,
    "withdraw": treaties.withdraw,
    "vote": questions.vote,
    "accuse": disputes.accuse,
    "answer": disputes.answer,
    "challenge": disputes.challenge,
    "set_standard": powers.set_standard,
    "suspend": powers.suspend,
    "turn_key": powers.turn_key,
    "release_weights": powers.release_weights,
    "pass_evidence": evidence.pass_evidence,
    "seal": seals.seal,
    "unseal": seals.unseal,
    "ready": phases.ready,
    "take_seat": lobby.take_seat,
    "leave_seat": lobby.leave_seat,
    "seat_bot": lobby.seat_bot,
    "admit": lobby.admit,
    "start": phases.start,
    "end_phase": phases.end_phase,
    "pause": phases.pause,
    "resume": phases.resume,
    "extend": phases.extend,
    "finish": facilitation.finish,
    "prepare": injects.prepare,
    "release": injects.release,
    "recall": injects.recall,
    "move_person": lobby.move_person,
    "mute": facilitation.mute,
    "raise_hand": facilitation.raise_hand,
    "lower_hand": facilitation.lower_hand,
    "set_threshold": facilitation.set_threshold,
    "set_level": facilitation.set_level,
    "reveal": facilitation.reveal,
    "appoint": members.appoint,
    "draft": members.draft,
    "endorse": members.endorse,
}
