"""What a treaty and the others say differently of the same labs, and whose word holds (R4.16); read off a view, in words."""

from collections.abc import Sequence

from detente_client.tui.lines import Line, line
from detente_client.tui.names import seat_name, treaty_title
from detente_client.tui.text import listing
from detente_rules.forecast.known import draft_of, known
from detente_rules.treaty.conflicts import TRADE, Conflict, conflicts
from detente_rules.treaty.faults import BadDraft
from detente_rules.views.types import TreatyView, View


def conflict_lines(view: View, card: TreatyView) -> tuple[Line, ...]:
    """Where this treaty in force, or this draft once it were, differs from those in force; nothing where it stands alone."""
    standing = [other for other in view.treaties if other.phase == "in_force"]
    draft = card.phase == "open"
    if not standing or not (draft or (card in standing and len(standing) > 1)):
        return ()
    seen = known(view)
    try:
        table = seen.table((draft_of(card),) if draft else (None,))
    except (BadDraft, ValueError, KeyError):  # a text of a newer server's vocabulary
        return ()
    slots = [*standing, card] if draft else standing
    found = [
        one for one in conflicts(table.terms, table.status, seen.params.homes) if card in _cards(slots, one)
    ]
    return tuple(line(("Beside others: ", "title"), _words(view, slots, one, draft=draft)) for one in found)


def _cards(slots: Sequence[TreatyView], one: Conflict) -> tuple[TreatyView, TreatyView]:
    return slots[one.slots[0]], slots[one.slots[1]]


def _words(view: View, slots: Sequence[TreatyView], one: Conflict, *, draft: bool) -> str:
    first, second = (f"“{treaty_title(view, card)}”" for card in _cards(slots, one))
    labs = listing([seat_name(view, view.labs[lab].id) for lab in one.labs])
    would = "would " if draft else ""
    if one.matter == TRADE:
        return f"{first} {'would cut' if draft else 'cuts'} the trade of {labs}, bound by {second}."
    if one.holds < 0:
        return f"{first} and {second} {would}each have a {one.matter} over {labs}."
    winner = first if one.holds == one.slots[0] else second
    return f"{first} and {second} {would}differ in the {one.matter} for {labs}; the stricter word holds, that of {winner}."
