"""Hand-overs in mid-round (R12.5): the memo that whoever takes over a seat reads."""

from __future__ import annotations

from detente_rules.decide.story import Story
from detente_rules.ids import SeatId, seat_audience
from detente_rules.state import GameState
from detente_rules.treaty.terms import Phase as TreatyPhase
from detente_rules.treaty_status import in_force, knows_of, members, phase_of, stands


def leave_memo(story: Story, seat: SeatId, text: str, by: str | None) -> None:
    """R12.5: three lines for whoever takes over; the seat alone reads them."""
    words = text.strip() or handed_over(story.state, seat)
    author = by if text.strip() else None
    story.tell("memo_left", (seat_audience(seat),), {"seat": seat, "text": words, "by": author})


def handed_over(state: GameState, seat: SeatId) -> str:
    """The memo that the rules write: what binds, what is open for signature, how the decision stands."""
    known = [text for text in state.treaties if knows_of(text, seat)]
    bound = [text.title for text in known if in_force(state, text) and seat in members(state, text)]
    open_ = [
        text.title
        for text in known
        if phase_of(state, text) == TreatyPhase.OPEN
        and seat in text.parties
        and not stands(state, text, seat).signed
    ]
    held = state.seats[seat]
    if held.sealed is not None:
        decision = "The decision of this round is sealed; it may be opened while the phase lasts."
    elif held.standing is not None:
        decision = "Nothing is sealed in this round; standing orders are those sealed last."
    else:
        decision = "Nothing was ever sealed."
    return "\n".join(
        (
            f"Bound by: {_listed(bound)}." if bound else "Bound by no treaty.",
            f"Open for your signature: {_listed(open_)}." if open_ else "Nothing waits for your signature.",
            decision,
        )
    )


def _listed(titles: list[str]) -> str:
    shown = ", ".join(f"“{title}”" for title in titles[:3])
    return shown if len(titles) <= 3 else f"{shown} and {len(titles) - 3} more"
