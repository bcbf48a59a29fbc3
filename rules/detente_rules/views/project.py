"""The projection: a state and an audience give a view (R10). Two states that agree on what an audience is entitled
to give it the same view; whatever is not copied here is not known there.
"""

from dataclasses import asdict
from functools import lru_cache
from typing import Any, Final

from detente_rules.decide import evidence
from detente_rules.decide.reports import figures_of
from detente_rules.ids import FACILITATOR, OBSERVER, Audience, Role, SeatId
from detente_rules.legal import legal_kinds
from detente_rules.same import Same
from detente_rules.scenario import Brief, Scenario, Seat
from detente_rules.state import GameState, Person
from detente_rules.treaty_text import rates_of
from detente_rules.views.cards import obligations_of, question_cards, treaty_cards
from detente_rules.views.sessions import delegation_of, session_of
from detente_rules.views.types import BriefView, SeatView, View, WorldFacts


def view(state: GameState, audience: Audience) -> View:
    """What this audience may know now. audience: ``seat:<id>``, ``facilitator`` or ``observer``.

    Raises: KeyError for an audience that the game does not have; nobody is shown more by a wrong name.
    """
    seat, role = who(state, audience)
    held = state.seats[seat] if seat is not None else None
    news = [item.text for item in state.scenario.news if item.round == state.round]
    return View(
        game=state.game,
        scenario=state.scenario.id,
        title=state.scenario.title,
        summary=state.scenario.summary,
        level=state.level,
        rounds=state.rounds,
        round=state.round,
        phase=state.phase,
        deadline=state.deadline,
        paused=state.paused_at is not None,
        commitment=state.commitment,
        audience=audience,
        role=role,
        seat=seat,
        brief=whole_brief(state.scenario.seat(seat).brief) if seat is not None else None,
        figures=figures_of(state, seat) if seat is not None else None,
        seats=tuple(row(state, one, seat, named=role == "facilitator") for one in state.scenario.seats),
        people={person.id: person.name for person in state.people.values()},
        treaties=treaty_cards(state, audience, seat),
        obligations=obligations_of(state, seat) if seat is not None else (),
        reports=state.reports,
        own_reports=state.own_reports.get(seat, ()) if seat is not None else (),
        sealed=held.sealed if held is not None else None,
        commitment_of_decision=held.commitment if held is not None else None,
        standing=held.standing if held is not None else None,
        ready=held.ready if held is not None else False,
        locked=_locked(state) if role == "facilitator" else {},
        legal=legal_kinds(state, role, seat),
        news=tuple(news),
        packs=tuple(_pack(state)),
        debrief=state.debrief,
        facts=facts(state, seat),
        questions=question_cards(state, audience, seat),
        evidence=evidence.held(state, seat) if seat is not None else (),
        released=dict(state.released),
        session=session_of(state, role, seat),
        delegation=delegation_of(state, seat),
    )


def facts(state: GameState, own: SeatId | None) -> WorldFacts:
    """The public numbers of the scenario's file, and what the seat alone knows of itself (R10.7)."""
    nation = next((place for place, seat in enumerate(state.scenario.nations) if seat.id == own), None)
    damage = float(state.params.damage[nation]) if nation is not None else None
    return _stated(Same(state.scenario), damage)


@lru_cache(maxsize=256)
def _stated(one: Same[Scenario], damage: float | None) -> WorldFacts:
    scenario = one.it
    rates = rates_of(scenario)
    return WorldFacts(
        world={name: _plain(value) for name, value in scenario.world.items() if name not in _STARTS},
        invest={seat.id: seat.invest for seat in scenario.labs if seat.invest is not None},
        demand={seat.id: seat.demand for seat in scenario.nations if seat.demand is not None},
        sovereignty={seat.id: seat.sovereignty for seat in scenario.nations if seat.sovereignty is not None},
        damage=damage,
        instruments={
            name: {
                "hit": card.hit,
                "false_alarm": card.false_alarm,
                "intrusiveness": card.intrusiveness,
            }
            for name, card in rates.instruments.items()
        },
        independence=asdict(rates.independence),
        ramp=asdict(rates.ramp),
    )


_STARTS: Final = frozenset({"capability", "assurance", "damage"})
"""Lists of the world's numbers that tell where single seats stand: each seat's own business."""


def _plain(value: float | tuple[float, ...]) -> float | tuple[float, ...]:
    return tuple(map(float, value)) if isinstance(value, tuple) else float(value)


def who(state: GameState, audience: Audience) -> tuple[SeatId | None, Role]:
    """The seat and role behind an audience. Raises: KeyError where the game has none of that name."""
    if audience == FACILITATOR:
        return None, "facilitator"
    if audience == OBSERVER:
        return None, "observer"
    kind, _, seat = audience.partition(":")
    if kind != "seat" or seat not in state.seats:
        raise KeyError(audience)
    return seat, "player"


def row(state: GameState, seat: Seat, own: SeatId | None, *, named: bool) -> SeatView:
    """One row of the table as the seat ``own`` sees it. named: bots by the names of their policies."""
    held = state.seats[seat.id]
    people = state.people_of(seat.id)
    last = state.reports[-1] if state.reports else None
    mine = state.own_reports.get(own, ()) if own is not None else ()
    return SeatView(
        id=seat.id,
        name=seat.name,
        kind=seat.kind,
        home=seat.home,
        holder="bot" if held.bot is not None else "people" if people else "open",
        people=tuple(person.name for person in people),
        bot=_bot(state, held.bot, people, named=named),
        brief=BriefView(public=seat.brief.public, first_line=""),
        declared=last.declared.get(seat.id) if last is not None else None,
        estimate=mine[-1].estimates.get(seat.id) if mine and seat.id != own else None,
        market_share=last.shares.get(seat.id) if last is not None else None,
        floor=last.floors.get(seat.id) if last is not None else None,
    )


def _bot(state: GameState, bot: str | None, people: tuple[Person, ...], *, named: bool) -> str | None:
    """What sits there: the policy's name for the facilitator and at the debrief, "bot" for everybody else (R1.6)."""
    program = next((person.name for person in people if person.program), None)
    if bot is None:
        return program
    return bot if named or state.debrief is not None else "bot"


def whole_brief(brief: Brief) -> BriefView:
    """A brief with its secret parts."""
    return BriefView(brief.public, brief.secret, brief.goal, brief.fear, brief.honour, brief.first_line)


def _locked(state: GameState) -> dict[SeatId, bool]:
    if state.phase == "decision":
        return {seat.id: seat.sealed is not None for seat in state.seats.values()}
    return {seat.id: seat.ready for seat in state.seats.values()}


def _pack(state: GameState) -> list[dict[str, Any]]:
    return [pack.model_dump(mode="json") for pack in state.scenario.packs]
