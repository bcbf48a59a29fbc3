"""What seats, people, phases and treaties are called on screen. Names come from files and people: always cleaned."""

from typing import Final

from detente_client.model import MessageLine
from detente_client.tui.text import clean
from detente_rules.ids import SeatId
from detente_rules.views.types import SeatView, TreatyView, View

PHASE_NAMES: Final = {
    "lobby": "Lobby",
    "briefing": "Briefing",
    "negotiation": "Negotiation",
    "decision": "Decision",
    "resolution": "Resolution",
    "debrief": "Debrief",
}

TREATY_PHASES: Final = {
    "open": "open for signature",
    "in_force": "in force",
    "suspended": "suspended",
    "terminated": "ended",
}


def seat_name(view: View, seat: SeatId) -> str:
    """The shown name of a seat; its id where there is none of that id (a facilitator is "")."""
    if not seat:
        return "Facilitator"
    for row in view.seats:
        if row.id == seat:
            return clean(row.name)
    return clean(seat)


def kind_words(view: View, row: SeatView) -> str:
    """``lab in Aurelia``, ``nation``."""
    if row.kind == "nation":
        return "nation"
    return f"lab in {seat_name(view, row.home)}" if row.home else "lab"


def holder_words(row: SeatView) -> str:
    """Who sits there: people by name; a bot as a bot, and not by what its policy is called."""
    if row.holder == "bot":
        return "bot"
    if row.holder == "open" or not row.people:
        return "open" if row.holder == "open" else "people"
    return ", ".join(clean(name) for name in row.people)


def source_name(view: View, source: str) -> str:
    """Where a duty or a finding comes from: a treaty's title or a nation's name."""
    for card in view.treaties:
        if card.id == source:
            return treaty_title(view, card)
    return seat_name(view, source)


def treaty_title(view: View, card: TreatyView) -> str:
    """Its title; numbered where several treaties have the same."""
    title = clean(card.title)
    twins = [other.id for other in view.treaties if other.title == card.title]
    return f"{title} #{twins.index(card.id) + 1}" if len(twins) > 1 else title


def speaker(view: View, message: MessageLine) -> str:
    """Who said it, as shown before the words: the seat, and the person where it is another's name."""
    seat = seat_name(view, message.sender) if message.sender else ""
    person = clean(message.person or message.sender_name)
    if message.by_me:
        return f"{person} (you)" if person and person != seat else "you"
    if not seat:
        return person or "Facilitator"
    if any(row.id == message.sender and row.holder == "bot" for row in view.seats):
        return seat
    # What a bot said before people took its seat was said under the seat's own id.
    return f"{seat} ({person})" if person and person not in {seat, message.sender} else seat
