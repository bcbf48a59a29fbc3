"""What the people of a simulated table want: talk, orders, a delegation's draft, and all that a facilitator may do (R12, R13).

Pure: a view and dice in, commands out. What is refused is refused; nobody here needs to be right.
"""

import random
from collections.abc import Collection
from typing import Final

from detente_rules.commands import (
    Announce,
    Extend,
    Message,
    Pause,
    PlayerCommand,
    Ready,
    Resume,
    Seal,
    SeatBot,
    Start,
)
from detente_rules.commands.facilitation import (
    Appoint,
    Draft,
    Endorse,
    LowerHand,
    MovePerson,
    Mute,
    Prepare,
    RaiseHand,
    Recall,
    Release,
    SetThreshold,
)
from detente_rules.decisions import LabDecision, NationDecision
from detente_rules.views.types import View

SEATS: Final = ("lab0", "land0")
AIDE: Final = "aide"
"""A second member of lab0's delegation."""

PEOPLE: Final = (*SEATS, AIDE)
WHISPER: Final = 0.4
DEEDS: Final = 6
"""Acts beyond talk and orders that each of them may try."""


def wishes(
    name: str, view: View, dice: random.Random, said: int, done: int, acted: bool
) -> PlayerCommand | None:
    """What this person does now. said, done: messages and deeds so far. acted: has what the phase needs been done?"""
    if name == "boss":
        return facilitator(view, dice, done, acted)
    if dice.random() < 0.5 and said < 8:
        to = (dice.choice([seat for seat in SEATS if seat != view.seat]),) if dice.random() < WHISPER else ()
        return Message(text=f"{name} says {said + 1}", to=to)
    if dice.random() < 0.4 and done < DEEDS:
        return delegate(view, dice)
    if acted or view.seat is None:
        return None
    if view.phase in {"briefing", "negotiation"}:
        return Ready()
    return Seal(decision(view.seat, dice)) if view.phase == "decision" else None


def facilitator(view: View, dice: random.Random, done: int, acted: bool) -> PlayerCommand | None:
    """Start when all are here; never leave the clock standing; and now and then something else."""
    if view.phase == "lobby":
        return Start() if len(view.people) == 1 + len(PEOPLE) and not acted else None
    if view.paused:
        return Resume()
    if done >= 2 * DEEDS or dice.random() < 0.5:
        return None
    person, seat, inject = dice.choice(PEOPLE), dice.choice(SEATS), f"i{dice.randint(1, 3)}"
    deeds: Collection[PlayerCommand] = (
        Prepare(text=f"inject {dice.random()}", to=(seat,)),
        Prepare(text="on time", to=(), round=1, phase=dice.choice(("negotiation", "decision"))),
        Release(inject),
        Recall(inject),
        Announce(text=f"hear {dice.random()}", to=(seat,) if dice.random() < 0.5 else ()),
        Mute(person, dice.random() < 0.4),
        LowerHand(person),
        Appoint(AIDE, ("negotiator", "press")),
        Extend(seconds=5.0),
        Pause(),
        SetThreshold("bot_grace_seconds", 3.0),
        SeatBot(seat, "cautious" if dice.random() < 0.5 else None, memo="Hold the line."),
        MovePerson(AIDE, dice.choice((*SEATS, None))),
    )
    return dice.choice(tuple(deeds))


def delegate(view: View, dice: random.Random) -> PlayerCommand:
    """What members of a delegation do among themselves, and the hand that is raised."""
    what = dice.random()
    if what < 0.3 or view.seat is None:
        return RaiseHand(raised=dice.random() < 0.7)
    if what < 0.7:
        return Draft(decision(view.seat, dice))
    number = view.delegation.draft_number if view.delegation is not None else 0
    return Endorse("seal", number=max(1, number), favour=dice.random() < 0.8)


def decision(seat: str, dice: random.Random) -> LabDecision | NationDecision:
    """Some orders."""
    share = round(dice.random() / 2, 3)
    return LabDecision(safety=share) if seat.startswith("lab") else NationDecision(floor=share)
