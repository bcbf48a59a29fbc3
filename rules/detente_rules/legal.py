"""Which kinds of command would not be refused outright, for menus and bots (R2.2). Fields can still be refused."""

from detente_rules.ids import Role, SeatId
from detente_rules.state import GameState

_TREATY_ACTS = ("propose", "amend", "sign", "ratify", "accede", "withdraw")


def legal_kinds(state: GameState, role: Role, seat: SeatId | None) -> tuple[str, ...]:
    """Kinds in a fixed order, for one role and seat."""
    if role == "observer":
        return ()
    kinds: list[str] = ["message"]
    if role == "facilitator":
        kinds.append("announce")
        if state.phase == "lobby":
            kinds.append("start")
        elif state.phase != "debrief":
            kinds += ["end_phase", "resume" if state.paused_at is not None else "pause"]
            kinds += ["extend"] if state.deadline is not None else []
        return (*kinds, "seat_bot")
    if seat is None:
        return (*kinds, "take_seat")
    kinds += ["take_seat", "leave_seat"]
    if state.phase == "lobby" and state.open_start:
        kinds.append("start")
    if state.phase in {"briefing", "negotiation"}:
        kinds.append("ready")
    if state.phase == "negotiation":
        kinds += _TREATY_ACTS
    if state.phase == "decision":
        kinds += ["seal", "unseal"] if state.seats[seat].sealed is not None else ["seal"]
    return tuple(kinds)
