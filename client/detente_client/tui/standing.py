"""How I stand to what binds me: each duty beside what I am about to do (or did last)."""

import math
from dataclasses import dataclass
from typing import Literal

from detente_client.tui.lines import Line, Span, line
from detente_client.tui.names import seat_name, source_name
from detente_client.tui.text import clean, percent
from detente_rules.cards import LabDuties, expand_lab, expand_nation
from detente_rules.decisions import Decision, LabCard, LabDecision, NationCard, NationDecision
from detente_rules.views.types import LabFigures, ObligationView, TreatyView, View

Verdict = Literal["kept", "breach", "open"]
"""``open``: this program cannot tell from the decision alone."""


@dataclass(frozen=True)
class Standing:
    """A duty, and whether a decision keeps it. words: of the verdict, with the figures."""

    duty: ObligationView
    verdict: Verdict
    words: str


def duties_of(view: View) -> LabDuties:
    """What binds my lab in this round, the strictest of each kind."""
    floors = [duty.level for duty in view.obligations if duty.what == "safety"]
    caps = [duty.level for duty in view.obligations if duty.what == "growth"]
    return LabDuties(floor=max(floors, default=0.0), cap=min(caps, default=math.inf))


def in_full(view: View, decision: Decision) -> LabDecision | NationDecision:
    """A decision in full form: cards are laid out as the rules will."""
    if isinstance(decision, LabCard):
        assurance = view.figures.assurance if isinstance(view.figures, LabFigures) else 0.0
        return expand_lab(decision, duties_of(view), assurance)
    if isinstance(decision, NationCard):
        return expand_nation(decision, view.rounds)
    return decision


def standings(view: View, decision: Decision) -> tuple[Standing, ...]:
    """Every duty of my seat, judged against a decision."""
    full = in_full(view, decision)
    return tuple(_judge(duty, full) for duty in view.obligations)


def _judge(duty: ObligationView, full: LabDecision | NationDecision) -> Standing:
    if isinstance(full, LabDecision) and duty.what == "safety":
        if full.safety + 1e-9 >= duty.level:
            return Standing(
                duty, "kept", f"you do {percent(full.safety)}, at least {percent(duty.level)} is asked"
            )
        return Standing(duty, "breach", f"you do {percent(full.safety)}, below {percent(duty.level)}")
    if isinstance(full, LabDecision) and duty.what == "growth":
        if full.overshoot > 0 and full.pace > 0:
            return Standing(duty, "breach", "you grow past the cap")
        return Standing(duty, "kept", "you stay under the cap")
    if isinstance(full, NationDecision) and duty.what == "safety":
        law = percent(full.floor)
        return Standing(duty, "open", f"your own law says {law}; the treaty binds your labs by itself")
    return Standing(duty, "open", "")


_MARKS: dict[Verdict, Span] = {
    "kept": ("✓ kept", "good"),
    "breach": ("✗ breach", "bad"),
    "open": ("·", "dim"),
}


def standing_lines(view: View, decision: Decision) -> tuple[Line, ...]:
    """A line a duty: the mark, where it comes from, the words."""
    out = []
    for item in standings(view, decision):
        words = item.words or clean(item.duty.sentence)
        out.append(line(_MARKS[item.verdict], f" {source_name(view, item.duty.source)}: {words}"))
    return tuple(out)


def my_place_in(view: View, card: TreatyView) -> Span:
    """What a treaty is to my seat, in a few words."""
    me = view.seat
    if me is None:
        return (f"{len(card.members)} bound" if card.members else "", "dim")
    home = view.seat_row(me).home if any(row.id == me for row in view.seats) else None
    if me in card.notice:
        left = card.notice[me]
        return (f"you leave it in {left} round{'s' if left != 1 else ''}", "warn")
    if me in card.members:
        return ("you are bound", "mine")
    if home in card.members and card.phase == "in_force":
        return ("binds you (by your home)", "mine")
    if card.phase == "terminated":
        return ("over", "dim")
    if me in card.signed:
        nation = any(row.id == me and row.kind == "nation" for row in view.seats)
        if nation and me not in card.ratified:
            return ("signed, not ratified", "warn")
        return ("you ratified" if nation else "you signed", "good")
    if card.phase == "in_force":
        return ("you are outside", "dim")
    if me in card.parties:
        return ("waits for your word", "warn")
    if home in card.parties:
        return (f"{seat_name(view, home)} may bind you", "plain")
    return ("you are not invited", "dim")
