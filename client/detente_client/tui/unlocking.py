"""Conditional commitments: who would be bound now, and whose consent would unlock whom (R4.7). Estimates, and said to be."""

from collections.abc import Sequence

import numpy as np

from detente_client.tui.analysis import parsed
from detente_client.tui.drafting import TreatyDraft, context_of, draft_from_treaty
from detente_client.tui.lines import Line, Span, line
from detente_client.tui.names import seat_name
from detente_client.tui.text import listing
from detente_rules.arrays import FloatArray
from detente_rules.ids import SeatId
from detente_rules.treaty.compile import compile_draft
from detente_rules.treaty.conditional import largest_consistent_set, unlocks
from detente_rules.treaty.faults import BadDraft
from detente_rules.treaty.terms import Terms
from detente_rules.views.types import LabFigures, TreatyView, View


def consents(view: View, card: TreatyView) -> tuple[SeatId, ...]:
    """Whose consent a card has: labs that signed, nations that ratified, members."""
    nations = {row.id for row in view.nations}
    return tuple(
        seat
        for seat in card.parties
        if seat in card.members or seat in card.ratified or (seat not in nations and seat in card.signed)
    )


def card_unlock_lines(view: View, card: TreatyView) -> tuple[Line, ...]:
    """For a treaty on the table."""
    return unlock_lines(view, draft_from_treaty(card), consents(view, card))


def unlock_lines(view: View, draft: TreatyDraft, willing: Sequence[SeatId] = ()) -> tuple[Line, ...]:
    """Who is bound by conditions met, and who would unlock whom; nothing for a text without conditions."""
    if not any(clause.get("kind") == "conditional" for clause in draft.clauses):
        return ()
    text, context = parsed(draft), context_of(view)
    if text is None:
        return ()
    try:
        row = compile_draft(text, context)
        terms = Terms.empty(1, len(context.labs), len(context.nations)).with_treaty(0, row)
    except (BadDraft, ValueError, KeyError):
        return ()
    seats = (*context.labs, *context.nations)
    homes = np.array(context.homes, dtype=np.int64)
    given = np.zeros((1, terms.treaties, len(seats)), dtype=np.bool_)
    given[0, 0] = [seat in willing for seat in seats]
    shares = compute_shares(view, context.homes)
    bound = largest_consistent_set(terms, given, shares, homes)[0, 0]
    table = unlocks(terms, given, shares, homes, 0)
    everybody = np.zeros_like(given)
    everybody[0, 0] = [seat in draft.parties for seat in seats]
    if_all = largest_consistent_set(terms, everybody, shares, homes)[0, 0]

    def names(mask: Sequence[bool]) -> str:
        return (
            listing([seat_name(view, seat) for seat, yes in zip(seats, mask, strict=True) if yes]) or "nobody"
        )

    out: list[Line] = [line(("Who waits for whom", "title"), ("  by what is known of compute", "dim"))]
    waiting = [seat in willing and not bound[n] for n, seat in enumerate(seats)]
    out.append(line("  conditions met now: ", (names(list(bound)), "strong")))
    if any(waiting):
        out.append(line(("  consented, and waiting: ", "warn"), names(waiting)))
    for place, seat in enumerate(seats):
        if not table[place].any():
            continue
        others = [bool(table[place][n]) and n != place for n in range(len(seats))]
        who: Span = ("you", "mine") if seat == view.seat else (seat_name(view, seat), "strong")
        if any(others):
            out.append(line("  ", who, " would unlock ", (names(others), "good")))
        elif table[place][place]:
            out.append(line("  ", who, " would be bound alone by its own consent", ("", "dim")))
    out.append(line(("  if every party consents: ", "dim"), names(list(if_all))))
    return tuple(out)


def compute_shares(view: View, homes: Sequence[int]) -> FloatArray:
    """(1, P) shares of the world's compute as this seat knows them: its own figure, what it read, what was declared."""
    levels = []
    for row in view.labs:
        if row.id == view.seat and isinstance(view.figures, LabFigures):
            levels.append(view.figures.capability)
        elif row.estimate is not None:
            levels.append(row.estimate.capability)
        else:
            levels.append(row.declared.capability if row.declared is not None else 0.0)
    compute = np.exp2(np.array(levels, dtype=np.float64))
    lab = compute / compute.sum() if compute.size else compute
    nation = np.array(
        [sum(lab[n] for n, home in enumerate(homes) if home == place) for place in range(len(view.nations))]
    )
    return np.concatenate([lab, nation])[None, :]
