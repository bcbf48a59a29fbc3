"""What the others of a delegation have to say about an act (R13): duties, quorums, and the record of who did it."""

from __future__ import annotations

from typing import Final

from detente_rules.commands import Actor, Command
from detente_rules.commands.facilitation import ThresholdName
from detente_rules.decisions import decision_data
from detente_rules.delegation import behind_draft, behind_signature, may, quorum
from detente_rules.events import Event
from detente_rules.ids import Duty, seat_audience
from detente_rules.rejections import refuse
from detente_rules.state import GameState

_DUTY: Final[dict[str, Duty]] = {
    "seal": "head",
    "unseal": "head",
    **dict.fromkeys(
        (
            "propose", "amend", "sign", "ratify", "accede", "withdraw", "vote", "accuse", "answer", "challenge",
            "set_standard", "suspend", "turn_key", "release_weights",
        ),
        "negotiator",
    ),
}  # fmt: skip
"""The duty that an act of a seat needs (R13.2); what is not named here any member does."""

_WORDS: Final[dict[Duty, str]] = {
    "head": "Only the head of your delegation does that.",
    "negotiator": "You are not a negotiator of your delegation.",
    "press": "You do not speak in public for your delegation.",
    "analyst": "You are not an analyst of your delegation.",
}


def check_duty(state: GameState, actor: Actor, command: Command) -> None:
    """R13.2: is this the member's business? Raises: Refused."""
    if actor.seat is None:
        return
    duty = _DUTY.get(command.kind)
    if command.kind == "message" and not getattr(command, "to", ()):
        duty = "press"
    if duty is not None and not may(state, actor.person, duty):
        raise refuse("not_allowed", "R13.2", "kind", _WORDS[duty])


def check_quorum_to_seal(state: GameState, actor: Actor, decision: dict[str, object]) -> None:
    """R13.4: enough members stand behind this very decision. Raises: Refused."""
    wanted = _asked_of(state, actor, "quorum_seal")
    if actor.seat is None or wanted <= 1:
        return
    held = state.seats[actor.seat]
    behind: set[str] = {actor.person}
    if held.draft is not None and decision_data(held.draft) == decision:
        behind |= set(behind_draft(state, actor.seat))
    if len(behind) < wanted:
        message = (
            f"{len(behind)} of {wanted} members stand behind this decision: draft it and let them endorse it."
        )
        raise refuse("conflict", "R13.4", "decision", message)


def check_quorum_to_sign(state: GameState, actor: Actor, treaty: str, version: int) -> None:
    """R13.4: enough members stand behind this signature. Raises: Refused."""
    wanted = _asked_of(state, actor, "quorum_sign")
    if actor.seat is None or wanted <= 1:
        return
    behind = {actor.person, *behind_signature(state, actor.seat, treaty, version)}
    if len(behind) < wanted:
        message = f"{len(behind)} of {wanted} members stand behind this signature: let them endorse it."
        raise refuse("conflict", "R13.4", "treaty", message)


def _asked_of(state: GameState, actor: Actor, name: ThresholdName) -> int:
    """A bot that holds the seat answers for itself."""
    if actor.seat is None or actor.person not in state.people:
        return 1
    return quorum(state, actor.seat, name)


NAMED: Final[frozenset[str]] = frozenset(
    {"seal", "unseal", "message", "draft", "endorse", "appoint", "leave_seat", "raise_hand"}
)
"""Acts whose own event says who did it."""


def who_did_it(state: GameState, actor: Actor, command: Command, at: float) -> tuple[Event, ...]:
    """R13.5: where several share a seat, its stream says which of them acted; nobody else learns it."""
    if not state.people or actor.seat is None or command.kind in NAMED:
        return ()
    if len(state.people_of(actor.seat)) < 2:
        return ()
    of = next(
        (v for name in ("treaty", "question") if isinstance(v := getattr(command, name, None), str)), ""
    )
    data = {"seat": actor.seat, "person": actor.person, "act": command.kind, "of": of}
    return (Event("member_acted", (seat_audience(actor.seat),), data, at, state.round, state.phase),)
