"""From a text to one row of `Terms`: what every clause does to the arrays (R4.11).

Figures per half-year become figures per round: growth, money and quotas in proportion, fractions of what remains
by compounding, spans of time by rounding half up. `rate`, shares of revenue and market, and margins in doublings
do not depend on the length of a round.
"""

from __future__ import annotations

from detente_rules.treaty.checks import checked
from detente_rules.treaty.context import Context
from detente_rules.treaty.draft import Draft
from detente_rules.treaty.effects import EFFECTS
from detente_rules.treaty.effects.verification import oversight_by_parties
from detente_rules.treaty.terms import Terms
from detente_rules.treaty.text import Text
from detente_rules.treaty.voice import voice


def compile_draft(draft: Draft, context: Context) -> Terms:
    """One row of `Terms` (G = T = 1) for `Terms.with_treaty`.

    Raises: BadDraft where clauses contradict one another or speak of seats that are not party.
    """
    text = Text(checked(draft, context), context)
    text.out.update({"exists": True, "party": text.mask(draft.parties), "floor_for": True})
    for clause in draft.clauses:
        EFFECTS[clause.kind](text, clause)
    _defaults(text)
    text.out["voice"] = voice(draft)
    return Terms.row(len(context.labs), len(context.nations), context.treaties, **text.out)


def _defaults(text: Text) -> None:
    """What holds where the text is silent (R4.12)."""
    if text.draft.clause("entry_into_force") is None:
        # As in treaty law: without a rule of its own it begins once every negotiating party has consented.
        text.out["entry_named"] = text.mask(text.draft.parties)
    if text.draft.clause("inspection") is not None and text.draft.clause("oversight") is None:
        oversight_by_parties(text)
