"""What to do now: one sentence for somebody who has read nothing, with the key that does it."""

from typing import Final

from detente_client.model import Snapshot
from detente_client.tui.names import seat_name
from detente_client.tui.questions import owed, owes_answer
from detente_client.tui.text import clean, listing
from detente_rules.views.types import TreatyView, View

__all__ = ["advise", "signable", "ratifiable"]

_WATCHING: Final = "You watch this game. t, p and e show what everybody may know."


def advise(snapshot: Snapshot, *, page: str = "", unread: int = 0) -> str:
    """The sentence of this moment. page: what is on screen, so that it does not send people where they are."""
    view = snapshot.view
    if snapshot.connection == "closed":
        return f"{clean(snapshot.detail) or 'The connection is closed.'} ctrl+q leaves."
    if snapshot.connection == "lost":
        return "The connection is lost and is being mended. Go on typing: nothing is lost."
    if view is None:
        return f"{clean(snapshot.detail) or 'Connecting to the game …'}"
    if snapshot.frozen:
        return f"The game stands still: {clean(snapshot.frozen)} The time is given back."
    if view.paused:
        return "The clock is stopped by the facilitator. You can read and prepare."
    if view.phase == "debrief":
        return (
            "The game is over. Here is what was hidden: ← → goes through the rounds."
            if page == "debrief"
            else ("The game is over. x shows how it went and what was hidden.")
        )
    if view.phase == "lobby":
        return _lobby(view, page)
    if view.seat is None:
        return _latecomer(page) if view.role == "player" else _WATCHING
    row = view.seat_row(view.seat)
    if row.holder == "bot" and row.people:
        return f"A bot plays {seat_name(view, view.seat)} for now; you read along. The facilitator gives it back to you."
    if view.phase == "briefing":
        return _briefing(view)
    if view.phase == "negotiation":
        return _negotiation(view, page, unread)
    if view.phase == "decision":
        return _decision(view, page)
    return "All decisions are in: the round is being worked out …"


def _latecomer(page: str) -> str:
    if page == "lobby":
        return "↑ ↓ choose a seat, Enter joins those who sit there; m: where people are needed."
    return f"{_WATCHING} l: sit down with others, or for a bot."


def _lobby(view: View, page: str) -> str:
    if view.seat is None:
        if page == "lobby":
            return "Take a seat: ↑ ↓ choose, Enter sits down; or m: put me where people are needed."
        return "Press l and take a seat."
    where = seat_name(view, view.seat)
    if "start" in view.legal:
        return f"You are {where}. Press S to start: bots take the empty seats. Or wait for others."
    return f"You are {where}. The game begins when the facilitator starts it. b is your brief."


def _briefing(view: View) -> str:
    if view.ready:
        return "Ready. The talks begin when everybody is, or when the clock runs out."
    if view.round <= 1:
        return "Look around (b is your brief). Then press R: on to the talks."
    return "Read what the last round brought. Then press R: on to the talks."


def signable(view: View) -> tuple[TreatyView, ...]:
    """Open drafts that invite my seat and wait for its signature."""
    if view.seat is None:
        return ()
    return tuple(
        card
        for card in view.treaties
        if card.phase == "open" and view.seat in card.parties and view.seat not in card.signed
    )


def ratifiable(view: View) -> tuple[TreatyView, ...]:
    """Treaties that my nation has signed and not yet ratified."""
    if view.seat is None or view.seat_row(view.seat).kind != "nation":
        return ()
    return tuple(
        card
        for card in view.treaties
        if card.phase in {"open", "in_force"} and view.seat in card.signed and view.seat not in card.ratified
    )


def _negotiation(view: View, page: str, unread: int) -> str:
    if view.ready:
        return "Ready. Decisions begin when everybody is, or when the clock runs out. (R takes it back)"
    end = "R when you have said enough."
    debts = owed(view)
    if debts:
        what = (
            "an accusation waits for your answer"
            if owes_answer(debts[0])
            else "a vote of the members waits for you"
        )
        more = f" ({len(debts)} in all)" if len(debts) > 1 else ""
        return f"{what[0].upper()}{what[1:]}{more}: v opens it. {end}"
    waiting = signable(view)
    if waiting:
        title = clean(waiting[0].title)
        if page == "treaty":
            return f"“{title}” waits for your word: s signs it, a changes it. {end}"
        return f"“{title}” waits for your signature: p opens it. {end}"
    unratified = ratifiable(view)
    if unratified:
        how = "y ratifies it" if page == "treaty" else "p, then y ratifies it"
        return f"“{clean(unratified[0].title)}” is signed but does not bind you yet: {how}. {end}"
    if unread and page != "talk":
        return f"{unread} new message{'s' if unread > 1 else ''}: k reads and answers. {end}"
    if page == "talk":
        return f"Enter: write to the channel you see. Esc: back to the keys. {end}"
    return f"Talk to the others (k) or propose a treaty (p, then n). {end}"


def _decision(view: View, page: str) -> str:
    if view.sealed is not None:
        owed = [
            seat_name(view, seat) for seat, locked in view.locked.items() if not locked and seat != view.seat
        ]
        waits = f"Waiting for {listing(owed)}. " if owed else "Waiting for the others. "
        return f"Your decision is sealed. {waits}u opens it again."
    if page == "decide":
        return "Decide in secret: ↑ ↓ choose, Tab goes on. Then press s to seal."
    return "Time to decide, in secret: press x, choose, then s seals it."
