"""What a draft would do among these parties, beyond its words: who would cheat, how it shares the gains, who waits for whom.

Reckoned from the view alone, in up to a second; pages ask for it beside the screen and show each part as it comes.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import numpy as np

from detente_client.tui.drafting import TreatyDraft, clause_sentence
from detente_client.tui.lines import BLANK, Line, Span, columns, line
from detente_client.tui.names import seat_name
from detente_client.tui.scatter import Dot, scatter
from detente_client.tui.text import percent, shorten
from detente_rules.bargaining import Bargain, bargain
from detente_rules.exploitability import Exploitability, exploitability
from detente_rules.forecast import NoForecast
from detente_rules.ids import SeatId
from detente_rules.treaty.draft import Draft, parse_draft
from detente_rules.treaty.faults import BadDraft
from detente_rules.views.types import View

MOST_PLAYERS = 6
"""Above so many parties the bargain is not reckoned: its family of drafts takes seconds and tens of megabytes then."""


@dataclass(frozen=True)
class Analysis:
    """What is known so far; None: not yet, or not to be had. done: there is no more to come."""

    cheating: Exploitability | None = None
    deal: Bargain | None = None
    done: bool = False


def parsed(draft: TreatyDraft) -> Draft | None:
    """The draft as the rules read it; None while it is no draft yet."""
    try:
        return parse_draft(
            {
                "title": draft.title,
                "parties": list(draft.parties),
                "clauses": [dict(clause) for clause in draft.clauses],
            }
        )
    except BadDraft:
        return None


def steps(view: View, draft: TreatyDraft) -> tuple[Callable[[], Any], ...]:
    """The parts, the quicker first: cheating, bargain."""
    without = (draft.amends[0],) if draft.amends is not None else ()

    def tempted() -> Exploitability | None:
        text = parsed(draft)
        with suppress(NoForecast, BadDraft, ValueError):
            return None if text is None else exploitability(view, text, without=without)
        return None

    def dealt() -> Bargain | None:
        text = parsed(draft)
        with suppress(NoForecast, BadDraft, ValueError):
            few = 1 < len(draft.parties) <= MOST_PLAYERS
            return bargain(view, text, without=without) if text is not None and few else None
        return None

    return (tempted, dealt)


def gathered(answers: Sequence[Any]) -> Analysis:
    """The results of the steps so far."""
    parts = [*answers, None, None][:2]
    return Analysis(parts[0], parts[1], done=len(answers) >= 2)


def analysis_lines(view: View, draft: TreatyDraft, known: Analysis, width: int) -> tuple[Line, ...]:
    """The parts that are there, one under the other."""
    out: list[Line] = []
    if known.cheating is not None:
        out += [*cheating_lines(view, known.cheating), BLANK]
    if known.deal is not None:
        out += [*deal_lines(view, draft, known.deal, width), BLANK]
    elif known.done and len(draft.parties) > MOST_PLAYERS:
        words = f"not reckoned here for more than {MOST_PLAYERS} parties."
        out += [line(("As a bargain: ", "title"), (words, "dim")), BLANK]
    if not known.done:
        out.append(line(("reckoning …", "dim")))
    return tuple(out)


def _names(view: View) -> dict[SeatId, str]:
    return {row.id: seat_name(view, row.id) for row in view.seats}


def cheating_lines(view: View, known: Exploitability) -> tuple[Line, ...]:
    """What an opportunist would gain by breaking it, party by party, the most tempted first."""
    holds: Span = (
        ("holds: cheating surely pays for nobody", "good") if known.holds else ("can be exploited", "bad")
    )
    out: list[Line] = [line(("If somebody cheats: ", "title"), holds), line(known.sentence(_names(view)))]
    bound = sorted((one for one in known.parties if one.best is not None), key=lambda one: -one.gain)
    cells: list[list[Span]] = [[(word, "dim") for word in ("", "gain ±95%", "found", "risk", "pays?")]]
    for one in bound[:6]:
        mine = one.seat == view.seat
        cells.append(
            [
                (
                    ("▸ " if mine else "  ") + shorten(seat_name(view, one.seat), 12),
                    "mine" if mine else "plain",
                ),
                (f"{one.gain:+.0f} ±{(one.high - one.low) / 2:.0f}".replace("-", "−"), "plain"),
                (percent(one.found), "plain"),
                (f"{100 * one.risk:+.0f}%".replace("-", "−"), "plain"),
                ("PAYS", "bad") if one.pays else ("no", "dim"),
            ]
        )
    return (*out, *(columns(cells, gap=1, right=frozenset({1, 2, 3})) if bound else ()))


def deal_lines(view: View, draft: TreatyDraft, deal: Bargain, width: int) -> tuple[Line, ...]:
    """Where the draft lies among its like, as words and as a plot of two gains."""
    out: list[Line] = [line(("As a bargain", "title")), line(deal.sentence(_names(view)))]
    one, name, other = _axes(view, deal)
    whose = "your gain" if name == "you" else f"gain of {name}"
    dots = [Dot(float(x), float(y), "·", "dim") for x, y in zip(one, other, strict=True)]
    dots += [
        Dot(float(x), float(y), "o", "series1")
        for x, y, best in zip(one, other, deal.frontier, strict=True)
        if best
    ]
    marks: list[tuple[str, Any]] = [("K", deal.kalai_smorodinsky), ("N", deal.nash)]
    place = _place(view, deal)
    for sign, point in marks:
        if point is not None:
            gains = np.asarray(point.gains)
            dots.append(Dot(float(gains[place]), float(gains.sum() - gains[place]), sign, "strong"))
    dots.append(Dot(float(one[0]), float(other[0]), "▲", "mine"))
    return (
        *out,
        *scatter(dots, min(width, 60), 12, f"{whose}, G$", "gain of the other parties together, G$"),
        line(("▲", "mine"), " this draft  ", ("o", "series1"), " nobody could gain without somebody's loss  ",
             ("N", "strong"), " Nash  ", ("K", "strong"), " Kalai–Smorodinsky  ", ("·", "dim"), " others like it"),
        *_recommended(view, draft, deal),
    )  # fmt: skip


def _recommended(view: View, draft: TreatyDraft, deal: Bargain) -> list[Line]:
    """What Nash's bargain would write otherwise."""
    better = _changes(view, draft, deal.nash.draft) if deal.nash is not None else []
    if not better:
        return []
    return [line(("Nash's bargain would say instead:", "title")), *(line("  ", text) for text in better[:4])]


def _place(view: View, deal: Bargain) -> int:
    """Which player is the horizontal axis: me, else my home, else the first."""
    home = view.seat_row(view.seat).home if view.seat is not None else None
    return next((deal.players.index(seat) for seat in (view.seat, home) if seat in deal.players), 0)


def _axes(view: View, deal: Bargain) -> tuple[Any, str, Any]:
    place = _place(view, deal)
    one = deal.gains[:, place]
    seat = deal.players[place]
    return one, "you" if seat == view.seat else seat_name(view, seat), deal.gains.sum(axis=1) - one


def _changes(view: View, mine: TreatyDraft, other: Draft) -> list[str]:
    """The clauses of another draft that are not in mine, in words."""
    before: list[Mapping[str, Any]] = [_bare(clause) for clause in _data(parsed(mine))]
    return [clause_sentence(view, clause) for clause in _data(other) if _bare(clause) not in before]


def _data(draft: Draft | None) -> list[dict[str, Any]]:
    return list(draft.to_data()["clauses"]) if draft is not None else []


def _bare(clause: Mapping[str, Any]) -> dict[str, Any]:
    return {name: list(value) if isinstance(value, tuple) else value for name, value in clause.items()}
