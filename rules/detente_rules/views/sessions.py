"""The projection of the session and of a delegation (R12, R13)."""

from __future__ import annotations

from detente_rules.delegation import behind_draft, behind_signature, duties_of_person, head_of, quorum
from detente_rules.ids import Role, SeatId
from detente_rules.session import Inject, thresholds
from detente_rules.state import GameState, Person
from detente_rules.treaty_status import knows_of
from detente_rules.views.session_types import DelegationView, InjectView, PersonView, SessionView


def session_of(state: GameState, role: Role, seat: SeatId | None) -> SessionView:
    """What this role, in this seat, knows of the session."""
    runs = role == "facilitator"
    hands = state.session.hands
    own = {person.id for person in state.people_of(seat)} if seat is not None else set()
    plan = next((one for one in state.scenario.run_of_show if one.level == state.level), None)
    return SessionView(
        finishing=state.session.finish,
        thresholds=thresholds(state),
        revealed=state.session.revealed,
        people=tuple(
            _person(state, person, entitled=runs or (seat is not None and person.seat == seat))
            for person in state.people.values()
        ),
        hands=hands if runs else (),
        places={person: place for place, person in enumerate(hands, start=1) if person in own},
        injects=_injects(state) if runs else (),
        parent=state.parent,
        started=state.session.started,
        plan=plan.steps if runs and plan is not None else (),
        plan_minutes=plan.minutes if runs and plan is not None else 0,
        questions=state.scenario.questions if runs else (),
    )


def _person(state: GameState, person: Person, *, entitled: bool) -> PersonView:
    plain = PersonView(person.id, person.name, person.role, person.seat, person.program)
    if not entitled:
        return plain
    return PersonView(
        *(plain.id, plain.name, plain.role, plain.seat, plain.program),
        duties=duties_of_person(state, person),
        muted=person.id in state.session.muted,
    )


def _injects(state: GameState) -> tuple[InjectView, ...]:
    """Those of the scenario in its order, each as it stands, then those that were typed."""
    known = {one.id: one for one in state.session.injects}
    written = tuple(
        Inject(one.id, one.id, one.title, one.text, one.to, one.effects, standing="scenario")
        for one in state.scenario.injects
    )
    of_scenario = tuple(known.pop(one.id, one) for one in written)
    return tuple(
        InjectView(
            one.id, one.source, one.title, one.text, one.to, one.effects, one.round, one.phase, one.standing
        )
        for one in (*of_scenario, *known.values())
    )


def delegation_of(state: GameState, seat: SeatId | None) -> DelegationView | None:
    """The own delegation; None for those without a seat."""
    if seat is None:
        return None
    held = state.seats[seat]
    behind = {
        text.id: who
        for text in state.treaties
        if knows_of(text, seat) and (who := behind_signature(state, seat, text.id, text.version))
    }
    return DelegationView(
        members=tuple(person.id for person in state.people_of(seat)),
        head=head_of(state, seat),
        memo=held.memo,
        draft=held.draft,
        draft_by=held.draft_by,
        draft_number=held.draft_number,
        behind_draft=behind_draft(state, seat),
        behind=behind,
        quorum_seal=quorum(state, seat, "quorum_seal"),
        quorum_sign=quorum(state, seat, "quorum_sign"),
    )
