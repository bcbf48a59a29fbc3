"""The projection of treaties, of what they ask their members, and of what they oblige a seat to (R10)."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import Any

from detente_rules.changed import changed
from detente_rules.decide.questions import electors
from detente_rules.duties import laws
from detente_rules.ids import PUBLIC, Audience, SeatId
from detente_rules.same import Same
from detente_rules.scenario import Scenario
from detente_rules.state import GameState, Treaty
from detente_rules.treaty.obligations import conduct, conduct_key, conduct_moves
from detente_rules.treaty.question import Question
from detente_rules.treaty_status import (
    ended,
    may_accede,
    members,
    rows,
    seats_where,
    word_of,
)
from detente_rules.treaty_text import needs, ratification_chance, sentences, words_of
from detente_rules.views.question_types import Evidence, QuestionView
from detente_rules.views.types import ObligationView, TreatyView


def treaty_cards(state: GameState, audience: Audience, seat: SeatId | None) -> tuple[TreatyView, ...]:
    """Every treaty on the table, in force or ended that this audience knows of."""
    return tuple(card(state, text, seat) for text in state.treaties if knows(text, audience))


def knows(text: Treaty, audience: Audience) -> bool:
    """Does this audience know of the treaty, and does it have a card?"""
    there = text.slot >= 0 or text.ended is not None
    return there and (text.audience == PUBLIC or audience in text.audience)


def card(state: GameState, text: Treaty, seat: SeatId | None) -> TreatyView:
    """One treaty as a seat sees it (None: as everybody does)."""
    past = text.ended or ended(state, text)
    plain = TreatyView(
        id=text.id,
        version=text.version,
        title=text.title,
        by=text.by,
        confidential=text.confidential,
        parties=text.parties,
        clauses=text.clause_data,
        sentences=sentences(state.scenario, text),
        phase=word_of(state, text),
        signed=past.signed,
        ratified=past.ratified,
        members=members(state, text),
        notice={},
        entered=past.entered,
        previous=text.previous,
        reserved=past.reserved,
    )
    return plain if plain.phase == "terminated" else _alive(state, text, seat, plain)


def _alive(state: GameState, text: Treaty, seat: SeatId | None, card: TreatyView) -> TreatyView:
    """What there is to say of a treaty that has not come to its end."""
    status, slot, terms = state.status, text.slot, state.terms
    parties, labs = state.scenario.parties, state.scenario.labs
    floor, cost = float(status.standard_floor[0, slot]), float(status.standard_cost[0, slot])
    leader = int(terms.leader[0, slot])
    return replace(
        card,
        notice=notice(state, text),
        needs=needs(state, text),
        may_accede=seat is not None and may_accede(state, text, seat),
        chance=chance(state, text, seat) if seat is not None else None,
        suspended=seats_where(state, status.suspended[0, slot].tolist()),
        leader=parties[leader].id if leader >= 0 else None,
        standard_floor=floor if floor >= 0.0 else None,
        standard_cost=cost / state.params.pace if cost >= 0.0 else None,
        switched_off=tuple(lab.id for place, lab in enumerate(labs) if status.key_turned[0, slot, place]),
        emergency=bool(status.emergency[0, slot] != 0),
    )


def notice(state: GameState, text: Treaty) -> dict[SeatId, int]:
    """Of a treaty that has not come to its end: party → rounds left until it is out."""
    left = rows(state.status).notice[text.slot]
    if max(left) < 0:
        return {}
    return {
        seat: rounds for seat, rounds in zip(state.scenario.party_index, left, strict=True) if rounds >= 0
    }


def chance(state: GameState, text: Treaty, seat: SeatId) -> float | None:
    """The stated chance at home, where a ratification by this nation is the next step."""
    if seat not in text.parties or state.scenario.seat(seat).kind != "nation":
        return None
    now, party = rows(state.status), state.scenario.party_index[seat]
    if text.slot >= 0 and (now.ratified[text.slot][party] or now.member[text.slot][party]):
        return None
    failed = (text.id, seat, state.round) in state.failed
    return None if failed else ratification_chance(state, text, seat)


# --- questions ----------------------------------------------------------------------------------------------------------


def question_cards(state: GameState, audience: Audience, seat: SeatId | None) -> tuple[QuestionView, ...]:
    """The questions of this round and of the last one that this audience knows of; the facilitator sees what is public."""
    return tuple(
        _question(state, one, seat)
        for one in state.questions
        if one.round >= state.round - 1 and (one.audience == PUBLIC or audience in one.audience)
    )


def _question(state: GameState, question: Question, seat: SeatId | None) -> QuestionView:
    open_ = question.carried is None
    voters = electors(state, question) if open_ else question.voters
    votes = open_ and state.phase == "negotiation" and question.share is not None
    text = state.treaty(question.treaty)
    plain = _plain(Same(state.scenario), Same(question), voters, text.title if text is not None else None)
    return changed(
        plain,
        votes=dict(question.votes),
        may_vote=votes and seat in voters,
        may_answer=open_ and question.about == "accusation" and question.seat == seat,
    )


@lru_cache(maxsize=256)
def _plain(
    of: Same[Scenario], asked: Same[Question], voters: tuple[SeatId, ...], title: str | None
) -> QuestionView:
    """What everybody reads on it who knows of it."""
    scenario, question = of.it, asked.it
    data = question.data
    return QuestionView(
        id=question.id,
        treaty=question.treaty,
        about=question.about,
        seat=question.seat,
        by=question.by,
        round=question.round,
        sentence=_sentence(scenario, question, title),
        share=question.share,
        more=question.more,
        voters=voters,
        veto=question.veto,
        votes={},
        open=question.carried is None,
        carried=question.carried,
        moot=question.moot,
        parties=tuple(data.get("parties", ())),
        clauses=tuple(data.get("clauses", ())),
        sentences=words_of(scenario, data.get("clauses", ())),
        text=data.get("text", ""),
        evidence=tuple(_piece(item) for item in data.get("evidence", ())),
        answer=question.answer,
        admitted=question.admitted,
    )


def _piece(item: dict[str, Any]) -> Evidence:
    return Evidence(**{**item, "through": tuple(item["through"])})


def _sentence(scenario: Scenario, question: Question, of: str | None) -> str:
    """What a vote in favour is for."""
    title = f"“{of}”" if of is not None else "the treaty"
    who = scenario.seat(question.seat).name if question.seat else ""
    by = scenario.seat(question.by).name if question.by else ""
    return {
        "accession": f"{who} may join {title}.",
        "amendment": f"{title} is changed as {by} proposes.",
        "renewal": f"{title} is renewed when its time is up at the end of this round.",
        "sanction": f"The sanction of {title} hits {who}.",
        "accusation": f"{who} broke {title} in the last round, as {by} says.",
        "challenge": f"The inspection of {who} under {title}, asked for by {by}, is stopped.",
    }[question.about]


# --- obligations ----------------------------------------------------------------------------------------------------------


def obligations_of(state: GameState, seat: SeatId) -> tuple[ObligationView, ...]:
    """A lab's duties in numbers, the law at home first; a nation's treaties in words."""
    scenario, out = state.scenario, []
    place = scenario.party_index[seat]
    is_lab = place < len(scenario.labs)
    if is_lab:
        home = scenario.labs[place].home
        level = laws(state)[home] if home is not None else 0.0
        if level > 0 and home is not None:
            words = (
                f"The law of {scenario.seat(home).name} asks for at least {level:.0%} of effort on safety."
            )
            out.append(ObligationView(home, "safety", level, words))
    for text in state.treaties:
        if text.slot < 0 or not _bound(state, text, seat):
            continue
        if is_lab:
            out += _duties(state, text, place)
        else:
            out.append(ObligationView(text.id, "treaty", 0.0, f"{text.title} binds you and your labs."))
    return tuple(out)


def _bound(state: GameState, text: Treaty, seat: SeatId) -> bool:
    bound = members(state, text)
    return seat in bound or state.scenario.seat(seat).home in bound


def _duties(state: GameState, text: Treaty, place: int) -> list[ObligationView]:
    """What one treaty asks of a lab now: the leader's standard, reservations, emergencies and suspensions included."""
    duties = conduct_of_each(state)
    out: list[ObligationView] = []
    if text.slot not in duties:
        return out
    floor, cap = duties[text.slot][0][place], duties[text.slot][1][place]
    if floor > 0:
        words = f"{text.title}: spend at least {floor:.0%} of effort on safety."
        out.append(ObligationView(text.id, "safety", floor, words))
    if cap != float("inf"):
        words = f"{text.title}: grow by at most {cap:.2f} doublings in this round."
        out.append(ObligationView(text.id, "growth", cap, words))
    return out


def conduct_of_each(state: GameState) -> dict[int, tuple[list[float], list[float]]]:
    """Slot of a treaty in force → floor and cap that it alone sets, by lab: the engine's own word."""
    key = ("duties of each", state.terms, state.world)
    return state.status.remember(key, lambda: _found_again(state))


def _found_again(state: GameState) -> dict[int, tuple[list[float], list[float]]]:
    """Most acts of a negotiation move no floor and no cap, and most rounds do not either."""
    moved_by = state.world if conduct_moves(state.terms) else None
    key = ("duties of each", conduct_key(state.terms, state.status), moved_by)
    return state.terms.remember(key, lambda: _conduct_of_each(state))


def _conduct_of_each(state: GameState) -> dict[int, tuple[list[float], list[float]]]:
    found = conduct(
        state.terms,
        state.status,
        state.params.homes,
        capability=state.world.capability,
        assurance=state.world.assurance,
    )
    return {slot: (floor[0].tolist(), cap[0].tolist()) for slot, (floor, cap) in found.items()}
