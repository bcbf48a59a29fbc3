"""Which kinds of command would not be refused outright, for menus and bots (R2.2). Fields can still be refused."""

from detente_rules.decide.evidence import held
from detente_rules.decide.powers import leadership
from detente_rules.decide.questions import electors
from detente_rules.ids import Role, SeatId
from detente_rules.state import GameState
from detente_rules.treaty_status import active, in_force, members

_TREATY_ACTS = ("propose", "amend", "sign", "ratify", "accede", "withdraw")


def legal_kinds(state: GameState, role: Role, seat: SeatId | None) -> tuple[str, ...]:
    """Kinds in a fixed order, for one role and seat."""
    if role == "observer":
        return ()
    kinds: list[str] = ["message"]
    if role == "facilitator":
        kinds.append("announce")
        return (*kinds, *_facilitation(state), "seat_bot")
    if seat is None:
        return (*kinds, "take_seat")
    kinds += ["take_seat", "leave_seat", "raise_hand"]
    if state.phase == "lobby" and state.open_start:
        kinds.append("start")
    if state.phase in {"briefing", "negotiation"}:
        kinds.append("ready")
    if state.phase == "negotiation":
        kinds += [*_TREATY_ACTS, *_powers(state, seat)]
    if held(state, seat) and state.phase != "debrief":
        kinds.append("pass_evidence")
    if state.phase == "decision":
        kinds += ["seal", "unseal"] if state.seats[seat].sealed is not None else ["seal"]
    if len(state.people_of(seat)) > 1:
        kinds.append("appoint")
        kinds += ["draft", "endorse"] if state.phase in {"briefing", "negotiation", "decision"} else []
    return tuple(kinds)


def _facilitation(state: GameState) -> list[str]:
    """What the facilitator may do about the session (R12)."""
    kinds = ["move_person", "mute", "appoint"]
    kinds += ["lower_hand"] if state.session.hands else []
    if state.phase == "debrief":
        return [*kinds, "reveal"]
    kinds += ["prepare", "recall"]
    kinds += ["set_threshold", "set_level"] if state.phase in {"lobby", "briefing"} else []
    if state.phase == "lobby":
        return [*kinds, "start"]
    kinds += ["finish", "release", "end_phase", "resume" if state.paused_at is not None else "pause"]
    return [*kinds, "extend"] if state.deadline is not None else kinds


def _powers(state: GameState, seat: SeatId) -> list[str]:
    """What treaties in force let this seat do now; it is a member of each, so nothing hidden shows (R10.4)."""
    own = [text for text in state.treaties if in_force(state, text) and seat in members(state, text)]
    taking_part = [text for text in own if seat in active(state, text)]
    party, terms = state.scenario.party_index[seat], state.terms
    questions = [one for one in state.questions if one.carried is None]
    leads = any((clause := leadership(text)) is not None and clause.leader == seat for text in taking_part)
    may = {
        "vote": any(one.share is not None and seat in electors(state, one) for one in questions),
        "accuse": bool(state.resolved) and any(terms.dispute[0, text.slot] <= 1.0 for text in taking_part),
        "answer": any(one.about == "accusation" and one.seat == seat for one in questions),
        "challenge": any(
            terms.challenge[0, text.slot] > 0 and terms.challenge_ask[0, text.slot, party]
            for text in taking_part
        ),
        "set_standard": leads,
        "suspend": bool(own),
        "turn_key": any(terms.kill_holder[0, text.slot] == party for text in taking_part),
        "release_weights": state.scenario.seat(seat).kind == "lab",
    }
    return [kind for kind, allowed in may.items() if allowed]
