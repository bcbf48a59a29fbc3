"""The projection: a state and an audience give a view (R10). Two states that agree on what an audience is entitled
to give it the same view; whatever is not copied here is not known there.
"""

from typing import Any, Final

from detente_rules.decide.reports import figures_of
from detente_rules.duties import duties_of
from detente_rules.ids import FACILITATOR, OBSERVER, PUBLIC, Audience, Role, SeatId
from detente_rules.legal import legal_kinds
from detente_rules.scenario import Brief, Seat
from detente_rules.state import GameState, Person, Treaty
from detente_rules.treaty_status import PHASES, may_accede, members, phase_of, seats_where, stands
from detente_rules.treaty_text import needs, ratification_chance, sentences
from detente_rules.views.types import BriefView, ObligationView, SeatView, TreatyView, View, WorldFacts


def view(state: GameState, audience: Audience) -> View:
    """What this audience may know now. audience: ``seat:<id>``, ``facilitator`` or ``observer``.

    Raises: KeyError for an audience that the game does not have; nobody is shown more by a wrong name.
    """
    seat, role = _who(state, audience)
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
        brief=_whole_brief(state.scenario.seat(seat).brief) if seat is not None else None,
        figures=figures_of(state, seat) if seat is not None else None,
        seats=tuple(_row(state, one, seat, named=role == "facilitator") for one in state.scenario.seats),
        people={person.id: person.name for person in state.people.values()},
        treaties=tuple(_card(state, text, seat) for text in state.treaties if _knows(text, audience, seat)),
        obligations=_obligations(state, seat) if seat is not None else (),
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
        facts=_facts(state, seat),
    )


def _facts(state: GameState, own: SeatId | None) -> WorldFacts:
    """The public numbers of the scenario's file, and what the seat alone knows of itself (R10.7)."""
    scenario = state.scenario
    nation = next((place for place, seat in enumerate(scenario.nations) if seat.id == own), None)
    return WorldFacts(
        world={name: _plain(value) for name, value in scenario.world.items() if name not in _STARTS},
        invest={seat.id: seat.invest for seat in scenario.labs if seat.invest is not None},
        demand={seat.id: seat.demand for seat in scenario.nations if seat.demand is not None},
        sovereignty={seat.id: seat.sovereignty for seat in scenario.nations if seat.sovereignty is not None},
        damage=float(state.params.damage[nation]) if nation is not None else None,
    )


_STARTS: Final = frozenset({"capability", "assurance", "damage"})
"""Lists of the world's numbers that tell where single seats stand: each seat's own business."""


def _plain(value: float | tuple[float, ...]) -> float | tuple[float, ...]:
    return tuple(map(float, value)) if isinstance(value, tuple) else float(value)


def _who(state: GameState, audience: Audience) -> tuple[SeatId | None, Role]:
    if audience == FACILITATOR:
        return None, "facilitator"
    if audience == OBSERVER:
        return None, "observer"
    kind, _, seat = audience.partition(":")
    if kind != "seat" or seat not in state.seats:
        raise KeyError(audience)
    return seat, "player"


def _knows(text: Treaty, audience: Audience, seat: SeatId | None) -> bool:
    if text.slot < 0 and seat is None:
        return False
    return text.slot >= 0 and (text.audience == PUBLIC or audience in text.audience)


def _row(state: GameState, seat: Seat, own: SeatId | None, *, named: bool) -> SeatView:
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


def _whole_brief(brief: Brief) -> BriefView:
    return BriefView(brief.public, brief.secret, brief.goal, brief.fear, brief.honour, brief.first_line)


def _card(state: GameState, text: Treaty, seat: SeatId | None) -> TreatyView:
    status, slot = state.status, text.slot
    notice = {
        seat.id: int(status.notice[0, slot, place])
        for place, seat in enumerate(state.scenario.parties)
        if status.notice[0, slot, place] >= 0
    }
    entered = int(status.entered[0, slot])
    return TreatyView(
        id=text.id,
        version=text.version,
        title=text.title,
        by=text.by,
        confidential=text.confidential,
        parties=text.parties,
        clauses=text.clause_data,
        sentences=sentences(state.scenario, text),
        phase=PHASES[phase_of(state, text)],
        signed=seats_where(state, status.signed[0, slot]),
        ratified=seats_where(state, status.ratified[0, slot]),
        members=members(state, text),
        notice=notice,
        entered=entered if entered >= 0 else None,
        previous=text.previous,
        needs=needs(state, text),
        may_accede=seat is not None and may_accede(state, text, seat),
        chance=_chance(state, text, seat) if seat is not None else None,
    )


def _chance(state: GameState, text: Treaty, seat: SeatId) -> float | None:
    """The stated chance at home, where a ratification by this nation is the next step."""
    standing = stands(state, text, seat)
    is_nation = state.scenario.seat(seat).kind == "nation"
    due = is_nation and seat in text.parties and not standing.ratified and not standing.member
    return ratification_chance(state, text, seat) if due else None


def _obligations(state: GameState, seat: SeatId) -> tuple[ObligationView, ...]:
    """A lab's duties in numbers, strictest first by source; a nation's treaties in words."""
    scenario, out = state.scenario, []
    place = scenario.party_index[seat]
    is_lab = place < len(scenario.labs)
    if is_lab:
        duties = duties_of(state)
        home = scenario.labs[place].home
        if duties.law[place] > 0 and home is not None:
            level = float(duties.law[place])
            words = (
                f"The law of {scenario.seat(home).name} asks for at least {level:.0%} of effort on safety."
            )
            out.append(ObligationView(home, "safety", level, words))
    for text in state.treaties:
        if text.slot < 0 or not _bound(state, text, seat):
            continue
        if is_lab:
            floor = float(state.terms.floor[0, text.slot])
            if floor > 0 and state.terms.floor_for[0, text.slot, place]:
                words = f"{text.title}: spend at least {floor:.0%} of effort on safety."
                out.append(ObligationView(text.id, "safety", floor, words))
            cap = float(state.terms.cap[0, text.slot])
            if cap != float("inf"):
                words = f"{text.title}: grow by at most {cap:.2f} doublings in this round."
                out.append(ObligationView(text.id, "growth", cap, words))
        else:
            out.append(ObligationView(text.id, "treaty", 0.0, f"{text.title} binds you and your labs."))
    return tuple(out)


def _bound(state: GameState, text: Treaty, seat: SeatId) -> bool:
    bound = members(state, text)
    return seat in bound or state.scenario.seat(seat).home in bound


def _locked(state: GameState) -> dict[SeatId, bool]:
    if state.phase == "decision":
        return {seat.id: seat.sealed is not None for seat in state.seats.values()}
    return {seat.id: seat.ready for seat in state.seats.values()}


def _pack(state: GameState) -> list[dict[str, Any]]:
    return [pack.model_dump(mode="json") for pack in state.scenario.packs]
