"""Whether a draft's clauses fit one another and the seats of a game: contradictions are refused by name (R4.2).

No clause may speak of a seat that the treaty does not bind: what would oblige a non-party is refused here, and
`obligations` makes sure of it a second time.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Final

from detente_rules.treaty import clauses as c
from detente_rules.treaty.clauses import REPEATABLE
from detente_rules.treaty.context import Context
from detente_rules.treaty.draft import Draft
from detente_rules.treaty.faults import BadDraft, Fault

NEEDS: Final[Mapping[str, tuple[str, str]]] = {
    "phase_down": ("capability_cap", "a schedule needs a cap to shrink"),
    "merit": ("capability_cap", "a cap on growth must be there to rise"),
    "renewal": ("duration", "only what has a duration can be renewed"),
    "reservation": ("safety_floor", "a reservation needs a floor to except from"),
}
"""Clauses that mean nothing without another, and why."""


def check(draft: Draft, context: Context) -> tuple[Fault, ...]:
    """Every contradiction found, in the order of the clauses; empty where the draft is sound."""
    return (
        *_parties(draft, context),
        *_seats(draft, context),
        *_repeated(draft),
        *_needs(draft),
        *_figures(draft),
        *_leaders(draft),
        *_treaties(draft, context),
    )


def checked(draft: Draft, context: Context) -> Draft:
    """The same draft. Raises: BadDraft with every fault that `check` finds."""
    faults = check(draft, context)
    if faults:
        raise BadDraft(faults)
    return draft


def _parties(draft: Draft, context: Context) -> Iterator[Fault]:
    for seat in draft.parties:
        if seat not in context.seats:
            yield Fault(None, "", "parties", f"There is no seat '{seat}'.")


def bound_labs(draft: Draft, context: Context) -> frozenset[str]:
    """The labs a draft could bind: parties themselves, or at home in a nation that is."""
    return frozenset(
        lab for lab in context.labs if lab in draft.parties or context.home(lab) in draft.parties
    )


def _seats(draft: Draft, context: Context) -> Iterator[Fault]:
    """Seats a clause speaks of: labs it would bind, or parties."""
    labs, parties = bound_labs(draft, context), frozenset(draft.parties)
    nations = parties & frozenset(context.nations)
    for index, clause in enumerate(draft.clauses):
        for field, named, allowed, what in _mentions(clause, labs, parties, nations):
            for seat in named:
                if seat not in allowed:
                    text = f"'{seat}' is not {what}: a treaty never binds a non-party."
                    yield Fault(index, clause.kind, field, text)


_Mention = tuple[str, tuple[str, ...], frozenset[str], str]


def _mentions(
    clause: c.Clause, labs: frozenset[str], parties: frozenset[str], nations: frozenset[str]
) -> Iterator[_Mention]:
    lab, party = "a lab that this treaty can bind", "a party to this treaty"
    match clause:
        case c.SafetyFloor():
            yield "labs", clause.labs, labs, lab
        case c.JointLab():
            yield "members", clause.members, labs, lab
            yield "seat", (clause.seat,), labs, lab
        case c.PhaseDown():
            yield "grace_for", clause.grace_for, parties, party
        case c.Inspection():
            yield "challenge_by", clause.challenge_by, parties, party
        case c.Oversight():
            yield "leader", _some(clause.leader), parties, party
            yield "hosted_by", _some(clause.hosted_by), parties, party
            yield "stake_in", clause.stake_in, labs, lab
        case c.Leadership():
            yield "leader", (clause.leader,), parties, party
        case c.KillSwitch():
            yield "holder", _some(clause.holder), parties, party
        case c.Sanction():
            yield "veto", clause.veto, parties, party
        case c.Transfer():
            yield "payers", clause.payers, parties, party
            yield "receivers", clause.receivers, parties, party
        case c.Fund():
            yield "filled_by", clause.filled_by, parties, party
            if not clause.filled_by and not nations:
                yield "filled_by", ("nobody",), parties, party
        case c.Conditional():
            yield "seats", clause.seats, parties, party
            yield "named", clause.named, parties, party
        case c.EntryIntoForce():
            yield "named", clause.named, parties, party
        case _:
            return


def _some(seat: str | None) -> tuple[str, ...]:
    return () if seat is None else (seat,)


def _repeated(draft: Draft) -> Iterator[Fault]:
    seen: Counter[str] = Counter()
    for index, clause in enumerate(draft.clauses):
        seen[clause.kind] += 1
        if seen[clause.kind] == 2 and clause.kind not in REPEATABLE:
            yield Fault(
                index, clause.kind, "kind", f"Two clauses of the kind {clause.kind} contradict each other."
            )


def _needs(draft: Draft) -> Iterator[Fault]:
    kinds = {clause.kind for clause in draft.clauses}
    for index, clause in enumerate(draft.clauses):
        need = NEEDS.get(clause.kind)
        if need and need[0] not in kinds:
            yield Fault(index, clause.kind, "kind", f"{clause.kind} needs {need[0]}: {need[1]}.")
        grows = draft.clause("capability_cap")
        if (
            clause.kind in {"phase_down", "merit"}
            and isinstance(grows, c.CapabilityCap)
            and grows.growth is None
        ):
            yield Fault(
                index, clause.kind, "kind", f"{clause.kind} needs a cap with a growth, not only a level."
            )
        if isinstance(clause, c.Licence) and not (clause.cost or "safety_floor" in kinds):
            yield Fault(
                index, clause.kind, "cost", "licence needs safety_floor or a cost: else it asks for nothing."
            )


def _figures(draft: Draft) -> Iterator[Fault]:
    """Figures of one clause that another clause, or the number of parties, makes impossible."""
    floor, duration = draft.clause("safety_floor"), draft.clause("duration")
    size = len(draft.parties)
    for index, clause in enumerate(draft.clauses):
        match clause:
            case c.EntryIntoForce() | c.Conditional() if clause.count > size:
                text = f"count is {clause.count}, but only {size} parties are named: it could never be met."
                yield Fault(index, clause.kind, "count", text, high=size)
            case c.Sunset() if isinstance(duration, c.Duration) and clause.after < duration.lasts:
                text = f"sunset after {clause.after} half-years contradicts a duration of {duration.lasts}."
                yield Fault(index, clause.kind, "after", text, low=duration.lasts)
            case c.EmergencyPowers() if isinstance(floor, c.SafetyFloor) and clause.floor < floor.level:
                text = f"an emergency floor of {clause.floor:g} is laxer than the floor of {floor.level:g}."
                yield Fault(index, clause.kind, "floor", text, low=floor.level)
            case c.Leadership() if isinstance(floor, c.SafetyFloor):
                if not clause.floor_low <= floor.level <= clause.floor_high:
                    text = f"the leader's bounds must hold the floor of {floor.level:g} that the text begins with."
                    yield Fault(index, clause.kind, "floor_high", text, low=floor.level)
            case c.JointLab() if clause.seat in clause.members:
                yield Fault(index, clause.kind, "members", "a common laboratory is not its own member.")
            case _:
                continue


def _leaders(draft: Draft) -> Iterator[Fault]:
    led, oversight = draft.clause("leadership"), draft.clause("oversight")
    if not isinstance(led, c.Leadership) or not isinstance(oversight, c.Oversight):
        return
    if oversight.leader not in {None, led.leader}:
        text = f"oversight names {oversight.leader} as leader, leadership names {led.leader}."
        yield Fault(draft.clauses.index(oversight), "oversight", "leader", text)


def _treaties(draft: Draft, context: Context) -> Iterator[Fault]:
    for index, clause in enumerate(draft.clauses):
        if isinstance(clause, c.MutualRecognition) and clause.treaty not in context.slots:
            text = f"There is no treaty '{clause.treaty}' to recognise."
            yield Fault(index, clause.kind, "treaty", text)
