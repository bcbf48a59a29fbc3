"""Rounds and phases (R2): the start, the clock, who is waited for, and what follows when a phase ends."""

from collections.abc import Mapping

from detente_rules.commands import Actor, EndPhase, Extend, Pause, Ready, Resume, Start
from detente_rules.decide.debrief import open_debrief
from detente_rules.decide.entry import enter_into_force
from detente_rules.decide.injects import let_out_due
from detente_rules.decide.questions import close_questions, put_due
from detente_rules.decide.resolution import resolve_round
from detente_rules.decide.story import Story
from detente_rules.events import Event
from detente_rules.ids import FACILITATOR, PHASES_OF_A_ROUND, PUBLIC, Phase, SeatId, seat_audience
from detente_rules.rejections import refuse
from detente_rules.session import threshold
from detente_rules.state import GameState


def start(state: GameState, actor: Actor, command: Start, at: float) -> tuple[Event, ...]:
    """R1.5: open seats go to the bots that the scenario suggests, and round 1 begins."""
    del actor, command
    if state.phase != "lobby":
        raise refuse("wrong_phase", "R1.5", "kind", "The game has begun already.")
    story = Story(state, at)
    for seat in state.scenario.seats:
        if story.state.open_seat(seat.id):
            seat_a_bot(story, seat.id, seat.bot)
    story.tell("game_started", PUBLIC, {"rounds": state.rounds, "level": state.level})
    _begin(story, 1, "briefing")
    let_out_due(story)
    return story.told()


def end_phase(state: GameState, actor: Actor, command: EndPhase, at: float) -> tuple[Event, ...]:
    """R2.3: the facilitator ends a phase now; the engine ends it when its deadline has passed."""
    del command
    if state.phase in {"lobby", "debrief"}:
        raise refuse("wrong_phase", "R2.3", "kind", f"The {state.phase} has no end to bring about.")
    if actor.role == "engine":
        if state.paused_at is not None:
            raise refuse("frozen", "R2.6", "kind", "The clock stands still.")
        if state.deadline is None or at < state.deadline:
            raise refuse("stale", "R2.3", "kind", "The deadline has not passed.")
    story = Story(state, at)
    _end(story)
    return story.told()


def ready(state: GameState, actor: Actor, command: Ready, at: float) -> tuple[Event, ...]:
    """R2.5: a seat has nothing more to say; known to itself and the facilitator only, until the phase ends."""
    if state.phase not in {"briefing", "negotiation"}:
        raise refuse(
            "wrong_phase", "R2.5", "kind", "Readiness is for briefing and negotiation; seal your decision."
        )
    assert actor.seat is not None  # decide() has checked that a seat acts
    story = Story(state, at)
    if state.seats[actor.seat].ready != command.ready:
        story.tell("readied", (seat_audience(actor.seat),), {"seat": actor.seat, "ready": command.ready})
        story.tell("lock_changed", (FACILITATOR,), {"seat": actor.seat, "locked": command.ready})
        press_on(story)
    return story.told()


def pause(state: GameState, actor: Actor, command: Pause, at: float) -> tuple[Event, ...]:
    """R2.6: the clock stands; talk goes on, orders may still be given."""
    del actor, command
    if state.paused_at is not None or state.phase == "lobby":
        raise refuse("conflict", "R2.6", "kind", "The clock stands already.")
    return (Event("paused", PUBLIC, {}, at, state.round, state.phase),)


def resume(state: GameState, actor: Actor, command: Resume, at: float) -> tuple[Event, ...]:
    """R2.6: the clock runs on, and the deadline moves by the time it stood. In a branch, open seats go to bots now (R12.11)."""
    del actor, command
    if state.paused_at is None:
        raise refuse("conflict", "R2.6", "kind", "The clock is running.")
    deadline = None if state.deadline is None else state.deadline + max(0.0, at - state.paused_at)
    story = Story(state, at)
    for seat in state.scenario.seats:
        if story.state.open_seat(seat.id):
            seat_a_bot(story, seat.id, seat.bot)
    story.tell("resumed", PUBLIC, {"deadline": deadline})
    return story.told()


def extend(state: GameState, actor: Actor, command: Extend, at: float) -> tuple[Event, ...]:
    """R2.6: more time, asked by the facilitator or given back after an outage."""
    del actor
    if state.deadline is None:
        raise refuse("conflict", "R2.6", "seconds", "This phase has no deadline.")
    data = {
        "deadline": state.deadline + command.seconds,
        "seconds": command.seconds,
        "reason": command.reason,
    }
    return (Event("deadline_moved", PUBLIC, data, at, state.round, state.phase),)


def seat_a_bot(story: Story, seat: SeatId, bot: str) -> None:
    """R1.6: everybody learns that it is a bot, the facilitator alone which."""
    story.tell("bot_named", (FACILITATOR,), {"seat": seat, "bot": bot})
    story.tell("bot_seated", PUBLIC, {"seat": seat})


def press_on(story: Story) -> None:
    """R2.5: end the phase when nobody who is waited for still has something to do.

    Humans are waited for until the deadline. Once they are done, programs get ``bot_grace_seconds`` more (R12.8). A table
    of programs only is waited for like humans. Called after every act that can complete a phase.
    """
    state = story.state
    if state.phase not in {"briefing", "negotiation", "decision"} or state.paused_at is not None:
        return
    if all(_done(state, seat) for seat in state.seats):
        _end(story)
        return
    if not state.people:  # a table of programs of this process has nobody to hurry for
        return
    done = {seat: _done(state, seat) for seat in state.seats}
    people = [seat for seat in state.seats if state.held_by_people(seat)]
    grace = threshold(state, "bot_grace_seconds") or 0.0
    grace_ends = story.at + grace
    hurries = state.deadline is None or state.deadline > grace_ends
    if hurries and people and all(done[seat] for seat in people):
        data = {"deadline": grace_ends, "seconds": grace, "reason": "humans_done"}
        story.tell("deadline_moved", PUBLIC, data)


def _done(state: GameState, seat: str) -> bool:
    """Sealed in the decision phase, ready in the others."""
    if state.phase == "decision":
        return state.seats[seat].sealed is not None
    return state.seats[seat].ready


def _end(story: Story) -> None:
    """What follows the phase that ends; a resolution has no duration of its own (R2.1)."""
    state = story.state
    following = PHASES_OF_A_ROUND[PHASES_OF_A_ROUND.index(state.phase) + 1]
    if following == "decision":
        close_questions(story)
        enter_into_force(story)
    _begin(story, state.round, following)
    if following == "negotiation":
        put_due(story)
    if following != "resolution":
        let_out_due(story)
        return
    resolve_round(story)
    if state.round < state.rounds and not state.session.finish:
        _begin(story, state.round + 1, "briefing")
        let_out_due(story)
    else:
        _begin(story, state.round, "debrief")
        open_debrief(story)


def _begin(story: Story, round_: int, phase: Phase) -> None:
    length = minutes_of(story.state, round_, phase)
    deadline = story.at + 60.0 * length if story.state.timed and length is not None else None
    news = (
        [item.text for item in story.state.scenario.news if item.round == round_]
        if phase == "briefing"
        else []
    )
    # The event carries the round and phase that it begins, so that a stream reads in order.
    data = {"round": round_, "phase": phase, "deadline": deadline, "news": news}
    story.add(Event("phase_began", PUBLIC, data, story.at, round_, phase))


def begin_again(story: Story, bots: Mapping[SeatId, str]) -> None:
    """R12.11: a branch begins its next round, and waits for its people with the clock stopped."""
    for seat, bot in bots.items():
        seat_a_bot(story, seat, bot)
    _begin(story, story.state.round + 1, "briefing")
    let_out_due(story)
    story.tell("paused", PUBLIC, {})


def minutes_of(state: GameState, round_: int, phase: Phase) -> float | None:
    """How long a phase lasts, as it was set for this session, else as the scenario has it; None: no end of its own."""
    if phase == "briefing":
        return state.scenario.minutes.opening if round_ == 1 else threshold(state, "minutes_briefing")
    if phase == "negotiation":
        return threshold(state, "minutes_negotiation")
    return threshold(state, "minutes_decision") if phase == "decision" else None
