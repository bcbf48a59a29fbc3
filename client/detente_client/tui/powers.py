"""What treaties in force let my seat do, read off the view: accuse, call inspectors, set standards, stand aside, turn a key.

The server has the last word; this is for menus, so that nobody is offered what would be refused outright.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from detente_rules.ids import SeatId
from detente_rules.views.types import TreatyView, View


@dataclass(frozen=True)
class Bounds:
    """What a leader may set. floor: shares of effort, cost: G$ per half-year; None: no choice of it. now: as it stands."""

    floor: tuple[float, float] | None
    cost: tuple[float, float] | None
    floor_now: float | None
    cost_now: float | None


def clause_of(card: TreatyView, kind: str) -> Mapping[str, Any] | None:
    """The clause of a kind, where the text has one."""
    return next((clause for clause in card.clauses if clause.get("kind") == kind), None)


def takes_part(view: View, card: TreatyView) -> bool:
    """Am I a member in good standing of a treaty in force?"""
    return card.phase == "in_force" and view.seat in card.members and view.seat not in card.suspended


def bound_labs(view: View, card: TreatyView) -> tuple[SeatId, ...]:
    """Labs that a treaty in force binds, by themselves or through their home."""
    if card.phase != "in_force":
        return ()
    return tuple(row.id for row in view.labs if {row.id, row.home} & set(card.members))


def accusable(view: View, card: TreatyView) -> tuple[SeatId, ...]:
    """Labs that I may accuse of having broken this treaty in the last round."""
    if not takes_part(view, card) or clause_of(card, "dispute_settlement") is None or not view.reports:
        return ()
    judged = {
        one.seat
        for one in view.questions
        if one.treaty == card.id and one.round == view.round and one.about in {"accusation", "sanction"}
    }
    return tuple(lab for lab in bound_labs(view, card) if lab != view.seat and lab not in judged)


def callable_labs(view: View, card: TreatyView) -> tuple[SeatId, ...]:
    """Labs to which I may call this treaty's inspectors now."""
    look = clause_of(card, "inspection")
    if look is None or not takes_part(view, card) or not look.get("challenge"):
        return ()
    asking = look.get("challenge_by") or ()
    if asking and view.seat not in asking:
        return ()
    called = {
        one.seat
        for one in view.questions
        if one.treaty == card.id and one.round == view.round and one.about == "challenge"
    }
    return tuple(
        lab
        for lab in bound_labs(view, card)
        if view.seat not in {lab, view.seat_row(lab).home} and lab not in called
    )


def standards(view: View, card: TreatyView) -> Bounds | None:
    """What I may set as the leader of this treaty; None where I do not lead it."""
    clause = clause_of(card, "leadership")
    if clause is None or clause.get("leader") != view.seat or not takes_part(view, card):
        return None

    def range_(name: str) -> tuple[float, float] | None:
        low, high = float(clause.get(f"{name}_low") or 0.0), float(clause.get(f"{name}_high") or 0.0)
        return (low, high) if high > 0.0 else None

    return Bounds(range_("floor"), range_("cost"), card.standard_floor, card.standard_cost)


def may_stand_aside(view: View, card: TreatyView) -> bool | None:
    """True: I may suspend my part in it; False: I may take part again; None: neither."""
    if card.phase != "in_force" or view.seat not in card.members:
        return None
    return view.seat not in card.suspended


def keyed_labs(view: View, card: TreatyView) -> tuple[SeatId, ...]:
    """Labs at which I may turn the key of this treaty's switch."""
    clause = clause_of(card, "kill_switch")
    if clause is None or clause.get("holder") != view.seat or not takes_part(view, card):
        return ()
    return bound_labs(view, card)


def may_release(view: View) -> bool:
    """May my lab release its weights now?"""
    if view.seat is None or view.phase != "negotiation" or view.seat_row(view.seat).kind != "lab":
        return False
    bans = [clause_of(card, "open_weights") for card in view.treaties if view.seat in bound_labs(view, card)]
    # Above which capability a ban holds, and where I stand, the server weighs; only a ban on everything is clear here.
    return not any(ban is not None and ban.get("rule") == "banned" and not ban.get("above") for ban in bans)


def may_reserve(view: View, card: TreatyView) -> bool:
    """Does an open text let me sign with a reservation?"""
    return (
        card.phase == "open"
        and view.seat in card.parties
        and view.seat not in card.signed
        and clause_of(card, "reservation") is not None
    )
