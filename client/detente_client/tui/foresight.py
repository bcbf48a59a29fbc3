"""The forecast, in the words of a line: what my orders, or a draft in force, would likely bring (R8.10).

It is reckoned here, from the view alone, in a few hundredths of a second; the app does it beside the screen.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from detente_client.tui.drafting import TreatyDraft
from detente_client.tui.lines import Line, line
from detente_rules.decisions import Decision
from detente_rules.forecast import Assumptions, NoForecast, forecast
from detente_rules.treaty.draft import parse_draft
from detente_rules.treaty.faults import BadDraft
from detente_rules.views.types import View


@dataclass(frozen=True)
class Question:
    """What if: these orders of mine (None: my sealed or standing ones), this draft in force (None: as things are)."""

    view: View
    mine: Decision | None = None
    draft: TreatyDraft | None = None


Foresee: TypeAlias = Callable[[Question], str]
"""A question and its answer in words, "" where there is none."""


def foresee(question: Question) -> str:
    """``likely seat score 54–71, world risk 18–26 %``; "" where nothing can be forecast (the game is over, say)."""
    draft = question.draft
    try:
        parsed = None
        if draft is not None:
            clauses = [dict(clause) for clause in draft.clauses]
            parsed = parse_draft({"title": draft.title, "parties": list(draft.parties), "clauses": clauses})
        without = (draft.amends[0],) if draft is not None and draft.amends is not None else ()
        fan = forecast(question.view, parsed, Assumptions(mine=question.mine), without=without)
    except (NoForecast, BadDraft):
        return ""
    return fan.headline


def orders_forecast(words: str) -> Line:
    """Beside my orders."""
    return line(("Forecast: ", "title"), words, (" (others as before)", "dim")) if words else ()


def draft_forecast(with_it: str, without_it: str) -> tuple[Line, ...]:
    """Beside a draft: with it in force and kept, and as things are."""
    if not with_it:
        return ()
    out = [line(("Forecast, in force: ", "title"), with_it)]
    return (*out, line(("as things are: ", "dim"), (without_it, "dim"))) if without_it else tuple(out)
