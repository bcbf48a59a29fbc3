"""What to do now: one sentence for somebody who has read nothing, with the key that does it."""

from collections.abc import Callable
from typing import Final

from detente_client.model import Snapshot
from detente_client.tui.delegation import head_words, ours, wanting
from detente_client.tui.names import seat_name
from detente_client.tui.questions import owed, owes_answer
from detente_client.tui.text import clean, listing
from detente_rules.views.types import TreatyView, View

__all__ = ["FUNCTION_KEYS", "advise", "ratifiable", "signable"]

FUNCTION_KEYS: Final = {"t": "F2", "k": "F3", "p": "F4", "e": "F5", "x": "F6", "?": "F1"}
"""Keys that do the same as a letter, in a text field too."""

_WATCHING: Final = "You watch this game. t, p and e show what everybody may know."


Press = Callable[[str], str]
"""What one presses to give a key: the key, or where letters are letters what does the same."""


def while_writing(key: str) -> str:
    """What gives this key in a text field: its function key, or Esc before it."""
    return FUNCTION_KEYS.get(key) or f"Esc, {key}"


def advise(snapshot: Snapshot, *, page: str = "", unread: int = 0, writing: bool = False) -> str:
    """The sentence of this moment.

    page: what is on screen, so that it does not send people where they are. writing: in a text field, so that it names no
    letter that would only be written.
    """
    press: Press = while_writing if writing else str
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
            else f"The game is over. {press('x')} shows how it went and what was hidden."
        )
    if view.phase == "lobby":
        return _lobby(view, page, press)
    if view.seat is None:
        return _latecomer(page, press) if view.role == "player" else _WATCHING
    row = view.seat_row(view.seat)
    if row.holder == "bot" and row.people:
        return f"A bot plays {seat_name(view, view.seat)} for now; you read along. The facilitator gives it back to you."
    if view.phase == "briefing":
        return _briefing(view, press)
    if view.phase == "negotiation":
        return _negotiation(view, page, unread, press, snapshot.person)
    if view.phase == "decision":
        return _decision(view, page, press, snapshot.person)
    return "All decisions are in: the round is being worked out …"


def _latecomer(page: str, press: Press) -> str:
    if page == "lobby":
        return "↑ ↓ choose a seat, Enter joins those who sit there; m: where people are needed."
    return f"{_WATCHING} {press('l')}: sit down with others, or for a bot."


def _lobby(view: View, page: str, press: Press) -> str:
    if view.seat is None:
        if page == "lobby":
            return "Take a seat: ↑ ↓ choose, Enter sits down; or m: put me where people are needed."
        return f"Press {press('l')} and take a seat."
    where = seat_name(view, view.seat)
    if "start" in view.legal:
        return f"You are {where}. Press {press('S')} to start: bots take the empty seats. Or wait for others."
    return f"You are {where}. The game begins when the facilitator starts it. {press('b')} is your brief."


def _briefing(view: View, press: Press) -> str:
    if view.ready:
        return f"{_ready(view)} The talks begin when everybody is, or when the clock runs out."
    if view.round <= 1:
        return f"Look around ({press('b')} is your brief). Then press {press('R')}: on to the talks."
    return f"Read what the last round brought. Then press {press('R')}: on to the talks."


def _ready(view: View) -> str:
    """Readiness is the whole seat's, whoever said so (R2.5)."""
    return "Ready." if ours(view) is None else "Your delegation is ready."


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


def _negotiation(view: View, page: str, unread: int, press: Press, me: str) -> str:
    if view.ready:
        begin = "Decisions begin when everybody is, or when the clock runs out."
        return f"{_ready(view)} {begin} ({press('R')} takes it back)"
    end = f"{press('R')} when you have said enough."
    debts = owed(view)
    if debts:
        what = (
            "an accusation waits for your answer"
            if owes_answer(debts[0])
            else "a vote of the members waits for you"
        )
        more = f" ({len(debts)} in all)" if len(debts) > 1 else ""
        return f"{what[0].upper()}{what[1:]}{more}: {press('v')} opens it. {end}"
    waiting = signable(view)
    if waiting:
        title = clean(waiting[0].title)
        if page == "treaty":
            signs = "f stands behind signing it" if wanting(view, me, waiting[0]) else "s signs it"
            return f"“{title}” waits for your word: {signs}, a changes it. {end}"
        return f"“{title}” waits for your signature: {press('p')} opens it. {end}"
    unratified = ratifiable(view)
    if unratified:
        how = "y ratifies it" if page == "treaty" else f"{press('p')}, then y ratifies it"
        return f"“{clean(unratified[0].title)}” is signed but does not bind you yet: {how}. {end}"
    if unread and page != "talk":
        return f"{unread} new message{'s' if unread > 1 else ''}: {press('k')} reads and answers. {end}"
    if page == "talk" and press is while_writing:
        return f"Enter sends it to the channel you see. {end}"
    if page == "talk":
        return f"Enter: write to the channel you see. Esc: back to the keys. {end}"
    return f"Talk to the others ({press('k')}) or propose a treaty ({press('p')}, then n). {end}"


def _decision(view: View, page: str, press: Press, me: str) -> str:
    head = head_words(view, me)
    if view.sealed is not None:
        owed = [
            seat_name(view, seat) for seat, locked in view.locked.items() if not locked and seat != view.seat
        ]
        waits = f"Waiting for {listing(owed)}. " if owed else "Waiting for the others. "
        if head:
            return f"{head} has sealed for your delegation. {waits}"
        again = press("u") if page == "decide" else f"{press('x')}, then u"
        return f"Your decision is sealed. {waits}{again} opens it again."
    if head:
        where = "choose" if page == "decide" else f"press {press('x')}, choose"
        return f"Time to decide, in secret: {where}, then d shares it. {head} seals for all of you."
    if page == "decide" and wanting(view, me):
        return "Decide in secret: choose, then d shares it. Once enough of you stand behind it, s seals."
    if page == "decide":
        return "Decide in secret: ↑ ↓ choose, Tab goes on. Then press s to seal."
    return f"Time to decide, in secret: press {press('x')}, choose, then s seals it."
