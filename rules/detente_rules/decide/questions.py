"""Questions that treaties put to their members (R4.18): put, voted on in the open, closed when the negotiation ends."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from detente_rules.canonical import digest
from detente_rules.commands import Actor
from detente_rules.commands.treaty import Vote
from detente_rules.decide.story import Story
from detente_rules.events import Event
from detente_rules.ids import PUBLIC, Audiences, SeatId, seat_audience
from detente_rules.rejections import Refused, refuse
from detente_rules.state import GameState, Treaty
from detente_rules.treaty.question import About, Question
from detente_rules.treaty.terms import Renewal
from detente_rules.treaty.votes import reaches
from detente_rules.treaty_status import active, audience_with, binds, in_force, members, seats_where, stands
from detente_rules.treaty_text import check_draft


def vote(state: GameState, actor: Actor, command: Vote, at: float) -> tuple[Event, ...]:
    """R4.18: openly, by a member who takes part; it may be changed until the negotiation ends."""
    if state.phase != "negotiation":
        raise refuse(
            "wrong_phase", "R4.18", "kind", f"Members vote in the negotiation, not in {state.phase}."
        )
    assert actor.seat is not None  # decide() has checked that a seat acts
    question = known_question(state, command.question, actor.seat)
    if question.share is None:
        raise refuse("not_allowed", "R4.21", "question", "The treaty lets nobody stop this inspection.")
    if actor.seat not in electors(state, question):
        raise refuse("not_a_party", "R4.18", "question", "You have no vote in this.")
    if question.votes.get(actor.seat) == command.favour:
        raise refuse("conflict", "R4.18", "favour", "You have voted so.")
    story = Story(state, at)
    data = {
        "question": question.id,
        "treaty": question.treaty,
        "seat": actor.seat,
        "favour": command.favour,
    }
    story.tell("vote_cast", question.audience, data)
    return story.told()


def known_question(state: GameState, question: str, seat: SeatId) -> Question:
    """An open question that this seat knows of; one that is hidden from it does not exist for it (R10.4)."""
    found = state.question(question)
    if found is None or not (found.audience == PUBLIC or seat_audience(seat) in found.audience):
        raise refuse("unknown_target", "R4.18", "question", f"There is no question {question!r}.")
    if found.carried is not None:
        raise refuse("conflict", "R4.18", "question", "This question is closed.")
    return found


def electors(state: GameState, question: Question) -> tuple[SeatId, ...]:
    """Who may vote now: members that take part; on an accusation neither who makes it nor who is accused."""
    text = state.treaty(question.treaty)
    if text is None or not in_force(state, text):
        return ()
    out = {question.seat, question.by} if question.about == "accusation" else set[SeatId | None]()
    return tuple(seat for seat in active(state, text) if seat not in out)


def put(
    story: Story,
    text: Treaty,
    about: About,
    seat: SeatId,
    by: SeatId | None,
    data: dict[str, Any],
    *,
    audience: Audiences | None = None,
    favour: Sequence[SeatId] = (),
) -> None:
    """Put a question to the members. favour: who has voted for it by putting it."""
    told = question_data(story.state, text, about, seat, by, data)
    reach = text.audience if audience is None else audience
    story.tell("question_put", reach, told)
    for voter in favour:
        cast = {"question": told["question"], "treaty": text.id, "seat": voter, "favour": True}
        story.tell("vote_cast", reach, cast)


def question_data(
    state: GameState, text: Treaty, about: About, seat: SeatId, by: SeatId | None, data: dict[str, Any]
) -> dict[str, Any]:
    """The data of ``question_put``. Its id follows from what whoever may hear of it knows (R10.4)."""
    terms, slot = state.terms, text.slot
    shares = {
        "accession": terms.accession_vote[0, slot],
        "amendment": terms.amendment[0, slot],
        "renewal": 0.5,
        "sanction": terms.sanction_vote[0, slot],
        "accusation": terms.dispute[0, slot],
        "challenge": terms.challenge_stop[0, slot],
    }
    share = float(shares[about])
    name = {"treaty": text.id, "about": about, "seat": seat, "by": by, "round": state.round}
    veto = seats_where(state, terms.veto[0, slot].tolist()) if about == "sanction" else ()
    probe = Question(
        "", text.id, about, seat, by, state.round, share, more=False, voters=(), veto=(), audience=(), data={}
    )
    return {
        "question": "q" + digest(name)[:8],
        "treaty": text.id,
        "about": about,
        "seat": seat,
        "by": by,
        "share": share if math.isfinite(share) else None,
        "more": about == "renewal",
        "voters": list(electors(state, probe)),
        "veto": list(veto),
        "data": data,
    }


# --- questions that a treaty puts by itself ------------------------------------------------------------------------------


def put_due(story: Story) -> None:
    """When a negotiation begins: renewals that are due, and sanctions on what was found in the last round."""
    for text, about, seat, audience in due(story.state):
        put(story, text, about, seat, None, {}, audience=audience)


def due(state: GameState) -> tuple[tuple[Treaty, About, SeatId, Audiences], ...]:
    """What treaties ask in this negotiation without being moved to (R4.14, R4.19), with who hears of it."""
    out: list[tuple[Treaty, About, SeatId, Audiences]] = []
    for text in state.treaties:
        if text.slot < 0 or not in_force(state, text):
            continue
        by_vote = int(state.terms.renewal[0, text.slot]) == Renewal.VOTE
        if by_vote and int(state.status.term_left[0, text.slot]) == 1:
            out.append((text, "renewal", "", text.audience))
        if not state.terms.polled[0, text.slot]:
            continue
        for place, lab in enumerate(state.scenario.labs):
            if binds(state, text, lab.id) and (audience := _exposed(state, text, place)) is not None:
                out.append((text, "sanction", lab.id, audience))
    return tuple(out)


def _exposed(state: GameState, text: Treaty, place: int) -> Audiences | None:
    """Who knows of a finding of the last round against a bound lab; None: there was none."""
    if not state.resolved:
        return None
    result, lab = state.resolved[-1]["resolution"], state.scenario.labs[place]
    told = any(result[name][0][place] for name in ("own_found", "own_accused", "leaked"))
    upheld = any(
        one.treaty == text.id and one.about == "accusation" and one.seat == lab.id and bool(one.carried)
        for one in state.questions
        if one.round == state.round - 1
    )
    if told or upheld:
        return audience_with(text, lab.id)
    if not (result["found"][0][place] or result["accused"][0][place]):
        return None
    if not state.terms.findings_private[0, text.slot]:
        return audience_with(text, lab.id)
    return tuple(sorted(seat_audience(seat) for seat in {*members(state, text), lab.id}))


# --- the end of the negotiation --------------------------------------------------------------------------------------------


def close_questions(story: Story) -> None:
    """Every open question, in the order in which they were put; and what follows from those that are carried."""
    for question in [one for one in story.state.questions if one.carried is None]:
        data = closing_data(story.state, question)
        story.tell("question_closed", question.audience, data)
        text = story.state.treaty(question.treaty)
        if not data["carried"] or text is None:
            continue
        if question.about == "accession":
            story.tell("treaty_acceded", text.audience, {"treaty": text.id, "seat": question.seat})
        elif question.about == "amendment":
            story.tell("treaty_revised", _known_to(text, question), _revision(text, question))


def closing_data(state: GameState, question: Question) -> dict[str, Any]:
    """The data of ``question_closed``: the count, exactly at the share included, vetoes, and what had fallen away."""
    voters = electors(state, question)
    favour = [seat for seat in voters if question.votes.get(seat) is True]
    against = [seat for seat in voters if question.votes.get(seat) is False]
    vetoed = [seat for seat in against if seat in question.veto]
    moot = _fallen_away(state, question)
    enough = question.share is not None and reaches(
        len(favour), len(voters), question.share, more=question.more
    )
    return {
        "question": question.id,
        "treaty": question.treaty,
        "about": question.about,
        "seat": question.seat,
        "carried": not moot and (question.admitted or (enough and not vetoed)),
        "moot": moot,
        "voters": list(voters),
        "favour": favour,
        "against": against,
        "vetoed_by": vetoed,
    }


def _fallen_away(state: GameState, question: Question) -> bool:
    text = state.treaty(question.treaty)
    if text is None or not in_force(state, text):
        return True
    if question.about == "accession":
        standing = stands(state, text, question.seat)
        return standing.member or standing.signed
    if question.about == "amendment":
        return not _still_fits(state, text, question)
    return question.about != "renewal" and not binds(state, text, question.seat)


def _still_fits(state: GameState, text: Treaty, question: Question) -> bool:
    """Does the proposed text still follow on this one, with all members among its parties?"""
    data = question.data
    if data["version"] != text.version + 1 or not set(members(state, text)) <= set(data["parties"]):
        return False
    try:
        check_draft(state, text.title, data["parties"], data["clauses"])
    except Refused:
        return False
    return True


def _known_to(text: Treaty, question: Question) -> Audiences:
    return audience_with(text, *question.data["parties"])


def _revision(text: Treaty, question: Question) -> dict[str, Any]:
    data = question.data
    return {
        "treaty": text.id,
        "version": data["version"],
        "title": text.title,
        "by": question.by,
        "parties": data["parties"],
        "clauses": data["clauses"],
    }
